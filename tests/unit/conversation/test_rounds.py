"""Rounds: what is due is saved, and one duty's trouble is nobody else's."""

from datetime import timedelta

from knowledge_folder import FixedClock

from bot.conversation.rounds import Daily, Rounds
from bot.domain.errors import TicketMoved
from bot.domain.turn import Turn

DUE, LATER = Turn(dropped=("a",)), Turn(dropped=("b",))


async def test_what_is_due_is_saved_and_nothing_else() -> None:
    saved: list[Turn] = []

    async def due() -> Turn:
        return DUE

    async def nothing() -> Turn:
        return Turn()

    async def save(turn: Turn) -> None:
        saved.append(turn)

    await Rounds([nothing, due], save).once()

    assert saved == [DUE]


async def test_a_duty_that_breaks_or_loses_a_race_holds_up_nobody() -> None:
    saved: list[Turn] = []

    async def breaks() -> Turn:
        raise ZeroDivisionError

    async def raced() -> Turn:
        return DUE

    async def due() -> Turn:
        return LATER

    async def save(turn: Turn) -> None:
        if turn == DUE:
            raise TicketMoved("k1")
        saved.append(turn)

    await Rounds([breaks, raced, due], save).once()

    assert saved == [LATER]


async def test_a_daily_duty_is_done_once_a_day() -> None:
    clock, done = FixedClock(), []

    async def work() -> None:
        done.append(clock.now().date())

    daily = Daily(work, clock)
    for hours in (1, 25, 1, 24):
        clock.time += timedelta(hours=hours)
        assert await daily() == Turn()

    assert len(done) == len(set(done)) == 2
