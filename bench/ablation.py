"""`make ablation`: what each part of the search adds, as one page (`camtay-kb ablation`)."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console

from bench.results import machine, today
from bench.sets import QUESTIONS, SHARED, published_guides, shared_names
from bot.app import build_embedder
from bot.settings import Settings
from ingest.evaluation.ablation import Row, TrialSet, ablation, beir_trial, guide_trial
from ingest.evaluation.beir import read_beir
from ingest.evaluation.questions import read_questions
from ingest.tables import read_tables

PAGE = Path("bench/ABLATION.md")
_METHOD = """\
The share of questions whose document (for our guides: whose guide) comes first, by way of typing.
*lexical* is the whole search by words, the rows below it the same without one part; *dense* the
vectors of models/static-vi alone; *fused* both, the vectors counting so much; *deployed (w)* what
a sync publishes, which weighs the vectors on the guides' own questions and found them worth w.
Plain documents teach no topics, so there the topic model takes no part."""


def trials(settings: Settings) -> list[TrialSet]:
    """Our guides and every shared set that is there."""
    guides, extras = published_guides(settings)
    ours = guide_trial("guides", guides, extras, read_questions(QUESTIONS))
    there = [name for name, is_there in shared_names().items() if is_there]
    return [ours, *(beir_trial(name, read_beir(SHARED / "eval" / name)) for name in there)]


def as_markdown(rows: Sequence[Row], sizes: dict[str, int], made: str) -> str:
    """The page: a table a set."""
    lines = ["# What each part of the search adds", "", f"{made}.", "", _METHOD]
    for name, group in groupby(rows, lambda row: row.set):
        table = list(group)
        head = (f"{name}, {sizes[name]} questions", *table[0].right_first)
        lines += ["", f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
        for row in table:
            shares = (f"{share:.3f}" for share in row.right_first.values())
            lines.append(f"| {row.ranking} | {' | '.join(shares)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure every set, then write the page."""
    settings, console = Settings(), Console()
    embedder, glossary = build_embedder(settings), read_tables(settings.knowledge).glossary
    rows, sizes = [], {}
    with console.status("…") as status:
        for trial in trials(settings):
            sizes[trial.name] = len(trial.questions)
            rows += ablation(trial, glossary, embedder, status.update)
    PAGE.write_text(as_markdown(rows, sizes, f"{today()}. {machine()}"), encoding="utf-8")
    console.print(f"Wrote {PAGE}")


if __name__ == "__main__":
    main()
