"""News: what editors have to say to groups."""

from bot.conversation.response import Response
from bot.domain.answer import Action
from bot.domain.conversation import Message, Session


class News:
    """A Part (`news.*`), for editors only."""

    async def act(self, session: Session, message: Message, action: Action) -> Response:
        """Write, look over and send news; in a group, take it no more."""
        raise NotImplementedError
