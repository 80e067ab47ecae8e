"""Passing on: a neighbour's forwarded question, answered so that it can be passed back."""

from bot.conversation.response import Response
from bot.domain.answer import Action
from bot.domain.conversation import Message, Session


class PassingOn:
    """A Part (`pass.*`)."""

    async def respond(self, session: Session, message: Message) -> Response:
        """The answer to forwarded messages."""
        raise NotImplementedError

    async def act(self, session: Session, message: Message, action: Action) -> Response:
        """Send the answer straight to the one who asked."""
        raise NotImplementedError
