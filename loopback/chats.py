"""What the service knows of each chat: who is in it, its topics, its messages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from . import refusals
from .sent import JsonObject, Sent
from .updates import BOT_ID, SUPERGROUP

GENERAL_TOPIC = 1
HERE = frozenset({"creator", "administrator", "member", "restricted"})
"""The standings of somebody who is in a group."""


@dataclass
class Chat:
    """One chat. `members` holds the standing of everybody the service knows there; `others`
    the ids of messages the bot did not write."""

    id: int
    blocked: bool = False
    stranger: bool = False
    lost: bool = False
    forum: bool = False
    moved_to: int | None = None
    members: dict[int, str] = field(default_factory=dict)
    topics: set[int] = field(default_factory=set)
    sent: dict[int, Sent] = field(default_factory=dict)
    others: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)

    def standing(self, user: int) -> str:
        """What somebody is here; `left` for those the service knows nothing of. The bot is
        in unless it was seen out."""
        return self.members.get(user, "member" if user == BOT_ID else "left")

    def check_access(self) -> None:
        """Raises Refused where the bot may not write."""
        if self.lost:
            raise refusals.bad_request(refusals.NO_CHAT)
        if self.moved_to is not None:
            raise refusals.migrated(self.moved_to)
        if self.stranger:
            raise refusals.forbidden(refusals.STRANGER)
        if self.blocked:
            raise refusals.forbidden(refusals.BLOCKED)
        if self.id < 0 and self.standing(BOT_ID) not in HERE:
            kind = "supergroup" if self.id <= SUPERGROUP else "group"
            kicked = self.standing(BOT_ID) == "kicked"
            how = "was kicked from" if kicked else "is not a member of"
            raise refusals.forbidden(f"bot {how} the {kind} chat")

    def topic(self, asked: int) -> int | None:
        """The topic a message goes to; a group without topics takes no notice of it. Raises
        Refused."""
        if not asked or not (self.forum or self.id > 0):
            return None
        if asked == GENERAL_TOPIC or asked not in self.topics:
            raise refusals.bad_request(refusals.NO_THREAD)
        return asked

    def has(self, number: int) -> bool:
        """Whether a message is there, whoever wrote it."""
        return (number in self.sent or number in self.others) and number not in self.removed

    def own(self, number: int, why: str) -> Sent:
        """A message of the bot's own. Raises Refused, saying `why` when there is none."""
        if not self.has(number):
            raise refusals.bad_request(why)
        if number not in self.sent:
            raise refusals.bad_request(refusals.NOT_OURS)
        return self.sent[number]


class Chats:
    """Every chat there is; one asked for the first time is there, with the bot in it."""

    def __init__(self) -> None:
        self._chats: dict[int, Chat] = {}
        self.queries: set[str] = set()

    def __getitem__(self, chat: int) -> Chat:
        if chat not in self._chats:
            self._chats[chat] = Chat(chat)
        return self._chats[chat]

    def move(self, old: int, new: int) -> None:
        """A group lives on as a supergroup, its members in it, its messages left behind."""
        self[new].members = dict(self[old].members)
        self[old].moved_to = new

    def note(self, update: JsonObject) -> None:
        """Learn from an update what the service knew when it wrote it: the message, its
        topic, that its author is there, that a query may be answered. Updates that make no
        sense teach nothing."""
        for name, part in update.items():
            if not isinstance(part, dict):
                continue
            if name in ("callback_query", "inline_query"):
                self.queries.add(str(part.get("id")))
            for message in _messages(name, part):
                self._note_message(message)

    def _note_message(self, message: JsonObject) -> None:
        chat, number = self[message["chat"]["id"]], message["message_id"]
        if number not in chat.sent:
            chat.others.add(number)
        if message["chat"].get("is_forum"):
            chat.forum = True
        if message.get("is_topic_message"):
            chat.topics.add(message.get("message_thread_id", 0))
        chat.members.setdefault(BOT_ID, "member")
        author = message.get("from")
        person = author.get("id") if isinstance(author, dict) else None
        if isinstance(person, int) and "sender_chat" not in message:
            chat.members.setdefault(person, "member")
            chat.stranger = False


def _messages(name: str, part: JsonObject) -> Iterator[JsonObject]:
    """The messages in one part of an update, in full ones only."""
    found: list[Any] = [part.get("message")] if name == "callback_query" else [part]
    for message in found:
        if not isinstance(message, dict) or not isinstance(message.get("message_id"), int):
            continue
        if isinstance(message.get("chat"), dict) and isinstance(message["chat"].get("id"), int):
            yield message
            answered = message.get("reply_to_message")
            if isinstance(answered, dict):
                yield from _messages("message", answered)
