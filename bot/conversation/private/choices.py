"""Choices: what a button of the private conversation leads to."""

from dataclasses import replace

from bot.conversation.private.pieces import PIECE_VERBS, Pieces
from bot.conversation.private.procedures import Procedures
from bot.conversation.private.shelves import Shelves
from bot.conversation.private.verdicts import VERDICT_VERBS, Verdicts
from bot.conversation.private.walking import Walking
from bot.conversation.private.way_back import WayBack
from bot.conversation.response import Response
from bot.conversation.sentences import Sentences
from bot.domain.answer import Action
from bot.domain.conversation import Session
from bot.domain.guide import Guide
from bot.domain.ticket import TicketReason
from bot.ports import Library


class Choices:
    """Takes each action to the part that does it."""

    def __init__(
        self,
        library: Library,
        sentences: Sentences,
        shelves: Shelves,
        procedures: Procedures,
        pieces: Pieces,
        walking: Walking,
        verdicts: Verdicts,
        way_back: WayBack,
    ) -> None:
        self._library = library
        self._sentences = sentences
        self._shelves = shelves
        self._procedures = procedures
        self._pieces = pieces
        self._walking = walking
        self._verdicts = verdicts
        self._way_back = way_back

    def act(self, session: Session, action: Action) -> Response:
        """What an action leads to; one of another part, whose name stands in the verb, is
        handed on."""
        if "." in action.verb:
            return Response(session, hand_on=action)
        match action.verb:
            case "none":
                browse = self._shelves.choice(session.language)
                said = self._sentences.said(session, "none_of_these", browse)
                return replace(said, person=TicketReason.NO_GUIDE)
            case "browse":
                return self._shelves.browse(session)
            case "category":
                return self._shelves.category(session, action.part)
            case "procedure":
                return self._procedures.show(session, action.part or "")
            case "level":
                return self._procedures.card(session, action.part or "")
            case "resume":
                return self._walking.resume(session)
            case "resume_other":
                paused = session.model_copy(update={"progress": session.paused, "paused": None})
                return self._walking.resume(paused)
        guide = self._library.current().guide(action.guide or "")
        if guide is None:
            return self._sentences.said(_without(session, action.guide), "guide_gone")
        return self._in_guide(session, action, guide)

    def _in_guide(self, session: Session, action: Action, guide: Guide) -> Response:
        if action.verb in ("start", "restart"):
            return self._walking.start(session, guide)
        if action.verb == "twin":
            twin = session.model_copy(update={"language": guide.language})
            return self._walking.start(twin, guide)
        if action.verb == "explain":
            return self._pieces.explain(session, action, guide)
        if action.verb in PIECE_VERBS:
            return self._pieces.show(session, action, guide)
        if action.verb in VERDICT_VERBS:
            progress = self._walking.progress_in(session, action, guide)
            said = self._verdicts.act(session, action, guide, progress)
            return self._way_back.after_verdict(said)
        return self._walking.act(session, action, guide)


def _without(session: Session, gone: str | None) -> Session:
    """The session free of a guide that is no longer published; another one runs on."""
    running = session.progress is not None and session.progress.guide != gone
    if running:
        return session
    return session.model_copy(update={"progress": None, "guide": None})
