"""Writing: what we say, as calls to the service. It takes UTF-16 units for characters."""

import hashlib
from collections.abc import Sequence
from typing import Any

from bot.channels.telegram.reading import Me
from bot.domain.address import Address
from bot.domain.answer import Choice
from bot.domain.conversation import Post, Reply
from bot.domain.link import Link
from bot.domain.markup import html, pieces, plain, shortened, utf16_length
from bot.domain.values import Value
from bot.ports import Replies

# The service counts 4,096 UTF-16 units after parsing; the rest is room for marks.
_LONGEST = 3_900
_LABEL = 60
_LONGEST_COPY = 256
_LONGEST_TOKEN = 64
_ASIDE_A_ROW = 4
_MOST_RESULTS = 20
_DESCRIPTION = 120
# The id of a result may have 64 bytes: a guide's id and a digest of what is said of it.
_GUIDE_ID, _DIGEST = 40, 8
# A start payload that is none of our links leads to the greeting; an empty one is refused.
_NOWHERE = "INLINE"
_NO_PREVIEW = {"is_disabled": True}

_PRIVATE = ("start", "help", "huongdan", "huy", "xoa")
_IN_GROUPS = ("hoi", "help")
_OF_ADMINS = ("hoi", "caidat", "help")
_SCOPES = (
    ("all_private_chats", _PRIVATE),
    ("all_group_chats", _IN_GROUPS),
    ("all_chat_administrators", _OF_ADMINS),
)

_Arguments = dict[str, Any]


class Outgoing(Value):
    """One call to the service, its arguments ready for JSON. `plain` are those without markup,
    for when the service can't parse it."""

    method: str
    arguments: dict[str, Any]
    plain: dict[str, Any]


def outgoing(post: Post, me: Me, edits: str | None = None) -> list[Outgoing]:
    """The calls that bring a post to its chat, to be made in order: none for a blank text.

    Buttons stand under the last piece. With `edits`, the id of a message of ours, the first
    piece takes its place, its buttons too; further pieces are new messages."""
    texts = [text for text in pieces(_text(post.reply, me), _LONGEST) if text.strip()]
    last = len(texts) - 1
    markup = _markup(post, me)
    calls = []
    for number, text in enumerate(texts):
        buttons = markup if number == last else None
        if number == 0 and edits is not None:
            calls.append(_edit(post, edits, text, buttons))
        else:
            calls.append(_message(post, text, buttons, first=number == 0))
    return calls


def draft(to: Address, number: int, text: str) -> Outgoing:
    """The call that shows, in a private chat, the first piece of a text that is on its way.
    Drafts of one `number`, which is not 0, grow into each other."""
    first, *more = pieces(text, _LONGEST)
    return _formatted(
        "sendMessageDraft", f"{first} …" if more else first, _place(to) | {"draft_id": number}
    )


def typing(to: Address) -> Outgoing:
    """The call that shows for five seconds that an answer is being written."""
    where = _place(to) | {"action": "typing"}
    return Outgoing(method="sendChatAction", arguments=where, plain=where)


def inline_results(replies: Sequence[Reply], me: Me) -> list[dict[str, Any]]:
    """The replies as results to choose from behind our name, best first, twenty at most."""
    saying = [reply for reply in replies if reply.text.strip()]
    # The service refuses them all when two have the same id.
    results = {_result_id(reply): _result(reply, me) for reply in saying}
    return list(results.values())[:_MOST_RESULTS]


def switch_button(text: str) -> dict[str, str]:
    """The button above inline results that leads into the private chat with us."""
    return {"text": text, "start_parameter": _NOWHERE}


def commands(replies: Replies) -> list[dict[str, Any]]:
    """The arguments of each `setMyCommands`: for private chats, groups and their admins; in
    Vietnamese, and in English for whose app is."""
    return [
        {
            "commands": [
                {"command": name, "description": replies.text(language, f"commands.{name}")}
                for name in names
            ],
            "scope": {"type": scope},
            **({"language_code": language} if language != "vi" else {}),
        }
        for language in ("vi", "en")
        for scope, names in _SCOPES
    ]


# Messages


def _text(reply: Reply, me: Me) -> str:
    return f"{reply.text}\n\n{_url(reply.link, me)}" if reply.link else reply.text


