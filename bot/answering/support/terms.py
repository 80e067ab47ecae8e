"""Terms: what a sentence says, term by term, names in bold as one."""

from collections.abc import Callable

from bot.answering.alignment import Source, Term, within
from bot.answering.claims import Claims
from bot.answering.support.silence import silence_in


def terms_of(claims: Claims, source: Source, term_at: Callable[[int], Term | None]) -> list[Term]:
    """The terms of a sentence in order, but for what it says the guide is silent about. `term_at`
    reads the one that begins at a word outside a name, or None where there is none."""
    found: list[Term] = []
    bold = {start: (end, name) for start, end, name in claims.bold}
    at = 0
    while at < len(claims.words):
        if at in bold:
            end, name = bold[at]
            found.append(_named(claims, source, at, end, name))
            at = end
            continue
        term = term_at(at)
        at = at + 1 if term is None else term.end
        if term is not None:
            found.append(term)
    silent = silence_in(claims)
    return [term for term in found if not silent or not silent[0] <= term.at < silent[1]]


def _named(claims: Claims, source: Source, at: int, end: int, name: str) -> Term:
    key = tuple(word.key for word in claims.words[at:end])
    places = tuple(source.places((key,)))
    apart = tuple(
        place
        for other, place in source.bold
        if other.casefold() != name.casefold()
        and not any(within(place, p) or within(p, place) for p in places)
    )
    return Term(claims.words[at], name, claims.words[at].clause, at, end, places, "bold", apart)
