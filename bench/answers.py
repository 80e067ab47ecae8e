"""The figures of the whole program: a warm answer, a cold start, one changed guide."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles

from bench.sets import our_questions, project_typist
from bot.adapters.generations import GenerationLibrary
from bot.app import SystemClock, build_answering
from bot.domain.answer import Question
from bot.settings import Settings
from ingest.evaluation.questions import score_by_way, score_questions
from ingest.pipeline import Ingest

COLD_QUESTION = "quen mk vneid lam sao"
COLD_RUNS = 7

Row = tuple[str, ...]
Table = tuple[str, Row, list[Row]]
"""A title, the heads of the columns, the rows."""

_LAUNCHER = """
import resource, subprocess, sys, time
started = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
took = time.perf_counter() - started
print(took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def warm_answer(settings: Settings) -> Table:
    """The time of a whole warm answer: screen, understand, search, decide, compose, guard."""
    answering = build_answering(settings)
    questions = [q for q in our_questions() if q.guide]
    times = []
    for question in questions * 3:
        started = time.perf_counter()
        answering.answer(Question(text=question.q))
        times.append((time.perf_counter() - started) * 1000)
    cuts = quantiles(times[len(questions) :], n=100)
    row = ("whole answer", f"{cuts[49]:.2f}", f"{cuts[94]:.2f}", f"{cuts[98]:.2f}")
    return "Warm answer", ("", "p50 ms", "p95 ms", "p99 ms"), [row]


def cold_start(settings: Settings) -> Table:
    """One question as a fresh process, ours and a script with rank_bm25 in turn."""
    generation = GenerationLibrary(settings.data).current().generation
    chunks = settings.data / "generations" / generation / "vi" / "chunks.jsonl"
    ours = [sys.executable, "-m", "bot", "ask", COLD_QUESTION, "--data", str(settings.data)]
    peer = [sys.executable, "-m", "bench.cold_peer", str(chunks), COLD_QUESTION]
    runs = [(_process(ours), _process(peer)) for _ in range(COLD_RUNS)]
    mine, theirs = [run[0] for run in runs], [run[1] for run in runs]
    ratio = median(a[0] / b[0] for a, b in zip(mine, theirs, strict=True))
    rows = [
        _medians("camtay ask", mine),
        _medians("rank_bm25 script", theirs),
        ("ratio, ours : script", f"{ratio:.2f}×", ""),
    ]
    title = f"Cold start to answer, median of {COLD_RUNS}"
    return title, ("", "wall s", "peak memory MB"), rows


def changed_guide(settings: Settings) -> Table:
    """The time from an edited guide to its publication, on a copy of the guides."""
    with tempfile.TemporaryDirectory() as place:
        knowledge, data = Path(place) / "knowledge", Path(place) / "var"
        shutil.copytree(settings.knowledge, knowledge)
        sync = [sys.executable, "-m", "ingest", "sync"]
        sync += ["--knowledge", str(knowledge), "--data", str(data)]
        first, memory = _process(sync)
        _edit(knowledge, "Một câu mới.")
        fresh, fresh_memory = _process(sync)
        ingest = Ingest(knowledge, data, SystemClock())
        _edit(knowledge, "Thêm một câu nữa.")
        ingest.sync()
        _edit(knowledge, "Và câu cuối.")
        started = time.perf_counter()
        ingest.sync()
        warm = time.perf_counter() - started
    rows = [
        ("first sync, all guides, a fresh process", f"{first:.2f}", f"{memory:.0f}"),
        ("one guide changed, a fresh process", f"{fresh:.2f}", f"{fresh_memory:.0f}"),
        ("one guide changed, in a process at work", f"{warm:.2f}", ""),
    ]
    return "One changed guide", ("camtay-kb sync", "wall s", "peak memory MB"), rows


def assistant_quality(settings: Settings) -> Table:
    """The whole assistant on the labelled questions."""
    scores = score_questions(build_answering(settings), our_questions())
    shown: list[tuple[str, float]] = [
        ("right guide first", scores.right_first),
        ("right guide among three", scores.right_in_three),
        ("answered from the right guide", scores.answered_right),
        ("answered from another guide", scores.answered_elsewhere),
        ("asked back", scores.asked_back),
        ("answerable but declined", scores.declined),
        ("unanswerable but answered", scores.wrongly_answered),
    ]
    title = f"Assistant, {scores.answerable} answerable and {scores.unanswerable} unanswerable"
    return title, ("", "share"), [(name, f"{value:.3f}") for name, value in shown]


def assistant_by_way(settings: Settings) -> Table:
    """The whole assistant on the same questions typed in every way."""
    by_way = score_by_way(build_answering(settings), our_questions(), project_typist())
    names = ("right_first", "right_in_three", "answered_right", "declined", "wrongly_answered")
    rows = [
        (name.replace("_", " "), *(f"{getattr(one, name):.3f}" for one in by_way.values()))
        for name in names
    ]
    return "Assistant, by way of typing", ("", *by_way), rows


FIGURES: Sequence[Callable[[Settings], Table]] = (
    warm_answer,
    cold_start,
    changed_guide,
    assistant_quality,
    assistant_by_way,
)


def _edit(knowledge: Path, sentence: str) -> None:
    """One more sentence at the end of the first guide."""
    guides = sorted((knowledge / "guides").rglob("[!_.]*.md"))
    file = next(guide for guide in guides if not guide.name.startswith("README"))
    file.write_text(f"{file.read_text(encoding='utf-8').rstrip()}\n{sentence}\n", encoding="utf-8")


def _medians(name: str, runs: Sequence[tuple[float, float]]) -> Row:
    return name, f"{median(r[0] for r in runs):.2f}", f"{median(r[1] for r in runs):.0f}"


def _process(command: Sequence[str]) -> tuple[float, float]:
    """Wall seconds and peak memory in MB of a whole process. A small launcher stands
    between, because a process counts the memory of the one it was forked from."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", _LAUNCHER, *command], capture_output=True, check=True
    )
    seconds, kilobytes = done.stdout.split()[-2:]
    return float(seconds), int(kilobytes) / 1024
