"""Texts to pass on: what a citizen reads whose question a neighbour forwarded."""

from bot.answering.compact import Compact
from bot.answering.compose import Composer
from bot.conversation.forwarding.parcel import Parcel
from bot.domain.answer import Intent, Status
from bot.domain.conversation import Reply, Session
from bot.domain.guide import Guide
from bot.domain.link import Link
from bot.domain.search import ChunkKind
from bot.ports import Clock, Knowledge


class TextsToPassOn:
    """Makes texts that can be forwarded as they are."""

    def __init__(self, composer: Composer, compact: Compact, clock: Clock) -> None:
        self._composer = composer
        self._compact = compact
        self._clock = clock

    def text(self, parcel: Parcel, session: Session, knowledge: Knowledge) -> Reply | None:
        """A lead for elderly readers, the guide's words, no buttons; None where the guide is
        gone."""
        language = parcel.language
        guide = knowledge.guide(parcel.guide) if parcel.guide else None
        text = self._words(parcel, guide, knowledge)
        if text is None:
            return None
        lead = self._composer.say(language, _lead(parcel.kind))
        link = Link(guide=guide.id, commune=session.commune) if guide else None
        return Reply(
            text=f"{lead}\n\n{text}",
            status=Status.ANSWERED,
            guide=guide.id if guide else None,
            chunk_kind=parcel.kind or ChunkKind.STEP.value,
            step=guide.steps[0].id if guide and not parcel.kind else None,
            language=language,
            link=link,
        )

    def _words(self, parcel: Parcel, guide: Guide | None, knowledge: Knowledge) -> str | None:
        language, today = parcel.language, self._clock.now().date()
        if parcel.kind == ChunkKind.CARD:
            card = knowledge.cards.card(parcel.part) if knowledge.cards else None
            return self._compact.card(card, language) if card else None
        if guide is None:
            return None
        if not parcel.kind:
            return self._compact.passed_on(guide, language, today)
        kind = ChunkKind(parcel.kind)
        unsaid = Intent(parcel.unsaid) if parcel.unsaid else None
        return self._compact.piece(guide, kind, parcel.part, unsaid, knowledge, language, today)


def _lead(kind: str) -> str:
    """The key of what leads to a whole guide, a procedure's card or a piece."""
    if not kind:
        return "forward.lead"
    return "forward.lead_card" if kind == ChunkKind.CARD else "forward.lead_piece"
