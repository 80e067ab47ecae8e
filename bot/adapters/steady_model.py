"""A language model that is spared when it is full or failing, and asked again after a slip."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from time import monotonic

from bot.domain.draft import ModelOutput, Prompt
from bot.domain.errors import ModelBusy, ModelGarbled, ModelUnreachable
from bot.domain.values import Value
from bot.ports import ChatModel

ROOM_SECONDS = 0.3
"""How long a call waits for room."""
FAILURES = 4
"""After so many failed calls in a row the model rests."""
REST_SECONDS = 30.0
"""How long it rests before one call is tried."""
PATIENCE_SECONDS = 3.0
"""A call that was cancelled after more than this has failed."""
_JITTER = (0.05, 0.2)


class SteadyModel:
    """A ChatModel around another, with at most `at_once` calls running. A call that could not
    reach the model before it gave anything is made once more. After FAILURES calls in a row
    that failed, or were cancelled late, all are refused for REST_SECONDS; then one is let
    through, and the model is back when that one succeeds."""

    def __init__(
        self, model: ChatModel, at_once: int, now: Callable[[], float] = monotonic
    ) -> None:
        """`now` gives seconds that never run backwards."""
        self.name = model.name
        self._model = model
        self._room = asyncio.Semaphore(at_once)
        self._breaker = _Breaker(now)

    async def filled(self, prompt: Prompt, shape: type[Value]) -> AsyncGenerator[ModelOutput, None]:
        """The object as it grows; see the ChatModel port. Raises ModelBusy also when there is
        no room, or while the model rests."""
        with self._breaker.watching() as call:
            await self._enter()
            try:
                call.begin()
                async with aclosing(self._tried(prompt, shape)) as outputs:
                    async for output in outputs:
                        if output.done:
                            call.succeed()
                        yield output
            finally:
                self._room.release()

    async def _enter(self) -> None:
        try:
            async with asyncio.timeout(ROOM_SECONDS):
                await self._room.acquire()
        except TimeoutError:
            raise ModelBusy("no room") from None

    async def _tried(self, prompt: Prompt, shape: type[Value]) -> AsyncGenerator[ModelOutput, None]:
        given = False
        try:
            async with aclosing(self._model.filled(prompt, shape)) as outputs:
                async for output in outputs:
                    given = True
                    yield output
            return
        except ModelUnreachable:
            if given:
                raise
        await asyncio.sleep(random.uniform(*_JITTER))
        async with aclosing(self._model.filled(prompt, shape)) as outputs:
            async for output in outputs:
                yield output


class _Call:
    """One call, as the breaker sees it."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._began: float | None = None
        self.succeeded = False

    def begin(self) -> None:
        """It has room and goes to the model now."""
        self._began = self._now()

    def succeed(self) -> None:
        """The model has answered."""
        self.succeeded = True

    @property
    def begun(self) -> bool:
        """Whether it has gone to the model."""
        return self._began is not None

    @property
    def late(self) -> bool:
        """Whether the model has had its time."""
        return self._began is not None and self._now() - self._began > PATIENCE_SECONDS


class _Breaker:
    """Counts failures in a row and says when to leave the model alone."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._failures = 0
        self._rests_until: float | None = None
        self._trying = False

    @contextmanager
    def watching(self) -> Iterator[_Call]:
        """Watch one call. Raises ModelBusy while the model rests."""
        trial = self._rests_until is not None
        if self._rests_until is not None and (self._trying or self._now() < self._rests_until):
            raise ModelBusy("resting")
        self._trying = self._trying or trial
        call = _Call(self._now)
        try:
            yield call
        except (ModelUnreachable, ModelGarbled, ModelBusy):
            self._note(failed=call.begun)
            raise
        except (asyncio.CancelledError, GeneratorExit):
            self._note(failed=call.late and not call.succeeded)
            raise
        finally:
            if call.succeeded:
                self._failures, self._rests_until = 0, None
            if trial:
                self._trying = False

    def _note(self, *, failed: bool) -> None:
        if not failed:
            return
        self._failures += 1
        if self._failures >= FAILURES:
            self._rests_until = self._now() + REST_SECONDS
