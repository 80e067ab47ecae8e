"""What the doctor says of desks, editors, the bot's name and what was set aside."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from turn_parts import post

from bot.adapters.sql.stores import opened_stores
from bot.adapters.sql.versions import FILE
from bot.doctor import Finding, examine
from bot.domain.group import DeskState, Group
from bot.domain.turn import Turn
from bot.ports import InboxEntry
from bot.settings import Settings

Found = Callable[..., Finding]
DATA, DESKS, SET_ASIDE = "Dữ liệu", "Bàn trực", "Tin để riêng"
EDITORS, BOT = "Người duyệt", "Tên bot"


@pytest.fixture
def found(tmp_path: Path) -> Found:
    """What is found under a name in a house of its own."""

    def finding(name: str, **given: object) -> Finding:
        settings = Settings(_env_file=None, data=tmp_path).model_copy(update=given)
        (one,) = [one for one in examine(settings).findings if one.name == name]
        return one

    return finding


async def kept(data: Path) -> None:
    """Two desks, one that asks, one that was left, and three things set aside."""
    states = (DeskState.COMMUNE, DeskState.PROVINCE, DeskState.ASKED, DeskState.OFF)
    groups = [
        Group(channel="telegram", chat=f"-{number}", title="Tổ", desk=desk)
        for number, desk in enumerate(states, 1)
    ]
    left = Group(channel="telegram", chat="-9", title="Tổ", desk=DeskState.COMMUNE, gone=True)
    async with opened_stores(data) as stores:
        await stores.sessions.commit(Turn(groups=(*groups, left), posts=(post("a"), post("b"))))
        for entry in await stores.mailbox.outgoing():
            await stores.mailbox.bury(entry, "chat not found")
        await stores.mailbox.receive([InboxEntry(receipt="telegram:1", lane="1", raw="{}")])
        await stores.mailbox.quarantine(["telegram:1"], "hỏng")


def test_without_a_database_nothing_is_missing_and_none_is_made(
    found: Found, tmp_path: Path
) -> None:
    assert (found(DESKS).fine, found(SET_ASIDE).fine) == (True, True)
    assert "/caidat" in found(DESKS).detail
    assert not (tmp_path / FILE).exists()


async def test_desks_and_what_was_set_aside_are_counted(found: Found, tmp_path: Path) -> None:
    await kept(tmp_path)

    assert found(DESKS).detail == "2 đã duyệt, 1 chờ duyệt (xem 'camtay groups')"
    assert found(SET_ASIDE).detail == "3 mục, xem 'camtay inbox'"
    assert found(DESKS).fine
    assert found(SET_ASIDE).fine


def test_looking_changes_nothing(found: Found, tmp_path: Path) -> None:
    asyncio.run(kept(tmp_path))
    before = (tmp_path / FILE).read_bytes()
    found(DESKS)

    assert (tmp_path / FILE).read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


async def test_it_looks_while_a_bot_is_at_work(found: Found, tmp_path: Path) -> None:
    async with opened_stores(tmp_path) as stores:
        desk = Group(channel="telegram", chat="-1", title="Tổ", desk=DeskState.COMMUNE)
        await stores.sessions.commit(Turn(groups=(desk,)))

        assert found(DESKS).detail == "1 đã duyệt, 0 chờ duyệt"


async def test_a_database_of_a_later_release_is_named(found: Found, tmp_path: Path) -> None:
    await kept(tmp_path)
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    assert not found(DATA).fine
    assert "mới hơn" in found(DATA).detail


def test_a_database_of_the_first_release_waits_for_a_start(found: Found, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("CREATE TABLE inbox (receipt VARCHAR)")
    connection.close()

    assert found(DATA).fine
    assert found(SET_ASIDE).detail == "không có"


def test_a_file_that_is_no_database_is_named(found: Found, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("hỏng" * 1000)

    assert not found(DATA).fine
    assert FILE in found(DATA).detail


def test_editors_are_counted_or_missed(found: Found) -> None:
    nobody, two = found(EDITORS), found(EDITORS, editors=("12", "34"))

    assert (nobody.fine, two.fine) == (True, True)
    assert "CAMTAY_EDITORS" in nobody.detail
    assert two.detail.startswith("2 người")
    assert "12" not in two.detail


@pytest.mark.parametrize(
    ("name", "said"),
    [(None, "TELEGRAM_BOT_NAME"), ("ab", "không đúng"), ("@CamTayBot", "@CamTayBot")],
)
def test_the_name_on_posters_is_shown_missed_or_mended(
    name: str | None, said: str, found: Found
) -> None:
    finding = found(BOT, telegram_bot_name=name)

    assert finding.fine
    assert said in finding.detail
