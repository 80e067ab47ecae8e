"""The typist: a question as different people would type it.

Six ways, each repeatable for the same text: `clean`, `nodia` (no diacritics), `telex` (raw
keystrokes, the input method off), `typo`, `abbr` (the glossary's short forms) and `mixed`
(short forms, no diacritics, slips).
"""

import random
import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from bot.language.fold import fold

_SLIPS = 0.12
_ABBREVIATED = 0.7
_SHORTEST_SLIPPED = 3
_LONGEST_SHORT_FORM = 6
_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_SHAPES = {"\u0302": None, "\u0306": "w", "\u031b": "w"}
_BESIDE: dict[str, str] = {
    letter: near
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for letter, near in zip(row, (*row[1:], row[-2]), strict=True)
}
_WORD = re.compile(r"\w+")


class Way(StrEnum):
    """A way of typing."""

    CLEAN = "clean"
    NODIA = "nodia"
    TYPO = "typo"
    ABBR = "abbr"
    MIXED = "mixed"
    TELEX = "telex"


class Typist:
    """Types texts in any way. `glossary` are (short form, readings), as in glossary.csv."""

    def __init__(self, glossary: Iterable[tuple[str, tuple[str, ...]]], seed: int = 0) -> None:
        self._seed = seed
        self._short: dict[str, list[str]] = {}
        for term, readings in glossary:
            short = term.removeprefix("!")
            for reading in readings:
                if " " not in short and len(short) <= min(_LONGEST_SHORT_FORM, len(reading) - 1):
                    self._short.setdefault(reading.lower(), []).append(short)
        longest_first = sorted(map(re.escape, self._short), key=len, reverse=True)
        self._long = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first) or '(?!)'})(?!\w)", re.I)

    def type(self, text: str, way: Way) -> str:
        """The text typed that way, in NFC; the same text always the same."""
        text = unicodedata.normalize("NFC", text)
        chance = random.Random(f"{self._seed} {way} {text}")
        match way:
            case Way.CLEAN:
                return text
            case Way.NODIA:
                return fold(text)
            case Way.TELEX:
                return _WORD.sub(lambda word: telex(word[0]), text)
            case Way.TYPO:
                return _slipped(text, chance)
            case Way.ABBR:
                return self._abbreviated(text, chance)
            case Way.MIXED:
                return _slipped(fold(self._abbreviated(text, chance)), chance)

    def _abbreviated(self, text: str, chance: random.Random) -> str:
        def short(found: re.Match[str]) -> str:
            forms = self._short[found[0].lower()]
            return chance.choice(forms) if chance.random() < _ABBREVIATED else found[0]

        return self._long.sub(short, text)


def telex(word: str) -> str:
    """A word's raw Telex keystrokes, the tone key last: `đồng` gives `ddoongf`."""
    keys, tone = "", ""
    for letter in unicodedata.normalize("NFD", word):
        if letter in _TONES:
            tone = _TONES[letter]
        elif letter in _SHAPES:
            keys += _SHAPES[letter] or keys[-1].lower()
        else:
            keys += {"đ": "dd", "Đ": "Dd"}.get(letter, letter)
    return keys + tone


def _slipped(text: str, chance: random.Random) -> str:
    """About one word in eight with a slip: a letter left out, doubled, swapped or hit beside."""
    return _WORD.sub(lambda word: _slip(word[0], chance), text)


def _slip(word: str, chance: random.Random) -> str:
    if len(word) < _SHORTEST_SLIPPED or not word.isalpha() or chance.random() >= _SLIPS:
        return word
    at = chance.randrange(1, len(word))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    match chance.randrange(4):
        case 0:
            return before + after
        case 1:
            return before + letter + letter + after
        case 2:
            return before[:-1] + letter + before[-1] + after
        case _:
            return before + _BESIDE.get(letter, 2 * letter) + after
