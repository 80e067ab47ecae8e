"""Translated: a sentence held against passages of another language."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.answering.alignment import Phrase, Term, nearness, source_of
from bot.answering.claims import Word, claims_of, normal
from bot.answering.support import Support, within
from bot.domain.draft import Fault, FaultKind
from bot.language.lexicon import english_vietnamese
from bot.language.rivals import rivals


class Translated(Support):
    """An English sentence over Vietnamese passages."""

    def faults(self) -> Iterator[Fault]:
        """What the sentence says and the passages do not."""
        yield from self._empty()
        yield from self._answers()
        yield from self._names()
        yield from self._figures()
        yield from self._rivals()
        yield from self._promises()
        yield from self._claimed()
        yield from self._denials()
        yield from self._moods()
        yield from self._only()
        yield from self._sequence()
        yield from self._phones()
        yield from self._doubt()

    def _terms(self) -> list[Term]:
        asides = [found.span(2) for found in _ASIDE.finditer(self.text)]
        return [
            term
            for term in super()._terms()
            if not any(start <= term.word.start < end for start, end in asides)
        ]

    def _term(self, at: int) -> Term | None:
        word = self.words[at]
        if word.figure is not None:
            return self._figure_term(word, at)
        for length in range(min(5, len(self.words) - at), 0, -1):
            run = self.words[at : at + length]
            if run[-1].clause != word.clause or (length == 1 and word.glue):
                continue
            known = _meanings(run)
            if known is not None and not any(w.figure for w in run[:-1]):
                return self._translated(run, at, known)
        if word.glue:
            return None
        places = tuple(self.source.places(((normal(word.text),),)))
        return Term(word, word.text, word.clause, at, at + 1, places)

    def _translated(self, run: Sequence[Word], at: int, meanings: Sequence[Phrase]) -> Term:
        places = self.source.places(meanings)
        apart = [
            place
            for phrase in meanings
            for rival in (rivals("vi").get(" ".join(phrase)),)
            if rival is not None
            for place in self.source.places(rival.others)
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

    def _names(self) -> Iterator[Fault]:
        yield from super()._names()
        for found in _ASIDE.finditer(self.text):
            inside = claims_of(found[2], "en")
            source = source_of((found["name"],), "vi")
            if any(word.figure or word.token for word in inside.words) or len(inside.words) > 7:
                yield Fault(kind=FaultKind.NAME, detail="figures in a translation")
            strange = 0
            for word in inside.words:
                known = _meanings((word,))
                if known is not None and not word.glue and not source.places(known):
                    strange += 1
            if strange > 1:
                yield Fault(kind=FaultKind.NAME, detail="not its translation")

    def _ordinary(self, at: int) -> bool:
        word = self.words[at]
        inside = any(
            found.start(2) <= word.start < found.end(2) for found in _ASIDE.finditer(self.text)
        )
        return inside or _meanings((word,)) is not None or word.glue

    def _claimed(self) -> Iterator[Fault]:
        """English words whose Vietnamese no passage holds."""
        for term in self.terms:
            if term.places or term.word.figure or term.word.token or term.kind == "bold":
                continue
            run = self.words[term.at : term.end]
            if _meanings(run) is not None and _firm(run):
                yield Fault(kind=_claim_kind(term.phrase), detail=term.phrase[:40])

    def _doubt(self) -> Iterator[Fault]:
        doubt, strong = 0.0, 0
        near = [nearness(a[1], b[1]) for a, b in pairwise(self.met)]
        for at, (term, _place) in enumerate(self.met):
            left = near[at - 1] if at else 0.0
            right = near[at] if at < len(near) else 0.0
            strong += max(left, right) >= 1.2 or term.kind == "bold" or term.word.token
            if max(left, right) < 0.5 and len(self.met) > 1:
                doubt += 0.3
        for term in self.terms:
            if term.places or term.word.figure or term.word.token or term.kind == "bold":
                continue
            doubt += 0.3 if _meanings(self.words[term.at : term.end]) is not None else 1.0
        if doubt > 1.2 + len(self.terms) / 15:
            yield Fault(kind=FaultKind.NOVELTY, detail=f"doubt {doubt:.1f} of {len(self.terms)}")
        if strong < 0.6 * len(self.terms) or strong < min(2, len(self.terms)):
            yield Fault(
                kind=FaultKind.NOVELTY, detail=f"{strong} of {len(self.terms)} hang together"
            )


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


_ASIDE = re.compile(r"\*\*(?P<name>[^*]+)\*\* \(([^()]{1,80})\)")
_DIGITS = re.compile(r"\d+(?:[.,/:-]\d+)*")


def _meanings(run: Sequence[Word]) -> tuple[Phrase, ...] | None:
    for phrase in (" ".join(w.text for w in run), " ".join(w.key for w in run)):
        found = english_vietnamese().get(phrase)
        if found is not None:
            return found[0]
    return None


def _firm(run: Sequence[Word]) -> bool:
    for phrase in (" ".join(w.text for w in run), " ".join(w.key for w in run)):
        found = english_vietnamese().get(phrase)
        if found is not None:
            return found[1]
    return False


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
