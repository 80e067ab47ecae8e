"""Receiving: what of a raw update is for us. Runs before anything is stored.

Beside the fields that are kept stands `seen`: what could be found out from the unmasked, uncut
message only.
"""

import json
from collections.abc import Mapping
from typing import Any

from bot.channels.telegram.addressing import Addressed, addressed, starts_topic
from bot.channels.telegram.keeping import (
    EVENT,
    GROUP,
    MEMBERSHIP,
    ODD,
    PRIVATE,
    TAP,
    clean,
    cut,
    fact,
    words,
)
from bot.channels.telegram.reading import CHANNEL, Me
from bot.domain.values import Value
from bot.ports import InboxEntry

# In whose name an anonymous admin, and one who writes as a channel, are said to write.
_MASKS = (1087968824, 136817688)
_GROUPS = ("group", "supergroup")
_GONE = ("left", "kicked", "restricted")
_VOICES = ("voice", "video_note", "audio")
# Messages in which nobody says anything: the service tells what happened in a chat.
_SERVICE = frozenset(
    """
    boost_added channel_chat_created chat_background_set chat_owner_changed chat_owner_left
    chat_shared checklist_tasks_added checklist_tasks_done connected_website delete_chat_photo
    direct_message_price_changed forum_topic_closed forum_topic_created forum_topic_edited
    forum_topic_reopened general_forum_topic_hidden general_forum_topic_unhidden gift
    gift_upgrade_sent giveaway_completed giveaway_created group_chat_created left_chat_member
    managed_bot_created message_auto_delete_timer_changed migrate_from_chat_id
    migrate_to_chat_id new_chat_members new_chat_photo new_chat_title
    paid_message_price_changed pinned_message poll_option_added poll_option_deleted
    proximity_alert_triggered refunded_payment successful_payment suggested_post_approval_failed
    suggested_post_approved suggested_post_declined suggested_post_paid suggested_post_refunded
    supergroup_chat_created unique_gift users_shared video_chat_ended
    video_chat_participants_invited video_chat_scheduled video_chat_started web_app_data
    write_access_allowed
    """.split()
)


class InlineQuestion(Value):
    """What somebody types behind our name in any chat, masked. `id` is where the results go,
    `offset` which of them come next."""

    id: str
    user: str
    text: str
    offset: str


def receivable(update: object, me: Me) -> InboxEntry | None:
    """The raw update as an inbox entry, cut down and masked; None when it is not for us.

    Never raises. What is for us and has a shape it can't have is kept, so that `read` refuses
    it and somebody looks; its lane is `?` when nobody can tell the chat."""
    if not isinstance(update, dict):
        return None
    number = fact(update.get("update_id"))
    kept = _kept(update, me)
    if type(number) is not int or kept is None:
        return None
    return InboxEntry(
        receipt=f"{CHANNEL}:{number}",
        lane=_lane(next(iter(kept.values()))),
        raw=json.dumps({"update_id": number, **kept}),
    )


def inline_query(update: object) -> InlineQuestion | None:
    """The inline question in a raw update; None when there is none that can be read. It is
    answered at once and never stored."""
    query = _dict(_dict(update).get("inline_query"))
    id_, text, offset = query.get("id"), query.get("query"), query.get("offset")
    user = fact(_dict(query.get("from")).get("id"))
    if not (isinstance(id_, str) and isinstance(text, str) and type(user) is int):
        return None
    offset = offset if isinstance(offset, str) else ""
    return InlineQuestion(id=clean(id_), user=str(user), text=words(text), offset=clean(offset))


def _kept(update: Mapping[str, Any], me: Me) -> dict[str, Any] | None:
    """The one part of an update that is for us, under its name."""
    if "message" in update:
        kept = _message(update["message"], me)
        return None if kept is None else {"message": kept}
    if "callback_query" in update:
        return {"callback_query": cut(update["callback_query"], TAP)}
    for name in ("my_chat_member", "chat_member"):
        if name in update:
            kept = _membership(name, update[name])
            return None if kept is None else {name: kept}
    return None


def _message(message: object, me: Me) -> Any:
    if not isinstance(message, dict):
        return ODD
    kind = _dict(message.get("chat")).get("type")
    if kind == "private":
        return _private(message, me)
    if isinstance(kind, str):
        return _of_group(message, me) if kind in _GROUPS else None
    # Nobody can tell whether a group's talk is for us: its words stay out.
    return cut(message, EVENT)


def _private(message: Mapping[str, Any], me: Me) -> Any:
    if not _SERVICE.isdisjoint(message) or _by_bot(message, me):
        return None
    return cut(message, PRIVATE) | {"seen": _seen(message)}


def _of_group(message: Mapping[str, Any], me: Me) -> Any:
    event = _event(message, me)
    if event is not None:
        return event
    if not _SERVICE.isdisjoint(message) or message.get("is_automatic_forward"):
        return None
    if _by_bot(message, me):
        return None
    speaks = addressed(message, me)
    return None if speaks is None else _addressed(message, speaks)


def _event(message: Mapping[str, Any], me: Me) -> Any:
    """What happened in a group, when it matters to us."""
    added = message.get("new_chat_members")
    ours = isinstance(added, list) and any(_dict(member).get("id") == me.id for member in added)
    if ours or "group_chat_created" in message:
        return cut(message, EVENT) | {"seen": {"added": True}}
    if "left_chat_member" in message or "migrate_to_chat_id" in message:
        return cut(message, EVENT)
    return None


def _addressed(message: Mapping[str, Any], speaks: Addressed) -> Any:
    kept = cut(message, GROUP)
    if starts_topic(message):
        kept.pop("reply_to_message", None)
    if speaks.text is not None:
        kept.pop("caption", None)
        kept["text"] = words(speaks.text)
    kept["seen"] = _seen(message) | {"mentioned": speaks.named}
    return kept


def _seen(message: Mapping[str, Any]) -> dict[str, bool]:
    return {"voice": any(name in message for name in _VOICES)}


def _by_bot(message: Mapping[str, Any], me: Me) -> bool:
    """Whether a bot wrote it: another one, or we ourselves through an inline result."""
    sender, via = _dict(message.get("from")), _dict(message.get("via_bot"))
    if via.get("id") == me.id and "forward_origin" not in message:
        return True
    masked = sender.get("id") in _MASKS and isinstance(message.get("sender_chat"), dict)
    return bool(sender.get("is_bot")) and not masked


def _membership(name: str, change: object) -> Any:
    """A change of our own standing in a chat, or somebody's leaving."""
    chat = _dict(_dict(change).get("chat")).get("type")
    status = _dict(_dict(change).get("new_chat_member")).get("status")
    if chat == "channel" or (name == "chat_member" and status not in _GONE):
        return None
    return cut(change, MEMBERSHIP)


def _lane(part: object) -> str:
    """The chat, which keeps its updates in order; the person for a tap without one."""
    part = _dict(part)
    chat = _dict(part.get("chat")) or _dict(_dict(part.get("message")).get("chat"))
    lane = (chat or _dict(part.get("from"))).get("id")
    return str(lane) if type(lane) is int else "?"


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
