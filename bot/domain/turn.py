"""Turn: everything one event changed, saved whole or not at all."""

from bot.domain.address import ConversationKey
from bot.domain.conversation import (
    AskedElsewhere,
    ButtonKey,
    Feedback,
    KeptQuestion,
    Post,
    Session,
)
from bot.domain.group import Group, GroupMoved
from bot.domain.ticket import Suggestion, Ticket, TicketLine
from bot.domain.values import Value


class Turn(Value):
    """Everything one event changed, saved whole or not at all.

    `receipts` are the inbox entries it settles, `forgotten` the people who asked to be, with
    their sessions, kept questions, tickets' words and everything else of theirs. `dropped`
    are ids of kept questions that need no answer any more.
    """

    receipts: tuple[str, ...] = ()
    sessions: tuple[Session, ...] = ()
    forgotten: tuple[ConversationKey, ...] = ()
    posts: tuple[Post, ...] = ()
    keys: tuple[ButtonKey, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    lines: tuple[TicketLine, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    groups: tuple[Group, ...] = ()
    moved: tuple[GroupMoved, ...] = ()
    asked: tuple[AskedElsewhere, ...] = ()
    kept: tuple[KeptQuestion, ...] = ()
    dropped: tuple[str, ...] = ()

    def plus(self, other: "Turn") -> "Turn":
        """Both changes as one, this one's first."""
        both = {name: (*getattr(self, name), *getattr(other, name)) for name in Turn.model_fields}
        return Turn(**both)
