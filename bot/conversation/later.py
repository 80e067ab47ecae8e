"""Later: questions without a guide, answered when one has come."""

import asyncio
import hashlib
from dataclasses import dataclass, replace
from datetime import time

import structlog

from bot.answering.compose import Composer
from bot.answering.pipeline import Answering
from bot.conversation.response import Response
from bot.conversation.sentences import Sentences
from bot.domain.address import Address, ConversationKey
from bot.domain.answer import Action, Answer, Choice, Question, Reason, Status
from bot.domain.conversation import KeptQuestion, Message, Post, Reply, Session
from bot.domain.group import QuietHours
from bot.domain.guide import Guide
from bot.domain.markup import literal, shortened
from bot.domain.search import ChunkKind, Signals, chunk_id
from bot.domain.ticket import TicketState
from bot.domain.turn import Turn
from bot.language.days import written
from bot.language.fold import clean
from bot.language.tokens import folded, syllables
from bot.ports import Clock, KeptQuestions, Library, Tickets

log = structlog.get_logger()

_MOST_KEPT = 10
_OFFERED_TO_DROP = 3
_ASKED_AT_ONCE = 50
_QUOTED, _LABELLED = 300, 40
# Nobody asked just now, and a question without a guide is asked again at every generation: a
# miss costs a wait, a wrong guide costs trust. `camtay-kb calibration`: of the calibration
# questions this sure four in five found their guide (139 of 691, half of them about subjects
# hidden from the index), of those a little less sure two in three, of all that a live question
# is answered from (0.29) one in two. Of the evaluation questions with a guide two in three are
# this sure, 99 % of them rightly; of those without a guide none is.
_SURE = 0.9
# An answer that somebody waited for for weeks need not wake them.
_NIGHT = QuietHours(start=time(21), end=time(7))
# What leads on from a step means nothing to somebody who is elsewhere.
_OF_A_STEP = frozenset({"done", "stuck", "back", "all", "stop"})


@dataclass(frozen=True)
class _Found:
    """What a generation has for a kept question; no reply where it has nothing sure, `broke`
    where it could not be asked."""

    kept: KeptQuestion
    reply: Reply | None
    broke: bool = False


