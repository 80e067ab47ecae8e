"""Stated terms: what an English statement says, and whether it stands beside a denial of the
guide."""

from collections.abc import Sequence

from bot.answering.alignment import Place, Term
from bot.answering.support.held import Held
from bot.answering.translated.guide_denials import GuideDenial
from bot.answering.translated.statements import Statement


def stated_terms(held: Held, said: Statement) -> list[Term]:
    """The terms of a statement, but for its denial."""
    return [
        t for t in held.terms
        if said.start <= t.at < said.end
        and not (said.denial is not None and said.denial < t.end and t.at < said.behind)
    ]  # fmt: skip


def beside_statement(held: Held, statements: Sequence[Statement], number: int) -> list[Statement]:
    """The statements before and behind one that no semicolon keeps apart from it."""
    found = []
    for other in (number - 1, number + 1):
        if 0 <= other < len(statements):
            first, second = sorted((statements[number], statements[other]), key=lambda s: s.start)
            between = held.text[held.words[first.end - 1].end : held.words[second.start].start]
            if not set(between) & set(";:"):
                found.append(statements[other])
    return found


def in_sentence(held: Held, other: Statement, one: GuideDenial, share: float) -> bool:
    """Whether so much of a statement stands in the sentence of a denial, or below its line
    where that is a heading."""
    words = held.source.claims[one.passage].words
    at = words[one.denial]
    terms = [t for t in stated_terms(held, other) if t.places]
    here = [
        t for t in terms
        if any(
            p.passage == one.passage
            and (p.word.sentence == at.sentence or (at.line == 0 and p.word.line == 1)
                 or p.word.line == 0)
            for p in t.places
        )
    ]  # fmt: skip
    return bool(terms) and len(here) >= share * len(terms)


def is_in(place: Place, passage: int, start: int, end: int) -> bool:
    """Whether a place lies between two words of a passage."""
    return place.passage == passage and start <= place.start and place.end <= end
