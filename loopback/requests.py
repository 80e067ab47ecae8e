"""The parameters of a call as the service reads and refuses them."""

import json
import re
from dataclasses import dataclass
from typing import Any

from .html_text import Parsed, length, parsed
from .refusals import Malformed
from .sent import Button, Content, JsonObject

_LONGEST_BYTES = 1 << 15
_LONGEST_TEXT = 4096
_LONGEST_DATA = 64
_LONGEST_COPY = 256
_LONGEST_RESULT_ID = 64
_LONGEST_TOAST = 200
_MOST_RESULTS = 50
_MOST_BUTTONS = 100
_ACTIONS = frozenset(
    {
        "cancel",
        "choose_sticker",
        "find_location",
        "record_video",
        "record_video_note",
        "record_voice",
        "typing",
        "upload_document",
        "upload_photo",
        "upload_video",
        "upload_video_note",
        "upload_voice",
    }
)
_WEB_LINK = re.compile(
    r"(?:https?://)?(?:[\w-]+(?:\.[\w-]+)+|localhost)(?::\d+)?(?:[/?#]\S*)?", re.I
)
_APP_LINK = re.compile(r"(?:tg|ton|tonsite):(?://)?\S+", re.I)


@dataclass(frozen=True)
class Markup:
    """What hangs under a message: buttons, or a request to reply to it."""

    rows: tuple[tuple[Button, ...], ...] = ()
    force_reply: bool = False


@dataclass(frozen=True)
class ReplyTo:
    """The message a reply is to answer; `or_none` when it may go out without it."""

    number: int
    or_none: bool = False


def draft(given: JsonObject) -> tuple[int, Content]:
    """The id and the text of a preview; an empty text stands for "Thinking…". Raises
    Malformed."""
    raw = str(given.get("text") or "")
    text = worded(raw, str(given.get("parse_mode", ""))) if raw.strip() else Parsed("")
    number = str(given.get("draft_id", ""))
    # The words for it are not known; the documentation says "must be non-zero".
    if not number.lstrip("-").isdigit() or not int(number):
        raise Malformed("draft_id must be non-zero")
    return int(number), Content(raw, text.shown, text.links, text.entities)


def action(given: JsonObject) -> str:
    """What the bot says that it is doing. Raises Malformed."""
    asked = str(given.get("action", "")).lower()
    if asked not in _ACTIONS:
        raise Malformed("wrong parameter action in request")
    return asked


def content(given: JsonObject) -> Content:
    """The text and the buttons of a message. Raises Malformed."""
    text = worded(str(given.get("text", "")), str(given.get("parse_mode", "")))
    rows = markup(given).rows
    return Content(str(given.get("text", "")), text.shown, text.links, text.entities, rows)


def worded(raw: str, mode: str) -> Parsed:
    """A text as people see it. Raises Malformed where it is empty, too long, not readable."""
    if not raw:
        raise Malformed("message text is empty")
    if len(raw.encode("utf-8", "surrogatepass")) > _LONGEST_BYTES:
        raise Malformed("text is too long")
    if mode.lower() not in ("", "none", "html"):
        raise Malformed("unsupported parse_mode")
    text = parsed(raw) if mode.lower() == "html" else Parsed(raw)
    if not text.shown.strip():
        raise Malformed("text must be non-empty")
    if length(text.shown) > _LONGEST_TEXT:
        raise Malformed("message is too long")
    return text


def markup(given: JsonObject) -> Markup:
    """What `reply_markup` asks for. Raises Malformed."""
    if not given.get("reply_markup"):
        return Markup()
    asked = _json(given["reply_markup"], "can't parse reply keyboard markup JSON object")
    return markup_of(asked)


