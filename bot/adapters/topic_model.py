"""The topic model: which guide a question's words speak of, learned from the guides' phrases.

Ridge regression from the terms of a phrase (folded syllables, pairs, character runs, idf
weighted, unit length) to its guide, one column a guide. BM25 finds the phrase most alike;
this learns which words tell guides apart, whatever phrase they stand in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.adapters.postings import Postings
from bot.adapters.term_keys import Keys
from bot.adapters.text_field import found, mapped
from bot.domain.errors import DamagedGeneration
from bot.language.tokens import RAW

_RIDGE = 1.0
_RUN_WEIGHT = 0.5
_LONGEST_RUN = 4
_FEWEST_OCCURRENCES = 2
# With fewer phrases a guide there is nothing to learn that BM25 does not know.
_FEWEST_PHRASES = 4
_BLOCK = 4_096
_SMALL = 128
_Floats = NDArray[np.float32]


class TopicModel:
    """Scores every guide for a question's terms, which go by their keys."""

    def __init__(
        self, keys: Keys, idf: _Floats, weights: NDArray[np.float16], leverage: _Floats
    ) -> None:
        self._keys = keys
        self._idf = idf
        self._weights = weights
        self._leverage = leverage

    @classmethod
    def train(
        cls,
        phrases: Sequence[Sequence[str]],
        lines: Sequence[str],
        owners: Sequence[int],
        guides: int,
        folder: Path,
    ) -> None:
        """Learn from phrases given as terms, each with a line of which the character runs
        count, and owned by a guide's place; write the model into a new folder. Nothing is
        written when there are too few phrases."""
        if not guides or len(phrases) < guides * _FEWEST_PHRASES:
            return
        vectors = _Vectors.of(phrases, lines)
        inverse = _inverse(vectors.kernel())
        truth = np.zeros((len(phrases), guides), dtype=np.float32)
        truth[np.arange(len(phrases)), list(owners)] = 1
        folder.mkdir()
        np.save(folder / "keys.npy", vectors.keys)
        np.save(folder / "idf.npy", vectors.idf)
        np.save(folder / "weights.npy", vectors.weights(inverse @ truth).astype(np.float16))
        np.save(folder / "leverage.npy", 1 - _RIDGE * np.diagonal(inverse))

    @classmethod
    def open(cls, folder: Path) -> "TopicModel | None":
        """The model in a folder, None when none was trained. Raises DamagedGeneration."""
        if not folder.is_dir():
            return None
        try:
            names = ("keys", "idf", "weights", "leverage")
            return cls(*(mapped(folder / f"{name}.npy") for name in names))
        except (OSError, ValueError, EOFError) as error:
            raise DamagedGeneration(f"topic model unreadable: {error}") from error

    def scores(self, keys: Keys) -> _Floats:
        """A score for every guide, about 1 for the one spoken of and 0 for the others."""
        places = found(self._keys, keys)
        places = places[places >= 0]
        values = self._idf[places]
        values /= float(np.linalg.norm(values)) or 1.0
        scores: _Floats = values @ self._weights[places].astype(np.float32)
        return scores

    def scores_without(self, keys: Keys, phrase: int, owner: int) -> _Floats:
        """The scores as if that phrase, whose terms these are, had not been learned from:
        the closed leave-one-out form of ridge regression."""
        scores, leverage = self.scores(keys), float(self._leverage[phrase])
        truth = np.zeros_like(scores)
        truth[owner] = 1
        left_out = (scores - leverage * truth) / (1 - leverage)
        return left_out.astype(np.float32)


@dataclass(frozen=True)
class _Vectors:
    """Phrases as unit vectors over their terms: `idf` by term, what a run counts included,
    and every entry with its phrase, its term and its value."""

    size: int
    keys: Keys
    idf: _Floats
    phrases: NDArray[np.int32]
    terms: NDArray[np.int64]
    values: _Floats

    @classmethod
    def of(cls, phrases: Sequence[Sequence[str]], lines: Sequence[str]) -> "_Vectors":
        words = Postings.of_terms(
            [dict.fromkeys(t for t in phrase if t[0] != RAW) for phrase in phrases]
        )
        runs = Postings.of_runs(lines, _LONGEST_RUN)
        weights = np.repeat([1.0, _RUN_WEIGHT], [len(words.keys), len(runs.keys)])
        counts = np.concatenate([words.counts, runs.counts])
        idf = weights * np.log(1 + len(phrases) / counts)
        keys = np.concatenate([words.keys, runs.keys])
        kept = counts >= _FEWEST_OCCURRENCES
        order = np.argsort(keys[kept])
        places = np.full(len(keys), -1, dtype=np.int64)
        places[np.flatnonzero(kept)[order]] = np.arange(len(order))
        owners = np.concatenate([words.texts, runs.texts])
        terms = np.repeat(places, counts)
        owners, terms = owners[terms >= 0], terms[terms >= 0]
        idf = idf[kept][order]
        values = idf[terms]
        norms = np.sqrt(np.bincount(owners, values**2, len(phrases)))
        values = (values / norms[owners]).astype(np.float32)
        return cls(len(phrases), keys[kept][order], idf.astype(np.float32), owners, terms, values)

    def kernel(self) -> _Floats:
        """The inner products of all pairs of vectors."""
        kernel = np.zeros((self.size, self.size), dtype=np.float32)
        for _, block in self._blocks():
            kernel += block @ block.T
        return kernel

    def weights(self, phrase_weights: _Floats) -> _Floats:
        """The weights of the terms that follow from those of the phrases."""
        return np.concatenate(
            [np.zeros((0, phrase_weights.shape[1]), dtype=np.float32)]
            + [block.T @ phrase_weights for _, block in self._blocks()]
        )

    def _blocks(self) -> Iterator[tuple[int, _Floats]]:
        """The vectors over some of the terms at a time, so that the whole matrix never
        stands in memory."""
        for start in range(0, len(self.keys), _BLOCK):
            width = min(_BLOCK, len(self.keys) - start)
            block = np.zeros((self.size, width), dtype=np.float32)
            here = (self.terms >= start) & (self.terms < start + width)
            block[self.phrases[here], self.terms[here] - start] = self.values[here]
            yield start, block


def _inverse(kernel: _Floats) -> _Floats:
    """The inverse of the kernel with its ridge, by Cholesky: a third of the work of `inv`,
    which does not know that the matrix is symmetric."""
    factor = _lower_inverse(np.linalg.cholesky(kernel + _RIDGE * np.eye(len(kernel), dtype="f4")))
    return np.asarray(factor.T @ factor)


def _lower_inverse(lower: _Floats) -> _Floats:
    """The inverse of a lower triangular matrix, by halves."""
    size = len(lower)
    if size <= _SMALL:
        return np.asarray(np.linalg.inv(lower))
    half = size // 2
    first, last = _lower_inverse(lower[:half, :half]), _lower_inverse(lower[half:, half:])
    inverse = np.zeros_like(lower)
    inverse[:half, :half], inverse[half:, half:] = first, last
    inverse[half:, :half] = -last @ (lower[half:, :half] @ first)
    return inverse
