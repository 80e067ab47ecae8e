"""Figures: amounts, dates and numbers that the passages do not say of the same thing."""

from collections.abc import Iterator

from bot.answering.alignment import Term
from bot.answering.claims import Asked
from bot.answering.support.fault_kinds import figure_kind
from bot.answering.support.fit import fit, stands_alone
from bot.answering.support.held import Held
from bot.answering.support.joins import AND, OR
from bot.domain.draft import Fault
from bot.language.quantities import Figure, bounds_agree


def figure_faults(held: Held) -> Iterator[Fault]:
    """Figures that the source does not say, or says of something else or from another side."""
    for term, place in zip(held.terms, held.path, strict=True):
        figure = term.word.figure
        if figure is None:
            continue
        kind = figure_kind(figure)
        if place is None:
            if not _own_step(held, figure):
                yield Fault(kind=kind, detail=figure.value[:40])
            continue
        asked = all(p.word.asked not in (Asked.NOT, Asked.YES) for p in term.places)
        if asked and not term.word.denied and place.word.asked is Asked.NO:
            yield Fault(kind=kind, detail=f"{figure.value[:30]} is asked only")
        if _bound_elsewhere(held, term):
            yield Fault(kind=kind, detail=f"{figure.bound.value} {figure.value[:30]}")
        if _twice(held, term) or _joined_to_itself(held, term):
            yield Fault(kind=kind, detail=f"{figure.value[:30]} twice")
        if _unrelated(held, term):
            yield Fault(kind=kind, detail=f"{figure.value[:30]} of something else")


def _own_step(held: Held, figure: Figure) -> bool:
    """`bước 2` of the passage s2: its id says its number."""
    return figure.unit == "step" and any(p.id == f"s{figure.value}" for p in held.cited)


def _bound_elsewhere(held: Held, term: Term) -> bool:
    """Whether the figure limits from another side in the source, where it fits better."""
    figure = term.word.figure
    assert figure is not None
    if figure.unit == "weekday":
        return False
    agreeing = [
        p for p in term.places if p.word.figure and bounds_agree(figure.bound, p.word.figure.bound)
    ]
    if not agreeing:
        return True
    opposed = [p for p in term.places if p not in agreeing]
    if not opposed:
        return False
    at = held.terms.index(term)
    if stands_alone(held, at):
        return False
    own, total = fit(held, at, agreeing)
    other, _ = fit(held, at, opposed)
    return other > own + 0.45 * total


def _twice(held: Held, term: Term) -> bool:
    """`mức 2 và mức 2` where the source has it once."""
    figure = term.word.figure
    assert figure is not None
    if figure.value == "0":
        # `Không mất tiền: … miễn phí`
        return False
    mine = sum(w.figure is not None and w.figure.same(figure) for w in held.words)
    theirs = sum(
        p.word.figure is not None and p.word.figure.same(figure) for p in held.source.figures
    )
    return mine > max(theirs, 1)


def _joined_to_itself(held: Held, term: Term) -> bool:
    at = held.terms.index(term)
    after = next((t for t in held.terms[at + 1 : at + 3] if t.word.figure is not None), None)
    if after is None or after.word.figure is None or term.word.figure is None:
        return False
    between = {w.text for w in held.words[term.end : after.at]}
    return after.word.figure.same(term.word.figure) and bool(between & (AND | OR))


def _unrelated(held: Held, term: Term) -> bool:
    """Whether no word beside a figure stands in its sentence in the source."""
    free = term.word.figure is not None and term.word.figure.value == "0"
    if free and _also_costs(held, term):
        return True
    own, total = fit(held, held.terms.index(term), term.places, clauses=not free)
    return total > 0 and own < (1.1 if free else 0.5) * total


def _also_costs(held: Held, term: Term) -> bool:
    """Whether the sentence also names an amount that the source has in no sentence with
    something free."""
    amounts = [
        other
        for other in held.terms
        if other.word.figure is not None
        and other.word.figure.unit == "dong"
        and other.word.figure.value != "0"
    ]
    return bool(amounts) and not any(
        p.passage == q.passage and p.word.sentence == q.word.sentence
        for other in amounts
        for p in other.places
        for q in term.places
    )
