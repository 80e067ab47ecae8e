"""The systems under measurement: how each is started, and a running one."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from loopback.bot_api import TOKEN

_ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60.0
_GLANCE = 0.005
_MB = 1 << 20


@dataclass(frozen=True)
class Entrant:
    """A system: its name on the page, and the module that runs it."""

    key: str
    name: str
    module: tuple[str, ...]


OURS = Entrant("ours", "Cầm Tay", ("bot", "serve"))
STOCK = Entrant("stock", "python-telegram-bot, stock", ("bench.telegram.stock",))
ENTRANTS = (OURS, STOCK)


class Program:
    """A system on a data folder of its own, to be started, killed and started again."""

    def __init__(
        self, entrant: Entrant, data: Path, env: dict[str, str], name: str = "first"
    ) -> None:
        self.data = data
        self._entrant = entrant
        self._given = env
        self._out, self._err = data / f"{name}.out", data / f"{name}.err"
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start it without waiting."""
        command = [sys.executable, "-m", *self._entrant.module, "--data", str(self.data)]
        env = _environment() | self._given
        with self._out.open("wb") as out, self._err.open("ab") as err:
            self._process = subprocess.Popen(
                command, cwd=self.data, env=env, stdout=out, stderr=err
            )

    def twin(self) -> "Program":
        """Another one on the same data folder, not started yet."""
        return Program(self._entrant, self.data, self._given, "second")

    def start(self) -> float:
        """Start it; the seconds until it said that it was ready. Raises RuntimeError when it
        ends before, or takes too long; being killed meanwhile is no error."""
        started = time.monotonic()
        self.launch()
        while b"ready:" not in self._out.read_bytes() and not self.was_killed:
            if not self.runs:
                raise RuntimeError(f"not ready: {self._said()}")
            if time.monotonic() > started + _PATIENCE:
                raise RuntimeError("not ready in time")
            time.sleep(_GLANCE)
        return time.monotonic() - started

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._running.pid

    @property
    def runs(self) -> bool:
        """Whether it is there."""
        return self._running.poll() is None

    @property
    def was_killed(self) -> bool:
        """Whether it ended by kill -9."""
        return self._running.poll() == -signal.SIGKILL

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        self._running.send_signal(signal.SIGTERM)

    def stop(self, patience: float = _PATIENCE) -> float | None:
        """Ask it to stop; the seconds it took, None when it had to be killed."""
        started = time.monotonic()
        self.ask_to_stop()
        try:
            self._running.wait(patience)
        except subprocess.TimeoutExpired:
            self.end()
            return None
        return time.monotonic() - started

    def exit_code(self) -> int:
        """Its exit code, once it has ended."""
        return self._running.wait(_PATIENCE)

    def end(self) -> None:
        """Be rid of it, if it was ever launched."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def cpu_seconds(self) -> float:
        """The processor time it has used, in user and system mode."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self) -> float:
        """The memory it holds now, with the processes it has started."""
        return sum(_resident_mb(pid) for pid in (self.pid, *_started_by(self.pid)))

    @property
    def _running(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None, "launch it first"
        return self._process

    def _said(self) -> str:
        return self._err.read_text(errors="replace")[-2_000:]


@contextmanager
def program(entrant: Entrant, published: Path, url: str, **env: str) -> Iterator[Program]:
    """A system, not started yet, with what is published in a folder as its knowledge and a
    Bot API server at a URL; ended and its data dropped afterwards."""
    with tempfile.TemporaryDirectory(prefix="camtay-bench-") as folder:
        data = Path(folder)
        _publish(published, data)
        made = Program(entrant, data, {"TELEGRAM_API_URL": url} | env)
        try:
            yield made
        finally:
            made.end()


def _publish(published: Path, data: Path) -> None:
    """Copy the newest generation alone."""
    generations, there = published / "generations", data / "generations"
    current = (generations / "CURRENT").read_text().strip()
    shutil.copytree(generations / current, there / current)
    shutil.copy(generations / "CURRENT", there)


def _environment() -> dict[str, str]:
    """Nothing of the machine's own settings, tokens or proxies."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(_ROOT),
        "LC_ALL": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "TELEGRAM_TOKEN": TOKEN,
    }


def _started_by(pid: int) -> Iterator[int]:
    """The processes that a process has started and that still run."""
    for place in Path("/proc").glob("[0-9]*/stat"):
        # Any of them may end meanwhile.
        with suppress(OSError):
            if int(place.read_text().rpartition(")")[2].split()[1]) == pid:
                yield int(place.parent.name)


def _resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / _MB
