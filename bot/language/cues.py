"""Cues: sets of phrases looked for in a message, however it was typed."""

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from bot.language.fold import fold, has_diacritics
from bot.language.tokens import syllables

_GAP = r"(?:\S{1,30}\s{1,5}){0,3}?"
_MEANT = 0.4


class Cues:
    """Phrases written with diacritics that also match typed without.

    In a text typed mostly without diacritics a bare word matches: `dot quy` is found by
    `đột quỵ`, `đốt quỷ` is not. In a text typed with them only the phrase itself does, so
    `uống thuốc sau khi ăn` is not `uống thuốc sâu`. `*` stands for up to three words. A
    phrase that starts with `!` always needs its diacritics: `!đang cháy` is not the
    `dang chay` (running) of an app.
    """

    def __init__(self, *phrases: str) -> None:
        self._phrases = phrases

    def found(self, text: str) -> bool:
        """Whether any phrase stands in the text. Expects clean text."""
        return self._pattern_for(text).search(text.lower()) is not None

    def without(self, text: str) -> str:
        """The lower-case text with every phrase taken out."""
        return " ".join(self._pattern_for(text).sub(" ", text.lower()).split())

    def _pattern_for(self, text: str) -> re.Pattern[str]:
        return self._exact if _typed_with_diacritics(text) else self._bare

    @cached_property
    def _exact(self) -> re.Pattern[str]:
        return _compiled(self._phrases, exact=True)

    @cached_property
    def _bare(self) -> re.Pattern[str]:
        return _compiled(self._phrases, exact=False)


@lru_cache(maxsize=256)
def _typed_with_diacritics(text: str) -> bool:
    """Whether so many words carry diacritics that the bare ones are meant to be bare; about
    three in four words of Vietnamese do."""
    words = syllables(text)
    return sum(map(has_diacritics, words)) >= _MEANT * len(words)


def _compiled(phrases: Iterable[str], *, exact: bool) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    readings = "|".join(_as_pattern(phrase, exact) for phrase in longest_first)
    return re.compile(rf"(?<!\w)(?:{readings})(?!\w)")


def _as_pattern(phrase: str, exact: bool) -> str:
    words = phrase.removeprefix("!").split()
    return "".join(_joined(words, exact or phrase.startswith("!")))


def _joined(words: list[str], exact: bool) -> Iterable[str]:
    for at, word in enumerate(words):
        if word == "*":
            yield _GAP
            continue
        yield _word(word, exact)
        if at + 1 < len(words):
            yield r"[\s,.;:!?…'’-]{1,5}"


def _word(word: str, exact: bool) -> str:
    plain = fold(word)
    if exact or plain == word:
        return re.escape(word)
    return f"(?:{re.escape(word)}|{re.escape(plain)})"
