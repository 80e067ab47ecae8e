"""Translated: a sentence held against passages of another language."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.answering.alignment import Phrase, Place, Source, Term, nearness, source_of
from bot.answering.claims import Asked, Word, claims_of, normal
from bot.answering.support import Support, within
from bot.domain.draft import Fault, FaultKind, Passage
from bot.language.everyday import DANGEROUS
from bot.language.grammar import stem
from bot.language.lexicon import english_vietnamese
from bot.language.quantities import FigureKind
from bot.language.rivals import rivals


class Translated(Support):
    """An English sentence over Vietnamese passages."""

    def __init__(self, text: str, cited: Sequence[Passage], source: Source, language: str) -> None:
        for pattern, instead in _PLAINLY:
            text = pattern.sub(instead, text)
        super().__init__(text, cited, source, language)

    def faults(self) -> Iterator[Fault]:
        """What the sentence says and the passages do not."""
        yield from self._empty()
        yield from self._answers()
        yield from self._names()
        yield from self._figures()
        yield from self._rivals()
        yield from self._promises()
        yield from self._claimed()
        yield from self._strangers()
        yield from self._unmarked()
        yield from self._kinds_of_papers()
        yield from self._per_unit()
        yield from self._denials()
        yield from self._asked_no()
        yield from self._no_said_yes()
        yield from self._left_out()
        yield from self._other_figure()
        yield from self._bindings()
        yield from self._moods()
        yield from self._only()
        yield from self._small_words()
        yield from self._times()
        yield from self._sequence()
        yield from self._phones()
        yield from self._clauses()
        yield from self._doubt()

    # What the sentence says

    def _terms(self) -> list[Term]:
        asides = [found.span("gloss") for found in _ASIDE.finditer(self.text)]
        return [
            term
            for term in super()._terms()
            if not any(start <= term.word.start < end for start, end in asides)
        ]

    def _term(self, at: int) -> Term | None:
        word = self.words[at]
        if word.figure is not None:
            return self._figure_term(word, at)
        longest: Term | None = None
        for length in range(min(6, len(self.words) - at), 0, -1):
            run = self.words[at : at + length]
            if run[-1].clause != word.clause or (length == 1 and word.glue):
                continue
            known = _meanings(run)
            if known is None or any(w.figure for w in run[:-1]):
                continue
            term = self._translated(run, at, known)
            if term.places or " ".join(w.text for w in run) in _WHOLE:
                return term
            longest = longest or term
        if longest is not None or word.glue:
            return longest
        places = tuple(self.source.places(((normal(word.text),),)))
        return Term(word, word.text, word.clause, at, at + 1, places)

    def _translated(self, run: Sequence[Word], at: int, meanings: Sequence[Phrase]) -> Term:
        places = self._places(meanings)
        apart = [
            place
            for phrase in meanings
            for rival in (rivals("vi").get(" ".join(phrase)),)
            if rival is not None
            for place in self._places(rival.others)
        ]
        apart = [p for p in apart if not any(within(p, q) or within(q, p) for q in places)]
        kinds = [rivals("vi")[" ".join(p)].kind for p in meanings if " ".join(p) in rivals("vi")]
        kind = kinds[0] if kinds and len(meanings) < 4 else ""
        telling = next((w for w in run if w.denied), run[0])
        text = " ".join(word.text for word in run)
        return Term(
            telling, text, run[0].clause, at, at + len(run), tuple(places), kind,
            tuple(apart) if kind else (),
        )  # fmt: skip

    def _places(self, meanings: Sequence[Phrase]) -> list[Place]:
        """Where a meaning stands as a word of its own, not as a syllable of another."""
        found = self.source.places(meanings)
        return [p for p in found if p.end - p.start > 1 or not self._syllable(p, meanings)]

    def _syllable(self, place: Place, meanings: Sequence[Phrase]) -> bool:
        words = self.source.claims[place.passage].words
        for start in (place.start - 1, place.start):
            pair = tuple(word.text for word in words[max(0, start) : start + 2])
            if pair in _COMPOUNDS and pair not in meanings:
                return True
        return False

    def _figure_term(self, word: Word, at: int) -> Term:
        term = super()._figure_term(word, at)
        figure = word.figure
        if term.places or figure is None or figure.kind is not FigureKind.COUNT:
            return term
        counted = english_vietnamese().get(figure.unit) or english_vietnamese().get(
            stem(figure.unit)
        )
        if figure.unit in _MEASURES or (counted is None and figure.unit):
            return term
        places = [
            place
            for place in self.source.figures
            if place.word.figure is not None
            and place.word.figure.value == figure.value
            and place.word.figure.kind is FigureKind.COUNT
            and place.word.figure.unit not in _MEASURES
        ]
        return replace(term, places=tuple(places), rivals=())

    # Names

    def _names(self) -> Iterator[Fault]:
        yield from super()._names()
        for found in _ASIDE.finditer(self.text):
            inside = claims_of(found["gloss"], "en")
            source = source_of((found["name"] or found["bare"],), "vi")
            if any(word.figure or word.token for word in inside.words) or len(inside.words) > 8:
                yield Fault(kind=FaultKind.NAME, detail="figures in a translation")
            told = _glossed(inside.words)
            strange = sum(not source.places(known) for known in told)
            if told and strange > len(told) / 2:
                yield Fault(kind=FaultKind.NAME, detail="not its translation")

    def _ordinary(self, at: int) -> bool:
        word = self.words[at]
        inside = any(
            found.start("gloss") <= word.start < found.end("gloss")
            for found in _ASIDE.finditer(self.text)
        )
        known = any(term.at <= at < term.end and term.places for term in self.terms)
        meanings = _meanings((word,))
        return (
            inside or word.glue or known or self.source.holds(word.text)
            or (meanings is not None and bool(self._places(meanings)))
        )  # fmt: skip

    def _said_too(self, term: Term, rival: Place) -> bool:
        """Whether the sentence says the rival as well, beside the term."""
        if super()._said_too(term, rival):
            return True
        if term.word.figure is not None or term.kind == "bold":
            return False
        return any(
            rival in other.places and 0 <= max(other.at - term.end, term.at - other.end) <= 6
            for other in self.terms
            if other is not term
        )

    def _promises(self) -> Iterator[Fault]:
        """A promise; that nobody promises anything is none."""
        if _DENIALS & {word.text for word in self.words} and any(
            _NO_PROMISE.search(passage.text) for passage in self.cited
        ):
            return
        yield from super()._promises()
        texts = {word.text for word in self.words}
        if texts & {"will", "get", "gets"} and not texts & _DENIALS and any(
            _NO_PROMISE.search(passage.text) for passage in self.cited
        ) and "you will" in self.text.lower():  # fmt: skip
            yield Fault(kind=FaultKind.PROMISE, detail="what nobody promises")
        costly = (
            _COSTLY.search(self.text)
            and not any(w.figure for w in self.words)
            and not texts & _DENIALS
        )
        if costly and any(_COSTLESS.search(passage.text) for passage in self.cited):
            yield Fault(kind=FaultKind.AMOUNT, detail="said to cost")

    # Words

    def _claimed(self) -> Iterator[Fault]:
        """English words whose Vietnamese no passage holds, if somebody could be hurt by them."""
        for term in self._missing():
            known = _meanings(self.words[term.at : term.end])
            if known is not None and _firm(self.words[term.at : term.end]) and _hurts(term, known):
                yield Fault(kind=_claim_kind(term.phrase), detail=term.phrase[:40])

    def _missing(self) -> list[Term]:
        return [
            term
            for term in self.terms
            if not (term.places or term.word.figure or term.word.token or term.kind == "bold")
        ]

    def _strangers(self) -> Iterator[Fault]:
        """Words of which nobody knows the Vietnamese, or which no passage has: one harmless one
        at most, and none in an errand."""
        strange = 0
        for term in self._missing():
            run = self.words[term.at : term.end]
            if _meanings(run) is not None and not _firm(run):
                continue
            if any(w.text in _PIVOTS for w in run):
                yield Fault(kind=FaultKind.POLARITY, detail=term.phrase[:40])
            strange += 1
            before = self.words[max(0, term.at - 5) : term.at]
            errand = any(
                w.clause == term.clause and (w.text in _ERRANDS or w.key in _ERRAND_STEMS)
                for w in before
            )
            if errand or strange > 1 + len(self.terms) // 14:
                yield Fault(kind=FaultKind.NOVELTY, detail=f"strange: {term.phrase[:40]}")
        low = self.text.lower()
        for trick in _TRICKS:
            for found in trick.finditer(low):
                clause = re.split(r"[.;:,]", low[: found.start()])[-1] + found[0]
                if not _INNOCENT.search(clause) or (
                    "just" in found[0] and not _REFUSING.search(clause)
                ):
                    yield Fault(kind=FaultKind.ACTION, detail="what a scammer asks")

    def _kinds_of_papers(self) -> Iterator[Fault]:
        """A paper about what no passage has it about: `proof of income`."""
        for first, second in pairwise(self.terms):
            between = [word.text for word in self.words[first.end : second.at]]
            if first.clause != second.clause or second.word.figure:
                continue
            after = first.phrase in _PAPER_WORDS and set(between) <= {"of", "your", "the", "a"}
            before = second.phrase in _PAPER_WORDS and not between and not first.word.figure
            if not ((after and "of" in between) or before) or not (first.places and second.places):
                continue
            if not any(
                p.passage == q.passage and p.word.sentence == q.word.sentence
                for p in first.places
                for q in second.places
            ):
                detail = f"{first.phrase} {second.phrase}"[:40]
                yield Fault(kind=FaultKind.DOCUMENT, detail=detail)

    def _per_unit(self) -> Iterator[Fault]:
        """`a month` beside a figure that the source has for a day."""
        for term in self.terms:
            figure = term.word.figure
            if figure is None or figure.unit not in ("dong", "usd"):
                continue
            after = self.words[term.end : term.end + 4]
            for article, unit in pairwise(after):
                like = _PER.get(unit.key) or _PER.get(unit.text)
                if article.text not in _EACH or like is None or unit.clause != term.clause:
                    continue
                if not any(like & set(self._around(place)) for place in term.places):
                    yield Fault(kind=FaultKind.AMOUNT, detail=f"{unit.text} {term.phrase[:30]}")

    def _around(self, place: Place) -> list[str]:
        words = self.source.claims[place.passage].words
        near = words[max(0, place.start - 8) : place.end + 5]
        return [w.text for w in near if w.sentence == place.word.sentence]

    def _unmarked(self) -> Iterator[Fault]:
        """A name on the screen in English that the source does not have."""
        for before, word in pairwise(self.words):
            if (
                before.text in _TAPPING
                and word.capital
                and not word.token
                and word.clause == before.clause
                and not self.source.holds(word.text)
                and not self.source.holds(word.key)
                and not any(
                    start <= self.words.index(word) < end for start, end, _ in self.claims.bold
                )
            ):
                yield Fault(kind=FaultKind.NAME, detail=f"no button {word.text[:30]}")

    # What is denied, and how binding it is

    def _conditional(self, term: Term) -> bool:
        """Whether a term stands in a clause that only names a case."""
        for word in reversed(self.words[: term.at]):
            if word.clause != term.clause:
                break
            if word.text in _IFS:
                return True
        return super()._conditional(term)

    def _refused(self, place: Place, widely: bool) -> bool:
        if super()._refused(place, widely):
            return True
        before = self.source.before(place, 6 if widely else 1)
        words = self.source.claims[place.passage].words
        near = words[max(0, place.start - len(before)) : place.start]
        return any(w.text in _KHONG and w.sentence == place.word.sentence for w in near) or (
            widely and place.word.denied > 0
        )

    def _denials(self) -> Iterator[Fault]:
        unsure = {
            term.phrase
            for term in self.terms
            if term.word.figure is None
            and term.kind != "bold"
            and (known := _meanings(self.words[term.at : term.end])) is not None
            and (
                not _firm(self.words[term.at : term.end])
                or any(set(phrase) & (_KHONG | {"trừ", "hết"}) for phrase in known)
            )
        }
        for fault in super()._denials():
            phrase = fault.detail.removeprefix("not ").removeprefix("denied: ")
            if phrase.removesuffix(", but") not in unsure:
                yield fault
        yield from self._parity()

    def _parity(self) -> Iterator[Fault]:
        """A denial whose words the source denies nowhere near."""
        for at, word in enumerate(self.words):
            if word.text not in _DENIALS or (word.text == "no" and word.first):
                continue
            beside = [
                place
                for term, place in self.met
                if term.clause == word.clause and -4 <= term.at - at <= 6
            ]
            if word.text == "without" and not self._lacking(at):
                yield Fault(kind=FaultKind.POLARITY, detail="without: not said")
            twice = any(
                w.text in _DENIALS and w.clause == word.clause for w in self.words[at + 1 : at + 4]
            )
            if twice or (beside and not any(self._negative(place) for place in beside)):
                yield Fault(kind=FaultKind.POLARITY, detail=f"{word.text}: nothing is denied")

    def _negative(self, place: Place) -> bool:
        said = self.source.sentence(place)
        if self._in_case(place):
            said |= self.source.line(place)
        clause = {
            w.text for w in self.source.claims[place.passage].words if w.clause == place.word.clause
        }
        if clause & _NEGATIVE or said & _KHONG or said & _OUT or place.word.asked is Asked.NO:
            return True
        words = self.source.claims[place.passage].words
        after = [w for w in words if w.sentence == place.word.sentence + 1][:2]
        return any(w.text in _KHONG for w in after)

    def _lacking(self, at: int) -> bool:
        """Whether the source lacks what comes next too."""
        after = next((p for t, p in self.met if t.at > at), None)
        if after is None:
            return True
        before = self.source.before(after, 6)
        cut = max((n for n, text in enumerate(before) if text in _CUTS), default=-1)
        return bool(set(before[cut + 1 :]) & (_KHONG | {"thiếu", "trừ", "ngoài", "mất", "quên"}))

    def _in_case(self, place: Place) -> bool:
        """Whether the word that a place stands for is part of a case."""
        return any(p is place and self._conditional(term) for term, p in self.met)

    def _asked_no(self) -> Iterator[Fault]:
        """What a question asks and the guide answers with no, said as if it were so."""
        for term, place in self.met:
            if place.word.asked is not Asked.NO or self._conditional(term):
                continue
            if all(p.word.asked is Asked.NO for p in term.places) and not self._denied_at_all(term):
                yield Fault(kind=FaultKind.POLARITY, detail=f"answered with no: {term.phrase[:40]}")

    def _left_out(self) -> Iterator[Fault]:
        """What the guide denies or only asks, said without a denial or a question."""
        texts = {word.text for word in self.words}
        for terms in self._segments():
            met = [
                (term, place)
                for term, place in self.met
                if term in terms and self._telling(term) and not self._conditional(term)
            ]
            clause = {word.text for word in self.words if word.clause == terms[0].clause}
            if not met or clause & _DENIALS:
                continue
            if not texts & _WONDERING and sum(self._wondered(p) for _, p in met) >= len(met) / 2:
                yield Fault(kind=FaultKind.POLARITY, detail=f"asked: {met[0][0].phrase[:40]}")
            if clause & _TURNING:
                continue
            denied = sum(self._denied_before_it(place) for _, place in met)
            if not texts & _DENIALS and denied >= len(met) / 2:
                yield Fault(kind=FaultKind.POLARITY, detail=f"denied: {met[0][0].phrase[:40]}")

    def _wondered(self, place: Place) -> bool:
        """Whether a place stands between `có` and `không` in its clause."""
        words = self.source.claims[place.passage].words
        clause = [(n, w.text) for n, w in enumerate(words) if w.clause == place.word.clause]
        return (
            place.word.line > 0
            and any(n < place.start and text == "có" for n, text in clause)
            and any(n >= place.end and text == "không" for n, text in clause)
        )

    def _denied_before_it(self, place: Place) -> bool:
        """Whether `không` stands before a place in its clause, or the next sentence says that it
        is not so."""
        words = self.source.claims[place.passage].words
        before = [
            w.text for w in words[max(0, place.start - 7) : place.start]
            if w.clause == place.word.clause
        ]  # fmt: skip
        after = [
            w.text for w in words
            if w.sentence == place.word.sentence + 1 and w.line == place.word.line
        ][:4]  # fmt: skip
        untrue = after[:1] in _SO and any(pair in _UNTRUE for pair in pairwise(after))
        cut = max((n for n, text in enumerate(before) if text in _CUTS), default=-1)
        return bool(_KHONG & set(before[cut + 1 :])) or untrue

    def _other_figure(self) -> Iterator[Fault]:
        """A figure whose neighbours stand beside another one of its unit in the source."""
        for term, place in self.met:
            figure = term.word.figure
            if figure is None or not figure.unit:
                continue
            beside = [
                [p for p in other.places if p.passage == place.passage
                 and p.word.sentence == place.word.sentence]
                for other in self.terms
                if other.clause == term.clause and other is not term and not other.word.figure
            ]  # fmt: skip
            said = [places for places in beside if places]
            taken = {
                p.word.clause
                for p in self.source.figures
                if p.passage == place.passage
                and p.word.figure is not None
                and p.word.figure.unit == figure.unit
                and p.word.clause != place.word.clause
            }
            clauses = [{p.word.clause for p in places} for places in said]
            here = any(place.word.clause in where and not where & taken for where in clauses)
            there = any(where <= taken for where in clauses)
            if taken and there and not here:
                yield Fault(kind=FaultKind.NUMBER, detail=f"{term.phrase[:30]} is beside others")

    def _no_said_yes(self) -> Iterator[Fault]:
        """A clause all of which is what a question asks that the guide answers with no, and
        `does` where the guide says `không`."""
        part = {w.start: (w.clause, self.text.count(":", 0, w.start)) for w in self.words}
        for clause in dict.fromkeys(part.values()):
            texts = {word.text for word in self.words if part[word.start] == clause}
            terms = [t for t in self.terms if part[self.words[t.at].start] == clause and t.places]
            if not terms or not texts & _FINITE or texts & (_DENIALS | _TURNING | _IFS):
                continue
            if all(any(p.word.asked is Asked.NO for p in term.places) for term in terms):
                yield Fault(kind=FaultKind.POLARITY, detail=f"yes to {terms[0].phrase[:40]}")
        for at, word in enumerate(self.words[1:-1], 1):
            after = self.words[at + 1]
            if word.text not in _DOES or after.text in _OBJECTS or after.clause != word.clause:
                continue
            if self.words[at - 1].text in _ASKERS or self.words[at - 1].clause != word.clause:
                continue
            beside = [p for t, p in self.met if t.clause == word.clause and -4 <= t.at - at <= 6]
            if any(self.source.sentence(place) & _KHONG for place in beside):
                yield Fault(kind=FaultKind.POLARITY, detail=f"{word.text} {after.text[:40]}")
        if self.words and self.words[0].text == "yes":
            asked = {w.asked for c in self.source.claims for w in c.words if w.line == 0}
            if Asked.NO in asked and Asked.YES not in asked and len(self.cited) == 1:
                yield Fault(kind=FaultKind.POLARITY, detail="yes for no")

    def _denied_at_all(self, term: Term) -> bool:
        return bool(
            {w.text for w in self.words if w.sentence == term.word.sentence} & (_DENIALS | _TURNING)
        )

    def _bindings(self) -> Iterator[Fault]:
        """What must be done where the source says that it need not, and the other way round."""
        for at, word in enumerate(self.words):
            if not word.binds:
                continue
            beside = [
                (term, place)
                for term, place in self.met
                if term.clause == word.clause and -3 <= term.at - at <= 6
            ]
            beside = [pair for pair in beside if pair[0].at > at][:3] or beside
            if not beside:
                continue
            refused = [self._freed(place) for _, place in beside]
            if not word.refused and not self._denies(at) and sum(refused) > len(refused) / 2:
                yield Fault(kind=FaultKind.POLARITY, detail=f"{word.text}, left free")
        binding = [p for p in self.source.binding if p.word.asked is Asked.NOT]
        free = bool(binding) and all(p.word.refused for p in binding)
        if free and any(w.binds and not w.refused and not self._denies(at)
                        for at, w in enumerate(self.words)):  # fmt: skip
            yield Fault(kind=FaultKind.POLARITY, detail="must, all left free")
        for at, (word, after) in enumerate(pairwise(self.words)):
            if (after.text == "not" and word.text in _BINDING) or (word.binds and word.refused):
                near = [t for t in self.terms if t.clause == word.clause and -4 <= t.at - at <= 6]
                if self._bound(near) or self._bound_here(word, at) or not self._let_off(word, at):
                    yield Fault(kind=FaultKind.POLARITY, detail=f"{word.text} not, but bound")

    def _denies(self, at: int) -> bool:
        clause = self.words[at].clause
        near = self.words[max(0, at - 6) : at + 7]
        return any(w.clause == clause and w.text in _DENIALS for w in near)

    def _bound(self, terms: Sequence[Term]) -> bool:
        """Whether the sentences that say most of these things bind, and none of them denies."""
        here = Counter(
            key for term in terms for key in {(p.passage, p.word.sentence) for p in term.places}
        )
        most = max(here.values(), default=0)
        best = {key for key, many in here.items() if many == most}
        binding = [p for p in self.source.binding if (p.passage, p.word.sentence) in best]
        denying = any(
            word.text in _KHONG | _OUT
            for number, claims in enumerate(self.source.claims)
            for word in claims.words
            if (number, word.sentence) in best
            and (word.line or word.asked is Asked.NOT)
            and not (word.line == 0 and binding and all(p.word.line for p in binding))
        )
        asked = any(p.word.asked in (Asked.NO, Asked.OPEN) for term in terms for p in term.places)
        return any(not p.word.refused for p in binding) and not denying and not asked

    def _let_off(self, word: Word, at: int) -> bool:
        """Whether the source denies one of the next two things said, in their own clause."""
        clause = [(t, p) for t, p in self.met if t.clause == word.clause]
        behind = [p for t, p in clause if t.at > at][:2] or [p for _, p in clause][-2:]
        return not behind or any(
            place.word.asked is not Asked.NOT
            or self._refused(place, True)
            or self._left_free(place)
            or any(
                p.word.refused
                and p.passage == place.passage
                and p.word.line == place.word.line
                and p.word.sentence in (place.word.sentence, place.word.sentence - 1)
                for p in self.source.binding
            )
            or any(
                w.clause == place.word.clause and w.text in _KHONG | _OUT
                for w in self.source.claims[place.passage].words
            )
            for place in behind
        )

    def _bound_here(self, word: Word, at: int) -> bool:
        """Whether the next thing said stands in a clause that binds and denies nothing."""
        place = next((p for t, p in self.met if t.at > at and t.clause == word.clause), None)
        if place is None or place.word.asked is not Asked.NOT:
            return False
        words = self.source.claims[place.passage].words
        clause = [w for w in words if w.clause == place.word.clause]
        return any(w.binds and not w.refused for w in clause) and not any(
            w.text in _KHONG | _OUT for w in clause
        )

    def _said(self, place: Place, term: Term) -> bool:
        text = self.source.texts[place.passage]
        if place.word.line == 0 and text.startswith(("Tưởng", "Nghe nói")):
            return self._conditional(term)
        return super()._said(place, term)

    def _freed(self, place: Place) -> bool:
        """Whether a place's clause says only that something need not be done."""
        binding = [
            p.word
            for p in self.source.binding
            if p.passage == place.passage and p.word.clause == place.word.clause
        ]
        return bool(binding) and all(word.refused for word in binding)

    # Small words that turn a sentence round

    def _small_words(self) -> Iterator[Fault]:
        """`still`, `both`, `not only`: each with its like near the same words."""
        texts = [word.text for word in self.words]
        for at, text in enumerate(texts):
            after = texts[at + 1] if at + 1 < len(texts) else ""
            said = f"{text} {after}" if f"{text} {after}" in _SMALL else text
            like = _SMALL.get(said)
            if like is None or (said == "still" and self._denies(at)):
                continue
            beside = [
                place
                for term, place in self.met
                if term.clause == self.words[at].clause and -4 <= term.at - at <= 6
            ]
            if said == "still" and any(self._denied_before_it(place) for place in beside):
                yield Fault(kind=FaultKind.POLARITY, detail=said)
            if said == "still" and not any(self.source.line(p) & _GONE for p in beside):
                continue
            if beside and not any(self._has(place, like) for place in beside):
                yield Fault(kind=FaultKind.POLARITY, detail=said)

    def _has(self, place: Place, like: Sequence[Phrase]) -> bool:
        """Whether a place's line has one of these, not denied."""
        return any(
            other.passage == place.passage
            and other.word.line == place.word.line
            and not set(self.source.before(other, 2)) & _KHONG
            for other in self.source.places(like)
        )

    def _times(self) -> Iterator[Fault]:
        """`before` where the source says only `after` of the same words, and the like."""
        for at, word in enumerate(self.words):
            turned = _TURNED.get(word.text)
            if turned is None:
                continue
            like, unlike = turned
            behind = [(t, p) for t, p in self.met if t.at > at and t.clause == word.clause][:1]
            before = [(t, p) for t, p in reversed(self.met) if t.end <= at][:1]
            beside = [p for t, p in behind + before if not t.word.figure]
            if not beside:
                continue
            close = set(self.source.before(beside[0], 4))
            near = [self.source.sentence(place) for place in beside]
            if self._only_then(beside[0]):
                if word.text == "after":
                    yield Fault(kind=FaultKind.POLARITY, detail="after: only then")
                continue
            if (close & unlike and not close & like) or (
                any(said & unlike and not said & like for said in near)
            ):
                yield Fault(kind=FaultKind.POLARITY, detail=f"{word.text}: the other way round")
            elif not any(
                (self.source.line(place) & (like | _LATER[word.text])) for place in beside
            ):
                yield Fault(kind=FaultKind.POLARITY, detail=f"{word.text}: not said")

        low = self.text.lower()
        said = {word.text for claims in self.source.claims for word in claims.words}
        if re.match(r"after(?:wards| that)\b", low) and "trước" in said and not said & _THEN:
            yield Fault(kind=FaultKind.POLARITY, detail="after that: not said")

    def _only_then(self, place: Place) -> bool:
        """`xong rồi mới gửi`: what goes before comes first."""
        before = self.source.before(place, 3)
        return "mới" in before[-2:] and "rồi" in before

    # How it hangs together

    def _clauses(self) -> Iterator[Fault]:
        """A clause whose words stand all over the source, or are missing from it."""
        for terms in self._segments():
            at = [number for number, term in enumerate(self.terms) if term in terms]
            met = [(self.terms[n], place) for n in at if (place := self.path[n]) is not None]
            missing = [term for term in self._missing() if term in terms and self._telling(term)]
            if missing and len(missing) > 0.3 * len(terms):
                yield Fault(kind=FaultKind.NOVELTY, detail=f"a clause of {missing[0].phrase[:40]}")
            if len(met) < 3 or any(t.kind == "bold" or t.word.token for t, _ in met):
                continue
            near = [nearness(a[1], b[1]) for a, b in pairwise(met)]
            best = [
                max(near[n - 1] if n else 0.0, near[n] if n < len(near) else 0.0)
                for n in range(len(met))
            ]
            linked = sum(link >= 1.2 for link in best)
            if linked < 0.5 * len(met) or sum(link >= 0.9 for link in best) < 0.6 * len(met):
                yield Fault(kind=FaultKind.NOVELTY, detail=f"{linked} of {len(met)} in a clause")

    def _telling(self, term: Term) -> bool:
        """Whether a word must have a counterpart."""
        run = self.words[term.at : term.end]
        return _meanings(run) is None or _firm(run)

    def _segments(self) -> list[list[Term]]:
        """The terms by clause; `then`, `because` and their like begin one too."""
        found: dict[tuple[int, int], list[Term]] = {}
        turns = [at for at, word in enumerate(self.words) if word.text in _SEGMENTS]
        for term in self.terms:
            turn = sum(at <= term.at for at in turns)
            found.setdefault((term.clause, turn), []).append(term)
        return list(found.values())

    def _doubt(self) -> Iterator[Fault]:
        doubt, strong = 0.0, 0
        near = [nearness(a[1], b[1]) for a, b in pairwise(self.met)]
        for at, (term, _place) in enumerate(self.met):
            left = near[at - 1] if at else 0.0
            right = near[at] if at < len(near) else 0.0
            strong += max(left, right) >= 1.2 or term.kind == "bold" or term.word.token
            if max(left, right) < 0.5 and len(self.met) > 1:
                doubt += 0.3
        missing = 0
        for term in self.terms:
            if term.places or term.word.figure or term.word.token or term.kind == "bold":
                continue
            missing += 1
            doubt += 0.2 if _meanings(self.words[term.at : term.end]) is not None else 1.0
        if doubt > 1.2 + len(self.terms) / 15:
            yield Fault(kind=FaultKind.NOVELTY, detail=f"doubt {doubt:.1f} of {len(self.terms)}")
        if len(self.terms) == 1 and len(self.met) == 1 and self._asked_about():
            return
        if strong < 0.6 * (len(self.terms) - missing) or strong < min(2, len(self.terms)):
            yield Fault(
                kind=FaultKind.NOVELTY, detail=f"{strong} of {len(self.terms)} hang together"
            )

    def _asked_about(self) -> bool:
        """Whether all that a sentence says is that what was asked need not or must not be."""
        term, _place = self.met[0]
        return term.word.denied > 0 and len(self.words) <= 10


