"""What a language model's server can do with a request, well or badly."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Says:
    """Answers: an object as JSON, or a text as it is, in pieces of `chunk` characters with
    `delay` seconds before each."""

    what: str | Mapping[str, object]
    chunk: int = 12
    delay: float = 0.0

    @property
    def text(self) -> str:
        """The answer as it goes over the wire."""
        if isinstance(self.what, str):
            return self.what
        return json.dumps(self.what, ensure_ascii=False)


@dataclass(frozen=True)
class Unstreamed:
    """Answers in one body, also where a stream was asked for."""

    what: str | Mapping[str, object]


@dataclass(frozen=True)
class Slow:
    """Lets `seconds` pass before the first byte, then does something else."""

    seconds: float
    then: "Behaviour" = field(default_factory=lambda: Says({}))


@dataclass(frozen=True)
class Dripping:
    """Gives a character every `milliseconds`, for ever; the text begins anew at its end."""

    milliseconds: float = 10.0
    text: str = '{"sentences": [{"text": "Bạn cứ từ từ. '


@dataclass(frozen=True)
class Garbage:
    """Answers 200 with a body that is neither JSON nor a stream."""

    body: bytes = b"<html><body>502 Bad Gateway</body></html>\n"


@dataclass(frozen=True)
class BrokenStream:
    """Streams a first piece, then half of an event that is no JSON."""


@dataclass(frozen=True)
class Dead:
    """Closes the connection without a byte."""


@dataclass(frozen=True)
class BreaksOff:
    """Answers as far as `after` characters, then breaks the connection."""

    what: str | Mapping[str, object]
    after: int = 20


@dataclass(frozen=True)
class Huge:
    """Answers an object of so many characters, in large pieces."""

    characters: int = 1_000_000


@dataclass(frozen=True)
class Refuses:
    """Declines to answer: in the field `refusal` where the dialect has one, else as a text."""

    why: str = "I'm sorry, but I can't help with that."


@dataclass(frozen=True)
class Fails:
    """Answers an HTTP status and its error, which repeats the request's last words."""

    status: int = 500


Behaviour = (
    Says
    | Unstreamed
    | Slow
    | Dripping
    | Garbage
    | BrokenStream
    | Dead
    | BreaksOff
    | Huge
    | Refuses
    | Fails
)

EMPTY = Says("")
OTHER_SCHEMA = Says({"answer": {"value": 42}, "sources": ["https://example.com"]})
OTHER_LANGUAGE = Says(
    {
        "completeness": "complete",
        "sentences": [{"text": "请打开应用程序并重置密码。", "cites": ["c1"]}],
        "steps_not_needed": [],
    }
)
