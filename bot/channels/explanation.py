"""Explanation: how an answer came about, laid out for a person or as one JSON object."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from bot.domain.answer import Answer, Decision, Status, Trace
from bot.domain.draft import Assistance
from bot.domain.search import SearchResult, Signals

_WIDEST = 110
_HALF = 0.005
Rows = list[tuple[str, str]]


def explanation_json(answer: Answer) -> dict[str, object]:
    """Everything that led to an answer; the further questions of the message with it."""
    trace = answer.trace
    if trace is None:
        return {}
    return {
        "screening": trace.screening.model_dump(mode="json") if trace.screening else None,
        "language": trace.understanding.language,
        "intent": trace.understanding.intent.value,
        "follow_up": trace.decision.follows,
        "query": trace.understanding.query,
        "analysis": trace.results.analysis.model_dump(mode="json"),
        "topic": trace.results.topic,
        "results": [_result_json(result) for result in trace.results.results],
        "confidence": _confidence(trace),
        "thresholds": {
            "answer_from": trace.calibration.answer_from,
            "offer_from": trace.calibration.offer_from,
        },
        "decision": trace.decision.model_dump(mode="json"),
        "chunk": trace.decision.chunk,
        "rejected": [{"guide": guide, "why": why} for guide, why in _rejected(trace)],
        "assistance": trace.assistance.model_dump(mode="json") if trace.assistance else None,
        "milliseconds": {timing.step: timing.milliseconds for timing in trace.timings},
        "others": [explanation_json(other) for other in answer.others],
    }


def show_explanation(answer: Answer, console: Console | None = None) -> None:
    """Print what led to an answer: tables on a terminal, plain lines elsewhere."""
    console = console or Console()
    console = console if console.is_terminal else Console(width=_WIDEST, no_color=True)
    if answer.trace is None:
        return
    console.print()
    for title, rows in _blocks(answer.trace):
        if rows:
            _show(title, rows, console)
    if answer.trace.results.results:
        console.print(_ranking(answer.trace, console))
    for other in answer.others:
        console.print(f"\nCâu hỏi khác trong cùng tin: {_query(other)}")
        show_explanation(other, console)


def _blocks(trace: Trace) -> Iterator[tuple[str, Rows]]:
    read, analysis = trace.understanding, trace.results.analysis
    screening = trace.screening
    screened = f"{screening.status.value} {screening.reason.value}" if screening else "không"
    yield (
        "Hiểu câu hỏi",
        [
            ("ngôn ngữ", read.language),
            ("ý hỏi", read.intent.value),
            ("hỏi tiếp bài đang xem", "có" if trace.decision.follows else "không"),
            ("sàng lọc", screened + (" (mềm)" if screening and screening.soft else "")),
            ("từ", " ".join(analysis.tokens)),
            ("viết tắt mở ra", ", ".join(analysis.expansions) or "-"),
            ("sửa lỗi gõ", ", ".join(f"{r.token} → {r.read_as}" for r in analysis.repairs) or "-"),
            ("từ lạ", ", ".join(analysis.unknown) or "-"),
        ],
    )
    yield "Quyết định", list(_decision(trace))
    yield "Ứng viên bị loại", _rejected(trace)
    if trace.assistance is not None:
        yield "Mô hình ngôn ngữ", list(_assistance(trace.assistance))
    took = [(timing.step, f"{timing.milliseconds:.2f} ms") for timing in trace.timings]
    yield "Thời gian", took


def _decision(trace: Trace) -> Iterator[tuple[str, str]]:
    made, calibration = trace.decision, trace.calibration
    yield "kết quả", f"{made.status.value} {made.reason.value if made.reason else ''}".strip()
    yield "vì", made.why
    sure = _confidence(trace)
    if sure is not None:
        bars = f"trả lời từ {calibration.answer_from:.2f}, gợi ý từ {calibration.offer_from:.2f}"
        yield "độ tin", f"{sure:.2f} ({bars})"
    if trace.results.topic is not None:
        yield "độ rõ chủ đề", f"{trace.results.topic:.2f}"
    yield "bài", made.guide or "-"
    yield "phần được chọn", made.chunk or ("từng bước" if _starts(made) else "-")
    if made.near:
        yield "bài gợi ý", ", ".join(made.near)
    if made.cards:
        yield "thủ tục gợi ý", ", ".join(made.cards)


def _starts(decision: Decision) -> bool:
    return decision.status is Status.ANSWERED and decision.guide is not None


def _ranking(trace: Trace, console: Console) -> Table:
    """The guides with every part of their score, whatever parts the search has."""
    results = trace.results.results
    parts = [name for name in type(results[0]).model_fields if name.endswith("_score")]
    table = Table(title="Năm bài gần nhất", title_justify="left", box=None, pad_edge=False)
    table.add_column("bài", no_wrap=True)
    for name in ("điểm", *(part.removesuffix("_score") for part in parts)):
        table.add_column(name, justify="right")
    for name in ("phủ từ", "phủ cặp", "đạt", "phần hay nhất"):
        table.add_column(name, justify="right" if name != "phần hay nhất" else "left")
    for result in results:
        shares = (result.coverage, result.bigram_coverage, result.achieved)
        scores = (result.score, *(getattr(result, part) for part in parts))
        best = result.chunks[0].chunk.id.partition("#")[2] if result.chunks else "-"
        cells = [f"{number:.2f}" for number in (*scores, *shares)]
        table.add_row(result.guide, *cells, best)
    return table


def _show(title: str, rows: Rows, console: Console) -> None:
    table = Table(title=title, title_justify="left", box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, value)
    console.print(table)
    console.print()


def _rejected(trace: Trace) -> Rows:
    """The guides that were found and not chosen, each with why not."""
    made, results = trace.decision, trace.results.results
    kept = {made.guide, *made.near}
    best = results[0].score if results else 0.0
    return [(r.guide, _why_not(r, best, made)) for r in results if r.guide not in kept]


def _why_not(result: SearchResult, best: float, made: Decision) -> str:
    if made.follows:
        return "câu hỏi tiếp bài đang xem"
    behind = best - result.score
    if behind < _HALF:
        return f"đứng đầu nhưng {made.why}"
    return f"kém bài đầu {behind:.2f} điểm"


def _result_json(result: SearchResult) -> dict[str, object]:
    chunks = [{"chunk": scored.chunk.id, "score": scored.score} for scored in result.chunks]
    return result.model_dump(mode="json", exclude={"chunks"}) | {"chunks": chunks}


def _confidence(trace: Trace) -> float | None:
    if not trace.results.results:
        return None
    return round(trace.calibration.confidence(Signals.of(trace.results)), 4)


def _query(answer: Answer) -> str:
    return answer.trace.understanding.query if answer.trace else ""


def _assistance(assistance: Assistance) -> Iterator[tuple[str, str]]:
    """What a model did in it; no word of what it said."""
    fault = assistance.fault
    stopped = f", bị chặn vì {fault.kind.value}" if fault else ""
    yield "mô hình", assistance.model
    yield "kết quả", f"{assistance.outcome.value}{stopped}"
    if assistance.completeness is not None:
        yield "trả lời được", assistance.completeness.value
    yield "lời dẫn", ", ".join(assistance.prompts) or "-"
    usage = assistance.usage
    yield (
        "số lần gọi",
        f"{assistance.calls}, {usage.tokens_in} token vào, {usage.tokens_out} token ra",
    )
    yield "mất", f"{assistance.milliseconds:.0f} ms"
