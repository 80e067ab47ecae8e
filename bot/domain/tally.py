"""Tally: what people said of one guide, counted."""

from collections import Counter
from collections.abc import Iterable

from bot.domain.conversation import Fault, Feedback, Verdict
from bot.domain.values import Value


class PieceTally(Value):
    """What people said of one piece of a guide, by its chunk's id."""

    part: str
    helpful: int
    unhelpful: int
    faults: dict[str, int]


class Tally(Value):
    """What people said of a guide: how it went for those who finished it, the reasons some of
    them gave, the steps they got stuck at (by id), and its pieces, the least helpful first.

    A Feedback without a fault counts as a verdict, one with a fault as a reason: who gives a
    reason gave the verdict before. So reasons are never more people than verdicts.
    """

    guide: str
    worked: int
    failed: int
    faults: dict[str, int]
    stuck: dict[str, int]
    parts: tuple[PieceTally, ...]

    @property
    def complaints(self) -> int:
        """How many verdicts on the guide or a piece of it were bad."""
        return self.failed + sum(piece.unhelpful for piece in self.parts)


def tallies(given: Iterable[Feedback]) -> list[Tally]:
    """The feedback guide by guide, the one with most failures first, then the one with most
    complaints."""
    by_guide: dict[str, list[Feedback]] = {}
    for one in given:
        by_guide.setdefault(one.guide, []).append(one)
    counted = [_tally(guide, feedback) for guide, feedback in by_guide.items()]
    return sorted(counted, key=lambda tally: (-tally.failed, -tally.complaints, tally.guide))


def _tally(guide: str, given: list[Feedback]) -> Tally:
    whole = [one for one in given if one.part is None]
    parts = dict.fromkeys(one.part for one in given if one.part is not None)
    pieces = [_piece(part, [one for one in given if one.part == part]) for part in parts]
    stuck = (one.step for one in whole if one.fault is Fault.STUCK and one.step is not None)
    return Tally(
        guide=guide,
        worked=_count(whole, Verdict.WORKED),
        failed=_count(whole, Verdict.FAILED),
        faults=_faults(whole),
        stuck=dict(Counter(stuck).most_common()),
        parts=tuple(sorted(pieces, key=lambda piece: (-piece.unhelpful, piece.part))),
    )


def _piece(part: str, given: list[Feedback]) -> PieceTally:
    return PieceTally(
        part=part,
        helpful=_count(given, Verdict.HELPFUL),
        unhelpful=_count(given, Verdict.UNHELPFUL),
        faults=_faults(given),
    )


def _count(given: list[Feedback], verdict: Verdict) -> int:
    return sum(one.verdict is verdict and one.fault is None for one in given)


def _faults(given: list[Feedback]) -> dict[str, int]:
    return dict(Counter(one.fault.value for one in given if one.fault).most_common())
