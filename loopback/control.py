"""The server's controls over HTTP, for a bench in another process: one path per verb, the
arguments as JSON in, the result as JSON out."""

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .faults import Fault
from .sent import JsonObject

if TYPE_CHECKING:
    from .bot_api import LoopbackBotApi

PREFIX = "/control/"
_VERBS = (
    "add_bot",
    "block",
    "counts",
    "delete_message",
    "delete_topic",
    "estrange",
    "expire_queries",
    "feed",
    "heal",
    "join",
    "kick",
    "kill_at",
    "leave",
    "lose",
    "messages",
    "migrate",
    "offered",
    "open_topic",
    "remove_bot",
    "saw",
    "sent_since",
    "times_since",
    "to",
    "unblock",
)
_RECORDS = ("actions", "answers", "breaches", "drafts", "inline_answers", "malformed", "refused")


class Control:
    """Carries out what another process asks of a server."""

    def __init__(self, api: "LoopbackBotApi") -> None:
        self._api = api
        self._verbs: dict[str, Callable[..., Any]] = {name: getattr(api, name) for name in _VERBS}
        self._verbs |= {"fail": self._fail, "met": self._met, "called": self._called}
        self._verbs |= {name: self._record(name) for name in _RECORDS}

    async def answer(self, verb: str, body: bytes) -> Any:
        """The result of a verb. Raises KeyError for one that is not there."""
        asked: JsonObject = json.loads(body or b"{}")
        if verb == "changed":
            return await asyncio.to_thread(self._changed, **asked["named"])
        return self._verbs[verb](*asked.get("args", ()), **asked.get("named", {}))

    def _changed(self, version: int, seconds: float) -> int:
        """The count of changes, once it is past `version` or after so many seconds."""
        with self._api.changed:
            self._api.changed.wait_for(lambda: self._api.version != version, seconds)
            return self._api.version

    def _fail(self, where: Any, fault: str, **named: Any) -> None:
        place = (int(where[0]), str(where[1])) if isinstance(where, list) else where
        self._api.fail(place, Fault(fault), **named)

    def _met(self, where: Any) -> int:
        return self._api.met(tuple(where) if isinstance(where, list) else where)

    def _called(self, method: str) -> int:
        return self._api.counts().get(f"call {method}", 0)

    def _record(self, name: str) -> Callable[..., Any]:
        return lambda since=0: getattr(self._api, name)[since:]