class Judged(Support):
    """A sentence in a language without a lexicon: a judge reads it too."""

    def faults(self) -> Iterator[Fault]:
        """What the sentence says and the passages do not."""
        for name in (name for _, _, name in self.claims.bold):
            if not self._verbatim(name, bold=True):
                yield Fault(kind=FaultKind.NAME, detail=name[:40])
        inside = [
            found.span() for found in re.finditer(r"\*\*.+?\*\*|(?:link|phone)_\d+", self.text)
        ]
        known = {
            number.replace(".", "").replace(",", "")
            for passage in self.cited
            for number in _DIGITS.findall(passage.text)
        }
        for found in _DIGITS.finditer(self.text):
            if any(start <= found.start() < end for start, end in inside):
                continue
            if found[0].replace(".", "").replace(",", "") not in known:
                yield Fault(kind=FaultKind.NUMBER, detail=found[0][:40])


_ASIDE = re.compile(
    r"(?:\*\*(?P<name>[^*]+)\*\*|"
    r"(?<![\w*])(?P<bare>[A-ZĐ][^\W\d_]*(?: [^\W\d_]+){0,5})(?= \([^()\d]*\)))"
    r" \((?P<gloss>[^()]{1,80})\)"
)
_DIGITS = re.compile(r"\d+(?:[.,/:-]\d+)*")


