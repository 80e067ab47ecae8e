"""The Telegram channel: connects the service with the assistant, from start to stop."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from bot.channels.telegram.carrier import Carrier
from bot.channels.telegram.gathering import Gathering
from bot.channels.telegram.handling import Handling
from bot.channels.telegram.inline import InlineQuestions
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.limits import PER_SECOND, Limits
from bot.channels.telegram.pause import task
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.previews import TelegramPreviews
from bot.channels.telegram.reading import Me, read
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.service import TelegramService
from bot.channels.telegram.taps import Taps
from bot.channels.telegram.webhook import Webhook
from bot.channels.telegram.writing import commands
from bot.ports import Handler, Mailbox, Replies

log = structlog.get_logger()

_DRAIN_SECONDS = 5.0
_MOST_UNSENT = 3
"""How many answers may wait for a chat before its next update is taken."""


class TelegramChannel:
    """One bot on one token, by long polling or, where a webhook is given, called by the
    service. It sends at most `per_second` messages a second."""

    def __init__(
        self,
        service: TelegramService,
        handler: Handler,
        mailbox: Mailbox,
        replies: Replies,
        previews: TelegramPreviews,
        webhook: Webhook | None = None,
        per_second: int = PER_SECOND,
    ) -> None:
        self._service = service
        self._handler = handler
        self._mailbox = mailbox
        self._replies = replies
        self._previews = previews
        self._webhook = webhook
        self._per_second = per_second
        self._stopping = asyncio.Event()

    async def run(self, ready: Callable[[], None]) -> None:
        """Receive and answer until SIGTERM or SIGINT; `ready` is called once messages are
        accepted. Raises ChannelRefused when the token is not valid."""
        with _signals(self._stopping.set):
            try:
                me = await self._service.connect(
                    commands(self._replies), self._stopping, polling=self._webhook is None
                )
                if me is not None:
                    await self._work(self._parts(me), ready)
            finally:
                await self._service.close()

    def _parts(self, me: Me) -> "_Parts":
        limits = Limits(time.monotonic, self._per_second, since=time.monotonic())
        taps = Taps(self._service)
        inline = InlineQuestions(self._service, self._handler, self._replies, me)
        carrier = Carrier(self._service, self._mailbox, self._handler, limits, me)
        sender = Sender(carrier, self._mailbox, limits)
        lanes = Lanes(
            Handling(self._handler, self._mailbox, taps, self._previews),
            Gathering(lambda entry: read(entry.raw, entry.receipt, me)),
            held=lambda chat: sender.backlog(chat) >= _MOST_UNSENT,
        )
        sender.on_eased(lanes.release)
        sender.on_taken(self._previews.end)
        self._previews.start(limits, sender.idle)
        intake = Intake(self._mailbox, lanes, taps, inline, me)
        return _Parts(intake, lanes, sender, taps, inline, self._previews)

    async def _work(self, parts: "_Parts", ready: Callable[[], None]) -> None:
        """Send what an earlier run left unsent, handle what it left unhandled, and receive."""
        try:
            await parts.sender.restore()
            await parts.intake.restore()
            async with task(self._receive(parts.intake, ready)) as receiving:
                await self._until_stopped(receiving)
        finally:
            await parts.stop()

    async def _receive(self, intake: Intake, ready: Callable[[], None]) -> None:
        if self._webhook is None:
            await Polling(self._service, intake, self._stopping).run(ready)
            return
        # Only where it is needed: the server takes a quarter of a second to load.
        from bot.channels.telegram.webhook_receiver import WebhookReceiver

        await WebhookReceiver(self._service, intake, self._webhook, self._stopping).run(ready)

    async def _until_stopped(self, receiving: "asyncio.Task[None]") -> None:
        async with task(self._stopping.wait()) as stopped:
            await asyncio.wait({receiving, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if self._webhook is not None or receiving.done():
            # A server answers the calls it has taken; a long poll is simply left.
            await receiving


@dataclass(frozen=True)
class _Parts:
    """What works while the channel runs."""

    intake: Intake
    lanes: Lanes
    sender: Sender
    taps: Taps
    inline: InlineQuestions
    previews: TelegramPreviews

    async def stop(self) -> None:
        """Finish what can be finished in five seconds; the rest stays stored."""
        until = time.monotonic() + _DRAIN_SECONDS
        await self.inline.close()
        await self.lanes.drain(until - time.monotonic())
        await self.previews.close()
        await self.sender.drain(max(0.0, until - time.monotonic()))
        await self.taps.close()


@contextmanager
def _signals(stop: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    caught = (signal.SIGTERM, signal.SIGINT)
    for number in caught:
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in caught:
            loop.remove_signal_handler(number)
