"""The comparison table: every figure there is, none where there is none."""

import io

import pytest
from rich.console import Console

from bot.adapters.prompt_files import PromptFiles
from bot.domain.draft import Completeness, FaultKind, Outcome
from bot.settings import Settings
from ingest.evaluation.assisted import AnswerScores, AssistedScores, Comparison, ModelRun
from ingest.evaluation.comparison_table import show_comparison

WITHOUT = AnswerScores(
    right_first=0.9357, answered_right=0.914, answered_elsewhere=0.032, asked_back=0.044,
    declined=0.009, wrongly_answered=0.019, p50_ms=2.54, p95_ms=4.31,
)  # fmt: skip
WITH = AssistedScores(
    right_first=0.94, answered_right=0.92, answered_elsewhere=0.031, asked_back=0.04,
    declined=0.008, wrongly_answered=0.018, p50_ms=3.0, p95_ms=2345.6,
    worded=0.203, outcomes={"worded": 148, "late": 2}, drafts=1250,
    completeness={"complete": 0.5, "partial": 0.25, "none": 0.25},
    stopped={"phone": 3, "judge": 1}, mended={"amount": 2}, faithfulness=1.0,
    raw_faithfulness=0.981, raw_sentences=0.99,
    judged=0, judge_agreement=None, calls=420, tokens_in=1234.6, tokens_out=56.0,
    judge_tokens_in=None, judge_tokens_out=None, cost_of_1000=0.4321,
)  # fmt: skip
RUN = ModelRun(model="openai:gpt-x", judge=None, always=False, replayed=False)
BOTH = Comparison(
    questions=728, answerable=676, unanswerable=52, run=RUN, without_model=WITHOUT, with_model=WITH
)
ALONE = BOTH.model_copy(update={"run": None, "with_model": None})


def shown(comparison: Comparison, *, terminal: bool = False) -> list[str]:
    screen = io.StringIO()
    console = Console(file=screen, width=160, force_terminal=terminal, color_system=None)
    show_comparison(comparison, PromptFiles(Settings(_env_file=None).prompts), console)
    return screen.getvalue().splitlines()


def row(lines: list[str], label: str) -> list[str]:
    """The cells of the row that begins so."""
    line = next(line for line in lines if label in line).replace("│", "  ")
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


@pytest.mark.parametrize("terminal", [False, True])
def test_both_sides_stand_beside_each_other(terminal: bool) -> None:
    lines = shown(BOTH, terminal=terminal)

    assert any("Không mô hình" in line and "Có openai:gpt-x" in line for line in lines)
    assert row(lines, "Đúng bài ngay đầu") == ["Đúng bài ngay đầu", "93,6%", "94,0%"]
    assert row(lines, "95% dưới")[1:] == ["4,3 ms", "2.345,6 ms"]
    assert row(lines, "Câu có lời của mô hình")[1:] == ["–", "20,3%"]
    assert row(lines, "Nháp bị chặn vì")[2].startswith("số điện thoại 3; ")
    assert row(lines, "Nháp có câu bị thay vì")[1:] == ["–", "số tiền 2"]
    assert row(lines, "Bản nháp")[1:] == ["–", "1.250"]
    assert row(lines, "đến đâu")[1:] == ["–", "trọn 50,0%, một phần 25,0%, không 25,0%"]
    assert row(lines, "Token mỗi câu")[1:] == ["–", "1.235 và 56"]
    assert row(lines, "Chi phí")[1:] == ["–", "0,4321"]
    assert "728 câu hỏi: 676 câu có bài, 52 câu không có bài nào." in lines


def test_plain_lines_have_nothing_of_a_terminals() -> None:
    lines = shown(BOTH)

    assert not any(set("│┃━\x1b") & set(line) for line in lines)


