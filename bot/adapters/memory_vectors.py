"""Vectors in memory: a VectorIndex that looks at every vector, for as long as a sync lasts."""

from collections.abc import Mapping

import numpy as np

from bot.domain.search import ModelStamp, Near, Vector
from bot.ports import Embedder


class MemoryVectors:
    """A VectorIndex over vectors of unit length. Vectors of zeros are left out."""

    def __init__(self, stamp: ModelStamp, vectors: Mapping[str, Vector]) -> None:
        self._stamp = stamp
        self._vectors = {name: vector for name, vector in vectors.items() if any(vector)}
        self._names = list(self._vectors)
        rows = np.asarray(list(self._vectors.values()), dtype=np.float32)
        self._rows = rows.reshape(len(self._names), stamp.dimension)

    @classmethod
    def of(cls, texts: Mapping[str, str], embedder: Embedder) -> "MemoryVectors":
        """The vectors of texts by their ids."""
        vectors = embedder.passages(list(texts.values()))
        return cls(embedder.stamp, dict(zip(texts, vectors, strict=True)))

    @property
    def stamp(self) -> ModelStamp:
        """Which model made the vectors."""
        return self._stamp

    def nearest(self, vector: Vector, limit: int) -> list[Near]:
        """The nearest neighbours; see the VectorIndex port."""
        if not any(vector) or not self._names or limit <= 0:
            return []
        cosines = self._rows @ np.asarray(vector, dtype=np.float32)
        order = np.argsort(-cosines, kind="stable")[:limit]
        return [Near(id=self._names[at], cosine=round(float(cosines[at]), 6)) for at in order]

    def all(self) -> Mapping[str, Vector]:
        """Every vector by its id."""
        return self._vectors
