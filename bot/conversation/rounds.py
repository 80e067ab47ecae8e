"""Rounds: what the assistant looks after by itself, every so often."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date

import structlog

from bot.domain.errors import TicketMoved
from bot.domain.turn import Turn
from bot.ports import Clock

log = structlog.get_logger()

_PAUSE = 15.0


class Rounds:
    """Asks each of its duties for what is due, and saves it."""

    def __init__(
        self,
        duties: Sequence[Callable[[], Awaitable[Turn]]],
        save: Callable[[Turn], Awaitable[None]],
        pause: float = _PAUSE,
    ) -> None:
        self._duties = duties
        self._save = save
        self._pause = pause

    async def run(self) -> None:
        """Go round until cancelled; a duty that breaks down is tried again next time."""
        while True:
            await self.once()
            await asyncio.sleep(self._pause)

    async def once(self) -> None:
        """Go round once."""
        for duty in self._duties:
            try:
                turn = await duty()
                if turn != Turn():
                    await self._save(turn)
            except TicketMoved:
                # A helper or the asker was faster; the next round sees what is left.
                continue
            except Exception as error:
                log.exception("round_failed", why=f"{type(error).__name__}: {error}")


class Daily:
    """A duty whose work is done once a day and changes nothing that a turn knows of."""

    def __init__(self, work: Callable[[], Awaitable[None]], clock: Clock) -> None:
        """The work was just done when this is made."""
        self._work = work
        self._clock = clock
        self._done: date = clock.now().date()

    async def __call__(self) -> Turn:
        """Do the work if the day is another."""
        today = self._clock.now().date()
        if today != self._done:
            await self._work()
            self._done = today
        return Turn()
