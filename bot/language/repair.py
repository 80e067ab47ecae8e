"""Repair: reading a mistyped syllable that no guide contains."""

import re
from collections.abc import Callable, Mapping

_TONE_KEYS = str.maketrans("", "", "sfrxjz")
_TELEX = (("aa", "a"), ("ee", "e"), ("oo", "o"), ("dd", "d"), ("aw", "a"), ("ow", "o"), ("uw", "u"))
_FIRST_VOWEL = re.compile("[aeiouy]")
_SHORTEST_REPAIRED = 3
_SHORTEST_HALF = 2


def undo_telex(word: str) -> str:
    """The folded syllable behind raw Telex keystrokes: `ddoongf` gives `dong`.

    No Vietnamese syllable ends in one of the tone keys, so all of them after the first
    vowel are tones.
    """
    plain = "u" + word[1:] if word.startswith("w") else word
    for keys, letter in _TELEX:
        plain = plain.replace(keys, letter)
    plain = plain.replace("w", "")
    vowel = _FIRST_VOWEL.search(plain)
    if vowel is None:
        return plain
    return plain[: vowel.start()] + plain[vowel.start() :].translate(_TONE_KEYS)


class Repairer:
    """Reads a token missing from the vocabulary as one that is there.

    `counts` are the corpus' folded syllables with their counts, `following` counts a pair
    `first_second` there, `near` finds the syllables one slip away from a word. Digits and
    codes are never touched.
    """

    def __init__(
        self,
        counts: Mapping[str, int],
        following: Callable[[str], int],
        near: Callable[[str], set[str]],
    ) -> None:
        self._counts = counts
        self._following = following
        self._one_slip_away = near

    def repair(self, words: list[str]) -> list[tuple[str, ...]]:
        """For every folded word, the words to read it as; `(word,)` when it is known or
        nothing near is."""
        read: list[tuple[str, ...]] = []
        for at, word in enumerate(words):
            before = read[-1][-1] if read else None
            after = words[at + 1] if at + 1 < len(words) else None
            read.append(self._read(word, before, after))
        return read

    def _read(self, word: str, before: str | None, after: str | None) -> tuple[str, ...]:
        if word in self._counts or not word.isalpha() or len(word) < _SHORTEST_REPAIRED:
            return (word,)
        telex = undo_telex(word)
        if telex != word and telex in self._counts:
            return (telex,)
        split = self._split(word)
        if split:
            return split
        near = self._near(word)
        if not near:
            return (word,)
        return (max(sorted(near), key=lambda w: self._fit(w, before, after)),)

    def _split(self, word: str) -> tuple[str, ...]:
        """Two known syllables run together, if they stand beside each other in guides."""
        halves = (
            (word[:cut], word[cut:])
            for cut in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)
        )
        known = [pair for pair in halves if all(half in self._counts for half in pair)]
        together = {pair: self._following("_".join(pair)) for pair in known}
        best = max(known, key=together.__getitem__, default=None)
        return best if best and together[best] else ()

    def _near(self, word: str) -> set[str]:
        near = self._one_slip_away(word)
        return {w for w in near if abs(len(w) - len(word)) <= 1 and w[0] == word[0]} or near

    def _fit(self, word: str, before: str | None, after: str | None) -> tuple[int, int]:
        beside = self._following(f"{before}_{word}") + self._following(f"{word}_{after}")
        return beside, self._counts[word]
