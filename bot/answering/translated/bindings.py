"""Bindings: what must be done where the source leaves it free, and the other way round."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.answering.alignment import Place, Term
from bot.answering.claims import Asked, Word
from bot.answering.support.held import Held
from bot.answering.support.left_free import left_free
from bot.answering.translated.denying import KHONG, OUT, denies_near
from bot.domain.draft import Fault, FaultKind

_BINDING = frozenset("must need should have has do does".split())


def binding_faults(held: Held) -> Iterator[Fault]:
    """What must be done where the source says that it need not, and the other way round."""
    yield from _must(held)
    yield from _all_free(held)
    yield from _but_bound(held)


def _must(held: Held) -> Iterator[Fault]:
    for at, word in enumerate(held.words):
        if not word.binds:
            continue
        beside = [
            (term, place)
            for term, place in held.met
            if term.clause == word.clause and -3 <= term.at - at <= 6
        ]
        beside = [pair for pair in beside if pair[0].at > at][:3] or beside
        if not beside:
            continue
        refused = [_freed(held, place) for _, place in beside]
        if not word.refused and not denies_near(held, at) and sum(refused) > len(refused) / 2:
            yield Fault(kind=FaultKind.POLARITY, detail=f"{word.text}, left free")


def _all_free(held: Held) -> Iterator[Fault]:
    binding = [p for p in held.source.binding if p.word.asked is Asked.NOT]
    free = bool(binding) and all(p.word.refused for p in binding)
    if free and any(w.binds and not w.refused and not denies_near(held, at)
                    for at, w in enumerate(held.words)):  # fmt: skip
        yield Fault(kind=FaultKind.POLARITY, detail="must, all left free")


def _but_bound(held: Held) -> Iterator[Fault]:
    for at, (word, after) in enumerate(pairwise(held.words)):
        if (after.text == "not" and word.text in _BINDING) or (word.binds and word.refused):
            near = [t for t in held.terms if t.clause == word.clause and -4 <= t.at - at <= 6]
            if _bound(held, near) or _bound_here(held, word, at) or not _let_off(held, word, at):
                yield Fault(kind=FaultKind.POLARITY, detail=f"{word.text} not, but bound")


def _freed(held: Held, place: Place) -> bool:
    """Whether a place's clause says only that something need not be done."""
    binding = [
        p.word
        for p in held.source.binding
        if p.passage == place.passage and p.word.clause == place.word.clause
    ]
    return bool(binding) and all(word.refused for word in binding)


def _bound(held: Held, terms: Sequence[Term]) -> bool:
    """Whether the sentences that say most of these things bind, and none of them denies."""
    here = Counter(
        key for term in terms for key in {(p.passage, p.word.sentence) for p in term.places}
    )
    most = max(here.values(), default=0)
    best = {key for key, many in here.items() if many == most}
    binding = [p for p in held.source.binding if (p.passage, p.word.sentence) in best]
    denying = any(
        word.text in KHONG | OUT
        for number, claims in enumerate(held.source.claims)
        for word in claims.words
        if (number, word.sentence) in best
        and (word.line or word.asked is Asked.NOT)
        and not (word.line == 0 and binding and all(p.word.line for p in binding))
    )
    asked = any(p.word.asked in (Asked.NO, Asked.OPEN) for term in terms for p in term.places)
    return any(not p.word.refused for p in binding) and not denying and not asked


def _bound_here(held: Held, word: Word, at: int) -> bool:
    """Whether the next thing said stands in a clause that binds and denies nothing."""
    place = next((p for t, p in held.met if t.at > at and t.clause == word.clause), None)
    if place is None or place.word.asked is not Asked.NOT:
        return False
    words = held.source.claims[place.passage].words
    clause = [w for w in words if w.clause == place.word.clause]
    return any(w.binds and not w.refused for w in clause) and not any(
        w.text in KHONG | OUT for w in clause
    )


def _let_off(held: Held, word: Word, at: int) -> bool:
    """Whether the source denies one of the next two things said, in their own clause."""
    clause = [(t, p) for t, p in held.met if t.clause == word.clause]
    behind = [p for t, p in clause if t.at > at][:2] or [p for _, p in clause][-2:]
    return not behind or any(
        place.word.asked is not Asked.NOT
        or held.refused(place, True)
        or left_free(held, place)
        or any(
            p.word.refused
            and p.passage == place.passage
            and p.word.line == place.word.line
            and p.word.sentence in (place.word.sentence, place.word.sentence - 1)
            for p in held.source.binding
        )
        or any(
            w.clause == place.word.clause and w.text in KHONG | OUT
            for w in held.source.claims[place.passage].words
        )
        for place in behind
    )
