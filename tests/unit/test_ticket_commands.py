"""`camtay tickets` and `camtay suggestions`: what operators and editors read."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from bot import back_office
from bot.__main__ import app
from bot.back_office import TicketAtDesk
from bot.domain.address import ConversationKey
from bot.domain.ticket import Level, Suggestion, Ticket, TicketReason
from bot.settings import Settings

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
TICKET = Ticket(
    id="AB234",
    person=ConversationKey(channel="test", chat="70707", user="70707"),
    language="vi",
    reason=TicketReason.ERROR,
    question="hỏi một\nhai",
    level=Level.PROVINCE,
    desk="",
    opened=AT,
    raised=AT,
    touched=AT,
)
SUGGESTION = Suggestion(ticket="AB234", question="hỏi", answer="đáp\nthêm", guide=None, at=AT)


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    async def unfinished(settings: Settings) -> list[TicketAtDesk]:
        return [TicketAtDesk(ticket=TICKET, desk="", minutes=42)]

    async def suggested(settings: Settings) -> list[Suggestion]:
        return [SUGGESTION]

    monkeypatch.setattr(back_office, "unfinished_tickets", unfinished)
    monkeypatch.setattr(back_office, "suggested", suggested)
    return CliRunner()


def test_a_ticket_is_two_lines_with_its_age_and_level(runner: CliRunner) -> None:
    result = runner.invoke(app, ["tickets"])

    assert result.stdout.splitlines() == [
        "AB234  open  province  42 phút  chưa có nhóm nào nhận được",
        "  error: hỏi một hai",
    ]


def test_tickets_as_json_name_nobody(runner: CliRunner) -> None:
    result = runner.invoke(app, ["tickets", "--json"])

    row = json.loads(result.stdout)
    assert (row["id"], row["level"], row["minutes"]) == ("AB234", "province", 42)
    assert "70707" not in result.stdout


def test_a_suggestion_shows_what_was_asked_and_answered(runner: CliRunner) -> None:
    plain = runner.invoke(app, ["suggestions"]).stdout
    row = json.loads(runner.invoke(app, ["suggestions", "--json"]).stdout)

    assert plain.splitlines() == ["AB234  23/11/2026  -", "  Hỏi: hỏi", "  Đáp: đáp thêm"]
    assert row["answer"] == "đáp\nthêm"


def test_working_hours_that_cannot_be_read_are_one_sentence(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMTAY_DESK_HOURS", "7h-17h")

    result = runner.invoke(app, ["tickets"])

    assert result.exit_code == 2
    assert result.stderr.startswith("Cài đặt sai, giờ làm việc '7h-17h'")
