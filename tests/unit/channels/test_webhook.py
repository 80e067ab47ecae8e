"""The webhook: what the service is told, and what never fills the memory."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
from telegram_room import LAN, until, update

from bot.channels.telegram.pause import task
from bot.channels.telegram.webhook import Webhook
from bot.channels.telegram.webhook_receiver import WebhookReceiver
from bot.domain.errors import ChannelRefused, ReadOnlyData

SECRET = "mot-chuoi-that-dai"


class FakeIntake:
    def __init__(self) -> None:
        self.full = False
        self.error: Exception | None = None
        self.taken: list[Any] = []

    async def take(self, updates: list[Any]) -> None:
        if self.error is not None:
            raise self.error
        self.taken.extend(updates)


class FakeService:
    async def register(self, url: str, secret: str, stopping: asyncio.Event) -> bool:
        return True


class Hook:
    """The receiver, listening, and calls to it."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.intake = FakeIntake()
        self.stopping = asyncio.Event()
        self.webhook = Webhook(f"https://bot.example{self.path}", SECRET, "127.0.0.1", self.port)

    path = "/hook"

    @property
    def receiver(self) -> WebhookReceiver:
        parts: tuple[Any, ...] = (FakeService(), self.intake, self.webhook, self.stopping)
        return WebhookReceiver(*parts)

    async def call(self, body: Any, secret: str = SECRET) -> int:
        """The status of one call; a body that is no text is sent as JSON."""
        content = body if isinstance(body, bytes | AsyncIterator) else json.dumps(body).encode()
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with httpx.AsyncClient(trust_env=False) as client:
            url = f"http://127.0.0.1:{self.port}{self.path}"
            return (await client.post(url, content=content, headers=headers)).status_code


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    ready = asyncio.Event()
    async with task(hook.receiver.run(ready.set)) as running:
        await until(lambda: ready.is_set() or running.done())
        yield hook
        hook.stopping.set()
        await running


async def test_a_call_is_answered_once_its_update_is_stored(hook: Hook) -> None:
    assert await hook.call(update(1, LAN, "xin chào")) == 200
    assert hook.intake.taken == [update(1, LAN, "xin chào")]


async def test_what_cannot_be_stored_is_to_be_brought_again(hook: Hook) -> None:
    hook.intake.error = ReadOnlyData("đầy")
    assert await hook.call(update(1, LAN, "xin chào")) == 503
    hook.intake.error = None
    hook.intake.full = True
    assert await hook.call(update(1, LAN, "xin chào")) == 503
    assert hook.intake.taken == []


async def test_calls_that_are_not_the_services_are_turned_away(hook: Hook) -> None:
    assert await hook.call(update(1, LAN, "xin chào"), secret="sai") == 403
    assert await hook.call(update(1, LAN, "xin chào"), secret=SECRET.upper()) == 403
    assert await hook.call(b"{") == 400
    assert await hook.call(b"[" * 100_000) == 400
    assert await hook.call([update(1, LAN, "xin chào")]) == 400
    assert hook.intake.taken == []


async def test_a_huge_call_is_refused_before_its_body_is_read(hook: Hook) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", hook.port)
    head = f"POST {hook.path} HTTP/1.1\r\nHost: bot\r\nContent-Length: 100000000\r\n"
    writer.write(f"{head}X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n\r\n".encode())
    assert b" 413 " in await reader.readline()
    writer.close()


async def test_a_call_that_hides_its_size_is_refused_once_it_is_too_large(hook: Hook) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 100_000_000:
            sent += 65_536
            yield b"x" * 65_536

    # The connection may be gone before the last part was sent.
    with suppress(httpx.TransportError):
        assert await hook.call(endless()) == 413
    assert sent < 50_000_000
    assert await hook.call(update(1, LAN, "xin chào")) == 200


async def test_a_port_in_use_ends_in_one_sentence() -> None:
    hook = Hook()
    with (
        socket.create_server(("127.0.0.1", hook.port)),
        pytest.raises(ChannelRefused, match="chọn cổng khác"),
    ):
        await hook.receiver.run(lambda: None)