def _meanings(run: Sequence[Word]) -> tuple[Phrase, ...] | None:
    found = _entries(run)
    return tuple(dict.fromkeys(m for meanings, _ in found for m in meanings)) if found else None


def _firm(run: Sequence[Word]) -> bool:
    found = _entries(run)
    return bool(found) and all(firm for _, firm in found)


def _entries(run: Sequence[Word]) -> list[tuple[tuple[Phrase, ...], bool]]:
    forms = {" ".join(w.text for w in run): None, " ".join(w.key for w in run): None}
    return [known for form in forms if (known := english_vietnamese().get(form)) is not None]


def _glossed(words: Sequence[Word]) -> list[tuple[Phrase, ...]]:
    """What the longest runs of a gloss may mean."""
    found: list[tuple[Phrase, ...]] = []
    at = 0
    while at < len(words):
        runs = (words[at : at + n] for n in range(min(5, len(words) - at), 0, -1))
        known = next(
            (
                (len(run), meanings)
                for run in runs
                if not (len(run) == 1 and run[0].glue) and (meanings := _meanings(run)) is not None
            ),
            None,
        )
        at += known[0] if known else 1
        if known:
            found.append(known[1])
    return found


def _hurts(term: Term, meanings: Sequence[Phrase]) -> bool:
    """Whether a word is one that lies are made of: a paper, an errand, an office, money."""
    if term.phrase in _ENGLISH_PAPERS or term.phrase in _WHOLE or term.word.text in _RISKY:
        return True
    return any(" ".join(phrase) in DANGEROUS or phrase[0] in _HURTING for phrase in meanings[:2])


