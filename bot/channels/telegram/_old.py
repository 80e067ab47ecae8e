"""Telegram: private chats by long polling or webhook, nothing lost on the way.

Updates are stored before they are acknowledged, each chat's are handled in order in a lane
of its own, and replies wait in the outbox until the service has taken them.
"""

import asyncio
import hmac
import json
import signal
import socket
import warnings
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.constants import ChatType, ParseMode
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest
from telegram.warnings import PTBUserWarning

from bot.domain.conversation import ConversationKey, Message, MessageKind, Reply
from bot.domain.errors import CamTayError, ChannelRefused
from bot.domain.markup import html, pieces, plain
from bot.domain.privacy import mask
from bot.ports import Handler, InboxEntry, Mailbox, OutboxEntry

log = structlog.get_logger()

# Asking for raw updates is what the library warns of; parsing a batch whole would let one
# unreadable update starve the others.
warnings.filterwarnings("ignore", category=PTBUserWarning)

CHANNEL = "telegram"
_ALLOWED = ["message", "callback_query"]
# The service counts 4,096 UTF-16 units after parsing; the rest is room for marks.
_LONGEST = 3_900
_LABEL = 60
_POLL_SECONDS = 25
_LARGEST_BODY = 1_000_000
_DRAIN_SECONDS = 5.0
_TRIES = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_COMMANDS = (
    ("start", "Cầm Tay là ai"),
    ("help", "Cách dùng"),
    ("huongdan", "Các bài hướng dẫn"),
    ("xoa", "Quên tôi đi"),
)


@dataclass(frozen=True)
class Webhook:
    """Where the service calls us: the public address, the shared secret, and where to
    listen behind it."""

    url: str
    secret: str
    host: str
    port: int


