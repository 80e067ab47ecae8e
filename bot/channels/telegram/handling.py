"""Handling: hands what updates tell to the assistant. The lanes' Work."""

from collections.abc import Sequence

import structlog

from bot.channels.telegram.gathering import Waiting
from bot.channels.telegram.previews import TelegramPreviews
from bot.channels.telegram.reading import gathered
from bot.channels.telegram.taps import Taps, notice_of
from bot.domain.conversation import ChatEvent, Message
from bot.ports import Handler, Mailbox

log = structlog.get_logger()


class Handling:
    """Reads nothing itself: what an update tells was found out by the gathering."""

    def __init__(
        self, handler: Handler, mailbox: Mailbox, taps: Taps, previews: TelegramPreviews
    ) -> None:
        self._handler = handler
        self._mailbox = mailbox
        self._taps = taps
        self._previews = previews

    async def do(self, batch: Sequence[Waiting]) -> None:
        """Handle what belongs together. Raises whatever went wrong."""
        first = batch[0]
        if first.unreadable is not None:
            raise first.unreadable
        event = first.event
        if event is None:
            await self._mailbox.settle(_receipts(batch))
        elif isinstance(event, ChatEvent):
            await self._handler.happened(event)
        else:
            messages = [one.event for one in batch if isinstance(one.event, Message)]
            with self._previews.during(event.key.chat):
                replies = await self._handler.handle(gathered(messages))
            self._taps.handled(first.entry.receipt, notice_of(replies))

    async def set_aside(self, batch: Sequence[Waiting], why: str) -> None:
        """Keep updates that can't be handled where an operator looks."""
        log.error("update_quarantined", receipts=_receipts(batch), why=why)
        await self._mailbox.quarantine(_receipts(batch), why)


def _receipts(batch: Sequence[Waiting]) -> list[str]:
    return [waiting.entry.receipt for waiting in batch]