def _claim_kind(phrase: str) -> FaultKind:
    if phrase in _ENGLISH_PAPERS:
        return FaultKind.DOCUMENT
    return FaultKind.ACTION


_ENGLISH_PAPERS = frozenset(
    (
        "passport", "birth certificate", "contract", "form", "copy", "copies", "original", "photo",
        "certificate", "household book", "paper", "papers", "document", "documents", "receipt",
        "visa",
    )
)  # fmt: skip

_PLAINLY = tuple(
    (re.compile(pattern, re.I), instead)
    for pattern, instead in (
        (r"\b[Nn]o\. ?(?=\d)", ""),
        (r"\b(\d+)(?:st|nd|rd|th)[ -]grade", r"grade \1"),
        (r"\bHa Noi\b", "Hanoi"),
        (r"\b(?:un)?til the end of (?=\d)", "until "),
        (r"\bto the end of (?=\d)", "until "),
        (r"\b[Ff]ree (?:up )?(space|memory|storage|room)\b", r"clear \1"),
        (r"\b((?:do|does) not|don't|doesn't) pay (?=a second|twice|again|value|personal|tax|any "
         r"tax|the tax)", r"\1 settle "),
        (r"\b(may|might|can|could) be free\b(?! of)", r"\1 be waived"),
        (r"\bunder the (?=\d{4}\b)", "of the "),
        (r"\b(closed|changed|ended|stopped|started) on (?=\d+/)", r"\1 since "),
        (r"\b(is|are|be|aged|child|children|anyone|those|people|to) (under|over) (\d{1,2})"
         r"(?=[,.;]| and| or| who| with| can| may| must| need| has| have| the|$)",
         r"\1 \2 \3 years old"),
    )
)  # fmt: skip
"""English that other words say more plainly: figures and what only looks like one."""

