"""Desk: where questions wait for a person, and how words travel between asker and helper."""

from bot.conversation.response import Response
from bot.domain.answer import Action
from bot.domain.conversation import ChatEvent, Message, Session
from bot.domain.turn import Turn


class Desk:
    """A Part (`desk.*`) and a Listener."""

    async def takes(
        self, session: Session, message: Message, action: Action | None
    ) -> Response | None:
        """What becomes of a private message while the person writes a ticket or is in a
        helper's hands; None when it is not for the desk."""
        raise NotImplementedError

    async def takes_in_group(self, message: Message, name: str | None) -> Response | None:
        """What becomes of a group message that answers one of the desk's (`name` is that of
        our message it answers); None when it is not for the desk."""
        raise NotImplementedError

    async def offered(self, response: Response, message: Message) -> Response:
        """The response with a way to a person, where one is needed and there is a desk."""
        raise NotImplementedError

    async def after_breakdown(self, response: Response, message: Message) -> Response:
        """The response after a breakdown, with a ticket opened so that a person looks."""
        raise NotImplementedError

    async def act(self, session: Session, message: Message, action: Action) -> Response:
        """What a button or command of the desk leads to."""
        raise NotImplementedError

    async def happened(self, event: ChatEvent) -> Turn:
        """Tickets of helpers who left, people who blocked us, groups that are gone."""
        raise NotImplementedError

    async def tick(self) -> Turn:
        """What time brings: tickets nobody took go to the next level."""
        raise NotImplementedError
