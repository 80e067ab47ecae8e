"""Refusal: what the service meant when it did not take a post."""

from enum import StrEnum

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError


class Refusal(StrEnum):
    """What to do about a post that was not taken."""

    SLOWER = "wait as long as it says"
    UNREACHABLE = "try again later"
    GONE = "the chat is closed to us"
    MUTE = "we may not write there"
    MOVED = "the group has another id"
    NO_THREAD = "send it outside the thread"
    NOTHING_TO_ANSWER = "send it as no answer"
    UNCHANGED = "it already reads so"
    NOT_EDITABLE = "send it as a new message"
    UNREADABLE = "send it without marks"
    FINAL = "it will never be taken"


# The service tells by words only; these are parts of its sentences.
_SENTENCES = (
    ("thread not found", Refusal.NO_THREAD),
    ("topic_closed", Refusal.NO_THREAD),
    ("topic_deleted", Refusal.NO_THREAD),
    ("message is not modified", Refusal.UNCHANGED),
    ("message to edit not found", Refusal.NOT_EDITABLE),
    ("can't be edited", Refusal.NOT_EDITABLE),
    ("replied not found", Refusal.NOTHING_TO_ANSWER),
    ("reply not found", Refusal.NOTHING_TO_ANSWER),
    ("parse entities", Refusal.UNREADABLE),
)
_PUT_OUT = ("kicked", "not a member", "deleted", "deactivated")


def refusal_of(error: TelegramError, chat: str) -> Refusal:
    """What the service's no to a post into that chat means."""
    if isinstance(error, RetryAfter):
        return Refusal.SLOWER
    if isinstance(error, ChatMigrated):
        return Refusal.MOVED
    words = str(error).lower()
    if isinstance(error, Forbidden):
        group = chat.startswith("-")
        put_out = not group or any(sign in words for sign in _PUT_OUT)
        return Refusal.GONE if put_out else Refusal.MUTE
    if isinstance(error, BadRequest):
        return next((kind for part, kind in _SENTENCES if part in words), Refusal.FINAL)
    return Refusal.UNREACHABLE


def seconds_of(error: RetryAfter) -> float:
    """How long the service asks us to wait, in seconds."""
    after = error.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()
