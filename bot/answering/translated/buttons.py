"""Buttons: a name on the screen in English that the source does not have."""

from collections.abc import Iterator
from itertools import pairwise

from bot.answering.support.held import Held
from bot.domain.draft import Fault, FaultKind

_TAPPING = frozenset("tap press click choose select open".split())


def button_faults(held: Held) -> Iterator[Fault]:
    """A name on the screen in English that the source does not have."""
    for before, word in pairwise(held.words):
        if (
            before.text in _TAPPING
            and word.capital
            and not word.token
            and word.clause == before.clause
            and not held.source.holds(word.text)
            and not held.source.holds(word.key)
            and not any(start <= held.words.index(word) < end for start, end, _ in held.claims.bold)
        ):
            yield Fault(kind=FaultKind.NAME, detail=f"no button {word.text[:30]}")
