"""Doubt: how a sentence hangs together in its source."""

from collections.abc import Iterator
from itertools import pairwise

from bot.answering.alignment import nearness
from bot.answering.support.held import Held
from bot.domain.draft import Fault, FaultKind
from bot.language.everyday import FAMILY, LIGHT

_ADDING = frozenset("kèm và với cùng thêm hoặc bằng hay and plus with or".split())


def doubt_faults(held: Held) -> Iterator[Fault]:
    """A sentence of which too much is missing from the source or stands all over it."""
    doubt, run, strong = 0.0, 0, 0
    near = [nearness(a[1], b[1]) for a, b in pairwise(held.met)]
    for at, (term, _place) in enumerate(held.met):
        left = near[at - 1] if at else 0.0
        right = near[at] if at < len(near) else 0.0
        enough = 1.2 if len(held.terms) <= 5 else 1.9
        strong += max(left, right) >= enough or term.kind == "bold" or term.word.token
        if max(left, right) < 0.9 and len(held.met) > 1:
            doubt += 0.25 if term.phrase in LIGHT | FAMILY else 0.6
    for term in held.terms:
        if term.places or term.word.figure is not None or term.word.token:
            run = 0
            continue
        if term.phrase in FAMILY:
            doubt += 0.2
        elif term.phrase in LIGHT or term.phrase == "chỉ":
            doubt += 0.3
        else:
            run += 1
            before = held.words[term.at - 1].text if term.at else ""
            doubt += (2.0 if before in _ADDING else 1.0) if run == 1 else 0.5
        if run >= 3:
            yield Fault(kind=FaultKind.NOVELTY, detail=f"a run to {term.phrase[:40]}")
    if doubt > 2.4 + len(held.terms) / 20:
        yield Fault(kind=FaultKind.NOVELTY, detail=f"doubt {doubt:.1f} of {len(held.terms)}")
    weighty = [term for term in held.terms if term.phrase not in FAMILY | LIGHT]
    named = sum(term.kind == "bold" or term.word.token for term in held.terms)
    linked = sum(link >= 1.2 for link in near) + named
    plain = all(t.places and t.phrase not in LIGHT | FAMILY for t in held.terms)
    short = len(held.terms) <= 6 and linked < (0.5 if plain else 0.6) * (len(held.terms) - 1)
    if short or strong < 0.5 * len(weighty) or strong < min(2, len(held.terms)):
        yield Fault(kind=FaultKind.NOVELTY, detail=f"{strong} of {len(held.terms)} hang together")
