"""Missing words: English that no passage says in Vietnamese."""

from collections.abc import Iterator, Sequence

from bot.answering.alignment import Phrase, Term
from bot.answering.support.held import Held
from bot.answering.translated.english_term import WHOLE
from bot.answering.translated.meanings import is_firm, meanings_of
from bot.answering.translated.segments import missing_terms
from bot.domain.draft import Fault, FaultKind
from bot.language.everyday import DANGEROUS
from bot.language.grammar import stem

_ENGLISH_PAPERS = frozenset(
    (
        "passport", "birth certificate", "contract", "form", "copy", "copies", "original", "photo",
        "certificate", "household book", "paper", "papers", "document", "documents", "receipt",
        "visa",
    )
)  # fmt: skip
_RISKY = frozenset(
    "bring send call sign pay install buy hand give submit file register attach upload print "
    "record transfer deposit scan delete lock unlock".split()
)
_HURTING = frozenset(
    "giấy thẻ sổ đơn phiếu phí tiền thuế phạt tòa sở bộ ủy ban huyện tỉnh bệnh trường ngày mai "
    "toàn tất cả mọi".split()
)
_PIVOTS = frozenset(
    "same many last final tomorrow friend always every all everybody everyone forever permanently "
    "today yesterday tonight neighbour neighbor stranger automatically official agent half double "
    "certainly immediately".split()
)
_ERRANDS = frozenset(
    "bring take send call go ask sign pay install buy carry show hand give submit file apply "
    "register visit attach upload text write print tap press open hold record receive "
    "get wait".split()
)
_FEW = 5
_ERRAND_STEMS = frozenset(map(stem, _ERRANDS))


def claimed_faults(held: Held) -> Iterator[Fault]:
    """English words whose Vietnamese no passage holds, if somebody could be hurt by them."""
    for term in missing_terms(held):
        known = meanings_of(held.words[term.at : term.end])
        if known is not None and is_firm(held.words[term.at : term.end]) and _hurts(term, known):
            yield Fault(kind=_claim_kind(term.phrase), detail=term.phrase[:40])


def stranger_faults(held: Held) -> Iterator[Fault]:
    """Words of which nobody knows the Vietnamese, or which no passage has: one harmless one
    at most, and none in an errand or a sentence of few words."""
    strange = 0
    harmless = 0 if len(held.met) < _FEW else 1 + len(held.terms) // 14
    for term in missing_terms(held):
        run = held.words[term.at : term.end]
        if any(w.text in _PIVOTS for w in run):
            yield Fault(kind=FaultKind.POLARITY, detail=term.phrase[:40])
        if meanings_of(run) is not None and not is_firm(run):
            continue
        strange += 1
        before = held.words[max(0, term.at - 5) : term.at]
        errand = any(
            w.clause == term.clause and (w.text in _ERRANDS or w.key in _ERRAND_STEMS)
            for w in before
        )
        if errand or strange > harmless:
            yield Fault(kind=FaultKind.NOVELTY, detail=f"strange: {term.phrase[:40]}")


def _hurts(term: Term, meanings: Sequence[Phrase]) -> bool:
    """Whether a word is one that lies are made of: a paper, an errand, an office, money."""
    if term.phrase in _ENGLISH_PAPERS or term.phrase in WHOLE or term.word.text in _RISKY:
        return True
    return any(" ".join(phrase) in DANGEROUS or phrase[0] in _HURTING for phrase in meanings[:2])


def _claim_kind(phrase: str) -> FaultKind:
    if phrase in _ENGLISH_PAPERS:
        return FaultKind.DOCUMENT
    return FaultKind.ACTION
