"""How OpenAI's, Anthropic's and Ollama's interfaces put a request and an answer."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]
TOKENS_IN, TOKENS_OUT = 321, 45
"""What every answer says it took."""


@dataclass(frozen=True)
class ChatRequest:
    """A request for an answer: its dialect, its body as it came and as it was read, its
    headers (names in small letters)."""

    dialect: str
    raw: bytes
    body: JsonObject
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def system(self) -> str:
        """What the model is told to be."""
        own = self.body.get("system")
        if own:
            return _words(own)
        return "\n".join(
            _words(message["content"])
            for message in self.body.get("messages", [])
            if message.get("role") in ("system", "developer")
        )

    @property
    def user(self) -> str:
        """What it is asked."""
        return "\n".join(
            _words(message["content"])
            for message in self.body.get("messages", [])
            if message.get("role") == "user"
        )

    @property
    def streams(self) -> bool:
        """Whether a stream is asked for; Ollama streams unless told not to."""
        return bool(self.body.get("stream", self.dialect == "ollama"))

    @property
    def schema(self) -> JsonObject | None:
        """The schema the answer is to have, if one is asked for."""
        if self.dialect == "anthropic":
            own = (self.body.get("output_config") or {}).get("format") or {}
            tool = (self.body.get("tools") or [{}])[0]
            wanted = own.get("schema") or tool.get("input_schema")
        elif self.dialect == "ollama":
            wanted = self.body.get("format")
        else:
            named = (self.body.get("response_format") or {}).get("json_schema") or {}
            wanted = named.get("schema")
        return wanted if isinstance(wanted, dict) else None


class Dialect(ABC):
    """The bytes of one answer."""

    stream_kind = "text/event-stream"

    def __init__(self, request: ChatRequest) -> None:
        self.request = request
        self.model = str(request.body.get("model", ""))

    def opening(self) -> bytes:
        """What comes before the first piece."""
        return b""

    @abstractmethod
    def piece(self, text: str) -> bytes:
        """A piece of the answer."""

    @abstractmethod
    def closing(self) -> bytes:
        """What comes after the last piece, with what the answer took."""

    @abstractmethod
    def whole(self, text: str) -> JsonObject:
        """The answer in one body."""

    def refusal(self, why: str) -> bytes:
        """A piece that declines."""
        return self.piece(why)

    def whole_refusal(self, why: str) -> JsonObject:
        """A body that declines."""
        return self.whole(why)

    def broken(self) -> bytes:
        """Half an event."""
        return b'data: {"choices": [{"delta": {"content": \n\n'

    def failure(self, status: int) -> JsonObject:
        """The body of an error."""
        why = f"failed on: {self.request.user[-200:]}"
        return {"error": {"message": why, "type": "error", "code": status}}


class OpenAi(Dialect):
    """`/v1/chat/completions`."""

    def piece(self, text: str) -> bytes:
        return self._event([self._choice({"content": text})])

    def opening(self) -> bytes:
        return self._event([self._choice({"role": "assistant", "content": ""})])

    def closing(self) -> bytes:
        last = self._event([self._choice({}, "stop")])
        asked = self.request.body.get("stream_options") or {}
        usage = self._event([], usage=_OPENAI_USAGE) if asked.get("include_usage") else b""
        return last + usage + b"data: [DONE]\n\n"

    def whole(self, text: str) -> JsonObject:
        return self._body({"role": "assistant", "content": text, "refusal": None})

    def refusal(self, why: str) -> bytes:
        return self._event([self._choice({"refusal": why})])

    def whole_refusal(self, why: str) -> JsonObject:
        return self._body({"role": "assistant", "content": None, "refusal": why})

    def _body(self, message: JsonObject) -> JsonObject:
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return self._frame("chat.completion", [choice], usage=_OPENAI_USAGE)

    def _choice(self, delta: JsonObject, finish: str | None = None) -> JsonObject:
        return {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}

    def _event(self, choices: list[JsonObject], **more: Any) -> bytes:
        return _event(self._frame("chat.completion.chunk", choices, **more))

    def _frame(self, kind: str, choices: list[JsonObject], **more: Any) -> JsonObject:
        frame = {"id": "chatcmpl-1", "object": kind, "created": 1_700_000_000}
        return frame | {"model": self.model, "choices": choices} | more


class Anthropic(Dialect):
    """`/v1/messages`. Where a tool is given, the answer is the tool's input."""

    def opening(self) -> bytes:
        message = self._message([], None) | {"usage": {"input_tokens": TOKENS_IN}}
        message["usage"]["output_tokens"] = 1
        start = {"type": "message_start", "message": message}
        block = {"type": "content_block_start", "index": 0, "content_block": self._block()}
        return self._event(start) + self._event(block)

    def piece(self, text: str) -> bytes:
        delta: JsonObject = {"type": "text_delta", "text": text}
        if self._tool:
            delta = {"type": "input_json_delta", "partial_json": text}
        return self._event({"type": "content_block_delta", "index": 0, "delta": delta})

    def closing(self) -> bytes:
        ended = {"stop_reason": self._stop, "stop_sequence": None}
        usage = {"input_tokens": TOKENS_IN, "output_tokens": TOKENS_OUT}
        return b"".join(
            self._event(event)
            for event in (
                {"type": "content_block_stop", "index": 0},
                {"type": "message_delta", "delta": ended, "usage": usage},
                {"type": "message_stop"},
            )
        )

    def whole(self, text: str) -> JsonObject:
        block = self._block()
        if self._tool:
            block["input"] = json.loads(text)
        else:
            block["text"] = text
        usage = {"input_tokens": TOKENS_IN, "output_tokens": TOKENS_OUT}
        return self._message([block], self._stop) | {"usage": usage}

    def broken(self) -> bytes:
        return b'event: content_block_delta\ndata: {"type": "content_block_delta", "delta"\n\n'

    def failure(self, status: int) -> JsonObject:
        return {"type": "error"} | super().failure(status)

    @property
    def _tool(self) -> str | None:
        tools = self.request.body.get("tools")
        return str(tools[0]["name"]) if tools else None

    @property
    def _stop(self) -> str:
        return "tool_use" if self._tool else "end_turn"

    def _block(self) -> JsonObject:
        if self._tool:
            return {"type": "tool_use", "id": "toolu_1", "name": self._tool, "input": {}}
        return {"type": "text", "text": ""}

    def _message(self, content: list[JsonObject], stop: str | None) -> JsonObject:
        message = {"id": "msg_1", "type": "message", "role": "assistant", "model": self.model}
        return message | {"content": content, "stop_reason": stop, "stop_sequence": None}

    def _event(self, event: JsonObject) -> bytes:
        return f"event: {event['type']}\n".encode() + _event(event)


