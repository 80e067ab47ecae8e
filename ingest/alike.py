"""Alike: phrases of different guides that mean nearly the same, and questions grouped by
meaning, for editors."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain.values import Value
from bot.ports import Embedder

# Above .9 the bundled model's pairs on our guides are rewordings; below .8 mostly neighbours.
_ALIKE = 0.9
# Questions nearer than this to a group's typical one ask for the same thing more often than not.
_SAME_GROUP = 0.6
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
    heads: Mapping[str, str],
    embedder: Embedder,
    *,
    least: float = _SAME_GROUP,
) -> list[QuestionGroup]:
    """Questions grouped by meaning, the largest group first; every question is in one group.

    Again and again, the question with the most ungrouped questions at a cosine of at least
    `least` takes them all (star clustering; Aslam et al. 2004). `heads` are the guides' titles
    and summaries by id; the guide nearest to a group's middle is named. Memory grows with the
    square of the number of questions: 400 MB for 10,000."""
    rows = _rows(embedder, questions)
    guides, guide_rows = list(heads), _rows(embedder, list(heads.values()))
    near = rows @ rows.T >= least
    np.fill_diagonal(near, True)
    left = np.ones(len(questions), dtype=bool)
    groups = []
    while left.any():
        sizes = np.where(left, (near & left).sum(axis=1), 0)
        typical = int(sizes.argmax())
        members = np.flatnonzero(near[typical] & left)
        left[members] = False
        guide, cosine = _nearest(rows[members], guides, guide_rows)
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


def _nearest(members: _Rows, guides: list[str], guide_rows: _Rows) -> tuple[str | None, float]:
    middle = members.mean(axis=0)
    length = float(np.linalg.norm(middle))
    if not guides or not length:
        return None, 0.0
    cosines = guide_rows @ (middle / length)
    best = int(cosines.argmax())
    return guides[best], round(float(cosines[best]), 4)


def _rows(embedder: Embedder, texts: Sequence[str]) -> _Rows:
    if not texts:
        return np.zeros((0, embedder.stamp.dimension), dtype=np.float32)
    return np.asarray(embedder.passages(texts), dtype=np.float32)
