"""Order: what comes before and what after."""

from collections.abc import Iterator

from bot.answering.alignment import Term
from bot.answering.support.held import Held
from bot.domain.draft import Fault, FaultKind

_ORDER = frozenset("trước sau before after".split())


def order_faults(held: Held) -> Iterator[Fault]:
    """What comes before and what after: `xem trước khi trả` is not `trả trước khi xem`."""
    for at, word in enumerate(held.words):
        named = any(start <= at < end for start, end, _ in held.claims.bold)
        if word.text not in _ORDER or named:
            continue
        first = next(
            ((t, p) for t, p in reversed(held.met) if t.end <= at and t.kind != "order"), None
        )
        second = next(((t, p) for t, p in held.met if t.at > at and t.kind != "order"), None)
        if first is None or second is None or first[0].word.figure or second[0].word.figure:
            continue
        if _arranged(held, second[0], first[0]) and not _arranged(held, first[0], second[0]):
            yield Fault(kind=FaultKind.POLARITY, detail=f"{word.text}: the other way round")


def _arranged(held: Held, first: Term, second: Term) -> bool:
    """Whether the source has these two in this order around a word of order."""
    return any(
        p.passage == q.passage
        and p.word.sentence == q.word.sentence
        and p.end <= q.start
        and held.source.between(p, q) & _ORDER
        for p in first.places
        for q in second.places
    )
