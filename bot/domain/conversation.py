"""Messages in, replies out, and where a conversation is."""

from datetime import datetime
from enum import StrEnum

from pydantic import ConfigDict, Field

from bot.domain.answer import Action, Choice, Citation, Reason, Status
from bot.domain.values import Value


class ConversationKey(Value):
    """One person's conversation in one chat of one channel."""

    channel: str
    chat: str
    user: str

    def __str__(self) -> str:
        return f"{self.channel}:{self.chat}:{self.user}"


class MessageKind(StrEnum):
    """What a channel can bring in."""

    TEXT = "text"
    TAP = "tap"
    UNSUPPORTED = "unsupported"


class Message(Value):
    """One thing a person did.

    `text` is the words typed, or for a tap the choice's token. `receipt` names the stored
    inbox entry the message came from: saving the turn settles it in the same transaction.
    """

    key: ConversationKey
    kind: MessageKind
    text: str
    language: str | None = None
    receipt: str | None = None


class Progress(Value):
    """Where a person is in a guide: `version` is the guide's digest when last shown."""

    guide: str
    version: str
    step: str
    stuck: int = 0
    finished: bool = False


class Session(Value):
    """Where a conversation is.

    `progress` is the guide being walked through, `paused` the one it interrupted, `guide`
    the one last spoken of, `shown` the piece of it last shown, to say again. `choices` are
    those of the last reply, picked by number or by their words; `tokens` the recent choices
    by their opaque key, so that older buttons still work and only for their owner.
    """

    # A session stored by an earlier version must still open: what it has in other shapes,
    # the last reply's choices, is passed over.
    model_config = ConfigDict(extra="ignore")

    key: ConversationKey
    language: str = "vi"
    progress: Progress | None = None
    paused: Progress | None = None
    guide: str | None = None
    shown: Action | None = None
    choices: tuple[Choice, ...] = ()
    tokens: dict[str, Action] = Field(default_factory=dict)


class Reply(Value):
    """One thing the assistant says. `text` is light Markdown."""

    text: str
    choices: tuple[Choice, ...] = ()
    status: Status
    reason: Reason | None = None
    guide: str | None = None
    chunk_kind: str | None = None
    step: str | None = None
    candidates: tuple[tuple[str, float], ...] = ()
    citations: tuple[Citation, ...] = ()
    language: str = "vi"


class Verdict(StrEnum):
    """What a citizen said of a finished guide."""

    WORKED = "worked"
    FAILED = "failed"


class Feedback(Value):
    """A verdict on one guide at one version; it carries nothing about the person."""

    guide: str
    version: str
    step: str | None
    verdict: Verdict
    at: datetime


class Turn(Value):
    """Everything one message changed, saved whole or not at all.

    `session` is None when the person asked to be forgotten.
    """

    key: ConversationKey
    session: Session | None
    replies: tuple[Reply, ...]
    feedback: tuple[Feedback, ...] = ()
    receipt: str | None = None
