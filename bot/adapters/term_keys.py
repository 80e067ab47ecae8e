"""Term keys: index terms as 64-bit numbers, so that a vocabulary is one sorted array."""

from collections.abc import Collection
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]


def term_keys(terms: Collection[str]) -> Keys:
    """The keys of terms in their order, the same in every process. Among four million terms
    two share a key once in two million builds."""
    return np.frombuffer(b"".join(map(_digest, terms)), dtype="<u8").astype(np.uint64, copy=False)


def term_key(term: str) -> int:
    """The key of one term."""
    return int.from_bytes(_digest(term), "little")


def _digest(term: str) -> bytes:
    return blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()
