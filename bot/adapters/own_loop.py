"""Own loop: language models' clients in a thread and an event loop of their own."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from functools import cache

from bot.domain.draft import ModelOutput, Prompt
from bot.domain.values import Value
from bot.ports import ChatModel

Passed = ModelOutput | Exception | None
_STARTING = threading.Lock()


class OwnLoopModel:
    """A ChatModel that reads another's stream elsewhere. Clients of models work a good part of a
    millisecond on every piece they are sent; a server that drips single characters to a few
    calls would keep the loop that everybody's messages share busy with nothing else."""

    def __init__(self, model: ChatModel) -> None:
        self.name = model.name
        self._model = model
        with _STARTING:
            self._loop = _models_loop()

    async def filled(self, prompt: Prompt, shape: type[Value]) -> AsyncGenerator[ModelOutput, None]:
        """The object as it grows; see the ChatModel port."""
        here = asyncio.get_running_loop()
        passed: asyncio.Queue[Passed] = asyncio.Queue()

        def put(one: Passed) -> None:
            # Who asked may be gone by now, with their loop.
            with suppress(RuntimeError):
                here.call_soon_threadsafe(passed.put_nowait, one)

        async def read() -> None:
            try:
                async with aclosing(self._model.filled(prompt, shape)) as outputs:
                    async for output in outputs:
                        put(output)
            except Exception as error:
                put(error)
            else:
                put(None)

        reading = asyncio.run_coroutine_threadsafe(read(), self._loop)
        try:
            while (one := await passed.get()) is not None:
                if isinstance(one, Exception):
                    raise one
                yield one
        finally:
            reading.cancel()


@cache
def _models_loop() -> asyncio.AbstractEventLoop:
    """The one loop of all models. Providers' packages keep their connections to a server for
    every client of it that comes later, such as the judge, and these live in one loop only."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="language models", daemon=True).start()
    return loop
