"""Plain reply: a text said to somebody, about no guide."""

from collections.abc import Iterable

from bot.domain.answer import Choice, Status
from bot.domain.conversation import Reply


def plain_reply(text: str, language: str, choices: Iterable[Choice] = ()) -> Reply:
    """The reply that says a text, with the choices under it."""
    return Reply(text=text, choices=tuple(choices), status=Status.SMALLTALK, language=language)
