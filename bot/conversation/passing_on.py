"""Passing on: a neighbour's forwarded question, answered so that it can be passed back."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.answering.compact import LONGEST_COPY, Compact
from bot.answering.compose import Composer
from bot.answering.pipeline import Answering
from bot.conversation.desks import is_desk_there
from bot.conversation.group_answers import leaning_question, leans
from bot.conversation.reply_of import reply_of
from bot.conversation.response import Response
from bot.conversation.second_look import SecondLook
from bot.conversation.sentences import Sentences
from bot.conversation.used_up import used_up
from bot.domain.address import Address, ConversationKey
from bot.domain.answer import Action, Answer, Choice, Intent, Question, Reason, Status
from bot.domain.conversation import (
    Forwarded,
    Message,
    MessageKind,
    Origin,
    Post,
    Reply,
    Session,
)
from bot.domain.link import Link
from bot.domain.markup import literal, plain, utf16_length
from bot.domain.privacy import mask
from bot.domain.search import ChunkKind, chunk_id
from bot.domain.turn import Turn
from bot.domain.values import Value
from bot.language.fold import clean, fold
from bot.language.language import language_of
from bot.language.tokens import syllables
from bot.ports import Clock, Groups, Knowledge, Library, SessionStore

_MOST = 3
_MOST_A_DAY = 10
_DAY = timedelta(days=1)
_LONGEST_NAME = 20
# Declines that may be passed on; the others are for whoever wrote it to think about.
_TO_PASS_ON = frozenset({Reason.OUT_OF_SCOPE, Reason.PERSONAL_STATUS, Reason.LEGAL_ADVICE})
# The names that Vietnamese full names begin with; the given name then stands last.
_FAMILIES = frozenset(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh doan lam mai"
    " trinh dao cao luong trieu ta ha to luu thai chau quach tong".split()
)


class _Passed(Value):
    """What is passed on to whom, as a button carries it: a guide from its start, or a piece of
    it after what it leaves `unsaid`, or a procedure. Nobody's words are in it. `user` is who
    asked, empty where the messenger hides it; `name` their shown first name."""

    guide: str | None = None
    kind: str = ""
    part: str = ""
    unsaid: str = ""
    language: str = "vi"
    user: str = ""

    def action(self, verb: str) -> Action:
        """The button's action."""
        fields = (self.user, self.language, self.kind, self.unsaid, self.part)
        return Action(verb=verb, guide=self.guide, part="|".join(fields))

    @classmethod
    def read(cls, action: Action) -> "_Passed":
        """What a button's action carries."""
        user, language, kind, unsaid, part = (action.part or "||||").split("|", 4)
        return cls(
            guide=action.guide, kind=kind, part=part, unsaid=unsaid, language=language, user=user
        )


@dataclass(frozen=True)
class _Asked:
    """The masked texts of one who asked."""

    origin: Origin
    texts: tuple[str, ...]


@dataclass(frozen=True)
class _Asker:
    """For whom an answer is: the name to say, where there are several, and the user id, where
    the answer can be sent straight to them."""

    name: str = ""
    reached: str = ""


@dataclass(frozen=True)
class _Told:
    """What is said of one question, its masked text when it has no guide, and whether it is
    about a danger."""

    replies: tuple[Reply, ...]
    unanswered: tuple[str, ...] = ()
    urgent: bool = False


