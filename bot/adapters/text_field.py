"""A text field: BM25 (lucene's form) over the terms of many texts, read from mapped files."""

from bisect import bisect_left
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.adapters.postings import Postings
from bot.adapters.term_keys import Keys, term_key

# The optimum is flat here on four Vietnamese sets; b = 0.4 loses three points.
_K1, _B = 1.05, 0.75
# A term of every eighth text is added to all scores in a row three times faster than to its
# texts one by one; nine in ten postings that a question touches belong to such terms.
_COMMON = 1 / 8
Scores = NDArray[np.float32]
Columns = NDArray[np.intp]


class TextField:
    """Scores of texts for weighted terms. A term goes by its key; a known term's place in
    the vocabulary is its column."""

    def __init__(self, folder: Path, size: int) -> None:
        """Open the field of so many texts. Raises OSError or ValueError."""
        self.size = size
        self._keys: Keys = mapped(folder / "keys.npy")
        self._starts: NDArray[np.int64] = mapped(folder / "starts.npy")
        self._texts: NDArray[np.int32] = mapped(folder / "texts.npy")
        self._values: Scores = mapped(folder / "values.npy")
        self._best: Scores = mapped(folder / "best.npy")
        self._common: Columns = mapped(folder / "common.npy")
        self._rows: Scores = mapped(folder / "rows.npy")
        # One thing is found in a view in a sixth of the time it takes in an array.
        self._key_view, self._text_view = self._keys.data, self._texts.data
        self._start_view = self._starts.data

    @classmethod
    def write(cls, folder: Path, postings: Postings) -> None:
        """Write a field into a new folder."""
        folder.mkdir()
        values = _bm25(postings)
        starts = np.concatenate([[0], np.cumsum(postings.counts)]).astype(np.int64)
        best = np.maximum.reduceat(values, starts[:-1]) if len(values) else values
        np.save(folder / "keys.npy", postings.keys)
        np.save(folder / "starts.npy", starts)
        np.save(folder / "texts.npy", postings.texts)
        np.save(folder / "values.npy", values)
        np.save(folder / "best.npy", best)
        common = np.flatnonzero(postings.counts > _COMMON * len(postings.lengths))
        rows = np.zeros((len(common), len(postings.lengths)), dtype=np.float32)
        for row, column in zip(rows, common, strict=True):
            span = slice(starts[column], starts[column + 1])
            row[postings.texts[span]] = values[span]
        np.save(folder / "common.npy", common)
        np.save(folder / "rows.npy", rows)

    def columns(self, keys: Keys) -> Columns:
        """The terms' columns, -1 for one that no text has."""
        return found(self._keys, keys)

    def counts(self, columns: Columns) -> NDArray[np.int64]:
        """In how many texts the terms stand."""
        if not len(self._keys):
            return np.zeros(len(columns), dtype=np.int64)
        return np.where(columns < 0, 0, self._starts[columns + 1] - self._starts[columns])

    def count(self, term: str) -> int:
        """In how many texts one term stands."""
        key = term_key(term)
        at = bisect_left(self._key_view, key)
        there = at < len(self._key_view) and self._key_view[at] == key
        return self._start_view[at + 1] - self._start_view[at] if there else 0

    def score(self, columns: Columns, weights: Scores) -> tuple[Scores, float]:
        """Every text's score for weighted terms, and the highest score any could reach."""
        known = columns >= 0
        columns, weights = columns[known], weights[known]
        rows = found(self._common, columns)
        scores = np.zeros(self.size, dtype=np.float32)
        self._add_common(scores, rows[rows >= 0], weights[rows >= 0])
        self._add_others(scores, columns[rows < 0], weights[rows < 0])
        return scores, float(weights @ self._best[columns])

    def _add_common(self, scores: Scores, rows: Columns, weights: Scores) -> None:
        for row, weight in zip(rows.tolist(), weights, strict=True):
            scores += weight * self._rows[row]

    def _add_others(self, scores: Scores, columns: Columns, weights: Scores) -> None:
        if not len(columns):
            return
        starts, stops = self._starts[columns], self._starts[columns + 1]
        spans = list(map(slice, starts.tolist(), stops.tolist()))
        values = np.concatenate([self._values[span] for span in spans])
        values *= np.repeat(weights, stops - starts)
        np.add.at(scores, np.concatenate([self._texts[span] for span in spans]), values)

    def contains(self, text: int, column: int) -> bool:
        """Whether that text has the term of a column."""
        if column < 0:
            return False
        stop = self._start_view[column + 1]
        at = bisect_left(self._text_view, text, self._start_view[column], stop)
        return at < stop and self._text_view[at] == text


def mapped(path: Path) -> NDArray[Any]:
    """An array read from its file piece by piece when needed. Raises OSError or ValueError."""
    # Slices of numpy's own `memmap` class take ten times as long.
    array: NDArray[Any] = np.load(path, mmap_mode="r").view(np.ndarray)
    return array


def found(ascending: NDArray[Any], values: NDArray[Any]) -> Columns:
    """Where values stand in an ascending array, -1 for one that does not."""
    if not len(ascending):
        return np.full(len(values), -1, dtype=np.intp)
    places = np.minimum(np.searchsorted(ascending, values), len(ascending) - 1)
    return np.where(ascending[places] == values, places, -1)


def _bm25(postings: Postings) -> Scores:
    """The score of every posting: idf times the damped count of the term in the text."""
    size, counts = len(postings.lengths), postings.counts
    idf = np.log(1 + (size - counts + 0.5) / (counts + 0.5))
    average = postings.lengths.sum() / max(1, size) or 1.0
    damping = _K1 * (1 - _B + _B * postings.lengths / average)
    times = postings.times
    rarity = np.repeat(idf, counts)
    return np.asarray(rarity * times / (damping[postings.texts] + times), dtype=np.float32)
