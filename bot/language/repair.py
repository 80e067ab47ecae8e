"""Repair: reading a mistyped syllable that no guide contains."""

import itertools
import re
from collections.abc import Callable, Mapping

_TONE_KEYS = str.maketrans("", "", "sfrxjz")
_TELEX = (("aa", "a"), ("ee", "e"), ("oo", "o"), ("dd", "d"), ("aw", "a"), ("ow", "o"), ("uw", "u"))
_FIRST_VOWEL = re.compile("[aeiouy]")
_SHORTEST_REPAIRED = 3
_SHORTEST_PIECE, _MOST_PIECES, _LONGEST_JOINED = 2, 6, 30
# A letter, then tone and shape keys among letters: `ma65t`, `d9ie65n`, `to6i`.
_VNI = re.compile(r"[a-z]+(?:[1-9]{1,2}[a-z]*){1,2}")
_VNI_INSIDE = re.compile(r"[1-9][a-z]")
_FEWEST_VNI = 2


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


def undo_vni(word: str) -> str:
    """The folded syllable behind raw VNI keystrokes: `ma65t` gives `mat`. A word that can't be
    that stays as it is."""
    if not _VNI.fullmatch(word) or _FIRST_VOWEL.search(word) is None:
        return word
    return re.sub("[1-9]", "", word)


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
        words = self._without_vni(words)
        read: list[tuple[str, ...]] = []
        for at, word in enumerate(words):
            before = read[-1][-1] if read else None
            after = words[at + 1] if at + 1 < len(words) else None
            read.append(self._read(word, before, after))
        return read

    def _without_vni(self, words: list[str]) -> list[str]:
        """The words with VNI keystrokes undone, where several show that the input method was
        off; a single `muc2` is a number."""
        keys = {
            word: plain
            for word in words
            if word not in self._counts
            and (plain := undo_vni(word)) != word
            and len(plain) >= _SHORTEST_PIECE
            and plain in self._counts
        }
        enough = len(keys) >= _FEWEST_VNI and any(map(_VNI_INSIDE.search, keys))
        return [keys.get(word, word) for word in words] if enough else words

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
        """Known syllables run together, if each stands beside the next in guides: of several
        ways the one whose rarest pair is commonest."""
        if len(word) > _LONGEST_JOINED:
            return ()
        ways = [way for way in self._ways(word, _MOST_PIECES) if len(way) > 1]
        return max(ways, key=self._commonness, default=())

    def _ways(self, word: str, pieces: int) -> list[tuple[str, ...]]:
        whole: list[tuple[str, ...]] = []
        if word in self._counts and len(word) >= _SHORTEST_PIECE:
            whole = [(word,)]
        if pieces == 1:
            return whole
        return whole + [
            (word[:cut], *rest)
            for cut in range(_SHORTEST_PIECE, len(word) - _SHORTEST_PIECE + 1)
            if word[:cut] in self._counts
            for rest in self._ways(word[cut:], pieces - 1)
            if self._following(f"{word[:cut]}_{rest[0]}")
        ]

    def _commonness(self, way: tuple[str, ...]) -> tuple[int, int]:
        rarest = min(self._following("_".join(pair)) for pair in itertools.pairwise(way))
        return -len(way), rarest

    def _near(self, word: str) -> set[str]:
        near = self._one_slip_away(word)
        return {w for w in near if abs(len(w) - len(word)) <= 1 and w[0] == word[0]} or near

    def _fit(self, word: str, before: str | None, after: str | None) -> tuple[int, int]:
        beside = self._following(f"{before}_{word}") + self._following(f"{word}_{after}")
        return beside, self._counts[word]
