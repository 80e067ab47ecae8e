"""Related guides: which other guides stand near a guide."""

from collections.abc import Mapping

import numpy as np

from bot.domain.search import Vector

_RELATED = 3


def related_guides(
    heads: Mapping[str, Vector], families: Mapping[str, str | None]
) -> dict[str, tuple[str, ...]]:
    """Every guide's three nearest other guides, nearest first, by the vectors of their heads.
    Members of one family are left out: the bot already asks between
    them. Guides that are no nearer than at right angles are not related."""
    ids = list(heads)
    if not ids:
        return {}
    rows = np.asarray([heads[guide] for guide in ids], dtype=np.float32)
    cosines = rows @ rows.T
    found = {}
    for at, guide in enumerate(ids):
        order = (int(other) for other in np.argsort(-cosines[at], kind="stable"))
        others = [
            ids[other]
            for other in order
            if other != at
            and cosines[at, other] > 0
            and not (families.get(guide) and families.get(guide) == families.get(ids[other]))
        ]
        found[guide] = tuple(others[:_RELATED])
    return found
