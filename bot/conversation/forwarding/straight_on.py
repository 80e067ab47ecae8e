"""Straight on: an answer sent to who asked, when a neighbour forwarded their question."""

import asyncio
from datetime import datetime, timedelta

from bot.answering.compose import Composer
from bot.conversation.forwarding.parcel import Parcel
from bot.conversation.forwarding.texts_to_pass_on import TextsToPassOn
from bot.conversation.response import Response
from bot.conversation.sentences import Sentences
from bot.conversation.used_up import used_up
from bot.domain.address import Address, ConversationKey
from bot.domain.answer import Action, Choice
from bot.domain.conversation import Post, Reply, Session
from bot.domain.turn import Turn
from bot.ports import Clock, Library, SessionStore

_MOST_A_DAY = 10
_DAY = timedelta(days=1)


class StraightOn:
    """Posts an answer to the asker's private chat, once for a forward."""

    def __init__(
        self,
        library: Library,
        composer: Composer,
        sentences: Sentences,
        texts: TextsToPassOn,
        store: SessionStore,
        clock: Clock,
        own_user: str,
    ) -> None:
        """`own_user` is our own user id."""
        self._library = library
        self._composer = composer
        self._sentences = sentences
        self._texts = texts
        self._store = store
        self._clock = clock
        self._own_user = own_user

    async def reached(self, user: str | None, session: Session) -> str:
        """The user id of who asked, when we can write to them: they spoke with us before."""
        key = session.key
        if user is None or user in (key.user, self._own_user):
            return ""
        known = await self._store.knows(ConversationKey(channel=key.channel, chat=user, user=user))
        return user if known else ""

    def may_send(self, session: Session) -> bool:
        """Whether the forwarder has not sent too many in the last day."""
        return len(self._sent_lately(session)) < _MOST_A_DAY

    async def send(self, session: Session, action: Action) -> Response:
        """Post what the pressed button carries, and say so; or why not."""
        parcel = Parcel.read(action)
        if not self.may_send(session):
            return self._sentences.said(session, "forward.too_many")
        if not await self.reached(parcel.user or None, session):
            return self._sentences.said(session, "forward.not_reached")
        text = await asyncio.to_thread(self._text, parcel, session)
        if text is None:
            return self._sentences.said(session, "guide_gone")
        post = Post(to=Address(channel=session.key.channel, chat=parcel.user), reply=text)
        sent = self._with_sent(session, action)
        return self._sentences.said(sent, "forward.sent").plus(Turn(posts=(post,)))

    def _text(self, parcel: Parcel, session: Session) -> Reply | None:
        """The text to pass on, led by who it comes through, with the way into the guide."""
        said = self._texts.text(parcel, session, self._library.current())
        if said is None:
            return None
        lead = self._composer.say(said.language, "forward.sent_lead")
        choices: tuple[Choice, ...] = ()
        if parcel.guide is not None:
            start = Action(verb="start", guide=parcel.guide)
            choices = (self._composer.choice(said.language, "start", start),)
        return said.model_copy(
            update={"text": f"{lead}\n\n{said.text}", "choices": choices, "link": None}
        )

    def _with_sent(self, session: Session, action: Action) -> Session:
        """The session in which the button that sent says so when it is pressed again."""
        spent = used_up(session, lambda one: one == action, Action(verb="pass.sent"))
        sent = (*self._sent_lately(session), self._clock.now())
        return spent.model_copy(update={"passed_on": sent})

    def _sent_lately(self, session: Session) -> tuple[datetime, ...]:
        since = self._clock.now() - _DAY
        return tuple(at for at in session.passed_on if at > since)