class PassingOn:
    """A Part (`pass.*`). Answers a forward with a text that can be forwarded as it is, then
    says what to do with it. The forwarder's own walkthrough stays where it is."""

    def __init__(
        self,
        answering: Answering,
        library: Library,
        composer: Composer,
        store: SessionStore,
        groups: Groups,
        clock: Clock,
        own_user: str | None = None,
        second_look: SecondLook | None = None,
    ) -> None:
        """`own_user` is our own user id, as origins of forwards name it."""
        self._answering = answering
        self._library = library
        self._composer = composer
        self._compact = Compact(composer)
        self._sentences = Sentences(composer)
        self._store = store
        self._groups = groups
        self._clock = clock
        self._own_user = own_user
        self._second_look = second_look or SecondLook()

    async def respond(self, session: Session, message: Message) -> Response:
        """The answer to forwarded messages."""
        session = session.model_copy(update={"unanswered": None})
        comment = mask(clean(message.text)).text.strip()
        asked = self._askers(message)
        notes = self._notes(message, session, missing=not asked)
        if not asked and syllables(comment) and not leans(comment):
            # A picture, and what is asked of it typed beside.
            asked, comment = [_Asked(origin=Origin(user=None, name=""), texts=(comment,))], ""
        replies = list(self._first_aid(comment, session))
        every: list[_Told] = []
        for one in asked:
            along = comment if len(asked) == 1 else ""
            every += await self._told(one, along, session, several=len(asked) > 1)
        answered = _first_three(every)
        replies += [reply for one in answered for reply in one.replies]
        replies += notes
        if len(answered) < len(every):
            replies.append(self._sentences.reply(session.language, "forward.more"))
        unanswered = "\n".join(text for one in answered for text in one.unanswered)
        return Response(
            session.model_copy(update={"unanswered": unanswered or None}), tuple(replies)
        )

    async def act(self, session: Session, message: Message, action: Action) -> Response:
        """Send the answer straight to the one who asked, or make the one that was picked."""
        if message.group is not None:
            return Response(None)
        if action.verb == "pass.sent":
            return self._sentences.noticed(session, "forward.already_sent")
        if action.verb == "pass.none":
            told = await self._without_guide(session.unanswered or "", session.language, session)
            return Response(session, told.replies)
        passed = _Passed.read(action)
        if action.verb == "pass.send":
            return await self._send(session, action, passed)
        if action.verb == "pass.pick":
            user = passed.user or None
            reached = await self._reached(Origin(user=user, name=""), session)
            replies = await asyncio.to_thread(self._ready, passed, _Asker(reached=reached), session)
            if replies:
                return Response(session, replies)
            return self._sentences.said(session, "guide_gone")
        return self._sentences.said(session, "old_button")

    # Who asks what

    def _askers(self, message: Message) -> list[_Asked]:
        """Everybody whose words were forwarded, in order; what the forwarder said in between
        only counts when nobody else says anything."""
        texts: dict[tuple[str | None, str], list[str]] = {}
        for one in message.forwarded:
            if self._is_ours(one) or not syllables(clean(one.text)):
                continue
            said = mask(clean(one.text)).text.strip()
            who = (one.origin.user, "" if one.origin.user else one.origin.name)
            texts.setdefault(who, []).append(said)
        names = {one.origin.user: one.origin.name for one in message.forwarded}
        asked = [
            _Asked(origin=Origin(user=user, name=name or names[user]), texts=tuple(said))
            for (user, name), said in texts.items()
        ]
        others = [one for one in asked if one.origin.user != message.key.user]
        return others or asked

    def _is_ours(self, one: Forwarded) -> bool:
        return self._own_user is not None and one.origin.user == self._own_user

    async def _reached(self, origin: Origin, session: Session) -> str:
        """The user id of who asked, when we can write to them: they spoke with us before."""
        user, key = origin.user, session.key
        if user is None or user == key.user or user == self._own_user:
            return ""
        known = await self._store.knows(ConversationKey(channel=key.channel, chat=user, user=user))
        return user if known else ""

    # Answers

    async def _told(
        self, asked: _Asked, comment: str, session: Session, *, several: bool
    ) -> list[_Told]:
        """What is said of each question of one who asked."""
        name = _first_name(asked.origin.name) if several else ""
        asker = _Asker(name=name, reached=await self._reached(asked.origin, session))
        answer, text = await asyncio.to_thread(self._answer_to, asked, comment, session.language)
        question = Question(text=text, language=answer.language)
        answer = await self._second_look.at_guide(question, answer, session.key)
        answers = (answer, *answer.others)
        return [await self._said_of(one, text, asker, session) for one in answers]

    def _answer_to(self, asked: _Asked, comment: str, otherwise: str) -> tuple[Answer, str]:
        """The answer to everything somebody asked, and its masked text. What the forwarder
        says to it is read along where the words alone have no answer, or where it only asks
        of them: `thật không?`"""
        text = "\n".join(asked.texts)
        says_more = bool(syllables(comment))
        if says_more and leans(comment):
            text = leaning_question(comment, text)
        answer = self._answer(text, otherwise)
        unsure = answer.status in (Status.DECLINED, Status.SMALLTALK, Status.CLARIFICATION)
        if says_more and not leans(comment) and unsure:
            along = self._answer(f"{comment} {text}", otherwise)
            answer = along if along.status is Status.ANSWERED else answer
        return answer, text

    def _answer(self, text: str, otherwise: str) -> Answer:
        language = language_of(text, otherwise)
        return self._answering.answer(Question(text=text, language=language))

    async def _said_of(self, answer: Answer, text: str, asker: _Asker, session: Session) -> _Told:
        knowledge = self._library.current()
        answer = self._compact.alone(answer, knowledge, self._today())
        if answer.status is Status.ANSWERED:
            passed = _passed(answer, asker)
            return _Told(await asyncio.to_thread(self._ready, passed, asker, session))
        if answer.status is Status.CLARIFICATION:
            # Kept for the case that it is none of them.
            return _Told((self._which(answer, asker, session, knowledge),), (text,))
        if answer.status is Status.EMERGENCY:
            note = self._sentences.reply(session.language, "forward.pass_on_emergency")
            return _Told((reply_of(answer), note), urgent=True)
        if answer.reason is Reason.SECRET_SHARED:
            said = self._composer.say(session.language, "forward.secret")
            reply = reply_of(answer.model_copy(update={"text": said}))
            return _Told((reply,), urgent=True)
        if answer.status is Status.WARNED:
            return _Told(self._warning(answer, session, knowledge), urgent=True)
        if answer.status is Status.DECLINED:
            return await self._declined(answer, text, asker, session)
        if answer.status is Status.SMALLTALK:
            key = "link_only" if answer.reason is Reason.LINK else "no_question"
            return _Told((self._sentences.reply(session.language, f"forward.{key}"),))
        return _Told((reply_of(answer),))

    def _ready(self, passed: _Passed, asker: _Asker, session: Session) -> tuple[Reply, ...]:
        """The text to pass on, and what to do with it; nothing when the guide is gone."""
        knowledge = self._library.current()
        clean_text = self._clean(passed, session, knowledge)
        if clean_text is None:
            return ()
        sends = bool(asker.reached) and len(self._sent_lately(session)) < _MOST_A_DAY
        choices = [self._send_choice(passed, asker, session)] if sends else []
        guide = knowledge.guide(passed.guide) if passed.guide else None
        if guide is not None:
            kind = ChunkKind(passed.kind) if passed.kind else None
            chunk = knowledge.chunk(chunk_id(guide.id, kind, passed.part)) if kind else None
            copy = self._composer.say(session.language, "forward.copy")
            choices.append(Choice(label=copy, copy_text=self._compact.copy(guide, chunk)))
            choices.append(self._open_choice(guide.id, session))
        return clean_text, self._pass_on(asker, session, tuple(choices))

    def _clean(self, passed: _Passed, session: Session, knowledge: Knowledge) -> Reply | None:
        """The text to pass on: a lead for elderly readers, the guide's words, no buttons."""
        language, today = passed.language, self._today()
        guide = knowledge.guide(passed.guide) if passed.guide else None
        if passed.kind == ChunkKind.CARD:
            card = knowledge.cards.card(passed.part) if knowledge.cards else None
            key, text = "card", self._compact.card(card, language) if card else None
        elif guide is None:
            return None
        elif passed.kind:
            unsaid = Intent(passed.unsaid) if passed.unsaid else None
            kind, key = ChunkKind(passed.kind), "piece"
            text = self._compact.piece(guide, kind, passed.part, unsaid, knowledge, language, today)
        else:
            key, text = "", self._compact.passed_on(guide, language, today)
        if text is None:
            return None
        lead = self._composer.say(language, f"forward.lead_{key}" if key else "forward.lead")
        link = Link(guide=guide.id, commune=session.commune) if guide else None
        return Reply(
            text=f"{lead}\n\n{text}",
            status=Status.ANSWERED,
            guide=guide.id if guide else None,
            chunk_kind=passed.kind or ChunkKind.STEP.value,
            step=guide.steps[0].id if guide and not passed.kind else None,
            language=language,
            link=link,
        )

    def _warning(self, answer: Answer, session: Session, knowledge: Knowledge) -> tuple[Reply, ...]:
        """The warning to pass on. It goes to nobody straight: whose message was forwarded may
        be the trickster."""
        lead = self._composer.say(answer.language, "forward.lead_scam")
        text = self._compact.answer(answer, knowledge, self._today())
        link = Link(guide=answer.guide, commune=session.commune) if answer.guide else None
        said = answer.model_copy(update={"text": f"{lead}\n\n{text}", "choices": ()})
        warning = reply_of(said).model_copy(update={"link": link})
        choices = []
        short = plain(self._composer.say(answer.language, "warned.scam"))
        if utf16_length(short) <= LONGEST_COPY:
            label = self._composer.say(session.language, "forward.copy")
            choices.append(Choice(label=label, copy_text=short))
        if answer.guide is not None:
            choices.append(self._open_choice(answer.guide, session))
        note = self._sentences.reply(session.language, "forward.pass_on_scam")
        return warning, note.model_copy(update={"choices": tuple(choices)})

    def _which(
        self, answer: Answer, asker: _Asker, session: Session, knowledge: Knowledge
    ) -> Reply:
        """The question back to the forwarder, who may know; what is picked is then made ready
        to be passed on."""
        choices = tuple(_picks(answer, asker))
        about = {choice.action.guide for choice in choices if choice.action}
        one = knowledge.guide(about.pop() or "") if len(about) == 1 else None
        if any(choice.does("procedure") for choice in answer.choices):
            reply = self._sentences.reply(session.language, "card.offer")
        elif one is not None:
            reply = self._sentences.reply(session.language, "forward.which_of", title=one.title)
        elif asker.name:
            reply = self._sentences.reply(
                session.language, "forward.which_to", name=literal(asker.name)
            )
        else:
            reply = self._sentences.reply(session.language, "forward.which")
        none = self._composer.say(session.language, "forward.none")
        choices = (*choices, Choice(label=none, action=Action(verb="pass.none")))
        return reply.model_copy(update={"status": Status.CLARIFICATION, "choices": choices})

    async def _declined(self, answer: Answer, text: str, asker: _Asker, session: Session) -> _Told:
        if any(choice.does("procedure") for choice in answer.choices):
            which = self._which(answer, asker, session, self._library.current())
            return _Told((which,), (text,))
        gone = answer.trace is not None and answer.trace.decision.abolished is not None
        if answer.reason is Reason.NO_GUIDE and not gone:
            told = await self._without_guide(text, answer.language, session)
            return replace(told, unanswered=(text,))
        key = f"declined.{answer.reason}"
        said = answer.text if gone else self._composer.say(answer.language, key)
        if answer.reason not in _TO_PASS_ON and not gone:
            return _Told((reply_of(answer.model_copy(update={"text": said, "choices": ()})),))
        lead = self._composer.say(answer.language, "forward.lead_declined")
        said = f"{lead}\n\n{said}"
        reply = reply_of(answer.model_copy(update={"text": said, "choices": ()}))
        return _Told((reply, self._pass_on(asker, session, ())))

    async def _without_guide(self, text: str, language: str, session: Session) -> _Told:
        """That there is no guide, to pass on; with a way to a person where there is a desk."""
        said = Reply(
            text=self._composer.say(language, "forward.no_guide"),
            status=Status.DECLINED,
            reason=Reason.NO_GUIDE,
            language=language,
        )
        if not text or not await is_desk_there(self._groups, session.key.channel):
            return _Told((said, self._pass_on(_Asker(), session, ())))
        label = self._composer.say(session.language, "forward.ask_desk")
        ask = Choice(label=label, action=Action(verb="desk.ask"))
        note = self._sentences.reply(session.language, "forward.unanswered")
        return _Told((said, note.model_copy(update={"choices": (ask,)})))

    # Around the answers

    def _first_aid(self, comment: str, session: Session) -> tuple[Reply, ...]:
        """What the forwarder's own words call for before anything else."""
        screening = self._answering.screen(comment) if syllables(comment) else None
        if screening is None or screening.status is not Status.EMERGENCY:
            return ()
        answer = self._answer(comment, session.language)
        return (reply_of(answer),)

    def _notes(self, message: Message, session: Session, *, missing: bool) -> list[Reply]:
        """What is said of forwards that hold no words of a question."""
        keys = []
        empty = [one for one in message.forwarded if not syllables(clean(one.text))]
        if any(map(self._is_ours, message.forwarded)):
            keys.append("forward.ours")
        if any(one.kind is MessageKind.VOICE for one in empty):
            keys.append("forward.voice")
        if any(one.kind is not MessageKind.VOICE for one in empty):
            keys.append("forward.photo")
        if missing and not keys:
            keys.append("forward.no_question")
        return [self._sentences.reply(session.language, key) for key in keys]

    def _pass_on(self, asker: _Asker, session: Session, choices: tuple[Choice, ...]) -> Reply:
        if asker.name:
            note = self._sentences.reply(
                session.language, "forward.pass_on_to", name=literal(asker.name)
            )
        else:
            note = self._sentences.reply(session.language, "forward.pass_on")
        return note.model_copy(update={"choices": choices})

    def _open_choice(self, guide: str, session: Session) -> Choice:
        label = self._composer.say(session.language, "forward.open")
        return Choice(label=label, link=Link(guide=guide, commune=session.commune))

    def _send_choice(self, passed: _Passed, asker: _Asker, session: Session) -> Choice:
        label = self._composer.say(session.language, "forward.send")
        if asker.name:
            label = self._composer.say(session.language, "forward.send_to", name=asker.name)
        to = passed.model_copy(update={"user": asker.reached})
        return Choice(label=label, action=to.action("pass.send"))

    # Straight to the one who asked

    def _sent_lately(self, session: Session) -> tuple[datetime, ...]:
        since = self._clock.now() - _DAY
        return tuple(at for at in session.passed_on if at > since)

    async def _send(self, session: Session, action: Action, passed: _Passed) -> Response:
        """Post the answer to the asker's private chat, once for a forward."""
        if len(self._sent_lately(session)) >= _MOST_A_DAY:
            return self._sentences.said(session, "forward.too_many")
        if not await self._reached(Origin(user=passed.user or None, name=""), session):
            return self._sentences.said(session, "forward.not_reached")
        said = await asyncio.to_thread(self._clean, passed, session, self._library.current())
        if said is None:
            return self._sentences.said(session, "guide_gone")
        channel = session.key.channel
        lead = self._composer.say(said.language, "forward.sent_lead")
        choices: tuple[Choice, ...] = ()
        if passed.guide is not None:
            start = Action(verb="start", guide=passed.guide)
            choices = (self._composer.choice(said.language, "start", start),)
        reply = said.model_copy(
            update={"text": f"{lead}\n\n{said.text}", "choices": choices, "link": None}
        )
        post = Post(to=Address(channel=channel, chat=passed.user), reply=reply)
        # Pressed again it only says that it was.
        sent = used_up(session, lambda one: one == action, Action(verb="pass.sent")).model_copy(
            update={"passed_on": (*self._sent_lately(session), self._clock.now())}
        )
        return self._sentences.said(sent, "forward.sent").plus(Turn(posts=(post,)))

    # Parts

    def _today(self) -> date:
        return self._clock.now().date()


