"""The report: the tables of a run as Markdown, and where ours is not ahead."""

from collections.abc import Iterator, Sequence
from statistics import mean

from bench.answers import Row, Table
from bench.growth import SECONDS, SIZES
from bench.measure import Measured
from bench.peers import ENTRANTS, OURS
from bench.results import Quality, Results, SetResults, same_questions

_METHOD = """\
Every system gets the same documents and the same questions, and runs in a process of its own,
one after another. **R@1** is the share of questions whose document (for our guides: whose guide)
comes first. Times are of one question at a time, all ways of typing together; in brackets how
many times ours they are. **Build** is from texts in memory to ready to be asked; ours is written
to disk and opened from there, the others stay in memory. **Memory** is the resident size
after building and asking, less that just before the system was imported.

Ways of typing: *clean* as written, *nodia* without diacritics, *typo* about one word in eight
with a slip, *abbr* with usual short forms, *mixed* the three together, *telex* raw keystrokes of
an input method that is off. Shared sets bring their own files for all but *telex*; the rest is
typed by `ingest/evaluation/typist.py`. A slow system is asked only so many questions, spread
evenly; the row below it is ours on the same ones."""


def as_markdown(results: Results) -> str:
    """The whole page."""
    versions = ", ".join(f"{name} {number}" for name, number in results.versions().items())
    lines = [
        "# Results of `make bench`",
        "",
        f"{results.day}. {results.machine}.",
        "",
        f"Measured: {versions}.",
        *(f"\n{note}." for note in results.notes),
        "",
        "![Right document first, by way of typing](right-first.svg)",
        "",
        "![Time a question as the documents grow](growth.svg)",
        "",
        _METHOD,
    ]
    for one in results.sets:
        for table in (first_table(one), depth_table(one)):
            lines += _table(table)
    if results.growth:
        lines += _table(growth_table(results))
        lines += ["", f"Documents: {results.growth_source}; one title a document. {_capped()}"]
    lines += ["", "## Where ours is not ahead", "", "Ratios are the peer's figure by ours.", ""]
    lines += [f"- {line}" for line in not_ahead(results)] or ["Nowhere in this run."]
    for table in results.tables:
        lines += _table(table)
    return "\n".join(lines) + "\n"


def first_table(one: SetResults) -> Table:
    """R@1 by way, time, build and memory of every system on a set."""
    ours = one.systems.get(OURS)
    rows = []
    for key, measured in one.systems.items():
        beside = same_questions(ours, measured.every) if ours else None
        rows.append(_first_row(_name(key, measured), measured, beside if key != OURS else None))
        if measured.every > 1 and beside:
            rows.append(_quality_row(f"{ENTRANTS[OURS].name}, the same {_asked(beside)}", beside))
    title = f"{one.title} ({one.questions} questions, {one.documents} documents)"
    head = ("R@1", *_ways(one), "mean", "p50 ms", "p95 ms", "build s", "memory MB")
    return title, head, rows


def depth_table(one: SetResults) -> Table:
    """The right document among ten, and the mean reciprocal rank, by way."""
    rows: list[Row] = []
    for key, measured in one.systems.items():
        found = [Quality.of(typed.places) for typed in measured.ways.values()]
        cells = (f"{q.among_ten:.3f} / {q.reciprocal:.3f}" for q in found)
        rows.append((_name(key, measured), *cells))
    return f"{one.name}: R@10 / MRR@10", ("", *_ways(one)), rows


def growth_table(results: Results) -> Table:
    """What every size costs every system."""
    keys = list(dict.fromkeys(key for row in results.growth.values() for key in row))
    rows = []
    for key in keys:
        for size, row in results.growth.items():
            if key in row:
                ours = row.get(OURS) if key != OURS else None
                rows.append((ENTRANTS[key].name, f"{size:,}", *_costs(row[key], ours)))
    head = ("growth", "documents", "p50 ms", "p95 ms", "build s", "memory MB")
    return "As the documents grow", head, rows


def not_ahead(results: Results) -> list[str]:
    """Every column where a peer does better than ours on the same questions, in words."""
    lines = []
    for one in results.sets:
        ours = one.systems.get(OURS)
        for key, peer in one.systems.items():
            if key == OURS or ours is None:
                continue
            found = [*_better(same_questions(ours, peer.every), peer), *_cheaper(ours, peer)]
            if found:
                lines.append(f"{one.name}, {ENTRANTS[key].name}: {', '.join(found)}")
    for size, row in results.growth.items():
        for key, peer in row.items():
            found = list(_cheaper(row[OURS], peer)) if key != OURS and OURS in row else []
            if found:
                lines.append(f"{size:,} documents, {ENTRANTS[key].name}: {', '.join(found)}")
    return lines


def _capped() -> str:
    capped = [e for e in ENTRANTS.values() if 0 < e.largest < max(SIZES)]
    limits = "; ".join(f"{e.name} to {e.largest:,} only" for e in capped)
    return f"Grown for {SECONDS:.0f} s a size at most; {limits}."


def _better(ours: Measured, peer: Measured) -> Iterator[str]:
    for way, typed in peer.ways.items():
        theirs, mine = Quality.of(typed.places), Quality.of(ours.ways[way].places)
        for label, a, b in (
            ("R@1", theirs.right_first, mine.right_first),
            ("R@10", theirs.among_ten, mine.among_ten),
            ("MRR", theirs.reciprocal, mine.reciprocal),
        ):
            if a > b:
                yield f"{label} {way} {a:.3f} against {b:.3f}"


def _cheaper(ours: Measured, peer: Measured) -> Iterator[str]:
    for label, a, b in (
        ("p50", peer.percentile(50), ours.percentile(50)),
        ("build", peer.build_seconds, ours.build_seconds),
        ("memory", peer.memory_mb, ours.memory_mb),
    ):
        if a < b:
            yield f"{label} {_short(a / b)}×"


def _name(key: str, measured: Measured) -> str:
    sample = f" ({_asked(measured)} questions)" if measured.every > 1 else ""
    return ENTRANTS[key].name + sample


def _asked(measured: Measured) -> int:
    return len(next(iter(measured.ways.values())).places)


def _first_row(name: str, measured: Measured, ours: Measured | None) -> Row:
    return (*_quality_row(name, measured, ours)[:-4], *_costs(measured, ours))


def _quality_row(name: str, measured: Measured, ours: Measured | None = None) -> Row:
    shares = _right_first(measured)
    ratio = f" ({mean(shares) / mean(_right_first(ours)):.2f}×)" if ours else ""
    return name, *(f"{share:.3f}" for share in shares), f"{mean(shares):.3f}{ratio}", *[""] * 4


def _right_first(measured: Measured) -> list[float]:
    return [Quality.of(typed.places).right_first for typed in measured.ways.values()]


def _costs(measured: Measured, ours: Measured | None) -> Row:
    values = (
        (measured.percentile(50), ours and ours.percentile(50)),
        (measured.percentile(95), ours and ours.percentile(95)),
        (measured.build_seconds, ours and ours.build_seconds),
        (measured.memory_mb, ours and ours.memory_mb),
    )
    return tuple(f"{_short(a)} ({_short(a / b)}×)" if b else _short(a) for a, b in values)


def _short(value: float) -> str:
    if 0 < value < 0.01:
        return "<0.01"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _ways(one: SetResults) -> Sequence[str]:
    return list(next(iter(one.systems.values())).ways)


def _table(table: Table) -> list[str]:
    title, head, rows = table
    return [
        "",
        f"## {title}",
        "",
        f"| {' | '.join(head)} |",
        "|---" * len(head) + "|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
