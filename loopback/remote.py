"""A server in another process, driven as the one in a thread is."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from .control import PREFIX
from .faults import Fault, Where
from .observed import PATIENCE, Observed
from .rules import Breach, Limit
from .sent import (
    Button,
    CallbackAnswer,
    ChatAction,
    Draft,
    Edit,
    InlineAnswer,
    JsonObject,
    Sent,
)
from .server_process import server_process
from .service import Refusal
from .updates import NUMBERS

_GLANCE = 1.0


class RemoteBotApi(Observed):
    """The controls of `python -m loopback.bot_api`, over HTTP; the verbs are those of
    `LoopbackBotApi` and mean the same."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = httpx.Client(base_url=url, trust_env=False, timeout=PATIENCE)

    def close(self) -> None:
        """Let go of the connection; the server goes on."""
        self._client.close()

    # What people do

    def feed(self, *fed: JsonObject) -> list[int]:
        """Give the bot updates in one batch. Their ids."""
        return [int(number) for number in self._ask("feed", *fed)]

    def saw(self, *known: JsonObject) -> None:
        """The service knows of these updates, which reach the bot another way."""
        self._ask("saw", *known)

    def join(self, chat: int, user: int, status: str = "member", *, by: int | None = None) -> None:
        """Somebody is in a group; with `by` they come now."""
        self._ask("join", chat, user, status, by=by)

    def leave(self, chat: int, user: int, *, by: int | None = None) -> None:
        """Somebody leaves a group, or is removed."""
        self._ask("leave", chat, user, by=by)

    def add_bot(self, chat: int, by: int, status: str = "member") -> None:
        """Somebody adds the bot to a group."""
        self._ask("add_bot", chat, by, status)

    def remove_bot(self, chat: int, by: int) -> None:
        """Somebody removes the bot from a group."""
        self._ask("remove_bot", chat, by)

    def kick(self, chat: int) -> None:
        """An anonymous administrator removes the bot from a group."""
        self._ask("kick", chat)

    def block(self, user: int) -> None:
        """A citizen blocks the bot."""
        self._ask("block", user)

    def unblock(self, user: int) -> None:
        """A citizen takes the bot back."""
        self._ask("unblock", user)

    def estrange(self, user: int) -> None:
        """Somebody has never written to the bot."""
        self._ask("estrange", user)

    def lose(self, chat: int) -> None:
        """The service no longer knows a chat."""
        self._ask("lose", chat)

    def open_topic(self, chat: int, thread: int) -> None:
        """A group is a forum and has this topic."""
        self._ask("open_topic", chat, thread)

    def delete_topic(self, chat: int, thread: int) -> None:
        """An administrator deletes a topic."""
        self._ask("delete_topic", chat, thread)

    def migrate(self, chat: int, new_chat: int) -> None:
        """A group becomes a supergroup."""
        self._ask("migrate", chat, new_chat)

    def delete_message(self, chat: int, number: int) -> None:
        """Somebody deletes a message."""
        self._ask("delete_message", chat, number)

    def expire_queries(self) -> None:
        """No press and no inline query so far can be answered any more."""
        self._ask("expire_queries")

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
        """Switch a fault on."""
        self._ask("fail", where, fault, rate=rate, times=times, seconds=seconds)

    def heal(self) -> None:
        """Switch every fault off."""
        self._ask("heal")

    def met(self, where: Where) -> int:
        """How many calls ran into the fault last switched on there."""
        return int(self._ask("met", where))

    def kill_at(self, moment: str, pid: int, after: int = 1) -> None:
        """Kill -9 a process at a moment, the `after`-th time from now."""
        self._ask("kill_at", moment, pid, after)

    # What the bot did

    def to(self, chat: int) -> list[Sent]:
        """Everything sent to a chat, oldest first, as first sent."""
        return [_sent(message) for message in self._ask("to", chat)]

    def messages(self, chat: int) -> list[Sent]:
        """The bot's messages as a chat shows them now."""
        return [_sent(message) for message in self._ask("messages", chat)]

    def offered(self, query: str) -> InlineAnswer | None:
        """What the bot offered for an inline query, None before it did."""
        found = self._ask("offered", query)
        return _inline_answer(found) if found else None

    def sent_since(self, index: int = 0) -> list[Sent]:
        """What was sent from an index on."""
        return [_sent(message) for message in self._ask("sent_since", index)]

    def times_since(self, index: int = 0) -> list[tuple[int, float, float | None, float | None]]:
        """For every update fed from an index on: its id, when fed, given, acknowledged."""
        return [(row[0], row[1], row[2], row[3]) for row in self._ask("times_since", index)]

    def counts(self) -> dict[str, int]:
        """How often what happened."""
        return dict(self._ask("counts"))

    def breaches(self, index: int = 0) -> list[Breach]:
        """What went over a limit, from an index on."""
        found = self._ask("breaches", index)
        return [Breach(**breach | {"limit": Limit(breach["limit"])}) for breach in found]

    def refused(self, index: int = 0) -> list[Refusal]:
        """What was refused, from an index on."""
        return [Refusal(**refusal) for refusal in self._ask("refused", index)]

    def malformed(self, index: int = 0) -> list[str]:
        """What was refused for what it said, from an index on."""
        return list(self._ask("malformed", index))

    def drafts(self, index: int = 0) -> list[Draft]:
        """The previews it showed, from an index on."""
        return [Draft(**_content(draft)) for draft in self._ask("drafts", index)]

    def actions(self, index: int = 0) -> list[ChatAction]:
        """What it said that it was doing, from an index on."""
        return [ChatAction(**action) for action in self._ask("actions", index)]

    def answers(self, index: int = 0) -> list[CallbackAnswer]:
        """The answers to presses of buttons, from an index on."""
        return [CallbackAnswer(**answer) for answer in self._ask("answers", index)]

    def inline_answers(self, index: int = 0) -> list[InlineAnswer]:
        """The answers to inline queries, from an index on."""
        return [_inline_answer(answer) for answer in self._ask("inline_answers", index)]

    def wait_for_call(self, method: str) -> None:
        """Wait until a method was called."""
        self.wait_until(lambda: self._ask("called", method) > 0, method)

    def wait_for_fault(self, where: Where) -> None:
        """Wait until the bot ran into the fault last switched on there."""
        self.wait_until(lambda: self.met(where) > 0, f"the fault of {where}")

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until a condition over what the bot did holds; looked at again whenever
        something happens."""
        until, version = time.monotonic() + PATIENCE, -1
        while not condition():
            if time.monotonic() > until:
                raise AssertionError(f"waited in vain for {what}; counts: {self.counts()}")
            version = self._ask("changed", version=version, seconds=_GLANCE)

    def _ask(self, verb: str, *args: Any, **named: Any) -> Any:
        # Escaped, so that half an emoji can travel too.
        asked = json.dumps({"args": args, "named": named}, default=vars)
        answer = self._client.post(PREFIX + verb, content=asked)
        answer.raise_for_status()
        found = answer.json()
        # Builders here number what comes next after what the server has numbered.
        NUMBERS.past(found["last"])
        return found["result"]


@contextmanager
def launched(
    *, limits: bool = False, longest_poll: float = 25.0, seed: int = 0
) -> Iterator[RemoteBotApi]:
    """A server in a process of its own, for as long as the block lasts."""
    asked = [f"--seed={seed}", f"--longest-poll={longest_poll}", *(["--limits"] if limits else [])]
    with server_process("loopback.bot_api", *asked) as url:
        api = RemoteBotApi(url)
        yield api
        api.close()


def _sent(found: JsonObject) -> Sent:
    edits = [Edit(**_content(edit)) for edit in found["edits"]]
    return Sent(**_content(found) | {"edits": edits})


def _content(found: JsonObject) -> JsonObject:
    rows = tuple(tuple(Button(**button) for button in row) for row in found["rows"])
    worded = {"links": tuple(found["links"]), "entities": tuple(found["entities"])}
    return found | worded | {"rows": rows}


def _inline_answer(found: JsonObject) -> InlineAnswer:
    return InlineAnswer(**found | {"results": tuple(found["results"])})
