"""Dangerous words: those that lies are made of, where the source has none of them."""

from collections.abc import Iterator, Sequence

from bot.answering.claims import Word
from bot.answering.support.fault_kinds import HARD, dangerous_kind, rival_kind
from bot.answering.support.held import Held
from bot.domain.draft import Fault
from bot.language.everyday import DANGEROUS
from bot.language.synonyms import synonyms


def dangerous_faults(held: Held) -> Iterator[Fault]:
    """Words that lies are made of, and not a word of them in the source."""
    yield from _dangerous_terms(held)
    yield from _dangerous_runs(held)


def _dangerous_terms(held: Held) -> Iterator[Fault]:
    for term in held.terms:
        if term.places or term.word.figure or term.word.token:
            continue
        if term.kind in HARD and not held.ordinary(term.at):
            yield Fault(kind=rival_kind(term), detail=term.phrase[:40])
        for length in range(min(4, len(held.words) - term.at), 0, -1):
            run = held.words[term.at : term.at + length]
            phrase = " ".join(word.text for word in run)
            after = held.words[term.at + 1].text if term.at + 1 < len(held.words) else ""
            if phrase in DANGEROUS and after not in ("đó", "này", "ấy"):
                yield Fault(kind=dangerous_kind(phrase), detail=phrase)


def _dangerous_runs(held: Held) -> Iterator[Fault]:
    for at in range(len(held.words)):
        for length in (2, 3):
            run = held.words[at : at + length]
            phrase = " ".join(word.text for word in run)
            inside = any(t.places and t.at <= at and at + length <= t.end for t in held.terms)
            if (
                len(run) == length
                and phrase in DANGEROUS
                and not inside
                and not _known(held, run, phrase)
            ):
                yield Fault(kind=dangerous_kind(phrase), detail=phrase)


def _known(held: Held, run: Sequence[Word], phrase: str) -> bool:
    key = tuple(word.key for word in run)
    same = (*synonyms(held.language).get(phrase, ()), key)
    return bool(held.source.places(same))