_COMPOUNDS = frozenset(
    tuple(pair.split())
    for pair in (
        "hết hạn|nhà mạng|nhà nước|bảo hiểm|tài khoản|thời hạn|điện thoại|công an|ngân hàng|"
        "hành chính|mật khẩu|mặt sau|mặt trước|điện tử|bưu điện|công ty|đăng ký|chứng thực|"
        "hộ khẩu|làm việc|căn cứ|cơ sở|quy định|sổ đỏ|gia đình|lý do|kể từ|ví dụ|vị trí|"
        "trung tâm|hướng dẫn|trả lời|gọi là|dấu hiệu|từ chối|tự nguyện|ghi nhận|tiếp nhận|"
        "xác nhận|chứng nhận|bạn bè|chủ tịch|công nghệ|công dân|công chứng|công cụ|công bố|"
        "giấy tờ|nhân dân|nhân viên|bác sĩ|người bạn|học bạ|học phí|viện phí|miễn phí|lệ phí|"
        "thủ tục|bắt buộc|bắt đầu|thông báo|thông tin|báo chí|cảnh báo|bảo mật|bảo vệ|"
        "trường hợp|nhà trường|đường dây|địa điểm|địa chỉ|địa phương|quốc gia|nguồn gốc|"
        "thế nào|đủ điều|cả nước|cả năm|thế chấp|tính từ|tính năng|năm ngoái|tin cậy|"
        "mất hiệu|quá tải|quá trình|"
        "khó khăn|thực hiện|thực tế|sử dụng|áp dụng|ứng dụng|cán bộ|bộ phận|"
        "toàn bộ|nội bộ|kết hôn|kết quả|kết nối|hợp đồng|hợp lệ|hợp pháp|hợp tác|tổng đài|"
        "số liệu|dữ liệu|tài liệu|ngành nghề|đề nghị|nghị định|giao dịch|giao diện|giao thông"
    ).split("|")
)
"""Vietnamese words of two syllables of which one alone would mean something else."""

