"""Fit: how well the words beside one fit the places it may come from."""

from collections.abc import Sequence

from bot.answering.alignment import Place, Term, nearness
from bot.answering.support.held import Held
from bot.language.everyday import FAMILY
from bot.language.quantities import FigureKind

_BESIDE = 4
_VAGUE = frozenset("mất hết tốn là có mỗi thu phí tiền phạt thời hạn fee cost".split())
_Beside = tuple[float, Term, bool]
"""How much a word beside another counts, the word, and whether it comes after."""


def fit(
    held: Held, at: int, places: Sequence[Place], *, clauses: bool = True
) -> tuple[float, float]:
    """How well the words beside a term fit any one of some places, and the weight of those
    words."""
    term = held.terms[at]
    close: list[_Beside] = []
    far: list[_Beside] = []
    for index in range(max(0, at - _BESIDE), min(len(held.terms), at + _BESIDE + 1)):
        other = held.terms[index]
        if index == at or not other.places or not _tells(other, term):
            continue
        weight = 1.0 / abs(index - at)
        if other.clause == term.clause or not clauses:
            close.append((weight, other, index > at))
        else:
            far.append((weight * 0.25, other, index > at))
    return _fitting(close if len(close) > 1 else close + far, places)


def fit_at(
    held: Held, at: int, places: Sequence[Place], *, after: bool = True
) -> tuple[float, float]:
    """The same for the word `at` that is no term; not `after`: only the words before it."""
    clause = held.words[at].clause
    before = [t for t in held.terms if t.end <= at and t.clause == clause and t.places][-3:]
    behind = [t for t in held.terms if t.at > at and t.clause == clause and t.places][:3]
    beside = [(1.0 / (n + 1), t, False) for n, t in enumerate(reversed(before))]
    if after:
        beside += [(1.0 / (n + 1), t, True) for n, t in enumerate(behind)]
    return _fitting(beside, places)


def stands_alone(held: Held, at: int) -> bool:
    """Whether a clause has nothing but a figure: `5 ngày làm việc nếu không`."""
    clause = held.terms[at].clause
    return not any(t.clause == clause and n != at for n, t in enumerate(held.terms))


def _tells(other: Term, term: Term) -> bool:
    """Whether a word beside a term tells which of its places is meant."""
    if other.phrase in FAMILY | _VAGUE:
        return False
    dated = other.word.figure is not None and other.word.figure.kind is FigureKind.DATE
    if term.word.figure is not None and dated:
        return term.word.figure.kind is FigureKind.DATE
    return not term.kind or other.kind != term.kind or "date" in term.kind


def _fitting(beside: Sequence[_Beside], places: Sequence[Place]) -> tuple[float, float]:
    total = sum(weight for weight, _, _ in beside)
    best = max(
        (
            sum(
                weight * max(_together(p, place, after) for p in term.places)
                for weight, term, after in beside
            )
            for place in places
        ),
        default=0.0,
    )
    return best, total


def _together(place: Place, other: Place, after: bool) -> float:
    return max(nearness(other, place) if after else nearness(place, other), 0.0)
