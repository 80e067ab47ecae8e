"""Figures: what they are counted by, and what stands beside them."""

from collections.abc import Iterator
from itertools import pairwise

from bot.answering.alignment import Place
from bot.answering.support.held import Held
from bot.domain.draft import Fault, FaultKind

_EACH = frozenset("a an per each every".split())
_PER = {
    "month": frozenset(("tháng",)), "day": frozenset(("ngày",)), "year": frozenset(("năm",)),
    "week": frozenset(("tuần",)), "copy": frozenset(("bản",)), "page": frozenset(("trang",)),
    "time": frozenset(("lần",)), "file": frozenset(("hồ",)), "person": frozenset(("người",)),
    "hour": frozenset(("giờ",)), "child": frozenset(("con", "trẻ")), "card": frozenset(("thẻ",)),
}  # fmt: skip


def unit_faults(held: Held) -> Iterator[Fault]:
    """`a month` beside a figure that the source has for a day."""
    for term in held.terms:
        figure = term.word.figure
        if figure is None or figure.unit not in ("dong", "usd"):
            continue
        after = held.words[term.end : term.end + 4]
        for article, unit in pairwise(after):
            like = _PER.get(unit.key) or _PER.get(unit.text)
            if article.text not in _EACH or like is None or unit.clause != term.clause:
                continue
            if not any(like & set(_around(held, place)) for place in term.places):
                yield Fault(kind=FaultKind.AMOUNT, detail=f"{unit.text} {term.phrase[:30]}")


def _around(held: Held, place: Place) -> list[str]:
    words = held.source.claims[place.passage].words
    near = words[max(0, place.start - 8) : place.end + 5]
    return [w.text for w in near if w.sentence == place.word.sentence]


def other_figure_faults(held: Held) -> Iterator[Fault]:
    """A figure whose neighbours stand beside another one of its unit in the source."""
    for term, place in held.met:
        figure = term.word.figure
        if figure is None or not figure.unit:
            continue
        beside = [
            [p for p in other.places if p.passage == place.passage
             and p.word.sentence == place.word.sentence]
            for other in held.terms
            if other.clause == term.clause and other is not term and not other.word.figure
        ]  # fmt: skip
        said = [places for places in beside if places]
        taken = {
            p.word.clause
            for p in held.source.figures
            if p.passage == place.passage
            and p.word.figure is not None
            and p.word.figure.unit == figure.unit
            and p.word.clause != place.word.clause
        }
        clauses = [{p.word.clause for p in places} for places in said]
        here = any(place.word.clause in where and not where & taken for where in clauses)
        there = any(where <= taken for where in clauses)
        if taken and there and not here:
            yield Fault(kind=FaultKind.NUMBER, detail=f"{term.phrase[:30]} is beside others")


def figures_apart_faults(held: Held) -> Iterator[Fault]:
    """Two figures in one clause that no sentence of the guide has together."""
    figures = [t for t in held.terms if t.word.figure is not None and t.places]
    for first, second in pairwise(figures):
        together = any(
            p.passage == q.passage and p.word.sentence == q.word.sentence
            for p in first.places
            for q in second.places
        )
        if first.clause == second.clause and not together:
            detail = f"{first.phrase[:20]} with {second.phrase[:20]}"
            yield Fault(kind=FaultKind.NUMBER, detail=detail)
