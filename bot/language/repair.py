"""Repair: reading a mistyped syllable that no guide contains."""

import re
from collections.abc import Iterable, Mapping

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

    `counts` are the corpus' folded syllables with their counts, `following` its pairs
    `first_second` with theirs. Digits and codes are never touched.
    """

    def __init__(self, counts: Mapping[str, int], following: Mapping[str, int]) -> None:
        self._counts = counts
        self._following = following
        self._by_deletion = _deletions(counts)

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
        return (max(near, key=lambda w: self._fit(w, before, after)),)

    def _split(self, word: str) -> tuple[str, ...]:
        """Two known syllables run together, if they stand beside each other in guides."""
        halves = (
            (word[:cut], word[cut:])
            for cut in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)
        )
        known = [pair for pair in halves if self._following.get("_".join(pair))]
        return max(known, key=lambda pair: self._following["_".join(pair)], default=())

    def _near(self, word: str) -> set[str]:
        near: set[str] = set()
        for shape in _shapes(word):
            near.update(self._by_deletion.get(shape, ()))
        return {w for w in near if abs(len(w) - len(word)) <= 1 and w[0] == word[0]} or near

    def _fit(self, word: str, before: str | None, after: str | None) -> tuple[int, int]:
        beside = self._following.get(f"{before}_{word}", 0) + self._following.get(
            f"{word}_{after}", 0
        )
        return beside, self._counts[word]


def _shapes(word: str) -> Iterable[str]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _deletions(counts: Mapping[str, int]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for word in counts:
        if word.isalpha() and len(word) >= _SHORTEST_HALF:
            for shape in _shapes(word):
                table.setdefault(shape, []).append(word)
    return table
