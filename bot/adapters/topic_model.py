"""The topic model: which guide a question's words speak of, learned from the guides' phrases.

Ridge regression from the terms of a phrase (folded syllables, pairs, character runs, idf
weighted, unit length) to its guide, one column a guide. BM25 finds the phrase most alike;
this learns which words tell guides apart, whatever phrase they stand in.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from bot.adapters.postings import Postings
from bot.adapters.term_keys import Keys, term_keys
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
# With more phrases that are other (a rewritten one is two), starting anew is as fast.
_LITTLE = 0.1
# How far what a phrase scores may be off: half of the hundredth that nobody notices.
_ROUNDS, _CLOSE = 6, 5e-3
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
        memory: Path | None = None,
    ) -> None:
        """Learn from phrases given as terms, each with a line of which the character runs
        count, and owned by a guide's place; write the model into a new folder. Nothing is
        written when there are too few phrases. `memory` is a file that keeps what the next
        training can start from."""
        if not guides or len(phrases) < guides * _FEWEST_PHRASES:
            return
        vectors = _Vectors.of(phrases, lines)
        truth = np.zeros((len(phrases), guides), dtype=np.float32)
        truth[np.arange(len(phrases)), list(owners)] = 1
        weights, inverse = _learned(vectors, truth, _names(phrases, lines), memory)
        folder.mkdir()
        np.save(folder / "keys.npy", vectors.keys)
        np.save(folder / "idf.npy", vectors.idf)
        np.save(folder / "weights.npy", weights.astype(np.float16))
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
        """The vectors over the terms that stand in at least two of the phrases."""
        words = Postings.of_terms(
            [dict.fromkeys(t for t in phrase if t[0] != RAW) for phrase in phrases]
        )
        runs = Postings.of_runs(lines, _LONGEST_RUN)
        counts = np.concatenate([words.counts, runs.counts])
        weights = np.repeat([1.0, _RUN_WEIGHT], [len(words.keys), len(runs.keys)])
        every = np.concatenate([words.keys, runs.keys])
        kept = np.flatnonzero(counts >= _FEWEST_OCCURRENCES)
        kept = kept[np.argsort(every[kept])]
        idf = (weights * np.log(1 + len(phrases) / counts))[kept]
        terms = np.repeat(found(every[kept], every), counts)
        owners = np.concatenate([words.texts, runs.texts])[terms >= 0]
        terms = terms[terms >= 0]
        values = idf[terms]
        norms = np.sqrt(np.bincount(owners, values**2, len(phrases)))
        values = (values / norms[owners]).astype(np.float32)
        return cls(len(phrases), every[kept], idf.astype(np.float32), owners, terms, values)

    def part(self, phrases: NDArray[np.int64]) -> _Floats:
        """Some of the vectors, whole."""
        rows = np.full(self.size, -1)
        rows[phrases] = np.arange(len(phrases))
        here = rows[self.phrases] >= 0
        part = np.zeros((len(phrases), len(self.keys)), dtype=np.float32)
        part[rows[self.phrases[here]], self.terms[here]] = self.values[here]
        return part

    def products(self, phrases: NDArray[np.int64]) -> _Floats:
        """The inner products of some vectors, a row each, with all."""
        part = self.part(phrases)
        products = np.zeros((len(phrases), self.size), dtype=np.float32)
        for start, block in self._blocks():
            products += part[:, start : start + block.shape[1]] @ block.T
        return products

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

    def scores(self, weights: _Floats) -> _Floats:
        """What the phrases themselves score with weights of the terms."""
        scores = np.zeros((self.size, weights.shape[1]), dtype=np.float32)
        for start, block in self._blocks():
            scores += block @ weights[start : start + block.shape[1]]
        return scores

    def _blocks(self) -> Iterator[tuple[int, _Floats]]:
        """The vectors over some of the terms at a time, so that the whole matrix never
        stands in memory."""
        for start in range(0, len(self.keys), _BLOCK):
            width = min(_BLOCK, len(self.keys) - start)
            block = np.zeros((self.size, width), dtype=np.float32)
            here = (self.terms >= start) & (self.terms < start + width)
            block[self.phrases[here], self.terms[here] - start] = self.values[here]
            yield start, block


@dataclass(frozen=True)
class _Memory:
    """What a training leaves for the next: the phrases it knew and the inverse of their
    kernel, and the phrases of the last training from the start."""

    phrases: Keys
    whole: Keys
    inverse: _Floats

    @classmethod
    def read(cls, path: Path) -> "_Memory | None":
        """The memory in a file; None when there is none that can be read."""
        try:
            with np.load(path) as file:
                return cls(**{field.name: file[field.name] for field in fields(cls)})
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
            return None

    def write(self, path: Path) -> None:
        """Keep it. It only saves time, so a folder that can't be written is no matter."""
        fresh = path.with_suffix(".new.npz")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(fresh, **{field.name: getattr(self, field.name) for field in fields(self)})
            fresh.replace(path)


