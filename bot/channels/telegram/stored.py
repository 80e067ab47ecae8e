"""Stored: an update as the inbox keeps it, and the types it must have.

Models of our own, with the fields that are used and nothing else, read an update in a few
microseconds and refuse wrong types; the library's take thirty times as long and let a text that
is a number through.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

_Id = Annotated[int, Field(gt=-(2**63), lt=2**63)]
_Date = Annotated[int, Field(ge=0, lt=2**33)]


class _Stored(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", populate_by_name=False)


class Person(_Stored):
    """Somebody; only the first name is kept."""

    id: _Id
    first_name: str = ""


class Chat(_Stored):
    """A private chat, a group or a channel."""

    id: _Id
    type: str = ""
    title: str = ""

    @property
    def is_private(self) -> bool:
        """Whether a person talks with us alone."""
        return self.type == "private"

    @property
    def is_group(self) -> bool:
        """Whether it is a group of either kind."""
        return self.type in ("group", "supergroup")


class StoredOrigin(_Stored):
    """Who wrote a forwarded message."""

    type: Literal["user", "hidden_user", "chat", "channel"]
    sender_user: Person | None = None
    sender_user_name: str = ""
    sender_chat: Chat | None = None
    chat: Chat | None = None


class Answered(_Stored):
    """The message that another one answers."""

    message_id: _Id
    sender: Person | None = Field(default=None, alias="from")
    text: str | None = None
    caption: str | None = None


class Quote(_Stored):
    """The part of it that was quoted; `is_manual` when the person chose that part."""

    text: str
    is_manual: bool = False


class Seen(_Stored):
    """What was found out before the message was cut down: whether it names us, whether it is
    spoken, whether it tells that we were added."""

    mentioned: bool = False
    voice: bool = False
    added: bool = False


class Place(_Stored):
    """Where a message stands."""

    message_id: _Id
    date: _Date = 0
    chat: Chat
    message_thread_id: _Id | None = None
    is_topic_message: bool = False

    @property
    def thread(self) -> str | None:
        """The forum topic it stands in; a mere chain of answers has a number too."""
        if self.message_thread_id is None or not self.is_topic_message:
            return None
        return str(self.message_thread_id)


class StoredMessage(Place):
    """What somebody said, or what happened in a group."""

    sender: Person | None = Field(default=None, alias="from")
    sender_chat: Chat | None = None
    text: str | None = None
    caption: str | None = None
    forward_origin: StoredOrigin | None = None
    reply_to_message: Answered | None = None
    quote: Quote | None = None
    left_chat_member: Person | None = None
    migrate_to_chat_id: _Id | None = None
    seen: Seen | None = None


class Tap(_Stored):
    """A tap on a button; without `message` when it stands under an inline result."""

    sender: Person = Field(alias="from")
    message: Place | None = None
    data: str | None = None


class Member(_Stored):
    """Somebody's standing in a chat."""

    status: str
    is_member: bool = False
    user: Person

    @property
    def inside(self) -> bool:
        """Whether the member is in the chat."""
        if self.status == "restricted":
            return self.is_member
        return self.status in ("creator", "administrator", "member")


class Membership(_Stored):
    """A change of somebody's standing in a chat."""

    chat: Chat
    sender: Person = Field(alias="from")
    new_chat_member: Member


class StoredUpdate(_Stored):
    """An update: one of its parts is there."""

    message: StoredMessage | None = None
    callback_query: Tap | None = None
    my_chat_member: Membership | None = None
    chat_member: Membership | None = None
