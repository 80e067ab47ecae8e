"""Measuring one system on one set, in a process of its own.

Memory is the resident size after building and asking, less the resident size just before the
system was imported (the documents and questions are then in memory already); what Python
and malloc hold without need is given back first. Libraries a system needs count as its own.
"""

import ctypes
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench.documents import Asked, QuestionSet
from bench.peers import ENTRANTS, Entrant, System, Unavailable

_MB = 1 << 20


@dataclass(frozen=True)
class Typed:
    """What a system made of the questions typed one way: the place, from 1, of the right owner
    among ten (0 when it is not there), and the milliseconds each took."""

    places: list[int]
    milliseconds: list[float]


@dataclass(frozen=True)
class Measured:
    """A system on a set; it was asked every `every`-th question."""

    every: int
    build_seconds: float
    memory_mb: float
    versions: dict[str, str]
    ways: dict[str, Typed]

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Measured":
        """From what `asdict` made."""
        ways = {way: Typed(**typed) for way, typed in values["ways"].items()}
        return cls(**(values | {"ways": ways}))

    def percentile(self, percent: int) -> float:
        """That percentile of all questions' milliseconds."""
        times = [took for typed in self.ways.values() for took in typed.milliseconds]
        return quantiles(times, n=100)[percent - 1]


def measured(entrant: Entrant, file: Path, every: int = 1, seconds: float = 600) -> Measured:
    """Measure in a child process. Raises Unavailable, also when it takes longer."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [sys.executable, "-m", "bench.measure", entrant.key, file, str(every), out.name]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired:
            raise Unavailable(f"stopped after {seconds:.0f} s") from None
        if done.returncode < 0:
            raise Unavailable(f"ended by signal {-done.returncode}")
        if done.returncode != 0:
            last = done.stderr.strip().split("\n")[-1]
            raise Unavailable(last.removeprefix("bench.peers.Unavailable: "))
        return Measured.of(json.loads(Path(out.name).read_text()))


def _measure(entrant: Entrant, questions: QuestionSet, every: int) -> Measured:
    before = _resident()
    system = entrant.system()
    started = time.perf_counter()
    system.build(questions.documents)
    built = time.perf_counter() - started
    ways = {way: _ask(system, asked[::every]) for way, asked in questions.questions.items()}
    return Measured(
        every=every,
        build_seconds=round(built, 3),
        memory_mb=round((_resident() - before) / _MB, 1),
        versions={name: _version(name) for name in entrant.packages},
        ways=ways,
    )


def _ask(system: System, questions: Sequence[Asked]) -> Typed:
    places, times = [], []
    for asked in questions:
        started = time.perf_counter()
        found = system.find(asked.text)
        times.append(round((time.perf_counter() - started) * 1000, 4))
        places.append(found.index(asked.owner) + 1 if asked.owner in found else 0)
    return Typed(places, times)


def _resident() -> int:
    gc.collect()
    if sys.platform != "linux":
        raise Unavailable("memory is read from /proc, which only Linux has")
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"


def _main(key: str, file: str, every: str, out: str) -> None:
    found = _measure(ENTRANTS[key], QuestionSet.read(Path(file)), int(every))
    Path(out).write_text(json.dumps(asdict(found)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
