"""Only: `only` where the guide narrows nothing beside the same words."""

from collections.abc import Iterator

from bot.answering.alignment import Place
from bot.answering.support.held import Held
from bot.domain.draft import Fault, FaultKind

_NARROWS = frozenset("chỉ riêng ngoài trừ".split())
_SOLE = ("duy", "nhất")
_REACH = 8
_NO_NARROWING = frozenset("không chẳng dẫn điểm địa chứng".split())


def english_only_faults(held: Held) -> Iterator[Fault]:
    """`only` without `chỉ`, `duy nhất` or their like shortly before what comes next."""
    for at, word in enumerate(held.words):
        if word.text != "only":
            continue
        after = [p for t, p in held.met if t.at > at and t.word.sentence == word.sentence][:1]
        before = [p for t, p in reversed(held.met) if t.end <= at and t.clause == word.clause][:1]
        if not any(_narrowed(held, place) for place in after or before):
            yield Fault(kind=FaultKind.POLARITY, detail="only")


def _narrowed(held: Held, place: Place) -> bool:
    words = held.source.claims[place.passage].words
    near = [
        at for at in range(max(0, place.start - _REACH), min(len(words), place.end + _REACH))
        if words[at].sentence == place.word.sentence
    ]  # fmt: skip
    for at in near:
        before = words[at - 1].text if at else ""
        if words[at].text in _NARROWS and at < place.end and before not in _NO_NARROWING:
            return True
        if tuple(w.text for w in words[at : at + 2]) == _SOLE:
            return True
    return place.word.line == 0 and _sole_below(held, place)


def _sole_below(held: Held, place: Place) -> bool:
    """Whether the line below a heading says that it names all there is."""
    below = [w.text for w in held.source.claims[place.passage].words if w.line == 1]
    return any(tuple(below[at : at + 2]) == _SOLE for at in range(min(len(below), _REACH)))
