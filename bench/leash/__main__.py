"""`make bench-model`: what a lying, obedient, failing or honest model comes to on the leash.

`--only NAME …` runs some parts and keeps the others from the last run, `--small` runs them
quickly and tells the figures without writing the page, `--again` writes the page again.
"""

import argparse
import asyncio
import logging
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from rich.console import Console
from rich.markdown import Markdown

from bench.leash.desk import Desk
from bench.leash.page import as_markdown
from bench.leash.parts.faults import faults
from bench.leash.parts.ground import Ground
from bench.leash.parts.honest import honest
from bench.leash.parts.injections import injections
from bench.leash.parts.latency import latency
from bench.leash.parts.lies import lies
from bench.leash.parts.others import others
from bench.leash.parts.personal import personal
from bench.leash.results import Results
from bench.leash.stand_in import launched_stand_in
from bench.results import machine, today
from bot.settings import Settings

_BENCH = Path(__file__).resolve().parents[1]
_PAGE, _KEPT = _BENCH / "LEASH.md", _BENCH / "leash.json"

PARTS: Mapping[str, Callable[[Ground], Awaitable[Any]]] = {
    "honest": honest,
    "lies": lies,
    "injections": injections,
    "personal": personal,
    "faults": faults,
    "others": others,
    "latency": latency,
}


async def measured(
    parts: Sequence[str],
    results: Results,
    settings: Settings,
    say: Callable[[str], None],
    *,
    small: bool,
    keep: Callable[[Results], None] = lambda _: None,
) -> Results:
    """The results with some parts measured anew, each kept as soon as it is there."""
    with launched_stand_in() as stand_in:
        desk = Desk(settings, stand_in.url)
        for name in parts:
            desk.rest()
            began = f"{today()}, {machine()}"
            ground = Ground(settings, desk, stand_in, partial(_of, say, name), small)
            found = await PARTS[name](ground)
            results = results.model_copy(
                update={name: found, "measured": results.measured | {name: began}}
            )
            keep(results)
    return results


def _of(say: Callable[[str], None], name: str, line: str) -> None:
    say(f"{name}: {line}")


def main() -> None:
    """Measure, keep, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m bench.leash", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--small", action="store_true", help="quick, and not for the page")
    parser.add_argument("--again", action="store_true", help="write the last run's page again")
    asked = parser.parse_args()
    # The servers and programs it has started end with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # Every stopped draft would be a line.
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)
    console, started = Console(), time.perf_counter()

    def say(line: str) -> None:
        console.print(
            f"{time.perf_counter() - started:5.0f} s  {line}",
            style="dim",
            markup=False,
            soft_wrap=True,
        )

    fresh = asked.small or not _KEPT.is_file()
    results = Results() if fresh else Results.model_validate_json(_KEPT.read_text("utf-8"))
    if not asked.again:
        keep = (lambda _: None) if asked.small else _write
        run = measured(asked.only, results, Settings(), say, small=asked.small, keep=keep)
        results = asyncio.run(run)
    console.print(Markdown(as_markdown(results)))
    if not asked.small:
        _write(results)
        console.print(f"Wrote {_PAGE}")


def _write(results: Results) -> None:
    _KEPT.write_text(results.model_dump_json(indent=1) + "\n", encoding="utf-8")
    _PAGE.write_text(as_markdown(results), encoding="utf-8")


if __name__ == "__main__":
    main()
