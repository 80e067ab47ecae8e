"""Tokens: the syllables of a text and their pairs."""

import itertools
import re
from collections.abc import Mapping

from bot.language.fold import fold

_WORD = re.compile(r"\w+")
PAIR = "_"
RAW = "="


def syllables(text: str) -> list[str]:
    """The lower-case words of a text, one-letter ones included. Expects clean text."""
    return _WORD.findall(text.lower())


def folded(words: list[str]) -> list[str]:
    """The words without diacritics."""
    # Folding them together is five times faster than one by one.
    return fold(" ".join(words)).split(" ") if words else []


def pairs(words: list[str]) -> list[str]:
    """Neighbouring words joined: `mat_khau`."""
    return [first + PAIR + second for first, second in itertools.pairwise(words)]


def replaced(text: str, readings: Mapping[str, str]) -> str:
    """The text with every word that folds to a key of `readings` replaced; all else, codes
    and punctuation too, stays as it is."""
    return _WORD.sub(lambda word: readings.get(fold(word[0].lower()), word[0]), text)
