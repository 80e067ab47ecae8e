"""Response: what one message leads to, before it is saved and sent."""

from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.domain.answer import Action, Answer, Question
from bot.domain.conversation import ChatEvent, Message, Reply, Session
from bot.domain.ticket import TicketReason
from bot.domain.turn import Turn


@dataclass(frozen=True)
class Asked:
    """A question, what the guides answer to it, and the session it was asked in: all that is
    needed to say a better answer instead."""

    session: Session
    question: Question
    answer: Answer


@dataclass(frozen=True)
class Response:
    """The session after the message, None when the person asked to be forgotten; what is said
    to them; and everything else that changes, posts to other chats among it. In a group there
    is no session: what is said there is a post of `change`, replies are notices. `hand_on` is
    an action of another part that the person's words pressed: that part responds instead.
    `person` is why somebody should help, where what is said comes to an end without one.
    `asked` is the question it answers."""

    session: Session | None
    replies: tuple[Reply, ...] = ()
    change: Turn = field(default_factory=Turn)
    hand_on: Action | None = None
    person: TicketReason | None = None
    asked: Asked | None = None

    def plus(self, change: Turn) -> "Response":
        """The same with more that changes."""
        return replace(self, change=self.change.plus(change))


class Part(Protocol):
    """A part of the assistant with actions of its own: its verbs start with the part's name
    and a dot."""

    async def act(self, session: Session, message: Message, action: Action) -> Response:
        """What a pressed button or a command of this part leads to. In a group the session is
        an empty one that is not kept."""
        ...


class Listener(Protocol):
    """A part that minds what happens to chats."""

    async def happened(self, event: ChatEvent) -> Turn:
        """What changes when this happens to a chat."""
        ...
