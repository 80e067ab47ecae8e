"""Rounds: what the assistant looks after by itself, every so often."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.domain.errors import TicketMoved
from bot.domain.turn import Turn

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
