"""Denials: what the source denies and the sentence does not, and the other way round."""

from collections.abc import Iterator, Sequence

from bot.answering.alignment import Place, nearness
from bot.answering.claims import Asked
from bot.answering.support.fit import fit
from bot.answering.support.held import Held
from bot.domain.draft import Fault, FaultKind
from bot.language.everyday import LIGHT

_WEAK = LIGHT - frozenset("đổi báo hỏi hết còn đủ trước sau".split())


def denial_faults(held: Held) -> Iterator[Fault]:
    """What the source denies and the sentence does not, and the other way round: the words
    beside a word say which of its places is meant."""
    for at, term in enumerate(held.terms):
        if not term.places:
            continue
        light = term.phrase in _WEAK and not _closely(held, at)
        if light and term.word.denied != 1:
            continue
        saying = [p for p in term.places if not held.refused(p, False) and held.said(p, term)]
        if term.word.denied == 1:
            yield from _denied_here(held, at, saying)
        elif not term.word.denied and len(saying) < len(term.places):
            yield from _denied_there(held, at, saying)


def _denied_here(held: Held, at: int, saying: Sequence[Place]) -> Iterator[Fault]:
    term = held.terms[at]
    if held.conditional(term):
        return
    refusing = [p for p in term.places if held.refused(p, True)]
    if not refusing:
        yield Fault(kind=FaultKind.POLARITY, detail=f"not {term.phrase[:40]}")
    elif _better(held, at, [p for p in saying if p not in refusing], refusing, 0.5):
        yield Fault(kind=FaultKind.POLARITY, detail=f"not {term.phrase[:40]}, but")


def _denied_there(held: Held, at: int, saying: Sequence[Place]) -> Iterator[Fault]:
    term = held.terms[at]
    denied = [p for p in term.places if p not in saying]
    asked = all(p.word.asked is not Asked.NOT for p in denied)
    if asked and (held.conditional(term) or term.phrase in LIGHT):
        return
    if any(t.phrase == term.phrase and t.word.denied == 1 for t in held.terms):
        return
    if term.end < len(held.words) and held.words[term.end].text in ("không", "chưa"):
        return
    if not saying or _better(held, at, denied, saying, 0.1):
        yield Fault(kind=FaultKind.POLARITY, detail=f"denied: {term.phrase[:40]}")


def _closely(held: Held, at: int) -> bool:
    """Whether a word stands side by side with the next one in the source too."""
    place = held.path[at]
    after = held.path[at + 1] if at + 1 < len(held.path) else None
    before = held.path[at - 1] if at else None
    return place is not None and (
        (after is not None and nearness(place, after) >= 3)
        or (before is not None and nearness(before, place) >= 2.2)
    )


def _better(
    held: Held, at: int, these: Sequence[Place], those: Sequence[Place], margin: float
) -> bool:
    """Whether a term fits these places better than those."""
    if not these:
        return False
    mine, total = fit(held, at, these)
    other, _ = fit(held, at, those)
    return mine > other + margin * total
