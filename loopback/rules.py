"""How much a bot may send, as the service enforces it (core.telegram.org/bots/faq, "My bot is
hitting limits")."""

import math
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

EVERY_CHAT = 0


class Limit(StrEnum):
    """Which limit was exceeded."""

    CHAT = "one private chat"
    GROUP = "one group"
    ALL = "all chats together"


@dataclass(frozen=True)
class Limits:
    """Messages and edits the service takes; here drafts and chat actions too.

    Nobody has published whether those count (the server's code sends them as a typing status,
    not as messages), so that a bot must do well by the stricter reading.

    A private chat takes `burst` at once and `chat_rate` a second in the long run; a group
    takes `group_count` in any `group_seconds`; all chats together take `all_count` in any
    `all_seconds`.
    """

    chat_rate: float = 1.0
    burst: int = 3
    group_count: int = 20
    group_seconds: float = 60.0
    all_count: int = 30
    all_seconds: float = 1.0


@dataclass(frozen=True)
class Breach:
    """A call over a limit: the chat, which limit, when (monotonic seconds), the wait asked."""

    chat: int
    limit: Limit
    at: float
    retry_after: int


@dataclass
class _Bucket:
    tokens: float
    at: float


@dataclass
class Meter:
    """Counts what each chat took against the limits. What was refused counts for nothing."""

    limits: Limits
    _buckets: dict[int, _Bucket] = field(default_factory=dict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _all: deque[float] = field(default_factory=deque)

    def take(self, chat: int, now: float) -> Breach | None:
        """Count one message to a chat at a time in monotonic seconds, or say what it
        exceeds."""
        waits = [
            self._group_wait(chat, now) if chat < 0 else self._chat_wait(chat, now),
            (Limit.ALL, _wait(self._all, self.limits.all_count, self.limits.all_seconds, now)),
        ]
        limit, wait = max(waits, key=lambda found: found[1])
        if wait > 0:
            return Breach(chat, limit, now, math.ceil(wait))
        self._count(chat, now)
        return None

    def _chat_wait(self, chat: int, now: float) -> tuple[Limit, float]:
        bucket = self._buckets.setdefault(chat, _Bucket(self.limits.burst, now))
        gained = (now - bucket.at) * self.limits.chat_rate
        bucket.tokens = min(float(self.limits.burst), bucket.tokens + gained)
        bucket.at = now
        return Limit.CHAT, max(0.0, (1 - bucket.tokens) / self.limits.chat_rate)

    def _group_wait(self, chat: int, now: float) -> tuple[Limit, float]:
        taken = self._groups.setdefault(chat, deque())
        return Limit.GROUP, _wait(taken, self.limits.group_count, self.limits.group_seconds, now)

    def _count(self, chat: int, now: float) -> None:
        self._all.append(now)
        if chat < 0:
            self._groups[chat].append(now)
        else:
            self._buckets[chat].tokens -= 1


def _wait(taken: "deque[float]", count: int, seconds: float, now: float) -> float:
    """How long until a window of so many seconds holds fewer than `count`."""
    while taken and taken[0] <= now - seconds:
        taken.popleft()
    return taken[0] + seconds - now if len(taken) >= count else 0.0
