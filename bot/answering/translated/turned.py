"""Turned: sentences that one small word would turn round, which nobody can check across two
languages."""

import re
from collections.abc import Iterator

from bot.answering.alignment import Place
from bot.answering.claims import Asked
from bot.answering.support.held import Held
from bot.answering.translated.denying import KHONG
from bot.domain.draft import Fault, FaultKind

_DENIES = re.compile(
    r"\b(?:none|nothing|neither|nor|unless|except|not only|hardly|barely|rarely|seldom|scarcely)\b",
    re.I,
)
# `The police do work by phone` stands where the guide says that they do not.
_INSISTS = re.compile(
    r"\b(?:do|does|did)\b(?! (?:i|you|we|they|he|she|it|not|so|this|that|the)\b)(?=\s+[a-z])"
    r"|\b(?:do|does|did)\b(?=[.,;:!]|$)",
    re.I,
)
_LASTS, _REACH = frozenset(("còn", "vẫn")), 5
_SHOUTS = re.compile(r"(?:\b[A-Z]{3,}\b[\s,]+(?:[A-Z]{1,2}\s+)?){2,}[A-Z]{3,}\b")


def turned_faults(held: Held) -> Iterator[Fault]:
    """An exception, half a denial or an emphasis in English over Vietnamese passages. That it is
    the guide's can't be told surely enough, and one too many or too few is as bad as a wrong
    fee; the guide itself stands below."""
    if _DENIES.search(held.text) or _INSISTS.search(held.text):
        yield Fault(kind=FaultKind.POLARITY, detail="turned")
    yield from _still(held)
    if _SHOUTS.search(held.text):
        yield Fault(kind=FaultKind.NAME, detail="capitals")


def _still(held: Held) -> Iterator[Fault]:
    """`still` where the guide has no `còn` or `vẫn` right before the same words."""
    for at, word in enumerate(held.words):
        if word.text != "still":
            continue
        place = next((p for t, p in held.met if at < t.at <= at + _REACH), None)
        if place is None or place.word.asked is not Asked.NOT or not _lasts(held, place):
            yield Fault(kind=FaultKind.POLARITY, detail="still")


def _lasts(held: Held, place: Place) -> bool:
    near = held.source.before(place, 3)
    return bool(_LASTS & ({*near[1:]} | held.source.run(place))) and not KHONG & {*near}
