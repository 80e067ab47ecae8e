"""Support: whether a sentence's cited passages say what it says."""

import re
from collections.abc import Iterator, Sequence

from bot.answering.alignment import Phrase, Place, Source, Term, aligned, nearness, source_of
from bot.answering.claims import Asked, Word, claims_of
from bot.domain.draft import Evidence, Fault, FaultKind, Passage
from bot.language.everyday import (
    DANGEROUS,
    FAMILY,
    GOING,
    HEDGED,
    LIGHT,
    PROMISES,
    RESTRICTING,
    STAYING,
)
from bot.language.grammar import Mood
from bot.language.quantities import Bound, Figure, FigureKind
from bot.language.rivals import rivals
from bot.language.synonyms import synonyms

_TOKEN = re.compile(r"(?:link|phone)_\d{1,3}(?!\w)")
_KINDS = {
    FigureKind.AMOUNT: FaultKind.AMOUNT,
    FigureKind.DATE: FaultKind.DATE,
    FigureKind.CODE: FaultKind.CODE,
}
_TITLES = frozenset("ông bà anh chị cô chú bác mr mrs ms".split())
_BESIDE = 4
_MARGIN = 0.2


def support_fault(
    text: str, cited: Sequence[Passage], evidence: Evidence, language: str, *, judged: bool = False
) -> Fault | None:
    """The first thing in a sentence that its passages do not say, or None. The sentence is
    clean and in the language named."""
    for token in _TOKEN.findall(text):
        if not any(re.search(rf"{token}(?!\w)", passage.text) for passage in cited):
            kind = FaultKind.LINK if token.startswith("link") else FaultKind.PHONE
            return Fault(kind=kind, detail=token)
    source = source_of(tuple(passage.text for passage in cited), evidence.language)
    return next(_Support(text, cited, source, language).faults(), None)