class TelegramChannel:
    """One bot on one token."""

    def __init__(
        self,
        handler: Handler,
        mailbox: Mailbox,
        token: str,
        api_url: str,
        webhook: Webhook | None = None,
    ) -> None:
        self._handler = handler
        self._mailbox = mailbox
        self._webhook = webhook
        self._bot = telegram.Bot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            request=HTTPXRequest(connection_pool_size=32, read_timeout=15),
            get_updates_request=HTTPXRequest(read_timeout=_POLL_SECONDS + 10),
        )
        self._lanes = _Lanes(self._process)
        self._stopping = asyncio.Event()

    async def run(self, ready: Callable[[], None]) -> None:
        """Receive and answer until SIGTERM or SIGINT; `ready` is called once messages are
        accepted. Raises ChannelRefused when the token is not valid."""
        with self._signals():
            if not await self._connect():
                return
            try:
                await self._restore()
                receive = self._listen if self._webhook else self._poll
                async with _task(receive(ready)) as receiving:
                    await self._until_stopped(receiving)
                await self._lanes.drain(_DRAIN_SECONDS)
            finally:
                with suppress(TelegramError):
                    await self._bot.shutdown()

    # Starting and stopping

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        caught = (signal.SIGTERM, signal.SIGINT)
        for number in caught:
            loop.add_signal_handler(number, self._stopping.set)
        try:
            yield
        finally:
            for number in caught:
                loop.remove_signal_handler(number)

    async def _until_stopped(self, receiving: "asyncio.Task[None]") -> None:
        async with _task(self._stopping.wait()) as stopped:
            await asyncio.wait({receiving, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if receiving.done():
            receiving.result()

    async def _connect(self) -> bool:
        """Whether the service answered before a stop was asked for."""
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            try:
                return await self._unless_stopped(self._introduce())
            except InvalidToken as error:
                raise ChannelRefused(
                    "Telegram không nhận TELEGRAM_TOKEN; lấy lại token từ @BotFather."
                ) from error
            except TelegramError as error:
                log.warning("telegram_unreachable", why=str(error))
                pause = await self._wait(pause)
        return False

    async def _unless_stopped(self, work: Coroutine[Any, Any, None]) -> bool:
        """Whether the work was done; False when a stop was asked for first."""
        async with _task(work) as working, _task(self._stopping.wait()) as stopped:
            await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
                return True
        return False

    async def _introduce(self) -> None:
        await self._bot.initialize()
        if self._webhook is None:
            await self._bot.delete_webhook(drop_pending_updates=False)
        with suppress(BadRequest):
            await self._bot.set_my_commands(_COMMANDS)

    async def _wait(self, pause: float) -> float:
        """Pause unless stopping; the next pause."""
        async with _task(self._stopping.wait()) as stopped:
            await asyncio.wait({stopped}, timeout=pause)
        return min(_LONGEST_PAUSE, pause * 2)

    async def _restore(self) -> None:
        """Send what an earlier run left unsent, then handle what it left unhandled."""
        for entry in await self._mailbox.outgoing():
            self._lanes.put(entry.key.chat, entry)
        for waiting in await self._mailbox.waiting():
            self._lanes.put(waiting.lane, waiting)

    # Receiving

    async def _poll(self, ready: Callable[[], None]) -> None:
        ready()
        offset: int | None = None
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            try:
                updates = await self._bot.do_api_request(
                    "getUpdates",
                    api_kwargs={
                        "offset": offset,
                        "timeout": _POLL_SECONDS,
                        "allowed_updates": _ALLOWED,
                    },
                )
                await self._receive(updates)
            except (TelegramError, CamTayError) as error:
                log.warning("polling_failed", why=str(error))
                pause = await self._wait(pause)
                continue
            pause = _FIRST_PAUSE
            ids = [u["update_id"] for u in updates if isinstance(u.get("update_id"), int)]
            # Asking from here on acknowledges the batch: it is on disk by now.
            offset = max(ids, default=(offset or 0) - 1) + 1 or None

    async def _receive(self, updates: list[dict[str, Any]]) -> None:
        """Store updates, masked, in one commit, then hand the new ones to their lanes."""
        entries = [entry for entry in map(_entry, updates) if entry is not None]
        for entry in await self._mailbox.receive(entries):
            self._lanes.put(entry.lane, entry)

    async def _listen(self, ready: Callable[[], None]) -> None:
        import uvicorn
        from starlette.applications import Starlette
        from starlette.routing import Route

        webhook = self._webhook
        if webhook is None:
            raise ChannelRefused("Thiếu TELEGRAM_WEBHOOK_URL.")
        path = urlsplit(webhook.url).path or "/"
        receiver = Starlette(routes=[Route(path, self._called(webhook), methods=["POST"])])
        server = uvicorn.Server(
            uvicorn.Config(
                receiver, host=webhook.host, port=webhook.port, log_config=None, lifespan="off"
            )
        )
        # The signals are the channel's: it stops the server itself.
        server.capture_signals = nullcontext  # type: ignore[method-assign, assignment]
        async with _task(server.serve(sockets=[_bound(webhook)])) as serving:
            while not server.started:  # noqa: ASYNC110 - the server offers no event
                await asyncio.sleep(0.02)
            if await self._register(webhook):
                ready()
                await serving

    async def _register(self, webhook: Webhook) -> bool:
        """Whether the service took our address before a stop was asked for."""
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            try:
                await self._bot.set_webhook(
                    webhook.url, secret_token=webhook.secret, allowed_updates=_ALLOWED
                )
                return True
            except BadRequest as error:
                raise ChannelRefused(
                    f"Telegram không nhận TELEGRAM_WEBHOOK_URL: {error}; sửa lại địa chỉ."
                ) from error
            except TelegramError as error:
                log.warning("telegram_unreachable", why=str(error))
                pause = await self._wait(pause)
        return False

    def _called(self, webhook: Webhook) -> Callable[..., Any]:
        from starlette.requests import Request
        from starlette.responses import Response

        async def receive(request: Request) -> Response:
            given = request.headers.get("x-telegram-bot-api-secret-token", "")
            if not hmac.compare_digest(given.encode(), webhook.secret.encode()):
                return Response(status_code=403)
            body = b""
            async for part in request.stream():
                body += part
                if len(body) > _LARGEST_BODY:
                    return Response(status_code=413)
            try:
                update = json.loads(body)
            except ValueError:
                return Response(status_code=400)
            if not isinstance(update, dict):
                return Response(status_code=400)
            try:
                await self._receive([update])
            except CamTayError as error:
                log.error("inbox_failed", why=str(error))
                return Response(status_code=503)
            return Response(status_code=200)

        return receive

    # Handling

    async def _process(self, item: InboxEntry | OutboxEntry) -> None:
        if isinstance(item, OutboxEntry):
            await self._deliver(item)
            return
        try:
            update = Update.de_json(json.loads(item.raw), self._bot)
            message = _message(update, item.receipt) if update else None
        except Exception as error:
            log.warning("update_quarantined", receipt=item.receipt, why=type(error).__name__)
            await self._mailbox.quarantine(item.receipt, f"{type(error).__name__}: {error}")
            return
        if message is None:
            await self._mailbox.settle(item.receipt)
            return
        if update is not None and update.callback_query is not None:
            with suppress(TelegramError):
                await self._bot.answer_callback_query(update.callback_query.id)
        await self._handle(message)

    async def _handle(self, message: Message) -> None:
        receipt = message.receipt or ""
        for attempt in range(1, _TRIES + 1):
            try:
                await self._handler.handle(message)
                break
            except Exception as error:
                log.error("message_failed", receipt=receipt, why=repr(error), attempt=attempt)
                if attempt == _TRIES:
                    await self._mailbox.quarantine(receipt, repr(error))
                    return
                await asyncio.sleep(attempt)
        for entry in await self._mailbox.outgoing(receipt):
            await self._deliver(entry)

    # Sending

    async def _deliver(self, entry: OutboxEntry) -> None:
        """Send a reply, however long the service takes; drop it only when the chat can't be
        written to."""
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._send(entry.key.chat, entry.reply)
                break
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error))
            except (Forbidden, BadRequest) as error:
                log.warning("reply_refused", entry=entry.id, why=str(error))
                break
            except NetworkError as error:
                log.warning("sending_failed", entry=entry.id, why=str(error))
                await asyncio.sleep(pause)
                pause = min(_LONGEST_PAUSE, pause * 2)
        await self._mailbox.sent(entry.id)

    async def _send(self, chat: str, reply: Reply) -> None:
        parts = pieces(reply.text, _LONGEST)
        for number, part in enumerate(parts, 1):
            buttons = _keyboard(reply) if number == len(parts) else None
            try:
                await self._send_text(chat, html(part), buttons, ParseMode.HTML)
            except BadRequest as error:
                if "parse" not in str(error).lower():
                    raise
                await self._send_text(chat, plain(part), buttons, None)

    async def _send_text(
        self, chat: str, text: str, buttons: InlineKeyboardMarkup | None, mode: str | None
    ) -> None:
        await self._bot.send_message(
            chat_id=int(chat),
            text=text,
            parse_mode=mode,
            reply_markup=buttons,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )


