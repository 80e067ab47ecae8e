"""Updates as the service writes them (Bot API 10, checked against github.com/tdlib/
telegram-bot-api, `Client.cpp`).

Each builder gives an update without its `update_id`, which `feed` adds. Chats and people are
given by id: a positive chat is private, a negative one a group, one at or below -10^12 a
supergroup. `more` overrides or adds fields of the message.
"""

import re
import threading
import time
from collections.abc import Sequence
from typing import Any

from .html_text import length
from .sent import JsonObject, Sent, keyboard

BOT_ID = 123456789
USERNAME = "camtay_bot"
SUPERGROUP = -(10**12)
"""Ids of supergroups and channels are this or less."""

ANONYMOUS_ADMIN = 1087968824
CHANNEL_MASK = 136817688
SERVICE = 777000
_PLAIN_GROUP, _FORUM = "Tổ 5", "Tổ công nghệ số"

_ENTITY = re.compile(
    r"(?P<url>https?://[^\s<>]+)|(?P<mention>(?<![\w@])@\w{3,32})"
    r"|(?P<bot_command>(?<![\w/])/\w{1,32}(?:@\w{3,32})?)|(?P<hashtag>(?<![\w#])#\w+)"
)


class Numbers:
    """Message ids: they rise, people's are odd and the bot's are even, so that builders in one
    process and a server in another never give the same one."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def theirs(self) -> int:
        """The id of the next message of somebody else."""
        return self._next(1)

    def ours(self) -> int:
        """The id of the next message of the bot."""
        return self._next(0)

    def past(self, number: int) -> None:
        """The next ids come after this one."""
        with self._lock:
            self._last = max(self._last, number)

    @property
    def last(self) -> int:
        """The highest id given."""
        return self._last

    def _next(self, odd: int) -> int:
        with self._lock:
            self._last += 1 if (self._last + 1) % 2 == odd else 2
            return self._last


NUMBERS = Numbers()


# Messages


def private_text(user: int, text: str, **more: Any) -> JsonObject:
    """A citizen writes to the bot."""
    return {"message": _message(user, user, _worded(text) | more)}


def group_text(
    user: int,
    text: str,
    *,
    chat: int | None = None,
    thread: int | None = None,
    reply_to: Sent | JsonObject | None = None,
    **more: Any,
) -> JsonObject:
    """Somebody writes in a group the bot is in, perhaps in a topic of a forum, perhaps as a
    reply. As the service has it, a message in a topic that replies to nothing else replies to
    the message that opened the topic."""
    chat = chat if chat is not None else (SUPERGROUP - user if thread else -user)
    content = _worded(text) | _placed(chat, thread, reply_to) | more
    return {"message": _message(user, chat, content)}


def anonymous_text(text: str, *, chat: int, thread: int | None = None, **more: Any) -> JsonObject:
    """An administrator writes in a group in the group's name."""
    masked = {"from": _group_bot(), "sender_chat": chat_object(chat)}
    content = _worded(text) | _placed(chat, thread, None) | masked | more
    return {"message": _message(ANONYMOUS_ADMIN, chat, content)}


def channel_voice(text: str, *, chat: int, channel: int, **more: Any) -> JsonObject:
    """Somebody writes in a group in the name of a channel of theirs."""
    mask = user_object(CHANNEL_MASK, "Channel", is_bot=True, username="Channel_Bot")
    masked = {"from": mask, "sender_chat": channel_object(channel)}
    return {"message": _message(CHANNEL_MASK, chat, _worded(text) | masked | more)}


def linked_post(text: str, *, chat: int, channel: int, **more: Any) -> JsonObject:
    """A post of the linked channel arrives in its group by itself."""
    post = {
        "from": user_object(SERVICE, "Telegram"),
        "sender_chat": channel_object(channel),
        "is_automatic_forward": True,
        "forward_origin": from_channel(channel),
    }
    return {"message": _message(SERVICE, chat, _worded(text) | post | more)}


