"""Keeping: how little of an update is stored.

What is kept has the service's own field names, holds only the fields that `reading` needs, and
every text in it that people wrote is masked.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.privacy import mask

Shape = Mapping[str, Callable[[object], Any]]
"""How each field that is kept is kept; every other is dropped."""

ODD: list[Any] = []
"""Stands for what has a shape it can't have: no field that is kept may be a list."""

_LARGEST = 2**63
_OPENING = re.compile(r"^(/start [a-z0-9-]{0,40}(?:_x[0-9a-f]{8})?)(_k[0-9a-f]{10})$")
_LONGEST_FACT = 128


def cut(value: object, shape: Shape) -> Any:
    """The fields of the shape alone, each as it keeps it."""
    if not isinstance(value, dict):
        return ODD
    return {name: keep(value[name]) for name, keep in shape.items() if name in value}


def clean(text: str) -> str:
    """The text without halves of characters, which nothing can store."""
    return text.encode("utf-8", "replace").decode()


def fact(value: object) -> Any:
    """An id, a date, a flag, an opaque key: nothing that people write."""
    if isinstance(value, str):
        return clean(value[:_LONGEST_FACT])
    if isinstance(value, int) and abs(value) < _LARGEST:
        return value
    return ODD


def words(value: object) -> Any:
    """What people write, masked."""
    return clean(mask(value).text) if isinstance(value, str) else ODD


def opening(value: object) -> Any:
    """What people write to us alone, masked. The key of a question in a link of ours stays:
    nobody wrote it, and one in a thousand would be taken for a telephone number."""
    found = _OPENING.match(value) if isinstance(value, str) else None
    return words(found[1]) + found[2] if found else words(value)


def _there(_value: object) -> bool:
    return True


def _in(shape: Shape) -> Callable[[object], Any]:
    return lambda value: cut(value, shape)


_WHO = _in({"id": fact})
_PERSON = _in({"id": fact, "first_name": words})
_CHAT = _in({"id": fact, "type": fact, "title": words})
_ORIGIN = _in(
    {
        "type": fact,
        "sender_user": _PERSON,
        "sender_user_name": words,
        "sender_chat": _CHAT,
        "chat": _CHAT,
    }
)
_REPLY = _in({"message_id": fact, "from": _WHO, "text": words, "caption": words})
_QUOTE = _in({"text": words, "is_manual": fact})
_PLACE: Shape = {
    "message_id": fact,
    "date": fact,
    "chat": _CHAT,
    "message_thread_id": fact,
    "is_topic_message": fact,
}
_SAID: Shape = {**_PLACE, "from": _PERSON, "text": words, "caption": words}

PRIVATE: Shape = {**_SAID, "text": opening, "forward_origin": _ORIGIN}
GROUP: Shape = {**_SAID, "sender_chat": _CHAT, "reply_to_message": _REPLY, "quote": _QUOTE}
EVENT: Shape = {
    **_PLACE,
    "from": _WHO,
    "left_chat_member": _WHO,
    "migrate_to_chat_id": fact,
}
TAP: Shape = {
    "id": fact,
    "from": _PERSON,
    "message": _in(_PLACE),
    "inline_message_id": _there,
    "data": fact,
}
MEMBERSHIP: Shape = {
    "chat": _CHAT,
    "from": _WHO,
    "new_chat_member": _in({"status": fact, "is_member": fact, "user": _WHO}),
}
