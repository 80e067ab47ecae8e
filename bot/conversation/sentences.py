"""Sentences: the fixed sentences, said as plain replies."""

from bot.answering.compose import Composer
from bot.conversation.plain_reply import plain_reply
from bot.conversation.response import Response
from bot.domain.answer import Choice
from bot.domain.conversation import Reply, Session


class Sentences:
    """Says a fixed sentence by its key, its `$name`s filled with the values. The only way a part
    has to say nothing but one."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer

    def reply(self, language: str, key: str, *choices: Choice, **values: str) -> Reply:
        """The sentence in that language, with the choices under it."""
        return plain_reply(self._composer.say(language, key, **values), language, choices)

    def notice(self, language: str, key: str) -> Reply:
        """The sentence shown for a moment to whoever tapped."""
        return self.reply(language, key).model_copy(update={"notice": True})

    def said(self, session: Session, key: str, *choices: Choice, **values: str) -> Response:
        """The sentence, said in a private chat that stays as it was."""
        return Response(session, (self.reply(session.language, key, *choices, **values),))

    def noticed(self, session: Session, key: str) -> Response:
        """The same as a notice."""
        return Response(session, (self.notice(session.language, key),))