def photo(user: int, *, chat: int | None = None, **more: Any) -> JsonObject:
    """A photo, with `caption=` or without."""
    sizes = [_file("p", width=90 * step, height=60 * step) for step in (1, 8)]
    return {"message": _media(user, chat, {"photo": sizes}, more)}


def voice(user: int, *, seconds: int = 4, chat: int | None = None, **more: Any) -> JsonObject:
    """A voice message."""
    recording = _file("v", duration=seconds, mime_type="audio/ogg")
    return {"message": _media(user, chat, {"voice": recording}, more)}


def sticker(user: int, *, chat: int | None = None, **more: Any) -> JsonObject:
    """A sticker."""
    piece = _file("s", width=512, height=512, type="regular", emoji="👍")
    piece |= {"is_animated": False, "is_video": False}
    return {"message": _media(user, chat, {"sticker": piece}, more)}


def edited_message(update: JsonObject, text: str) -> JsonObject:
    """The author of a message changes its words."""
    message = update.get("message") or update["edited_message"]
    old = {name: value for name, value in message.items() if name != "entities"}
    return {"edited_message": old | {"edit_date": _now()} | _worded(text)}


# Forwards


def from_user(user: int, name: str = "Bình") -> JsonObject:
    """The origin of a forward: somebody who shows who they are."""
    return {"type": "user", "sender_user": user_object(user, name), "date": _now()}


def from_hidden_user(name: str = "Công an Phường") -> JsonObject:
    """The origin of a forward: somebody who hides behind a name anyone can choose."""
    return {"type": "hidden_user", "sender_user_name": name, "date": _now()}


def from_chat(chat: int) -> JsonObject:
    """The origin of a forward: an anonymous administrator of a group."""
    return {"type": "chat", "sender_chat": chat_object(chat), "date": _now()}


def from_channel(channel: int, title: str = "Tin phường") -> JsonObject:
    """The origin of a forward: a channel."""
    posted = {"chat": channel_object(channel, title), "message_id": NUMBERS.theirs()}
    return {"type": "channel"} | posted | {"date": _now()}


def forwarded(update: JsonObject, origin: JsonObject) -> JsonObject:
    """A message somebody only passes on: the text, photo or voice another builder gives."""
    return {"message": update["message"] | {"forward_origin": origin}}


def forwarded_album(
    user: int, origin: JsonObject, captions: Sequence[str], *, chat: int | None = None
) -> list[JsonObject]:
    """Photos passed on together: an update each, one `media_group_id`. An empty caption is
    none."""
    group = {"media_group_id": str(10**16 + NUMBERS.theirs())}
    worded = [{"caption": caption} if caption else {} for caption in captions]
    return [forwarded(photo(user, chat=chat, **group, **more), origin) for more in worded]


# Buttons, inline queries, reactions


def tap(
    user: int, data: str, *, message: Sent | None = None, inaccessible: bool = False
) -> JsonObject:
    """Somebody presses a button, of `message` in its chat or of an old one in private.
    `inaccessible`: the service no longer has the message."""
    query: JsonObject = {
        "id": str(10**17 + NUMBERS.theirs()),
        "from": user_object(user),
        "chat_instance": str(-(10**17) - user),
        "data": data,
    }
    pressed = _message(BOT_ID, user, {"text": "…"}) if message is None else message_object(message)
    if inaccessible:
        pressed = {name: pressed[name] for name in ("message_id", "chat")} | {"date": 0}
    return {"callback_query": query | {"message": pressed}}


def inline_tap(user: int, data: str, inline_message_id: str) -> JsonObject:
    """Somebody presses a button of a message sent through inline mode, in a chat the bot may
    not know."""
    query = tap(user, data)["callback_query"]
    del query["message"]
    return {"callback_query": query | {"inline_message_id": inline_message_id}}


def inline_query(
    user: int, text: str, *, offset: str = "", chat_type: str = "supergroup"
) -> JsonObject:
    """Somebody types the bot's name and words in another chat."""
    query = {"id": str(10**17 + NUMBERS.theirs()), "from": user_object(user)}
    return {"inline_query": query | {"chat_type": chat_type, "query": text, "offset": offset}}


