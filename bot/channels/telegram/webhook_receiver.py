"""The webhook receiver: the service calls, and hears that an update was taken once it is stored."""

import asyncio
import hmac
import json
import socket
from collections.abc import Callable
from contextlib import nullcontext
from urllib.parse import urlsplit

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram.intake import Intake
from bot.channels.telegram.pause import task
from bot.channels.telegram.service import TelegramService
from bot.channels.telegram.webhook import Webhook
from bot.domain.errors import ChannelRefused

log = structlog.get_logger()

_LARGEST_BODY = 1_000_000
_SECRET_HEADER = "x-telegram-bot-api-secret-token"


class WebhookReceiver:
    """Listens for the service until it is cancelled or `stopping` is set."""

    def __init__(
        self,
        service: TelegramService,
        intake: Intake,
        webhook: Webhook,
        stopping: asyncio.Event,
    ) -> None:
        self._service = service
        self._intake = intake
        self._webhook = webhook
        self._stopping = stopping

    async def run(self, ready: Callable[[], None]) -> None:
        """Receive; `ready` is called once the service knows our address. Raises
        ChannelRefused when the port or the address can't be had."""
        path = urlsplit(self._webhook.url).path or "/"
        receiver = Starlette(routes=[Route(path, self._called, methods=["POST"])])
        config = uvicorn.Config(
            receiver,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
        server = uvicorn.Server(config)
        # The signals are the channel's: it stops the server itself.
        server.capture_signals = nullcontext  # type: ignore[method-assign, assignment]
        async with task(server.serve(sockets=[_bound(self._webhook)])) as serving:
            while not server.started:  # noqa: ASYNC110 - the server offers no event
                await asyncio.sleep(0.02)
            webhook = self._webhook
            if await self._service.register(webhook.url, webhook.secret, self._stopping):
                ready()
                await self._stopping.wait()
            # Calls that came are answered before the server ends.
            server.should_exit = True
            await serving

    async def _called(self, request: Request) -> Response:
        given = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._webhook.secret.encode()):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413, headers={"connection": "close"})
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        if not isinstance(update, dict):
            return Response(status_code=400)
        # The service keeps what we do not take, and calls again.
        if self._intake.full:
            return Response(status_code=503)
        try:
            await self._intake.take([update])
        except Exception as error:
            log.error("inbox_failed", why=repr(error))
            return Response(status_code=503)
        return Response(status_code=200)


async def _body(request: Request) -> bytes | None:
    """The body; None for one that says or shows that it is too large, which is not read on."""
    said = request.headers.get("content-length", "0")
    if not said.isdecimal() or int(said) > _LARGEST_BODY:
        return None
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > _LARGEST_BODY:
                return None
    except ClientDisconnect:
        return b""
    return bytes(body)


def _bound(webhook: Webhook) -> socket.socket:
    """The socket to listen on; bound here, because the server would end the program."""
    try:
        return socket.create_server((webhook.host, webhook.port))
    except OSError as error:
        raise ChannelRefused(
            f"Không mở được cổng {webhook.port} ({error.strerror}); chọn cổng khác cho webhook."
        ) from error
