"""Ties: which neighbouring syllables make one word, so that no line ends inside it."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from bot.domain.guide import Guide

_EDGES = "()“”\"'.,:;?!"
# A pair seen once says little.
_DOUBT = 2


class Ties:
    """Counts in guides how often syllables stand side by side: of `điện` and `tử`, nearly every
    `tử` stands after `điện`, so they are one word. Vietnamese writing does not show it."""

    def __init__(self, guides: Iterable[Guide]) -> None:
        self._alone: Counter[str] = Counter()
        self._together: Counter[tuple[str, str]] = Counter()
        for guide in guides:
            for text in (guide.title, guide.summary, *guide.asks):
                words = [_bare(word) for word in text.split()]
                self._alone.update(words)
                self._together.update(pairwise(words))

    def __call__(self, left: str, right: str) -> float:
        """How firmly two neighbours belong together, from 0 to 1."""
        together = self._together[_bare(left), _bare(right)]
        rarer = min(self._alone[_bare(left)], self._alone[_bare(right)])
        return together / (rarer + _DOUBT)


def _bare(word: str) -> str:
    return word.strip(_EDGES).lower()
