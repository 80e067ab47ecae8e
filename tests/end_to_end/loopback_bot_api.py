"""A Bot API server on the loopback: the rules of the service that the bot relies on, with
faults that can be switched on and off."""

import asyncio
import html
import json
import re
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

JsonObject = dict[str, Any]

BOT_ID = 123456789
TOKEN = f"{BOT_ID}:AAEhBOweik6ad9r_QXMENQjcrbGam-Tests00"
PATIENCE = 20.0
"""How long a wait lasts at the most before the test fails, in seconds."""

_LONGEST_TEXT = 4096
_LONGEST_DATA = 64
_BATCH = 100
_TAGS = {
    "b": (),
    "i": (),
    "u": (),
    "s": (),
    "code": (),
    "pre": (),
    "blockquote": (),
    "a": ("href",),
}
_MARKUP = re.compile(
    r"(?P<entity>&(?:lt|gt|amp|quot|\#\d+|\#x[0-9a-f]+);)"
    r"|<(?P<close>/?)(?P<tag>[a-z]+)(?P<attributes>(?:\s+[a-z]+=\"[^\"<>]*\")*)\s*>"
    r"|(?P<stray>[&<>])"
    r"|(?P<text>[^&<>]+)",
    re.I,
)
_ATTRIBUTE = re.compile(r"([a-z]+)=\"([^\"<>]*)\"", re.I)


class Fault(StrEnum):
    """What the service can do instead of its work."""

    TOO_MANY = "429 with retry_after"
    FORBIDDEN = "403"
    BROKEN = "500"
    DROPPED = "connection dropped"


class Refused(Exception):
    """The service's no, with its status."""

    def __init__(self, status: int, why: str, **parameters: int) -> None:
        super().__init__(why)
        self.body = {"ok": False, "error_code": status, "description": why}
        if parameters:
            self.body["parameters"] = parameters
        self.status = status


class Dropped(Exception):
    """The connection breaks in the middle of the answer."""


@dataclass(frozen=True)
class Button:
    """A button as the citizen sees it, and what pressing it sends."""

    label: str
    data: str


@dataclass(frozen=True)
class Sent:
    """A message the service took: as written by the bot, and as the citizen sees it."""

    chat: int
    raw: str
    shown: str
    links: tuple[str, ...]
    buttons: tuple[Button, ...]

    def data(self, label: str) -> str:
        """What pressing the button with these words sends."""
        return next(button.data for button in self.buttons if label in button.label)


