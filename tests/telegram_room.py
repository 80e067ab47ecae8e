"""What the tests of the Telegram channel share: a service, an assistant, posts and updates."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from memory_mailbox import MemoryMailbox

from bot.channels.telegram.reading import Me
from bot.domain.address import Address
from bot.domain.answer import Status
from bot.domain.conversation import ChatEvent, Message, Post, Reply

ME = Me(id=1, username="camtay_bot")
LAN, BINH, GROUP = "1001", "1002", "-2001"


class FakeService:
    """Takes every call, unless the next of the chat's `refusals` is an error, and not before
    the chat's `gates` event is set."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.taken: list[tuple[str, str]] = []
        self.refusals: dict[str, list[Exception | None]] = {}
        self.gates: dict[str, asyncio.Event] = {}
        self._last = 100

    async def call(self, method: str, arguments: Mapping[str, Any]) -> Any:
        self.calls.append((method, dict(arguments)))
        chat = str(arguments.get("chat_id"))
        if chat in self.gates:
            await self.gates[chat].wait()
        error = self.refusals[chat].pop(0) if self.refusals.get(chat) else None
        if error is not None:
            raise error
        self.taken.append((chat, str(arguments.get("text", ""))))
        self._last += 1
        return {"message_id": self._last}

    def to(self, chat: str) -> list[str]:
        return [text for where, text in self.taken if where == chat]


class FakeAssistant:
    """Says one reply to every message and saves the turn; `fails` tells which texts it can't
    take, `gate` holds every answer back while it is not set."""

    def __init__(self, mailbox: MemoryMailbox) -> None:
        self._mailbox = mailbox
        self.messages: list[Message] = []
        self.events: list[ChatEvent] = []
        self.fails: Callable[[Message], Exception | None] = lambda _: None
        self.gate = asyncio.Event()
        self.gate.set()
        self.notice = False

    async def handle(self, message: Message) -> tuple[Reply, ...]:
        self.messages.append(message)
        await self.gate.wait()
        if (error := self.fails(message)) is not None:
            raise error
        reply = Reply(text=f"về: {message.text}", status=Status.ANSWERED, notice=self.notice)
        posts = () if self.notice else (Post(to=message.address, reply=reply),)
        self._mailbox.save(*posts, receipts=message.receipts)
        return (reply,)

    async def happened(self, event: ChatEvent) -> None:
        self.events.append(event)
        self._mailbox.save(receipts=event.receipts)

    async def suggest(self, text: str, language: str) -> tuple[Reply, ...]:
        return (Reply(text=f"gợi ý: {text}", status=Status.ANSWERED, language=language),)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]


def post(chat: str, text: str, thread: str | None = None, **more: Any) -> Post:
    """A post into a chat."""
    to = Address(channel="telegram", chat=chat, thread=thread)
    return Post(to=to, reply=Reply(text=text, status=Status.ANSWERED), **more)


def update(number: int, chat: str, text: str, **more: Any) -> dict[str, Any]:
    """A person writes to the bot."""
    person = {"id": int(chat), "is_bot": False, "first_name": "Lan"}
    where = {"id": int(chat), "type": "private", "first_name": "Lan"}
    message = {"message_id": number, "date": 1_700_000_000, "chat": where, "from": person}
    return {"update_id": number, "message": message | {"text": text} | more}


def forward(number: int, chat: str, text: str, **more: Any) -> dict[str, Any]:
    """A person passes on what somebody else wrote."""
    origin = {"type": "hidden_user", "sender_user_name": "Bà Tư", "date": 1_699_000_000}
    return update(number, chat, text, forward_origin=origin, **more)


def tap(number: int, chat: str, data: str) -> dict[str, Any]:
    """A person presses a button."""
    where = update(number, chat, "…")["message"]
    query = {"id": f"q{number}", "from": where["from"], "chat_instance": "1", "data": data}
    return {"update_id": number, "callback_query": query | {"message": where}}


async def until(condition: Callable[[], object]) -> None:
    """Let everything go on until a condition holds."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.001)


async def settled() -> None:
    """Let everything that can go on without time passing go on."""
    for _ in range(50):
        await asyncio.sleep(0)