class _Support:
    """One sentence over passages of its own language."""

    def __init__(self, text: str, cited: Sequence[Passage], source: Source, language: str) -> None:
        self.text = text
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
        yield from self._names()
        yield from self._figures()
        yield from self._rivals()
        yield from self._promises()
        yield from self._dangerous()
        yield from self._denials()
        yield from self._obligations()
        yield from self._moods()
        yield from self._only()
        yield from self._joins()
        yield from self._places_gone_to()
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
        return found

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
        phrases: tuple[Phrase, ...] = (same or ()) + (other[1] if other else ())
        apart = tuple(self.source.places(other[2])) if other else ()
        places = tuple(self.source.places(phrases))
        apart = tuple(p for p in apart if not any(_inside(p, own) for own in places))
        places = tuple(p for p in places if not any(_within(p, rival) for rival in apart))
        telling = next((w for w in run if w.denied), run[0])
        text = " ".join(word.text for word in run)
        kind = other[0] if other else ""
        return Term(telling, text, run[0].clause, at, at + len(run), places, kind, apart)

    def _figure_term(self, word: Word, at: int) -> Term:
        figure = word.figure
        assert figure is not None
        places, apart = [], []
        for place in self.source.figures:
            other = place.word.figure
            assert other is not None
            if _says(figure, other):
                places.append(place)
            elif other.unit == figure.unit and other.kind is figure.kind:
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
            and not any(_within(place, p) or _within(p, place) for p in places)
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
                    value += 0.6 if _bounds_agree(figure.bound, other.bound) else 0.0
                found[(at, number)] = value
        return found

    # Names

    def _names(self) -> Iterator[Fault]:
        for _, _, name in self.claims.bold:
            if not self._verbatim(name, bold=True):
                yield Fault(kind=FaultKind.NAME, detail=name[:40])
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
            if all(p.word.asked in (Asked.NO, Asked.OPEN, Asked.UNSAID) for p in term.places):
                if not term.word.denied and place.word.asked is Asked.NO:
                    yield Fault(kind=kind, detail=f"{figure.value[:30]} is asked only")
            if self._bound_elsewhere(term):
                yield Fault(kind=kind, detail=f"{figure.bound.value} {figure.value[:30]}")
            if self._twice(term):
                yield Fault(kind=kind, detail=f"{figure.value[:30]} twice")
            if self._unrelated(term):
                yield Fault(kind=kind, detail=f"{figure.value[:30]} of something else")

    def _bound_elsewhere(self, term: Term) -> bool:
        """Whether the figure limits from another side in the source, where it fits better."""
        figure = term.word.figure
        assert figure is not None
        agreeing = [
            p
            for p in term.places
            if p.word.figure and _bounds_agree(figure.bound, p.word.figure.bound)
        ]
        if not agreeing:
            return True
        opposed = [p for p in term.places if p not in agreeing]
        if not opposed:
            return False
        at = self.terms.index(term)
        own, total = self._fit(at, agreeing)
        other, _ = self._fit(at, opposed)
        return other > own + _MARGIN * total

    def _twice(self, term: Term) -> bool:
        """`mức 2 và mức 2`."""
        at = self.terms.index(term)
        after = self.terms[at + 1] if at + 1 < len(self.terms) else None
        return (
            after is not None
            and after.word.figure is not None
            and term.word.figure is not None
            and after.word.figure.same(term.word.figure)
            and after.clause == term.clause
        )

    def _unrelated(self, term: Term) -> bool:
        """Whether no word beside a figure stands in its sentence in the source."""
        own, total = self._fit(self.terms.index(term), term.places)
        return total > 0 and own < 0.75 * total

    def _own_step(self, figure: Figure) -> bool:
        """`bước 2` of the passage s2: its id says its number."""
        return figure.unit == "step" and any(p.id == f"s{figure.value}" for p in self.cited)

    def _rivals(self) -> Iterator[Fault]:
        """What stands nearer to a rival in the source than to what the sentence says."""
        for at, term in enumerate(self.terms):
            if not term.rivals:
                continue
            if not term.places:
                if term.word.figure is None:
                    yield Fault(kind=_rival_kind(term), detail=term.phrase[:40])
                continue
            apart = [p for p in term.rivals if not self._said_too(term, p)]
            if not apart:
                continue
            own, total = self._fit(at, term.places)
            other, _ = self._fit(at, apart)
            if other > own + _MARGIN * total:
                yield Fault(kind=_rival_kind(term), detail=f"{term.phrase[:40]} belongs elsewhere")

    def _said_too(self, term: Term, rival: Place) -> bool:
        """Whether the sentence says the rival as well, and the source says both together."""
        if term.word.figure is not None and term.word.figure.kind is not FigureKind.DATE:
            return False
        return any(
            other.kind == term.kind and rival in other.places for other in self.terms
        ) and any(nearness(rival, place) >= 0.9 for place in term.places)

    def _fit(self, at: int, places: Sequence[Place]) -> tuple[float, float]:
        """How well the words beside a term fit any one of some places, and the weight of those
        words."""
        term = self.terms[at]
        beside: list[tuple[float, Term]] = []
        for index in range(max(0, at - _BESIDE), min(len(self.terms), at + _BESIDE + 1)):
            other = self.terms[index]
            if index != at and other.places and not (term.kind and other.kind == term.kind):
                weight = 1.0 / abs(index - at)
                beside.append((weight if other.clause == term.clause else weight * 0.25, other))
        return _fitting(beside, places)

    def _fit_at(self, at: int, places: Sequence[Place]) -> tuple[float, float]:
        """The same for a word that is no term."""
        clause = self.words[at].clause
        before = [t for t in self.terms if t.end <= at and t.clause == clause and t.places][-3:]
        after = [t for t in self.terms if t.at > at and t.clause == clause and t.places][:3]
        beside = [(1.0 / (n + 1), t) for n, t in enumerate(reversed(before))]
        beside += [(1.0 / (n + 1), t) for n, t in enumerate(after)]
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

    # What is denied, and how binding it is

    def _near(self, term: Term, place: Place) -> list[Place]:
        return [p for p in term.places if p == place or nearness(p, place) >= 1.2]

    def _denials(self) -> Iterator[Fault]:
        for term, place in self.met:
            near = self._near(term, place)
            if term.word.denied == 1 and not self._denied_in_source(term, near):
                yield Fault(kind=FaultKind.POLARITY, detail=f"not {term.phrase[:40]}")
            elif not term.word.denied and all(
                p.word.denied == 1 or (p.word.asked is Asked.NO and p.word.asked_first)
                for p in near
            ):
                yield Fault(kind=FaultKind.POLARITY, detail=f"denied: {term.phrase[:40]}")

    def _denied_in_source(self, term: Term, near: Sequence[Place]) -> bool:
        if any(1 <= p.word.denied <= 2 or p.word.asked in (Asked.NO, Asked.OPEN) for p in near):
            return True
        if any(nearness(p, bare) >= 0.9 for p in near for bare in self.source.bare):
            return True
        return self._conditional(term) and any(p.word.denied == 1 for p in term.places)

    def _conditional(self, term: Term) -> bool:
        """Whether a term stands in the part before `thì`: the case, not what follows of it."""
        after = [
            w.text for w in self.words[term.end : term.end + 8] if w.sentence == term.word.sentence
        ]
        return "thì" in after or "then" in after

    def _obligations(self) -> Iterator[Fault]:
        """`phải`, `cần`, `được` where the source refuses it, and the other way round."""
        for at, word in enumerate(self.words):
            if not word.binds:
                continue
            own = [p for p in self.source.binding if p.word.refused == word.refused]
            other = [p for p in self.source.binding if p.word.refused != word.refused]
            if not other:
                continue
            mine, total = self._fit_at(at, own)
            theirs, _ = self._fit_at(at, other)
            if total and theirs > max(mine + 0.1 * total, 1.0 * total):
                yield Fault(kind=FaultKind.POLARITY, detail=f"{'not ' * word.refused}{word.text}")

    def _moods(self) -> Iterator[Fault]:
        for term, place in self.met:
            mine, theirs = term.word.mood, place.word.mood
            if mine is Mood.MUST and theirs in (Mood.SHOULD, Mood.MAY):
                yield Fault(kind=FaultKind.POLARITY, detail=f"must {term.phrase[:40]}")
            if mine is Mood.PLAIN and theirs is Mood.MAY and term.phrase in HEDGED:
                yield Fault(kind=FaultKind.POLARITY, detail=f"may {term.phrase[:40]}")
            if mine is Mood.MAY and theirs is Mood.MUST and not place.word.denied:
                yield Fault(kind=FaultKind.POLARITY, detail=f"may {term.phrase[:40]}")

    def _only(self) -> Iterator[Fault]:
        """`chỉ` where nothing in the source restricts, or where it offers a choice."""
        for at, word in enumerate(self.words):
            before = self.words[at - 1].text if at else ""
            if word.text not in ("chỉ", "only") or before in ("điểm", "địa"):
                continue
            after = next(((t, p) for t, p in self.met if t.at > at), None)
            if after is None:
                yield Fault(kind=FaultKind.POLARITY, detail="only")
                continue
            line = self.source.line(after[1])
            if not line & RESTRICTING or (
                line & {"hoặc", "hay", "or"} and not line & {"chỉ", "only", "mới"}
            ):
                yield Fault(kind=FaultKind.POLARITY, detail="only")

    def _joins(self) -> Iterator[Fault]:
        """`và` where the source says `hoặc`, and the other way round."""
        for (first, p), (second, q) in zip(self.met, self.met[1:], strict=False):
            if p.passage != q.passage or p.word.sentence != q.word.sentence:
                continue
            mine = {word.text for word in self.words[first.end : second.at]}
            theirs = self.source.between(p, q)
            if mine & _AND and not mine & _OR and theirs & _OR and not theirs & _AND:
                yield Fault(kind=FaultKind.POLARITY, detail="and for or")
            if mine & _OR and not mine & _AND and theirs & _AND and not theirs & _OR:
                yield Fault(kind=FaultKind.POLARITY, detail="or for and")

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
        near = [nearness(a[1], b[1]) for a, b in zip(self.met, self.met[1:], strict=False)]
        for at, (term, _place) in enumerate(self.met):
            left = near[at - 1] if at else 0.0
            right = near[at] if at < len(near) else 0.0
            strong += max(left, right) >= 1.9
            if max(left, right) < 0.9 and len(self.met) > 1:
                doubt += 0.25 if term.phrase in LIGHT | FAMILY else 0.6
        for term in self.terms:
            if term.places or term.word.figure is not None or term.word.token:
                run = 0
                continue
            if term.phrase in FAMILY:
                doubt += 0.2
            elif term.phrase in LIGHT or term.phrase == "chỉ":
                doubt += 0.4
            else:
                run += 1
                doubt += 1.0 if run == 1 else 0.5
            if run >= 3:
                yield Fault(kind=FaultKind.NOVELTY, detail=f"a run to {term.phrase[:40]}")
        if doubt > 1.6 + len(self.terms) / 20:
            yield Fault(kind=FaultKind.NOVELTY, detail=f"doubt {doubt:.1f} of {len(self.terms)}")
        weighty = [term for term in self.terms if term.phrase not in FAMILY | LIGHT]
        if strong < 0.6 * len(weighty) or strong < min(3, len(self.terms)):
            yield Fault(
                kind=FaultKind.NOVELTY, detail=f"{strong} of {len(self.terms)} hang together"
            )