@dataclass
class LoopbackBotApi:
    """The server, in a thread of its own. Use it as a context manager.

    `longest_poll` caps a long poll. `on_acknowledged` is told the ids of updates at the
    moment the bot acknowledges them, before they are dropped. `malformed` collects what
    was refused for what it said.
    """

    longest_poll: float = 0.5
    on_acknowledged: Callable[[list[int]], None] | None = None
    webhook: JsonObject | None = None
    sent: list[Sent] = field(default_factory=list)
    calls: list[tuple[str, JsonObject]] = field(default_factory=list)
    malformed: list[str] = field(default_factory=list)
    _pending: list[Any] = field(default_factory=list)
    _faults: dict[int | str, Fault] = field(default_factory=dict)
    _met: set[int | str] = field(default_factory=set)
    _fed: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __enter__(self) -> "LoopbackBotApi":
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        route = Route("/bot{token}/{method}", self._call, methods=["POST"])
        config = uvicorn.Config(Starlette(routes=[route]), log_config=None, lifespan="off")
        self._server = uvicorn.Server(config)
        self._server.force_exit = True
        self._thread = threading.Thread(target=self._server.run, args=([listening],))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE)

    # What the test does

    def feed(self, *updates: JsonObject) -> None:
        """Give the bot updates in one batch; one without an id gets the next."""
        with self._changed:
            for update in updates:
                self._fed += 1
                self._pending.append({"update_id": self._fed} | update)

    def fail(self, where: int | str, fault: Fault) -> None:
        """Switch a fault on for what is sent to a chat, or for a method."""
        with self._changed:
            self._faults[where] = fault
            self._met.discard(where)

    def heal(self) -> None:
        """Switch every fault off."""
        with self._changed:
            self._faults.clear()

    def to(self, chat: int) -> list[Sent]:
        """Everything sent to a chat, oldest first."""
        with self._changed:
            return [message for message in self.sent if message.chat == chat]

    def wait_for(self, chat: int, count: int) -> list[Sent]:
        """Everything sent to a chat, once it is at least so many messages."""
        self._wait(lambda: len(self.to(chat)) >= count, f"{count} messages to {chat}")
        return self.to(chat)

    def wait_for_text(self, chat: int, words: str) -> Sent:
        """The last message to a chat with these words in it, once there is one."""
        self._wait(lambda: any(words in m.shown for m in self.to(chat)), f"{words!r} to {chat}")
        return [message for message in self.to(chat) if words in message.shown][-1]

    def wait_for_call(self, method: str) -> None:
        """Wait until a method was called."""
        self._wait(lambda: any(name == method for name, _ in self.calls), method)

    def wait_for_fault(self, where: int | str) -> None:
        """Wait until the bot ran into the fault last switched on there."""
        self._wait(lambda: where in self._met, f"the fault of {where}")

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        with self._changed:
            if not self._changed.wait_for(condition, PATIENCE):
                said = [f"{message.chat}: {message.shown[:60]!r}" for message in self.sent]
                raise AssertionError(f"waited in vain for {what}; sent so far: {said}")

    # What the service does

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        given = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        try:
            with self._changed:
                self.calls.append((method, given))
                self._changed.notify_all()
                self._break(method, given)
            if request.path_params["token"] != TOKEN:
                raise Refused(401, "Unauthorized")
            return _json(200, {"ok": True, "result": await self._work(method, given)})
        except Refused as refusal:
            if refusal.status == 400:
                self.malformed.append(f"{refusal} {given}")
            return _json(refusal.status, refusal.body)
        except Dropped:
            return _Cut()

    def _break(self, method: str, given: JsonObject) -> None:
        for where in (method, int(given.get("chat_id", 0))):
            if where not in self._faults:
                continue
            self._met.add(where)
            self._changed.notify_all()
            match self._faults[where]:
                case Fault.TOO_MANY:
                    raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
                case Fault.FORBIDDEN:
                    raise Refused(403, "Forbidden: bot was blocked by the user")
                case Fault.BROKEN:
                    raise Refused(500, "Internal Server Error")
                case Fault.DROPPED:
                    raise Dropped

    async def _work(self, method: str, given: JsonObject) -> Any:
        match method:
            case "getMe":
                return _user(BOT_ID, "Cầm Tay") | {"is_bot": True, "username": "camtay_bot"}
            case "getUpdates":
                return await self._updates(int(given.get("offset", 0)), int(given["timeout"]))
            case "sendMessage":
                return self._send(given)
            case "setWebhook":
                self.webhook = given
            case "deleteWebhook":
                self.webhook = None
            case "answerCallbackQuery" | "setMyCommands":
                pass
            case _:
                raise Refused(404, "Not Found: method not found")
        return True

    async def _updates(self, offset: int, seconds: int) -> list[Any]:
        if self.webhook is not None:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        known = [update["update_id"] for update in self._pending if update["update_id"] < offset]
        if known and self.on_acknowledged is not None:
            self.on_acknowledged(known)
        with self._changed:
            self._pending = [u for u in self._pending if u["update_id"] not in known]
        until = time.monotonic() + min(seconds, self.longest_poll)
        # Fed from another thread, so there is no event of this loop to wait for.
        while time.monotonic() < until and not self._pending:
            if self._server.should_exit:
                break
            await asyncio.sleep(0.01)
        return self._pending[:_BATCH]

    def _send(self, given: JsonObject) -> JsonObject:
        raw, chat = given.get("text", ""), int(given["chat_id"])
        shown, links = _parsed(raw) if given.get("parse_mode") == "HTML" else (raw, ())
        if not shown.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if len(shown.encode("utf-16-le")) // 2 > _LONGEST_TEXT:
            raise Refused(400, "Bad Request: message is too long")
        rows = json.loads(given.get("reply_markup", "{}")).get("inline_keyboard", [])
        buttons = tuple(Button(b["text"], b["callback_data"]) for row in rows for b in row)
        if any(not 1 <= len(button.data.encode()) <= _LONGEST_DATA for button in buttons):
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        with self._changed:
            self.sent.append(Sent(chat, raw, shown, links, buttons))
            self._changed.notify_all()
            number = len(self.sent)
        return {"message_id": number, "date": 1, "chat": _chat(chat), "text": shown}


