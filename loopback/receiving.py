"""The queue of updates: what waits for the bot, what it was given, what it acknowledged."""

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from .sent import JsonObject

BATCH = 100
KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "message_reaction",
        "message_reaction_count",
    }
)
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""What a bot gets only by naming it."""


@dataclass
class Fed:
    """An update and its times, in monotonic seconds: when it came to the service, when the
    bot was last given it, when it acknowledged it."""

    number: int
    update: JsonObject
    fed_at: float
    given_at: float | None = None
    acknowledged_at: float | None = None


class Woken(Enum):
    """Why a long poll ends early."""

    FED = auto()
    OTHER_POLLER = auto()
    WEBHOOK = auto()


@dataclass
class Updates:
    """The queue. Its owner guards it with a lock; only `wait` runs without."""

    fed: list[Fed] = field(default_factory=list)
    unasked: list[JsonObject] = field(default_factory=list)
    allowed: frozenset[str] = KINDS - UNASKED
    _pending: list[Fed] = field(default_factory=list)
    _highest: int = 0
    _waiting: "asyncio.Future[Woken] | None" = None

    def put(self, updates: Iterable[JsonObject], only_allowed: bool) -> list[int]:
        """Queue updates; the ids they have or get. With `only_allowed`, what the bot did not
        ask for is set aside in `unasked`."""
        numbers = []
        for update in updates:
            if only_allowed and (KINDS & set(update)) - self.allowed:
                self.unasked.append(update)
                continue
            numbered = {"update_id": self._highest + 1} | update
            number = numbered["update_id"]
            self._highest = max(self._highest, number)
            self.fed.append(Fed(number, numbered, time.monotonic()))
            self._pending.append(self.fed[-1])
            numbers.append(number)
        self.wake(Woken.FED)
        return numbers

    def allow(self, kinds: Any) -> None:
        """From now on the bot wants these kinds of updates; none named: the usual ones."""
        if isinstance(kinds, list):
            self.allowed = frozenset(kinds) or KINDS - UNASKED

    def acknowledged_by(self, offset: int) -> list[int]:
        """The ids a bot acknowledges by asking from here on."""
        return [fed.number for fed in self._pending if fed.number < offset]

    def acknowledge(self, offset: int) -> None:
        """Drop what comes before."""
        now = time.monotonic()
        for fed in self._pending:
            if fed.number < offset:
                fed.acknowledged_at = now
        self._pending = [fed for fed in self._pending if fed.number >= offset]

    def drop(self) -> None:
        """Drop everything."""
        self._pending.clear()

    def batch(self, limit: int) -> list[Fed]:
        """What the bot can be given now."""
        return self._pending[: max(1, min(limit, BATCH))]

    def attend(self) -> "asyncio.Future[Woken]":
        """Begin a long poll; an earlier one ends."""
        self.wake(Woken.OTHER_POLLER)
        self._waiting = asyncio.get_running_loop().create_future()
        return self._waiting

    def leave(self, poll: "asyncio.Future[Woken]") -> None:
        """A long poll is over."""
        if self._waiting is poll:
            self._waiting = None

    def wake(self, why: Woken) -> None:
        """End the long poll, if there is one; from any thread."""
        poll, self._waiting = self._waiting, None
        if poll is not None:
            with suppress(RuntimeError):  # its loop has ended
                poll.get_loop().call_soon_threadsafe(_finish, poll, why)


async def waited(
    poll: "asyncio.Future[Woken]", gone: Callable[[], Any], seconds: float
) -> Woken | None:
    """Why a long poll ended: None after so many seconds. Raises ConnectionError when the bot
    is gone."""
    leaving = asyncio.ensure_future(gone())
    try:
        await asyncio.wait({poll, leaving}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if poll.done():
            return poll.result()
        if leaving.done():
            raise ConnectionError("the bot is gone")
        return None
    finally:
        leaving.cancel()


def _finish(poll: "asyncio.Future[Woken]", why: Woken) -> None:
    if not poll.done():
        poll.set_result(why)
