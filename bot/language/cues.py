"""Cues: sets of phrases looked for in a message, however it was typed."""

import re
from collections.abc import Iterable
from functools import cached_property

from bot.language.fold import fold

_GAP = r"(?:\S+\s+){0,3}?"


class Cues:
    """Phrases written with diacritics that also match typed without.

    A word matches when it is the same, or was typed bare: `đột quỵ` finds `dot quy` but
    not `đốt quỷ`. `*` stands for up to three words. A phrase that starts with `!` needs
    its diacritics: `!đang cháy` is not the `dang chay` (running) of an app.
    """

    def __init__(self, *phrases: str) -> None:
        self._phrases = phrases

    def found(self, text: str) -> bool:
        """Whether any phrase stands in the text. Expects clean text."""
        return self._pattern.search(text.lower()) is not None

    def without(self, text: str) -> str:
        """The lower-case text with every phrase taken out."""
        return " ".join(self._pattern.sub(" ", text.lower()).split())

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._phrases, key=len, reverse=True)
        return re.compile(r"(?<!\w)(?:" + "|".join(map(_as_pattern, longest_first)) + r")(?!\w)")


def _as_pattern(phrase: str) -> str:
    exact = phrase.startswith("!")
    words = phrase.removeprefix("!").split()
    return "".join(_joined(words, exact))


def _joined(words: list[str], exact: bool) -> Iterable[str]:
    for at, word in enumerate(words):
        if word == "*":
            yield _GAP
            continue
        yield _word(word, exact)
        if at + 1 < len(words):
            yield r"[\s,.;:!?…-]+"


def _word(word: str, exact: bool) -> str:
    plain = fold(word)
    if exact or plain == word:
        return re.escape(word)
    return f"(?:{re.escape(word)}|{re.escape(plain)})"
