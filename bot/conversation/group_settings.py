"""Group settings: what a group's admins set with /caidat, and how a desk is approved."""

from bot.conversation.response import Response
from bot.domain.answer import Action
from bot.domain.conversation import ChatEvent, Message, Session
from bot.domain.turn import Turn


class GroupSettings:
    """A Part (`settings.*`) and a Listener."""

    async def act(self, session: Session, message: Message, action: Action) -> Response:
        """Show and change a group's settings; approve its desk."""
        raise NotImplementedError

    async def happened(self, event: ChatEvent) -> Turn:
        """Groups we came to, left, or that got another id."""
        raise NotImplementedError
