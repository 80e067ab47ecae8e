"""Bindings: what must be done where the source leaves it free, and the other way round."""

from collections.abc import Iterator

from bot.answering.alignment import Place
from bot.answering.claims import Asked
from bot.answering.support.held import Held
from bot.answering.translated.denying import denies_near
from bot.domain.draft import Fault, FaultKind

_BINDING = frozenset("must need should have has do does".split())


def binding_faults(held: Held) -> Iterator[Fault]:
    """What must be done where the source says that it need not, and the other way round."""
    yield from _must(held)
    yield from _all_free(held)


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


def _freed(held: Held, place: Place) -> bool:
    """Whether a place's clause says only that something need not be done."""
    binding = [
        p.word
        for p in held.source.binding
        if p.passage == place.passage and p.word.clause == place.word.clause
    ]
    return bool(binding) and all(word.refused for word in binding)
