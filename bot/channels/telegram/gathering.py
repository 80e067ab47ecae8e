"""Gathering: how many of a lane's first updates are one thing a person did.

Somebody who passes messages on sends them one by one, what was typed above them first.
"""

import json
from collections import deque
from collections.abc import Callable
from itertools import islice

from bot.domain.conversation import ChatEvent, Message, MessageKind
from bot.ports import InboxEntry

MORE_COME = 0.8
"""How long a forwarded message waits for another, in seconds."""
_MOST = 100
_ONE_SECOND = 1


class Waiting:
    """A stored update in a lane, since when, and what it tells once somebody looked."""

    __slots__ = ("entry", "event", "looked", "since", "unreadable")

    def __init__(self, entry: InboxEntry, since: float) -> None:
        self.entry = entry
        self.since = since
        self.event: Message | ChatEvent | None = None
        self.unreadable: Exception | None = None
        self.looked = False


class Gathering:
    """Looks at the updates at the front of a lane; `read` tells what one is."""

    def __init__(self, read: Callable[[InboxEntry], Message | ChatEvent | None]) -> None:
        self._read = read

    def first(self, queue: "deque[Waiting]", now: float) -> tuple[int, float]:
        """How many of the first updates belong together, at least one, and how many seconds
        to wait for more before they are handled."""
        self._look(queue[0])
        if not _may_start(queue[0]):
            return 1, 0.0
        count = 1 + sum(1 for _ in self._following(queue))
        last = queue[count - 1]
        if not _forwarded(last):
            return 1, 0.0
        if count < len(queue) or count >= _MOST:
            return count, 0.0
        return count, last.since + MORE_COME - now

    def _following(self, queue: "deque[Waiting]") -> "list[Waiting]":
        """The forwarded messages of the same person right behind the first."""
        found: list[Waiting] = []
        first = queue[0]
        for waiting in islice(queue, 1, _MOST):
            self._look(waiting)
            if not _forwarded(waiting) or not _same_person(first, waiting):
                break
            if not found and not _forwarded(first) and not _at_once(first, waiting):
                break
            found.append(waiting)
        return found

    def _look(self, waiting: Waiting) -> None:
        if waiting.looked:
            return
        waiting.looked = True
        try:
            waiting.event = self._read(waiting.entry)
        except Exception as error:
            waiting.unreadable = error


def _may_start(waiting: Waiting) -> bool:
    return _forwarded(waiting) or (
        isinstance(waiting.event, Message)
        and waiting.event.kind is MessageKind.TEXT
        and not waiting.event.text.startswith("/")
    )


def _forwarded(waiting: Waiting) -> bool:
    event = waiting.event
    return isinstance(event, Message) and event.kind is MessageKind.FORWARD


def _same_person(one: Waiting, other: Waiting) -> bool:
    first, second = one.event, other.event
    return (
        isinstance(first, Message)
        and isinstance(second, Message)
        and (first.key, first.thread) == (second.key, second.thread)
    )


def _at_once(one: Waiting, other: Waiting) -> bool:
    """Whether both were written in the same second, or the turn of one."""
    return 0 <= _date(other) - _date(one) <= _ONE_SECOND


def _date(waiting: Waiting) -> int:
    date = json.loads(waiting.entry.raw).get("message", {}).get("date", 0)
    return date if isinstance(date, int) else 0
