"""Turning words: `still`, `both`, `before`: small words that turn a sentence round."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.answering.alignment import Phrase, Place
from bot.answering.support.held import Held
from bot.answering.translated.denying import KHONG, denied_before, denies_near
from bot.domain.draft import Fault, FaultKind


def _like(text: str) -> tuple[Phrase, ...]:
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))


_SMALL = {
    "still": _like("vẫn|còn|tiếp tục"),
    "both": _like("cả|hai|đều|lẫn|2"),
    "even if": _like("dù|kể cả|cả khi|vẫn|cho dù"),
    "even when": _like("dù|kể cả|cả khi|vẫn|cho dù"),
    "even without": _like("dù|kể cả|cả khi|vẫn|cho dù"),
    "not only": _like("không chỉ|không những|cả"),
}
_GONE = frozenset(("còn", "hết", "nữa", "thôi"))
_BEFORE = frozenset(("trước",))
_AFTER = frozenset("sau xong rồi hết từ".split())
_TURNED = {"before": (_BEFORE, frozenset(("sau", "xong"))), "after": (_AFTER, _BEFORE)}
_LATER = {"before": frozenset("chưa sắp".split()), "after": frozenset("khi đã kể quá".split())}
_THEN = frozenset("sau rồi xong tiếp".split())


def small_word_faults(held: Held) -> Iterator[Fault]:
    """`still`, `both`, `not only`: each with its like near the same words."""
    texts = [word.text for word in held.words]
    for at, text in enumerate(texts):
        after = texts[at + 1] if at + 1 < len(texts) else ""
        said = f"{text} {after}" if f"{text} {after}" in _SMALL else text
        like = _SMALL.get(said)
        if like is None or (said == "still" and denies_near(held, at)):
            continue
        beside = [
            place
            for term, place in held.met
            if term.clause == held.words[at].clause and -4 <= term.at - at <= 6
        ]
        if said == "still" and any(denied_before(held, place) for place in beside):
            yield Fault(kind=FaultKind.POLARITY, detail=said)
        if said == "still" and not any(held.source.line(p) & _GONE for p in beside):
            continue
        if beside and not any(_has(held, place, like) for place in beside):
            yield Fault(kind=FaultKind.POLARITY, detail=said)


def _has(held: Held, place: Place, like: Sequence[Phrase]) -> bool:
    """Whether a place's line has one of these, not denied."""
    return any(
        other.passage == place.passage
        and other.word.line == place.word.line
        and not set(held.source.before(other, 2)) & KHONG
        for other in held.source.places(like)
    )


def time_faults(held: Held) -> Iterator[Fault]:
    """`before` where the source says only `after` of the same words, and the like."""
    yield from _turned(held)
    yield from _never_said(held)
    yield from _after_that(held)


def _turned(held: Held) -> Iterator[Fault]:
    for at, word in enumerate(held.words):
        turned = _TURNED.get(word.text)
        if turned is None:
            continue
        like, unlike = turned
        behind = [(t, p) for t, p in held.met if t.at > at and t.clause == word.clause][:1]
        before = [(t, p) for t, p in reversed(held.met) if t.end <= at][:1]
        beside = [p for t, p in behind + before if not t.word.figure]
        if not beside:
            continue
        close = set(held.source.before(beside[0], 4))
        near = [held.source.sentence(place) for place in beside]
        if _only_then(held, beside[0]):
            if word.text == "after":
                yield Fault(kind=FaultKind.POLARITY, detail="after: only then")
            continue
        if (close & unlike and not close & like) or (
            any(said & unlike and not said & like for said in near)
        ):
            yield Fault(kind=FaultKind.POLARITY, detail=f"{word.text}: the other way round")
        elif not any((held.source.line(place) & (like | _LATER[word.text])) for place in beside):
            yield Fault(kind=FaultKind.POLARITY, detail=f"{word.text}: not said")


def _never_said(held: Held) -> Iterator[Fault]:
    """`after` where all that is cited says only `before`, and the other way round."""
    said = {word.text for claims in held.source.claims for word in claims.words}
    for word in held.words:
        like, unlike = _TURNED.get(word.text, (frozenset(), frozenset()))
        if said & unlike and not said & like:
            yield Fault(kind=FaultKind.POLARITY, detail=f"{word.text}: never said")


def _after_that(held: Held) -> Iterator[Fault]:
    low = held.text.lower()
    for found in re.finditer(r"\bbefore (?:that|this|then)\b", low):
        behind = next((p for t, p in held.met if t.word.start > found.end()), None)
        if behind is not None and not _leads(held, behind):
            yield Fault(kind=FaultKind.POLARITY, detail="before that: not said")
    said = {word.text for claims in held.source.claims for word in claims.words}
    if re.match(r"after(?:wards| that)\b", low) and "trước" in said and not said & _THEN:
        yield Fault(kind=FaultKind.POLARITY, detail="after that: not said")


def _leads(held: Held, place: Place) -> bool:
    """Whether a place's line says that something comes before; `lệ phí trước bạ` does not."""
    line = [w.text for w in held.source.claims[place.passage].words if w.line == place.word.line]
    return any(text in _BEFORE and after != "bạ" for text, after in pairwise([*line, ""]))


def _only_then(held: Held, place: Place) -> bool:
    """`xong rồi mới gửi`: what goes before comes first."""
    before = held.source.before(place, 3)
    return "mới" in before[-2:] and "rồi" in before
