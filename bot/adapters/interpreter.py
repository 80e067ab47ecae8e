"""Interpreter: Python set so that no chat waits for what is done for another."""

import asyncio
import gc
import sys

from bot.domain.turn import Turn
from bot.ports import Library

# A thread that has work gives way after so many seconds. Python's own five milliseconds are
# waited at each of a message's reads and writes while another thread checks a model's words.
_TURN = 0.0005


def take_short_turns() -> None:
    """Let threads change places ten times as often as Python does by itself."""
    sys.setswitchinterval(_TURN)


def settle() -> None:
    """Never again look for garbage in what is in memory now. Looking through guides and
    indexes stops everything for a fifth of a second, and finds none: what they hold is let go
    with them, without a search."""
    gc.collect(1)
    gc.freeze()


class Settling:
    """A duty that settles what came with another generation and changes nothing that a turn
    knows of."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._settled = library.current().generation

    async def __call__(self) -> Turn:
        """Settle when the generation is another."""
        generation = (await asyncio.to_thread(self._library.current)).generation
        if generation != self._settled:
            settle()
            self._settled = generation
        return Turn()