class Ollama(Dialect):
    """`/api/chat`: one JSON object a line."""

    stream_kind = "application/x-ndjson"

    def piece(self, text: str) -> bytes:
        return self._line(text, done=False)

    def closing(self) -> bytes:
        return self._line("", done=True, **_OLLAMA_USAGE)

    def whole(self, text: str) -> JsonObject:
        return self._frame(text, done=True, **_OLLAMA_USAGE)

    def broken(self) -> bytes:
        return b'{"model": "m", "message": {"role": "assis\n'

    def failure(self, status: int) -> JsonObject:
        return {"error": super().failure(status)["error"]["message"]}

    def _line(self, text: str, **more: Any) -> bytes:
        return json.dumps(self._frame(text, **more), ensure_ascii=False).encode() + b"\n"

    def _frame(self, text: str, **more: Any) -> JsonObject:
        message = {"role": "assistant", "content": text}
        frame = {"model": self.model, "created_at": "2026-11-01T00:00:00Z", "message": message}
        return frame | more


PATHS: Mapping[str, type[Dialect]] = {
    "/v1/chat/completions": OpenAi,
    "/v1/messages": Anthropic,
    "/api/chat": Ollama,
}
NAMES: Mapping[type[Dialect], str] = {
    OpenAi: "openai",
    Anthropic: "anthropic",
    Ollama: "ollama",
}

_OPENAI_USAGE = {
    "prompt_tokens": TOKENS_IN,
    "completion_tokens": TOKENS_OUT,
    "total_tokens": TOKENS_IN + TOKENS_OUT,
}
_OLLAMA_USAGE = {
    "done_reason": "stop",
    "prompt_eval_count": TOKENS_IN,
    "eval_count": TOKENS_OUT,
    "total_duration": 1,
    "load_duration": 1,
}


def _event(data: JsonObject) -> bytes:
    return b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n"


def _words(content: str | list[JsonObject]) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(str(part.get("text", "")) for part in content)
