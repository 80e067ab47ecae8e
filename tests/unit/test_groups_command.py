"""`camtay groups`: what an operator sees and decides, and whom the settings name as editors."""

import json

import pytest
from typer.testing import CliRunner

from bot import back_office
from bot.__main__ import app
from bot.domain.group import DeskState, Group
from bot.settings import Settings

WAITING = Group(
    channel="telegram", chat="-100", title="Tổ số\nBa Vì", commune="Xã Ba Vì", desk=DeskState.ASKED
)


@pytest.fixture
def decisions(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, DeskState]]:
    """What was decided of the one group there is."""
    made: list[tuple[str, DeskState]] = []

    async def there(settings: Settings) -> list[Group]:
        desk = made[-1][1] if made else WAITING.desk
        return [WAITING.model_copy(update={"desk": desk})]

    async def set_desk(settings: Settings, chat: str, desk: DeskState) -> Group | None:
        if chat != WAITING.chat:
            return None
        made.append((chat, desk))
        return WAITING

    monkeypatch.setattr(back_office, "groups_there", there)
    monkeypatch.setattr(back_office, "set_desk", set_desk)
    return made


def test_every_group_stands_on_a_line_with_what_it_asks_for(
    decisions: list[tuple[str, DeskState]],
) -> None:
    told = CliRunner().invoke(app, ["groups"])
    as_json = CliRunner().invoke(app, ["groups", "--json"])

    assert told.stdout == "-100  Tổ số Ba Vì  Xã Ba Vì  xin mở bàn trực, chờ duyệt\n"
    assert json.loads(as_json.stdout)["desk"] == "asked"


@pytest.mark.parametrize(
    ("arguments", "desk"),
    [
        (["--approve", "-100"], DeskState.COMMUNE),
        (["--approve", "-100", "--province"], DeskState.PROVINCE),
        (["--refuse", "-100"], DeskState.OFF),
    ],
)
def test_an_operator_decides(
    arguments: list[str], desk: DeskState, decisions: list[tuple[str, DeskState]]
) -> None:
    result = CliRunner().invoke(app, ["groups", *arguments])

    assert (result.exit_code, decisions) == (0, [("-100", desk)])


def test_a_group_that_asks_for_nothing_is_wrong_to_decide_of(
    decisions: list[tuple[str, DeskState]],
) -> None:
    result = CliRunner().invoke(app, ["groups", "--approve", "-404"])

    assert (result.exit_code, decisions) == (1, [])
    assert "-404" in result.stderr


@pytest.mark.parametrize("arguments", [["--province"], ["--approve", "-1", "--refuse", "-1"]])
def test_what_contradicts_itself_is_a_wrong_usage(
    arguments: list[str], decisions: list[tuple[str, DeskState]]
) -> None:
    result = CliRunner().invoke(app, ["groups", *arguments])

    assert (result.exit_code, decisions) == (2, [])


@pytest.mark.parametrize(
    ("given", "editors"), [("", ()), ("12", ("12",)), (" 12, 34 ,", ("12", "34"))]
)
def test_editors_are_separated_by_commas(
    given: str, editors: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMTAY_EDITORS", given)

    assert Settings(_env_file=None).editors == editors
