"""Pieces: one section, error, quick answer or step of a guide, shown by itself."""

from bot import walkthrough
from bot.answering.compose import Composer
from bot.conversation.guide_reply import guide_reply
from bot.conversation.private.verdicts import Verdicts
from bot.conversation.private.way_back import WayBack
from bot.conversation.response import Response
from bot.conversation.sentences import Sentences
from bot.domain.answer import Action
from bot.domain.conversation import Session
from bot.domain.guide import Guide
from bot.domain.search import ChunkKind, chunk_id
from bot.ports import Clock, Library

PIECE_VERBS = frozenset({"section", "error", "quick", "step", "head"})
"""The verbs of an Action that shows a piece: its kind of chunk; `part` is the chunk's."""

# Who picks one of these by its question or its error asked that; a section is only looked at.
_ANSWERS = (ChunkKind.QUICK, ChunkKind.ERROR)


class Pieces:
    """Shows pieces, with the way to the guide or back to the step."""

    def __init__(
        self,
        library: Library,
        composer: Composer,
        sentences: Sentences,
        verdicts: Verdicts,
        way_back: WayBack,
        clock: Clock,
    ) -> None:
        self._library = library
        self._composer = composer
        self._sentences = sentences
        self._verdicts = verdicts
        self._way_back = way_back
        self._clock = clock

    def show(self, session: Session, action: Action, guide: Guide) -> Response:
        """The piece that the action names."""
        knowledge = self._library.current()
        chunk = knowledge.chunk(chunk_id(guide.id, ChunkKind(action.verb), action.part or ""))
        if chunk is None:
            return self._sentences.said(session, "old_button")
        language = session.language
        text = self._composer.piece(guide, chunk, language, self._clock.now().date())
        session = session.model_copy(update={"guide": guide.id, "shown": action})
        reply = guide_reply(guide, text, language, chunk_kind=chunk.kind)
        if self._way_back.running(session) is not None:
            reply = self._way_back.offered(reply, session)
        else:
            start = self._composer.choice(language, "start", Action(verb="start", guide=guide.id))
            reply = reply.model_copy(update={"choices": (start,)})
        if chunk.kind in _ANSWERS:
            reply = self._verdicts.asked_of(session, reply, action)
        return Response(session, (reply,))

    def explain(self, session: Session, action: Action, guide: Guide) -> Response:
        """What the guide says of a step; the action's `part` is its number, from 1."""
        step = walkthrough.jump(walkthrough.start(guide), guide, int(action.part or 1) - 1)
        return self.show(session, Action(verb="step", guide=guide.id, part=step.step), guide)
