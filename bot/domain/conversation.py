"""Messages in, replies out, and where a conversation is."""

from datetime import datetime
from enum import StrEnum

from pydantic import ConfigDict, Field

from bot.domain.address import Address, ConversationKey
from bot.domain.answer import Action, Choice, Citation, Reason, Status
from bot.domain.link import Link
from bot.domain.ticket import TicketDraft
from bot.domain.values import Value


class MessageKind(StrEnum):
    """What a channel can bring in. FORWARD is what somebody else wrote, passed on."""

    TEXT = "text"
    TAP = "tap"
    FORWARD = "forward"
    VOICE = "voice"
    UNSUPPORTED = "unsupported"


class Origin(Value):
    """Who wrote a forwarded message: `user` is empty where the messenger hides it."""

    user: str | None
    name: str


class Forwarded(Value):
    """One message that was passed on: its text or caption, empty for a voice note or a photo
    without one."""

    text: str
    origin: Origin
    kind: MessageKind = MessageKind.TEXT


class GroupTalk(Value):
    """What surrounds a message in a group: the group's title, the sender's shown name, the
    message it answers (its id, whether it is one of ours, its text), whether we are named,
    and whether it was sent in the name of the group or of a channel, so that nobody knows by
    whom."""

    title: str
    name: str
    answers: str | None = None
    ours: bool = False
    quoted: str = ""
    mentioned: bool = False
    anonymous: bool = False


class Message(Value):
    """One thing a person did.

    `text` is the words typed, or for a tap the choice's token. `receipts` name the stored
    inbox entries the message came from: saving the turn settles them in the same transaction.
    `address` is where it is answered, `group` is set for a message in a group, `forwarded`
    for one of kind FORWARD; `on` is the id of the message a tapped button stands on.
    """

    key: ConversationKey
    kind: MessageKind
    text: str
    language: str | None = None
    receipts: tuple[str, ...] = ()
    thread: str | None = None
    id: str | None = None
    on: str | None = None
    group: GroupTalk | None = None
    forwarded: tuple[Forwarded, ...] = ()

    @property
    def address(self) -> Address:
        """Where it is answered: its chat and thread, in a group as an answer to it."""
        answers = self.id if self.group is not None else None
        return Address(
            channel=self.key.channel, chat=self.key.chat, thread=self.thread, answers=answers
        )


class ChatChange(StrEnum):
    """What can happen to a chat rather than be said in it. BLOCKED is a person's private chat
    that can't be written to any more, MIGRATED a group that got another id."""

    ADDED = "added"
    REMOVED = "removed"
    MEMBER_LEFT = "member_left"
    BLOCKED = "blocked"
    MIGRATED = "migrated"


class ChatEvent(Value):
    """Something that happened to a chat. `user` did it or left; `to` is the group's new id
    after MIGRATED."""

    change: ChatChange
    channel: str
    chat: str
    title: str = ""
    user: str | None = None
    to: str | None = None
    receipts: tuple[str, ...] = ()


class Progress(Value):
    """Where a person is in a guide: `version` is the guide's digest when last shown."""

    guide: str
    version: str
    step: str
    stuck: int = 0
    finished: bool = False


class Said(Value):
    """What somebody asked a moment ago, masked, and when."""

    text: str
    at: datetime


class Session(Value):
    """Where a conversation is.

    `progress` is the guide being walked through, `paused` the one it interrupted, `guide`
    the one last spoken of, `shown` the piece of it last shown, to say again. `choices` are
    those of the last reply, picked by number or by their words; `tokens` the recent choices
    by their opaque key, so that older buttons still work and only for their owner. `commune`
    is the code of the commune whose people help, `draft` the ticket being written, and
    `unanswered` the masked question just declined, held until the next message so that the
    person can have it passed on. `passed_on` is when they had answers sent straight to others
    in the last day. `said` are the questions of the last hour, kept only where a language model
    may read them.
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
    commune: str | None = None
    draft: TicketDraft | None = None
    unanswered: str | None = None
    passed_on: tuple[datetime, ...] = ()
    said: tuple[Said, ...] = ()

    @property
    def numbered(self) -> tuple[Choice, ...]:
        """The choices that a number picks."""
        return tuple(choice for choice in self.choices if not choice.aside)


class Reply(Value):
    """One thing the assistant says. `text` is light Markdown. A `notice` is shown for a moment
    to the one who tapped and never stored; `asks_reply` opens an answer to it, where the
    messenger can. A `link` is written out as the last line where bots have addresses, for a
    text that is passed on without its buttons."""

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
    notice: bool = False
    asks_reply: bool = False
    link: Link | None = None


class Post(Value):
    """A reply on its way to any chat.

    The message it becomes is remembered under `name`, so that answers to it are known and a
    later post with `edits` changes it instead of sending another. Its choices are `numbered`
    where typing the number presses them. One that is `silent` makes no sound, one that is
    `bulk` waits for everybody's answers, none is sent before `due`.
    """

    to: Address
    reply: Reply
    name: str | None = None
    edits: bool = False
    numbered: bool = False
    silent: bool = False
    bulk: bool = False
    due: datetime | None = None


class Verdict(StrEnum):
    """What a person said of a finished guide, or of one answer."""

    WORKED = "worked"
    FAILED = "failed"
    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"


class Fault(StrEnum):
    """What was wrong with an answer or a guide. STUCK is at the step the verdict names."""

    WRONG = "wrong"
    OUTDATED = "outdated"
    UNCLEAR = "unclear"
    OTHER_MATTER = "other_matter"
    STUCK = "stuck"


class Feedback(Value):
    """A verdict on one guide at one version, or on one piece of it (`part`, a chunk's id); it
    carries nothing about the person."""

    guide: str
    version: str
    step: str | None
    verdict: Verdict
    at: datetime
    part: str | None = None
    fault: Fault | None = None


class ButtonKey(Value):
    """What a button outside a private session does, by its opaque key; it works in that chat
    only, and for that user only where one is named."""

    token: str
    channel: str
    chat: str
    action: Action
    user: str | None = None


class AskedElsewhere(Value):
    """A masked question asked in a group, by the key that a link into the private chat
    carries."""

    key: str
    text: str
    language: str
    asked: datetime


class KeptQuestion(Value):
    """A masked question that had no guide, kept with the asker's consent until a guide answers
    it. `generation` is the last one that was asked."""

    id: str
    key: ConversationKey
    text: str
    language: str
    asked: datetime
    generation: str