def _edit(post: Post, edits: str, text: str, buttons: _Arguments | None) -> Outgoing:
    keyboard = buttons if buttons and "inline_keyboard" in buttons else {"inline_keyboard": []}
    where = {"chat_id": int(post.to.chat), "message_id": int(edits)}
    return _spoken("editMessageText", text, where, {"reply_markup": keyboard})


def _message(post: Post, text: str, buttons: _Arguments | None, *, first: bool) -> Outgoing:
    to = post.to
    more: _Arguments = {}
    if first and to.answers is not None:
        answered = {"message_id": int(to.answers), "allow_sending_without_reply": True}
        more["reply_parameters"] = answered
    if post.silent:
        more["disable_notification"] = True
    if buttons is not None:
        more["reply_markup"] = buttons
    return _spoken("sendMessage", text, _place(to), more)


def _place(to: Address) -> _Arguments:
    thread = {"message_thread_id": int(to.thread)} if to.thread is not None else {}
    return {"chat_id": int(to.chat), **thread}


def _spoken(method: str, text: str, where: _Arguments, more: _Arguments) -> Outgoing:
    return _formatted(method, text, {**where, "link_preview_options": _NO_PREVIEW, **more})


def _formatted(method: str, text: str, common: _Arguments) -> Outgoing:
    return Outgoing(
        method=method,
        arguments={**common, "text": html(text), "parse_mode": "HTML"},
        plain={**common, "text": plain(text)},
    )


# Buttons


def _markup(post: Post, me: Me) -> _Arguments | None:
    """The buttons; without any, an opened answer where the reply asks for one."""
    rows = _rows(post.reply.choices, me, numbered=post.numbered)
    if rows:
        return {"inline_keyboard": rows}
    return {"force_reply": True, "selective": True} if post.reply.asks_reply else None


def _rows(choices: Sequence[Choice], me: Me, *, numbered: bool) -> list[list[_Arguments]]:
    """A row a choice; below them those that stand aside, a few a row. The numbers of actions
    are those that can be typed."""
    rows: list[list[_Arguments]] = []
    aside: list[_Arguments] = []
    number = 0
    for choice in choices:
        label = choice.label
        if choice.action is not None and not choice.aside:
            number += 1
            label = f"{number}. {label}" if numbered else label
        deed = _deed(choice, me)
        if deed is None:
            continue
        button = {"text": shortened(label, _LABEL), **deed}
        if choice.aside:
            aside.append(button)
        else:
            rows.append([button])
    chunks = range(0, len(aside), _ASIDE_A_ROW)
    return rows + [aside[start : start + _ASIDE_A_ROW] for start in chunks]


def _deed(choice: Choice, me: Me) -> _Arguments | None:
    """What the button does; None for what would have the service refuse the whole message."""
    if choice.link is not None:
        return {"url": _url(choice.link, me)}
    if choice.copy_text is not None:
        fits = 0 < utf16_length(choice.copy_text) <= _LONGEST_COPY
        return {"copy_text": {"text": choice.copy_text}} if fits else None
    fits = 0 < len(choice.token.encode()) <= _LONGEST_TOKEN
    return {"callback_data": choice.token} if fits else None


def _url(link: Link, me: Me) -> str:
    payload = link.payload()
    return f"https://t.me/{me.username}" + (f"?start={payload}" if payload else "")


# Inline results


def _result(reply: Reply, me: Me) -> _Arguments:
    """The reply as an article: its first line is the title, the next one describes it."""
    title, *lines = [line.strip() for line in plain(reply.text).splitlines() if line.strip()]
    links = [choice for choice in reply.choices if choice.link is not None]
    rows = _rows(links, me, numbered=False)
    return {
        "type": "article",
        "id": _result_id(reply),
        "title": title,
        "description": shortened("".join(lines[:1]).removeprefix("- "), _DESCRIPTION),
        "input_message_content": {
            "message_text": html(pieces(reply.text, _LONGEST)[0]),
            "parse_mode": "HTML",
            "link_preview_options": _NO_PREVIEW,
        },
        **({"reply_markup": {"inline_keyboard": rows}} if rows else {}),
    }


def _result_id(reply: Reply) -> str:
    said = f"{reply.guide}\n{reply.text}".encode()
    guide = (reply.guide or "").encode("ascii", "ignore").decode()[:_GUIDE_ID]
    return f"{guide}:{hashlib.blake2b(said, digest_size=_DIGEST).hexdigest()}"
