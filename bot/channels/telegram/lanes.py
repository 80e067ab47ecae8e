"""Lanes: each chat's updates in order, many chats side by side."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from bot.channels.telegram.gathering import Gathering, Waiting
from bot.domain.errors import ReadOnlyData
from bot.ports import InboxEntry

log = structlog.get_logger()

_AT_ONCE = 64
_MOST_WAITING, _MOST_OF_ONE = 5_000, 100
_TRIES = 3
_AFTER_FAILURE, _NO_DISK = 1.0, 10.0


class Work(Protocol):
    """What is done with the updates of a lane."""

    async def do(self, batch: Sequence[Waiting]) -> None:
        """Handle what belongs together. Raises whatever went wrong."""
        ...

    async def set_aside(self, batch: Sequence[Waiting], why: str) -> None:
        """Give up on updates that can't be handled."""
        ...


class Lanes:
    """Lanes that have something to do take turns, an update each; those that wait cost nothing.

    A lane rests while `held` says so of its chat, until `release` is called for it.
    """

    def __init__(
        self,
        work: Work,
        gathering: Gathering,
        held: Callable[[str], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._work = work
        self._gathering = gathering
        self._held = held
        self._clock = clock
        self._lanes: dict[str, _Lane] = {}
        self._turns: deque[_Lane] = deque()
        self._workers: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._room = asyncio.Event()
        self._room.set()
        self._stopped = False
        self._quiet: asyncio.Event | None = None

    @property
    def full(self) -> bool:
        """Whether so much waits that no more should be taken in."""
        return self._waiting >= _MOST_WAITING

    async def room(self) -> None:
        """Wait until they are not full."""
        await self._room.wait()

    def put(self, entries: Sequence[InboxEntry]) -> None:
        """Put stored updates behind the others of their lanes."""
        for entry in entries:
            lane = self._lanes.get(entry.lane)
            if lane is None:
                lane = self._lanes[entry.lane] = _Lane(entry.lane)
            lane.queue.append(Waiting(entry, self._clock()))
            # Beyond so many a lane takes no room: one person's flood must not shut others out.
            self._waiting += len(lane.queue) <= _MOST_OF_ONE
            if lane.at_rest:
                self._next(lane)
        if self.full:
            self._room.clear()

    def release(self, name: str) -> None:
        """Let a lane go on that was held."""
        lane = self._lanes.get(name)
        if lane is not None and lane.held:
            self._next(lane)

    async def drain(self, seconds: float) -> None:
        """Let the lanes that have a turn finish, so long at the most, then stop; the rest
        stays stored."""
        self._quiet = asyncio.Event()
        self._tell_quiet()
        try:
            await asyncio.wait_for(self._quiet.wait(), seconds)
        except TimeoutError:
            log.warning("updates_left", count=self._waiting)
        self._stopped = True
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    # Turns

    def _next(self, lane: "_Lane") -> None:
        """Give a lane its next turn, or let it rest."""
        lane.stop_timer()
        lane.at_rest = lane.held = False
        if not lane.queue:
            del self._lanes[lane.name]
            return
        if self._held(lane.name):
            lane.held = True
            return
        self._turns.append(lane)
        self._hire()

    def _hire(self) -> None:
        """Have somebody see to the turns, up to so many at once."""
        if self._turns and len(self._workers) < _AT_ONCE and not self._stopped:
            worker = asyncio.create_task(self._take_turns())
            self._workers.add(worker)
            worker.add_done_callback(self._gone)

    def _rest(self, lane: "_Lane", seconds: float, *, woken: bool) -> None:
        """Let a lane rest for so long, or until something comes where that wakes it."""
        lane.at_rest = woken
        lane.timer = asyncio.get_running_loop().call_later(seconds, self._next, lane)

    async def _take_turns(self) -> None:
        while self._turns and not self._stopped:
            lane = self._turns.popleft()
            try:
                await self._turn(lane)
            except Exception as error:
                log.error("lane_failed", lane=lane.name, why=repr(error))
                self._rest(lane, _NO_DISK, woken=False)

    async def _turn(self, lane: "_Lane") -> None:
        """Handle what is first in a lane, with what belongs to it."""
        count, wait = self._gathering.first(lane.queue, self._clock())
        if wait > 0:
            self._rest(lane, wait, woken=True)
            return
        batch = [lane.queue[number] for number in range(count)]
        try:
            await self._work.do(batch)
        except ReadOnlyData:
            raise
        except Exception as error:
            lane.failures += 1
            receipts = [waiting.entry.receipt for waiting in batch]
            log.error("update_failed", receipts=receipts, why=repr(error), attempt=lane.failures)
            if lane.failures < _TRIES and not batch[0].unreadable:
                self._rest(lane, _AFTER_FAILURE * lane.failures, woken=False)
                return
            await self._work.set_aside(batch, repr(error))
        self._finish(lane, count)

    def _finish(self, lane: "_Lane", count: int) -> None:
        for _ in range(count):
            self._waiting -= len(lane.queue) <= _MOST_OF_ONE
            lane.queue.popleft()
        lane.failures = 0
        if not self.full:
            self._room.set()
        self._next(lane)

    def _gone(self, worker: "asyncio.Task[None]") -> None:
        self._workers.discard(worker)
        # A turn may have come after the worker had looked for the last time.
        self._hire()
        self._tell_quiet()

    def _tell_quiet(self) -> None:
        """Tell the one who drains when no lane has a turn any more."""
        if self._quiet is not None and not self._workers:
            self._quiet.set()


class _Lane:
    """One chat's updates that wait. `at_rest`: the next one to come wakes it; `held`: only a
    release does."""

    __slots__ = ("at_rest", "failures", "held", "name", "queue", "timer")

    def __init__(self, name: str) -> None:
        self.name = name
        self.queue: deque[Waiting] = deque()
        self.failures = 0
        self.at_rest = True
        self.held = False
        self.timer: asyncio.TimerHandle | None = None

    def stop_timer(self) -> None:
        """Forget when the lane was to be woken."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