def _learned(
    vectors: _Vectors, truth: _Floats, names: Keys, memory: Path | None
) -> tuple[_Floats, _Floats]:
    """The weights of the terms and the inverse kernel: from the memory when few phrases are
    other than at the last training from the start."""
    before = _Memory.read(memory) if memory else None
    whole, weights = names, None
    if before is not None and _share_changed(before.whole, names) <= _LITTLE:
        whole, inverse = before.whole, _updated(before, names, vectors)
        weights = _refined(vectors, inverse, truth)
    if weights is None:
        whole, inverse = names, _inverse(vectors.kernel())
        weights = vectors.weights(inverse @ truth)
    if memory:
        _Memory(names, whole, inverse).write(memory)
    return weights, inverse


def _refined(vectors: _Vectors, inverse: _Floats, truth: _Floats) -> _Floats | None:
    """The weights by an inverse that is nearly right, for every other phrase moves each
    term's idf a little: what they get wrong is solved for in turn. None when that does not
    come to an end."""
    solution = inverse @ truth
    for _ in range(_ROUNDS):
        weights = vectors.weights(solution)
        wrong = truth - vectors.scores(weights) - _RIDGE * solution
        if float(np.abs(wrong).max()) < _CLOSE:
            return weights
        solution += inverse @ wrong
    return None


def _updated(before: _Memory, names: Keys, vectors: _Vectors) -> _Floats:
    """The inverse kernel without the phrases that are gone and with the new ones, by the
    inverse of a matrix in blocks."""
    _, old, new = np.intersect1d(before.phrases, names, assume_unique=True, return_indices=True)
    # In the phrases' order, for copying a matrix in any other takes several times as long.
    old, new = old[np.argsort(new)], np.sort(new)
    gone = np.setdiff1d(np.arange(len(before.phrases)), old)
    added = np.setdiff1d(np.arange(len(names)), new)
    kept = _both_ways(before.inverse, old)
    if len(gone):
        beside = before.inverse[np.ix_(old, gone)]
        kept -= beside @ np.linalg.solve(before.inverse[np.ix_(gone, gone)], beside.T)
    if not len(added):
        return kept
    products = vectors.products(added)
    reach = kept @ products[:, new].T
    corner = products[:, added] + _RIDGE * np.eye(len(added), dtype=np.float32)
    corner = np.linalg.inv(corner - products[:, new] @ reach)
    across = reach @ corner
    kept += across @ reach.T
    inverse = np.block([[kept, -across], [-across.T, corner]])
    return _both_ways(inverse, np.argsort(np.concatenate([new, added])))


def _both_ways(square: _Floats, places: NDArray[np.intp]) -> _Floats:
    """Those rows and columns of a matrix; taken one after the other, in row order, since
    fancy indexing takes three times as long."""
    return square.take(places, 0).take(places, 1)


def _names(phrases: Sequence[Sequence[str]], lines: Sequence[str]) -> Keys:
    """A key for every phrase; of two that are alike the second has another."""
    seen: Counter[str] = Counter()
    names = []
    for phrase, line in zip(phrases, lines, strict=True):
        name = "\n".join((line, *phrase))
        seen[name] += 1
        names.append(f"{seen[name]}\n{name}")
    return term_keys(names)


def _share_changed(before: Keys, after: Keys) -> float:
    return len(np.setxor1d(before, after, assume_unique=True)) / max(1, len(after))


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
