"""Fit: a piece of a sentence laid upon a saying of the guide, word upon word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from bot.answering.closeness.saying import Saying
from bot.answering.closeness.wording import BREAK, Wording, alike

# What it costs to pass over words of the guide, to pass into another clause, to go back, and to
# take a word from the heading.
_MOST_PASSED, _NEXT_CLAUSE, _BACK, _HEADING = 3.0, 0.5, 4.0, 0.6
_CODE_DIGITS = 8
_PHONE_WORDS = frozenset(("điện", "thoại"))


@dataclass(frozen=True)
class Fit:
    """The words of a piece that must stand in the guide (`here`, by their places in it), and
    where in the saying each is taken from (`places`)."""

    piece: Sequence[str]
    saying: Saying
    wording: Wording
    here: tuple[int, ...]
    places: tuple[int, ...]

    @cached_property
    def said(self) -> tuple[int, ...]:
        """The places in what the saying says, without its heading and what stands before a
        colon; in the order of the piece."""
        return tuple(at for at in self.places if at >= self.saying.begins)

    @cached_property
    def clauses(self) -> dict[int, list[int]]:
        """For each clause that something said is from, all its places in the saying."""
        of, words = self.saying.clause, self.saying.words
        touched = {of[at] for at in self.said}
        found: dict[int, list[int]] = {}
        for at in range(self.saying.begins, len(words)):
            if of[at] in touched and words[at] != BREAK:
                found.setdefault(of[at], []).append(at)
        return found

    def left_out(self, start: int, end: int) -> list[int]:
        """Where between two places a word is left out that may not be: a neutral or a light
        one may, `điện thoại` of `số điện thoại`, and the number of a procedure."""
        return [at for at in range(start, end) if at not in self.places and self._counts(at)]

    def is_neutral(self, at: int) -> bool:
        """Whether the word at a place of the saying is a neutral one."""
        return self.saying.words[at] in self.wording.neutral

    def _counts(self, at: int) -> bool:
        words, word = self.saying.words, self.saying.words[at]
        if word == BREAK or word in self.wording.neutral | self.wording.light:
            return False
        if word in _PHONE_WORDS and "số" in words[max(0, at - 2) : at]:
            return False
        return not (word[0].isdigit() and word.count(".") == 1 and len(word) == _CODE_DIGITS)


def laid(piece: Sequence[str], saying: Saying, wording: Wording, language: str) -> Fit | None:
    """The piece on the saying so that it passes over as little of it as may be (Viterbi), or
    None where it has a word that the saying has not, or oftener."""
    here = tuple(
        at for at, word in enumerate(piece) if word != BREAK and word not in wording.neutral
    )
    found = [list(_found(piece[at], saying, language)) for at in here]
    if not all(found):
        return None
    places = tuple(_cheapest(found, saying, wording)) if found else ()
    if len(set(places)) < len(places):
        return None
    return Fit(piece, saying, wording, here, places)


def _found(word: str, saying: Saying, language: str) -> Iterator[int]:
    same = alike(word, language)
    return (at for at, other in enumerate(saying.words) if other in same)


def _cheapest(found: Sequence[Sequence[int]], saying: Saying, wording: Wording) -> list[int]:
    costs = _Costs(saying, wording)
    best = [costs.alone(at) for at in found[0]]
    back: list[list[int]] = []
    for before, after in pairwise(found):
        reached = [
            min((best[n] + costs.step(one, at), n) for n, one in enumerate(before)) for at in after
        ]
        best = [cost + costs.alone(at) for (cost, _), at in zip(reached, after, strict=True)]
        back.append([n for _, n in reached])
    number = min(range(len(best)), key=best.__getitem__)
    places = [found[-1][number]]
    for row, origins in zip(reversed(found[:-1]), reversed(back), strict=True):
        number = origins[number]
        places.append(row[number])
    return places[::-1]


class _Costs:
    def __init__(self, saying: Saying, wording: Wording) -> None:
        self._saying, self._apart = saying, wording.apart | {BREAK}
        counts = (w != BREAK and w not in wording.neutral for w in saying.words)
        self._passed = [0, *accumulate(map(int, counts))]

    def alone(self, at: int) -> float:
        return _HEADING if at < self._saying.begins else 0.0

    def step(self, before: int, after: int) -> float:
        if after <= before:
            return _BACK + _BACK * (after == before)
        passed = self._passed[after] - self._passed[before + 1]
        cost = min(_MOST_PASSED, float(passed))
        clauses = self._saying.clause[after] - self._saying.clause[before]
        # Where a clause may be cut something is rather left out than elsewhere.
        cut = passed and self._saying.words[before + 1] in self._apart
        return cost + _NEXT_CLAUSE * min(2, clauses) - 0.25 * bool(cut)
