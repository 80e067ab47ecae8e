"""The page: what was measured as Markdown, and where ours misses a target or is behind."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from bench.telegram import flood as flooded
from bench.telegram import slowed
from bench.telegram.entrants import OURS
from bench.telegram.results import Beside, Contested, Killed, Rate, Results, Stopped
from bench.telegram.sustained import BEARABLE, LIMITED, SECONDS
from bench.telegram.verdict import Verdict, Waits

Row = Sequence[str]
Entered = TypeVar("Entered", Beside, Contested, Killed, Rate, Stopped)

_METHOD = """\
Ours is the real program (`camtay serve`); the peer is a bot as python-telegram-bot's documentation
has one written ([stock.py](telegram/stock.py)): `concurrent_updates(True)`, `AIORateLimiter` with
five retries, progress in `PicklePersistence` saved every second, around the same answering.
Each runs as a process of its own against the Bot API server of `loopback/`, a third process, with
the limits of the service enforced unless it says otherwise: 30 messages a second, one a second to
a chat with bursts of three. Citizens walk through guides: a question that starts one, then `xong`
and now and then `quay lại`; which step answers which message is known beforehand, so what is lost,
doubled, out of order or wrong shows ([verdict.py](telegram/verdict.py)). Messages arrive evenly
spaced whether the bot keeps up or not. A **wait** lasts from the service getting a message to the
service taking the answer; an answer that never came counts with the time it was waited for."""

_KILL = """\
Killed with kill -9 at three moments in turn, after varying many: right after it was given updates,
when it acknowledged them, when its message was taken and the answer not yet written; started again
at once. *Right*: the right step in its place. *Lost*: never answered rightly. *Doubled*: the same
answer twice; *of these unexplained*: not sent once before and once after a kill, which no bot can
tell apart. *Left wrong*: chats not left at the step they had come to."""

_MS = 1000


def as_markdown(results: Results) -> str:
    """The whole page."""
    lines = ["# Results of `make bench-telegram`", "", _METHOD, ""]
    misses = list(_misses(results))
    lines += ["## Where ours misses a target or is behind", ""]
    lines += [f"- {miss}." for miss in misses] or ["Nowhere in this run."]
    lines += _kill(results.kill) if results.kill else []
    lines += _slowed(results.slowed) if results.slowed else []
    lines += _sustained(results.sustained) if results.sustained else []
    lines += _torrent(results.torrent) if results.torrent else []
    lines += _flood(results.flood) if results.flood else []
    lines += _malformed(results.malformed) if results.malformed else []
    lines += _stop(results.stop) if results.stop else []
    lines += _second(results.second) if results.second else []
    lines += ["", "## When and where", ""]
    lines += [f"- {name}: {when}." for name, when in results.measured.items()]
    return "\n".join(lines) + "\n"


# Scenarios


def _kill(found: Sequence[Killed]) -> list[str]:
    head = (
        "", "messages", "chats", "kills", "right", "lost", "out of order", "doubled",
        "unexplained", "strange", "left wrong", "over a limit", "ready, median / longest", "took",
    )  # fmt: skip
    rows = [
        (
            one.entrant,
            f"{one.verdict.updates:,}",
            f"{one.chats}",
            f"{one.kills}",
            *_cells(one.verdict),
            f"{one.breaches}",
            f"{one.ready[0]:.2f} / {one.ready[1]:.2f} s",
            f"{one.seconds:.0f} s",
        )
        for one in found
    ]
    return ["", "## kill -9", "", _KILL, *_table(head, rows)]


def _slowed(found: Sequence[Beside]) -> list[str]:
    text = (
        f"{slowed.CHATS} chats write {slowed.RATE:.0f} messages a second together. One more writes"
        f" once a second, and every message to it is refused with 429 and"
        f" `retry_after={slowed.RETRY_AFTER}`. Target: the others wait at most 100 ms longer."
    )
    return ["", "## One chat is told to wait", "", text, *_beside(found, "429s")]


def _torrent(found: Sequence[Beside]) -> list[str]:
    text = (
        f"{flooded.CHATS} chats write {flooded.RATE:.0f} messages a second together; then one"
        " person sends so many as well, within 25 s. Target: the others' p99 at most 1.5 times"
        " what it was."
    )
    return ["", "## A flood from one person", "", text, *_beside(found, "flood")]


def _flood(found: Sequence[Beside]) -> list[str]:
    text = (
        "The same, but the service has all of one person's messages at one moment: what others"
        " write then stands behind them in the service's own line, which a bot takes in order."
    )
    return ["", "## A flood that came all at once", "", text, *_beside(found, "flood")]


def _malformed(found: Sequence[Beside]) -> list[str]:
    text = (
        "Updates with wrong types, missing parts, bad dates, deep nesting, huge texts, halves of"
        " characters and unknown kinds, spread among the messages of"
        f" {flooded.CHATS} chats that write {flooded.RATE:.0f} a second together."
    )
    return ["", "## Malformed updates", "", text, *_beside(found, "malformed")]


def _sustained(found: Sequence[Rate]) -> list[str]:
    text = (
        f"Each rate for {SECONDS:.0f} s, one after another, to twice as many chats as the highest"
        " has messages a second. CPU is the bot's share of one core, memory what it holds at the"
        " end."
    )
    lines = ["", "## Sustained load", "", text]
    for limits, title in ((True, "At the service's limits"), (False, "Without limits")):
        rates = [one for one in found if one.limits is limits]
        rows = [
            (
                one.entrant,
                f"{one.rate:.0f}/s",
                *_times(one.waits),
                f"{one.waits.unanswered}",
                f"{one.cpu:.0%}",
                f"{one.memory_mb:.0f} MB",
            )
            for one in rates
        ]
        head = ("", "arrival", "p50", "p95", "p99", "longest", "unanswered", "CPU", "memory")
        lines += ["", f"### {title}", "", _highest(rates), *_table(head, rows)]
    return lines


def _stop(found: Sequence[Stopped]) -> list[str]:
    head = ("", "stops", "time to exit", "messages", *_VERDICT)
    rows = [
        (
            one.entrant,
            f"{len(one.exits)}",
            ", ".join("killed" if took is None else f"{took:.1f} s" for took in one.exits),
            f"{one.verdict.updates}",
            *_cells(one.verdict),
        )
        for one in found
    ]
    rate = found[0].rate
    text = f"SIGTERM while {rate:.0f} messages a second come in; started again at once."
    return ["", "## Stopping", "", text, *_table(head, rows)]


def _second(found: Sequence[Contested]) -> list[str]:
    head = (
        "", "on the same data", "conflicts", "messages", "the step due", "another answer",
        "unanswered", "longest wait",
    )  # fmt: skip
    rows = [
        (
            one.entrant,
            f"ends after {one.refused_after:.1f} s" if one.refused_after else "goes on beside it",
            f"{one.conflicts}",
            f"{one.verdict.updates}",
            f"{one.verdict.right}",
            f"{one.verdict.updates - one.verdict.right - one.waits.unanswered}",
            f"{one.waits.unanswered}",
            f"{one.waits.longest:.1f} s",
        )
        for one in found
    ]
    text = (
        "First on the same data folder; then, on a folder of its own, it polls with the same"
        f" token for {found[0].seconds:.0f} s. That one does not know where a citizen is, so those"
        " it gets are answered otherwise than is due."
    )
    return ["", "## A second instance", "", text, *_table(head, rows)]


# Where ours misses


def _misses(results: Results) -> Iterator[str]:
    for name, verdict in _verdicts(results):
        if not verdict.faultless:
            yield f"{name}: {_words(verdict)}"
    for one in _ours(results.slowed):
        later = one.under.p95 - one.without.p95, one.under.p99 - one.without.p99
        if max(later) > 0.1:
            yield (
                "One chat told to wait: the others wait longer by"
                f" {_ms(later[0])} (p95), {_ms(later[1])} (p99)"
            )
    for name, found in (("Flood", results.torrent), ("Flood all at once", results.flood)):
        for one in _ours(found):
            ratio = one.under.p99 / one.without.p99
            if ratio > 1.5 or one.under.unanswered:
                unanswered = one.under.unanswered
                yield f"{name}: the others' p99 is {ratio:.1f} times, {unanswered} unanswered"
    for one in _ours(results.malformed):
        if one.under.unanswered:
            yield f"Malformed: {one.under.unanswered} good messages unanswered"
    for contested in _ours(results.second):
        if contested.waits.unanswered:
            yield f"A second instance: {contested.waits.unanswered} messages unanswered"
    for rate in _ours(results.sustained):
        if rate.limits and rate.rate == max(LIMITED) and rate.waits.p95 > BEARABLE:
            yield f"{rate.rate:.0f}/s at the service's limits: p95 {_ms(rate.waits.p95)}"
    yield from _behind(results)


def _behind(results: Results) -> Iterator[str]:
    """Where the peer's figures are better, whatever ours are."""
    for name, found in (
        ("One chat told to wait", results.slowed),
        ("Flood", results.torrent),
        ("Malformed", results.malformed),
    ):
        for mine in _ours(found):
            for peer in found:
                if peer.entrant != mine.entrant and peer.without.p50 < mine.without.p50:
                    yield (
                        f"{name}: without trouble the peer's p50 is {_ms(peer.without.p50)},"
                        f" ours {_ms(mine.without.p50)}"
                    )
    for limits in (True, False):
        best = _best([one for one in results.sustained if one.limits is limits])
        ours = best.get(OURS.name, 0)
        for entrant, rate in best.items():
            if rate > ours:
                where = "At the limits" if limits else "Without limits"
                yield f"{where} {entrant} bears {rate:.0f}/s, ours {ours:.0f}/s"
    borne = {(one.limits, one.rate): one for one in _ours(results.sustained)}
    pairs = [
        (peer, borne[peer.limits, peer.rate])
        for peer in results.sustained
        if peer.entrant != OURS.name and (peer.limits, peer.rate) in borne
    ]
    if pairs:
        sooner = sum(peer.waits.p50 < one.waits.p50 for peer, one in pairs)
        cheaper = sum(peer.cpu < one.cpu for peer, one in pairs)
        yield (
            f"Sustained load, {len(pairs)} rates: the peer's p50 is lower at {sooner}, its CPU"
            f" at {cheaper}; it stores nothing before it acknowledges"
        )


