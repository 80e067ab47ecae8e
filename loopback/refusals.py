"""The service's refusals, in its own words.

Sources: the server's code (github.com/tdlib/telegram-bot-api, `Client.cpp`) for what it
checks itself, the library under it (github.com/tdlib/td) for texts and buttons. What
Telegram's data centres answer comes through as their constants (`BUTTON_DATA_INVALID`).
"""

from typing import Any


class Refused(Exception):
    """The service's no, with its status; `parameters` as in the answer."""

    def __init__(self, status: int, why: str, **parameters: int) -> None:
        super().__init__(why)
        self.status = status
        self.body: dict[str, Any] = {"ok": False, "error_code": status, "description": why}
        if parameters:
            self.body["parameters"] = parameters


class Malformed(Refused):
    """A request that could never be taken, whatever the state of the chat."""

    def __init__(self, why: str) -> None:
        super().__init__(400, f"Bad Request: {why}")


def too_many(seconds: int) -> Refused:
    """Too much was sent: the next try after so many seconds."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def bad_request(why: str) -> Refused:
    """A request the state of the chat does not allow."""
    return Refused(400, f"Bad Request: {why}")


def migrated(new_chat: int) -> Refused:
    """A group that lives on under another id."""
    return Refused(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=new_chat,
    )


def forbidden(why: str) -> Refused:
    """A chat the bot may not write to."""
    return Refused(403, f"Forbidden: {why}")


def conflict(why: str) -> Refused:
    """Two ways of receiving updates at once."""
    return Refused(409, f"Conflict: {why}")


UNAUTHORIZED = (401, "Unauthorized")
NO_METHOD = (404, "Not Found: method not found")

BLOCKED = "bot was blocked by the user"
STRANGER = "bot can't initiate conversation with a user"
NO_CHAT = "chat not found"
NO_THREAD = "message thread not found"
NO_DRAFTS = "TEXTDRAFT_PEER_INVALID"
NO_REPLIED = "message to be replied not found"
NO_EDITED = "message to edit not found"
NO_DELETED = "message to delete not found"
NOT_OURS = "message can't be edited"
NOT_DELETABLE = "message can't be deleted"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
OLD_QUERY = "query is too old and response timeout expired or query ID is invalid"
NO_ADMINISTRATORS = "there are no administrators in the private chat"
WEBHOOK_IS_SET = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
    "webhook first"
)
OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
OTHER_WEBHOOK = "terminated by setWebhook request"
