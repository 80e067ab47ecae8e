"""Reception: the one door. Whatever comes in goes to the part it is for, and everything it
leads to is saved in one transaction before anything is sent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import structlog

from bot.conversation.commands import PART_COMMANDS, Command, read_argument, read_command
from bot.conversation.desk.desk import Desk
from bot.conversation.forwarding.passing_on import PassingOn
from bot.conversation.groups.group_answers import GroupAnswers
from bot.conversation.groups.guides_to_share import GuidesToShare
from bot.conversation.later import Later
from bot.conversation.private.assistant import Assistant
from bot.conversation.response import Listener, Part, Response
from bot.conversation.second_look import SecondLook
from bot.domain.answer import Action, Choice, Status
from bot.domain.conversation import (
    ButtonKey,
    ChatEvent,
    Message,
    MessageKind,
    Post,
    Reply,
    Session,
)
from bot.domain.errors import TicketMoved
from bot.domain.link import read_link
from bot.domain.turn import Turn
from bot.ports import Buttons, SessionStore

log = structlog.get_logger()

_TOKENS_KEPT = 60
_TRIES = 3
_ASK = PART_COMMANDS[Command.ASK]


@dataclass(frozen=True)
class Parts:
    """What a channel with groups has beside the private conversation. `acting` has every part
    by the name its verbs start with, `listening` those that mind what happens to chats."""

    desk: Desk
    group_answers: GroupAnswers
    guides_to_share: GuidesToShare
    passing_on: PassingOn
    later: Later
    acting: Mapping[str, Part]
    listening: Sequence[Listener]
    buttons: Buttons


class Reception:
    """A Handler. One message at a time in each conversation, many conversations side by side."""

    def __init__(
        self,
        assistant: Assistant,
        store: SessionStore,
        new_token: Callable[[], str],
        parts: Parts | None = None,
        second_look: SecondLook | None = None,
    ) -> None:
        self._assistant = assistant
        self._store = store
        self._new_token = new_token
        self._parts = parts
        self._second_look = second_look or SecondLook()
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    async def handle(self, message: Message) -> tuple[Reply, ...]:
        """The replies to a message, once everything it changed is saved. A breakdown becomes
        one polite sentence; the session then stays as it was."""
        async with self._lock(str(message.key)):
            for _ in range(_TRIES - 1):
                try:
                    return await self._turn(message)
                except TicketMoved:
                    # Somebody was faster: look again at what there is now.
                    continue
            return await self._turn(message)

    async def happened(self, event: ChatEvent) -> None:
        """Take in what happened to a chat, saved together with what it changed."""
        turn = Turn(receipts=event.receipts)
        if self._parts is not None:
            for part in self._parts.listening:
                turn = turn.plus(await part.happened(event))
        await self._store.commit(self._keyed(turn))

    async def suggest(self, text: str, language: str) -> tuple[Reply, ...]:
        """Guides to share in any chat for what was typed so far, best first."""
        if self._parts is None:
            return ()
        return await asyncio.to_thread(self._parts.guides_to_share.suggest, text, language)

    async def save(self, turn: Turn) -> None:
        """Save what came about by itself, its posts' buttons keyed."""
        await self._store.commit(self._keyed(turn))

    # One message

    async def _turn(self, message: Message) -> tuple[Reply, ...]:
        if message.group is not None:
            session = Session(key=message.key)
            response = await self._safely(self._in_group(message), session, message)
            turn = response.change
        else:
            session = await self._store.load(message.key)
            response = await self._safely(self._in_private(session, message), session, message)
            response = self._with_tokens(response)
            turn = response.change.plus(self._of_private(message, response))
        turn = turn.plus(Turn(receipts=message.receipts))
        await self._store.commit(self._keyed(turn))
        return response.replies

    @staticmethod
    def _of_private(message: Message, response: Response) -> Turn:
        spoken = [reply for reply in response.replies if not reply.notice]
        posts = (
            # Only the last reply's choices are those a typed number presses.
            Post(to=message.address, reply=reply, numbered=reply is spoken[-1])
            for reply in spoken
        )
        return Turn(
            sessions=(response.session,) if response.session else (),
            forgotten=() if response.session else (message.key,),
            # Without a receipt nobody sends: the replies are shown by who asked.
            posts=tuple(posts) if message.receipts else (),
        )

    async def _safely(
        self, work: Awaitable[Response], session: Session, message: Message
    ) -> Response:
        """The response, or the polite sentence after a breakdown, with somebody told."""
        try:
            response = await work
        except Exception as error:
            log.exception("turn_failed", why=f"{type(error).__name__}: {error}")
            response = self._assistant.broken(session)
            if message.group is not None:
                posts = tuple(Post(to=message.address, reply=r) for r in response.replies)
                return Response(session, (), Turn(posts=posts))
        broke = any(reply.status is Status.ERROR for reply in response.replies)
        if broke and self._parts is not None:
            return await self._parts.desk.after_breakdown(response, message)
        return response

    async def _in_private(self, session: Session, message: Message) -> Response:
        action = await self._pressed(session, message)
        if self._parts is None:
            return await self._answered(session, message, action)
        if message.kind is MessageKind.FORWARD:
            return await self._parts.passing_on.respond(session, message)
        taken = await self._parts.desk.takes(session, message, action)
        if taken is not None:
            return taken
        link = read_link(read_argument(message.text)) if _starts(message) else None
        if link is not None:
            asked = await self._parts.buttons.asked_elsewhere(link.question or "")
            text = asked.text if asked else None
            opened = await asyncio.to_thread(self._assistant.opened, session, link, text)
            opened = await self._looked_at(opened, message)
            # What was asked elsewhere stands for what was typed here.
            return await self._offered(opened, message.model_copy(update={"text": text or ""}))
        return await self._answered(session, message, action)

    async def _answered(
        self, session: Session, message: Message, action: Action | None
    ) -> Response:
        response = await asyncio.to_thread(self._assistant.respond, session, message, action)
        response = await self._looked_at(response, message)
        if response.hand_on is not None:
            part = self._part(response.hand_on)
            if part is None:
                return self._assistant.without_part(session, response.hand_on)
            handed = await part.act(response.session or session, message, response.hand_on)
            handed = await self._looked_at(handed, message)
            asked = response.hand_on.verb == _ASK
            typed = message.model_copy(update={"text": response.hand_on.part or ""})
            return await self._offered(handed, typed) if asked else handed
        return await self._offered(response, message)

    async def _looked_at(self, response: Response, message: Message) -> Response:
        """The response to a question, with a better answer where a second look finds one."""
        if response.asked is None:
            return response
        asked = await self._second_look.at_asked(response.asked, message.address)
        if asked is response.asked:
            return response
        return await asyncio.to_thread(self._assistant.answered, asked)

    async def _offered(self, response: Response, message: Message) -> Response:
        """The response with the ways on where no guide helps: to a person, or later."""
        if self._parts is None:
            return response
        return self._parts.later.offered(await self._parts.desk.offered(response, message))

    async def _in_group(self, message: Message) -> Response:
        parts = self._parts
        if parts is None:
            return Response(None)
        nobody = Session(key=message.key)
        if message.kind is MessageKind.TAP:
            action = await self._pressed(nobody, message)
            part = self._part(action) if action is not None else None
            if action is None or part is None:
                return parts.group_answers.old_button(message)
            return await part.act(nobody, message, action)
        name = await self._answers_to(message)
        taken = await parts.desk.takes_in_group(message, name)
        if taken is not None:
            return taken
        return await parts.group_answers.respond(message, name, parts.acting)

    async def _answers_to(self, message: Message) -> str | None:
        """The name of our message that a group message answers."""
        group = message.group
        if self._parts is None or group is None or group.answers is None or not group.ours:
            return None
        return await self._parts.buttons.named(message.key.channel, message.key.chat, group.answers)

    async def _pressed(self, session: Session, message: Message) -> Action | None:
        if message.kind is not MessageKind.TAP:
            return None
        action = session.tokens.get(message.text)
        if action is not None or self._parts is None:
            return action
        key = message.key
        return await self._parts.buttons.pressed(key.channel, key.chat, key.user, message.text)

    def _part(self, action: Action) -> Part | None:
        name = action.verb.partition(".")[0]
        return self._parts.acting.get(name) if self._parts is not None else None

    # Buttons

    def _with_tokens(self, response: Response) -> Response:
        """The choices with their keys, remembered in the session for taps and numbers."""
        replies = tuple(map(self._with_fresh_keys, response.replies))
        if response.session is None:
            return replace(response, replies=replies)
        spoken = [reply for reply in replies if not reply.notice]
        fresh = {c.token: c.action for r in spoken for c in r.choices if c.action is not None}
        tokens = dict(list({**response.session.tokens, **fresh}.items())[-_TOKENS_KEPT:])
        last = spoken[-1].choices if spoken else response.session.choices
        choices = tuple(choice for choice in last if choice.action is not None)
        session = response.session.model_copy(update={"tokens": tokens, "choices": choices})
        return replace(response, session=session, replies=replies)

    def _keyed(self, turn: Turn) -> Turn:
        """The turn with keys for the buttons of its posts that no session remembers."""
        posts: list[Post] = []
        keys: list[ButtonKey] = []
        for post in turn.posts:
            if all(choice.token for choice in post.reply.choices if choice.action):
                posts.append(post)
                continue
            reply = self._with_fresh_keys(post.reply)
            posts.append(post.model_copy(update={"reply": reply}))
            keys.extend(
                ButtonKey(
                    token=choice.token,
                    channel=post.to.channel,
                    chat=post.to.chat,
                    action=choice.action,
                )
                for choice in reply.choices
                if choice.action is not None
            )
        return turn.model_copy(update={"posts": tuple(posts), "keys": (*turn.keys, *keys)})

    def _with_fresh_keys(self, reply: Reply) -> Reply:
        return reply.model_copy(update={"choices": tuple(map(self._with_key, reply.choices))})

    def _with_key(self, choice: Choice) -> Choice:
        if choice.action is None:
            return choice
        return choice.model_copy(update={"token": self._new_token()})

    # Parts

    @asynccontextmanager
    async def _lock(self, name: str) -> AsyncIterator[None]:
        lock, users = self._locks.get(name, (asyncio.Lock(), 0))
        self._locks[name] = lock, users + 1
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks.pop(name)
            if users > 1:
                self._locks[name] = lock, users - 1


def _starts(message: Message) -> bool:
    return message.kind is MessageKind.TEXT and read_command(message.text) is Command.START