def markup_of(asked: Any) -> Markup:
    """What a markup object asks for. Raises Malformed."""
    if not isinstance(asked, dict):
        raise Malformed("object expected as reply markup")
    rows = asked.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Malformed(
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    read = tuple(tuple(_button(button) for button in row) for row in rows if row)
    if sum(map(len, read)) > _MOST_BUTTONS:
        raise Malformed("reply markup is too long")
    return Markup(read, bool(asked.get("force_reply")) and not read)


def reply_to(given: JsonObject) -> ReplyTo | None:
    """The message to answer, None for none. Raises Malformed."""
    if not given.get("reply_parameters"):
        number = int(given.get("reply_to_message_id", 0))
        return ReplyTo(number, flag(given, "allow_sending_without_reply")) if number else None
    asked = _json(given["reply_parameters"], "can't parse reply parameters JSON object")
    if not isinstance(asked, dict):
        raise Malformed("object expected as reply parameters")
    if "message_id" not in asked:
        raise Malformed('can\'t find field "message_id"')
    return ReplyTo(int(asked["message_id"]), bool(asked.get("allow_sending_without_reply")))


def flag(given: JsonObject, name: str) -> bool:
    """A boolean parameter; False where it is not given."""
    return str(given.get(name, "")).lower() in ("true", "1", "yes")


def names(asked: Any) -> list[str] | None:
    """A list of names, such as `allowed_updates`; None where there is none. Raises
    Malformed."""
    if not asked:
        return None
    read = _json(asked, "can't parse JSON encoded list")
    return [str(name) for name in read] if isinstance(read, list) else None


def toast(given: JsonObject) -> str:
    """The text of an answer to a press of a button. Raises Malformed where it is too long."""
    text = str(given.get("text", ""))
    if length(text) > _LONGEST_TOAST:
        raise Malformed("MESSAGE_TOO_LONG")
    return text


def inline_results(given: JsonObject) -> tuple[JsonObject, ...]:
    """The results of an inline query. Raises Malformed."""
    results = _json(
        given.get("results") or "[]", "can't parse JSON encoded inline query results: not JSON"
    )
    if not isinstance(results, list):
        raise Malformed("expected an Array of inline query results")
    if len(results) > _MOST_RESULTS:
        raise Malformed("too many inline query results specified")
    for result in results:
        _check_result(result)
    ids = [result["id"] for result in results]
    if any(not 1 <= len(name.encode()) <= _LONGEST_RESULT_ID for name in ids):
        raise Malformed("RESULT_ID_INVALID")
    if len(set(ids)) != len(ids):
        raise Malformed("RESULT_ID_DUPLICATE")
    return tuple(results)


def _check_result(result: Any) -> None:
    if not isinstance(result, dict):
        raise _bad_result("Inline query result must be an object")
    for name in ("type", "id"):
        _required(result, name)
    if result["type"] != "article":
        raise _bad_result(f'type "{result["type"]}" is unsupported for the inline query result')
    written = result.get("input_message_content")
    if written is None:
        raise _bad_result('Can\'t find field "message_text"')
    if not isinstance(written, dict) or not written.get("message_text"):
        raise _bad_result("Input message content is not specified")
    _required(result, "title")
    if not result["title"]:
        raise Malformed("ARTICLE_TITLE_EMPTY")
    worded(written["message_text"], str(written.get("parse_mode") or ""))
    if result.get("reply_markup"):
        markup_of(result["reply_markup"])


def _required(result: JsonObject, name: str) -> None:
    if name not in result:
        raise _bad_result(f'Can\'t find field "{name}"')
    if not isinstance(result[name], str):
        raise _bad_result(f'Field "{name}" must be of type String')


def _bad_result(why: str) -> Malformed:
    return Malformed(f"can't parse inline query result: {why}")


def _button(button: Any) -> Button:
    if not isinstance(button, dict):
        raise _bad_button("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise _bad_button('Can\'t find field "text"')
    label = button["text"]
    if button.get("url"):
        return Button(label, url=_checked_link(button["url"]))
    if button.get("callback_data"):
        if len(button["callback_data"].encode()) > _LONGEST_DATA:
            raise Malformed("BUTTON_DATA_INVALID")
        return Button(label, data=button["callback_data"])
    if "copy_text" in button:
        copied = (
            button["copy_text"].get("text", "") if isinstance(button["copy_text"], dict) else ""
        )
        if not 1 <= len(copied) <= _LONGEST_COPY:
            raise Malformed("BUTTON_COPY_TEXT_INVALID")
        return Button(label, copy=copied)
    raise _bad_button("Text buttons are unallowed in the inline keyboard")


def _bad_button(why: str) -> Malformed:
    return Malformed(f"can't parse inline keyboard button: {why}")


def _checked_link(link: str) -> str:
    if _APP_LINK.fullmatch(link):
        return link
    if not _WEB_LINK.fullmatch(link):
        raise Malformed(f"inline keyboard button URL '{link}' is invalid: Wrong HTTP URL")
    return link if "://" in link else f"http://{link}"


def _json(value: Any, why: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise Malformed(why) from error
