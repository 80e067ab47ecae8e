"""`make bench`: quality, speed and memory beside the peers, in the same run."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.peers import Fts5, Ours, Peer, RankBm25
from bot.adapters.generations import Generation, GenerationLibrary
from bot.app import build_answering
from bot.domain.answer import Question
from bot.domain.search import Chunk, ChunkKind
from bot.language.fold import fold
from bot.settings import Settings
from ingest.chunk import chunks_of
from ingest.evaluation.questions import Labelled, read_questions, score_questions

QUESTIONS = Path("tests/evaluation/questions.jsonl")
RESULTS = Path("bench/RESULTS.md")
COLD_QUESTION = "quen mk vneid lam sao"
COLD_RUNS = 7

Row = tuple[str, ...]

_LAUNCHER = """
import resource, subprocess, sys, time
started = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
took = time.perf_counter() - started
print(took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def main() -> None:
    """Run everything, print the tables and write them down."""
    console = Console(width=110)
    settings = Settings()
    generation = GenerationLibrary(settings.data).current()
    questions = [q for q in read_questions(QUESTIONS) if q.guide]
    chunks = guide_chunks(generation)
    tables = [
        search_table(generation, chunks, questions),
        answer_table(settings, questions),
        cold_table(settings, generation),
        quality_table(settings),
    ]
    for title, head, rows in tables:
        table = Table(title=title, title_justify="left")
        for name in head:
            table.add_column(name, justify="left" if name == head[0] else "right")
        for row in rows:
            table.add_row(*row)
        console.print(table)
    RESULTS.write_text(as_markdown(tables), encoding="utf-8")
    console.print(f"Đã ghi {RESULTS}", style="dim")


def guide_chunks(generation: Generation) -> list[Chunk]:
    """Every guide's chunks, its asks in the head, so that peers see the same text."""
    guides = [g for g in map(generation.guide, generation.guide_ids()) if g is not None]
    found = []
    for guide in guides:
        for chunk in chunks_of(guide):
            asks = "\n".join(guide.asks) if chunk.kind is ChunkKind.HEAD else ""
            found.append(chunk.model_copy(update={"text": f"{chunk.text}\n{asks}".strip()}))
    return found


def search_table(
    generation: Generation, chunks: Sequence[Chunk], questions: Sequence[Labelled]
) -> tuple[str, Row, list[Row]]:
    """Right guide first and search time, ours and the peers', clean and unaccented."""
    systems: list[Peer] = [Ours(generation.searcher("vi")), RankBm25(chunks), Fts5(chunks)]
    rows = []
    base = 0.0
    for system in track(systems, description="Tìm kiếm", transient=True):
        clean, times = right_first(system, [(q.q, q.guide) for q in questions])
        plain, _ = right_first(system, [(fold(q.q), q.guide) for q in questions])
        cuts = quantiles(times, n=100)
        base = base or cuts[49]
        rows.append(
            (
                system.name,
                f"{clean:.3f}",
                f"{plain:.3f}",
                f"{cuts[49]:.2f}",
                f"{cuts[98]:.2f}",
                f"{cuts[49] / base:.2f}×",
            )
        )
    head = ("search", "R@1 as typed", "R@1 unaccented", "p50 ms", "p99 ms", "p50 ratio")
    return f"Search, {len(questions)} questions, {len(chunks)} chunks", head, rows


def right_first(
    system: Peer, questions: Sequence[tuple[str, str | None]]
) -> tuple[float, list[float]]:
    """The share of questions whose guide comes first, and every time in milliseconds."""
    right, times = 0, []
    for question, guide in questions:
        started = time.perf_counter()
        found = system.find(question)
        times.append((time.perf_counter() - started) * 1000)
        right += found[:1] == [guide]
    return right / len(questions), times


def answer_table(settings: Settings, questions: Sequence[Labelled]) -> tuple[str, Row, list[Row]]:
    """The time of a whole warm answer: screen, understand, search, decide, compose, guard."""
    answering = build_answering(settings)
    times = []
    for question in list(questions) * 3:
        started = time.perf_counter()
        answering.answer(Question(text=question.q))
        times.append((time.perf_counter() - started) * 1000)
    cuts = quantiles(times[len(questions) :], n=100)
    row = ("whole answer", f"{cuts[49]:.2f}", f"{cuts[94]:.2f}", f"{cuts[98]:.2f}")
    return "Warm answer", ("", "p50 ms", "p95 ms", "p99 ms"), [row]


def cold_table(settings: Settings, generation: Generation) -> tuple[str, Row, list[Row]]:
    """One question as a fresh process, ours and the peer's in turn."""
    chunk_file = settings.data / "generations" / generation.generation / "vi" / "chunks.jsonl"
    ours = [sys.executable, "-m", "bot", "ask", COLD_QUESTION, "--data", str(settings.data)]
    peer = [sys.executable, "-m", "bench.cold_peer", str(chunk_file), COLD_QUESTION]
    runs = [
        (measured(ours), measured(peer))
        for _ in track(range(COLD_RUNS), description="Khởi động", transient=True)
    ]
    mine, theirs = [run[0] for run in runs], [run[1] for run in runs]
    rows = [cold_row("camtay ask", mine), cold_row("rank_bm25 script", theirs)]
    ratio = median(a[0] / b[0] for a, b in zip(mine, theirs, strict=True))
    rows.append(("ratio, ours : peer", f"{ratio:.2f}×", ""))
    return f"Cold start to answer, median of {COLD_RUNS}", ("", "wall s", "memory MB"), rows


def cold_row(name: str, runs: Sequence[tuple[float, float]]) -> Row:
    """A row of medians."""
    return name, f"{median(r[0] for r in runs):.2f}", f"{median(r[1] for r in runs):.0f}"


def measured(command: Sequence[str]) -> tuple[float, float]:
    """Wall seconds and peak memory in MB of a whole process. A small launcher stands
    between, because a process counts the memory of the one it was forked from."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", _LAUNCHER, *command], capture_output=True, check=True
    )
    seconds, kilobytes = done.stdout.split()[-2:]
    return float(seconds), int(kilobytes) / 1024


def quality_table(settings: Settings) -> tuple[str, Row, list[Row]]:
    """The whole assistant on the labelled questions."""
    scores = score_questions(build_answering(settings), read_questions(QUESTIONS))
    shown: list[tuple[str, Callable[[], float]]] = [
        ("right guide first", lambda: scores.right_first),
        ("right guide first, unaccented", lambda: scores.unaccented_right_first),
        ("right guide among three", lambda: scores.right_in_three),
        ("answered from the right guide", lambda: scores.answered_right),
        ("answered from another guide", lambda: scores.answered_elsewhere),
        ("asked back", lambda: scores.asked_back),
        ("answerable but declined", lambda: scores.declined),
        ("unanswerable but answered", lambda: scores.wrongly_answered),
    ]
    title = f"Assistant, {scores.answerable} answerable and {scores.unanswerable} unanswerable"
    return title, ("", "share"), [(name, f"{value():.3f}") for name, value in shown]


def as_markdown(tables: Sequence[tuple[str, Row, list[Row]]]) -> str:
    """The tables as a Markdown page."""
    lines = [
        "# Results of `make bench`",
        "",
        f"{date.today().isoformat()}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}.",
    ]
    for title, head, rows in tables:
        lines += ["", f"## {title}", "", f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
        lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
