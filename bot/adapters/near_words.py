"""Near words: the known words that are one slip of the finger away from a typed one."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

_Keys = NDArray[np.uint64]
# Any odd number without a pattern; sums of its powers make the keys.
_BASE = 0x9E3779B97F4A7C15
_SHORTEST = 2
# Longer ones are codes and addresses, which nobody means to type.
_LONGEST = 24


class NearWords:
    """Finds the words that become the typed one, or the same as it, by leaving out a letter.

    Every word stands under the keys of its shapes: itself, and itself without each letter.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = sorted(
            (word for word in words if word.isalpha() and _SHORTEST <= len(word) <= _LONGEST),
            key=lambda word: (len(word), word),
        )
        same_length = [list(group) for _, group in groupby(self._words, key=len)]
        shapes = [_shapes(group) for group in same_length]
        keys = np.concatenate([np.zeros(0, dtype=np.uint64), *(s.ravel() for s in shapes)])
        each = [np.full(s.shape[0], s.shape[1]) for s in shapes]
        times = np.concatenate([np.zeros(0, dtype=np.int64), *each])
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self._owners = np.repeat(np.arange(len(self._words), dtype=np.int32), times)[order]

    def __call__(self, word: str) -> set[str]:
        """The near words."""
        if len(word) > _LONGEST:
            return set()
        keys = _shapes([word])[0]
        spans = zip(
            np.searchsorted(self._keys, keys, "left").tolist(),
            np.searchsorted(self._keys, keys, "right").tolist(),
            strict=True,
        )
        return {self._words[at] for start, stop in spans for at in self._owners[start:stop]}


def _shapes(words: Sequence[str]) -> _Keys:
    """The keys of all shapes of words of one length, a row for each word."""
    length = len(words[0])
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    letters = codes.reshape(len(words), length).astype(np.uint64)
    powers = np.array([pow(_BASE, at, 2**64) for at in range(1, length + 1)], dtype=np.uint64)
    shapes = [letters @ powers]
    shapes += [np.delete(letters, at, axis=1) @ powers[:-1] for at in range(length)]
    return np.column_stack(shapes)
