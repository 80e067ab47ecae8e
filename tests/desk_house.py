"""A house with a desk: one reception over stores in memory, askers, and groups of helpers."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from knowledge_folder import FixedClock, KnowledgeFolder
from memory_stores import MemoryStores
from whole_house import Counted, WholeHouse

from bot.adapters.generations import GenerationLibrary
from bot.domain.address import Address, ConversationKey
from bot.domain.conversation import (
    ChatChange,
    ChatEvent,
    GroupTalk,
    Message,
    MessageKind,
    Post,
    Reply,
)
from bot.domain.group import DeskState, Group
from bot.domain.ticket import Ticket
from bot.domain.turn import Turn
from bot.ports import Library
from ingest.pipeline import Ingest

CHANNEL = "test"
COMMUNE, PROVINCE = "-100", "-200"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class FixedChats:
    """A Chats whose admins a test names."""

    admins: set[tuple[str, str]] = field(default_factory=set)

    async def is_admin(self, channel: str, chat: str, user: str) -> bool:
        return channel == CHANNEL and (chat, user) in self.admins

    async def is_member(self, channel: str, chat: str, user: str) -> bool:
        return True


class House:
    """Everything behind the door. Posts to groups count as sent at once."""

    def __init__(self, library: Library, stores: MemoryStores | None = None) -> None:
        self.library = library
        self.stores = stores or MemoryStores()
        self.clock = FixedClock(MONDAY)
        self.chats = FixedChats()
        self._counted = Counted()
        self._messages = itertools.count(9000)
        self._seen = 0
        self.restart()

    def restart(self) -> None:
        """Forget everything that is not in the stores."""
        house = WholeHouse(self.library, self.stores, self.clock, self.chats, counted=self._counted)
        self.desk, self.reception = house.desk, house.reception

    def breaks(self, broken: Library) -> None:
        """From now on nothing can be looked up."""
        fine, self.library = self.library, broken
        self.restart()
        self.library = fine

    async def has_desk(
        self,
        chat: str = COMMUNE,
        commune: str = "Ba Vì",
        desk: DeskState = DeskState.COMMUNE,
        **more: object,
    ) -> None:
        """A group of the desk, approved unless told otherwise."""
        given = {"title": f"Tổ {commune}", "commune": commune} | more
        group = Group(channel=CHANNEL, chat=chat, desk=desk, **given)
        await self.stores.commit(Turn(groups=(group,)))

    async def has_province(self) -> None:
        await self.has_desk(PROVINCE, "Hà Nội", DeskState.PROVINCE)

    async def passes(self, **time_: float) -> None:
        """Time goes by, and the rounds are made once."""
        self.clock.time += timedelta(**time_)
        await self.tick()

    async def tick(self) -> None:
        turn = await self.desk.tick()
        if turn != Turn():
            await self.reception.save(turn)
        self._send()

    async def happens(self, change: ChatChange, chat: str, **more: str) -> None:
        await self.reception.happened(ChatEvent(change=change, channel=CHANNEL, chat=chat, **more))
        self._send()

    async def handle(self, message: Message) -> tuple[Reply, ...]:
        replies = await self.reception.handle(message)
        self._send()
        return replies

    def said_to(self, chat: str) -> list[Post]:
        return self.stores.to(chat)

    def last_to(self, chat: str) -> Post:
        return self.stores.to(chat)[-1]

    def cards(self, chat: str = COMMUNE) -> list[Post]:
        """Every state of the cards in a group, oldest first."""
        return [post for post in self.stores.to(chat) if (post.name or "").endswith(":card")]

    async def ticket(self, id_: str = "AA002") -> Ticket:
        found = await self.stores.ticket(id_)
        assert found is not None
        return found

    def message_id(self) -> str:
        return str(next(self._messages))

    def _send(self) -> None:
        for post in self.stores.posts[self._seen :]:
            if not post.edits:
                self.stores.deliver(post)
        self._seen = len(self.stores.posts)


@dataclass
class Asker:
    """Somebody in a private chat."""

    house: House
    name: str = "7"
    last: tuple[Reply, ...] = ()

    @property
    def key(self) -> ConversationKey:
        return ConversationKey(channel=CHANNEL, chat=self.name, user=self.name)

    async def says(self, text: str) -> str:
        """What is replied to a text, replies one under the other."""
        return await self._does(MessageKind.TEXT, text)

    async def taps(self, label: str) -> str:
        """Tap the button that starts with the label: of the last replies, or else of the last
        post from elsewhere that has one."""
        posts = [post.reply for post in reversed(self.house.said_to(self.name))]
        for reply in (*reversed(self.last), *posts):
            for choice in reply.choices:
                if choice.label.startswith(label):
                    return await self._does(MessageKind.TAP, choice.token)
        raise AssertionError(f"no button {label}")

    async def sends(self, kind: MessageKind, text: str = "") -> str:
        return await self._does(kind, text)

    @property
    def labels(self) -> list[str]:
        return [choice.label for reply in self.last for choice in reply.choices]

    @property
    def heard(self) -> list[str]:
        """What came from elsewhere."""
        return [post.reply.text for post in self.house.said_to(self.name)]

    async def opens_ticket(self, question: str = "xin cấp lại sổ hộ nghèo ở đâu") -> str:
        """Ask for a person, say where from and what, and agree."""
        self_said = await self.says("nhờ người giúp")
        if "xã, phường nào" in self_said:
            await self.taps("Ba Vì")
        await self.says(question)
        return await self.taps("Đồng ý")

    async def _does(self, kind: MessageKind, text: str) -> str:
        self.last = await self.house.handle(Message(key=self.key, kind=kind, text=text))
        return "\n".join(reply.text for reply in self.last)


@dataclass
class Helper:
    """Somebody in a group."""

    house: House
    name: str = "Lan"
    chat: str = COMMUNE

    async def presses(self, label: str, *, at: Post | None = None) -> str:
        """Press a button on the last card, or on the given post; the notice that is shown."""
        card = at or self.house.cards(self.chat)[-1]
        (token,) = (c.token for c in card.reply.choices if c.label == label)
        return await self.presses_key(token)

    async def presses_key(self, token: str) -> str:
        replies = await self.house.handle(self._message(MessageKind.TAP, token))
        assert all(reply.notice for reply in replies)
        return "\n".join(reply.text for reply in replies)

    async def answers(
        self,
        text: str,
        *,
        to: str = "ticket:AA002:card",
        kind: MessageKind = MessageKind.TEXT,
        anonymous: bool = False,
    ) -> None:
        """Answer the group's message of that name."""
        address = Address(channel=CHANNEL, chat=self.chat)
        answered = await self.house.stores.posted(to, address)
        message = self._message(kind, text)
        assert message.group is not None
        talk = message.group.model_copy(
            update={"answers": answered, "ours": True, "anonymous": anonymous}
        )
        await self.house.handle(message.model_copy(update={"group": talk}))

    async def says(self, text: str) -> None:
        await self.house.handle(self._message(MessageKind.TEXT, text))

    @property
    def told(self) -> str:
        """What was said in the group last."""
        return self.house.last_to(self.chat).reply.text

    def _message(self, kind: MessageKind, text: str) -> Message:
        return Message(
            key=ConversationKey(channel=CHANNEL, chat=self.chat, user=f"u-{self.name}"),
            kind=kind,
            text=text,
            id=self.house.message_id(),
            group=GroupTalk(title="Tổ", name=self.name),
        )


def built_library(data: Path) -> GenerationLibrary:
    """The small knowledge folder, published."""
    folder = KnowledgeFolder(data / "knowledge")
    Ingest(folder.path, data / "data", FixedClock()).sync(lambda doing: None)
    return GenerationLibrary(data / "data")
