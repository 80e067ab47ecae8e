"""Reading: a stored update as what a person did or what happened to a chat."""

from collections.abc import Sequence

from pydantic import ValidationError

from bot.channels.telegram.stored import (
    Chat,
    Membership,
    Person,
    Seen,
    StoredMessage,
    StoredOrigin,
    StoredUpdate,
    Tap,
)
from bot.domain.address import ConversationKey
from bot.domain.conversation import (
    ChatChange,
    ChatEvent,
    Forwarded,
    GroupTalk,
    Message,
    MessageKind,
    Origin,
)
from bot.domain.values import Value

CHANNEL = "telegram"


class Me(Value):
    """Who we are for the service."""

    id: int
    username: str


class Unreadable(Exception):
    """A stored update has a shape it can't have. Says where, without anybody's words."""


def read(raw: str, receipt: str, me: Me) -> Message | ChatEvent | None:
    """What the person did, or what happened to a chat, from an update as `receivable` kept it;
    None when nothing is to be done. Raises Unreadable."""
    try:
        update = StoredUpdate.model_validate_json(raw)
    except ValidationError as error:
        raise Unreadable(_places(error)) from None
    except ValueError as error:
        raise Unreadable(type(error).__name__) from None
    return _meaning(update, receipt, me)


def gathered(messages: Sequence[Message]) -> Message:
    """What one person passed on in one go, as one message: what was typed before is its
    `text`, receipts are joined, and it has the id of the last. `messages` are not empty, all
    of one conversation and in order.

    Of an album only what says something is left: its other pictures came with it."""
    if len(messages) == 1:
        return messages[0]
    typed = [message.text for message in messages if message.kind is MessageKind.TEXT]
    passed = [forwarded for message in messages for forwarded in message.forwarded]
    saying = [one for one in passed if one.kind is not MessageKind.UNSUPPORTED]
    return messages[-1].model_copy(
        update={
            "kind": MessageKind.FORWARD if passed else messages[-1].kind,
            "text": "\n".join(typed),
            "receipts": tuple(receipt for message in messages for receipt in message.receipts),
            "forwarded": tuple(saying or passed[:1]),
        }
    )


def _places(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['type']}" for one in found)


def _meaning(update: StoredUpdate, receipt: str, me: Me) -> Message | ChatEvent | None:
    if update.message is not None:
        if update.message.chat.is_group:
            return _in_group(update.message, receipt, me)
        return _in_private(update.message, receipt)
    if update.callback_query is not None:
        return _tap(update.callback_query, receipt)
    if update.my_chat_member is not None:
        return _standing(update.my_chat_member, receipt)
    if update.chat_member is not None:
        return _leaving(update.chat_member, receipt, me)
    return None


def _in_private(message: StoredMessage, receipt: str) -> Message | None:
    if not message.chat.is_private:
        raise Unreadable("message.chat.type: unknown")
    if message.sender is None:
        raise Unreadable("message.from: missing")
    said = Message(
        key=_key(message.chat, message.sender.id),
        kind=_kind(message),
        text=_text(message),
        receipts=(receipt,),
        thread=message.thread,
        id=str(message.message_id),
    )
    if message.forward_origin is None:
        return said
    passed = Forwarded(text=said.text, origin=_origin(message.forward_origin), kind=said.kind)
    return said.model_copy(update={"kind": MessageKind.FORWARD, "text": "", "forwarded": (passed,)})


def _in_group(message: StoredMessage, receipt: str, me: Me) -> Message | ChatEvent | None:
    seen = message.seen
    if message.migrate_to_chat_id is not None:
        to = str(message.migrate_to_chat_id)
        return _event(message, ChatChange.MIGRATED, receipt).model_copy(update={"to": to})
    if message.left_chat_member is not None:
        return _left(message, message.left_chat_member, receipt, me)
    if seen is None:
        return None
    if seen.added:
        return _event(message, ChatChange.ADDED, receipt)
    return _said_in_group(message, seen, receipt, me)


