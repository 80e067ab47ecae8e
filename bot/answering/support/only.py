"""Only: `chỉ` where the source leaves a choice."""

from collections.abc import Iterator

from bot.answering.support.held import Held
from bot.answering.support.joins import OR
from bot.domain.draft import Fault, FaultKind
from bot.language.everyday import RESTRICTING

_ENOUGH = frozenset("cần là việc".split())


def only_faults(held: Held) -> Iterator[Fault]:
    """`chỉ` where nothing in the source restricts, or where it offers a choice."""
    for at, word in enumerate(held.words):
        before = held.words[at - 1].text if at else ""
        last = at + 1 == len(held.words) or held.words[at + 1].clause != word.clause
        if word.text not in ("chỉ", "only") or before in ("điểm", "địa", "chứng") or last:
            continue
        after = next(((t, p) for t, p in held.met if t.at > at), None)
        if after is None:
            yield Fault(kind=FaultKind.POLARITY, detail="only")
            continue
        line = held.source.line(after[1])
        follows = held.words[at + 1].text if at + 1 < len(held.words) else ""
        mine = {w.text for w in held.words}
        narrowed = line & OR and not mine & OR and not line & {"chỉ", "only", "mới"}
        if follows not in _ENOUGH and (narrowed or not line & RESTRICTING):
            yield Fault(kind=FaultKind.POLARITY, detail="only")
