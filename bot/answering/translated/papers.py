"""Papers: a paper about what no passage has it about."""

from collections.abc import Iterator
from itertools import pairwise

from bot.answering.support.held import Held
from bot.domain.draft import Fault, FaultKind

_PAPER_WORDS = frozenset(
    "certificate proof statement letter contract receipt record translation book permit "
    "confirmation photo form".split()
)


def paper_kind_faults(held: Held) -> Iterator[Fault]:
    """A paper about what no passage has it about: `proof of income`."""
    for first, second in pairwise(held.terms):
        between = [word.text for word in held.words[first.end : second.at]]
        if first.clause != second.clause or second.word.figure:
            continue
        after = first.phrase in _PAPER_WORDS and set(between) <= {"of", "your", "the", "a"}
        before = second.phrase in _PAPER_WORDS and not between and not first.word.figure
        if not ((after and "of" in between) or before) or not (first.places and second.places):
            continue
        if not any(
            p.passage == q.passage and p.word.sentence == q.word.sentence
            for p in first.places
            for q in second.places
        ):
            detail = f"{first.phrase} {second.phrase}"[:40]
            yield Fault(kind=FaultKind.DOCUMENT, detail=detail)
