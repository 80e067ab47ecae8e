"""Errands: where a sentence sends a citizen, and what it has sent to a phone."""

from collections.abc import Iterator

from bot.answering.support.held import Held
from bot.domain.draft import Fault, FaultKind
from bot.language.everyday import FAMILY, GOING, LIGHT, STAYING

_SENDING = frozenset("nhắn gửi chuyển soạn kết zalo send text transfer message pay add".split())


def going_faults(held: Held) -> Iterator[Fault]:
    """To go somewhere that the source only mentions."""
    for term, _place in held.met:
        before = held.words[term.at - 1].text if term.at else ""
        if before not in GOING or term.word.figure or term.phrase in FAMILY | LIGHT:
            continue
        if not any(STAYING & set(held.source.before(p, 3)) or p.word.first for p in term.places):
            yield Fault(kind=FaultKind.ACTION, detail=f"to {term.phrase[:40]}")


def phone_faults(held: Held) -> Iterator[Fault]:
    """Something is sent to a phone number that the source only calls."""
    for at, word in enumerate(held.words):
        if not word.token or not word.text.startswith("phone"):
            continue
        before = {w.text for w in held.words[max(0, at - 5) : at]} & _SENDING
        here = [set(held.source.before(p, 8)) for p in held.source.places(((word.text,),))]
        if before and not any(before & words for words in here):
            yield Fault(kind=FaultKind.ACTION, detail=f"{min(before)} {word.text}")