class _Lanes:
    """Keeps each lane's items in order and runs lanes side by side."""

    def __init__(self, process: Callable[[Any], Any]) -> None:
        self._process = process
        self._queues: dict[str, asyncio.Queue[InboxEntry | OutboxEntry]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, lane: str, item: InboxEntry | OutboxEntry) -> None:
        """Add an item behind the others of its lane."""
        queue = self._queues.get(lane)
        if queue is not None:
            queue.put_nowait(item)
            return
        self._queues[lane] = queue = asyncio.Queue()
        queue.put_nowait(item)
        task = asyncio.create_task(self._run(lane, queue))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self, seconds: float) -> None:
        """Wait for every lane to empty, so long at the most; the rest stays stored."""
        tasks = set(self._tasks)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()

    async def _run(self, lane: str, queue: "asyncio.Queue[InboxEntry | OutboxEntry]") -> None:
        while not queue.empty():
            item = queue.get_nowait()
            try:
                await self._process(item)
            except Exception as error:
                log.error("lane_failed", lane=lane, why=repr(error))
        del self._queues[lane]


@asynccontextmanager
async def _task(work: Any) -> "AsyncIterator[asyncio.Task[Any]]":
    """A task that ends with the block."""
    task = asyncio.ensure_future(work)
    try:
        yield task
    finally:
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def _bound(webhook: Webhook) -> socket.socket:
    """The socket to listen on; bound here, because the server would end the program."""
    try:
        return socket.create_server((webhook.host, webhook.port))
    except OSError as error:
        raise ChannelRefused(
            f"Không mở được cổng {webhook.port} ({error.strerror}); chọn cổng khác cho webhook."
        ) from error


def _entry(update: object) -> InboxEntry | None:
    """A raw update as an inbox entry, secrets masked before anything touches the disk."""
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        return None
    inner = [value for value in update.values() if isinstance(value, dict)]
    message = next((m for m in inner if "chat" in m or "from" in m), {})
    if isinstance(message.get("message"), dict):
        chat = message["message"].get("chat")
    else:
        chat = message.get("chat")
    lane = str(chat.get("id", "")) if isinstance(chat, dict) else ""
    return InboxEntry(
        receipt=f"{CHANNEL}:{update['update_id']}",
        lane=lane or "?",
        raw=json.dumps(_masked(update), ensure_ascii=True),
    )


def _masked(value: Any) -> Any:
    """The same structure with every text field that people write masked."""
    if isinstance(value, dict):
        return {
            name: mask(inner).text
            if name in ("text", "caption") and isinstance(inner, str)
            else _masked(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return value


def _message(update: Update, receipt: str) -> Message | None:
    """What the person did, or None when it is not for us: a group, an edit, a channel."""
    if update.callback_query is not None:
        query = update.callback_query
        chat = query.message.chat if query.message else None
        if chat is None or chat.type != ChatType.PRIVATE or not query.data:
            return None
        key = _key(chat.id, query.from_user.id)
        return Message(key=key, kind=MessageKind.TAP, text=query.data, receipt=receipt)
    message = update.message
    if message is None or message.chat.type != ChatType.PRIVATE or message.from_user is None:
        return None
    key = _key(message.chat.id, message.from_user.id)
    text = message.text or message.caption
    if text is None:
        return Message(key=key, kind=MessageKind.UNSUPPORTED, text="", receipt=receipt)
    return Message(key=key, kind=MessageKind.TEXT, text=text, receipt=receipt)


def _key(chat: int, user: int) -> ConversationKey:
    return ConversationKey(channel=CHANNEL, chat=str(chat), user=str(user))


def _keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    """One button a row, numbered as they can be typed."""
    if not reply.choices:
        return None
    rows = [
        [InlineKeyboardButton(_short(f"{number}. {choice.label}"), callback_data=choice.token)]
        for number, choice in enumerate(reply.choices, 1)
    ]
    return InlineKeyboardMarkup(rows)


def _short(label: str) -> str:
    return label if len(label) <= _LABEL else label[: _LABEL - 1].rstrip() + "…"


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()
