"""Tally: verdicts and reasons are counted apart."""

from datetime import UTC, datetime

from bot.domain.conversation import Fault, Feedback, Verdict
from bot.domain.tally import tallies

AT = datetime(2026, 11, 21, tzinfo=UTC)


def said(guide: str, verdict: Verdict, **more: object) -> Feedback:
    return Feedback.model_validate(
        {"guide": guide, "version": "v", "step": None, "verdict": verdict, "at": AT, **more}
    )


def test_a_reason_is_not_counted_as_one_more_verdict() -> None:
    (tally,) = tallies(
        [
            said("g", Verdict.FAILED, step="last"),
            said("g", Verdict.FAILED, fault=Fault.STUCK, step="b"),
            said("g", Verdict.WORKED, step="last"),
        ]
    )
    assert (tally.worked, tally.failed) == (1, 1)
    assert tally.faults == {"stuck": 1}


def test_only_the_steps_people_got_stuck_at_are_named() -> None:
    stuck = {"fault": Fault.STUCK}
    (tally,) = tallies(
        [
            said("g", Verdict.FAILED, step="last"),
            said("g", Verdict.FAILED, step="a", **stuck),
            said("g", Verdict.FAILED, step="b", **stuck),
            said("g", Verdict.FAILED, step="b", **stuck),
        ]
    )
    assert list(tally.stuck.items()) == [("b", 2), ("a", 1)]


def test_the_pieces_of_a_guide_are_counted_apart_the_worst_first() -> None:
    (tally,) = tallies(
        [
            said("g", Verdict.HELPFUL, part="g#quick:a"),
            said("g", Verdict.UNHELPFUL, part="g#quick:b"),
            said("g", Verdict.UNHELPFUL, part="g#quick:b", fault=Fault.OUTDATED),
        ]
    )
    counted = [(p.part, p.helpful, p.unhelpful, p.faults) for p in tally.parts]
    assert counted == [("g#quick:b", 0, 1, {"outdated": 1}), ("g#quick:a", 1, 0, {})]
    assert (tally.worked, tally.failed, tally.faults) == (0, 0, {})


def test_the_guide_that_fails_most_comes_first() -> None:
    given = [
        said("fine", Verdict.WORKED),
        said("doubted", Verdict.UNHELPFUL, part="doubted#head"),
        *[said("fails", Verdict.FAILED)] * 2,
        said("a-little", Verdict.FAILED),
    ]
    assert [tally.guide for tally in tallies(given)] == ["fails", "a-little", "doubted", "fine"]
