"""Tokens: the syllables of a text, their pairs, and their character runs."""

import itertools
import re

from bot.language.fold import fold

_WORD = re.compile(r"\w+")
PAIR = "_"
RAW = "="
RUN = "~"


def syllables(text: str) -> list[str]:
    """The lower-case words of a text, one-letter ones included. Expects clean text."""
    return _WORD.findall(text.lower())


def folded(words: list[str]) -> list[str]:
    """The words without diacritics."""
    return [fold(word) for word in words]


def pairs(words: list[str]) -> list[str]:
    """Neighbouring words joined: `mat_khau`."""
    return [first + PAIR + second for first, second in itertools.pairwise(words)]


def character_runs(words: list[str], shortest: int = 3, longest: int = 5) -> list[str]:
    """Runs of characters across word borders, marked `~`; they forgive a typing slip."""
    line = " ".join(words)
    return [
        RUN + line[start : start + size]
        for size in range(shortest, longest + 1)
        for start in range(len(line) - size + 1)
    ]


def passage_terms(text: str) -> list[str]:
    """The index terms of a passage: folded syllables, their pairs, and raw syllables
    marked `=`."""
    raw = syllables(text)
    plain = folded(raw)
    return plain + pairs(plain) + [RAW + word for word in raw]
