"""Names: buttons, quotations, people and places that no passage names."""

from collections.abc import Iterator

from bot.answering.support.held import Held
from bot.answering.support.verbatim import verbatim
from bot.domain.draft import Fault, FaultKind

_PRESSING = frozenset("bấm nhấn chọn chạm ấn tap press select click choose".split())
_TITLES = frozenset("ông bà anh chị cô chú bác mr mrs ms".split())


def name_faults(held: Held) -> Iterator[Fault]:
    """Names that no passage has as they are, or has less often, or has not on the screen."""
    yield from _unmarked(held)
    yield from _repeated(held)
    yield from _unpressed(held)
    yield from _misquoted(held)
    yield from _unknown(held)


def _unmarked(held: Held) -> Iterator[Fault]:
    for _, _, name in held.claims.bold:
        if not verbatim(held.cited, name, bold=True):
            yield Fault(kind=FaultKind.NAME, detail=name[:40])


def _repeated(held: Held) -> Iterator[Fault]:
    names = [name.casefold() for _, _, name in held.claims.bold]
    for name in dict.fromkeys(names):
        if names.count(name) > max(1, sum(p.text.casefold().count(name) for p in held.cited)):
            yield Fault(kind=FaultKind.NAME, detail=f"twice {name[:40]}")


def _unpressed(held: Held) -> Iterator[Fault]:
    for start, _, name in held.claims.bold:
        before = held.words[start - 1].text if start else ""
        if before in _PRESSING and not _pressed(held, name):
            yield Fault(kind=FaultKind.NAME, detail=f"no button {name[:40]}")


def _misquoted(held: Held) -> Iterator[Fault]:
    for name in held.claims.quoted:
        if not verbatim(held.cited, name, bold=False):
            yield Fault(kind=FaultKind.NAME, detail=name[:40])


def _unknown(held: Held) -> Iterator[Fault]:
    for at, word in enumerate(held.words):
        if not word.capital or word.first or word.figure or word.token:
            continue
        if held.ordinary(at):
            continue
        if not held.source.holds(word.key) and word.text not in _TITLES | {"bạn", "i"}:
            before = held.words[at - 1].text if at else ""
            kind = FaultKind.OTHER_PERSON if before in _TITLES else FaultKind.NAME
            yield Fault(kind=kind, detail=word.text[:40])


def _pressed(held: Held, name: str) -> bool:
    """Whether a passage marks the name as one on the screen."""
    low = name.strip().casefold()
    return any(other.casefold() == low for other, _ in held.source.bold) or any(
        low in quoted.casefold() for claims in held.source.claims for quoted in claims.quoted
    )
