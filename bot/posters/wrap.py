"""Wrap: a text set as large as its room allows, in lines that read well."""

import math
from collections.abc import Callable, Iterable

from bot.domain.poster import POINT
from bot.domain.values import Value

Measure = Callable[[str, float, bool], float]
"""The width in millimetres of a text at a size in points, bold or not."""
Tie = Callable[[str, str], float]
"""How firmly two neighbouring words belong together, from 0 to 1."""

PITCH = 1.3
"""From one baseline to the next, in ems: Vietnamese marks stack above and hang below."""
ASCENT = 1.03
"""From the top of a line to its baseline, in ems."""
# In shares of a line left empty, squared: what a break after a comma or before a bracket is
# worth, and what one inside a word costs. A last line may be short.
_GOOD_BREAK, _TORN_WORD, _LAST_LINE = 0.15, 1.0, 0.5


class Block(Value):
    """Lines of one size, in points. `flaws` grows with ragged lines and torn words."""

    lines: tuple[str, ...]
    size: float
    bold: bool
    flaws: float

    @property
    def height(self) -> float:
        """In millimetres."""
        return len(self.lines) * self.pitch

    @property
    def pitch(self) -> float:
        """The height of a line in millimetres."""
        return PITCH * self.size * POINT


class Wrapper:
    """Breaks texts into lines, in one font."""

    def __init__(self, measure: Measure, tie: Tie) -> None:
        self._measure = measure
        self._tie = tie

    def fit(
        self,
        text: str,
        width: float,
        sizes: Iterable[float],
        *,
        height: float = math.inf,
        lines: int | None = None,
        bold: bool = False,
    ) -> Block | None:
        """The text at the first of the sizes at which it fits into a room in millimetres and
        into so many lines; None when it fits at none."""
        for size in sizes:
            block = self.wrap(text, width, size, bold=bold)
            if block is None or block.height > height:
                continue
            if lines is None or len(block.lines) <= lines:
                return block
        return None

    def wrap(self, text: str, width: float, size: float, *, bold: bool = False) -> Block | None:
        """The text in as few lines as the width in millimetres allows, broken where it reads
        best; None when a word is wider than that."""
        words = text.split()
        widths = [self._measure(word, size, bold) for word in words]
        if not words or max(widths) > width:
            return None
        space = self._measure(" ", size, bold)
        # For each number of words: the fewest lines they take, their flaws, where the last begins.
        best = [(0, 0.0, 0)]
        for end in range(1, len(words) + 1):
            at_end = self._flaw(words, end)
            ways = []
            length = -space
            for start in range(end - 1, -1, -1):
                length += widths[start] + space
                if length > width:
                    break
                count, flaws, _ = best[start]
                share = _LAST_LINE if end == len(words) else 1
                empty = share * (1 - length / width) ** 2
                ways.append((count + 1, flaws + empty + at_end, start))
            best.append(min(ways))
        lines = _lines(words, [start for _, _, start in best])
        return Block(lines=lines, size=size, bold=bold, flaws=best[-1][1])

    def _flaw(self, words: list[str], end: int) -> float:
        """How bad it is to break after so many words; below 0 where it is good."""
        if end == len(words):
            return 0.0
        left, right = words[end - 1], words[end]
        if left[-1] in ",:;." or right[0] == "(":
            return -_GOOD_BREAK
        return _TORN_WORD * self._tie(left, right)


def _lines(words: list[str], starts: list[int]) -> tuple[str, ...]:
    """The lines, given for each number of words where the last of their lines begins."""
    lines: list[str] = []
    end = len(words)
    while end:
        lines.insert(0, " ".join(words[starts[end] : end]))
        end = starts[end]
    return tuple(lines)
