"""Later: questions without a guide, answered when one has come."""

from bot.conversation.response import Response
from bot.domain.answer import Action
from bot.domain.conversation import Message, Session
from bot.domain.turn import Turn


class Later:
    """A Part (`later.*`)."""

    def offered(self, response: Response) -> Response:
        """The response with the offer to be told when a guide has come, where none had."""
        raise NotImplementedError

    async def act(self, session: Session, message: Message, action: Action) -> Response:
        """Keep the question, or forget it again."""
        raise NotImplementedError

    async def tick(self) -> Turn:
        """The answers that a new generation has for kept questions."""
        raise NotImplementedError
