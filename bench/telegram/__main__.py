"""`make bench-telegram`: load and faults, ours beside stock python-telegram-bot.

`--only NAME …` runs some scenarios and keeps the others from the last run, `--small` runs
them quickly and tells the figures without writing the page, `--again` writes the page again.
"""

import argparse
import signal
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markdown import Markdown

from bench.results import machine, today
from bench.telegram.entrants import ENTRANTS, Entrant
from bench.telegram.flood import flood, torrent
from bench.telegram.instances import second, stop
from bench.telegram.kill import kill
from bench.telegram.malformed import malformed
from bench.telegram.page import as_markdown
from bench.telegram.results import Results
from bench.telegram.slowed import slowed
from bench.telegram.stage import Ground
from bench.telegram.sustained import sustained
from bench.telegram.walks import ways
from bot.settings import Settings

_BENCH = Path(__file__).resolve().parents[1]
_PAGE, _KEPT = _BENCH / "TELEGRAM.md", _BENCH / "TELEGRAM.json"


def _each(scenario: Callable[[Ground, Entrant], Any]) -> Callable[[Ground, Entrant], Iterable[Any]]:
    return lambda ground, entrant: [scenario(ground, entrant)]


SCENARIOS: Mapping[str, Callable[[Ground, Entrant], Iterable[Any]]] = {
    "slowed": _each(slowed),
    "sustained": sustained,
    "flood": _each(flood),
    "torrent": _each(torrent),
    "malformed": _each(malformed),
    "stop": _each(stop),
    "second": _each(second),
    "kill": _each(kill),
}


class Run:
    """One run: does the scenarios asked for and tells what it is doing."""

    def __init__(self, console: Console, settings: Settings, *, small: bool) -> None:
        self._console = console
        self._started = time.perf_counter()
        self._doing = "guides"
        self._say("choosing the guides")
        self._ground = Ground(settings.data.resolve(), ways(settings), self._say, small)

    def measure(self, name: str, results: Results) -> Results:
        """The results with one scenario measured anew."""
        found: list[Any] = []
        for entrant in ENTRANTS:
            self._doing = f"{name}, {entrant.name}"
            self._say("started")
            found += SCENARIOS[name](self._ground, entrant)
        measured = results.measured | {name: f"{today()}, {machine()}"}
        return results.model_copy(update={name: tuple(found), "measured": measured})

    def _say(self, line: str) -> None:
        seconds = time.perf_counter() - self._started
        self._console.print(f"{seconds:5.0f} s  {self._doing}: {line}", style="dim")


def main() -> None:
    """Measure, keep, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m bench.telegram", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(SCENARIOS), default=list(SCENARIOS))
    parser.add_argument("--small", action="store_true", help="quick, and not for the page")
    parser.add_argument("--again", action="store_true", help="write the last run's page again")
    asked = parser.parse_args()
    # The servers and programs it has started end with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console = Console()
    fresh = asked.small or not _KEPT.is_file()
    results = Results() if fresh else Results.model_validate_json(_KEPT.read_text("utf-8"))
    if not asked.again:
        run = Run(console, Settings(), small=asked.small)
        for name in asked.only:
            results = run.measure(name, results)
            if not asked.small:
                # A run that is broken off has written what it measured.
                _write(results)
    if asked.small:
        console.print(Markdown(as_markdown(results)))
        return
    _write(results)
    console.print(f"Wrote {_PAGE}")


def _write(results: Results) -> None:
    _KEPT.write_text(results.model_dump_json(indent=1) + "\n", encoding="utf-8")
    _PAGE.write_text(as_markdown(results), encoding="utf-8")


if __name__ == "__main__":
    main()