_PRESSING = frozenset("bấm nhấn chọn chạm ấn tap press select click choose".split())
_AND = frozenset(("và", "and", "lẫn"))
_OR = frozenset(("hoặc", "hay", "or"))


def _fitting(beside: Sequence[tuple[float, Term]], places: Sequence[Place]) -> tuple[float, float]:
    total = sum(weight for weight, _ in beside)
    best = max(
        (
            sum(weight * max(_together(p, place) for p in term.places) for weight, term in beside)
            for place in places
        ),
        default=0.0,
    )
    return best, total


def _opens(place: Place) -> bool:
    return place.word.first


def _inside(place: Place, other: Place) -> bool:
    """Whether a place is a part of another, not all of it."""
    return _within(place, other) and (place.start, place.end) != (other.start, other.end)


def _within(place: Place, other: Place) -> bool:
    return place.passage == other.passage and other.start <= place.start and place.end <= other.end


def _kind_of(figure: Figure) -> FaultKind:
    if figure.unit == "dong":
        return FaultKind.AMOUNT
    if figure.unit in ("month", "weekday", "day of month"):
        return FaultKind.DATE
    return _KINDS.get(figure.kind, FaultKind.NUMBER)


def _rival_kind(term: Term) -> FaultKind:
    if term.word.figure is not None:
        return _kind_of(term.word.figure)
    return {
        "bold": FaultKind.NAME, "app": FaultKind.NAME, "police": FaultKind.NAME, "paper": FaultKind.DOCUMENT,
        "copy": FaultKind.DOCUMENT, "place": FaultKind.NAME, "council": FaultKind.NAME,
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


def _says(figure: Figure, other: Figure) -> bool:
    """Whether a source's figure says what a sentence's figure says."""
    if figure.same(other):
        return True
    if figure.kind is FigureKind.CODE and other.kind is FigureKind.CODE:
        return "/" in figure.value and other.value.startswith(figure.value + "/")
    if figure.kind is FigureKind.DATE and other.kind is FigureKind.DATE:
        day = figure.value[1:]
        return figure.value.startswith("?-") and day == other.value[4:] and "?" not in day
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
    near = nearness(place, figure)
    return 2.0 if near >= 1.9 and near < 3 else 2.3 if near >= 3 else max(near, 0.0)
