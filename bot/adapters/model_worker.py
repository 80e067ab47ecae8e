"""Model worker: the process where language models' clients live, for as long as the program that
started it. `python -m bot.adapters.model_worker LOG_LEVEL` takes orders on its standard input."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from contextlib import aclosing, suppress
from typing import TextIO

import structlog

from bot import log
from bot.adapters.langchain_chat import LangChainChat
from bot.adapters.model_frames import (
    SHAPES,
    Cancel,
    Ended,
    Fill,
    Given,
    Open,
    Opened,
    Order,
    Report,
    line_of,
    order_of,
)
from bot.domain.errors import ModelBusy, ModelGarbled, ModelUnreachable, NoModel
from bot.ports import ChatModel

_log = structlog.get_logger()


class ModelWorker:
    """Does what it is told, all models in one loop: packages keep their connections to a server
    for its next client, and a connection serves no second loop."""

    def __init__(self, report: Callable[[Report], None]) -> None:
        self._report = report
        self._models: dict[int, asyncio.Task[ChatModel | None]] = {}
        self._calls: dict[int, asyncio.Task[None]] = {}

    def take(self, order: Order) -> None:
        """Begin what one order says."""
        match order:
            case Open():
                self._models[order.model] = asyncio.create_task(self._open(order))
            case Fill():
                self._calls[order.call] = asyncio.create_task(self._fill(order))
            case Cancel():
                call = self._calls.get(order.call)
                if call is not None:
                    call.cancel()

    async def _open(self, order: Open) -> ChatModel | None:
        address = order.address.model_copy(update={"key": order.key})
        try:
            # Seconds of imports, while others may be answering.
            model = await asyncio.to_thread(LangChainChat, address, order.form, order.seconds)
        except NoModel as error:
            self._report(Opened(model=order.model, refusal=str(error)))
            return None
        self._report(Opened(model=order.model))
        return model

    async def _fill(self, order: Fill) -> None:
        try:
            model = await self._models[order.model]
            if model is None:
                raise ModelUnreachable("not loaded")
            async with aclosing(model.filled(order.prompt, SHAPES[order.shape])) as outputs:
                async for output in outputs:
                    self._report(Given(call=order.call, output=output))
        except (ModelBusy, ModelGarbled, ModelUnreachable) as error:
            self._report(Ended.by(order.call, error))
        # Whoever waits at the other end is told, whatever it was.
        except Exception as error:
            _log.exception("model call broke", kind=type(error).__name__)
            self._report(Ended.by(order.call, ModelUnreachable(type(error).__name__)))
        else:
            self._report(Ended(call=order.call))
        finally:
            del self._calls[order.call]


async def _work(orders: TextIO, reports: TextIO) -> None:
    """Take orders until there can be no more."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def report(one: Report) -> None:
        reports.write(line_of(one))
        reports.flush()

    worker = ModelWorker(report)

    def read() -> None:
        for line in orders:
            loop.call_soon_threadsafe(worker.take, order_of(line))
        loop.call_soon_threadsafe(over.set)

    threading.Thread(target=read, daemon=True).start()
    await over.wait()


def main() -> None:
    """Work until the program that started this one is gone."""
    log.configure(sys.argv[1])
    # Whatever a package prints must not come between the reports.
    reports = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with suppress(BrokenPipeError):
        asyncio.run(_work(sys.stdin, reports))
    # Imports that are still under way would keep it.
    os._exit(0)


if __name__ == "__main__":
    main()
