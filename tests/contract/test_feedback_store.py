"""What every store of verdicts must do, run on each of them."""

from datetime import timedelta, timezone
from typing import TYPE_CHECKING

from turn_parts import AT, person

from bot.domain.conversation import Fault, Feedback, Verdict
from bot.domain.turn import Turn

if TYPE_CHECKING:
    from conftest import Kept


def verdict(given: Verdict, **more: object) -> Feedback:
    return Feedback.model_validate(
        {"guide": "g", "version": "v", "step": "a", "verdict": given, "at": AT, **more}
    )


async def test_verdicts_are_kept_in_order(kept: "Kept") -> None:
    given = [
        verdict(Verdict.FAILED),
        verdict(Verdict.WORKED, step=None),
        verdict(Verdict.UNHELPFUL, part="g#fee", fault=Fault.OUTDATED),
    ]
    for one in given:
        await kept.sessions.commit(Turn(feedback=(one,)))
    assert await kept.feedback.feedback() == given


async def test_a_verdict_given_in_another_zone_keeps_its_moment(kept: "Kept") -> None:
    hanoi = AT.astimezone(timezone(timedelta(hours=7)))
    await kept.sessions.commit(Turn(feedback=(verdict(Verdict.WORKED, at=hanoi),)))
    (kept_one,) = await kept.feedback.feedback()
    assert kept_one.at == AT


async def test_a_verdict_outlives_who_gave_it(kept: "Kept") -> None:
    await kept.sessions.commit(Turn(feedback=(verdict(Verdict.WORKED),)))
    await kept.sessions.commit(Turn(forgotten=(person("1"),)))
    assert await kept.feedback.feedback() == [verdict(Verdict.WORKED)]
