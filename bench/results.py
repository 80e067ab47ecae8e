"""What a run measured, kept on disk so that tables and plots can be drawn again."""

import json
import os
import platform
import sqlite3
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from bench.answers import Table
from bench.documents import HITS
from bench.measure import Measured, Typed


@dataclass(frozen=True)
class SetResults:
    """Every system on one set, by its key."""

    name: str
    title: str
    documents: int
    questions: int
    systems: dict[str, Measured]


@dataclass(frozen=True)
class Results:
    """A whole run. `growth` is by number of documents, then by system; `notes` say in one line
    each what was left out."""

    machine: str
    day: str
    growth_source: str
    sets: list[SetResults] = field(default_factory=list)
    growth: dict[int, dict[str, Measured]] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def versions(self) -> dict[str, str]:
        """The versions of every package that was measured, and of SQLite."""
        found = {"SQLite": sqlite3.sqlite_version}
        for one in self.sets:
            for system in one.systems.values():
                found |= system.versions
        return dict(sorted(found.items(), key=lambda pair: pair[0].lower()))

    def save(self, file: Path) -> None:
        """Write the run."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> "Results":
        """A run that `save` wrote."""
        values = json.loads(file.read_text(encoding="utf-8"))
        values["sets"] = [
            SetResults(**(one | {"systems": _systems(one["systems"])})) for one in values["sets"]
        ]
        values["growth"] = {int(size): _systems(row) for size, row in values["growth"].items()}
        return cls(**values)


@dataclass(frozen=True)
class Quality:
    """Shares over questions: the right one first, among ten, and the mean reciprocal rank."""

    right_first: float
    among_ten: float
    reciprocal: float

    @classmethod
    def of(cls, places: list[int]) -> "Quality":
        """From the places (0 where it was not among ten)."""
        return cls(
            right_first=sum(place == 1 for place in places) / len(places),
            among_ten=sum(1 <= place <= HITS for place in places) / len(places),
            reciprocal=sum(1 / place for place in places if place) / len(places),
        )


def same_questions(ours: Measured, every: int) -> Measured:
    """Ours on only those questions that a system asked every `every`-th of them was asked."""
    ways = {
        way: Typed(typed.places[::every], typed.milliseconds[::every])
        for way, typed in ours.ways.items()
    }
    return Measured(every, ours.build_seconds, ours.memory_mb, ours.versions, ways)


def machine() -> str:
    """The machine in words, with how busy it was."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [line for line in info.read_text().split("\n") if line.startswith("model name")]
        cpu = names[0].split(":")[1].strip() if names else cpu
    load = os.getloadavg()[0]
    return (
        f"{cpu}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, "
        f"load {load:.1f} at the start"
    )


def today() -> str:
    """The day of a run."""
    return date.today().isoformat()


def _systems(values: dict[str, dict[str, object]]) -> dict[str, Measured]:
    return {key: Measured.of(one) for key, one in values.items()}
