"""A Bot API server on the loopback: the rules of the service that the bot relies on, with
faults that can be switched on and off.

In tests it runs in a thread of the test's own process; for a bench, which must not share its
time with what it measures, `python -m loopback.bot_api --port N` runs it as a process of its
own, driven by `loopback.remote.RemoteBotApi`.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.types import Receive, Scope, Send

from . import refusals, requests, updates
from .chats import HERE, Chat
from .control import PREFIX, Control
from .faults import Fault, Faults, Plan, Where
from .observed import PATIENCE, Observed
from .receiving import Fed, Woken, waited
from .refusals import Refused
from .rules import Limits
from .sent import ChatAction, Draft, InlineAnswer, JsonObject, Sent
from .service import Service, chat_id
from .updates import ANONYMOUS_ADMIN, BOT_ID, NUMBERS

TOKEN = f"{BOT_ID}:AAEhBOweik6ad9r_QXMENQjcrbGam-Tests00"
MOMENTS = ("taken", "given", "acknowledged")
"""When a bot can be killed: its message was taken, it was given updates, it acknowledged."""

_DRAFT_SECONDS = 30.0
_GATEWAY_PAGE = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n</html>\r\n"
_HALF = b'{"ok":true,"resu'


class Dropped(Exception):
    """The connection breaks in the middle of the answer."""


@dataclass(frozen=True)
class Answer:
    """What goes back over the wire."""

    status: int
    body: bytes
    kind: bytes = b"application/json"
    retry_after: int | None = None


@dataclass
class LoopbackBotApi(Service, Observed):
    """The server, in a thread of its own. Use it as a context manager.

    `longest_poll` caps a long poll, in seconds. `only_allowed` keeps back updates the bot
    did not ask for with `allowed_updates`, as the service does. `seed` decides which calls a
    fault with a rate strikes.

    Callbacks run in the server's thread: `on_taken` when a message was taken, before the
    answer is written; `on_given` with the ids of updates once they were handed out;
    `on_acknowledged` with the ids at the moment the bot acknowledges them, before they are
    dropped.
    """

    longest_poll: float = 0.5
    on_acknowledged: Callable[[list[int]], None] | None = None
    on_given: Callable[[list[int]], None] | None = None
    on_taken: Callable[[Sent], None] | None = None
    only_allowed: bool = True
    port: int = 0
    seed: int = 0
    calls: list[tuple[str, JsonObject]] = field(default_factory=list)
    url: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._faults = Faults(random.Random(self.seed))
        self._deaths: dict[str, tuple[int, int]] = {}
        self._control = Control(self)

    def __enter__(self) -> "LoopbackBotApi":
        listening = socket.create_server(("127.0.0.1", self.port), backlog=512)
        self.port = listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(
            self._app,
            interface="asgi3",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
        )
        self._server = uvicorn.Server(config)
        self._server.force_exit = True
        self._thread = threading.Thread(target=self._server.run, args=([listening],))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE)

    # What people do

    def feed(self, *fed: JsonObject) -> list[int]:
        """Give the bot updates in one batch; one without an id gets the next. Their ids."""
        with self.changed:
            self.saw(*fed)
            return self.queue.put(fed, self.only_allowed)

    def saw(self, *known: JsonObject) -> None:
        """The service knows of these updates, which reach the bot another way: by webhook."""
        with self.changed:
            for update in known:
                self.chats.note(update)

    def join(self, chat: int, user: int, status: str = "member", *, by: int | None = None) -> None:
        """Somebody is in a group. Without `by` they always were; with it they come, or their
        standing changes, now, and the bot is told."""
        old = self._stand(chat, user, status)
        if by is None:
            return
        if old not in HERE and status in HERE:
            self.feed(updates.new_chat_members(chat, by, user))
        self._tell_administrator(updates.chat_member(chat, user, by, old, status))

    def leave(self, chat: int, user: int, *, by: int | None = None) -> None:
        """Somebody leaves a group, or is removed `by` somebody."""
        new, actor = ("left", user) if by is None else ("kicked", by)
        old = self._stand(chat, user, new)
        self.feed(updates.left_chat_member(chat, actor, user))
        self._tell_administrator(updates.chat_member(chat, user, actor, old, new))

    def add_bot(self, chat: int, by: int, status: str = "member") -> None:
        """Somebody adds the bot to a group, or makes it what it is to be there."""
        old = self._stand(chat, BOT_ID, status)
        self.feed(updates.my_chat_member(chat, by, old, status))
        if old not in HERE:
            self.feed(updates.new_chat_members(chat, by, BOT_ID))

    def remove_bot(self, chat: int, by: int) -> None:
        """Somebody removes the bot from a group."""
        self.chats[chat].members.setdefault(BOT_ID, "member")
        old = self._stand(chat, BOT_ID, "kicked")
        self.feed(updates.my_chat_member(chat, by, old, "kicked"))

    def kick(self, chat: int) -> None:
        """An anonymous administrator removes the bot from a group."""
        self.remove_bot(chat, ANONYMOUS_ADMIN)

    def block(self, user: int) -> None:
        """A citizen blocks the bot."""
        self.chats[user].blocked = True
        self.feed(updates.my_chat_member(user, user, "member", "kicked"))

    def unblock(self, user: int) -> None:
        """A citizen takes the bot back."""
        self.chats[user].blocked = False
        self.feed(updates.my_chat_member(user, user, "kicked", "member"))

    def estrange(self, user: int) -> None:
        """Somebody has never written to the bot; until they do it can't write to them."""
        self.chats[user].stranger = True

    def lose(self, chat: int) -> None:
        """The service no longer knows a chat."""
        self.chats[chat].lost = True

    def open_topic(self, chat: int, thread: int) -> None:
        """A group is a forum and has this topic."""
        with self.changed:
            self.chats[chat].forum = True
            self.chats[chat].topics.add(thread)

    def delete_topic(self, chat: int, thread: int) -> None:
        """An administrator deletes a topic; the bot is not told."""
        with self.changed:
            self.chats[chat].forum = True
            self.chats[chat].topics.discard(thread)

    def migrate(self, chat: int, new_chat: int, by: int = ANONYMOUS_ADMIN) -> None:
        """A group becomes a supergroup: both are told, the old one takes nothing more."""
        with self.changed:
            self.chats.move(chat, new_chat)
            self.feed(*updates.migration(chat, new_chat, by))

    def delete_message(self, chat: int, number: int) -> None:
        """Somebody deletes a message, whoever wrote it; the bot is not told."""
        with self.changed:
            self.chats[chat].removed.add(number)

    def expire_queries(self) -> None:
        """Too long ago: no press and no inline query so far can be answered any more."""
        with self.changed:
            self.chats.queries.clear()

    def _stand(self, chat: int, user: int, status: str) -> str:
        """Set somebody's standing; the one before."""
        with self.changed:
            members = self.chats[chat].members
            old = members.get(user, "left")
            members[user] = status
            return old

    def _tell_administrator(self, update: JsonObject) -> None:
        if self.chats[update["chat_member"]["chat"]["id"]].standing(BOT_ID) == "administrator":
            self.feed(update)

    # Faults

    def fail(
        self,
        where: Where,
        fault: Fault,
        *,
        rate: float = 1.0,
        times: int | None = None,
        seconds: float = 1.0,
    ) -> None:
        """Switch a fault on for what is sent to a chat, for a method, for one method of one
        chat, or EVERYWHERE. It strikes `rate` of the calls, `times` times at the most;
        `seconds` are the wait it asks for (TOO_MANY) or makes (SLOW)."""
        with self.changed:
            self._faults.switch_on(where, Plan(fault, rate, times, seconds))

    def heal(self) -> None:
        """Switch every fault off."""
        with self.changed:
            self._faults.plans.clear()

    def met(self, where: Where) -> int:
        """How many calls ran into the fault last switched on there."""
        with self.changed:
            return self._faults.met.get(where, 0)

    def kill_at(self, moment: str, pid: int, after: int = 1) -> None:
        """Kill -9 a process at one of MOMENTS, the `after`-th time from now: when its
        message was taken and the answer not yet written, right after it was given updates,
        or when it acknowledged them."""
        if moment not in MOMENTS:
            raise ValueError(f"{moment!r} is none of {MOMENTS}")
        with self.changed:
            self._deaths[moment] = (pid, after)

    def _die(self, moment: str) -> None:
        if moment not in self._deaths:
            return
        pid, after = self._deaths.pop(moment)
        if after > 1:
            self._deaths[moment] = (pid, after - 1)
            return
        self.counted["killed"] += 1
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    # What the bot did

    def to(self, chat: int) -> list[Sent]:
        """Everything sent to a chat, oldest first, as first sent."""
        with self.changed:
            return list(self.chats[chat].sent.values())

    def messages(self, chat: int) -> list[Sent]:
        """The bot's messages as a chat shows them now: edits counted, deleted ones gone."""
        with self.changed:
            there: Chat = self.chats[chat]
            return [m.now for m in there.sent.values() if m.number not in there.removed]

    def over_time(self, chat: int) -> list[Sent | Draft | ChatAction]:
        """Everything a chat showed, oldest first: messages, previews, chat actions."""
        with self.changed:
            passing = [one for one in (*self.drafts, *self.actions) if one.chat == chat]
            return sorted((*self.chats[chat].sent.values(), *passing), key=lambda one: one.at)

    def preview(self, chat: int) -> Draft | None:
        """The preview a chat shows now: for thirty seconds, and until the bot's next message
        there (github.com/tdlib/td, `updatePendingMessage`)."""
        shown = [one for one in self.over_time(chat) if not isinstance(one, ChatAction)]
        match shown[-1:]:
            case [Draft(at=at) as draft] if at > time.monotonic() - _DRAFT_SECONDS:
                return draft
        return None

    def offered(self, query: str) -> InlineAnswer | None:
        """What the bot offered for an inline query, None before it did."""
        with self.changed:
            found = [answer for answer in self.inline_answers if answer.query == query]
            return found[-1] if found else None

    def sent_since(self, index: int = 0) -> list[Sent]:
        """What was sent from an index of `sent` on."""
        with self.changed:
            return self.sent[index:]

    def times_since(self, index: int = 0) -> list[tuple[int, float, float | None, float | None]]:
        """For every update fed from an index on: its id, when it was fed, when given, when
        acknowledged."""
        with self.changed:
            fed: list[Fed] = self.queue.fed[index:]
            return [(f.number, f.fed_at, f.given_at, f.acknowledged_at) for f in fed]

    def counts(self) -> dict[str, int]:
        """How often what happened: `fed`, `given`, `acknowledged`, `taken`, `edited`,
        `refused`, `breaches`, `conflicts`, `gone` (long polls whose bot went away), `killed`,
        and `call METHOD` for each method."""
        with self.changed:
            lengths = {
                "fed": len(self.queue.fed),
                "refused": len(self.refused),
                "breaches": len(self.breaches),
            }
            return {**self.counted, **lengths}

    def wait_for_call(self, method: str) -> None:
        """Wait until a method was called."""
        self.wait_until(lambda: self.counted[f"call {method}"] > 0, method)

    def wait_for_fault(self, where: Where) -> None:
        """Wait until the bot ran into the fault last switched on there."""
        self.wait_until(lambda: self.met(where) > 0, f"the fault of {where}")

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until a condition over what the bot did holds."""
        with self.changed:
            if not self.changed.wait_for(condition, PATIENCE):
                said = [f"{message.chat}: {message.shown[:60]!r}" for message in self.sent]
                raise AssertionError(f"waited in vain for {what}; sent so far: {said}")

    # The wire

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        after: Callable[[], None] | None = None
        try:
            body = await _body(receive)
            if path.startswith(PREFIX):
                answer = await self._controlled(path.removeprefix(PREFIX), body)
            else:
                answer, after = await self._called(path, _given(scope, body), receive)
        except Refused as refusal:
            waiting = refusal.body.get("parameters", {}).get("retry_after")
            answer = Answer(refusal.status, _json(refusal.body), retry_after=waiting)
        except (ConnectionError, Dropped):
            await _cut(send)
            return
        await _write(send, answer)
        if after is not None:
            after()

    async def _controlled(self, verb: str, body: bytes) -> Answer:
        found = await self._control.answer(verb, body)
        return Answer(200, _json({"result": found, "last": NUMBERS.last}))

    async def _called(
        self, path: str, given: JsonObject, receive: Receive
    ) -> tuple[Answer, Callable[[], None] | None]:
        """The answer to a call, and what to do once it is written."""
        token, _, method = path.removeprefix("/bot").partition("/")
        with self.changed:
            self.calls.append((method, given))
            self.counted[f"call {method}"] += 1
            plan = self._faults.strike(method, chat_id(given))
            self.happened()
        if plan is not None:
            early = _early(plan)
            if early is not None:
                return early, None
        if token != TOKEN:
            raise Refused(*refusals.UNAUTHORIZED)
        result, after = await self._result(method, given, receive)
        if plan is not None and plan.fault is Fault.TAKEN_DROPPED:
            raise Dropped
        if plan is not None:
            await asyncio.sleep(plan.seconds)
        return Answer(200, _json({"ok": True, "result": result})), after

    async def _result(
        self, method: str, given: JsonObject, receive: Receive
    ) -> tuple[Any, Callable[[], None] | None]:
        if method.lower() != "getupdates":
            result = self.work(method, given)
            if method.lower() == "sendmessage":
                self._took()
            return result, None
        batch = await self._poll(given, receive)
        return [fed.update for fed in batch], lambda: self._gave(batch)

    async def _poll(self, given: JsonObject, receive: Receive) -> list[Fed]:
        seconds = min(float(given.get("timeout") or 0), self.longest_poll)
        limit = int(given.get("limit") or 100)
        with self.changed:
            if self.webhook is not None:
                raise refusals.conflict(refusals.WEBHOOK_IS_SET)
            self.queue.allow(requests.names(given.get("allowed_updates")))
        self._acknowledge(int(given.get("offset") or 0))
        with self.changed:
            batch = self.queue.batch(limit)
            if batch or seconds <= 0:
                return batch
            poll = self.queue.attend()
        try:
            woken = await waited(poll, receive, seconds)
        except ConnectionError:
            self.counted["gone"] += 1
            raise
        finally:
            with self.changed:
                self.queue.leave(poll)
                self.happened()
        with self.changed:
            if woken is Woken.OTHER_POLLER:
                self.counted["conflicts"] += 1
                raise refusals.conflict(refusals.OTHER_POLLER)
            if woken is Woken.WEBHOOK:
                raise refusals.conflict(refusals.OTHER_WEBHOOK)
            return self.queue.batch(limit)

    def _acknowledge(self, offset: int) -> None:
        """The callback may stop the bot and wait for it, so no lock is held meanwhile."""
        with self.changed:
            known = self.queue.acknowledged_by(offset)
        if not known:
            return
        if self.on_acknowledged is not None:
            self.on_acknowledged(known)
        self._die("acknowledged")
        with self.changed:
            self.queue.acknowledge(offset)
            self.counted["acknowledged"] += len(known)
            self.happened()

    def _took(self) -> None:
        if self.on_taken is not None:
            self.on_taken(self.sent[-1])
        self._die("taken")

    def _gave(self, batch: list[Fed]) -> None:
        if not batch:
            return
        with self.changed:
            for fed in batch:
                fed.given_at = time.monotonic()
            self.counted["given"] += len(batch)
            self.happened()
        if self.on_given is not None:
            self.on_given([fed.number for fed in batch])
        self._die("given")


def _early(plan: Plan) -> Answer | None:
    """What a fault answers before any work is done; None for one that strikes after it.
    Raises Refused, Dropped."""
    match plan.fault:
        case Fault.TOO_MANY:
            raise refusals.too_many(int(plan.seconds))
        case Fault.FORBIDDEN:
            raise refusals.forbidden(refusals.BLOCKED)
        case Fault.BROKEN:
            raise Refused(500, "Internal Server Error")
        case Fault.DROPPED:
            raise Dropped
        case Fault.BAD_GATEWAY:
            return Answer(502, _GATEWAY_PAGE, b"text/html")
        case Fault.GARBAGE:
            return Answer(200, _HALF)
        case Fault.TAKEN_DROPPED | Fault.SLOW:
            return None


async def _body(receive: Receive) -> bytes:
    """The whole body. Raises ConnectionError when the bot died before it had sent it."""
    body = b""
    while True:
        part = await receive()
        if part["type"] == "http.disconnect":
            raise ConnectionError("the bot is gone")
        body += bytes(part.get("body", b""))
        if not part.get("more_body"):
            return body


def _given(scope: Scope, body: bytes) -> JsonObject:
    """The parameters of a call, from its address and its body."""
    given: JsonObject = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    if b"application/json" in dict(scope["headers"]).get(b"content-type", b""):
        return given | dict(json.loads(body or b"{}"))
    return given | dict(parse_qsl(body.decode(), keep_blank_values=True))


def _json(value: object) -> bytes:
    # Escaped, so that half an emoji in an update can travel too.
    return json.dumps(value, default=vars).encode()


async def _write(send: Send, answer: Answer) -> None:
    headers = [
        (b"content-type", answer.kind),
        (b"content-length", str(len(answer.body)).encode()),
    ]
    if answer.retry_after is not None:
        headers.append((b"retry-after", str(answer.retry_after).encode()))
    with suppress(OSError):
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})


async def _cut(send: Send) -> None:
    """Promise a body and break off."""
    headers = [(b"content-length", b"100")]
    with suppress(OSError):
        await send({"type": "http.response.start", "status": 200, "headers": headers})


def main(arguments: list[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT; says `ready: URL` once it listens."""
    parser = argparse.ArgumentParser(prog="python -m loopback.bot_api", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--limits", action="store_true", help="as the service limits messages")
    parser.add_argument("--longest-poll", type=float, default=25.0, help="in seconds")
    parser.add_argument("--seed", type=int, default=0, help="for faults with a rate")
    asked = parser.parse_args(arguments)
    stops = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    api = LoopbackBotApi(
        limits=Limits() if asked.limits else None,
        longest_poll=asked.longest_poll,
        port=asked.port,
        seed=asked.seed,
    )
    with api:
        print(f"ready: {api.url}", flush=True)
        signal.sigwait(stops)


if __name__ == "__main__":
    main()
