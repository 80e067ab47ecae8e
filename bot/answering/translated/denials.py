"""Denials: what the Vietnamese source denies, and an English sentence does not."""

from collections.abc import Iterator

from bot.answering.support.denials import denial_faults
from bot.answering.support.held import Held
from bot.answering.translated.denying import KHONG
from bot.answering.translated.meanings import is_firm, meanings_of
from bot.domain.draft import Fault


def english_denial_faults(held: Held) -> Iterator[Fault]:
    """What the guide denies and the sentence does not, but for words whose Vietnamese may deny
    by itself."""
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
        phrase = fault.detail.removeprefix("denied: ")
        if phrase != fault.detail and phrase not in unsure:
            yield fault
