"""Support: whether a sentence's cited passages say what it says."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from bot.answering.alignment import Place, Source, Term, aligned, nearness, source_of
from bot.answering.claims import Claims, Word, claims_of, normal
from bot.domain.draft import Evidence, Fault, FaultKind, Passage
from bot.language.everyday import (
    BINDING_WORDS,
    DOCUMENT_WORDS,
    ERRANDS,
    FAMILY,
    LIGHT_WORDS,
    PROMISES,
    TELLING,
)
from bot.language.grammar import Mood
from bot.language.quantities import Bound, Figure, FigureKind
from bot.language.synonyms import synonyms

_TOKEN = re.compile(r"(?:link|phone)_\d{1,3}(?!\w)")
_KINDS = {
    FigureKind.AMOUNT: FaultKind.AMOUNT,
    FigureKind.DATE: FaultKind.DATE,
    FigureKind.CODE: FaultKind.CODE,
}
_MOST_DOUBT = 2.0
_NEAR = 0.9


def support_fault(
    text: str, cited: Sequence[Passage], evidence: Evidence, language: str, *, judged: bool = False
) -> Fault | None:
    """The first thing in a sentence that its passages do not say, or None. The sentence is
    clean and in the language named."""
    source = source_of(tuple(passage.text for passage in cited), evidence.language)
    for token in _TOKEN.findall(text):
        if not any(re.search(rf"{token}(?!\w)", passage.text) for passage in cited):
            kind = FaultKind.LINK if token.startswith("link") else FaultKind.PHONE
            return Fault(kind=kind, detail=token)
    return next(_SameLanguage(text, cited, source, language).faults(), None)


class _SameLanguage:
    def __init__(self, text: str, cited: Sequence[Passage], source: Source, language: str) -> None:
        self.text = text
        self.cited = cited
        self.source = source
        self.language = language
        self.claims: Claims = claims_of(text, language)
        self.terms = self._terms()
        self.path = aligned(self.terms, self._bonuses())

    def faults(self) -> Iterator[Fault]:
        yield from self._names()
        yield from self._figures()
        yield from self._promises()
        yield from self._novel()
        yield from self._denials()
        yield from self._moods()
        yield from self._loose()

    # What the sentence says

    def _terms(self) -> list[Term]:
        same = synonyms(self.language)
        found: list[Term] = []
        words = self.claims.words
        at = 0
        while at < len(words):
            word = words[at]
            if word.glue:
                at += 1
                continue
            if word.figure is not None:
                found.append(
                    Term(word, word.text, tuple(self._figure_places(word.figure)), word.clause)
                )
                at += 1
                continue
            length, phrases = 1, ((word.key,),)
            for longer in range(min(6, len(words) - at), 0, -1):
                run = words[at : at + longer]
                phrase = " ".join(w.key for w in run)
                if phrase in same and run[-1].clause == word.clause:
                    length, phrases = longer, same[phrase]
                    break
            telling = next((w for w in words[at : at + length] if w.denied), word)
            phrase = " ".join(w.text for w in words[at : at + length])
            found.append(Term(telling, phrase, tuple(self.source.places(phrases)), word.clause))
            at += length
        return found

    def _figure_places(self, figure: Figure) -> list[Place]:
        return [
            place
            for place in self.source.figures
            if place.word.figure is not None and _says(figure, place.word.figure)
        ]

    def _bonuses(self) -> dict[tuple[int, int], float]:
        """A little for places that agree in what is denied, so that of two places as near the
        one that says the same is found."""
        found: dict[tuple[int, int], float] = {}
        for at, term in enumerate(self.terms):
            for number, place in enumerate(term.places):
                value = 0.0
                if bool(term.word.denied) == bool(place.word.denied):
                    value += 0.25
                if self.source.answer(place) is not None:
                    value -= 0.3
                figure, other = term.word.figure, place.word.figure
                if (
                    figure is not None
                    and other is not None
                    and _bounds_agree(figure.bound, other.bound)
                ):
                    value += 0.6
                found[(at, number)] = value
        return found

    # Names

    def _names(self) -> Iterator[Fault]:
        for name in self.claims.bold:
            if not self._verbatim(name):
                yield Fault(kind=FaultKind.NAME, detail=name[:40])
        for name in self.claims.quoted:
            if not self._verbatim(name, bold=False):
                yield Fault(kind=FaultKind.NAME, detail=name[:40])
        for word in self.claims.words:
            if word.capital and not word.first and not word.figure and not word.token:
                if not self.source.holds(word.key) and word.text not in _POLITE:
                    yield Fault(kind=FaultKind.NAME, detail=word.text[:40])

    def _verbatim(self, name: str, *, bold: bool = True) -> bool:
        """Whether a name stands in a passage, and not only as a piece of a longer button."""
        plain = name.strip().casefold()
        if not plain:
            return False
        pattern = re.compile(rf"(?<!\w){re.escape(plain)}(?!\w)")
        for passage in self.cited:
            low = passage.text.casefold()
            spans = [found.span(1) for found in re.finditer(r"\*\*(.+?)\*\*", low)]
            for found in pattern.finditer(low):
                inside = [s for s in spans if s[0] <= found.start() and found.end() <= s[1]]
                if not bold or not inside or any(s == found.span() for s in inside):
                    return True
            if pattern.search(low.replace("**", "")) and not pattern.search(low):
                return True
        return False

    # Figures

    def _figures(self) -> Iterator[Fault]:
        for term, place in zip(self.terms, self.path, strict=True):
            figure = term.word.figure
            if figure is None:
                continue
            kind = _KINDS.get(figure.kind, FaultKind.NUMBER)
            if figure.unit == "dong":
                kind = FaultKind.AMOUNT
            if figure.unit in ("month", "weekday", "day of month"):
                kind = FaultKind.DATE
            if place is None:
                if not self._own_step(figure):
                    yield Fault(kind=kind, detail=figure.value[:40])
                continue
            other = place.word.figure
            if self.source.answer(place) in ("", "no") and self._only_asked(term):
                yield Fault(kind=kind, detail=f"{figure.value[:30]} asked only")
            if other is not None and not any(
                _bounds_agree(figure.bound, p.word.figure.bound)
                for p in term.places
                if p.word.figure is not None and nearness(p, place) >= _NEAR or p == place
            ):
                yield Fault(kind=kind, detail=f"{figure.bound.value} {figure.value[:30]}")
            if self._fits_another(term, place):
                yield Fault(kind=kind, detail=f"{figure.value[:30]} belongs elsewhere")

    def _only_asked(self, term: Term) -> bool:
        return (
            all(self.source.answer(place) in ("", "no") for place in term.places)
            and not term.word.denied
        )

    def _own_step(self, figure: Figure) -> bool:
        """`bước 2` of the passage s2: its id says its number."""
        return figure.unit == "step" and any(p.id == f"s{figure.value}" for p in self.cited)

    def _fits_another(self, term: Term, place: Place) -> bool:
        """Whether the words beside a figure stand nearer to another figure of its unit."""
        figure = term.word.figure
        others = [
            other
            for other in self.source.figures
            if other.word.figure is not None
            and other.word.figure.unit == figure.unit  # type: ignore[union-attr]
            and other.word.figure.kind is figure.kind  # type: ignore[union-attr]
            and other.word.figure.value != figure.value  # type: ignore[union-attr]
        ]
        if not others:
            return False
        beside = [t for t in self.terms if t.clause == term.clause and t is not term and t.places]
        own = max(self._fit(beside, p) for p in term.places)
        return max(self._fit(beside, other) for other in others) > own + 0.5

    def _fit(self, beside: Sequence[Term], figure: Place) -> float:
        return sum(max(_together(place, figure) for place in term.places) for term in beside)

    # Words

    def _promises(self) -> Iterator[Fault]:
        low = " ".join(w.text for w in self.claims.words)
        for promise in PROMISES:
            if re.search(rf"(?<!\w){re.escape(promise)}(?!\w)", low) and not any(
                promise in passage.text.lower() for passage in self.cited
            ):
                yield Fault(kind=FaultKind.PROMISE, detail=promise)

    def _novel(self) -> Iterator[Fault]:
        doubt = 0.0
        run = 0
        for term, place in zip(self.terms, self.path, strict=True):
            if place is not None or term.word.figure is not None or term.word.token:
                run = 0
                continue
            run += 1
            if term.phrase in DOCUMENT_WORDS:
                yield Fault(kind=FaultKind.DOCUMENT, detail=term.phrase)
            if term.phrase in ERRANDS:
                yield Fault(kind=FaultKind.ACTION, detail=term.phrase)
            if term.phrase in BINDING_WORDS:
                yield Fault(kind=FaultKind.POLARITY, detail=term.phrase)
            if term.phrase in FAMILY:
                doubt += 0.2
            elif term.phrase in LIGHT_WORDS:
                doubt += 0.5
            else:
                doubt += 3.0
            if doubt > _MOST_DOUBT:
                yield Fault(kind=FaultKind.NOVELTY, detail=term.phrase[:40])

    # What is denied, and how binding it is

    def _denials(self) -> Iterator[Fault]:
        for term, place in zip(self.terms, self.path, strict=True):
            if place is None or term.word.figure is not None:
                continue
            near = [p for p in term.places if nearness(p, place) >= 1.2 or p == place]
            answers = {self.source.answer(p) for p in near}
            if term.word.denied == 1:
                if not any(p.word.denied for p in near) and "no" not in answers:
                    yield Fault(kind=FaultKind.POLARITY, detail=f"not {term.phrase[:40]}")
            elif not term.word.denied:
                if all(p.word.denied == 1 or self.source.answer(p) == "no" for p in near):
                    yield Fault(kind=FaultKind.POLARITY, detail=f"denied: {term.phrase[:40]}")

    def _moods(self) -> Iterator[Fault]:
        for term, place in zip(self.terms, self.path, strict=True):
            if place is None:
                continue
            mine = term.word.mood
            theirs = {p.word.mood for p in term.places if nearness(p, place) >= 1.2 or p == place}
            if mine is Mood.MUST and theirs <= {Mood.SHOULD, Mood.MAY}:
                yield Fault(kind=FaultKind.POLARITY, detail=f"must {term.phrase[:40]}")
            if mine is Mood.MAY and theirs <= {Mood.MUST}:
                yield Fault(kind=FaultKind.POLARITY, detail=f"may {term.phrase[:40]}")

    # How it hangs together

    def _loose(self) -> Iterator[Fault]:
        met = [(t, p) for t, p in zip(self.terms, self.path, strict=True) if p is not None]
        near = [nearness(a[1], b[1]) for a, b in zip(met, met[1:], strict=False)]
        doubt = 0.0
        for at, (term, _place) in enumerate(met):
            left = near[at - 1] if at else 0.0
            right = near[at] if at < len(near) else 0.0
            if max(left, right) >= _NEAR:
                continue
            doubt += 1.0
        if len(met) > 1 and doubt > 2:
            yield Fault(kind=FaultKind.NOVELTY, detail="scattered words")


_POLITE = frozenset("bạn bác cô chú anh chị ông bà em cháu i".split())


def _says(figure: Figure, other: Figure) -> bool:
    """Whether a source's figure says what a sentence's figure says."""
    if figure.same(other):
        return True
    if figure.kind is FigureKind.CODE and other.kind is FigureKind.CODE:
        return "/" in figure.value and other.value.startswith(figure.value + "/")
    if figure.kind is FigureKind.DATE and other.kind is FigureKind.DATE:
        return (
            figure.value.startswith("?-")
            and figure.value[1:] == other.value[4:]
            and "?" not in figure.value[1:]
        )
    plain = {FigureKind.COUNT, FigureKind.LABEL}
    if figure.kind in plain and other.kind in plain and figure.value == other.value:
        return figure.unit in ("", "number") and other.unit in ("", "number", "key")
    return False


_COMPATIBLE = {
    Bound.NONE: {Bound.NONE, Bound.UP_TO, Bound.ABOUT},
    Bound.UP_TO: {Bound.UP_TO, Bound.NONE},
    Bound.AT_LEAST: {Bound.AT_LEAST, Bound.FROM},
    Bound.UNDER: {Bound.UNDER},
    Bound.OVER: {Bound.OVER},
    Bound.FROM: {Bound.FROM, Bound.AT_LEAST, Bound.NONE},
    Bound.UNTIL: {Bound.UNTIL, Bound.UP_TO},
    Bound.BEFORE: {Bound.BEFORE},
    Bound.AFTER: {Bound.AFTER},
    Bound.ABOUT: {Bound.ABOUT},
}


def _bounds_agree(mine: Bound, theirs: Bound) -> bool:
    return theirs in _COMPATIBLE[mine]


def _together(place: Place, figure: Place) -> float:
    if place.passage != figure.passage:
        return 0.0
    if place.word.clause == figure.word.clause:
        return 2.0
    if place.word.sentence == figure.word.sentence:
        return 1.2
    return 0.7 if place.word.line == figure.word.line else 0.4
