"""Polling: nothing is acknowledged before it is stored."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from telegram.error import Conflict, NetworkError
from telegram_room import LAN, until, update

from bot.channels.telegram.pause import task
from bot.channels.telegram.polling import Polling
from bot.domain.errors import ReadOnlyData


class FakeIntake:
    """Stores batches, unless the next of `errors` keeps it from that."""

    def __init__(self, log: list[Any]) -> None:
        self._log = log
        self.errors: list[Exception] = []
        self.roomy = asyncio.Event()
        self.roomy.set()

    async def room(self) -> None:
        await self.roomy.wait()

    async def take(self, updates: list[Any]) -> None:
        if self.errors:
            raise self.errors.pop(0)
        await asyncio.sleep(0)
        if updates:
            self._log.append(("stored", [one["update_id"] for one in updates]))


class FakeUpdates:
    """Gives out updates until they are acknowledged; `errors` come first."""

    def __init__(self, log: list[Any]) -> None:
        self._log = log
        self.pending: list[dict[str, Any]] = []
        self.errors: list[Exception] = []
        self.asked = 0

    async def updates(self, offset: int | None) -> list[dict[str, Any]]:
        self.asked += 1
        await asyncio.sleep(0.001)
        if self.errors:
            raise self.errors.pop(0)
        gone = [u["update_id"] for u in self.pending if u["update_id"] < (offset or 0)]
        if gone:
            self._log.append(("acknowledged", gone))
            self.pending = [u for u in self.pending if u["update_id"] not in gone]
        return list(self.pending)


class Room:
    def __init__(self) -> None:
        self.log: list[Any] = []
        self.intake = FakeIntake(self.log)
        self.service = FakeUpdates(self.log)
        self.stopping = asyncio.Event()

    async def until(self, condition: Callable[[], object]) -> None:
        """Poll until a condition holds, then stop."""
        polling = Polling(self.service, self.intake, self.stopping)  # type: ignore[arg-type]
        async with task(polling.run(lambda: None)) as running:
            await until(condition)
            self.stopping.set()
            await running


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses take no time."""

    async def no_time(_: object) -> None:
        await asyncio.sleep(0.001)

    monkeypatch.setattr("bot.channels.telegram.pause.Pause.__call__", no_time)


@pytest.mark.usefixtures("patient")
async def test_updates_are_never_acknowledged_before_they_are_stored() -> None:
    room = Room()
    room.service.pending = [update(1, LAN, "một"), update(2, LAN, "hai")]
    room.intake.errors = [ReadOnlyData("đầy"), RuntimeError("lạ")]
    await room.until(lambda: not room.service.pending)
    assert room.log == [("stored", [1, 2]), ("acknowledged", [1, 2])]


@pytest.mark.usefixtures("patient")
async def test_polling_goes_on_after_a_failure() -> None:
    room = Room()
    room.service.pending = [update(1, LAN, "một")]
    room.service.errors = [NetworkError("mất mạng")] * 3
    await room.until(lambda: not room.service.pending)
    assert room.log == [("stored", [1]), ("acknowledged", [1])]


@pytest.mark.usefixtures("patient")
async def test_another_instance_is_told_of_once_and_polling_heals(
    capsys: pytest.CaptureFixture[str],
) -> None:
    room = Room()
    room.service.pending = [update(1, LAN, "một")]
    room.service.errors = [Conflict("terminated by other getUpdates request")] * 3
    await room.until(lambda: not room.service.pending)
    assert capsys.readouterr().err.count("cùng TELEGRAM_TOKEN") == 1


async def test_nothing_is_asked_for_while_too_much_waits() -> None:
    room = Room()
    room.service.pending = [update(1, LAN, "một")]
    room.intake.roomy.clear()
    polling = Polling(room.service, room.intake, room.stopping)  # type: ignore[arg-type]
    async with task(polling.run(lambda: None)):
        await asyncio.sleep(0.02)
        assert room.service.asked == 0
        room.intake.roomy.set()
        await until(lambda: not room.service.pending)
