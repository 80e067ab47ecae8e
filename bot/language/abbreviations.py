"""Abbreviations, slang and citizens' words, read beside what was typed, never instead."""

import re
from collections.abc import Iterable
from itertools import product

from bot.language.fold import VIETNAMESE_LETTERS, fold
from bot.language.tokens import syllables

_LONGEST_TERM = 5
_MOST_READINGS = 4
_ACCENTED_VOWEL = re.compile("[" + "".join(sorted(VIETNAMESE_LETTERS - {"đ"})) + "]", re.I)


class Glossary:
    """A table from what people type to what guides say.

    A term typed without diacritics matches too, unless it is a single accented syllable:
    `mô` (where) is not the `mo` of `mo tai khoan`. A term that starts with `!` always needs
    its diacritics: the land book `!sổ đỏ` is not the `so do` (that number) of a bare text. A
    term typed with other diacritics does not match. `entries` are pairs (term, readings),
    each reading a phrase.
    """

    def __init__(self, entries: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        self._readings: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}
        self._longest_from: dict[str, int] = {}
        for term, readings in entries:
            exact = term.startswith("!")
            words = tuple(syllables(term))
            if not words or len(words) > _LONGEST_TERM:
                continue
            self._readings.setdefault(words, (term.removeprefix("!"), readings))
            plain = tuple(fold(word) for word in words)
            if not exact and (len(words) > 1 or not _ACCENTED_VOWEL.search(term)):
                self._readings.setdefault(plain, (term, readings))
        for known in self._readings:
            self._longest_from[known[0]] = max(self._longest_from.get(known[0], 0), len(known))

    def __len__(self) -> int:
        return len(self._readings)

    def knows(self, word: str) -> bool:
        """Whether a single word is a term of the table."""
        return (word,) in self._readings

    def expand(self, words: list[str]) -> list[tuple[list[str], list[str]]]:
        """The other ways to read the words: each a word list with every known term
        replaced, and the replacements made as `term → reading`. Empty when no term is
        there. At most four readings."""
        if not any(word in self._longest_from for word in words):
            return []
        slots = self._slots(words)
        if all(len(slot) == 1 and slot[0][1] is None for slot in slots):
            return []
        readings = []
        for pick in product(*slots):
            made = [label for _, label in pick if label]
            readings.append(([word for part, _ in pick for word in part], made))
            if len(readings) == _MOST_READINGS:
                break
        return readings

    def _slots(self, words: list[str]) -> list[list[tuple[list[str], str | None]]]:
        slots: list[list[tuple[list[str], str | None]]] = []
        at = 0
        while at < len(words):
            known = words[at] in self._longest_from
            size, found = self._longest(words, at) if known else (1, None)
            if found is None:
                slots.append([([words[at]], None)])
                at += 1
                continue
            term, readings = found
            slots.append([(syllables(reading), f"{term} → {reading}") for reading in readings])
            at += size
        return slots

    def _longest(self, words: list[str], at: int) -> tuple[int, tuple[str, tuple[str, ...]] | None]:
        longest = self._longest_from[words[at]]
        for size in range(min(longest, len(words) - at), 0, -1):
            found = self._readings.get(tuple(words[at : at + size]))
            if found is not None:
                return size, found
        return 1, None