def _said_in_group(message: StoredMessage, seen: Seen, receipt: str, me: Me) -> Message:
    # An anonymous admin writes in the group's name, others may write in a channel's.
    name = message.sender_chat or message.sender
    if name is None:
        raise Unreadable("message.from: missing")
    shown = name.title if isinstance(name, Chat) else name.first_name
    return Message(
        key=_key(message.chat, name.id),
        kind=_kind(message),
        text=_text(message),
        receipts=(receipt,),
        thread=message.thread,
        id=str(message.message_id),
        group=_answered(message, me).model_copy(
            update={
                "name": shown,
                "mentioned": seen.mentioned,
                "anonymous": message.sender_chat is not None,
            }
        ),
    )


def _answered(message: StoredMessage, me: Me) -> GroupTalk:
    talk = GroupTalk(title=message.chat.title, name="", quoted=_quoted(message))
    reply = message.reply_to_message
    if reply is None:
        return talk
    ours = reply.sender is not None and reply.sender.id == me.id
    return talk.model_copy(update={"answers": str(reply.message_id), "ours": ours})


def _quoted(message: StoredMessage) -> str:
    if message.quote is not None and message.quote.is_manual:
        return message.quote.text
    reply = message.reply_to_message
    return (reply.text or reply.caption or "") if reply is not None else ""


def _tap(tap: Tap, receipt: str) -> Message | None:
    place = tap.message
    if place is None or not tap.data or not (place.chat.is_private or place.chat.is_group):
        return None
    group = None
    if place.chat.is_group:
        group = GroupTalk(title=place.chat.title, name=tap.sender.first_name)
    return Message(
        key=_key(place.chat, tap.sender.id),
        kind=MessageKind.TAP,
        text=tap.data,
        receipts=(receipt,),
        thread=place.thread,
        on=str(place.message_id),
        group=group,
    )


def _standing(change: Membership, receipt: str) -> ChatEvent | None:
    """What became of us in a chat; None for a private chat that is open again: its person
    will write."""
    group = change.chat.is_group
    if change.new_chat_member.inside:
        return _event(change, ChatChange.ADDED, receipt) if group else None
    return _event(change, ChatChange.REMOVED if group else ChatChange.BLOCKED, receipt)


def _leaving(change: Membership, receipt: str, me: Me) -> ChatEvent | None:
    member = change.new_chat_member
    # Of ourselves we hear as `my_chat_member`.
    if member.inside or member.user.id == me.id:
        return None
    return _left(change, member.user, receipt, me)


def _left(where: StoredMessage | Membership, who: Person, receipt: str, me: Me) -> ChatEvent:
    if who.id == me.id:
        return _event(where, ChatChange.REMOVED, receipt)
    left = _event(where, ChatChange.MEMBER_LEFT, receipt)
    return left.model_copy(update={"user": str(who.id)})


def _event(where: StoredMessage | Membership, change: ChatChange, receipt: str) -> ChatEvent:
    return ChatEvent(
        change=change,
        channel=CHANNEL,
        chat=str(where.chat.id),
        title=where.chat.title,
        user=str(where.sender.id) if where.sender is not None else None,
        receipts=(receipt,),
    )


def _key(chat: Chat, user: int) -> ConversationKey:
    return ConversationKey(channel=CHANNEL, chat=str(chat.id), user=str(user))


def _text(message: StoredMessage) -> str:
    return message.text or message.caption or ""


def _kind(message: StoredMessage) -> MessageKind:
    if message.text is not None or message.caption is not None:
        return MessageKind.TEXT
    voice = message.seen is not None and message.seen.voice
    return MessageKind.VOICE if voice else MessageKind.UNSUPPORTED


def _origin(origin: StoredOrigin) -> Origin:
    if origin.sender_user is not None:
        return Origin(user=str(origin.sender_user.id), name=origin.sender_user.first_name)
    chat = origin.sender_chat or origin.chat
    if chat is not None:
        return Origin(user=str(chat.id), name=chat.title)
    return Origin(user=None, name=origin.sender_user_name)
