"""The topic model: which guide a question's words speak of, learned from the guides' texts.

Softmax regression (multinomial logistic) from the terms of a text (folded syllables, pairs,
character runs, idf weighted, unit length) to its guide, or to none of them, learned by AdaGrad
(Duchi, Hazan and Singer 2011) in small batches. BM25 finds the text most alike; this learns
which words tell guides apart, whatever text they stand in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bot.adapters.postings import Postings
from bot.adapters.term_keys import Keys
from bot.adapters.text_field import found, mapped
from bot.domain.errors import DamagedGeneration

_LONGEST_RUN = 3
_FEWEST_OCCURRENCES = 3
# With fewer lessons a guide there is nothing to learn that BM25 does not know.
_FEWEST_LESSONS = 4
_ROUNDS, _BATCH, _RATE, _DECAY = 6, 128, 0.17, 1e-4
_ROUNDS_MORE, _RATE_MORE = 2, 0.05
_SMALLEST_SLOPE = 1e-3
NO_GUIDE = -1
_Floats = NDArray[np.float32]


@dataclass(frozen=True)
class ReadLesson:
    """A lesson as the index reads it: its terms, the line of which the character runs count,
    the place of its guide (NO_GUIDE for what speaks of none), and how much it counts."""

    terms: Sequence[str]
    line: str
    guide: int
    weight: float


class TopicModel:
    """Tells how likely a question speaks of each guide; its terms go by their keys."""

    def __init__(self, keys: Keys, idf: _Floats, weights: NDArray[np.floating]) -> None:
        self._keys = keys
        self._idf = idf
        self._weights = weights

    @classmethod
    def learn(cls, lessons: Sequence[ReadLesson], guides: int) -> "TopicModel | None":
        """The model of so many guides; None when there are too few lessons."""
        if not guides or len(lessons) < guides * _FEWEST_LESSONS:
            return None
        entries = _Entries.of(lessons)
        keys, counts = np.unique(entries.keys, return_counts=True)
        keys, counts = keys[counts >= _FEWEST_OCCURRENCES], counts[counts >= _FEWEST_OCCURRENCES]
        idf = np.log(1 + len(lessons) / counts).astype(np.float32)
        weights = np.zeros((len(keys), guides + 1), dtype=np.float32)
        _learn(weights, _Vectors.of(entries, keys, idf), lessons, _ROUNDS, _RATE)
        return cls(keys, idf, weights.astype(np.float16))

    def taught(self, lessons: Sequence[ReadLesson]) -> "TopicModel":
        """The model after a few rounds over lessons of which it knows most. Terms that it
        does not know stay unknown until it is learned anew."""
        weights = self._weights.astype(np.float32)
        vectors = _Vectors.of(_Entries.of(lessons), self._keys, self._idf)
        _learn(weights, vectors, lessons, _ROUNDS_MORE, _RATE_MORE)
        return TopicModel(self._keys, self._idf, weights.astype(np.float16))

    @classmethod
    def open(cls, folder: Path) -> "TopicModel | None":
        """The model in a folder, None when none was written. Raises DamagedGeneration."""
        if not folder.is_dir():
            return None
        try:
            return cls(*(mapped(folder / f"{name}.npy") for name in ("keys", "idf", "weights")))
        except (OSError, ValueError, EOFError) as error:
            raise DamagedGeneration(f"topic model unreadable: {error}") from error

    def write(self, folder: Path) -> None:
        """Write the model into a new folder."""
        folder.mkdir()
        np.save(folder / "keys.npy", self._keys)
        np.save(folder / "idf.npy", self._idf)
        np.save(folder / "weights.npy", self._weights)

    def chances(self, keys: Keys) -> _Floats:
        """How likely (0 to 1, together 1) the question speaks of each guide, and last, of
        none of them."""
        places = found(self._keys, keys)
        places = places[places >= 0]
        values = self._idf[places]
        values /= float(np.linalg.norm(values)) or 1.0
        scores = values @ self._weights[places].astype(np.float32)
        chances: _Floats = _softmax(scores[None])[0]
        return chances


@dataclass(frozen=True)
class _Entries:
    """Which term (by key) stands in which lesson, each once a lesson, lesson after lesson."""

    size: int
    keys: Keys
    lessons: NDArray[np.int64]

    @classmethod
    def of(cls, lessons: Sequence[ReadLesson]) -> "_Entries":
        words = Postings.of_terms([dict.fromkeys(lesson.terms) for lesson in lessons])
        runs = Postings.of_runs([lesson.line for lesson in lessons], _LONGEST_RUN)
        keys = np.concatenate(
            [np.repeat(words.keys, words.counts), np.repeat(runs.keys, runs.counts)]
        )
        owners = np.concatenate([words.texts, runs.texts]).astype(np.int64)
        order = np.argsort(owners, kind="stable")
        return cls(len(lessons), keys[order], owners[order])


@dataclass(frozen=True)
class _Vectors:
    """Lessons as unit vectors over a vocabulary: lesson after lesson, the places of its terms
    and their values. `starts` tell where each lesson begins, and the last ends."""

    starts: NDArray[np.int64]
    terms: NDArray[np.int64]
    values: _Floats

    @classmethod
    def of(cls, entries: _Entries, keys: Keys, idf: _Floats) -> "_Vectors":
        terms = found(keys, entries.keys)
        owners, terms = entries.lessons[terms >= 0], terms[terms >= 0]
        norms = np.sqrt(np.bincount(owners, idf[terms] ** 2, entries.size))
        values = (idf[terms] / norms[owners]).astype(np.float32)
        return cls(np.searchsorted(owners, np.arange(entries.size + 1)), terms, values)

    def batches(self, order: NDArray[np.int64]) -> Iterator["_Batch"]:
        """The lessons in that order, some at a time."""
        for first in range(0, len(order), _BATCH):
            lessons = order[first : first + _BATCH]
            spans = [slice(self.starts[i], self.starts[i + 1]) for i in lessons]
            sizes = [span.stop - span.start for span in spans]
            terms, columns = np.unique(
                np.concatenate([self.terms[span] for span in spans]), return_inverse=True
            )
            values = np.concatenate([self.values[span] for span in spans])
            rows = np.repeat(np.arange(len(lessons)), sizes)
            yield _Batch(lessons, terms, rows, columns, values)


@dataclass(frozen=True)
class _Batch:
    """Some lessons: the terms they have, and each entry's row, column and value."""

    lessons: NDArray[np.int64]
    terms: NDArray[np.int64]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: _Floats

    def matrix(self) -> _Floats:
        """The lessons' vectors over the batch's own terms."""
        matrix = np.zeros((len(self.lessons), len(self.terms)), dtype=np.float32)
        matrix[self.rows, self.columns] = self.values
        return matrix


