"""Visitors: people in private chats and groups, at the one door over a published generation."""

from collections.abc import Sequence
from pathlib import Path

from knowledge_folder import FixedClock
from memory_stores import MemoryStores
from whole_house import WholeHouse

from bot.adapters.generations import GenerationLibrary
from bot.domain.conversation import (
    ConversationKey,
    GroupTalk,
    Message,
    MessageKind,
    Post,
    Reply,
)

EDITOR = "9"
ADMIN = "5"
_PROMPTS = Path(__file__).resolve().parents[1] / "prompts"


class Admins:
    """A Chats in which ADMIN is the admin of every group."""

    async def is_admin(self, channel: str, chat: str, user: str) -> bool:
        return user == ADMIN

    async def is_member(self, channel: str, chat: str, user: str) -> bool:
        return True


class Visitors:
    """Everybody who writes, by a short user id; `stores` has what was saved and posted."""

    def __init__(self, library: GenerationLibrary, clock: FixedClock | None = None) -> None:
        self.library = library
        self.clock = clock or FixedClock()
        self.stores = MemoryStores()
        house = WholeHouse(library, self.stores, self.clock, Admins(), (EDITOR,))
        self.answering, self.later = house.answering, house.later
        self.reception = house.reception

    async def says(self, text: str, user: str = "1") -> tuple[Reply, ...]:
        return await self._does(user, MessageKind.TEXT, text)

    async def taps(self, on: Reply | Post, label: str, user: str = "1") -> tuple[Reply, ...]:
        """Tap the one choice whose label starts with those words, in the private chat."""
        return await self._does(user, MessageKind.TAP, _token(on, label))

    async def taps_in_group(self, post: Post, label: str, user: str) -> tuple[Reply, ...]:
        key = ConversationKey(channel="test", chat=post.to.chat, user=user)
        talk = GroupTalk(title="Tổ 3", name="Lan")
        token = _token(post, label)
        return await self.reception.handle(
            Message(key=key, kind=MessageKind.TAP, text=token, group=talk)
        )

    async def round(self) -> list[Post]:
        """One round of what is looked after by itself; what it posted."""
        before = len(self.stores.posts)
        await self.reception.save(await self.later.tick())
        return self.stores.posts[before:]

    async def _does(self, user: str, kind: MessageKind, text: str) -> tuple[Reply, ...]:
        return await self.reception.handle(Message(key=private(user), kind=kind, text=text))


def private(user: str) -> ConversationKey:
    """A person's private conversation."""
    return ConversationKey(channel="test", chat=user, user=user)


def labels(reply: Reply | Post) -> list[str]:
    """What the buttons under a reply say."""
    return [choice.label for choice in _choices(reply)]


def _token(on: Reply | Post, label: str) -> str:
    (token,) = (c.token for c in _choices(on) if c.label.startswith(label))
    return token


def _choices(on: Reply | Post) -> Sequence:  # type: ignore[type-arg]
    return on.reply.choices if isinstance(on, Post) else on.choices
