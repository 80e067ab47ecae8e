"""Alike: phrases of different guides that mean nearly the same, and questions grouped by
meaning, for editors."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain.values import Value
from bot.ports import Embedder

# Of the pairs of phrases of our 99 guides, 22 are this near; those looked at were rewordings.
_ALIKE = 0.85
_SAME_GROUP = 0.4
# What all questions share ("how", "is it allowed", "me") drowns what they ask. Without their
# five commonest directions (Mu and Viswanath 2018, arXiv:1702.01417), the 300 nearest pairs of
# our 676 labelled questions ask for the same guide 1.7 times as often (.36, not .21).
_COMMON = 5
_QUESTIONS_PER_DIRECTION = 50
_Rows = NDArray[np.float32]


class Line(Value):
    """A phrase, the guide it leads to, and that guide's family if it has one."""

    text: str
    guide: str
    family: str | None = None


class AlikePhrases(Value):
    """Two phrases of different guides, and their cosine."""

    first: Line
    second: Line
    cosine: float


class QuestionGroup(Value):
    """Questions that mean much the same. `typical` is the one most others are near;
    `guide` the nearest guide, None when nothing of the questions is known."""

    size: int
    typical: str
    guide: str | None
    cosine: float
    questions: tuple[str, ...]


def alike_phrases(
    lines: Sequence[Line], embedder: Embedder, *, least: float = _ALIKE
) -> list[AlikePhrases]:
    """The pairs of phrases from different guides, not of one family, whose cosine is at
    least `least`, nearest first: likely duplicates, or guides a citizen may mix up."""
    rows = _rows(embedder, [line.text for line in lines])
    found = []
    for at, line in enumerate(lines):
        cosines = rows[at + 1 :] @ rows[at]
        for beside in np.flatnonzero(cosines >= least):
            other = lines[at + 1 + int(beside)]
            if other.guide != line.guide and not (line.family and line.family == other.family):
                cosine = round(min(1.0, float(cosines[beside])), 4)
                found.append(AlikePhrases(first=line, second=other, cosine=cosine))
    return sorted(found, key=lambda pair: -pair.cosine)


def group_questions(
    questions: Sequence[str],
    guides: Mapping[str, Sequence[str]],
    embedder: Embedder,
    *,
    least: float = _SAME_GROUP,
) -> list[QuestionGroup]:
    """Questions grouped by meaning, the largest group first; every question is in one group.

    Again and again, the question with the most ungrouped questions at a cosine of at least
    `least` takes them all (star clustering; Aslam et al. 2004). `guides` are each guide's title
    and ways of asking by its id; the guide whose texts' mean is nearest to a group's mean is
    named. Memory grows with the square of the number of questions: 400 MB for 10,000."""
    rows = _rows(embedder, questions)
    texts = _rows(embedder, [text for owned in guides.values() for text in owned])
    middles = _means(texts, [len(owned) for owned in guides.values()])
    told_apart = _apart(rows)
    near = told_apart @ told_apart.T >= least
    np.fill_diagonal(near, True)
    left = np.ones(len(questions), dtype=bool)
    groups = []
    while left.any():
        sizes = np.where(left, (near & left).sum(axis=1), 0)
        typical = int(sizes.argmax())
        members = np.flatnonzero(near[typical] & left)
        left[members] = False
        guide, cosine = _nearest(rows[members], list(guides), middles)
        others = [int(member) for member in members if member != typical]
        groups.append(
            QuestionGroup(
                size=len(members),
                typical=questions[typical],
                guide=guide,
                cosine=cosine,
                questions=(questions[typical], *(questions[other] for other in others)),
            )
        )
    return groups


def _nearest(members: _Rows, guides: list[str], middles: _Rows) -> tuple[str | None, float]:
    middle = _unit(members.mean(axis=0, keepdims=True))[0]
    if not guides or not middle.any():
        return None, 0.0
    cosines = middles @ middle
    best = int(cosines.argmax())
    return guides[best], round(float(cosines[best]), 4)


def _apart(rows: _Rows) -> _Rows:
    """The rows without what all of them share: their mean and their commonest directions, as
    far as there are rows enough to tell them."""
    directions = min(_COMMON, len(rows) // _QUESTIONS_PER_DIRECTION)
    if not directions:
        return rows
    centred = (rows - rows.mean(axis=0)) * rows.any(axis=1, keepdims=True)
    common = np.linalg.svd(centred, full_matrices=False)[2][:directions]
    return _unit(centred - centred @ common.T @ common)


def _means(rows: _Rows, sizes: Sequence[int]) -> _Rows:
    """The mean of every run of rows, at length 1."""
    ends = np.cumsum(sizes)
    means = [
        rows[end - size : end].mean(axis=0) if size else np.zeros(rows.shape[1])
        for size, end in zip(sizes, ends, strict=True)
    ]
    return _unit(np.asarray(means, dtype=np.float32).reshape(len(sizes), rows.shape[1]))


def _unit(rows: _Rows) -> _Rows:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: _Rows = (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return unit


def _rows(embedder: Embedder, texts: Sequence[str]) -> _Rows:
    if not texts:
        return np.zeros((0, embedder.stamp.dimension), dtype=np.float32)
    return np.asarray(embedder.passages(texts), dtype=np.float32)
