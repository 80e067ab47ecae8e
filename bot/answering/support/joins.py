"""Joins: `và` for `hoặc`, and the other way round."""

from collections.abc import Iterator
from itertools import pairwise

from bot.answering.support.held import Held
from bot.domain.draft import Fault, FaultKind

AND = frozenset(("và", "and", "lẫn"))
OR = frozenset(("hoặc", "hay", "or"))


def join_faults(held: Held) -> Iterator[Fault]:
    """`và` where the source says `hoặc`, and the other way round."""
    for (first, p), (second, q) in pairwise(held.met):
        if p.passage != q.passage or p.word.sentence != q.word.sentence:
            continue
        mine = {word.text for word in held.words[first.end : second.at]}
        theirs = held.source.between(p, q)
        if mine & AND and not mine & OR and theirs & OR and not theirs & AND:
            yield Fault(kind=FaultKind.POLARITY, detail="and for or")
        if mine & OR and not mine & AND and theirs & AND and not theirs & OR:
            yield Fault(kind=FaultKind.POLARITY, detail="or for and")