def _verdicts(results: Results) -> Iterator[tuple[str, Verdict]]:
    for killed in _ours(results.kill):
        yield "kill -9", killed.verdict
    for stopped in _ours(results.stop):
        yield "Stopping", stopped.verdict


def _words(verdict: Verdict) -> str:
    named = {
        "lost": verdict.lost,
        "out of order": verdict.out_of_order,
        "doubled without a kill": verdict.unexcused,
        "strange": verdict.strange,
        "chats left wrong": verdict.wrong_ends,
    }
    return ", ".join(f"{count} {name}" for name, count in named.items() if count)


def _ours(found: Sequence[Entered]) -> list[Entered]:
    return [one for one in found if one.entrant == OURS.name]


# Cells

_VERDICT = ("right", "lost", "out of order", "doubled", "unexplained", "strange", "left wrong")


def _cells(verdict: Verdict) -> Row:
    counts = (
        verdict.right,
        verdict.lost,
        verdict.out_of_order,
        verdict.duplicates,
        verdict.unexcused,
        verdict.strange,
        verdict.wrong_ends,
    )
    return [f"{count:,}" for count in counts]


def _beside(found: Sequence[Beside], trouble: str) -> list[str]:
    head = ("", "", "p50", "p95", "p99", "longest", "unanswered", trouble, "memory")
    rows: list[Row] = []
    for one in found:
        rows.append(
            (one.entrant, "without", *_times(one.without), f"{one.without.unanswered}", "", "")
        )
        rows.append(
            (
                one.entrant,
                "with",
                *_times(one.under, one.without),
                f"{one.under.unanswered} of {one.under.answered + one.under.unanswered}",
                f"{one.trouble:,}",
                f"{one.memory_mb:.0f} MB",
            )
        )
    return _table(head, rows)


def _times(waited: Waits, beside: Waits | None = None) -> Row:
    cells = []
    for name in ("p50", "p95", "p99", "longest"):
        value = getattr(waited, name)
        ratio = f" ({value / getattr(beside, name):.1f}×)" if beside else ""
        cells.append(f"{_ms(value)}{ratio}")
    return cells


def _ms(seconds: float) -> str:
    return f"{seconds:.1f} s" if abs(seconds) >= 10 else f"{seconds * _MS:.0f} ms"


def _highest(rates: Sequence[Rate]) -> str:
    named = [f"{name} {rate:.0f}/s" for name, rate in _best(rates).items()]
    return f"Highest rate with a p95 of at most {_ms(BEARABLE)}: {', '.join(named) or 'none'}."


def _best(rates: Sequence[Rate]) -> dict[str, float]:
    """The highest rate each system bears."""
    best: dict[str, float] = {}
    for one in rates:
        if one.waits.p95 <= BEARABLE and not one.waits.unanswered:
            best[one.entrant] = max(best.get(one.entrant, 0), one.rate)
    return best


def _table(head: Row, rows: Sequence[Row]) -> list[str]:
    return [
        "",
        f"| {' | '.join(head)} |",
        "|---" * len(head) + "|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
