"""Procedures: the cards of official procedures, each at one level."""

from bot.answering.compose import Composer
from bot.conversation.plain_reply import plain_reply
from bot.conversation.response import Response
from bot.conversation.sentences import Sentences
from bot.domain.answer import Status
from bot.domain.conversation import Session
from bot.domain.search import ChunkKind
from bot.ports import Library


class Procedures:
    """Shows a procedure's card, once its level is known."""

    def __init__(self, library: Library, composer: Composer, sentences: Sentences) -> None:
        self._library = library
        self._composer = composer
        self._sentences = sentences

    def show(self, session: Session, code: str) -> Response:
        """A procedure's card; first the one question of its level, where it has several."""
        cards = self._library.current().cards
        card = cards.card(code) if cards else None
        if cards is None or card is None:
            return self._sentences.said(session, "old_button")
        sisters = cards.levels(card)
        if len(sisters) == 1:
            return self.card(session, code)
        language = session.language
        choices = self._composer.level_choices(sisters, language)
        reply = self._sentences.reply(language, "card.which_level", *choices)
        return Response(session, (reply.model_copy(update={"status": Status.CLARIFICATION}),))

    def card(self, session: Session, code: str) -> Response:
        """The card of the procedure at that level, by its code."""
        cards = self._library.current().cards
        card = cards.card(code) if cards else None
        if card is None:
            return self._sentences.said(session, "old_button")
        reply = plain_reply(self._composer.card(card, session.language), session.language)
        shown = {"status": Status.ANSWERED, "chunk_kind": ChunkKind.CARD.value}
        return Response(session, (reply.model_copy(update=shown),))
