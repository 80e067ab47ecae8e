"""Forwarded answers: what is said to who forwarded a question, of each answer to it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.answering.compact import LONGEST_COPY, Compact
from bot.answering.compose import Composer
from bot.conversation.desk.desks import is_desk_there
from bot.conversation.forwarding.asker import Asker
from bot.conversation.forwarding.parcel import Parcel
from bot.conversation.forwarding.ready_to_pass_on import ReadyToPassOn
from bot.conversation.reply_of import reply_of
from bot.conversation.reworded import reworded
from bot.conversation.sentences import Sentences
from bot.domain.answer import Action, Answer, Choice, Reason, Status
from bot.domain.conversation import Reply, Session
from bot.domain.link import Link
from bot.domain.markup import literal, plain, utf16_length
from bot.domain.search import ChunkKind
from bot.ports import Clock, Groups, Knowledge, Library

# Declines that may be passed on; the others are for whoever wrote it to think about.
_TO_PASS_ON = frozenset({Reason.OUT_OF_SCOPE, Reason.PERSONAL_STATUS, Reason.LEGAL_ADVICE})


@dataclass(frozen=True)
class Told:
    """What is said of one question, its masked text when it has no guide, and whether it is
    about a danger."""

    replies: tuple[Reply, ...]
    unanswered: tuple[str, ...] = ()
    urgent: bool = False


class ForwardedAnswers:
    """Says an answer as something to pass on, or what stands in the way of that."""

    def __init__(
        self,
        library: Library,
        composer: Composer,
        compact: Compact,
        sentences: Sentences,
        ready: ReadyToPassOn,
        groups: Groups,
        clock: Clock,
    ) -> None:
        self._library = library
        self._composer = composer
        self._compact = compact
        self._sentences = sentences
        self._ready = ready
        self._groups = groups
        self._clock = clock

    async def told(self, answer: Answer, text: str, asker: Asker, session: Session) -> Told:
        """What is said of an answer to a masked text, in the forwarder's session."""
        knowledge = self._library.current()
        answer = self._compact.alone(answer, knowledge, self._today())
        if answer.status is Status.ANSWERED:
            parcel = Parcel.of(answer, asker.reached)
            return Told(await asyncio.to_thread(self._ready.replies, parcel, asker, session))
        if answer.status is Status.CLARIFICATION:
            # Kept for the case that it is none of them.
            return Told((self._which(answer, asker, session, knowledge),), (text,))
        if answer.status is Status.EMERGENCY:
            note = self._sentences.reply(session.language, "forward.pass_on_emergency")
            return Told((reply_of(answer), note), urgent=True)
        if answer.reason is Reason.SECRET_SHARED:
            said = self._composer.say(session.language, "forward.secret")
            return Told((reworded(answer, said, answer.choices),), urgent=True)
        if answer.status is Status.WARNED:
            return Told(self._warning(answer, session, knowledge), urgent=True)
        if answer.status is Status.DECLINED:
            return await self._declined(answer, text, asker, session, knowledge)
        if answer.status is Status.SMALLTALK:
            key = "link_only" if answer.reason is Reason.LINK else "no_question"
            return Told((self._sentences.reply(session.language, f"forward.{key}"),))
        return Told((reply_of(answer),))

    async def without_guide(self, text: str, language: str, session: Session) -> Told:
        """That there is no guide, to pass on; with a way to a person where there is a desk."""
        said = self._sentences.reply(language, "forward.no_guide").model_copy(
            update={"status": Status.DECLINED, "reason": Reason.NO_GUIDE}
        )
        if not text or not await is_desk_there(self._groups, session.key.channel):
            return Told((said, self._ready.note(Asker(), session)))
        label = self._composer.say(session.language, "forward.ask_desk")
        ask = Choice(label=label, action=Action(verb="desk.ask"))
        note = self._sentences.reply(session.language, "forward.unanswered", ask)
        return Told((said, note))

    def _warning(self, answer: Answer, session: Session, knowledge: Knowledge) -> tuple[Reply, ...]:
        """The warning to pass on. It goes to nobody straight: whose message was forwarded may
        be the trickster."""
        lead = self._composer.say(answer.language, "forward.lead_scam")
        text = self._compact.answer(answer, knowledge, self._today())
        link = Link(guide=answer.guide, commune=session.commune) if answer.guide else None
        warning = reworded(answer, f"{lead}\n\n{text}").model_copy(update={"link": link})
        choices = []
        short = plain(self._composer.say(answer.language, "warned.scam"))
        if utf16_length(short) <= LONGEST_COPY:
            label = self._composer.say(session.language, "forward.copy")
            choices.append(Choice(label=label, copy_text=short))
        if answer.guide is not None:
            choices.append(self._ready.open_choice(answer.guide, session))
        return warning, self._sentences.reply(session.language, "forward.pass_on_scam", *choices)

    def _which(self, answer: Answer, asker: Asker, session: Session, knowledge: Knowledge) -> Reply:
        """The question back to the forwarder, who may know; what is picked is then made ready
        to be passed on."""
        language = session.language
        picks = tuple(_picks(answer, asker))
        none = self._composer.say(language, "forward.none")
        choices = (*picks, Choice(label=none, action=Action(verb="pass.none")))
        about = {choice.action.guide for choice in picks if choice.action}
        one = knowledge.guide(about.pop() or "") if len(about) == 1 else None
        if _offers_procedures(answer):
            reply = self._sentences.reply(language, "card.offer", *choices)
        elif one is not None:
            reply = self._sentences.reply(language, "forward.which_of", *choices, title=one.title)
        elif asker.name:
            name = literal(asker.name)
            reply = self._sentences.reply(language, "forward.which_to", *choices, name=name)
        else:
            reply = self._sentences.reply(language, "forward.which", *choices)
        return reply.model_copy(update={"status": Status.CLARIFICATION})

    async def _declined(
        self, answer: Answer, text: str, asker: Asker, session: Session, knowledge: Knowledge
    ) -> Told:
        if _offers_procedures(answer):
            return Told((self._which(answer, asker, session, knowledge),), (text,))
        gone = answer.trace is not None and answer.trace.decision.abolished is not None
        if answer.reason is Reason.NO_GUIDE and not gone:
            told = await self.without_guide(text, answer.language, session)
            return replace(told, unanswered=(text,))
        said = answer.text
        if not gone:
            said = self._composer.say(answer.language, f"declined.{answer.reason}")
        if answer.reason not in _TO_PASS_ON and not gone:
            return Told((reworded(answer, said),))
        lead = self._composer.say(answer.language, "forward.lead_declined")
        return Told((reworded(answer, f"{lead}\n\n{said}"), self._ready.note(asker, session)))

    def _today(self) -> date:
        return self._clock.now().date()


def _offers_procedures(answer: Answer) -> bool:
    return any(choice.does("procedure") for choice in answer.choices)


def _picks(answer: Answer, asker: Asker) -> Iterator[Choice]:
    """The guides, pieces and procedures an answer offers, each to be picked and passed on."""
    for choice in answer.choices:
        action = choice.action
        if action is None or (action.guide is None and action.verb != "procedure"):
            continue
        kinds = {"start": "", "procedure": ChunkKind.CARD.value}
        kind = kinds.get(action.verb, action.verb)
        parcel = Parcel(
            guide=action.guide,
            kind=kind,
            part=(action.part or "") if kind else "",
            language=answer.language,
            user=asker.reached,
        )
        yield Choice(label=choice.label, action=parcel.action("pass.pick"))
