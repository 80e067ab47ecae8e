"""Moods: how binding a sentence is, and its source."""

from collections.abc import Iterator

from bot.answering.support.fit import fit_at
from bot.answering.support.held import Held
from bot.answering.support.left_free import left_free
from bot.domain.draft import Fault, FaultKind
from bot.language.everyday import HEDGED
from bot.language.grammar import Mood

_ALLOWING = frozenset("nên thể may can could should".split())
_BINDING = frozenset("phải cần buộc must need required has have".split())


def obligation_faults(held: Held) -> Iterator[Fault]:
    """`phải`, `cần`, `được` where the source refuses it, and the other way round."""
    for at, word in enumerate(held.words):
        if not word.binds:
            continue
        bare = held.words[at - 1].bare if at else False
        own = [p for p in held.source.binding if p.word.refused == word.refused]
        other = [
            p
            for p in held.source.binding
            if p.word.refused != word.refused and (bare or held.source.is_bare(p))
        ]
        if not other:
            continue
        mine, total = fit_at(held, at, own)
        theirs, _ = fit_at(held, at, other)
        if total and theirs > max(mine + 0.2 * total, 1.3 * total):
            yield Fault(kind=FaultKind.POLARITY, detail=f"{'not ' * word.refused}{word.text}")
            continue
        # Whom it is about stands before: `xe mới … thì thường không phải`.
        mine, total = fit_at(held, at, own, after=False)
        theirs, _ = fit_at(held, at, other, after=False)
        if theirs > mine + 0.5 * total and theirs > 1.3 * total > 0:
            yield Fault(kind=FaultKind.POLARITY, detail=f"{'not ' * word.refused}{word.text}")


def mood_faults(held: Held) -> Iterator[Fault]:
    """Must where the source only advises or leaves free, and may where it is certain or binds."""
    for term, place in held.met:
        mine, theirs = term.word.mood, place.word.mood
        said = held.source.sentence(place)
        if (
            mine is Mood.MUST
            and not term.word.denied
            and (
                theirs in (Mood.SHOULD, Mood.MAY)
                or (said & _ALLOWING and not said & _BINDING and not place.word.first)
            )
        ):
            yield Fault(kind=FaultKind.POLARITY, detail=f"must {term.phrase[:40]}")
        if place.word.hedged and not term.word.hedged and held.source.run(place) & HEDGED:
            yield Fault(kind=FaultKind.POLARITY, detail=f"may {term.phrase[:40]}")
        if mine is Mood.MUST and not term.word.denied and left_free(held, place):
            yield Fault(kind=FaultKind.POLARITY, detail=f"must {term.phrase[:40]}, left free")
        if mine is Mood.MAY and theirs is Mood.MUST and not place.word.denied:
            yield Fault(kind=FaultKind.POLARITY, detail=f"may {term.phrase[:40]}")
