"""Sender: brings the posts of the outbox into their chats, in order and within the limits."""

import asyncio
import heapq
import time
from collections import deque
from collections.abc import Callable, Sequence
from itertools import count

import structlog

from bot.channels.telegram.carrier import Carrier
from bot.channels.telegram.delivery import Delivery, readdressed
from bot.channels.telegram.limits import Limits
from bot.channels.telegram.reading import CHANNEL
from bot.ports import Mailbox, OutboxEntry

log = structlog.get_logger()

_AT_ONCE = 24
"""How many posts may be on their way; the connections left are for everything else."""
_LONGEST_SLEEP = 3_600.0
_AFTER_FAILURE = 5.0


class Sender:
    """One line per chat: answers in their order, then bulk posts in theirs, one on its way."""

    def __init__(
        self,
        carrier: Carrier,
        mailbox: Mailbox,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._carrier = carrier
        self._mailbox = mailbox
        self._limits = limits
        self._eased: Callable[[str], None] = lambda _: None
        self._taken: Callable[[str], None] = lambda _: None
        self._clock = clock
        self._lines: dict[str, _Line] = {}
        self._known: set[int] = set()
        self._answers: deque[tuple[_Line, int]] = deque()
        self._bulk: deque[tuple[_Line, int]] = deque()
        self._later: list[tuple[float, int, _Line, int]] = []
        self._due: list[tuple[float, int, OutboxEntry]] = []
        self._count = count()
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._stopped = False
        self._quiet: asyncio.Event | None = None

    def on_eased(self, eased: Callable[[str], None]) -> None:
        """Have `eased` called with a chat whenever something of its line was done."""
        self._eased = eased

    def on_taken(self, taken: Callable[[str], None]) -> None:
        """Have `taken` called with a chat whenever something is put into its line."""
        self._taken = taken

    async def restore(self) -> None:
        """Take every turn's posts from now on, and what an earlier run left unsent."""
        self._mailbox.watch(self.take)
        self.take(await self._mailbox.outgoing())

    def take(self, entries: Sequence[OutboxEntry]) -> None:
        """Put posts into the lines of their chats; those of other channels are passed over."""
        for entry in entries:
            if entry.post.to.channel != CHANNEL or entry.id in self._known:
                continue
            self._known.add(entry.id)
            due = entry.post.due
            if due is not None and due.timestamp() > time.time():
                heapq.heappush(self._due, (due.timestamp(), next(self._count), entry))
            else:
                self._put(entry)
        self._pump()

    def backlog(self, chat: str) -> int:
        """How many answers wait for that chat or are on their way; bulk and later ones don't
        count."""
        line = self._lines.get(chat)
        if line is None:
            return 0
        sending = line.current is not None and not line.next_is_bulk
        return len(line.answers) + sending

    def idle(self, chat: str) -> bool:
        """Whether nothing waits for that chat or is on its way, bulk or not."""
        return chat not in self._lines

    async def drain(self, seconds: float) -> None:
        """Send the answers that wait, so long at the most, then stop; the rest stays stored."""
        self._quiet = asyncio.Event()
        self._tell_quiet()
        try:
            await asyncio.wait_for(self._quiet.wait(), seconds)
        except TimeoutError:
            log.warning("posts_left", chats=len(self._lines))
        self._stopped = True
        if self._timer is not None:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # Lines

    def _put(self, entry: OutboxEntry) -> None:
        chat = entry.post.to.chat
        line = self._lines.get(chat)
        if line is None:
            line = self._lines[chat] = _Line(chat)
        (line.bulk if entry.post.bulk else line.answers).append(entry)
        self._taken(chat)
        # A line that is placed already keeps its place among the others.
        if line.placed is not line.next_is_bulk:
            self._place(line)

    def _place(self, line: "_Line") -> None:
        """Put a line where its next post belongs: ready, or waiting for its chat's time."""
        if line.busy:
            return
        line.ticket += 1
        if line.empty:
            del self._lines[line.chat]
            return
        line.placed = line.next_is_bulk
        at = max(line.rests_until, self._limits.of_chat(line.chat, line.next_is_bulk))
        if at > self._clock():
            heapq.heappush(self._later, (at, next(self._count), line, line.ticket))
        else:
            (self._bulk if line.next_is_bulk else self._answers).append((line, line.ticket))

    def _pump(self) -> None:
        """Let everything leave that may leave now, answers first, and wake up for the rest."""
        if self._stopped:
            return
        self._wake_due()
        while self._later and self._later[0][0] <= self._clock():
            _, _, line, ticket = heapq.heappop(self._later)
            if ticket == line.ticket:
                self._place(line)
        wake = self._leave()
        if self._later:
            wake = min(wake, self._later[0][0])
        if self._due:
            wake = min(wake, self._clock() + self._due[0][0] - time.time())
        if self._timer is not None:
            self._timer.cancel()
        seconds = min(_LONGEST_SLEEP, max(0.0, wake - self._clock()))
        self._timer = asyncio.get_running_loop().call_later(seconds, self._pump)

    def _wake_due(self) -> None:
        while self._due and self._due[0][0] <= time.time():
            self._put(heapq.heappop(self._due)[2])

    def _leave(self) -> float:
        """Start what may leave now; when all chats together will allow the next."""
        for waiting, bulk in ((self._answers, False), (self._bulk, True)):
            while waiting:
                line, ticket = waiting[0]
                if ticket != line.ticket:
                    waiting.popleft()
                    continue
                if len(self._tasks) >= _AT_ONCE:
                    return float("inf")
                at = self._limits.of_all(bulk)
                if at > self._clock():
                    return at
                waiting.popleft()
                self._start(line)
        return float("inf")

    def _start(self, line: "_Line") -> None:
        line.busy = True
        line.placed = None
        line.ticket += 1
        self._limits.leave(line.chat)
        task = asyncio.create_task(self._send(line))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._done(line, done))

    # Sending

    async def _send(self, line: "_Line") -> None:
        """Send one piece of the line's next post."""
        try:
            delivery = line.current or await self._prepared(line)
            error = await self._carrier.send(delivery)
        finally:
            self._limits.arrive(line.chat)
        line.rests_until = self._clock() + await self._carrier.settle(delivery, error)
        if delivery.done:
            line.current = None
            self._known.discard(delivery.entry.id)
        elif delivery.entry.post.to.chat != line.chat:
            self._move(line, delivery)

    async def _prepared(self, line: "_Line") -> Delivery:
        waiting = line.answers or line.bulk
        entry = waiting.popleft()
        try:
            line.current = await self._carrier.prepare(entry)
        except BaseException:
            waiting.appendleft(entry)
            raise
        return line.current

    def _move(self, line: "_Line", delivery: Delivery) -> None:
        """Give everything of a line to the group's new id."""
        chat = delivery.entry.post.to.chat
        new = self._lines.setdefault(chat, _Line(chat))
        for entry in (*line.answers, *line.bulk):
            moved = readdressed(entry, chat)
            (new.bulk if moved.post.bulk else new.answers).append(moved)
        line.current = None
        line.answers.clear()
        line.bulk.clear()
        if new.busy or new.current is not None:
            new.answers.appendleft(delivery.entry)
        else:
            new.current = delivery
        self._place(new)

    def _done(self, line: "_Line", task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        if (error := task.exception()) is not None:
            log.error("line_failed", chat=line.chat, why=repr(error))
            line.rests_until = self._clock() + _AFTER_FAILURE
        line.busy = False
        self._place(line)
        self._pump()
        self._eased(line.chat)
        self._tell_quiet()

    def _tell_quiet(self) -> None:
        """Tell the one who drains when no answer waits any more."""
        if self._quiet is None or self._tasks:
            return
        if not any(line.answers or line.current for line in self._lines.values()):
            self._quiet.set()


class _Line:
    """What waits for one chat. `ticket` makes older places in other queues worthless."""

    __slots__ = ("answers", "bulk", "busy", "chat", "current", "placed", "rests_until", "ticket")

    def __init__(self, chat: str) -> None:
        self.chat = chat
        self.answers: deque[OutboxEntry] = deque()
        self.bulk: deque[OutboxEntry] = deque()
        self.current: Delivery | None = None
        self.busy = False
        self.ticket = 0
        self.placed: bool | None = None
        self.rests_until = float("-inf")

    @property
    def empty(self) -> bool:
        return not (self.answers or self.bulk or self.current)

    @property
    def next_is_bulk(self) -> bool:
        if self.current is not None:
            return self.current.entry.post.bulk
        return not self.answers
