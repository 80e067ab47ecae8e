"""The service without its wires: what each method of the Bot API does, takes and refuses."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import refusals, requests, updates
from .chats import Chat, Chats
from .receiving import Updates, Woken
from .refusals import Malformed, Refused
from .rules import Breach, Limits, Meter
from .sent import (
    CallbackAnswer,
    ChatAction,
    Content,
    Draft,
    Edit,
    InlineAnswer,
    JsonObject,
    Sent,
)
from .updates import BOT_ID, NUMBERS

_ACCEPTED = frozenset(
    {
        "deletemycommands",
        "setchatmenubutton",
        "setmycommands",
        "setmydefaultadministratorrights",
        "setmydescription",
        "setmyname",
        "setmyshortdescription",
    }
)


@dataclass(frozen=True)
class Refusal:
    """A call the service refused: the method, the chat (0 without one), status and words."""

    method: str
    chat: int
    status: int
    why: str
    at: float


@dataclass
class Service:
    """One bot's account: its chats, its updates, and a record of everything it did.

    `limits` are the service's on how much may be sent, none by default. `malformed` collects
    what was refused for what it said, `refused` everything refused, `breaches` what went over
    a limit. `unknown` names methods, in small letters, that an older server does not have;
    `drafts_in_topics_only` is how drafts were before Bot API 9.5. `version` rises with
    everything that happens. All times are in monotonic seconds, which the processes of one
    machine share.
    """

    limits: Limits | None = None
    can_read_all_group_messages: bool = False
    unknown: set[str] = field(default_factory=set)
    drafts_in_topics_only: bool = False
    webhook: JsonObject | None = None
    sent: list[Sent] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    actions: list[ChatAction] = field(default_factory=list)
    answers: list[CallbackAnswer] = field(default_factory=list)
    inline_answers: list[InlineAnswer] = field(default_factory=list)
    inline_edits: list[tuple[str, Edit]] = field(default_factory=list)
    malformed: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    breaches: list[Breach] = field(default_factory=list)
    chats: Chats = field(default_factory=Chats)
    queue: Updates = field(default_factory=Updates)
    counted: Counter[str] = field(default_factory=Counter)
    version: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self._meter = Meter(self.limits) if self.limits else None
        self._methods: dict[str, Callable[[JsonObject], Any]] = {
            "getme": self._get_me,
            "sendmessage": self._send,
            "editmessagetext": self._edit_text,
            "editmessagereplymarkup": self._edit_markup,
            "deletemessage": self._delete,
            "sendmessagedraft": self._draft,
            "sendchataction": self._act,
            "answercallbackquery": self._answer_callback,
            "answerinlinequery": self._answer_inline,
            "getchatmember": self._get_member,
            "getchatadministrators": self._get_administrators,
            "leavechat": self._leave_chat,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
        } | dict.fromkeys(_ACCEPTED, _accept)

    def work(self, method: str, given: JsonObject) -> Any:
        """The result of a method. Raises Refused."""
        do = self._methods.get(method.lower())
        if do is None or method.lower() in self.unknown:
            raise Refused(*refusals.NO_METHOD)
        try:
            with self.changed:
                return do(given)
        except Refused as refusal:
            self._refuse(method, given, refusal)
            raise

    def happened(self) -> None:
        """Wake whoever waits; to be called with `changed` held."""
        self.version += 1
        self.changed.notify_all()

    def _refuse(self, method: str, given: JsonObject, refusal: Refused) -> None:
        chat = chat_id(given)
        self.refused.append(Refusal(method, chat, refusal.status, str(refusal), time.monotonic()))
        if isinstance(refusal, Malformed):
            self.malformed.append(f"{refusal} {given}")

    # Messages

    def _send(self, given: JsonObject) -> JsonObject:
        content, markup = requests.content(given), requests.markup(given)
        answering = requests.reply_to(given)
        chat = self._chat(given)
        thread = chat.topic(int(given.get("message_thread_id") or 0))
        reply_to = None
        if answering is not None and chat.has(answering.number):
            reply_to = answering.number
        elif answering is not None and not answering.or_none:
            raise refusals.bad_request(refusals.NO_REPLIED)
        self._measure(chat.id)
        message = Sent(
            **vars(content),
            chat=chat.id,
            number=NUMBERS.ours(),
            thread=thread,
            reply_to=reply_to,
            silent=requests.flag(given, "disable_notification"),
            force_reply=markup.force_reply,
            at=time.monotonic(),
        )
        self._take(chat, message)
        return updates.message_object(message)

    def _take(self, chat: Chat, message: Sent) -> None:
        chat.sent[message.number] = message
        self.sent.append(message)
        self.counted["taken"] += 1
        self.happened()

    def _edit_text(self, given: JsonObject) -> Any:
        content = requests.content(given)
        if given.get("inline_message_id"):
            self.inline_edits.append((str(given["inline_message_id"]), _edit(content)))
            self.happened()
            return True
        return self._edit_to(given, content)

    def _edit_markup(self, given: JsonObject) -> Any:
        rows = requests.markup(given).rows
        message = self._own(given, refusals.NO_EDITED).now
        same = Content(message.raw, message.shown, message.links, message.entities, rows)
        return self._edit_to(given, same)

    def _edit_to(self, given: JsonObject, content: Content) -> JsonObject:
        message = self._own(given, refusals.NO_EDITED)
        now = message.now
        if (now.shown, now.entities, now.rows) == (content.shown, content.entities, content.rows):
            raise refusals.bad_request(refusals.NOT_MODIFIED)
        self._measure(message.chat)
        message.edits.append(_edit(content))
        self.counted["edited"] += 1
        self.happened()
        return updates.message_object(message)

    def _delete(self, given: JsonObject) -> bool:
        chat, number = self._chat(given), _number(given)
        if not chat.has(number):
            raise refusals.bad_request(refusals.NO_DELETED)
        foreign = number not in chat.sent and chat.id < 0
        if foreign and chat.standing(BOT_ID) != "administrator":
            raise refusals.bad_request(refusals.NOT_DELETABLE)
        chat.removed.add(number)
        self.happened()
        return True

    def _draft(self, given: JsonObject) -> bool:
        number, content = requests.draft(given)
        chat = self._chat(given)
        thread = chat.topic(int(given.get("message_thread_id") or 0))
        if chat.id < 0 or (self.drafts_in_topics_only and thread is None):
            raise refusals.bad_request(refusals.NO_DRAFTS)
        self._measure(chat.id)
        now = time.monotonic()
        self.drafts.append(
            Draft(**vars(content), chat=chat.id, draft=number, thread=thread, at=now)
        )
        self.happened()
        return True

    def _act(self, given: JsonObject) -> bool:
        action = requests.action(given)
        chat = self._chat(given)
        thread = chat.topic(int(given.get("message_thread_id") or 0))
        self._measure(chat.id)
        self.actions.append(ChatAction(chat.id, action, thread, time.monotonic()))
        self.happened()
        return True

    def _own(self, given: JsonObject, why: str) -> Sent:
        return self._chat(given).own(_number(given), why)

    def _chat(self, given: JsonObject) -> Chat:
        """The chat of a call. Raises Refused where the bot may not write."""
        if not given.get("chat_id"):
            raise Malformed("chat_id is empty")
        if not chat_id(given):
            raise refusals.bad_request(refusals.NO_CHAT)
        chat = self.chats[chat_id(given)]
        chat.check_access()
        return chat

    def _measure(self, chat: int) -> None:
        breach = self._meter.take(chat, time.monotonic()) if self._meter else None
        if breach is not None:
            self.breaches.append(breach)
            raise refusals.too_many(breach.retry_after)

    # Answers to presses and inline queries

    def _answer_callback(self, given: JsonObject) -> bool:
        query = self._query(given, "callback_query_id")
        alert = requests.flag(given, "show_alert")
        answer = CallbackAnswer(query, requests.toast(given), alert, time.monotonic())
        self.answers.append(answer)
        self.happened()
        return True

    def _answer_inline(self, given: JsonObject) -> bool:
        results = requests.inline_results(given)
        answer = InlineAnswer(
            query=self._query(given, "inline_query_id"),
            results=results,
            personal=requests.flag(given, "is_personal"),
            cache_seconds=int(given.get("cache_time") or 300),
            next_offset=str(given.get("next_offset", "")),
            button=json.loads(given["button"]) if given.get("button") else None,
            at=time.monotonic(),
        )
        self.inline_answers.append(answer)
        self.happened()
        return True

    def _query(self, given: JsonObject, name: str) -> str:
        if str(given.get(name)) not in self.chats.queries:
            raise refusals.bad_request(refusals.OLD_QUERY)
        return str(given[name])

    # Chats and the account

    def _get_me(self, _: JsonObject) -> JsonObject:
        return updates.user_object(
            BOT_ID,
            can_join_groups=True,
            can_read_all_group_messages=self.can_read_all_group_messages,
            supports_inline_queries=True,
        )

    def _get_member(self, given: JsonObject) -> JsonObject:
        chat, user = self._chat(given), int(given.get("user_id") or 0)
        if not user:
            raise Malformed("invalid user_id specified")
        status = "member" if user == chat.id else chat.standing(user)
        return updates.member_object(user, status)

    def _get_administrators(self, given: JsonObject) -> list[JsonObject]:
        chat = self._chat(given)
        if chat.id > 0:
            raise refusals.bad_request(refusals.NO_ADMINISTRATORS)
        standing = chat.members.items()
        heads = [(u, s) for u, s in standing if s in ("creator", "administrator")]
        return [updates.member_object(user, status) for user, status in heads]

    def _leave_chat(self, given: JsonObject) -> bool:
        chat = self._chat(given)
        chat.members[BOT_ID] = "left"
        self.happened()
        return True

    def _set_webhook(self, given: JsonObject) -> bool:
        if not given.get("url"):
            return self._delete_webhook(given)
        self.webhook = given
        self.queue.allow(requests.names(given.get("allowed_updates")))
        self.queue.wake(Woken.WEBHOOK)
        return self._drop_if_asked(given)

    def _delete_webhook(self, given: JsonObject) -> bool:
        self.webhook = None
        return self._drop_if_asked(given)

    def _drop_if_asked(self, given: JsonObject) -> bool:
        if requests.flag(given, "drop_pending_updates"):
            self.queue.drop()
        return True


def chat_id(given: JsonObject) -> int:
    """The chat a call is about; 0 for none, or one named in letters."""
    asked = str(given.get("chat_id", ""))
    return int(asked) if asked.lstrip("-").isdigit() else 0


def _edit(content: Content) -> Edit:
    return Edit(**vars(content), at=time.monotonic())


def _number(given: JsonObject) -> int:
    number = str(given.get("message_id", ""))
    if not number.isdigit():
        raise Malformed("message identifier is not specified")
    return int(number)


def _accept(_: JsonObject) -> bool:
    return True
