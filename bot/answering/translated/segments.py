"""Segments: the clauses of an English sentence, and what in them must have a counterpart."""

from bot.answering.alignment import Term
from bot.answering.support.held import Held
from bot.answering.translated.meanings import is_firm, meanings_of

_SEGMENTS = frozenset("because then while besides afterwards".split())


def segments(held: Held) -> list[list[Term]]:
    """The terms by clause; `then`, `because` and their like begin one too."""
    found: dict[tuple[int, int], list[Term]] = {}
    turns = [at for at, word in enumerate(held.words) if word.text in _SEGMENTS]
    for term in held.terms:
        turn = sum(at <= term.at for at in turns)
        found.setdefault((term.clause, turn), []).append(term)
    return list(found.values())


def is_telling(held: Held, term: Term) -> bool:
    """Whether a word must have a counterpart."""
    run = held.words[term.at : term.end]
    return meanings_of(run) is None or is_firm(run)


def missing_terms(held: Held) -> list[Term]:
    """The words that no passage has; names in bold, figures and links are looked for elsewhere."""
    return [
        term
        for term in held.terms
        if not (term.places or term.word.figure or term.word.token or term.kind == "bold")
    ]
