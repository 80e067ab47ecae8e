"""Pause: waiting that gets longer each time and ends at once when the channel stops."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

T = TypeVar("T")


class Pause:
    """Call it to wait: `first` seconds, then twice as long each time up to `longest`."""

    def __init__(self, stopping: asyncio.Event, first: float = 1.0, longest: float = 30.0) -> None:
        self._stopping = stopping
        self._first = self._next = first
        self._longest = longest

    async def __call__(self) -> None:
        """Wait, unless stopping."""
        seconds, self._next = self._next, min(self._longest, self._next * 2)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    def reset(self) -> None:
        """Start over with the shortest: it went well."""
        self._next = self._first

    async def unless_stopped(self, work: Coroutine[Any, Any, T]) -> T | None:
        """What the work gives; None when a stop was asked for first."""
        async with task(work) as working, task(self._stopping.wait()) as stopped:
            await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return working.result() if working.done() else None


@asynccontextmanager
async def task(work: Coroutine[Any, Any, T]) -> AsyncIterator["asyncio.Task[T]"]:
    """A task that ends with the block."""
    running = asyncio.ensure_future(work)
    try:
        yield running
    finally:
        if not running.done():
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
