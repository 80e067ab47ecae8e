"""Reworded: an answer said in other words than its own."""

from bot.conversation.reply_of import reply_of
from bot.domain.answer import Answer, Choice
from bot.domain.conversation import Reply


def reworded(answer: Answer, text: str, choices: tuple[Choice, ...] = ()) -> Reply:
    """The answer's reply with another text, and with these choices instead of its own."""
    return reply_of(answer.model_copy(update={"text": text, "choices": choices}))
