"""Addressing: whether a group message speaks to us, and what it says without our name.

The service counts an entity's place in UTF-16 units of the text as it was sent, so this looks
at the raw message, before anything in it is masked.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bot.channels.telegram.reading import Me

_COMMAND = re.compile(r"^/(?P<name>\w{1,64})(?:@(?P<bot>\w{3,64}))?(?![\w@/])", re.A)
_GAP = re.compile(r"[ \t]{2,}")
_AFTER_NAME = " \t\n,;:.!-–—"
# The service marks at most a hundred places of a text.
_MOST_ENTITIES = 100
_UNIT = 2


class Addressed(NamedTuple):
    """How a group message speaks to us: by naming us, by a command of ours, by answering a
    message of ours. `text` is its text or caption without our name, None when it has none."""

    named: bool
    commanded: bool
    answered: bool
    text: str | None


def addressed(message: Mapping[str, Any], me: Me) -> Addressed | None:
    """How a raw group message speaks to us; None when it doesn't. A command for another bot
    is not for us, unless it names us too."""
    field = "text" if isinstance(message.get("text"), str) else "caption"
    text = message.get(field)
    if not isinstance(text, str):
        text = None
    entities = message.get("entities" if field == "text" else "caption_entities")
    spans = list(_names(text, entities, me)) if text else []
    command = _COMMAND.match(text) if text else None
    other = command is not None and command["bot"] and not _same(command["bot"], me.username)
    commanded = command is not None and not other
    answered = _answers_us(message, me) and not other
    if not (spans or commanded or answered):
        return None
    return Addressed(bool(spans), commanded, answered, _without(text, spans, me))


def starts_topic(message: Mapping[str, Any]) -> bool:
    """Whether what a raw message answers is only the beginning of its forum topic: every
    message of a topic that answers nothing is sent so."""
    reply = message.get("reply_to_message")
    if not isinstance(reply, dict):
        return False
    root = reply.get("message_id")
    in_topic = message.get("is_topic_message") is True and root == message.get("message_thread_id")
    return "forum_topic_created" in reply or in_topic


def _answers_us(message: Mapping[str, Any], me: Me) -> bool:
    reply = message.get("reply_to_message")
    if not isinstance(reply, dict) or starts_topic(message):
        return False
    sender = reply.get("from")
    return isinstance(sender, dict) and sender.get("id") == me.id


def _names(text: str, entities: object, me: Me) -> Iterator[tuple[int, int]]:
    """Where we are named, in bytes of UTF-16, in order."""
    units = text.encode("utf-16-le", "surrogatepass")
    found = entities[:_MOST_ENTITIES] if isinstance(entities, list) else []
    end = 0
    for entity in sorted(filter(_is_place, found), key=lambda entity: int(entity["offset"])):
        start = max(end, entity["offset"] * _UNIT)
        stop = (entity["offset"] + entity["length"]) * _UNIT
        if start < stop <= len(units) and _is_us(entity, units[start:stop], me):
            yield start, stop
            end = stop


def _is_place(entity: object) -> bool:
    if not isinstance(entity, dict):
        return False
    place = (entity.get("offset"), entity.get("length"))
    return all(type(number) is int and number >= 0 for number in place)


def _is_us(entity: Mapping[str, Any], units: bytes, me: Me) -> bool:
    if entity.get("type") == "text_mention":
        user = entity.get("user")
        return isinstance(user, dict) and user.get("id") == me.id
    name = units.decode("utf-16-le", "replace")
    return entity.get("type") == "mention" and _same(name, f"@{me.username}")


def _without(text: str | None, spans: list[tuple[int, int]], me: Me) -> str | None:
    if text is None:
        return None
    if spans:
        text = _cut(text, spans)
    command = _COMMAND.match(text)
    if command is not None and command["bot"] and _same(command["bot"], me.username):
        text = f"/{command['name']}{text[command.end() :]}"
    return text


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    for start, stop in reversed(spans):
        units = units[:start] + units[stop:]
    left = units.decode("utf-16-le", "surrogatepass")
    if spans[0][0] == 0:
        left = left.lstrip(_AFTER_NAME)
    return _GAP.sub(" ", left).strip()


def _same(name: str, other: str) -> bool:
    return name.casefold() == other.casefold()
