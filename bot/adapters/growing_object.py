"""A growing object: the JSON object that a language model writes, as far as it has come."""

from collections.abc import Callable
from time import monotonic

from pydantic_core import from_json

from bot.domain.errors import ModelGarbled

LONGEST = 32 * 1024
"""How many characters an answer may have."""
_PAUSE = 0.1
_THINKS, _THOUGHT = "<think>", "</think>"


class GrowingObject:
    """Takes a model's text piece by piece. What stands around the object is passed over: a
    code fence, words before and after, thoughts of a model that thinks aloud.

    The text is read only where something in it has closed, and ten times a second at the
    most: reading it at every piece would take time with the square of its length."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._pieces: list[str] = []
        self._length = 0
        self._read_at = float("-inf")

    def add(self, piece: str) -> dict[str, object] | None:
        """Take one more piece; the object so far, where it is worth reading again. Raises
        ModelGarbled when the text has become far too long."""
        self._pieces.append(piece)
        self._length += len(piece)
        if self._length > LONGEST:
            raise ModelGarbled("too long")
        if "}" not in piece or self._now() - self._read_at < _PAUSE:
            return None
        self._read_at = self._now()
        try:
            return _read(self._inside(), partly=True)
        except ModelGarbled:
            return None

    def whole(self) -> dict[str, object]:
        """The object, when there is no more to come. Raises ModelGarbled where it is cut
        short, no object, or not there."""
        text = self._inside()
        return _read(text[: text.rfind("}") + 1], partly=False)

    def _inside(self) -> str:
        """The text from the object's first character on."""
        text = "".join(self._pieces).lstrip()
        if text.startswith(_THINKS) or _THOUGHT in text:
            text = text.rpartition(_THOUGHT)[2].lstrip() if _THOUGHT in text else ""
        start = text.find("{")
        if start < 0 or text.startswith("["):
            raise ModelGarbled("no object" if text else "empty")
        return text[start:]


def _read(text: str, *, partly: bool) -> dict[str, object]:
    try:
        found = from_json(
            text, allow_inf_nan=False, allow_partial="trailing-strings" if partly else False
        )
    except ValueError:
        raise ModelGarbled("no JSON") from None
    if not isinstance(found, dict):
        raise ModelGarbled("no object")
    return found
