"""Held: a sentence held against the passages it cites."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.answering.alignment import Place, Source, Term, aligned, nearness
from bot.answering.claims import Asked, Claims, Word
from bot.domain.draft import Passage
from bot.language.quantities import FigureKind, bounds_agree


@dataclass(frozen=True)
class Held:
    """A sentence as its terms, and where in its cited passages they come from. `home`: whether
    the evidence speaks of the state's own app anywhere. What a word or a place means for the
    sentence depends on the language: those are its questions."""

    text: str
    cited: Sequence[Passage]
    source: Source
    language: str
    claims: Claims
    terms: Sequence[Term]
    home: bool = False

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of the sentence."""
        return self.claims.words

    @cached_property
    def path(self) -> list[Place | None]:
        """The place of each term, None where it has none."""
        return aligned(self.terms, _bonuses(self.terms))

    @cached_property
    def met(self) -> list[tuple[Term, Place]]:
        """The terms that have a place, with it."""
        pairs = zip(self.terms, self.path, strict=True)
        return [(term, place) for term, place in pairs if place is not None]

    def ordinary(self, at: int) -> bool:
        """Whether a word with a capital is no name that must be cited; the state's own app is
        where citizens are anyway, if the evidence speaks of it at all."""
        return self.home and self.words[at].text == "vneid"

    def said_too(self, term: Term, rival: Place) -> bool:
        """Whether the sentence says the rival as well, and the source says both together."""
        if term.word.figure is not None and term.word.figure.kind is not FigureKind.DATE:
            return False
        return any(
            other.kind == term.kind and rival in other.places for other in self.terms
        ) and any(nearness(rival, place) >= 0.5 for place in term.places)

    def refused(self, place: Place, widely: bool) -> bool:
        """Whether a place is denied; widely: also where a bare denial or an open question
        beside it may mean it."""
        word = place.word
        if word.denied == 1 or (word.asked is Asked.NO and (word.asked_first or widely)):
            return True
        if not widely:
            return False
        return (
            word.denied == 2
            or word.asked is Asked.OPEN
            or any(nearness(place, bare) >= 0.9 for bare in self.source.bare)
        )

    def said(self, place: Place, term: Term) -> bool:
        """Whether a place may speak for a sentence that does not deny it: no word that a question
        asks which is answered with no."""
        asked = place.word.asked
        if place.word.line == 0 and not self.conditional(term) and self._symptom(place):
            return not any(p.word.denied == 1 for p in term.places)
        if asked is Asked.NO:
            return any(w.denied and w.clause == term.clause for w in self.words)
        return asked is not Asked.OPEN or not place.word.asked_first

    def _symptom(self, place: Place) -> bool:
        """Whether the first line of a place's passage only names what may happen or is asked."""
        chunk = self.cited[place.passage].chunk
        return "#error:" in chunk or "#quick:" in chunk

    def conditional(self, term: Term) -> bool:
        """Whether a term stands in the part before `thì`: the case, not what follows of it."""
        for word in self.words[term.end : term.end + 8]:
            if word.sentence != term.word.sentence or ";" in self.text[term.word.end : word.start]:
                return False
            if word.text in ("thì", "then"):
                return True
        return False


def _bonuses(terms: Sequence[Term]) -> dict[tuple[int, int], float]:
    """A little for places that agree in what is denied and how far a figure holds, so that
    of two places as near the one that says the same is found."""
    return {
        (at, number): _bonus(term.word, place.word)
        for at, term in enumerate(terms)
        for number, place in enumerate(term.places)
    }


def _bonus(mine: Word, theirs: Word) -> float:
    value = 0.25 if bool(mine.denied) == bool(theirs.denied) else 0.0
    value += 0.2 if mine.mood is theirs.mood else 0.0
    value -= 0.3 if theirs.asked is not Asked.NOT else 0.0
    if mine.figure is not None and theirs.figure is not None:
        value += 0.6 if bounds_agree(mine.figure.bound, theirs.figure.bound) else 0.0
    return value
