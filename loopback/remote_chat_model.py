"""A language model's server in another process."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from .chat_model import REQUESTS
from .dialects import ChatRequest, JsonObject
from .observed import PATIENCE
from .server_process import server_process


class RemoteChatModel:
    """What `python -m loopback.chat_model` was asked, over HTTP."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = httpx.Client(base_url=url, trust_env=False, timeout=PATIENCE)

    def close(self) -> None:
        """Let go of the connection; the server goes on."""
        self._client.close()

    def requests(self, since: int = 0) -> list[ChatRequest]:
        """Every request, from a number on."""
        return [
            ChatRequest(one["dialect"], one["raw"].encode(), json.loads(one["raw"]), one["headers"])
            for one in self._asked(since)["requests"]
        ]

    @property
    def left(self) -> int:
        """How many clients went away before their answer was whole."""
        return int(self._asked(sys.maxsize)["left"])

    def _asked(self, since: int) -> JsonObject:
        answer = self._client.get(REQUESTS, params={"since": since})
        answer.raise_for_status()
        found: JsonObject = answer.json()
        return found


@contextmanager
def launched_chat_model(play: str) -> Iterator[RemoteChatModel]:
    """A server in a process of its own, for as long as the block lasts; `play` is the
    MODULE:FUNCTION it asks what to do with each request."""
    with server_process("loopback.chat_model", f"--play={play}") as url:
        model = RemoteChatModel(url)
        yield model
        model.close()
