"""Carrier: gets one piece of a post to the service, and sees to what came of it."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import structlog
from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.limits import Limits
from bot.channels.telegram.reading import CHANNEL, Me
from bot.channels.telegram.refusal import Refusal, refusal_of, seconds_of
from bot.channels.telegram.writing import outgoing
from bot.domain.conversation import ChatChange, ChatEvent
from bot.ports import Handler, Mailbox, OutboxEntry

log = structlog.get_logger()

_LONGEST_PAUSE = 30.0
# So many chats told to wait within a second: it is all of us the service means.
_MANY_CHATS, _A_MOMENT = 3, 1.0


class Calls(Protocol):
    """What it needs of the service."""

    async def call(self, method: str, arguments: Mapping[str, Any]) -> Any:
        """The raw result of a method. Raises TelegramError."""
        ...


class Carrier:
    """Knows what each answer of the service means for a post and for its chat."""

    def __init__(
        self,
        service: Calls,
        mailbox: Mailbox,
        handler: Handler,
        limits: Limits,
        me: Me,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service = service
        self._mailbox = mailbox
        self._handler = handler
        self._limits = limits
        self._me = me
        self._clock = clock
        self._slowed: deque[tuple[float, str]] = deque()

    async def prepare(self, entry: OutboxEntry) -> Delivery:
        """The post in pieces. One that can't be put into pieces is set aside."""
        post = entry.post
        edits = await self._mailbox.posted(post.name, post.to) if post.edits and post.name else None
        try:
            return Delivery(entry, outgoing(post, self._me, edits), edits)
        except Exception as error:
            delivery = Delivery(entry, (), None)
            await self._bury(delivery, repr(error))
            return delivery

    async def send(self, delivery: Delivery) -> TelegramError | None:
        """Send the next piece; what the service said when it did not take it."""
        piece = delivery.next
        if piece is None:
            return None
        try:
            delivery.taken(await self._service.call(piece.method, piece.arguments))
        except TelegramError as error:
            return error
        return None

    async def settle(self, delivery: Delivery, error: TelegramError | None) -> float:
        """See to what came of the piece; how many seconds its chat has to rest now."""
        if delivery.done:
            return 0.0
        if error is None:
            return await self._taken(delivery)
        chat = delivery.entry.post.to.chat
        refusal = refusal_of(error, chat)
        if isinstance(error, RetryAfter):
            self._slow_down(chat, seconds_of(error))
            return 0.0
        if isinstance(error, ChatMigrated):
            await self._tell(ChatChange.MIGRATED, chat, to=str(error.new_chat_id))
            delivery.readdress(str(error.new_chat_id))
            return 0.0
        if refusal is Refusal.UNREACHABLE:
            log.warning("sending_failed", entry=delivery.entry.id, why=str(error))
            return min(_LONGEST_PAUSE, 2.0 ** (delivery.failed() - 1))
        if refusal is Refusal.UNCHANGED:
            delivery.taken(None)
            return await self._taken(delivery)
        if refusal is Refusal.NOT_EDITABLE and delivery.message is not None:
            delivery.start_over(outgoing(delivery.entry.post, self._me, None))
            return 0.0
        if not delivery.mend(refusal):
            await self._give_up(delivery, refusal, str(error))
        return 0.0

    async def _taken(self, delivery: Delivery) -> float:
        if delivery.next is None:
            await self._mailbox.sent(delivery.entry, delivery.message)
            delivery.done = True
        return 0.0

    async def _give_up(self, delivery: Delivery, refusal: Refusal, why: str) -> None:
        await self._bury(delivery, why)
        if refusal is Refusal.GONE:
            chat = delivery.entry.post.to.chat
            group = chat.startswith("-")
            await self._tell(ChatChange.REMOVED if group else ChatChange.BLOCKED, chat)

    async def _bury(self, delivery: Delivery, why: str) -> None:
        log.warning("post_refused", entry=delivery.entry.id, why=why)
        await self._mailbox.bury(delivery.entry, why)
        delivery.done = True

    async def _tell(self, change: ChatChange, chat: str, to: str | None = None) -> None:
        """Tell the assistant. When that fails the chat's next post will say the same."""
        try:
            await self._handler.happened(
                ChatEvent(change=change, channel=CHANNEL, chat=chat, to=to)
            )
        except Exception as error:
            log.error("event_failed", chat=chat, change=change.value, why=repr(error))

    def _slow_down(self, chat: str, seconds: float) -> None:
        """Let the chat wait; everybody, when many chats were told so in one moment."""
        now = self._clock()
        log.warning("told_to_wait", chat=chat, seconds=seconds)
        self._limits.hold(chat, seconds)
        self._slowed.append((now, chat))
        while self._slowed[0][0] < now - _A_MOMENT:
            self._slowed.popleft()
        if len({slowed for _, slowed in self._slowed}) >= _MANY_CHATS:
            self._limits.hold_all(seconds)
