"""Held across: an English sentence held against Vietnamese passages."""

from functools import cached_property

from bot.answering.alignment import Place, Term
from bot.answering.support.held import Held
from bot.answering.translated.asides import in_aside
from bot.answering.translated.denying import IFS, KHONG
from bot.answering.translated.guide_denials import GuideDenial, cases_of, guide_denials
from bot.answering.translated.meanings import meanings_of
from bot.answering.translated.meant_places import places_of
from bot.answering.translated.statements import Statement, statements_of


class HeldAcross(Held):
    """An English sentence over Vietnamese passages."""

    @cached_property
    def statements(self) -> list[Statement]:
        """What the sentence says one after another."""
        return statements_of(self.claims, self.text)

    @cached_property
    def denials(self) -> list[GuideDenial]:
        """What the passages deny."""
        return guide_denials(self)

    @cached_property
    def cases(self) -> list[tuple[int, int, int]]:
        """What in the passages only names a case; see `cases_of`."""
        return cases_of(self)

    def ordinary(self, at: int) -> bool:
        """Whether a word with a capital is English, or stands in the source."""
        word = self.words[at]
        inside = in_aside(self.text, word.start)
        known = any(term.at <= at < term.end and term.places for term in self.terms)
        meanings = meanings_of((word,))
        return (
            inside or word.glue or known or self.source.holds(word.text)
            or (meanings is not None and bool(places_of(self.source, meanings)))
        )  # fmt: skip

    def said_too(self, term: Term, rival: Place) -> bool:
        """Whether the sentence says the rival as well, beside the term."""
        if super().said_too(term, rival):
            return True
        if term.word.figure is not None or term.kind == "bold":
            return False
        return any(
            rival in other.places and 0 <= max(other.at - term.end, term.at - other.end) <= 6
            for other in self.terms
            if other is not term
        )

    def conditional(self, term: Term) -> bool:
        """Whether a term stands in a clause that only names a case."""
        for word in reversed(self.words[: term.at]):
            if word.clause != term.clause:
                break
            if word.text in IFS:
                return True
        return super().conditional(term)

    def refused(self, place: Place, widely: bool) -> bool:
        """Whether a place is denied; widely: also where a denial is only near."""
        if super().refused(place, widely):
            return True
        before = self.source.before(place, 6 if widely else 1)
        words = self.source.claims[place.passage].words
        near = words[max(0, place.start - len(before)) : place.start]
        return any(w.text in KHONG and w.sentence == place.word.sentence for w in near) or (
            widely and place.word.denied > 0
        )

    def said(self, place: Place, term: Term) -> bool:
        """Whether a place may speak for a sentence that does not deny it: no rumour that the guide
        goes on to correct."""
        text = self.source.texts[place.passage]
        if place.word.line == 0 and text.startswith(("Tưởng", "Nghe nói")):
            return self.conditional(term)
        return super().said(place, term)