def chosen_inline_result(
    user: int, result: str, text: str, inline_message_id: str | None = None
) -> JsonObject:
    """Somebody sends one of the results offered. The id of the message is there only when it
    has buttons."""
    chosen = {"from": user_object(user), "query": text, "result_id": result}
    if inline_message_id:
        chosen["inline_message_id"] = inline_message_id
    return {"chosen_inline_result": chosen}


def reaction(user: int, message: Sent, *emoji: str, old: Sequence[str] = ()) -> JsonObject:
    """Somebody reacts to a message; no emoji takes the reaction back."""
    where = {"chat": chat_object(message.chat), "message_id": message.number}
    return {
        "message_reaction": where
        | {"user": user_object(user), "date": _now()}
        | {"old_reaction": _reactions(old), "new_reaction": _reactions(emoji)}
    }


# Members


def my_chat_member(chat: int, by: int, old: str, new: str) -> JsonObject:
    """What the bot is in a chat changes: `left`, `member`, `administrator`, `kicked`."""
    return {"my_chat_member": _changed(chat, BOT_ID, by, old, new)}


def chat_member(chat: int, user: int, by: int, old: str, new: str) -> JsonObject:
    """What somebody is in a group changes; the service tells administrators only."""
    return {"chat_member": _changed(chat, user, by, old, new)}


def new_chat_members(chat: int, by: int, *users: int) -> JsonObject:
    """The service says in the group who came; `by` is one of them or who added them."""
    return {
        "message": _message(by, chat, {"new_chat_members": [user_object(user) for user in users]})
    }


def left_chat_member(chat: int, by: int, user: int) -> JsonObject:
    """The service says in the group who went; `by` is the same or who removed them."""
    return {"message": _message(by, chat, {"left_chat_member": user_object(user)})}


def migration(chat: int, new_chat: int, by: int) -> tuple[JsonObject, JsonObject]:
    """A group becomes a supergroup: the last message of the old, the first of the new."""
    masked = {"from": _group_bot(), "sender_chat": chat_object(new_chat)}
    return (
        {"message": _message(by, chat, {"migrate_to_chat_id": new_chat})},
        {"message": _message(ANONYMOUS_ADMIN, new_chat, masked | {"migrate_from_chat_id": chat})},
    )


def topic_created(user: int, name: str, *, chat: int) -> JsonObject:
    """Somebody opens a topic in a forum; the id of the message is that of the topic."""
    message = _message(user, chat, {"forum_topic_created": {"name": name, "icon_color": 7322096}})
    message |= {"message_thread_id": message["message_id"], "is_topic_message": True}
    return {"message": message | {"chat": chat_object(chat, forum=True)}}


# Parts


def message_object(sent: Sent) -> JsonObject:
    """A message of the bot as the service writes it, edits counted."""
    now = sent.now
    message = _message(BOT_ID, sent.chat, {"text": now.shown}, number=sent.number)
    if now.entities:
        message["entities"] = list(now.entities)
    buttons = keyboard(now)
    if buttons:
        message["reply_markup"] = buttons
    if sent.thread is not None:
        message |= {"message_thread_id": sent.thread, "is_topic_message": True}
        message["chat"] = chat_object(sent.chat, forum=True)
    if sent.edits:
        message["edit_date"] = _now()
    return message


def member_object(user: int, status: str, name: str | None = None) -> JsonObject:
    """Somebody's standing in a group."""
    member: JsonObject = {"user": user_object(user, name), "status": status}
    match status:
        case "creator":
            member["is_anonymous"] = False
        case "administrator":
            member |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(_RIGHTS, True)
        case "kicked":
            member["until_date"] = 0
    return member


