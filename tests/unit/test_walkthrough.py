from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import walkthrough
from bot.domain.conversation import Progress
from bot.domain.guide import Guide, GuideStatus, Step


def guide_of(*steps: str, digest: str = "v1", moved: dict[str, str] | None = None) -> Guide:
    return Guide(
        id="tam-tru",
        title="Đăng ký tạm trú",
        summary="Đăng ký trên VNeID.",
        category="cu-tru",
        audience=(),
        family=None,
        case=None,
        minutes=15,
        asks=(),
        procedures=(),
        sources=(),
        checked=date(2026, 11, 21),
        review_by=date(2027, 2, 21),
        status=GuideStatus.PUBLISHED,
        moved=moved or {},
        language="vi",
        steps=tuple(Step(id=step, action=f"Làm {step}.") for step in steps),
        sections=(),
        errors=(),
        quick_answers=(),
        digest=digest,
    )


GUIDE = guide_of("mot", "hai", "ba")
EDITED = guide_of("khong", "mot", "hai-moi", "ba", digest="v2", moved={"hai": "hai-moi"})


def at(step: str, stuck: int = 0, finished: bool = False) -> Progress:
    return Progress(guide="tam-tru", version="v1", step=step, stuck=stuck, finished=finished)


def test_a_guide_starts_at_its_first_step() -> None:
    assert walkthrough.start(GUIDE) == at("mot")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (at("mot"), at("hai")),
        (at("hai", stuck=2), at("ba")),
        (at("ba"), at("ba", finished=True)),
        (at("ba", stuck=3), at("ba", finished=True)),
        (at("ba", finished=True), at("ba", finished=True)),
    ],
)
def test_done_goes_on_and_after_the_last_step_finishes(before: Progress, after: Progress) -> None:
    assert walkthrough.done(before, GUIDE) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (at("ba"), at("hai")),
        (at("hai", stuck=1), at("mot")),
        (at("mot"), at("mot")),
        (at("ba", finished=True), at("ba")),
    ],
)
def test_back_goes_one_step_and_out_of_a_finished_guide_to_its_last(
    before: Progress, after: Progress
) -> None:
    assert walkthrough.back(before, GUIDE) == after


@pytest.mark.parametrize(
    ("index", "step"), [(0, "mot"), (2, "ba"), (3, "ba"), (99, "ba"), (-1, "mot")]
)
def test_a_jump_stays_inside_the_guide_and_starts_afresh(index: int, step: str) -> None:
    assert walkthrough.jump(at("hai", stuck=2, finished=True), GUIDE, index) == at(step)


def test_being_stuck_counts_to_three_and_no_further() -> None:
    progress = at("hai")
    counted = []
    for _ in range(5):
        progress = walkthrough.stuck(progress)
        counted.append(progress.stuck)
    assert counted == [1, 2, 3, 3, 3]
    assert progress.step == "hai"


@pytest.mark.parametrize(
    ("step", "place"), [("mot", "mot"), ("hai", "hai-moi"), ("ba", "ba"), ("bo-roi", "khong")]
)
def test_a_citizen_in_mid_guide_survives_an_edit(step: str, place: str) -> None:
    resumed = walkthrough.resume(at(step, stuck=1), EDITED)
    assert resumed == Progress(guide="tam-tru", version="v2", step=place, stuck=1)


def test_resuming_an_unchanged_guide_changes_nothing() -> None:
    assert walkthrough.resume(at("hai", stuck=2), GUIDE) == at("hai", stuck=2)


def test_done_after_an_edit_follows_the_new_order() -> None:
    assert walkthrough.done(at("hai"), EDITED).step == "ba"
    assert walkthrough.done(at("hai"), EDITED).version == "v2"


def test_a_guide_of_one_step_is_finished_by_one_done() -> None:
    single = guide_of("mot")
    assert walkthrough.done(walkthrough.start(single), single).finished


@given(st.integers(1, 30))
def test_a_guide_is_finished_by_as_many_dones_as_it_has_steps(steps: int) -> None:
    guide = guide_of(*(f"b{n}" for n in range(steps)))
    progress = walkthrough.start(guide)
    for _ in range(steps):
        assert not progress.finished
        progress = walkthrough.done(progress, guide)
    assert progress.finished


MOVES: list[Callable[[Progress, Guide], Progress]] = [
    walkthrough.done,
    walkthrough.back,
    lambda progress, _: walkthrough.stuck(progress),
    lambda progress, guide: walkthrough.resume(progress, guide),
    lambda progress, guide: walkthrough.jump(progress, guide, 7),
]


@given(st.lists(st.tuples(st.sampled_from(MOVES), st.sampled_from([GUIDE, EDITED]))))
def test_no_row_of_moves_leaves_the_guide(
    moves: list[tuple[Callable[[Progress, Guide], Progress], Guide]],
) -> None:
    progress = walkthrough.start(GUIDE)
    known = {step.id for guide in (GUIDE, EDITED) for step in guide.steps}
    for move, guide in moves:
        progress = move(progress, guide)
        assert progress.step in known
        assert 0 <= progress.stuck <= 3
