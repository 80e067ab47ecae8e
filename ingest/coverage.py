"""Coverage: every digital system people are taught has a guide that serves it."""

import csv
from collections.abc import Collection
from pathlib import Path

from bot.domain.values import Value


class System(Value):
    """A system or skill and the guides that serve it; `missing` are named but not published."""

    name: str
    guides: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def served(self) -> bool:
        """Whether at least one published guide serves it."""
        return len(self.missing) < len(self.guides)


def coverage(knowledge: Path, published: Collection[str]) -> list[System]:
    """Every system of `systems.csv` (columns system, guides separated by `|`). Raises
    OSError when there is no such file."""
    with (knowledge / "systems.csv").open(
        encoding="utf-8-sig", errors="replace", newline=""
    ) as file:
        rows = [(row["system"], row["guides"].split("|")) for row in csv.DictReader(file)]
    return [
        System(
            name=name.strip(),
            guides=tuple(guide.strip() for guide in guides if guide.strip()),
            missing=tuple(g.strip() for g in guides if g.strip() and g.strip() not in published),
        )
        for name, guides in rows
    ]
