"""Visitors: people in private chats and groups, at the one door over a published generation."""

import itertools
from collections.abc import Sequence
from pathlib import Path

from knowledge_folder import FixedClock
from memory_stores import MemoryStores

from bot.adapters.generations import GenerationLibrary
from bot.adapters.prompt_files import PromptFiles
from bot.answering.compose import Composer
from bot.answering.pipeline import Answering
from bot.conversation.assistant import Assistant
from bot.conversation.later import Later
from bot.conversation.news import News
from bot.conversation.reception import Parts, Reception
from bot.conversation.response import Response
from bot.domain.answer import Action
from bot.domain.conversation import (
    ConversationKey,
    GroupTalk,
    Message,
    MessageKind,
    Post,
    Reply,
    Session,
)

EDITOR = "9"
ADMIN = "5"
_PROMPTS = Path(__file__).resolve().parents[1] / "prompts"


class EmptyDesk:
    """A desk that nobody has set up: it takes nothing and offers nothing."""

    async def takes(
        self, session: Session, message: Message, action: Action | None
    ) -> Response | None:
        return None

    async def offered(self, response: Response, message: Message) -> Response:
        return response

    async def after_breakdown(self, response: Response, message: Message) -> Response:
        return response


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
        composer = Composer(PromptFiles(_PROMPTS))
        self.answering = answering = Answering(library, composer, self.clock)
        ids, tokens = itertools.count(1), itertools.count(1)
        self.later = Later(answering, library, composer, self.stores, self.stores, self.clock)
        news = News(
            answering,
            library,
            composer,
            self.stores,
            Admins(),
            self.clock,
            frozenset({EDITOR}),
            lambda: f"n{next(ids)}",
        )
        parts = Parts(
            desk=EmptyDesk(),  # type: ignore[arg-type]
            group_answers=None,  # type: ignore[arg-type]
            passing_on=None,  # type: ignore[arg-type]
            later=self.later,
            acting={"later": self.later, "news": news},
            listening=(),
            buttons=self.stores,
        )
        self.reception = Reception(
            Assistant(answering, library, composer, self.clock),
            self.stores,
            lambda: f"t{next(tokens)}",
            parts,
        )

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
