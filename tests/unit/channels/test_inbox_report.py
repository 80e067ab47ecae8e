"""What an operator sees of the mailbox, and does about it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from memory_mailbox import MemoryMailbox
from telegram_room import LAN, ME, post, update
from typer.testing import CliRunner, Result

from bot import back_office, log
from bot.__main__ import app
from bot.channels.telegram.receiving import receivable
from bot.settings import Settings


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> MemoryMailbox:
    """A mailbox with one of everything, which the command opens."""
    mailbox = MemoryMailbox()

    async def fill() -> None:
        odd = receivable(update(7, LAN, "xin chào " * 40), ME)
        good = receivable(update(8, LAN, "chờ"), ME)
        assert odd is not None
        assert good is not None
        await mailbox.receive([odd, good])
        await mailbox.quarantine([odd.receipt], "RuntimeError('hỏng')")
        refused, _ = mailbox.save(post(LAN, "không gửi được"), post(LAN, "sẽ gửi"))
        await mailbox.bury(refused, "chat not found")

    @asynccontextmanager
    async def opened(_: Settings) -> AsyncIterator[MemoryMailbox]:
        yield mailbox

    asyncio.run(fill())
    monkeypatch.setattr(back_office, "opened_mailbox", opened)
    # The logs would go on into the standard error of this one command.
    monkeypatch.setattr(log, "configure", lambda _: None)
    return mailbox


def camtay_inbox(*more: str) -> Result:
    return CliRunner().invoke(app, ["inbox", *more])


@pytest.mark.usefixtures("mailbox")
def test_what_waits_is_counted_and_what_was_set_aside_is_listed_shortly() -> None:
    shown = camtay_inbox().stdout
    assert "Chờ xử lý: 1 · Chưa gửi: 1 · Để riêng: 2" in shown
    assert "inbox:telegram:7" in shown
    assert "chat not found" in shown
    assert max(map(len, shown.splitlines())) < 200

    told = json.loads(camtay_inbox("--json").stdout)
    assert (told["waiting"], told["unsent"]) == (1, 1)
    first, second = told["set_aside"]
    assert (first["chat"], first["why"]) == (LAN, "RuntimeError('hỏng')")
    assert first["content"].startswith("xin chào xin chào")
    assert (second["name"], second["content"]) == ("outbox:1", "không gửi được")


async def names(mailbox: MemoryMailbox) -> list[str]:
    return [stuck.id for stuck in await mailbox.stuck()]


def test_what_was_set_aside_can_be_put_back_or_dropped(mailbox: MemoryMailbox) -> None:
    assert camtay_inbox("--retry", "inbox:telegram:7").exit_code == 0
    assert asyncio.run(names(mailbox)) == ["1"]
    assert len(asyncio.run(mailbox.waiting())) == 2
    assert camtay_inbox("--drop", "outbox:1").exit_code == 0
    assert asyncio.run(names(mailbox)) == []
    assert camtay_inbox("--drop", "outbox:1").exit_code == 1


@pytest.mark.usefixtures("mailbox")
def test_a_name_that_is_none_is_a_usage_error() -> None:
    assert camtay_inbox("--retry", "telegram").exit_code == 2
    assert camtay_inbox("--retry", "inbox:1", "--drop", "inbox:1").exit_code == 2
