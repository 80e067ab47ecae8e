"""The comparison table: the assistant without and with a language model, for a terminal or as
plain lines."""

from collections.abc import Iterator, Mapping

from rich.console import Console
from rich.table import Table

from bot.ports import Replies
from ingest.evaluation.assisted import AnswerScores, AssistedScores, Comparison, ModelRun

Row = tuple[str, str, str]

_NO_FIGURE = "–"
_NO_MODEL = "chưa cấu hình mô hình (CAMTAY_MODEL)"
_WITHOUT = "Không mô hình"
_SHARES = {
    "right_first": "Đúng bài ngay đầu",
    "answered_right": "Trả lời đúng bài",
    "answered_elsewhere": "Trả lời nhầm bài khác",
    "asked_back": "Hỏi lại cho rõ",
    "declined": "Từ chối câu có bài",
    "wrongly_answered": "Trả lời câu không có bài",
}
_OF_UNANSWERABLE = "wrongly_answered"
_TIMES = {"p50_ms": "Thời gian trả lời, nửa số câu dưới", "p95_ms": "Thời gian trả lời, 95% dưới"}
_COMPLETENESS = {"complete": "trọn", "partial": "một phần", "none": "không"}


def show_comparison(
    comparison: Comparison, replies: Replies, console: Console | None = None
) -> None:
    """Print both sides: a table on a terminal, plain lines elsewhere. `replies` have the words
    for outcomes and faults."""
    console = console or Console()
    rows = [*_rows(comparison, replies)]
    header = ("", _WITHOUT, _name(comparison.run))
    if console.is_terminal:
        console.print(_table(header, rows))
    plain = [] if console.is_terminal else _lines([header, *rows])
    for line in [*plain, *_sentences(comparison)]:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _table(header: Row, rows: list[Row]) -> Table:
    table = Table()
    table.add_column(header[0])
    table.add_column(header[1], justify="right")
    table.add_column(header[2])
    for row in rows:
        table.add_row(*row)
    return table


def _lines(rows: list[Row]) -> list[str]:
    widest = [max(len(row[at]) for row in rows) for at in (0, 1)]
    return [f"{row[0]:<{widest[0]}}  {row[1]:<{widest[1]}}  {row[2]}" for row in rows]


def _name(run: ModelRun | None) -> str:
    if run is None:
        return _NO_MODEL
    judge = f", {run.judge} kiểm tra" if run.judge else ""
    always = ", câu nào cũng hỏi" if run.always else ""
    return f"Có {run.model}{judge}{always}"


def _sentences(comparison: Comparison) -> Iterator[str]:
    yield (
        f"{comparison.questions} câu hỏi: {comparison.answerable} câu có bài,"
        f" {comparison.unanswerable} câu không có bài nào."
    )
    run = comparison.run
    if run is not None and run.replayed:
        yield "Chấm lại từ bản ghi, không gọi mô hình nào nên không đo thời gian."
    if run is not None and run.damaged:
        yield f"{_whole(run.damaged)} dòng của bản ghi bị hỏng, không đọc được."
    if run is not None and run.not_recorded:
        yield (
            f"{_whole(run.not_recorded)} yêu cầu không có trong bản ghi: mô hình không trả lời"
            " được lúc ghi, hoặc lời nhắc, bài hướng dẫn đã đổi. Những câu ấy được chấm như khi"
            " không gọi được mô hình; muốn đủ thì ghi lại bằng --record."
        )


def _rows(comparison: Comparison, replies: Replies) -> Iterator[Row]:
    without, with_model = comparison.without_model, comparison.with_model
    for field, label in _SHARES.items():
        of_whom = comparison.unanswerable if field == _OF_UNANSWERABLE else comparison.answerable
        if of_whom:
            yield label, _percent(_of(without, field)), _percent(_of(with_model, field))
        else:
            yield label, _NO_FIGURE, _NO_FIGURE
    for field, label in _TIMES.items():
        yield label, _duration(_of(without, field)), _duration(_of(with_model, field))
    if with_model is not None:
        for label, figure in _model_rows(with_model, replies):
            yield label, _NO_FIGURE, figure


def _of(scores: AnswerScores | None, field: str) -> float | None:
    value: float | None = getattr(scores, field, None)
    return value


def _model_rows(scores: AssistedScores, replies: Replies) -> Iterator[tuple[str, str]]:
    outcome, fault = "program.model.outcome", "program.model.fault"
    yield "Câu có lời của mô hình", _percent(scores.worded)
    yield "Mô hình làm được gì", _counted(scores.outcomes, outcome, replies)
    yield "Bản nháp", _whole(scores.drafts)
    yield "Nháp trả lời được đến đâu", _completeness(scores)
    yield "Nháp đạt bộ kiểm tra", _percent(scores.raw_faithfulness)
    yield "Câu trong nháp đạt bộ kiểm tra", _percent(scores.raw_sentences)
    yield "Nháp bị chặn vì", _counted(scores.stopped, fault, replies)
    yield "Nháp có câu bị thay vì", _counted(scores.mended, fault, replies)
    yield "Lời được hiện, kiểm tra lại vẫn đạt", _percent(scores.faithfulness)
    if scores.judged:
        agreement = _percent(scores.judge_agreement)
        yield "Mô hình kiểm tra tán thành", f"{agreement} trong {_whole(scores.judged)} bản"
    yield "Lượt gọi", _whole(scores.calls)
    yield "Token mỗi câu, vào và ra", _tokens(scores.tokens_in, scores.tokens_out)
    if scores.judge_tokens_in is not None:
        of_judge = _tokens(scores.judge_tokens_in, scores.judge_tokens_out)
        yield "Token của mô hình kiểm tra", of_judge
    without_judge = ", không kể mô hình kiểm tra" if scores.judge_tokens_in is not None else ""
    yield f"Chi phí 1.000 câu{without_judge}", _cost(scores, replies)


def _completeness(scores: AssistedScores) -> str:
    shares = scores.completeness.items()
    return ", ".join(f"{_COMPLETENESS[k]} {_percent(share)}" for k, share in shares) or _NO_FIGURE


def _counted(counts: Mapping[str, int], under: str, replies: Replies) -> str:
    named = (f"{replies.text('vi', f'{under}.{name}')} {_whole(n)}" for name, n in counts.items())
    return "; ".join(named) or _NO_FIGURE


def _cost(scores: AssistedScores, replies: Replies) -> str:
    if scores.cost_of_1000 is not None:
        return _decimal(f"{scores.cost_of_1000:,.{2 if scores.cost_of_1000 >= 1 else 4}f}")
    if scores.tokens_in is None:
        return _NO_FIGURE
    return replies.text("vi", "program.model.no_price")


def _percent(share: float | None) -> str:
    return _NO_FIGURE if share is None else _decimal(f"{100 * share:.1f}") + "%"


def _duration(milliseconds: float | None) -> str:
    return _NO_FIGURE if milliseconds is None else _decimal(f"{milliseconds:,.1f}") + " ms"


def _tokens(into: float | None, out: float | None) -> str:
    if into is None or out is None:
        return _NO_FIGURE
    return f"{_decimal(f'{into:,.0f}')} và {_decimal(f'{out:,.0f}')}"


def _whole(count: int) -> str:
    return _decimal(f"{count:,}")


def _decimal(figure: str) -> str:
    """A figure as Vietnamese readers see it: `1.234,5`."""
    return figure.translate(str.maketrans(",.", ".,"))
