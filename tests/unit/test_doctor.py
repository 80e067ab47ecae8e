"""What the doctor says of desks, editors, the bot's name, the language model and what was set
aside."""

import asyncio
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr
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
MODEL, ABROAD, IN_CLEAR = "Mô hình ngôn ngữ", "Dữ liệu ra nước ngoài", "Đường truyền"


@pytest.fixture
def found(tmp_path: Path) -> Found:
    """What is found under a name in a house of its own."""

    def finding(name: str, **given: object) -> Finding:
        nothing = {"model": None, "model_url": None, "model_judge": None}
        settings = Settings(_env_file=None, data=tmp_path).model_copy(update=nothing | given)
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


def names(tmp_path: Path, **given: object) -> set[str]:
    """What is found in a house with that language model."""
    settings = Settings(_env_file=None, data=tmp_path).model_copy(update=given)
    return {finding.name for finding in examine(settings).findings}


def test_a_house_without_a_language_model_lacks_nothing(found: Found) -> None:
    finding = found(MODEL)

    assert finding.fine
    assert finding.detail.startswith("tắt")


def test_the_language_model_its_endpoint_and_its_judge_are_named(found: Found) -> None:
    finding = found(MODEL, model_url="http://lan:mat-khau@10.0.0.5:8000/v1", model_judge="keen")

    assert finding.fine
    assert finding.detail == (
        "url:default tại http://10.0.0.5:8000/v1, không khóa; soát bằng url:keen"
    )


def test_a_key_is_never_shown(found: Found) -> None:
    key = SecretStr("sk-rat-bi-mat")
    finding = found(MODEL, model="openai:gpt-5", model_key=key)

    assert "có khóa" in finding.detail
    assert "bi-mat" not in finding.detail


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"model": "gpt-5"}, "CAMTAY_MODEL_URL"),
        ({"model": "openai:gpt-5", "model_key": None}, "CAMTAY_MODEL_KEY"),
        ({"model_url": "may-chu"}, "CAMTAY_MODEL_URL"),
    ],
)
def test_what_keeps_a_language_model_from_working_is_told(
    given: dict[str, object], said: str, found: Found
) -> None:
    finding = found(MODEL, **given)

    assert not finding.fine
    assert said in finding.detail


def test_a_missing_package_is_named_with_how_to_get_it(
    found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "langchain_ollama", None)
    finding = found(MODEL, model="ollama:qwen3")

    assert not finding.fine
    assert "pip install '.[ollama]'" in finding.detail


def test_an_endpoint_abroad_is_named_with_the_duty_that_goes_with_it(found: Found) -> None:
    finding = found(ABROAD, model_url="https://api.example.com/v1")

    assert finding.fine
    for said in ("api.example.com", "91/2025/QH15", "356/2025/NĐ-CP", "Điều 20", "60 ngày"):
        assert said in finding.detail


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/v1", "https://api.fpt.vn/v1"])
def test_an_endpoint_at_home_brings_no_such_duty(url: str, tmp_path: Path) -> None:
    assert not names(tmp_path, model_url=url) & {ABROAD, IN_CLEAR}


def test_words_that_cross_the_net_in_clear_are_pointed_out(found: Found) -> None:
    finding = found(IN_CLEAR, model_url="http://api.fpt.vn/v1")

    assert finding.fine
    assert "http://api.fpt.vn/v1" in finding.detail