def _passed(answer: Answer, asker: _Asker) -> _Passed:
    """What an answer passes on: its guide from the start, its piece, or its procedure."""
    if answer.card is not None:
        kind, part = ChunkKind.CARD.value, answer.card
    elif answer.step is not None or answer.chunk_kind is None:
        kind, part = "", ""
    else:
        kind, part = answer.chunk_kind.value, answer.part or ""
    unsaid = answer.trace.decision.unsaid if answer.trace is not None else None
    return _Passed(
        guide=answer.guide,
        kind=kind,
        part=part,
        unsaid=unsaid.value if unsaid else "",
        language=answer.language,
        user=asker.reached,
    )


def _picks(answer: Answer, asker: _Asker) -> Iterator[Choice]:
    """The guides, pieces and procedures an answer offers, each to be picked and passed on."""
    for choice in answer.choices:
        action = choice.action
        if action is None or (action.guide is None and action.verb != "procedure"):
            continue
        kinds = {"start": "", "procedure": ChunkKind.CARD.value}
        kind = kinds.get(action.verb, action.verb)
        passed = _Passed(
            guide=action.guide,
            kind=kind,
            part=(action.part or "") if kind else "",
            language=answer.language,
            user=asker.reached,
        )
        yield Choice(label=choice.label, action=passed.action("pass.pick"))


def _first_three(told: Sequence[_Told]) -> list[_Told]:
    """The first three, dangers before anything else."""
    return sorted(told, key=lambda one: not one.urgent)[:_MOST]


def _first_name(shown: str) -> str:
    """The name people call somebody by, from the name they show: the last word of a
    Vietnamese full name, else the first. Empty where it is no name."""
    words = [word for word in clean(shown).split() if word.isalpha()]
    if not words:
        return ""
    full = len(words) > 1 and fold(words[0].lower()) in _FAMILIES
    return (words[-1] if full else words[0])[:_LONGEST_NAME]
