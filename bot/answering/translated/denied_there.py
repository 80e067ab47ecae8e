"""Denied there: what the guide only denies, said by a statement as it is."""

from collections.abc import Iterator, Sequence

from bot.answering.alignment import Place, Term
from bot.answering.support.held import Held
from bot.answering.translated.denying import TURNING
from bot.answering.translated.guide_denials import GuideDenial
from bot.answering.translated.held_across import HeldAcross
from bot.answering.translated.segments import is_telling
from bot.answering.translated.stated_terms import (
    beside_statement,
    in_sentence,
    is_in,
    stated_terms,
)
from bot.answering.translated.statements import NEEDED, Statement
from bot.domain.draft import Fault, FaultKind

_EXCUSED = TURNING - {"only", "top"}
# So much of what follows of a case must follow of it in the guide.
_FOLLOWS = 0.7


def denied_there_faults(held: HeldAcross) -> Iterator[Fault]:
    """A statement without a denial all of which stands in one clause that the guide denies, and
    plainly nowhere else, or in the same case there."""
    denials, statements = held.denials, held.statements
    for number, said in enumerate(statements):
        texts = {word.text for word in held.words[said.start : said.end]}
        placed = [t for t in stated_terms(held, said) if t.places]
        terms = [t for t in placed if is_telling(held, t)]
        if said.many or texts & _EXCUSED or not placed:
            continue
        plainly = _said_plainly(held, said, terms, denials)
        for one in denials:
            if one.case != said.case:
                continue
            alone = bool(terms) and not plainly and _all_within(terms, one)
            if alone or (_all_within(placed, one) and _case_alike(held, statements, number, one)):
                detail = f"denied there: {placed[0].phrase[:40]}"
                yield Fault(kind=FaultKind.POLARITY, detail=detail)
                break


def _all_within(terms: Sequence[Term], one: GuideDenial) -> bool:
    """Whether all stands in the sentence of a denial up to its end, some of it behind it."""
    return all(any(_within(p, one) for p in term.places) for term in terms) and any(
        is_in(p, one.passage, one.denial, one.end) for term in terms for p in term.places
    )


def _case_alike(held: Held, statements: Sequence[Statement], number: int, one: GuideDenial) -> bool:
    """Whether the case of a statement is that of a denial, or what follows of the one follows
    of the other."""
    beside = beside_statement(held, statements, number)
    if statements[number].case:
        return any(in_sentence(held, o, one, _FOLLOWS) for o in beside if not o.case)
    told = [[t for t in stated_terms(held, o) if t.places] for o in beside if o.case]
    return any(
        terms and all(
            any(is_in(p, one.passage, *case) for p in t.places) for t in terms
        )
        for terms in told
        for case in one.cases
    )  # fmt: skip


def _said_plainly(
    held: HeldAcross, said: Statement, terms: Sequence[Term], denials: Sequence[GuideDenial]
) -> bool:
    """Whether some sentence of the guide says all of it outside any denial, and not only as a
    case; and binds where the statement does."""
    cases = [] if said.case else held.cases
    found: dict[tuple[int, int], int] = {}
    for term in terms:
        plain = {
            (p.passage, p.word.sentence)
            for p in term.places
            if not any(_within(p, one) for one in denials)
            and not any(is_in(p, *case) for case in cases)
        }
        for key in plain:
            found[key] = found.get(key, 0) + 1
    whole = {key for key, many in found.items() if many == len(terms)}
    if any(w.binds or w.text in NEEDED for w in held.words[said.start : said.end]):
        bound = {(p.passage, p.word.sentence) for p in held.source.binding if not p.word.refused}
        whole &= bound
    return bool(whole)


def _within(place: Place, one: GuideDenial) -> bool:
    return is_in(place, one.passage, one.begin, one.end)
