"""`make bench`: quality, speed and memory beside the peers, in the same run.

`python -m bench --again` draws the tables and plots of the last run again.
"""

import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from bench.answers import FIGURES
from bench.documents import QuestionSet
from bench.growth import SECONDS, SIZES, growth_set, source
from bench.measure import Measured, measured
from bench.peers import ENTRANTS, Unavailable
from bench.report import as_markdown
from bench.results import Results, SetResults, machine, today
from bench.sets import guides_set, shared_names, shared_set
from bot.settings import Settings

BENCH = Path("bench")


class Run:
    """One run: measures, tells what it is doing, and keeps what it found."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self._settings = settings
        self._console = console
        self._started = time.perf_counter()
        self._left_out: dict[tuple[str, str], list[str]] = {}
        self.results = Results(machine=machine(), day=today(), growth_source=source())

    def measure_sets(self) -> None:
        """Every system on every set that is there."""
        for name, there in shared_names().items():
            if there:
                self._measure_set(shared_set(name))
            else:
                self._leave_out("Everything", name, f"../shared/eval/{name} is not here")
        self._measure_set(guides_set(self._settings))

    def measure_growth(self) -> None:
        """Every lexical system on ever larger sets."""
        for size in SIZES:
            questions = growth_set(self._settings, size)
            able = [key for key, entrant in ENTRANTS.items() if entrant.largest >= size]
            self.results.growth[size] = self._systems(questions, able, SECONDS)

    def measure_program(self) -> None:
        """The figures of the whole program."""
        for figure in FIGURES:
            table = figure(self._settings)
            self.results.tables.append(table)
            self._say(table[0])

    def _measure_set(self, questions: QuestionSet) -> None:
        asked = len(next(iter(questions.questions.values())))
        systems = self._systems(questions, list(ENTRANTS))
        self.results.sets.append(
            SetResults(questions.name, questions.title, len(questions.documents), asked, systems)
        )

    def _systems(
        self, questions: QuestionSet, keys: list[str], seconds: float = 600
    ) -> dict[str, Measured]:
        found = {}
        with tempfile.TemporaryDirectory() as place:
            file = Path(place) / "set.pickle"
            questions.save(file)
            for key in keys:
                entrant = ENTRANTS[key]
                every = 1 if questions.name.startswith("growth") else entrant.every
                try:
                    found[key] = measured(entrant, file, every, seconds)
                except Unavailable as why:
                    self._leave_out(entrant.name, questions.name, str(why))
                    continue
                self._say(
                    f"{questions.name}: {entrant.name}, built in {found[key].build_seconds:.1f} s,"
                    f" p50 {found[key].percentile(50):.2f} ms, {found[key].memory_mb:.0f} MB"
                )
        return found

    def _leave_out(self, what: str, where: str, why: str) -> None:
        self._left_out.setdefault((what, why), []).append(where)
        self.results.notes[:] = [
            f"{what} is left out of {', '.join(places)}: {reason}"
            for (what, reason), places in self._left_out.items()
        ]
        self._say(f"{what} is left out of {where}: {why}")

    def _say(self, line: str) -> None:
        self._console.print(f"{time.perf_counter() - self._started:5.0f} s  {line}", style="dim")


def main() -> None:
    """Measure everything, then write the tables and draw the plots."""
    console, settings = Console(), Settings()
    kept = settings.data / "bench.json"
    if "--again" in sys.argv[1:]:
        results = Results.read(kept)
    else:
        run = Run(settings, console)
        for measure in (run.measure_sets, run.measure_growth, run.measure_program):
            measure()
            # A run that is broken off can still be drawn.
            run.results.save(kept)
        results = run.results
    (BENCH / "RESULTS.md").write_text(as_markdown(results), encoding="utf-8")
    _draw(results, console)
    console.print(f"Wrote {BENCH / 'RESULTS.md'}")


def _draw(results: Results, console: Console) -> None:
    try:
        from bench.plots import draw_growth, draw_right_first
    except ImportError as error:
        console.print(f"The plots are not drawn: {error}")
        return
    draw_right_first(results, BENCH / "right-first.svg")
    draw_growth(results, BENCH / "growth.svg")


if __name__ == "__main__":
    main()
