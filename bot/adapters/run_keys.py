"""Run keys: the runs of 3 to 5 characters of texts, as 64-bit numbers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.adapters.term_keys import Keys

_SHORTEST, _LONGEST = 3, 5
# Odd numbers without a pattern, one for each place in a run: sums of their multiples meet
# neither each other nor the keys of other terms.
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F,
     0xE7037ED1A0B428DB],
    dtype=np.uint64,
)  # fmt: skip


def run_keys(lines: Sequence[str], longest: int = _LONGEST) -> tuple[Keys, NDArray[np.int64]]:
    """The keys of the lines' runs, as often as they stand there, and each one's line. Runs go
    across word borders and so forgive a typing slip."""
    codes = np.frombuffer("".join(lines).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    letters = codes.astype(np.uint64)
    sizes = np.fromiter(map(len, lines), dtype=np.int64, count=len(lines))
    owners = np.repeat(np.arange(len(lines)), sizes)
    # How many letters each letter's line has from there on.
    left = np.repeat(np.cumsum(sizes), sizes) - np.arange(len(letters))
    sums = np.zeros(len(letters), dtype=np.uint64)
    keys, places = [], []
    for at in range(longest):
        sums = sums[: max(0, len(letters) - at)] + letters[at:] * _FACTORS[at]
        if at + 1 >= _SHORTEST:
            inside = np.flatnonzero(left[: len(sums)] > at)
            keys.append(sums[inside])
            places.append(owners[inside])
    return np.concatenate(keys), np.concatenate(places)
