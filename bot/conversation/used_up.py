"""Used up: a button that has done what it does once."""

from collections.abc import Callable

from bot.domain.answer import Action
from bot.domain.conversation import Session


def used_up(session: Session, is_spent: Callable[[Action], bool], spent: Action) -> Session:
    """The session in which every button whose action `is_spent` does `spent` when it is pressed
    again, and is no more among those that a number or words press."""
    tokens = {token: spent if is_spent(one) else one for token, one in session.tokens.items()}
    choices = tuple(c for c in session.choices if c.action is None or not is_spent(c.action))
    return session.model_copy(update={"tokens": tokens, "choices": choices})
