"""Answers: whether a sentence says anything at all, and a yes for a yes."""

from collections.abc import Iterator

from bot.answering.claims import Asked
from bot.answering.support.held import Held
from bot.answering.support.silence import silence_in
from bot.domain.draft import Fault, FaultKind
from bot.language.grammar import grammar_of


def empty_faults(held: Held) -> Iterator[Fault]:
    """A sentence without anything to find in its source."""
    if not held.terms and silence_in(held.claims) is None:
        yield Fault(kind=FaultKind.NOVELTY, detail="says nothing")


def answer_faults(held: Held) -> Iterator[Fault]:
    """A sentence that begins with yes where every question cited is answered with no, and
    the other way round."""
    grammar = grammar_of(held.language)
    first = held.words[0] if held.words else None
    if first is None or (len(held.words) > 1 and held.words[1].clause == first.clause):
        return
    said = {w.asked for claims in held.source.claims for w in claims.words} - {Asked.NOT}
    if first.text in grammar.no and said == {Asked.YES}:
        yield Fault(kind=FaultKind.POLARITY, detail="no for yes")
    if first.text in grammar.yes and said == {Asked.NO}:
        yield Fault(kind=FaultKind.POLARITY, detail="yes for no")
