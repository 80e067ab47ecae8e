"""Questions: what is asked in a private conversation, and what its answer leads to."""

from datetime import timedelta

from bot import walkthrough
from bot.answering.pipeline import Answering
from bot.conversation.private.pieces import PIECE_VERBS
from bot.conversation.private.verdicts import Verdicts
from bot.conversation.private.walking import Walking
from bot.conversation.private.way_back import WayBack
from bot.conversation.reply_of import reply_of
from bot.conversation.response import Asked, Response
from bot.domain.answer import Action, Answer, Question, Reason, Screening, Status
from bot.domain.conversation import Said, Session
from bot.domain.guide import Guide
from bot.domain.markup import shortened
from bot.domain.search import ChunkKind
from bot.ports import Clock, Library

_LATELY = timedelta(hours=1)
_REMEMBERED, _LONGEST_REMEMBERED = 3, 300


class Questions:
    """Asks the guides, and keeps in the session what they answered from."""

    def __init__(
        self,
        answering: Answering,
        library: Library,
        verdicts: Verdicts,
        way_back: WayBack,
        walking: Walking,
        clock: Clock,
        *,
        remembers: bool,
    ) -> None:
        """One that `remembers` keeps the last questions in the session: what a language model
        needs to understand a message that leans on them, and nobody else does."""
        self._answering = answering
        self._library = library
        self._verdicts = verdicts
        self._way_back = way_back
        self._walking = walking
        self._clock = clock
        self._remembers = remembers

    def ask(self, session: Session, text: str, screening: Screening | None) -> Response:
        """What a masked text leads to; `screening` is what was found in it. A complaint in the
        middle of a guide that no error explains is a step somebody is stuck at."""
        progress = session.progress
        question = Question(
            text=text,
            language=session.language,
            guide=session.guide or (progress.guide if progress else None),
            earlier=tuple(said.text for said in self._lately(session)),
        )
        answer = self._answering.answer_screened(question, screening)
        running = self._way_back.running(session)
        if running is not None and _means_stuck(answer, running[1]):
            return self._walking.stuck(session, *running)
        return self.answered(Asked(session, question, answer))

    def answered(self, asked: Asked) -> Response:
        """What an answer leads to, said in the session that the question was asked in."""
        session, text, answer = asked.session, asked.question.text, asked.answer
        reply = reply_of(answer)
        declined = answer.status is Status.DECLINED and answer.reason is Reason.NO_GUIDE
        changes: dict[str, object] = {"unanswered": text if declined else None}
        if self._remembers:
            changes["said"] = self._remembered(session, text)
        if answer.guide is not None:
            changes["guide"] = answer.guide
            changes["shown"] = _shown(answer)
        if answer.step is not None and answer.guide is not None:
            changes |= self._started(session, answer.guide)
        else:
            reply = self._way_back.offered(reply, session)
        shown = _shown(answer) if answer.status is Status.ANSWERED else None
        if shown is not None:
            reply = self._verdicts.asked_of(session, reply, shown)
        return Response(session.model_copy(update=changes), (reply,), asked=asked)

    def _started(self, session: Session, guide_id: str) -> dict[str, object]:
        """What an answer that opens a guide changes: another one in progress is paused."""
        guide = self._library.current().guide(guide_id)
        if guide is None:
            return {}
        running = self._way_back.running(session)
        other = running is not None and running[1].id != guide.id
        paused = running[0] if running and other else session.paused
        return {"progress": walkthrough.start(guide), "paused": paused}

    def _lately(self, session: Session) -> tuple[Said, ...]:
        since = self._clock.now() - _LATELY
        return tuple(said for said in session.said if said.at >= since)

    def _remembered(self, session: Session, text: str) -> tuple[Said, ...]:
        said = Said(text=shortened(text, _LONGEST_REMEMBERED), at=self._clock.now())
        return (*self._lately(session), said)[-_REMEMBERED:]


def _means_stuck(answer: Answer, guide: Guide) -> bool:
    """A complaint in mid-guide that no error of any guide explains."""
    complains = answer.trace is not None and answer.trace.understanding.intent == "error"
    explained = answer.status is Status.ANSWERED and answer.chunk_kind in (
        ChunkKind.ERROR,
        ChunkKind.QUICK,
    )
    elsewhere = answer.status in (Status.WARNED, Status.EMERGENCY)
    here = answer.guide in (None, guide.id)
    return complains and here and not explained and not elsewhere


def _shown(answer: Answer) -> Action | None:
    """The piece an answer shows, to be shown again."""
    if answer.chunk_kind is None or answer.chunk_kind.value not in PIECE_VERBS or answer.step:
        return None
    return Action(verb=answer.chunk_kind.value, guide=answer.guide, part=answer.part)