_MEASURES = frozenset(
    "working day|working hour|day|hour|minute|second|week|month|quarter|year|year of age|time|"
    "percent|km|cm|mm|kg|m2|m|mb|gb|kb|litre|digit|character|copy|step|usd|eur|night|dong|"
    "weekday".split("|")
)
_DENIALS = frozenset(
    "not no never without cannot can't don't doesn't didn't isn't aren't won't needn't mustn't "
    "nobody none nothing neither nor".split()
)
_KHONG = frozenset("không chưa đừng chẳng chớ chả".split())
_NEGATIVE = _KHONG | frozenset(
    "miễn hết trừ cấm ngoài thôi dừng ngừng thiếu sai khỏi mất chỉ tránh hỏng lỗi quên kém khó "
    "khác hủy bỏ từ_chối xóa thay ngoại".split()
)
_OUT = frozenset("miễn hết trừ cấm ngoài thôi dừng ngừng thiếu khỏi chỉ tránh".split())
_PIVOTS = frozenset(
    "same many last final tomorrow friend always every all everybody everyone forever permanently "
    "today yesterday tonight neighbour neighbor stranger automatically official agent half double "
    "certainly immediately".split()
)
_PAPER_WORDS = frozenset(
    "certificate proof statement letter contract receipt record translation book permit "
    "confirmation photo form".split()
)
_TAPPING = frozenset("tap press click choose select open".split())
_EACH = frozenset("a an per each every".split())
_PER = {
    "month": frozenset(("tháng",)), "day": frozenset(("ngày",)), "year": frozenset(("năm",)),
    "week": frozenset(("tuần",)), "copy": frozenset(("bản",)), "page": frozenset(("trang",)),
    "time": frozenset(("lần",)), "file": frozenset(("hồ",)), "person": frozenset(("người",)),
    "hour": frozenset(("giờ",)), "child": frozenset(("con", "trẻ")), "card": frozenset(("thẻ",)),
}  # fmt: skip
_INNOCENT = re.compile(r"\b(?:if|when|not|never|nobody|no one|don't|who|anyone|wants?|asks?)\b")
_REFUSING = re.compile(r"\b(?:not|never|don't)\b")
_SEGMENTS = frozenset("because then while besides afterwards".split())
_FINITE = frozenset("is are do does can must may will has have need needs should".split())
_DOES = frozenset(("do", "does", "did"))
_OBJECTS = frozenset("not it this that so the a an all everything something you they".split())
_ASKERS = frozenset(
    "what how where when why if whether to must should can cannot please and or not may could "
    "will let then".split()
)
_THEN = frozenset("sau rồi xong tiếp".split())
_BINDING = frozenset("must need should have has do does".split())
_RISKY = frozenset(
    "bring send call sign pay install buy hand give submit file register attach upload print "
    "record transfer deposit scan delete lock unlock".split()
)
_WONDERING = frozenset("whether if ask check see how question find look asks unless".split())
_UNTRUE = frozenset((("không", "đúng"), ("không", "phải")))
_SO = (["không"], ["điều"], ["việc"])
_CUTS = frozenset("mà thì nên để rồi nhưng".split())
_COSTLY = re.compile(r"\bcosts? (?:some )?money|\b(?:must|have to|has to|need to) pay\b", re.I)
_COSTLESS = re.compile(
    r"[Kk]hông (?:mất|thu|phải (?:trả|nộp)|thấy quy định thu) ?(?:phí|tiền|lệ phí)?|miễn phí"
)
_GONE = frozenset(("còn", "hết", "nữa", "thôi"))
_TURNING = frozenset(
    "top free only wrong false instead stop stops fake untrue unless except rumour exempt waived "
    "yes refuse refused scam scammer cheat fraud avoid".split()
)
_HURTING = frozenset(
    "giấy thẻ sổ đơn phiếu phí tiền thuế phạt tòa sở bộ ủy ban huyện tỉnh bệnh trường ngày mai "
    "toàn tất cả mọi".split()
)
_NO_PROMISE = re.compile(r"[Kk]hông (?:ai |có gì )?(?:bảo đảm|đảm bảo|chắc)")
_IFS = frozenset("if when unless whether where in_case sure".split())
_ERRANDS = frozenset(
    "bring take send call go ask sign pay install buy carry show hand give submit file apply "
    "register visit attach upload text write print tap press open hold record receive "
    "get wait".split()
)
_ERRAND_STEMS = frozenset(map(stem, _ERRANDS))
_TRICKS = tuple(
    map(
        re.compile,
        (
            r"number (?:that|which|who) (?:has |have |had )?(?:just )?"
            r"(?:called|texted|rang|phoned)",
            r"number in the pop",
            r"\b(?:send|transfer|pay) (?:some )?more money",
            r"\b(?:read|tell|send|give|type|write|forward|show|enter)\b[^.;]{0,40}\b(?:code|otp|"
            r"password|pin|passcode|digits)\b[^.;]{0,30}\b(?:to|here|me|us)\b",
            r"\bi (?:will|can|have)\b|\bi'll\b",
        ),
    )
)
_WHOLE = frozenset(
    "tell anybody|tell anyone|many times|several times|same phone|all your money|money back|"
    "next day|the next day|following day|"
    "next week|next month|next year|bank statement|proof of income|someone else|paper file|"
    "paper files|at once|in person|by post|original paper|certified copy".split("|")
)


def _like(text: str) -> tuple[Phrase, ...]:
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))


_SMALL = {
    "still": _like("vẫn|còn|tiếp tục"),
    "both": _like("cả|hai|đều|lẫn|2"),
    "even if": _like("dù|kể cả|cả khi|vẫn|cho dù"),
    "even when": _like("dù|kể cả|cả khi|vẫn|cho dù"),
    "even without": _like("dù|kể cả|cả khi|vẫn|cho dù"),
    "not only": _like("không chỉ|không những|cả"),
}
_BEFORE = frozenset(("trước",))
_AFTER = frozenset("sau xong rồi hết từ".split())
_TURNED = {"before": (_BEFORE, frozenset(("sau", "xong"))), "after": (_AFTER, _BEFORE)}
_LATER = {"before": frozenset("chưa sắp".split()), "after": frozenset("khi đã kể quá".split())}
