"""`camtay model`: what an operator reads of what the language model was used for."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from knowledge_folder import FixedClock
from typer.testing import CliRunner, Result

from bot import back_office, log
from bot.__main__ import app
from bot.adapters.prompt_files import PromptFiles
from bot.adapters.sql.stores import opened_stores
from bot.channels.model_report import model_uses, report_lines
from bot.domain.draft import FaultKind, Outcome, Usage
from bot.domain.token_price import TokenPrice
from bot.ports import ModelDay
from bot.settings import Settings

REPLIES = PromptFiles(Path(__file__).resolve().parents[3] / "prompts")
TODAY = date(2026, 11, 21)
YESTERDAY = TODAY - timedelta(days=1)


def noted(
    day: date, outcome: str, answers: int, tokens_in: int = 0, tokens_out: int = 0
) -> ModelDay:
    """What was noted of some answers, of two calls each."""
    usage = Usage(tokens_in=tokens_in, tokens_out=tokens_out)
    return ModelDay(day=day, outcome=outcome, answers=answers, calls=2 * answers, usage=usage)


NOTED = [
    noted(TODAY, "faulty:date", 1, 400),
    noted(TODAY, "faulty:number", 2, 600),
    noted(TODAY, "late", 1),
    noted(TODAY, "worded", 1_200, 1_000_000, 200_000),
    noted(YESTERDAY, "faulty:date", 3, 1_000, 100),
    noted(YESTERDAY, "spared", 4),
]


def lines(given: list[ModelDay], price: TokenPrice | None = None) -> list[str]:
    return report_lines(model_uses(given, price), REPLIES)


def test_each_day_says_what_came_of_its_answers_and_what_they_took() -> None:
    assert lines(NOTED) == [
        "21/11/2026: 1.204 câu trả lời, 2.408 lượt gọi, 1.001.000 token vào, 200.000 token ra, "
        "chi phí: chưa đặt giá",
        "  đã soạn lời 1.200, quá giờ 1, bị chặn 3",
        "  bị chặn hoặc sửa vì: số liệu 2, ngày tháng 1",
        "20/11/2026: 7 câu trả lời, 14 lượt gọi, 1.000 token vào, 100 token ra, "
        "chi phí: chưa đặt giá",
        "  không cần 4, bị chặn 3",
        "  bị chặn hoặc sửa vì: ngày tháng 3",
        "Cộng 2 ngày: 1.211 câu trả lời, 2.422 lượt gọi, 1.002.000 token vào, 200.100 token ra, "
        "chi phí: chưa đặt giá",
        "Bộ kiểm tra chặn 6 trong 1.206 bản nháp (0,5%), sửa 0 bản, vì: ngày tháng 4, số liệu 2",
    ]


def test_a_single_day_is_not_added_up() -> None:
    assert not any(line.startswith("Cộng") for line in lines([noted(TODAY, "worded", 1)]))


@pytest.mark.parametrize(
    ("outcome", "last"),
    [
        ("worded", "Bộ kiểm tra không chặn bản nào trong 2 bản nháp."),
        ("unreachable", "  không kết nối được 2"),
        (
            "faulty:secret",
            "Bộ kiểm tra chặn 2 trong 2 bản nháp (100%), sửa 0 bản, vì: hỏi điều bí mật 2",
        ),
    ],
)
def test_what_the_guard_stopped_is_said_where_there_were_drafts(outcome: str, last: str) -> None:
    assert lines([noted(TODAY, outcome, 2)])[-1] == last


@pytest.mark.parametrize(
    ("tokens_in", "tokens_out", "price", "cost"),
    [
        (1_000_000, 200_000, TokenPrice(tokens_in=3, tokens_out=15), "6"),
        (2_000, 0, TokenPrice(tokens_in=0.15, tokens_out=0.6), "0,0003"),
        (1_500_000, 1_000, TokenPrice(tokens_in=76_000, tokens_out=380_250), "114.380,25"),
        (5_000, 5_000, TokenPrice(tokens_in=0, tokens_out=0), "0"),
    ],
)
def test_tokens_cost_what_was_set(
    tokens_in: int, tokens_out: int, price: TokenPrice, cost: str
) -> None:
    day = lines([noted(TODAY, "worded", 1, tokens_in, tokens_out)], price)[0]
    assert day.endswith(f"chi phí: {cost}")


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_words(outcome: Outcome) -> None:
    assert lines([noted(TODAY, outcome, 1)])[1] != f"  {outcome} 1"


@pytest.mark.parametrize("kind", FaultKind)
def test_every_fault_has_words(kind: FaultKind) -> None:
    assert lines([noted(TODAY, f"faulty:{kind}", 1)])[2] != f"  bị chặn hoặc sửa vì: {kind} 1"


def test_what_another_release_noted_stands_under_its_own_name() -> None:
    assert lines([noted(TODAY, "dreamt:unicorn", 1), noted(TODAY, "worded", 2)])[1:3] == [
        "  đã soạn lời 2, dreamt 1",
        "  bị chặn hoặc sửa vì: unicorn 1",
    ]


# The command


class Run:
    """The command over what was noted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(self, given: list[ModelDay], *arguments: str) -> Result:
        async def days(_: Settings) -> list[ModelDay]:
            return given

        self._monkeypatch.setattr(back_office, "model_days", days)
        return CliRunner().invoke(app, ["model", *arguments])


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    evening = FixedClock(datetime.combine(TODAY, time(23, 59), UTC))
    monkeypatch.setattr(back_office, "SystemClock", lambda: evening)
    # The logs would go on into the standard error of this one command.
    monkeypatch.setattr(log, "configure", lambda _: None)
    return Run(monkeypatch)


