"""The topic model: which guide a question's words speak of, learned from the guides' phrases.

Ridge regression from the terms of a phrase (folded syllables, pairs, character runs, idf
weighted, unit length) to its guide, one column a guide. BM25 finds the phrase most alike;
this learns which words tell guides apart, whatever phrase they stand in.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.domain.errors import DamagedGeneration
from bot.language.tokens import RAW, RUN

_RIDGE = 1.0
_RUN_WEIGHT = 0.5
_LONGEST_RUN = 4
_FEWEST_OCCURRENCES = 2
# With fewer phrases a guide there is nothing to learn that BM25 does not know.
_FEWEST_PHRASES = 4
_BLOCK = 4_096
_Floats = NDArray[np.float32]


class TopicModel:
    """Scores every guide for a question's terms."""

    def __init__(
        self,
        terms: Mapping[str, int],
        idf: _Floats,
        weights: NDArray[np.float16],
        leverage: _Floats,
    ) -> None:
        self._terms = terms
        self._idf = idf
        self._weights = weights
        self._leverage = leverage

    @classmethod
    def train(
        cls, phrases: Sequence[Sequence[str]], owners: Sequence[int], guides: int, folder: Path
    ) -> None:
        """Learn from phrases given as terms, each owned by a guide's place, and write the
        model into a new folder. Nothing is written when there are too few phrases."""
        if not guides or len(phrases) < guides * _FEWEST_PHRASES:
            return
        terms, idf = _vocabulary(phrases)
        vectors = [_vector(phrase, terms, idf) for phrase in phrases]
        kernel = _kernel(vectors, len(terms))
        inverse = np.linalg.inv(kernel + _RIDGE * np.eye(len(phrases), dtype=np.float32))
        truth = np.zeros((len(phrases), guides), dtype=np.float32)
        truth[np.arange(len(phrases)), list(owners)] = 1
        weights = np.zeros((len(terms), guides), dtype=np.float32)
        for (places, values), row in zip(vectors, inverse @ truth, strict=True):
            weights[places] += values[:, None] * row
        folder.mkdir()
        (folder / "terms.json").write_text(json.dumps(list(terms)), encoding="utf-8")
        np.save(folder / "idf.npy", idf)
        np.save(folder / "weights.npy", weights.astype(np.float16))
        np.save(folder / "leverage.npy", 1 - _RIDGE * np.diagonal(inverse))

    @classmethod
    def open(cls, folder: Path) -> "TopicModel | None":
        """The model in a folder, None when none was trained. Raises DamagedGeneration."""
        if not folder.is_dir():
            return None
        try:
            listed = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
            return cls(
                {term: place for place, term in enumerate(listed)},
                np.load(folder / "idf.npy"),
                np.load(folder / "weights.npy"),
                np.load(folder / "leverage.npy"),
            )
        except (OSError, ValueError, TypeError, EOFError) as error:
            raise DamagedGeneration(f"topic model unreadable: {error}") from error

    def scores(self, terms: Iterable[str]) -> _Floats:
        """A score for every guide, about 1 for the one spoken of and 0 for the others."""
        places, values = _vector(terms, self._terms, self._idf)
        found: _Floats = values @ self._weights[places].astype(np.float32)
        return found

    def scores_without(self, terms: Iterable[str], phrase: int, owner: int) -> _Floats:
        """The scores as if that phrase, whose terms these are, had not been learned from:
        the closed leave-one-out form of ridge regression."""
        scores, leverage = self.scores(terms), float(self._leverage[phrase])
        truth = np.zeros_like(scores)
        truth[owner] = 1
        left_out = (scores - leverage * truth) / (1 - leverage)
        return left_out.astype(np.float32)


def _counts(term: str) -> bool:
    return term[0] != RAW and (term[0] != RUN or len(term) <= _LONGEST_RUN + 1)


def _vocabulary(phrases: Sequence[Sequence[str]]) -> tuple[dict[str, int], _Floats]:
    counts = Counter(term for phrase in phrases for term in dict.fromkeys(phrase) if _counts(term))
    kept = [term for term, count in counts.items() if count >= _FEWEST_OCCURRENCES]
    idf = [math.log(1 + len(phrases) / counts[term]) for term in kept]
    return {term: place for place, term in enumerate(kept)}, np.array(idf, dtype=np.float32)


def _vector(
    terms: Iterable[str], vocabulary: Mapping[str, int], idf: _Floats
) -> tuple[NDArray[np.intp], _Floats]:
    """The places and values of a unit vector."""
    known = [
        (vocabulary[term], term[0] == RUN) for term in dict.fromkeys(terms) if term in vocabulary
    ]
    places = np.array([place for place, _ in known], dtype=np.intp)
    weights = np.array([_RUN_WEIGHT if run else 1.0 for _, run in known], dtype=np.float32)
    values = weights * idf[places]
    return places, values / (float(np.linalg.norm(values)) or 1.0)


def _kernel(vectors: Sequence[tuple[NDArray[np.intp], _Floats]], size: int) -> _Floats:
    """The inner products of all pairs of vectors, summed over blocks of the vocabulary so
    that the whole matrix never stands in memory."""
    kernel = np.zeros((len(vectors), len(vectors)), dtype=np.float32)
    for start in range(0, size, _BLOCK):
        block = np.zeros((len(vectors), min(_BLOCK, size - start)), dtype=np.float32)
        for row, (places, values) in enumerate(vectors):
            here = (places >= start) & (places < start + _BLOCK)
            block[row, places[here] - start] = values[here]
        kernel += block @ block.T
    return kernel
