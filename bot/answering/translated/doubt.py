"""Doubt: how an English sentence hangs together in its Vietnamese source."""

from collections.abc import Iterator
from itertools import pairwise

from bot.answering.alignment import nearness
from bot.answering.support.held import Held
from bot.answering.translated.meanings import meanings_of
from bot.answering.translated.segments import is_telling, missing_terms, segments
from bot.domain.draft import Fault, FaultKind


def clause_faults(held: Held) -> Iterator[Fault]:
    """A clause whose words stand all over the source, or are missing from it."""
    for terms in segments(held):
        at = [number for number, term in enumerate(held.terms) if term in terms]
        met = [(held.terms[n], place) for n in at if (place := held.path[n]) is not None]
        missing = [term for term in missing_terms(held) if term in terms and is_telling(held, term)]
        if missing and len(missing) > 0.3 * len(terms):
            yield Fault(kind=FaultKind.NOVELTY, detail=f"a clause of {missing[0].phrase[:40]}")
        if len(met) < 3 or any(t.kind == "bold" or t.word.token for t, _ in met):
            continue
        near = [nearness(a[1], b[1]) for a, b in pairwise(met)]
        best = [
            max(near[n - 1] if n else 0.0, near[n] if n < len(near) else 0.0)
            for n in range(len(met))
        ]
        linked = sum(link >= 1.2 for link in best)
        if linked < 0.5 * len(met) or sum(link >= 0.9 for link in best) < 0.6 * len(met):
            yield Fault(kind=FaultKind.NOVELTY, detail=f"{linked} of {len(met)} in a clause")


def doubt_faults(held: Held) -> Iterator[Fault]:
    """A sentence of which too much is missing from the source or stands all over it."""
    doubt, strong = 0.0, 0
    near = [nearness(a[1], b[1]) for a, b in pairwise(held.met)]
    for at, (term, _place) in enumerate(held.met):
        left = near[at - 1] if at else 0.0
        right = near[at] if at < len(near) else 0.0
        strong += max(left, right) >= 1.2 or term.kind == "bold" or term.word.token
        if max(left, right) < 0.5 and len(held.met) > 1:
            doubt += 0.3
    missing = 0
    for term in held.terms:
        if term.places or term.word.figure or term.word.token or term.kind == "bold":
            continue
        missing += 1
        doubt += 0.2 if meanings_of(held.words[term.at : term.end]) is not None else 1.0
    if doubt > 1.2 + len(held.terms) / 15:
        yield Fault(kind=FaultKind.NOVELTY, detail=f"doubt {doubt:.1f} of {len(held.terms)}")
    if len(held.terms) == 1 and len(held.met) == 1 and _asked_about(held):
        return
    if strong < 0.6 * (len(held.terms) - missing) or strong < min(2, len(held.terms)):
        yield Fault(kind=FaultKind.NOVELTY, detail=f"{strong} of {len(held.terms)} hang together")


def _asked_about(held: Held) -> bool:
    """Whether all that a sentence says is that what was asked need not or must not be."""
    term, _place = held.met[0]
    return term.word.denied > 0 and len(held.words) <= 10
