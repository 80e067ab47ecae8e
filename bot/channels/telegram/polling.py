"""Polling: asks the service for updates, and acknowledges what is stored."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import structlog
from telegram.error import Conflict

from bot.channels.telegram.intake import Intake
from bot.channels.telegram.pause import Pause

log = structlog.get_logger()

_OTHER_INSTANCE = (
    "Một chương trình khác đang nhận tin bằng cùng TELEGRAM_TOKEN; hãy tắt bên kia, "
    "bên này sẽ tự nhận tiếp."
)
_FIRST_CONFLICT_PAUSE = 5.0


class Updates(Protocol):
    """What it needs of the service."""

    async def updates(self, offset: int | None) -> list[dict[str, Any]]:
        """The next raw updates; asking for an offset acknowledges everything before it."""
        ...


class Polling:
    """Long polling until `stopping` is set; pauses while too much waits to be handled."""

    def __init__(self, service: Updates, intake: Intake, stopping: asyncio.Event) -> None:
        self._service = service
        self._intake = intake
        self._stopping = stopping
        self._offset: int | None = None
        self._told = False

    async def run(self, ready: Callable[[], None]) -> None:
        """Receive; `ready` is called first."""
        ready()
        pause = Pause(self._stopping)
        contested = Pause(self._stopping, _FIRST_CONFLICT_PAUSE)
        while not self._stopping.is_set():
            try:
                await self._next_batch()
            except Conflict as error:
                self._tell_of_other(error)
                await contested()
            except Exception as error:
                # Whatever it was, what was not acknowledged comes again.
                log.warning("polling_failed", why=str(error) or repr(error))
                await pause()
            else:
                pause.reset()
                contested.reset()

    async def _next_batch(self) -> None:
        await self._intake.room()
        updates = await self._service.updates(self._offset)
        await self._intake.take(updates)
        # Asking from here on acknowledges the batch: it is on disk by now.
        self._offset = _after(updates, self._offset)

    def _tell_of_other(self, error: Conflict) -> None:
        log.warning("polling_contested", why=str(error))
        if not self._told:
            print(_OTHER_INSTANCE, file=sys.stderr, flush=True)
            self._told = True


def _after(updates: Sequence[Any], offset: int | None) -> int | None:
    """The offset behind a batch. Ids may start anew after a week of silence."""
    ids = [update.get("update_id") for update in updates if isinstance(update, dict)]
    known = [number for number in ids if isinstance(number, int)]
    return max(known) + 1 if known else offset
