"""Support: whether a sentence's cited passages say what it says."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.answering.alignment import Phrase, Place, Source, Term, aligned, nearness
from bot.answering.claims import Asked, Word, claims_of
from bot.domain.draft import Fault, FaultKind, Passage
from bot.language.everyday import (
    DANGEROUS,
    FAMILY,
    GOING,
    HEDGED,
    LIGHT,
    PAPER_KINDS,
    PAPERS,
    PROMISES,
    RESTRICTING,
    STAYING,
)
from bot.language.grammar import Mood, grammar_of
from bot.language.quantities import Figure, FigureKind, bounds_agree, says
from bot.language.rivals import rivals
from bot.language.synonyms import synonyms

_KINDS = {
    FigureKind.AMOUNT: FaultKind.AMOUNT,
    FigureKind.DATE: FaultKind.DATE,
    FigureKind.CODE: FaultKind.CODE,
}
_TITLES = frozenset("ông bà anh chị cô chú bác mr mrs ms".split())
_BESIDE = 4
_MARGIN = 0.2


class Support:
    """One sentence held against the passages it cites, in its own language. `home`: whether the
    evidence speaks of the state's own app anywhere."""

    def __init__(
        self,
        text: str,
        cited: Sequence[Passage],
        source: Source,
        language: str,
        *,
        home: bool = False,
    ) -> None:
        self.text = text
        self.home = home
        self.cited = cited
        self.source = source
        self.language = language
        self.claims = claims_of(text, language)
        self.words = self.claims.words
        self.terms = self._terms()
        self.path = aligned(self.terms, self._bonuses())
        self.met = [
            (term, place)
            for term, place in zip(self.terms, self.path, strict=True)
            if place is not None
        ]

    def faults(self) -> Iterator[Fault]:
        """What the sentence says and the passages do not, the gravest first."""
        yield from self._empty()
        yield from self._answers()
        yield from self._names()
        yield from self._figures()
        yield from self._rivals()
        yield from self._promises()
        yield from self._dangerous()
        yield from self._papers()
        yield from self._denials()
        yield from self._obligations()
        yield from self._moods()
        yield from self._only()
        yield from self._sequence()
        yield from self._joins()
        yield from self._places_gone_to()
        yield from self._phones()
        yield from self._doubt()

    # What the sentence says

    def _terms(self) -> list[Term]:
        found: list[Term] = []
        bold = {start: (end, name) for start, end, name in self.claims.bold}
        at = 0
        while at < len(self.words):
            if at in bold:
                end, name = bold[at]
                found.append(self._named(at, end, name))
                at = end
                continue
            term = self._term(at)
            at = at + 1 if term is None else term.end
            if term is not None:
                found.append(term)
        silent = self._silence()
        return [term for term in found if not silent or not silent[0] <= term.at < silent[1]]

    def _silence(self) -> tuple[int, int] | None:
        """Where the sentence says that the guide says nothing of something: `hướng dẫn không
        nêu…`. No figure, name or link may stand in it."""
        texts = [word.text for word in self.words]
        for at in range(min(3, len(texts))):
            found = _SILENT.match(" ".join(texts[at : at + 5]))
            if found is None:
                continue
            end = at + len(found[0].split())
            clause = self.words[at].clause
            while (
                end < len(texts) and self.words[end].clause == clause and texts[end] not in _TURNS
            ):
                end += 1
            run = self.words[at:end]
            named = any(start >= at and start < end for start, _, _ in self.claims.bold)
            if len(run) <= 14 and not named and not any(w.figure or w.token for w in run):
                return at, end
        return None

    def _term(self, at: int) -> Term | None:
        word = self.words[at]
        if word.figure is not None:
            return self._figure_term(word, at)
        for length in range(min(6, len(self.words) - at), 0, -1):
            run = self.words[at : at + length]
            if (
                run[-1].clause != word.clause
                or (length == 1 and word.glue)
                or any(w.figure for w in run)
            ):
                continue
            term = self._phrase_term(run, at)
            if term is not None:
                return term
        if word.glue:
            return None
        places = tuple(self.source.places(((word.key,),)))
        return Term(word, word.text, word.clause, at, at + 1, places)

    def _phrase_term(self, run: Sequence[Word], at: int) -> Term | None:
        phrase = " ".join(word.key for word in run)
        same, other = synonyms(self.language).get(phrase), rivals(self.language).get(phrase)
        if same is None and other is None:
            return None
        phrases: tuple[Phrase, ...] = (same or ()) + (other.same if other else ())
        apart = tuple(self.source.places(other.others)) if other else ()
        places = tuple(self.source.places(phrases))
        apart = tuple(p for p in apart if not any(_inside(p, own) for own in places))
        places = tuple(p for p in places if not any(within(p, rival) for rival in apart))
        telling = next((w for w in run if w.denied), run[0])
        text = " ".join(word.text for word in run)
        kind = other.kind if other else ""
        return Term(telling, text, run[0].clause, at, at + len(run), places, kind, apart)

    def _figure_term(self, word: Word, at: int) -> Term:
        figure = word.figure
        assert figure is not None
        places, apart = [], []
        for place in self.source.figures:
            other = place.word.figure
            assert other is not None
            if says(figure, other):
                places.append(place)
            elif other.unit == figure.unit != "weekday" and other.kind is figure.kind:
                apart.append(place)
        kind = f"{figure.kind}:{figure.unit}"
        return Term(word, word.text, word.clause, at, at + 1, tuple(places), kind, tuple(apart))

    def _named(self, at: int, end: int, name: str) -> Term:
        key = tuple(word.key for word in self.words[at:end])
        places = tuple(self.source.places((key,)))
        apart = tuple(
            place
            for other, place in self.source.bold
            if other.casefold() != name.casefold()
            and not any(within(place, p) or within(p, place) for p in places)
        )
        return Term(self.words[at], name, self.words[at].clause, at, end, places, "bold", apart)

    def _bonuses(self) -> dict[tuple[int, int], float]:
        """A little for places that agree in what is denied and how far a figure holds, so that
        of two places as near the one that says the same is found."""
        found: dict[tuple[int, int], float] = {}
        for at, term in enumerate(self.terms):
            for number, place in enumerate(term.places):
                value = 0.25 if bool(term.word.denied) == bool(place.word.denied) else 0.0
                value += 0.2 if term.word.mood is place.word.mood else 0.0
                value -= 0.3 if place.word.asked is not Asked.NOT else 0.0
                figure, other = term.word.figure, place.word.figure
                if figure is not None and other is not None:
                    value += 0.6 if bounds_agree(figure.bound, other.bound) else 0.0
                found[(at, number)] = value
        return found

    # Whether it says anything, and yes or no

    def _empty(self) -> Iterator[Fault]:
        if not self.terms and self._silence() is None:
            yield Fault(kind=FaultKind.NOVELTY, detail="says nothing")

    def _answers(self) -> Iterator[Fault]:
        """A sentence that begins with yes where every question cited is answered with no, and
        the other way round."""
        grammar = grammar_of(self.language)
        first = self.words[0] if self.words else None
        if first is None or (len(self.words) > 1 and self.words[1].clause == first.clause):
            return
        said = {w.asked for claims in self.source.claims for w in claims.words} - {Asked.NOT}
        if first.text in grammar.no and said == {Asked.YES}:
            yield Fault(kind=FaultKind.POLARITY, detail="no for yes")
        if first.text in grammar.yes and said == {Asked.NO}:
            yield Fault(kind=FaultKind.POLARITY, detail="yes for no")

    # Names

    def _names(self) -> Iterator[Fault]:
        for _, _, name in self.claims.bold:
            if not self._verbatim(name, bold=True):
                yield Fault(kind=FaultKind.NAME, detail=name[:40])
        names = [name.casefold() for _, _, name in self.claims.bold]
        for name in set(names):
            if names.count(name) > max(1, sum(p.text.casefold().count(name) for p in self.cited)):
                yield Fault(kind=FaultKind.NAME, detail=f"twice {name[:40]}")
        for start, _, name in self.claims.bold:
            before = self.words[start - 1].text if start else ""
            if before in _PRESSING and not self._pressed(name):
                yield Fault(kind=FaultKind.NAME, detail=f"no button {name[:40]}")
        for name in self.claims.quoted:
            if not self._verbatim(name, bold=False):
                yield Fault(kind=FaultKind.NAME, detail=name[:40])
        for at, word in enumerate(self.words):
            if not word.capital or word.first or word.figure or word.token:
                continue
            if self._ordinary(at):
                continue
            if not self.source.holds(word.key) and word.text not in _TITLES | {"bạn", "i"}:
                before = self.words[at - 1].text if at else ""
                kind = FaultKind.OTHER_PERSON if before in _TITLES else FaultKind.NAME
                yield Fault(kind=kind, detail=word.text[:40])

    def _verbatim(self, name: str, *, bold: bool) -> bool:
        """Whether a name stands in a passage, and not only as a piece of a longer button."""
        plain = name.strip().casefold()
        pattern = re.compile(rf"(?<!\w){re.escape(plain)}(?!\w)")
        for passage in self.cited:
            low = passage.text.casefold()
            spans = [found.span(1) for found in re.finditer(r"\*\*(.+?)\*\*", low)]
            for found in pattern.finditer(low):
                around = [s for s in spans if s[0] <= found.start() and found.end() <= s[1]]
                if not bold or not around or found.span() in around:
                    return bool(plain)
            if "**" in low and not bold and pattern.search(low.replace("**", "")):
                return bool(plain)
        return False

    def _ordinary(self, at: int) -> bool:
        """Whether a word with a capital is no name that must be cited; the state's own app is
        where citizens are anyway, if the evidence speaks of it at all."""
        return self.home and self.words[at].text == "vneid"

    def _pressed(self, name: str) -> bool:
        """Whether a passage marks the name as one on the screen."""
        low = name.strip().casefold()
        return any(other.casefold() == low for other, _ in self.source.bold) or any(
            low in quoted.casefold() for claims in self.source.claims for quoted in claims.quoted
        )

    # Figures and rivals

    def _figures(self) -> Iterator[Fault]:
        for term, place in zip(self.terms, self.path, strict=True):
            figure = term.word.figure
            if figure is None:
                continue
            kind = _kind_of(figure)
            if place is None:
                if not self._own_step(figure):
                    yield Fault(kind=kind, detail=figure.value[:40])
                continue
            asked = all(p.word.asked not in (Asked.NOT, Asked.YES) for p in term.places)
            if asked and not term.word.denied and place.word.asked is Asked.NO:
                yield Fault(kind=kind, detail=f"{figure.value[:30]} is asked only")
            if self._bound_elsewhere(term):
                yield Fault(kind=kind, detail=f"{figure.bound.value} {figure.value[:30]}")
            if self._twice(term) or self._joined_to_itself(term):
                yield Fault(kind=kind, detail=f"{figure.value[:30]} twice")
            if self._unrelated(term):
                yield Fault(kind=kind, detail=f"{figure.value[:30]} of something else")

    def _bound_elsewhere(self, term: Term) -> bool:
        """Whether the figure limits from another side in the source, where it fits better."""
        figure = term.word.figure
        assert figure is not None
        if figure.unit == "weekday":
            return False
        agreeing = [
            p
            for p in term.places
            if p.word.figure and bounds_agree(figure.bound, p.word.figure.bound)
        ]
        if not agreeing:
            return True
        opposed = [p for p in term.places if p not in agreeing]
        if not opposed:
            return False
        at = self.terms.index(term)
        if self._stands_alone(at):
            return False
        own, total = self._fit(at, agreeing)
        other, _ = self._fit(at, opposed)
        return other > own + 0.45 * total

    def _twice(self, term: Term) -> bool:
        """`mức 2 và mức 2` where the source has it once."""
        figure = term.word.figure
        assert figure is not None
        mine = sum(w.figure is not None and w.figure.same(figure) for w in self.words)
        theirs = sum(
            p.word.figure is not None and p.word.figure.same(figure) for p in self.source.figures
        )
        return mine > max(theirs, 1)

    def _also_costs(self, term: Term) -> bool:
        """Whether the sentence also names an amount that the source has in no sentence with
        something free."""
        amounts = [
            other
            for other in self.terms
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

    def _joined_to_itself(self, term: Term) -> bool:
        at = self.terms.index(term)
        after = next((t for t in self.terms[at + 1 : at + 3] if t.word.figure is not None), None)
        if after is None or after.word.figure is None or term.word.figure is None:
            return False
        between = {w.text for w in self.words[term.end : after.at]}
        return after.word.figure.same(term.word.figure) and bool(between & (_AND | _OR))

    def _unrelated(self, term: Term) -> bool:
        """Whether no word beside a figure stands in its sentence in the source."""
        free = term.word.figure is not None and term.word.figure.value == "0"
        if free and self._also_costs(term):
            return True
        own, total = self._fit(self.terms.index(term), term.places, clauses=not free)
        return total > 0 and own < (1.1 if free else 0.5) * total

    def _own_step(self, figure: Figure) -> bool:
        """`bước 2` of the passage s2: its id says its number."""
        return figure.unit == "step" and any(p.id == f"s{figure.value}" for p in self.cited)

    def _rivals(self) -> Iterator[Fault]:
        """What stands nearer to a rival in the source than to what the sentence says."""
        for at, term in enumerate(self.terms):
            if not term.rivals:
                continue
            if not term.places:
                rival, total = self._fit(at, term.rivals)
                if term.word.figure is None and (term.kind in _HARD or rival > 1.5 * total > 0):
                    yield Fault(kind=_rival_kind(term), detail=term.phrase[:40])
                continue
            if term.kind in _WEIGHTY and not self._related(at):
                yield Fault(kind=_rival_kind(term), detail=f"{term.phrase[:40]} of something else")
            apart = [
                p for p in term.rivals if not self._said_too(term, p) and not self._listed(term, p)
            ]
            if not apart:
                continue
            if term.word.figure is not None and self._stands_alone(at):
                continue
            if term.word.denied and any(p.word.asked is Asked.NO for p in term.places):
                continue
            places = [p for p in term.places if term.word.denied or p.word.asked is Asked.NOT]
            own, total = self._fit(at, places or term.places)
            other, _ = self._fit(at, apart)
            margin = {"bold": 0.6, "paper": 0.5, "age": 0.6}.get(
                term.kind, _MARGIN if term.word.figure is None else 0.05
            )
            if other > own + margin * total:
                yield Fault(kind=_rival_kind(term), detail=f"{term.phrase[:40]} belongs elsewhere")

    def _stands_alone(self, at: int) -> bool:
        """Whether a clause has nothing but a figure: `5 ngày làm việc nếu không`."""
        clause = self.terms[at].clause
        return not any(t.clause == clause and n != at for n, t in enumerate(self.terms))

    def _related(self, at: int) -> bool:
        """Whether the words beside a paper or an office stand about it in the source."""
        own, total = self._fit(at, self.terms[at].places, clauses=False)
        return total == 0 or own >= 0.3 * total

    def _listed(self, term: Term, rival: Place) -> bool:
        """Whether the source names a rival in one breath: `chủ hộ, chủ nhà`, `mức 1 và mức 2`."""
        if term.word.figure is None:
            reach = 8 if term.kind in _WEIGHTY | {"code", "body"} else 1
            return any(
                p.passage == rival.passage
                and p.word.sentence == rival.word.sentence
                and 0 <= max(p.start - rival.end, rival.start - p.end) <= reach
                for p in term.places
            )
        if not any(rival in other.places for other in self.terms if other.kind == term.kind):
            return False
        return any(
            p.passage == rival.passage and self.source.between(p, rival) <= _LISTING
            for p in term.places
        )

    def _said_too(self, term: Term, rival: Place) -> bool:
        """Whether the sentence says the rival as well, and the source says both together."""
        if term.word.figure is not None and term.word.figure.kind is not FigureKind.DATE:
            return False
        return any(
            other.kind == term.kind and rival in other.places for other in self.terms
        ) and any(nearness(rival, place) >= 0.5 for place in term.places)

    def _fit(
        self, at: int, places: Sequence[Place], *, clauses: bool = True
    ) -> tuple[float, float]:
        """How well the words beside a term fit any one of some places, and the weight of those
        words."""
        term = self.terms[at]
        close: list[_Beside] = []
        far: list[_Beside] = []
        for index in range(max(0, at - _BESIDE), min(len(self.terms), at + _BESIDE + 1)):
            other = self.terms[index]
            if index == at or not other.places or not _tells(other, term):
                continue
            weight = 1.0 / abs(index - at)
            if other.clause == term.clause or not clauses:
                close.append((weight, other, index > at))
            else:
                far.append((weight * 0.25, other, index > at))
        return _fitting(close if len(close) > 1 else close + far, places)

    def _fit_at(
        self, at: int, places: Sequence[Place], *, after: bool = True
    ) -> tuple[float, float]:
        """The same for a word that is no term."""
        clause = self.words[at].clause
        before = [t for t in self.terms if t.end <= at and t.clause == clause and t.places][-3:]
        behind = [t for t in self.terms if t.at > at and t.clause == clause and t.places][:3]
        beside = [(1.0 / (n + 1), t, False) for n, t in enumerate(reversed(before))]
        if after:
            beside += [(1.0 / (n + 1), t, True) for n, t in enumerate(behind)]
        return _fitting(beside, places)

    # Words

    def _promises(self) -> Iterator[Fault]:
        low = " ".join(word.text for word in self.words)
        for promise in PROMISES:
            if re.search(rf"(?<!\w){promise}(?!\w)", low) and not any(
                promise in passage.text.lower() for passage in self.cited
            ):
                yield Fault(kind=FaultKind.PROMISE, detail=promise)

    def _dangerous(self) -> Iterator[Fault]:
        """Words that lies are made of, and not a word of them in the source."""
        for term in self.terms:
            if term.places or term.word.figure or term.word.token:
                continue
            if term.kind in _HARD and not self._ordinary(term.at):
                yield Fault(kind=_rival_kind(term), detail=term.phrase[:40])
            for length in range(min(4, len(self.words) - term.at), 0, -1):
                run = self.words[term.at : term.at + length]
                phrase = " ".join(word.text for word in run)
                after = self.words[term.at + 1].text if term.at + 1 < len(self.words) else ""
                if phrase in DANGEROUS and after not in ("đó", "này", "ấy"):
                    yield Fault(kind=_dangerous_kind(phrase), detail=phrase)
        for at in range(len(self.words)):
            for length in (2, 3):
                run = self.words[at : at + length]
                phrase = " ".join(word.text for word in run)
                within = any(t.places and t.at <= at and at + length <= t.end for t in self.terms)
                if (
                    len(run) == length
                    and phrase in DANGEROUS
                    and not within
                    and not self._known(run, phrase)
                ):
                    yield Fault(kind=_dangerous_kind(phrase), detail=phrase)

    def _known(self, run: Sequence[Word], phrase: str) -> bool:
        key = tuple(word.key for word in run)
        same = (*synonyms(self.language).get(phrase, ()), key)
        return bool(self.source.places(same))

    def _papers(self) -> Iterator[Fault]:
        """A paper's first word with what the source nowhere puts beside it: `giấy tạm trú`."""
        for at, word in enumerate(self.words[:-1]):
            after = self.words[at + 1]
            if word.text not in PAPERS or word.glue or after.glue or after.figure or after.token:
                continue
            if (
                after.clause != word.clause
                or after.text in LIGHT
                or not self.source.holds(word.key)
            ):
                continue
            if after.text not in PAPER_KINDS and self.source.holds(after.key):
                continue
            if not self.source.close(word.key, after.key, 4) and not self._term_known(at):
                yield Fault(kind=FaultKind.DOCUMENT, detail=f"{word.text} {after.text}"[:40])

    def _term_known(self, at: int) -> bool:
        return any(t.at <= at and t.end > at + 1 and t.places for t in self.terms)

    # What is denied, and how binding it is

    def _denials(self) -> Iterator[Fault]:
        """What the source denies and the sentence does not, and the other way round: the words
        beside a word say which of its places is meant."""
        for at, term in enumerate(self.terms):
            if not term.places:
                continue
            light = term.phrase in _WEAK and not self._closely(at)
            if light and term.word.denied != 1:
                continue
            refusing = [p for p in term.places if self._refused(p, term.word.denied == 1)]
            saying = [p for p in term.places if not self._refused(p, False) and self._said(p, term)]
            if term.word.denied == 1:
                if not refusing:
                    if not self._conditional(term):
                        yield Fault(kind=FaultKind.POLARITY, detail=f"not {term.phrase[:40]}")
                elif not self._conditional(term) and self._better(
                    at, [p for p in saying if p not in refusing], refusing, 0.5
                ):
                    yield Fault(kind=FaultKind.POLARITY, detail=f"not {term.phrase[:40]}, but")
            elif not term.word.denied and len(saying) < len(term.places):
                denied = [p for p in term.places if p not in saying]
                asked = all(p.word.asked is not Asked.NOT for p in denied)
                if asked and (self._conditional(term) or term.phrase in LIGHT):
                    continue
                if any(t.phrase == term.phrase and t.word.denied == 1 for t in self.terms):
                    continue
                if term.end < len(self.words) and self.words[term.end].text in ("không", "chưa"):
                    continue
                if not saying or self._better(at, denied, saying, 0.1):
                    yield Fault(kind=FaultKind.POLARITY, detail=f"denied: {term.phrase[:40]}")

    def _refused(self, place: Place, widely: bool) -> bool:
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

    def _said(self, place: Place, term: Term) -> bool:
        """Whether a place may speak for a sentence that does not deny it: no word that a question
        asks which is answered with no."""
        asked = place.word.asked
        if place.word.line == 0 and not self._conditional(term) and self._symptom(place):
            return not any(p.word.denied == 1 for p in term.places)
        if asked is Asked.NO:
            return any(w.denied and w.clause == term.clause for w in self.words)
        return asked is not Asked.OPEN or not place.word.asked_first

    def _symptom(self, place: Place) -> bool:
        """Whether the first line of a place's passage only names what may happen or is asked."""
        chunk = self.cited[place.passage].chunk
        return "#error:" in chunk or "#quick:" in chunk

    def _better(
        self, at: int, these: Sequence[Place], those: Sequence[Place], margin: float
    ) -> bool:
        """Whether a term fits these places better than those."""
        if not these:
            return False
        mine, total = self._fit(at, these)
        other, _ = self._fit(at, those)
        return mine > other + margin * total

    def _closely(self, at: int) -> bool:
        """Whether a word stands side by side with the next one in the source too."""
        place = self.path[at]
        after = self.path[at + 1] if at + 1 < len(self.path) else None
        before = self.path[at - 1] if at else None
        return place is not None and (
            (after is not None and nearness(place, after) >= 3)
            or (before is not None and nearness(before, place) >= 2.2)
        )

    def _conditional(self, term: Term) -> bool:
        """Whether a term stands in the part before `thì`: the case, not what follows of it."""
        for word in self.words[term.end : term.end + 8]:
            if word.sentence != term.word.sentence or ";" in self.text[term.word.end : word.start]:
                return False
            if word.text in ("thì", "then"):
                return True
        return False

    def _obligations(self) -> Iterator[Fault]:
        """`phải`, `cần`, `được` where the source refuses it, and the other way round."""
        for at, word in enumerate(self.words):
            if not word.binds:
                continue
            bare = self.words[at - 1].bare if at else False
            own = [p for p in self.source.binding if p.word.refused == word.refused]
            other = [
                p
                for p in self.source.binding
                if p.word.refused != word.refused and (bare or self.source.is_bare(p))
            ]
            if not other:
                continue
            mine, total = self._fit_at(at, own)
            theirs, _ = self._fit_at(at, other)
            if total and theirs > max(mine + 0.2 * total, 1.3 * total):
                yield Fault(kind=FaultKind.POLARITY, detail=f"{'not ' * word.refused}{word.text}")
                continue
            # Whom it is about stands before: `xe mới … thì thường không phải`.
            mine, total = self._fit_at(at, own, after=False)
            theirs, _ = self._fit_at(at, other, after=False)
            if theirs > mine + 0.5 * total and theirs > 1.3 * total > 0:
                yield Fault(kind=FaultKind.POLARITY, detail=f"{'not ' * word.refused}{word.text}")

    def _moods(self) -> Iterator[Fault]:
        for term, place in self.met:
            mine, theirs = term.word.mood, place.word.mood
            said = self.source.sentence(place)
            if (
                mine is Mood.MUST
                and not term.word.denied
                and (
                    theirs in (Mood.SHOULD, Mood.MAY)
                    or (said & _ALLOWING and not said & _BINDING and not place.word.first)
                )
            ):
                yield Fault(kind=FaultKind.POLARITY, detail=f"must {term.phrase[:40]}")
            if place.word.hedged and not term.word.hedged and self.source.run(place) & HEDGED:
                yield Fault(kind=FaultKind.POLARITY, detail=f"may {term.phrase[:40]}")
            if mine is Mood.MUST and not term.word.denied and self._left_free(place):
                yield Fault(kind=FaultKind.POLARITY, detail=f"must {term.phrase[:40]}, left free")
            if mine is Mood.MAY and theirs is Mood.MUST and not place.word.denied:
                yield Fault(kind=FaultKind.POLARITY, detail=f"may {term.phrase[:40]}")

    def _left_free(self, place: Place) -> bool:
        """Whether a place's sentence binds to nothing, and it or the words before it say that
        nobody has to: `Không bắt buộc. Bạn cập nhật khi muốn`, `ngồi cạnh giúp được`."""
        said = [p.word for p in self.source.binding if p.passage == place.passage]
        here = [word for word in said if word.sentence == place.word.sentence]
        if any(not word.refused and word.text not in _ABLE for word in here):
            return False
        if any(w.text in _ABLE and not w.refused and w.clause == place.word.clause for w in here):
            return True
        bare = [p.word for p in self.source.bare if p.passage == place.passage]
        return any(
            word.line == place.word.line and word.sentence == place.word.sentence - 1
            for word in bare
            if any(w.refused and w.sentence == word.sentence for w in said)
        )

    def _only(self) -> Iterator[Fault]:
        """`chỉ` where nothing in the source restricts, or where it offers a choice."""
        for at, word in enumerate(self.words):
            before = self.words[at - 1].text if at else ""
            last = at + 1 == len(self.words) or self.words[at + 1].clause != word.clause
            if word.text not in ("chỉ", "only") or before in ("điểm", "địa", "chứng") or last:
                continue
            after = next(((t, p) for t, p in self.met if t.at > at), None)
            if after is None:
                yield Fault(kind=FaultKind.POLARITY, detail="only")
                continue
            line = self.source.line(after[1])
            follows = self.words[at + 1].text if at + 1 < len(self.words) else ""
            mine = {w.text for w in self.words}
            narrowed = line & _OR and not mine & _OR and not line & {"chỉ", "only", "mới"}
            if follows not in _ENOUGH and (narrowed or not line & RESTRICTING):
                yield Fault(kind=FaultKind.POLARITY, detail="only")

    def _joins(self) -> Iterator[Fault]:
        """`và` where the source says `hoặc`, and the other way round."""
        for (first, p), (second, q) in pairwise(self.met):
            if p.passage != q.passage or p.word.sentence != q.word.sentence:
                continue
            mine = {word.text for word in self.words[first.end : second.at]}
            theirs = self.source.between(p, q)
            if mine & _AND and not mine & _OR and theirs & _OR and not theirs & _AND:
                yield Fault(kind=FaultKind.POLARITY, detail="and for or")
            if mine & _OR and not mine & _AND and theirs & _AND and not theirs & _OR:
                yield Fault(kind=FaultKind.POLARITY, detail="or for and")

    def _sequence(self) -> Iterator[Fault]:
        """What comes before and what after: `xem trước khi trả` is not `trả trước khi xem`."""
        for at, word in enumerate(self.words):
            named = any(start <= at < end for start, end, _ in self.claims.bold)
            if word.text not in _ORDER or named:
                continue
            first = next(
                ((t, p) for t, p in reversed(self.met) if t.end <= at and t.kind != "order"), None
            )
            second = next(((t, p) for t, p in self.met if t.at > at and t.kind != "order"), None)
            if first is None or second is None or first[0].word.figure or second[0].word.figure:
                continue
            if self._arranged(second[0], first[0]) and not self._arranged(first[0], second[0]):
                yield Fault(kind=FaultKind.POLARITY, detail=f"{word.text}: the other way round")

    def _arranged(self, first: Term, second: Term) -> bool:
        """Whether the source has these two in this order around a word of order."""
        return any(
            p.passage == q.passage
            and p.word.sentence == q.word.sentence
            and p.end <= q.start
            and self.source.between(p, q) & _ORDER
            for p in first.places
            for q in second.places
        )

    def _phones(self) -> Iterator[Fault]:
        """Something is sent to a phone number that the source only calls."""
        for at, word in enumerate(self.words):
            if not word.token or not word.text.startswith("phone"):
                continue
            before = {w.text for w in self.words[max(0, at - 5) : at]} & _SENDING
            here = [set(self.source.before(p, 8)) for p in self.source.places(((word.text,),))]
            if before and not any(before & words for words in here):
                yield Fault(kind=FaultKind.ACTION, detail=f"{min(before)} {word.text}")

    def _places_gone_to(self) -> Iterator[Fault]:
        """To go somewhere that the source only mentions."""
        for term, _place in self.met:
            before = self.words[term.at - 1].text if term.at else ""
            if before not in GOING or term.word.figure or term.phrase in FAMILY | LIGHT:
                continue
            if not any(STAYING & set(self.source.before(p, 3)) or _opens(p) for p in term.places):
                yield Fault(kind=FaultKind.ACTION, detail=f"to {term.phrase[:40]}")

    # How it hangs together

    def _doubt(self) -> Iterator[Fault]:
        doubt, run, strong = 0.0, 0, 0
        near = [nearness(a[1], b[1]) for a, b in pairwise(self.met)]
        for at, (term, _place) in enumerate(self.met):
            left = near[at - 1] if at else 0.0
            right = near[at] if at < len(near) else 0.0
            enough = 1.2 if len(self.terms) <= 5 else 1.9
            strong += max(left, right) >= enough or term.kind == "bold" or term.word.token
            if max(left, right) < 0.9 and len(self.met) > 1:
                doubt += 0.25 if term.phrase in LIGHT | FAMILY else 0.6
        for term in self.terms:
            if term.places or term.word.figure is not None or term.word.token:
                run = 0
                continue
            if term.phrase in FAMILY:
                doubt += 0.2
            elif term.phrase in LIGHT or term.phrase == "chỉ":
                doubt += 0.3
            else:
                run += 1
                before = self.words[term.at - 1].text if term.at else ""
                doubt += (2.0 if before in _ADDING else 1.0) if run == 1 else 0.5
            if run >= 3:
                yield Fault(kind=FaultKind.NOVELTY, detail=f"a run to {term.phrase[:40]}")
        if doubt > 2.4 + len(self.terms) / 20:
            yield Fault(kind=FaultKind.NOVELTY, detail=f"doubt {doubt:.1f} of {len(self.terms)}")
        weighty = [term for term in self.terms if term.phrase not in FAMILY | LIGHT]
        named = sum(term.kind == "bold" or term.word.token for term in self.terms)
        linked = sum(link >= 1.2 for link in near) + named
        plain = all(t.places and t.phrase not in LIGHT | FAMILY for t in self.terms)
        short = len(self.terms) <= 6 and linked < (0.5 if plain else 0.6) * (len(self.terms) - 1)
        if short or strong < 0.5 * len(weighty) or strong < min(2, len(self.terms)):
            yield Fault(
                kind=FaultKind.NOVELTY, detail=f"{strong} of {len(self.terms)} hang together"
            )


_PRESSING = frozenset("bấm nhấn chọn chạm ấn tap press select click choose".split())
_ENOUGH = frozenset("cần là việc".split())
_ADDING = frozenset("kèm và với cùng thêm hoặc bằng hay and plus with or".split())
_ALLOWING = frozenset("nên thể may can could should".split())
_BINDING = frozenset("phải cần buộc must need required has have".split())
_SENDING = frozenset("nhắn gửi chuyển soạn kết zalo send text transfer message pay add".split())
_HARD = frozenset(
    "residence police council copy body code app chat wallet place paper agreement channel deal "
    "house pay bold".split()
)
_WEIGHTY = frozenset(("paper", "copy", "place", "police"))
_VAGUE = frozenset("mất hết tốn là có mỗi thu phí tiền phạt thời hạn fee cost".split())
_ABLE = frozenset(("được", "nổi"))
_ORDER = frozenset("trước sau before after".split())
_LISTING = frozenset("và hoặc hay mức and or levels level to lớp hạng điều số thứ".split())
_SILENT = re.compile(
    r"(?:bài |các )?(?:hướng dẫn|đoạn)(?: này)? (?:không|chưa) (?:nêu|nói|ghi|đề cập|cho biết)|"
    r"(?:the |this )?guide does(?: not|n't) (?:say|mention|state|give)"
)
_TURNS = frozenset("nhưng mà thì rồi nên but so then and và".split())
_WEAK = LIGHT - frozenset("đổi báo hỏi hết còn đủ trước sau".split())
_AND = frozenset(("và", "and", "lẫn"))
_OR = frozenset(("hoặc", "hay", "or"))


def _tells(other: Term, term: Term) -> bool:
    """Whether a word beside a term tells which of its places is meant."""
    if other.phrase in FAMILY | _VAGUE:
        return False
    dated = other.word.figure is not None and other.word.figure.kind is FigureKind.DATE
    if term.word.figure is not None and dated:
        return term.word.figure.kind is FigureKind.DATE
    return not term.kind or other.kind != term.kind or "date" in term.kind


_Beside = tuple[float, Term, bool]
"""How much a word beside another counts, the word, and whether it comes after."""


def _fitting(beside: Sequence[_Beside], places: Sequence[Place]) -> tuple[float, float]:
    total = sum(weight for weight, _, _ in beside)
    best = max(
        (
            sum(
                weight * max(_together(p, place, after) for p in term.places)
                for weight, term, after in beside
            )
            for place in places
        ),
        default=0.0,
    )
    return best, total


def _opens(place: Place) -> bool:
    return place.word.first


def _inside(place: Place, other: Place) -> bool:
    """Whether a place is a part of another, not all of it."""
    return within(place, other) and (place.start, place.end) != (other.start, other.end)


def within(place: Place, other: Place) -> bool:
    """Whether a place lies in another."""
    return place.passage == other.passage and other.start <= place.start and place.end <= other.end


def _kind_of(figure: Figure) -> FaultKind:
    if figure.unit == "dong":
        return FaultKind.AMOUNT
    if figure.kind is FigureKind.LABEL and figure.unit in ("month", "weekday", "day of month"):
        return FaultKind.DATE
    return _KINDS.get(figure.kind, FaultKind.NUMBER)


def _rival_kind(term: Term) -> FaultKind:
    if term.word.figure is not None:
        return _kind_of(term.word.figure)
    return {
        "bold": FaultKind.NAME, "app": FaultKind.NAME, "police": FaultKind.NAME,
        "council": FaultKind.NAME, "place": FaultKind.NAME, "chat": FaultKind.NAME,
        "wallet": FaultKind.NAME, "paper": FaultKind.DOCUMENT, "copy": FaultKind.DOCUMENT,
        "pay": FaultKind.ACTION, "body": FaultKind.ACTION, "code": FaultKind.ACTION,
    }.get(term.kind, FaultKind.POLARITY)  # fmt: skip


def _dangerous_kind(phrase: str) -> FaultKind:
    papers = (
        "giấy",
        "sổ",
        "đơn",
        "hợp đồng",
        "hộ chiếu",
        "phiếu",
        "ảnh",
        "bản gốc",
        "bản sao",
        "bản chính",
        "tờ khai",
    )
    return FaultKind.DOCUMENT if phrase in papers else FaultKind.ACTION


def _together(place: Place, other: Place, after: bool) -> float:
    return max(nearness(other, place) if after else nearness(place, other), 0.0)
