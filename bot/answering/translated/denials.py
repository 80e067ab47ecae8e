"""Denials: what an English sentence denies, and its Vietnamese source."""

from collections.abc import Iterator

from bot.answering.alignment import Place
from bot.answering.claims import Asked
from bot.answering.support.denials import denial_faults
from bot.answering.support.held import Held
from bot.answering.translated.denying import DENIALS, KHONG, OUT, since_turn
from bot.answering.translated.meanings import is_firm, meanings_of
from bot.domain.draft import Fault, FaultKind

_NEGATIVE = KHONG | frozenset(
    "miễn hết trừ cấm ngoài thôi dừng ngừng thiếu sai khỏi mất chỉ tránh hỏng lỗi quên kém khó "
    "khác hủy bỏ từ_chối xóa thay ngoại".split()
)


def english_denial_faults(held: Held) -> Iterator[Fault]:
    """What is denied on one side only, but for words whose Vietnamese may deny by itself."""
    unsure = {
        term.phrase
        for term in held.terms
        if term.word.figure is None
        and term.kind != "bold"
        and (known := meanings_of(held.words[term.at : term.end])) is not None
        and (
            not is_firm(held.words[term.at : term.end])
            or any(set(phrase) & (KHONG | {"trừ", "hết"}) for phrase in known)
        )
    }
    for fault in denial_faults(held):
        phrase = fault.detail.removeprefix("not ").removeprefix("denied: ")
        if phrase.removesuffix(", but") not in unsure:
            yield fault


def parity_faults(held: Held) -> Iterator[Fault]:
    """A denial whose words the source denies nowhere near."""
    for at, word in enumerate(held.words):
        if word.text not in DENIALS or (word.text == "no" and word.first):
            continue
        beside = [
            place
            for term, place in held.met
            if term.clause == word.clause and -4 <= term.at - at <= 6
        ]
        if word.text == "without" and not _lacking(held, at):
            yield Fault(kind=FaultKind.POLARITY, detail="without: not said")
        twice = any(
            w.text in DENIALS and w.clause == word.clause for w in held.words[at + 1 : at + 4]
        )
        if twice or (beside and not any(_negative(held, place) for place in beside)):
            yield Fault(kind=FaultKind.POLARITY, detail=f"{word.text}: nothing is denied")


def _negative(held: Held, place: Place) -> bool:
    said = held.source.sentence(place)
    if _in_case(held, place):
        said |= held.source.line(place)
    clause = {
        w.text for w in held.source.claims[place.passage].words if w.clause == place.word.clause
    }
    if clause & _NEGATIVE or said & KHONG or said & OUT or place.word.asked is Asked.NO:
        return True
    words = held.source.claims[place.passage].words
    after = [w for w in words if w.sentence == place.word.sentence + 1][:2]
    return any(w.text in KHONG for w in after)


def _in_case(held: Held, place: Place) -> bool:
    """Whether the word that a place stands for is part of a case."""
    return any(p is place and held.conditional(term) for term, p in held.met)


def _lacking(held: Held, at: int) -> bool:
    """Whether the source lacks what comes next too."""
    after = next((p for t, p in held.met if t.at > at), None)
    if after is None:
        return True
    before = since_turn(held.source.before(after, 6))
    return bool(before & (KHONG | {"thiếu", "trừ", "ngoài", "mất", "quên"}))
