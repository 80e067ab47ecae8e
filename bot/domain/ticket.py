"""Ticket: a question waiting for a person, or in a person's hands."""

from datetime import datetime
from enum import StrEnum

from bot.domain.address import ConversationKey
from bot.domain.values import Value


class TicketState(StrEnum):
    """OPEN waits for a helper, CLAIMED is in one's hands; the others are ends. EXPIRED nobody
    took at any level: the person was given the hotlines."""

    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class TicketReason(StrEnum):
    """Why a person is needed."""

    ASKED = "asked"
    NO_GUIDE = "no_guide"
    FAILED = "failed"
    ERROR = "error"


class Level(StrEnum):
    """Whose people are asked."""

    COMMUNE = "commune"
    PROVINCE = "province"


class TicketDraft(Value):
    """A ticket being written in a private chat, before consent."""

    reason: TicketReason
    question: str | None = None
    commune: str | None = None
    guide: str | None = None
    step: str | None = None


class Ticket(Value):
    """A masked question waiting for a person. `person` is the asker's conversation,
    `desk` the chat of the group it lies with, `raised` when it came there; `helper` the
    user id of who claimed it and `helper_name` the shown name. `version` counts its changes:
    of two changes to the same version only one is saved."""

    id: str
    person: ConversationKey
    language: str
    reason: TicketReason
    question: str
    guide: str | None = None
    step: str | None = None
    commune: str | None = None
    level: Level
    desk: str
    state: TicketState = TicketState.OPEN
    helper: str | None = None
    helper_name: str | None = None
    opened: datetime
    raised: datetime
    touched: datetime
    version: int = 1


class TicketLine(Value):
    """One masked message carried between the asker and the helper."""

    ticket: str
    from_helper: bool
    text: str
    at: datetime


class Suggestion(Value):
    """What helpers answered to a question, for editors to look at; it enters the guides only
    by an editor's hand."""

    ticket: str
    question: str
    answer: str
    guide: str | None
    at: datetime
