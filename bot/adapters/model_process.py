"""Model process: language models' clients in a process beside the program."""

import asyncio
import itertools
import subprocess
import sys
import threading
import weakref
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

import structlog

from bot.adapters.model_address import ModelAddress
from bot.adapters.model_frames import (
    Cancel,
    Ended,
    Fill,
    Format,
    Given,
    Open,
    Opened,
    Order,
    Report,
    line_of,
    report_of,
)
from bot.domain.draft import ModelOutput, Prompt
from bot.domain.errors import ModelUnreachable, NoModel
from bot.domain.values import Value

log = structlog.get_logger()

_WORKER = "bot.adapters.model_worker"
_WHERE_BOT_IS = Path(__file__).resolve().parents[2]
Hear = Callable[[Given | Ended], None]


class ModelProcess:
    """Where models are opened. Their clients load for seconds, keep a hundred megabytes that a
    search for garbage has to look through, and work most of a millisecond on every piece they
    are sent; in a process of its own nobody's message waits for that. One that ended is
    started again by the next call."""

    def __init__(self, log_level: str) -> None:
        """Nothing starts before a model is opened; all ends with this."""
        self._command = (sys.executable, "-m", _WORKER, log_level)
        self._models: list[Open] = []
        self._worker: _Worker | None = None
        self._starting = threading.Lock()
        self._numbers = itertools.count()

    def open(self, address: ModelAddress, form: Format, seconds: float) -> "ElsewhereModel":
        """The model of an address; see LangChainChat. Opening takes seconds. Raises NoModel
        with one sentence when it can't be opened."""
        with self._starting:
            order = Open.of(len(self._models), address, form, seconds)
            self._models.append(order)
        refusal = self._running().open(order).result()
        if refusal:
            raise NoModel(refusal)
        return ElsewhereModel(self, address.name, order.model)

    def fill(
        self, model: int, prompt: Prompt, shape: type[Value], hear: Hear
    ) -> Callable[[], None]:
        """Have a model fill in a shape. What comes of it is heard in another thread, its end
        last; what is given back ends it before."""
        call = next(self._numbers)
        worker = self._running()
        worker.fill(Fill(call=call, model=model, prompt=prompt, shape=shape.__name__), hear)
        return lambda: worker.cancel(call)

    def _running(self) -> "_Worker":
        """The process, with every model opened or on its way."""
        with self._starting:
            if self._worker is None or self._worker.gone:
                self._worker = _Worker(self._command)
                weakref.finalize(self, self._worker.close)
                for order in self._models:
                    self._worker.open(order)
            return self._worker


class ElsewhereModel:
    """A ChatModel that lives in another process."""

    def __init__(self, process: ModelProcess, name: str, number: int) -> None:
        self.name = name
        self._process = process
        self._number = number

    async def filled(self, prompt: Prompt, shape: type[Value]) -> AsyncGenerator[ModelOutput, None]:
        """The object as it grows; see the ChatModel port."""
        here = asyncio.get_running_loop()
        heard: asyncio.Queue[Given | Ended] = asyncio.Queue()

        def hear(one: Given | Ended) -> None:
            # Who asked may be gone by now, with their loop.
            with suppress(RuntimeError):
                here.call_soon_threadsafe(heard.put_nowait, one)

        cancel = self._process.fill(self._number, prompt, shape, hear)
        try:
            while isinstance(one := await heard.get(), Given):
                yield one.output
            if one.raised is not None:
                raise one.raised
        finally:
            cancel()


class _Worker:
    """One such process, from its start to its end."""

    def __init__(self, command: Sequence[str]) -> None:
        # A key that ends the program in a terminal is not meant for it.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_WHERE_BOT_IS,
            encoding="ascii",
            start_new_session=True,
        )
        self._orders: SimpleQueue[Order | None] = SimpleQueue()
        self._openings: dict[int, Future[str | None]] = {}
        self._hearing: dict[int, Hear] = {}
        self._changing = threading.Lock()
        self._closed = False
        self.gone = False
        for work in (self._write, self._read):
            threading.Thread(target=work, name="language models", daemon=True).start()

    def open(self, order: Open) -> Future[str | None]:
        """Why a model can't be opened, or None, as soon as that is known."""
        with self._changing:
            opening = self._openings.get(order.model)
            if opening is not None:
                return opening
            opening = self._openings[order.model] = Future()
            if self.gone:
                opening.set_result(_died())
            else:
                self._orders.put(order)
            return opening

    def fill(self, order: Fill, hear: Hear) -> None:
        """Pass on an order and hear what comes of it."""
        with self._changing:
            if self.gone:
                hear(_cut_off(order.call))
            else:
                self._hearing[order.call] = hear
                self._orders.put(order)

    def cancel(self, call: int) -> None:
        """Hear nothing more of a call."""
        with self._changing:
            if self._hearing.pop(call, None) is not None:
                self._orders.put(Cancel(call=call))

    def close(self) -> None:
        """Let it end."""
        self._closed = True
        self._orders.put(None)

    # In threads: a full pipe keeps nobody else waiting

    def _write(self) -> None:
        assert self._process.stdin is not None
        with suppress(OSError), self._process.stdin as orders:
            while (order := self._orders.get()) is not None:
                orders.write(line_of(order))
                orders.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as reports:
            for line in reports:
                self._pass_on(report_of(line))
        status = self._process.wait()
        if not self._closed:
            log.warning("the process of the language models ended", status=status)
        with self._changing:
            self.gone = True
            calls, self._hearing = self._hearing, {}
        self._orders.put(None)
        for call, hear in calls.items():
            hear(_cut_off(call))
        for opening in self._openings.values():
            if not opening.done():
                opening.set_result(_died())

    def _pass_on(self, report: Report) -> None:
        match report:
            case Opened():
                self._openings[report.model].set_result(report.refusal)
            case Given():
                hear = self._hearing.get(report.call)
                if hear is not None:
                    hear(report)
            case Ended():
                with self._changing:
                    hear = self._hearing.pop(report.call, None)
                if hear is not None:
                    hear(report)


def _cut_off(call: int) -> Ended:
    return Ended.by(call, ModelUnreachable("its process ended"))


def _died() -> str:
    return "Tiến trình của mô hình ngôn ngữ dừng đột ngột; xem lỗi của nó trong nhật ký."
