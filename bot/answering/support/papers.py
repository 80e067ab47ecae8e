"""Papers: a paper's first word with what no passage puts beside it."""

from collections.abc import Iterator

from bot.answering.support.held import Held
from bot.domain.draft import Fault, FaultKind
from bot.language.everyday import LIGHT, PAPER_KINDS, PAPERS


def paper_faults(held: Held) -> Iterator[Fault]:
    """A paper's first word with what the source nowhere puts beside it: `giấy tạm trú`."""
    for at, word in enumerate(held.words[:-1]):
        after = held.words[at + 1]
        if word.text not in PAPERS or word.glue or after.glue or after.figure or after.token:
            continue
        if after.clause != word.clause or after.text in LIGHT or not held.source.holds(word.key):
            continue
        if after.text not in PAPER_KINDS and held.source.holds(after.key):
            continue
        if not held.source.close(word.key, after.key, 4) and not _term_known(held, at):
            yield Fault(kind=FaultKind.DOCUMENT, detail=f"{word.text} {after.text}"[:40])


def _term_known(held: Held, at: int) -> bool:
    return any(t.at <= at and t.end > at + 1 and t.places for t in held.terms)