def test_without_a_model_the_column_says_so_and_shows_no_figure() -> None:
    lines = shown(ALONE)

    assert lines[0].split("  ")[-1] == "chưa cấu hình mô hình (CAMTAY_MODEL)"
    assert [line.split("  ")[-1].strip() for line in lines[1:-1]] == ["–"] * (len(lines) - 2)
    assert row(lines, "Trả lời đúng bài")[1:] == ["91,4%", "–"]
    assert not any("mô hình" in line for line in lines[1:])


def test_no_share_is_told_of_questions_that_are_not_there() -> None:
    lines = shown(BOTH.model_copy(update={"answerable": 728, "unanswerable": 0}))

    assert row(lines, "Trả lời câu không có bài")[1:] == ["–", "–"]
    assert row(lines, "Trả lời đúng bài")[1:] == ["91,4%", "92,0%"]


def test_a_replayed_run_says_so_and_has_no_times() -> None:
    untimed = WITH.model_copy(update={"p50_ms": None, "p95_ms": None})
    run = RUN.model_copy(update={"replayed": True, "not_recorded": 3, "damaged": 2})

    lines = shown(BOTH.model_copy(update={"run": run, "with_model": untimed}))

    assert row(lines, "95% dưới")[1:] == ["4,3 ms", "–"]
    assert any(line.startswith("Chấm lại từ bản ghi") for line in lines)
    assert "2 dòng của bản ghi bị hỏng, không đọc được." in lines
    assert any(line.startswith("3 yêu cầu không có trong bản ghi") for line in lines)


def test_a_recording_that_holds_everything_lacks_nothing() -> None:
    run = RUN.model_copy(update={"replayed": True})

    assert not any(
        "không có trong bản ghi" in line or "hỏng" in line for line in shown(with_run(run))
    )


def test_a_judge_has_rows_and_a_cost_of_its_own() -> None:
    scores = WITH.model_copy(
        update={
            "judged": 40, "judge_agreement": 0.975, "judge_tokens_in": 90.0,
            "judge_tokens_out": 4.0,
        }
    )  # fmt: skip
    run = RUN.model_copy(update={"judge": "ollama:j", "always": True})

    lines = shown(with_run(run).model_copy(update={"with_model": scores}))

    assert "Có openai:gpt-x, ollama:j kiểm tra, câu nào cũng hỏi" in lines[0]
    assert row(lines, "Mô hình kiểm tra tán thành")[1:] == ["–", "97,5% trong 40 bản"]
    assert row(lines, "Token của mô hình kiểm tra")[1:] == ["–", "90 và 4"]
    assert row(lines, "Chi phí")[0] == "Chi phí 1.000 câu, không kể mô hình kiểm tra"


def test_a_cost_needs_prices_and_tokens() -> None:
    unpriced = WITH.model_copy(update={"cost_of_1000": None})
    uncounted = unpriced.model_copy(update={"tokens_in": None, "tokens_out": None})

    lines = shown(BOTH.model_copy(update={"with_model": unpriced}))
    bare = shown(BOTH.model_copy(update={"with_model": uncounted}))

    assert row(lines, "Chi phí")[1:] == ["–", "chưa đặt giá"]
    assert (row(bare, "Chi phí")[1:], row(bare, "Token mỗi câu")[1:]) == (["–", "–"], ["–", "–"])


def test_every_outcome_fault_and_completeness_has_a_name() -> None:
    scores = WITH.model_copy(
        update={
            "outcomes": {outcome.value: 1 for outcome in Outcome},
            "stopped": {kind.value: 1 for kind in FaultKind},
            "completeness": {kind.value: 0.1 for kind in Completeness},
        }
    )

    lines = shown(BOTH.model_copy(update={"with_model": scores}))

    assert row(lines, "Nháp bị chặn vì")[-1].count("; ") == len(FaultKind) - 1
    assert row(lines, "Mô hình làm được gì")[-1].count("; ") == len(Outcome) - 1


def with_run(run: ModelRun) -> Comparison:
    return BOTH.model_copy(update={"run": run})
