"""Asides: a name on the screen with its English in brackets after it."""

import re
from collections.abc import Iterator, Sequence

from bot.answering.alignment import Phrase, source_of
from bot.answering.claims import Word, claims_of
from bot.answering.support.held import Held
from bot.answering.support.verbatim import verbatim
from bot.answering.translated.meanings import meanings_of
from bot.domain.draft import Fault, FaultKind
from bot.language.fold import has_diacritics

_ASIDE = re.compile(
    r"(?:\*\*(?P<name>[^*]+)\*\*|"
    r"(?<![\w*])(?P<bare>[A-ZĐ][^\W\d_]*(?: [^\W\d_]+){0,5})(?= \([^()\d]*\)))"
    r" \((?P<gloss>[^()]{1,80})\)"
)


def in_aside(text: str, start: int) -> bool:
    """Whether the character at `start` stands in the brackets of an aside."""
    spans = (found.span("gloss") for found in _ASIDE.finditer(text))
    return any(first <= start < end for first, end in spans)


def aside_faults(held: Held) -> Iterator[Fault]:
    """English in brackets that is no translation of the name before it, or stands behind a
    name that no passage has."""
    for found in _ASIDE.finditer(held.text):
        inside = claims_of(found["gloss"], "en")
        source = source_of((found["name"] or found["bare"],), "vi")
        if found["bare"] and not _is_named(held, found["bare"]):
            yield Fault(kind=FaultKind.NAME, detail=found["bare"][:40])
        if any(word.figure or word.token for word in inside.words) or len(inside.words) > 8:
            yield Fault(kind=FaultKind.NAME, detail="figures in a translation")
        told = _glossed(inside.words)
        strange = sum(not source.places(known) for known in told)
        if told and strange > len(told) / 2:
            yield Fault(kind=FaultKind.NAME, detail="not its translation")


def _is_named(held: Held, bare: str) -> bool:
    """Whether a passage has the Vietnamese name that some words end in: `Press Hủy`."""
    words = bare.split()
    first = next((n for n, word in enumerate(words) if has_diacritics(word)), None)
    ends = range(0 if first is None else first + 1)
    return first is None or any(
        verbatim(held.cited, " ".join(words[n:]), bold=False) and words[n][0].isupper()
        for n in ends
    )


def _glossed(words: Sequence[Word]) -> list[tuple[Phrase, ...]]:
    """What the longest runs of a gloss may mean."""
    found: list[tuple[Phrase, ...]] = []
    at = 0
    while at < len(words):
        runs = (words[at : at + n] for n in range(min(5, len(words) - at), 0, -1))
        known = next(
            (
                (len(run), read)
                for run in runs
                if not (len(run) == 1 and run[0].glue) and (read := meanings_of(run)) is not None
            ),
            None,
        )
        at += known[0] if known else 1
        if known:
            found.append(known[1])
    return found