def user_object(user: int, name: str | None = None, **more: Any) -> JsonObject:
    """Somebody, or the bot itself."""
    if user == BOT_ID:
        itself = {"is_bot": True, "first_name": "Cầm Tay", "username": USERNAME}
        return {"id": user} | itself | more
    if user in _MASKS:
        return {"id": user} | _MASKS[user] | more
    return {"id": user, "is_bot": False, "first_name": name or "Lan", "language_code": "vi"} | more


def chat_object(chat: int, title: str | None = None, *, forum: bool = False) -> JsonObject:
    """A private chat, a group or a supergroup, by its id."""
    if chat > 0:
        return {"id": chat, "type": "private", "first_name": title or "Lan"}
    if chat > SUPERGROUP:
        return {"id": chat, "type": "group", "title": title or _PLAIN_GROUP}
    group: JsonObject = {"id": chat, "type": "supergroup", "title": title or _FORUM}
    return group | ({"is_forum": True} if forum else {})


def channel_object(channel: int, title: str = "Tin phường") -> JsonObject:
    """A channel."""
    return {"id": channel, "type": "channel", "title": title}


_MASKS: dict[int, JsonObject] = {
    ANONYMOUS_ADMIN: {"is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"},
    CHANNEL_MASK: {"is_bot": True, "first_name": "Channel", "username": "Channel_Bot"},
    SERVICE: {"is_bot": False, "first_name": "Telegram"},
}
_RIGHTS = (
    "can_manage_chat",
    "can_change_info",
    "can_delete_messages",
    "can_invite_users",
    "can_restrict_members",
    "can_pin_messages",
    "can_manage_topics",
    "can_promote_members",
    "can_manage_video_chats",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_manage_tags",
)


def _message(user: int, chat: int, content: JsonObject, *, number: int | None = None) -> JsonObject:
    return {
        "message_id": NUMBERS.theirs() if number is None else number,
        "from": user_object(user),
        "chat": chat_object(chat),
        "date": _now(),
    } | content


def _media(user: int, chat: int | None, content: JsonObject, more: JsonObject) -> JsonObject:
    return _message(user, user if chat is None else chat, content | more)


def _worded(text: str) -> JsonObject:
    """A text with the entities the service finds by itself."""
    found = [
        {
            "type": match.lastgroup,
            "offset": length(text[: match.start()]),
            "length": length(match[0]),
        }
        for match in _ENTITY.finditer(text)
    ]
    return {"text": text} | ({"entities": found} if found else {})


def _placed(chat: int, thread: int | None, reply_to: Sent | JsonObject | None) -> JsonObject:
    """Where in a group a message lies: its topic, the message it answers."""
    placed: JsonObject = {}
    if thread is not None:
        opened = _message(ANONYMOUS_ADMIN, chat, {}, number=thread)
        opened["forum_topic_created"] = {"name": "Hỏi đáp", "icon_color": 7322096}
        placed = {"message_thread_id": thread, "is_topic_message": True}
        placed["chat"] = chat_object(chat, forum=True)
        placed["reply_to_message"] = opened | placed
    if isinstance(reply_to, Sent):
        placed["reply_to_message"] = message_object(reply_to)
    elif reply_to is not None:
        answered = reply_to.get("message") or reply_to
        # As the service does: what is replied to comes without what it itself replies to.
        placed["reply_to_message"] = {
            name: value for name, value in answered.items() if name != "reply_to_message"
        }
    return placed


def _changed(chat: int, user: int, by: int, old: str, new: str) -> JsonObject:
    where = {"chat": chat_object(chat), "from": user_object(by), "date": _now()}
    standing = {"old_chat_member": old, "new_chat_member": new}
    return where | {name: member_object(user, status) for name, status in standing.items()}


def _reactions(emoji: Sequence[str]) -> list[JsonObject]:
    return [{"type": "emoji", "emoji": one} for one in emoji]


def _file(kind: str, **more: Any) -> JsonObject:
    number = NUMBERS.theirs()
    return {"file_id": f"{kind}{number}", "file_unique_id": f"u{kind}{number}"} | more


def _group_bot() -> JsonObject:
    return user_object(ANONYMOUS_ADMIN)


def _now() -> int:
    return int(time.time())