def _learn(
    weights: _Floats, vectors: _Vectors, lessons: Sequence[ReadLesson], rounds: int, first: float
) -> None:
    """Move the weights of every term for every guide, in ever smaller steps. Lessons are
    shuffled always alike, so that two builds from the same texts are equal."""
    slopes = np.full((len(weights), 1), _SMALLEST_SLOPE, dtype=np.float32)
    truth = np.array([lesson.guide for lesson in lessons])
    counts = np.array([lesson.weight for lesson in lessons], dtype=np.float32)
    shuffle = np.random.default_rng(0)
    batches = list(vectors.batches(shuffle.permutation(len(lessons))))
    # Two threads on a busy machine wait for each other: learning takes twice as long.
    with threadpool_limits(1, "blas"):
        for round_ in range(rounds):
            rate = np.float32(first * (1 - round_ / rounds))
            for at in shuffle.permutation(len(batches)):
                batch = batches[at]
                _step(weights, slopes, batch, truth[batch.lessons], counts[batch.lessons], rate)


def _step(
    weights: _Floats,
    slopes: _Floats,
    batch: _Batch,
    truth: NDArray[np.int64],
    counts: _Floats,
    rate: np.float32,
) -> None:
    """One step down the slope of a batch's loss."""
    matrix, now = batch.matrix(), weights[batch.terms]
    wrong = _softmax(matrix @ now)
    wrong[np.arange(len(wrong)), truth] -= 1
    slope = matrix.T @ (wrong * counts[:, None])
    slopes[batch.terms, 0] += np.einsum("ij,ij->i", slope, slope) / slope.shape[1]
    slope *= rate / np.sqrt(slopes[batch.terms])
    weights[batch.terms] = now * np.float32(1 - _DECAY) - slope


def _softmax(scores: _Floats) -> _Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
