"""Asked: what the guide only asks, denies or answers with no, said as if it were so."""

from collections.abc import Iterator

from bot.answering.alignment import Place, Term
from bot.answering.claims import Asked
from bot.answering.support.held import Held
from bot.answering.translated.denying import DENIALS, IFS, KHONG, TURNING, denied_before
from bot.answering.translated.segments import is_telling, segments
from bot.domain.draft import Fault, FaultKind

_WONDERING = frozenset("whether if ask check see how question find look asks unless".split())
_FINITE = frozenset("is are do does can must may will has have need needs should".split())
_DOES = frozenset(("do", "does", "did"))
_OBJECTS = frozenset("not it this that so the a an all everything something you they".split())
_ASKERS = frozenset(
    "what how where when why if whether to must should can cannot please and or not may could "
    "will let then".split()
)


def asked_no_faults(held: Held) -> Iterator[Fault]:
    """What a question asks and the guide answers with no, said as if it were so."""
    for term, place in held.met:
        if place.word.asked is not Asked.NO or held.conditional(term):
            continue
        if all(p.word.asked is Asked.NO for p in term.places) and not _denied_at_all(held, term):
            yield Fault(kind=FaultKind.POLARITY, detail=f"answered with no: {term.phrase[:40]}")


def yes_faults(held: Held) -> Iterator[Fault]:
    """A clause all of which is what a question asks that the guide answers with no,
    `does` where the guide says `không`, and a first `yes` for a no."""
    yield from _whole_clauses(held)
    yield from _does(held)
    yield from _begun_with_yes(held)


def _whole_clauses(held: Held) -> Iterator[Fault]:
    part = {w.start: (w.clause, held.text.count(":", 0, w.start)) for w in held.words}
    for clause in dict.fromkeys(part.values()):
        texts = {word.text for word in held.words if part[word.start] == clause}
        terms = [t for t in held.terms if part[held.words[t.at].start] == clause and t.places]
        if not terms or not texts & _FINITE or texts & (DENIALS | TURNING | IFS):
            continue
        if all(any(p.word.asked is Asked.NO for p in term.places) for term in terms):
            yield Fault(kind=FaultKind.POLARITY, detail=f"yes to {terms[0].phrase[:40]}")


def _does(held: Held) -> Iterator[Fault]:
    for at, word in enumerate(held.words[1:-1], 1):
        after = held.words[at + 1]
        if word.text not in _DOES or after.text in _OBJECTS or after.clause != word.clause:
            continue
        if held.words[at - 1].text in _ASKERS or held.words[at - 1].clause != word.clause:
            continue
        beside = [p for t, p in held.met if t.clause == word.clause and -4 <= t.at - at <= 6]
        if any(held.source.sentence(place) & KHONG for place in beside):
            yield Fault(kind=FaultKind.POLARITY, detail=f"{word.text} {after.text[:40]}")


def _begun_with_yes(held: Held) -> Iterator[Fault]:
    if held.words and held.words[0].text == "yes":
        asked = {w.asked for c in held.source.claims for w in c.words if w.line == 0}
        if Asked.NO in asked and Asked.YES not in asked and len(held.cited) == 1:
            yield Fault(kind=FaultKind.POLARITY, detail="yes for no")


def left_out_faults(held: Held) -> Iterator[Fault]:
    """What the guide denies or only asks, said without a denial or a question."""
    texts = {word.text for word in held.words}
    for terms in segments(held):
        met = [
            (term, place)
            for term, place in held.met
            if term in terms and is_telling(held, term) and not held.conditional(term)
        ]
        clause = {word.text for word in held.words if word.clause == terms[0].clause}
        if not met or clause & DENIALS:
            continue
        if not texts & _WONDERING and sum(_wondered(held, p) for _, p in met) >= len(met) / 2:
            yield Fault(kind=FaultKind.POLARITY, detail=f"asked: {met[0][0].phrase[:40]}")
        if clause & TURNING:
            continue
        denied = sum(denied_before(held, place) for _, place in met)
        if not texts & DENIALS and denied >= len(met) / 2:
            yield Fault(kind=FaultKind.POLARITY, detail=f"denied: {met[0][0].phrase[:40]}")


def _denied_at_all(held: Held, term: Term) -> bool:
    return bool(
        {w.text for w in held.words if w.sentence == term.word.sentence} & (DENIALS | TURNING)
    )


def _wondered(held: Held, place: Place) -> bool:
    """Whether a place stands between `có` and `không` in its clause."""
    words = held.source.claims[place.passage].words
    clause = [(n, w.text) for n, w in enumerate(words) if w.clause == place.word.clause]
    return (
        place.word.line > 0
        and any(n < place.start and text == "có" for n, text in clause)
        and any(n >= place.end and text == "không" for n, text in clause)
    )
