"""Taps: tells the messenger that a tap arrived, so that the button stops spinning."""

import asyncio
import json
from collections.abc import Sequence

import structlog
from telegram.error import TelegramError

from bot.channels.telegram.carrier import Calls
from bot.domain.conversation import Reply
from bot.domain.markup import pieces, plain
from bot.ports import InboxEntry

log = structlog.get_logger()

_AT_THE_LATEST = 2.0
# In UTF-16 units; the service refuses a longer one.
_LONGEST_NOTICE = 200


class Taps:
    """Each tap is answered once: when it was handled, with the notice there is to show, or
    after two seconds without one."""

    def __init__(self, service: Calls) -> None:
        self._service = service
        self._open: dict[str, tuple[str, asyncio.TimerHandle]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def arrived(self, entry: InboxEntry) -> None:
        """Expect the tap in a stored update to be handled, if it is one."""
        if '"callback_query"' not in entry.raw:
            return
        tap = json.loads(entry.raw).get("callback_query")
        if not isinstance(tap, dict) or not isinstance(tap.get("id"), str):
            return
        loop = asyncio.get_running_loop()
        timer = loop.call_later(_AT_THE_LATEST, self.handled, entry.receipt, None)
        self._open[entry.receipt] = (tap["id"], timer)

    def handled(self, receipt: str, notice: str | None) -> None:
        """Answer the tap, if it is one and was not answered yet."""
        if receipt not in self._open:
            return
        id_, timer = self._open.pop(receipt)
        timer.cancel()
        task = asyncio.create_task(self._answer(id_, notice))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Answer nothing any more."""
        for _, timer in self._open.values():
            timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, id_: str, notice: str | None) -> None:
        shown = {"text": pieces(notice, _LONGEST_NOTICE)[0]} if notice else {}
        try:
            await self._service.call("answerCallbackQuery", {"callback_query_id": id_} | shown)
        except TelegramError as error:
            log.info("tap_unanswered", why=str(error))


def notice_of(replies: Sequence[Reply]) -> str | None:
    """What is to be shown for a moment to the one who tapped, if anything."""
    return next((plain(reply.text) for reply in replies if reply.notice), None)