# Updates as the service writes them


def private_text(user: int, text: str, **more: Any) -> JsonObject:
    """A citizen writes to the bot."""
    return {"message": _message(user, _chat(user), text=text, **more)}


def group_text(user: int, text: str) -> JsonObject:
    """Somebody writes in a group the bot is in."""
    return {"message": _message(user, {"id": -user, "type": "group", "title": "Tổ 5"}, text=text)}


def photo(user: int, **more: Any) -> JsonObject:
    """A citizen sends a photo."""
    size = {"file_id": "p1", "file_unique_id": "u1", "width": 90, "height": 60}
    return {"message": _message(user, _chat(user), photo=[size], **more)}


def sticker(user: int) -> JsonObject:
    """A citizen sends a sticker."""
    piece = {"file_id": "s1", "file_unique_id": "u2", "width": 512, "height": 512}
    piece |= {"type": "regular", "is_animated": False, "is_video": False}
    return {"message": _message(user, _chat(user), sticker=piece)}


def tap(user: int, data: str) -> JsonObject:
    """A citizen presses a button."""
    query = {"id": "1", "from": _user(user), "chat_instance": "1", "data": data}
    return {"callback_query": query | {"message": _message(BOT_ID, _chat(user), text="…")}}


def _message(user: int, chat: JsonObject, **content: Any) -> JsonObject:
    return {"message_id": 1, "date": 1_700_000_000, "chat": chat, "from": _user(user), **content}


def _user(user: int, name: str = "Lan") -> JsonObject:
    return {"id": user, "is_bot": False, "first_name": name}


def _chat(chat: int) -> JsonObject:
    return {"id": chat, "type": "private", "first_name": "Lan"}


# Parts


class _Cut(Response):
    """Promises a body and breaks off."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"100")]
        with suppress(OSError):
            await send({"type": "http.response.start", "status": 200, "headers": headers})


def _json(status: int, value: object) -> Response:
    # Escaped, so that half an emoji in an update can travel too.
    return Response(json.dumps(value), status_code=status, media_type="application/json")


def _parsed(raw: str) -> tuple[str, tuple[str, ...]]:
    """What the citizen sees of an HTML text, and the links in it."""
    shown, links, opened = "", [], []
    for found in _MARKUP.finditer(raw):
        if found["stray"]:
            raise _unparsable(f"unexpected {found[0]!r} at {found.start()}")
        if not found["tag"]:
            shown += html.unescape(found[0])
            continue
        tag, attributes = found["tag"].lower(), dict(_ATTRIBUTE.findall(found["attributes"]))
        if tag not in _TAGS or set(attributes) != set(() if found["close"] else _TAGS[tag]):
            raise _unparsable(f"unsupported tag {found[0]!r}")
        if not found["close"]:
            opened.append(tag)
            links += [html.unescape(link) for link in attributes.values()]
        elif not opened or opened.pop() != tag:
            raise _unparsable(f"unexpected end tag {found[0]!r}")
    if opened:
        raise _unparsable(f"can't find end tag for {opened[-1]!r}")
    return shown, tuple(links)


def _unparsable(why: str) -> Refused:
    return Refused(400, f"Bad Request: can't parse entities: {why}")
