"""The Telegram service: every call to the Bot API. Also the port Chats."""

import asyncio
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
import telegram
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.request import HTTPXRequest
from telegram.warnings import PTBUserWarning

from bot.channels.telegram.pause import Pause
from bot.channels.telegram.reading import CHANNEL, Me
from bot.domain.errors import ChannelRefused

log = structlog.get_logger()

# The library warns of asking by a method's name. Its typed methods would parse whole batches,
# and one unreadable update would starve the others.
warnings.filterwarnings("ignore", category=PTBUserWarning)

POLL_SECONDS = 25
_ALLOWED = ("message", "callback_query", "inline_query", "my_chat_member", "chat_member")
_POOL, _PATIENCE = 32, 15
_ADMIN = frozenset({"creator", "administrator"})
_MEMBER = _ADMIN | {"member", "restricted"}


class TelegramService:
    """One bot on one token, at `api_url` (the part before `/bot<token>`)."""

    def __init__(self, token: str, api_url: str) -> None:
        self._bot = telegram.Bot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            request=HTTPXRequest(
                connection_pool_size=_POOL, read_timeout=_PATIENCE, pool_timeout=_PATIENCE
            ),
            get_updates_request=HTTPXRequest(read_timeout=POLL_SECONDS + 10),
        )

    # Starting and stopping

    async def connect(
        self, commands: Sequence[Mapping[str, Any]], stopping: asyncio.Event, *, polling: bool
    ) -> Me | None:
        """Who we are, once the service answers; None when a stop was asked for first.
        `commands` are the arguments of each setMyCommands, `polling` takes a webhook away
        that was set before.

        Raises ChannelRefused when the token is not valid."""
        pause = Pause(stopping)
        while not stopping.is_set():
            try:
                return await pause.unless_stopped(self._introduce(commands, polling))
            except InvalidToken as error:
                raise ChannelRefused(
                    "Telegram không nhận TELEGRAM_TOKEN; lấy lại token từ @BotFather."
                ) from error
            except TelegramError as error:
                log.warning("telegram_unreachable", why=str(error))
                await pause()
        return None

    async def _introduce(self, commands: Sequence[Mapping[str, Any]], polling: bool) -> Me:
        await self._bot.initialize()
        if polling:
            await self._bot.delete_webhook(drop_pending_updates=False)
        for listed in commands:
            try:
                await self.call("setMyCommands", listed)
            except BadRequest as error:
                log.warning("commands_refused", why=str(error))
        return Me(id=self._bot.id, username=self._bot.username)

    async def register(self, url: str, secret: str, stopping: asyncio.Event) -> bool:
        """Whether the service took our address before a stop was asked for.

        Raises ChannelRefused when it never will."""
        pause = Pause(stopping)
        while not stopping.is_set():
            try:
                await self._bot.set_webhook(url, secret_token=secret, allowed_updates=_ALLOWED)
                return True
            except BadRequest as error:
                raise ChannelRefused(
                    f"Telegram không nhận TELEGRAM_WEBHOOK_URL: {error}; sửa lại địa chỉ."
                ) from error
            except TelegramError as error:
                log.warning("telegram_unreachable", why=str(error))
                await pause()
        return False

    async def close(self) -> None:
        """Close every connection."""
        try:
            await self._bot.shutdown()
        except TelegramError as error:
            log.warning("telegram_unreachable", why=str(error))

    # Calls

    async def updates(self, offset: int | None) -> list[dict[str, Any]]:
        """The next raw updates, once there are any or POLL_SECONDS have passed. Asking for
        an offset acknowledges everything before it. Raises TelegramError."""
        found = await self._bot.do_api_request(
            "getUpdates",
            api_kwargs={"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": _ALLOWED},
        )
        return found if isinstance(found, list) else []

    async def call(self, method: str, arguments: Mapping[str, Any]) -> Any:
        """The raw result of a method of the Bot API. Raises TelegramError."""
        return await self._bot.do_api_request(method, api_kwargs=dict(arguments))

    # Chats

    async def is_admin(self, channel: str, chat: str, user: str) -> bool:
        """Whether the user is an admin of that group right now; False when nobody can say."""
        return await self._standing(channel, chat, user) in _ADMIN

    async def is_member(self, channel: str, chat: str, user: str) -> bool:
        """Whether the user is in that group right now; False when nobody can say."""
        return await self._standing(channel, chat, user) in _MEMBER

    async def _standing(self, channel: str, chat: str, user: str) -> str | None:
        if channel != CHANNEL:
            return None
        try:
            member = await self.call("getChatMember", {"chat_id": chat, "user_id": user})
        except TelegramError as error:
            log.warning("member_unknown", chat=chat, why=str(error))
            return None
        if member.get("status") == "restricted" and not member.get("is_member"):
            return None
        status = member.get("status")
        return status if isinstance(status, str) else None