def test_the_report_is_printed(run: Run) -> None:
    result = run(NOTED)

    assert result.exit_code == 0
    assert result.stdout.splitlines() == lines(NOTED)


def test_json_is_a_line_a_day(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMTAY_MODEL_PRICE_IN", "3")
    monkeypatch.setenv("CAMTAY_MODEL_PRICE_OUT", "15")

    first, second = map(json.loads, run(NOTED, "--json").stdout.splitlines())

    assert first == {
        "day": "2026-11-21",
        "answers": {"worded": 1_200, "late": 1, "faulty": 3},
        "faults": {"number": 2, "date": 1},
        "calls": 2_408,
        "tokens_in": 1_001_000,
        "tokens_out": 200_000,
        "cost": 6.003,
    }
    assert list(first["answers"]) == ["worded", "late", "faulty"]
    assert list(first["faults"]) == ["number", "date"]
    assert (second["day"], second["cost"]) == ("2026-11-20", 0.0045)


def test_one_price_alone_is_no_price(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMTAY_MODEL_PRICE_IN", "3")

    row = json.loads(run([noted(TODAY, "worded", 1, 9, 9)], "--json").stdout)

    assert row["cost"] is None


def test_days_are_counted_back_from_today(run: Run) -> None:
    assert run(NOTED, "--days", "2").stdout.splitlines() == lines(NOTED)
    assert run(NOTED, "--days", "1").stdout.splitlines() == lines(NOTED[:4])


def test_nothing_ever_noted_is_one_sentence(run: Run) -> None:
    plain, as_json = run([]), run([], "--json")

    assert plain.stdout == "Chưa ghi nhận câu trả lời nào có mô hình ngôn ngữ tham gia.\n"
    assert (plain.exit_code, as_json.exit_code, as_json.stdout) == (0, 0, "")


def test_nothing_lately_says_how_to_look_further_back(run: Run) -> None:
    told = run([noted(YESTERDAY, "worded", 1)], "--days", "1")

    assert told.stdout.splitlines() == [
        "Trong 1 ngày gần đây mô hình ngôn ngữ không tham gia câu trả lời nào; "
        "xem xa hơn bằng --days SỐ."
    ]


@pytest.mark.parametrize("days", ["0", "-1", "401", "nhiều"])
def test_days_that_nobody_keeps_are_a_wrong_usage(days: str, run: Run) -> None:
    assert run(NOTED, "--days", days).exit_code == 2


async def test_what_the_ledger_noted_is_what_the_back_office_shows(tmp_path: Path) -> None:
    async with opened_stores(tmp_path) as stores:
        await stores.ledger.note(date.today(), "worded", 2, Usage(tokens_in=7, tokens_out=1))
    settings = Settings(_env_file=None, data=tmp_path)

    assert await back_office.model_days(settings) == [noted(date.today(), "worded", 1, 7, 1)]


async def test_the_settings_limits_are_the_ledgers(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, model_per_person=2, model_per_day=3)
    async with opened_stores(tmp_path, allowance=settings.model_allowance) as stores:
        came = [await stores.ledger.admit(TODAY, who) for who in ("a", "a", "a", "b", "c")]
    assert came == [True, True, False, True, False]