class Later:
    """A Part (`later.*`)."""

    def __init__(
        self,
        answering: Answering,
        library: Library,
        composer: Composer,
        kept: KeptQuestions,
        tickets: Tickets,
        clock: Clock,
    ) -> None:
        self._answering = answering
        self._library = library
        self._composer = composer
        self._sentences = Sentences(composer)
        self._kept = kept
        self._tickets = tickets
        self._clock = clock

    def offered(self, response: Response) -> Response:
        """The response with the offer to be told when a guide has come, where none had."""
        session = response.session
        if session is None or session.unanswered is None or not response.replies:
            return response
        last = response.replies[-1]
        if (last.status, last.reason) != (Status.DECLINED, Reason.NO_GUIDE):
            return response
        id_ = _id(session.key, session.unanswered)
        keep = self._choice(session.language, "keep", Action(verb="later.keep", part=id_))
        offering = last.model_copy(update={"choices": (*last.choices, keep)})
        return replace(response, replies=(*response.replies[:-1], offering))

    async def act(self, session: Session, message: Message, action: Action) -> Response:
        """Keep the question, or forget it again. Pressing the button is the consent."""
        if action.verb == "later.drop":
            return await self._drop(session, action.part)
        return await self._keep(session, action.part)

    async def tick(self) -> Turn:
        """The answers that a new generation has for kept questions: each a post and the end of
        its question at once, so that it goes out exactly once."""
        generation = (await asyncio.to_thread(self._library.current)).generation
        # After a rollback the questions wait: the older guides had no answer before.
        ahead = [
            kept
            for kept in await self._kept.not_asked_of(generation)
            if kept.generation < generation
        ]
        if not ahead:
            return Turn()
        waiting = await self._in_a_helpers_hands()
        asked = [kept for kept in ahead if kept.key not in waiting][:_ASKED_AT_ONCE]
        found = await asyncio.to_thread(lambda: [self._ask_again(kept) for kept in asked])
        # Whoever dropped a question or was forgotten meanwhile is not written to.
        still = await self._all()
        turn = Turn()
        for one in found:
            if one.kept in still and not one.broke:
                turn = turn.plus(self._outcome(one, generation))
        return turn

    def _outcome(self, found: _Found, generation: str) -> Turn:
        kept = found.kept
        if found.reply is None:
            return Turn(kept=(kept.model_copy(update={"generation": generation}),))
        to = Address(channel=kept.key.channel, chat=kept.key.chat)
        due = _NIGHT.over(self._clock.now())
        post = Post(to=to, reply=found.reply, bulk=True, due=due)
        return Turn(posts=(post,), dropped=(kept.id,))

    # Keeping

    async def _keep(self, session: Session, id_: str | None) -> Response:
        text, language = session.unanswered, session.language
        if text is None or id_ != _id(session.key, text):
            return self._sentences.said(session, "later.gone")
        held = [kept for kept in await self._all() if kept.key == session.key]
        drop = self._choice(language, "drop", Action(verb="later.drop", part=id_))
        told = self._sentences.said(session, "later.kept", drop, question=_quoted(text))
        if any(kept.id == id_ for kept in held):
            return told
        if len(held) >= _MOST_KEPT:
            oldest = map(self._drop_choice, held[:_OFFERED_TO_DROP])
            return self._sentences.said(session, "later.full", *oldest, most=str(_MOST_KEPT))
        kept = KeptQuestion(
            id=id_,
            key=session.key,
            text=text,
            language=language,
            asked=self._clock.now(),
            generation=(await asyncio.to_thread(self._library.current)).generation,
        )
        return told.plus(Turn(kept=(kept,)))

    async def _drop(self, session: Session, id_: str | None) -> Response:
        mine = [k.id for k in await self._all() if k.key == session.key and k.id == id_]
        return self._sentences.said(session, "later.dropped").plus(Turn(dropped=tuple(mine)))

    def _drop_choice(self, kept: KeptQuestion) -> Choice:
        question = _cut(kept.text, _LABELLED)
        label = self._composer.say(kept.language, "later.choice.drop_one", question=question)
        return Choice(label=label, action=Action(verb="later.drop", part=kept.id))

    # Asking again

    def _ask_again(self, kept: KeptQuestion) -> _Found:
        try:
            answer = self._answering.answer(Question(text=kept.text, language=kept.language))
            return _Found(kept, self._answered(kept, answer), answer.status is Status.ERROR)
        except Exception as error:
            # One question that breaks must not keep the others from their answers.
            log.exception("asking_again_failed", why=f"{type(error).__name__}: {error}")
            return _Found(kept, None)

    def _answered(self, kept: KeptQuestion, answer: Answer) -> Reply | None:
        """The answer as a message to somebody who did not ask just now; None where it is not
        sure enough."""
        knowledge = self._library.current()
        guide = knowledge.guide(answer.guide or "")
        if guide is None or answer.chunk_kind is None or not _is_sure(answer, kept.text, guide):
            return None
        # A whole guide is offered, not opened: the person may be at a step of another.
        opens = answer.step is not None
        kind = ChunkKind.HEAD if opens else answer.chunk_kind
        chunk = knowledge.chunk(chunk_id(guide.id, kind, answer.part or ""))
        if chunk is None:
            return None
        now = self._clock.now()
        lead = self._composer.say(
            kept.language,
            f"later.{self._why_now(kept, guide)}",
            asked=written(kept.asked.astimezone(now.tzinfo).date()),
            question=_quoted(kept.text),
            checked=written(guide.checked),
        )
        piece = self._composer.piece(guide, chunk, kept.language, now.date())
        end = self._composer.say(kept.language, "later.end")
        start = Action(verb="start", guide=guide.id)
        choices = [self._composer.choice(kept.language, "start", start)] if opens else []
        choices += [c for c in answer.choices if c.action and c.action.verb not in _OF_A_STEP]
        return Reply(
            text=f"{lead}\n\n{piece}\n\n{end}",
            choices=tuple(choices),
            status=Status.ANSWERED,
            guide=guide.id,
            chunk_kind=chunk.kind.value,
            citations=answer.citations,
            language=kept.language,
        )

    def _why_now(self, kept: KeptQuestion, guide: Guide) -> str:
        """What changed since the question was last asked: a guide is `new` or `changed`, or it
        is `found` only now. That much is said when the generation of then is gone."""
        then = self._library.guides_of(kept.generation)
        if then is None:
            return "found"
        if guide.id not in then:
            return "new"
        return "found" if then[guide.id] == guide.digest else "changed"

    async def _in_a_helpers_hands(self) -> frozenset[ConversationKey]:
        tickets = await self._tickets.unfinished()
        return frozenset(t.person for t in tickets if t.state is TicketState.CLAIMED)

    # Parts

    async def _all(self) -> list[KeptQuestion]:
        # No generation is without a name, so none of them was asked of that one.
        return await self._kept.not_asked_of("")

    def _choice(self, language: str, key: str, action: Action) -> Choice:
        return Choice(label=self._composer.say(language, f"later.choice.{key}"), action=action)


def _is_sure(answer: Answer, question: str, guide: Guide) -> bool:
    """Whether an answer is worth writing to somebody who did not ask just now."""
    trace = answer.trace
    if answer.status is not Status.ANSWERED or trace is None or trace.decision.unsaid is not None:
        return False
    if any(code in question for code in guide.procedures):
        return True
    return trace.calibration.confidence(Signals.of(trace.results)) >= _SURE


def _id(key: ConversationKey, text: str) -> str:
    """The same for the same question of the same person, however it is typed."""
    words = " ".join(folded(syllables(clean(text))))
    return hashlib.blake2b(f"{key}\n{words}".encode(), digest_size=8).hexdigest()


def _quoted(text: str) -> str:
    return literal(_cut(text, _QUOTED))


def _cut(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return shortened(text, longest)
