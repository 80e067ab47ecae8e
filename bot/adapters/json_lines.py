"""JSON lines: a file of one value a line, each parsed only when asked for."""

import mmap
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar, overload

import numpy as np

from bot.domain.values import Value

_Line = TypeVar("_Line", bound=Value)
# What is asked about most stays parsed.
_PARSED = 1_000


class JsonLines(Sequence[_Line], Generic[_Line]):
    """The values of a file that is mapped, not read: what nobody asks for takes no memory."""

    def __init__(self, path: Path, kind: type[_Line]) -> None:
        """Raises OSError."""
        with path.open("rb") as file:
            # An empty file can't be mapped.
            empty = not path.stat().st_size
            self._bytes = b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        ends = np.flatnonzero(np.frombuffer(self._bytes, dtype=np.uint8) == ord("\n"))
        self._starts = np.concatenate([[0], ends + 1])
        self._parsed = lru_cache(_PARSED)(self._parse)
        self._kind = kind

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, place: int) -> _Line: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[_Line]: ...
    def __getitem__(self, place: int | slice) -> _Line | Sequence[_Line]:
        if isinstance(place, slice):
            return [self._parsed(at) for at in range(*place.indices(len(self)))]
        return self._parsed(range(len(self))[place])

    def _parse(self, place: int) -> _Line:
        start, stop = int(self._starts[place]), int(self._starts[place + 1])
        return self._kind.model_validate_json(self._bytes[start:stop])
