"""Limits: when a post may leave, by the rules of the service.

The service takes about thirty messages a second from a bot, one a second to a private chat
with short bursts, and twenty a minute to a group (core.telegram.org/bots/faq).
"""

from collections import deque
from collections.abc import Callable

PER_SECOND = 30
"""What the service takes from everybody together."""

_PRIVATE_EVERY, _PRIVATE_BURST = 1.01, 3
_GROUP_MOST, _GROUP_BULK, _GROUP_SPARE, _GROUP_SECONDS = 20, 10, 5, 60.5
_ALL_SECONDS = 1.002
_FEW_CHATS = 1_024
_EVER, _NEVER = float("-inf"), float("inf")


class Limits:
    """Counts what leaves. Times are seconds of `clock`, which never goes back.

    The service counts a post somewhere between its leaving and the answer to it, so one on
    its way counts as taken now, and one that was answered as taken then: however long posts
    travel, the service never sees too many.

    Bulk posts get at most half of what a group and two thirds of what everybody takes, so
    that an answer always finds room. All chats together get `per_second` posts a second.

    Previews count as posts, since nobody has published that they don't, and get what an answer
    won't miss: a place in a person's full bucket, so that two more may follow at once, or for
    the first of an answer one; a
    quarter of what a group and a third of what everybody takes. One on its way holds back no
    answer of its chat.

    What was sent before `since` nobody knows any more: a person's chat may have had its burst
    just then, so it gets one post at a time until that can no longer be.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        per_second: int = PER_SECOND,
        since: float = float("-inf"),
    ) -> None:
        self._clock = clock
        self._since = since
        shares = max(1, per_second * 2 // 3), per_second // 3
        self._all = _Window(per_second, *shares, _ALL_SECONDS)
        self._all_held = _EVER
        self._chats: dict[str, _Bucket | _Window] = {}
        self._held: dict[str, float] = {}
        self._sweep_at = _FEW_CHATS

    def of_chat(self, chat: str, bulk: bool) -> float:
        """The earliest time at which its chat allows a post; in the past when it may go now,
        endless when one on its way has to arrive first."""
        held = self._held.get(chat, _EVER)
        counted = self._chats.get(chat)
        return held if counted is None else max(held, counted.free(bulk))

    def of_all(self, bulk: bool) -> float:
        """The earliest time at which all chats together allow a post, told in the same way."""
        return max(self._all_held, self._all.free(bulk))

    def of_preview(self, chat: str, *, first: bool = False) -> float:
        """The earliest time at which a preview takes no room that an answer could want, told
        in the same way. The `first` of an answer, which says that somebody is at it, leaves a
        person's chat room for one post."""
        held = max(self._held.get(chat, _EVER), self._all_held)
        # A sign that somebody is at it is worth what news is.
        everybody = self._all.free(True) if first else self._all.spare(False)
        return max(held, self._counted(chat).spare(first), everybody)

    def leave(self, chat: str) -> None:
        """Count a post to that chat as on its way."""
        self._counted(chat).leave()
        self._all.leave()

    def arrive(self, chat: str) -> None:
        """Count a post that was on its way to that chat as answered, taken or not."""
        self._chats[chat].arrive(self._clock())
        self._all.arrive(self._clock())

    def leave_preview(self) -> None:
        """Count a preview as on its way."""
        self._all.leave()

    def arrive_preview(self, chat: str) -> None:
        """Count a preview that was on its way to that chat as answered, taken or not."""
        self._counted(chat).take(self._clock())
        self._all.arrive(self._clock())

    def hold(self, chat: str, seconds: float) -> None:
        """Let nothing leave to that chat for so long: the service said so."""
        self._held[chat] = max(self._held.get(chat, _EVER), self._clock() + seconds)

    def hold_all(self, seconds: float) -> None:
        """Let nothing leave at all for so long."""
        self._all_held = max(self._all_held, self._clock() + seconds)

    def _counted(self, chat: str) -> "_Bucket | _Window":
        if chat not in self._chats:
            self._sweep()
            self._chats[chat] = (
                _Window(_GROUP_MOST, _GROUP_BULK, _GROUP_SPARE, _GROUP_SECONDS)
                if chat.startswith("-")
                else _Bucket(_PRIVATE_EVERY, _PRIVATE_BURST, self._since)
            )
        return self._chats[chat]

    def _sweep(self) -> None:
        """Forget the chats that are as good as new, once they are many."""
        if len(self._chats) < self._sweep_at:
            return
        now = self._clock()
        self._chats = {chat: kept for chat, kept in self._chats.items() if not kept.rested(now)}
        self._held = {chat: until for chat, until in self._held.items() if until > now}
        self._sweep_at = max(_FEW_CHATS, 2 * len(self._chats))


class _Bucket:
    """So many at once, then one every so many seconds; one on its way at a time. `_full` is
    when the bucket will be full again (ITU-T I.371's virtual scheduling); it held one at the
    least when it was last known."""

    def __init__(self, every: float, burst: int, known: float) -> None:
        self._every = every
        self._slack = every * (burst - 1)
        self._full = known + self._slack
        self._flying = False

    def free(self, _bulk: bool) -> float:
        return _NEVER if self._flying else self._full - self._slack

    def spare(self, first: bool) -> float:
        return _NEVER if self._flying else self._full - (self._every if first else 0.0)

    def leave(self) -> None:
        self._flying = True

    def arrive(self, now: float) -> None:
        self._flying = False
        self.take(now)

    def take(self, now: float) -> None:
        self._full = max(self._full, now) + self._every

    def rested(self, now: float) -> bool:
        return not self._flying and self._full <= now


class _Window:
    """At most so many in any stretch of so many seconds; bulk, and what can be spared, only
    while fewer were taken."""

    def __init__(self, most: int, bulk: int, spare: int, seconds: float) -> None:
        self._most, self._bulk, self._spare = most, bulk, spare
        self._seconds = seconds
        self._flying = 0
        self._arrived: deque[float] = deque(maxlen=most)

    def free(self, bulk: bool) -> float:
        return self._below(self._bulk if bulk else self._most)

    def spare(self, _first: bool) -> float:
        return self._below(self._spare)

    def _below(self, taken: int) -> float:
        room = taken - self._flying
        if room <= 0:
            return _NEVER
        return _EVER if len(self._arrived) < room else self._arrived[-room] + self._seconds

    def leave(self) -> None:
        self._flying += 1

    def arrive(self, now: float) -> None:
        self._flying -= 1
        self.take(now)

    def take(self, now: float) -> None:
        self._arrived.append(now)

    def rested(self, now: float) -> bool:
        return not self._flying and (not self._arrived or self._arrived[-1] + self._seconds <= now)
