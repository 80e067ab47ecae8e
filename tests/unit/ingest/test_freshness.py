"""Freshness: what needs an editor's eye on a given day."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from knowledge_folder import OWNER, PASSWORD, SCAM, TENANT, TODAY, KnowledgeFolder

from bot.domain.guide import Guide
from ingest.freshness import freshness

DAY = TODAY.date()


@pytest.fixture
def guides(tmp_path: Path) -> list[Guide]:
    return KnowledgeFolder(tmp_path).guides()


def due(guide: Guide, days: int) -> Guide:
    return guide.model_copy(update={"review_by": DAY + timedelta(days=days)})


def test_guides_that_are_due_in_years_need_nothing(guides: list[Guide]) -> None:
    state = freshness(guides, DAY)

    assert (state.overdue, state.due_soon) == ((), ())


@pytest.mark.parametrize(
    ("days", "overdue", "soon"),
    [(-1, True, False), (0, False, True), (30, False, True), (31, False, False)],
)
def test_a_guide_is_overdue_after_its_day_and_due_soon_for_thirty_days_before(
    days: int, overdue: bool, soon: bool, guides: list[Guide]
) -> None:
    state = freshness([due(guides[0], days)], DAY)

    assert (bool(state.overdue), bool(state.due_soon)) == (overdue, soon)


def test_what_is_due_first_comes_first(guides: list[Guide]) -> None:
    days = {PASSWORD: -1, OWNER: -400, TENANT: -30, SCAM: -30}

    state = freshness([due(guide, days[guide.id]) for guide in guides], DAY)

    assert [guide for guide, _ in state.overdue] == [OWNER, SCAM, TENANT, PASSWORD]
    assert state.overdue[0] == (OWNER, DAY - timedelta(days=400))


def test_a_guide_that_rests_on_the_press_alone_is_named(guides: list[Guide]) -> None:
    by_id = {guide.id: guide for guide in guides}
    both = by_id[SCAM].sources + by_id[PASSWORD].sources
    mixed = by_id[SCAM].model_copy(update={"id": "ca-hai", "sources": both})

    assert freshness([*guides, mixed], DAY).press_only == (SCAM,)


def test_official_addresses_are_listed_once_and_the_press_is_not_called(
    guides: list[Guide],
) -> None:
    again = guides[0].model_copy(update={"id": "bai-khac"})

    assert freshness([*guides, again], DAY).official_links == (
        "https://dichvucong.gov.vn",
        "https://thuvienphapluat.vn/luat-cu-tru",
        "https://vneid.gov.vn/hd",
    )


def test_no_guides_at_all_are_no_trouble() -> None:
    state = freshness([], date(2026, 1, 1))

    assert (state.overdue, state.due_soon, state.press_only, state.official_links) == ((),) * 4
