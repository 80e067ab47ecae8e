"""Rivals: what stands nearer to another of its kind in the source than to what is said."""

from collections.abc import Iterator

from bot.answering.alignment import Place, Term
from bot.answering.claims import Asked
from bot.answering.support.fault_kinds import HARD, rival_kind
from bot.answering.support.fit import fit, stands_alone
from bot.answering.support.held import Held
from bot.domain.draft import Fault

_WEIGHTY = frozenset(("paper", "copy", "place", "police"))
_LISTING = frozenset("và hoặc hay mức and or levels level to lớp hạng điều số thứ".split())


def rival_faults(held: Held) -> Iterator[Fault]:
    """What stands nearer to a rival in the source than to what the sentence says."""
    for at, term in enumerate(held.terms):
        if term.rivals and term.places:
            yield from _apart(held, at)
        elif term.rivals:
            yield from _instead(held, at)


def _instead(held: Held, at: int) -> Iterator[Fault]:
    """The source has only rivals."""
    term = held.terms[at]
    rival, total = fit(held, at, term.rivals)
    if term.word.figure is None and (term.kind in HARD or rival > 1.5 * total > 0):
        yield Fault(kind=rival_kind(term), detail=term.phrase[:40])


def _apart(held: Held, at: int) -> Iterator[Fault]:
    """The source has both, but what is said beside the term elsewhere."""
    term = held.terms[at]
    if term.kind in _WEIGHTY and not _related(held, at):
        yield Fault(kind=rival_kind(term), detail=f"{term.phrase[:40]} of something else")
    apart = [p for p in term.rivals if not held.said_too(term, p) and not _listed(held, term, p)]
    if not apart or (term.word.figure is not None and stands_alone(held, at)):
        return
    if term.word.denied and any(p.word.asked is Asked.NO for p in term.places):
        return
    places = [p for p in term.places if term.word.denied or p.word.asked is Asked.NOT]
    own, total = fit(held, at, places or term.places)
    other, _ = fit(held, at, apart)
    if other > own + _margin(term) * total:
        yield Fault(kind=rival_kind(term), detail=f"{term.phrase[:40]} belongs elsewhere")


def _margin(term: Term) -> float:
    usual = 0.2 if term.word.figure is None else 0.05
    return {"bold": 0.6, "paper": 0.5, "age": 0.6}.get(term.kind, usual)


def _related(held: Held, at: int) -> bool:
    """Whether the words beside a paper or an office stand about it in the source."""
    own, total = fit(held, at, held.terms[at].places, clauses=False)
    return total == 0 or own >= 0.3 * total


def _listed(held: Held, term: Term, rival: Place) -> bool:
    """Whether the source names a rival in one breath: `chủ hộ, chủ nhà`, `mức 1 và mức 2`."""
    if term.word.figure is None:
        reach = 8 if term.kind in _WEIGHTY | {"code", "body"} else 1
        return any(
            p.passage == rival.passage
            and p.word.sentence == rival.word.sentence
            and 0 <= max(p.start - rival.end, rival.start - p.end) <= reach
            for p in term.places
        )
    if not any(rival in other.places for other in held.terms if other.kind == term.kind):
        return False
    return any(
        p.passage == rival.passage and held.source.between(p, rival) <= _LISTING
        for p in term.places
    )
