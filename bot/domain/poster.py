"""Poster: what a sheet on a commune's wall says, and where each thing stands on it."""

from bot.domain.values import Value

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
"""A4 upright, in millimetres."""
POINT = 25.4 / 72
"""A typographic point in millimetres."""
QUIET_MODULES = 4
"""How many modules around a QR code must stay blank (ISO/IEC 18004)."""

Modules = tuple[tuple[bool, ...], ...]
"""The squares of a QR code row by row, True where dark, without the blank around it."""


class Poster(Value):
    """The words of one guide's poster. `address` is what its QR code holds; `group` is empty
    when no commune is named."""

    guide: str
    language: str
    address: str
    group: str
    tagline: str
    title: str
    steps: tuple[str, ...]
    unscanned: str
    typing: str
    name: str
    promises: tuple[str, ...]
    alarm: str
    warning: str
    disclaimer: str


class Text(Value):
    """One line of text: the left end of its baseline and its width in millimetres from the
    page's upper left corner, its size in points."""

    text: str
    x: float
    baseline: float
    width: float
    size: float
    bold: bool = False
    white: bool = False


class Box(Value):
    """A rectangle in millimetres: black, or an outline `line` thick that lies inside it."""

    x: float
    y: float
    width: float
    height: float
    line: float | None = None


class Disc(Value):
    """A black disc: its centre and diameter in millimetres."""

    x: float
    y: float
    diameter: float


class Shape(Value):
    """A black polygon: its corners in millimetres."""

    corners: tuple[tuple[float, float], ...]


class QrSquare(Value):
    """A QR code: the upper left corner and the side of its dark part in millimetres."""

    x: float
    y: float
    side: float
    modules: Modules

    @property
    def quiet(self) -> float:
        """The width in millimetres that must stay blank on every side."""
        return QUIET_MODULES * self.side / len(self.modules)


class Sheet(Value):
    """One page, laid out: black, and white on black, nothing else."""

    title: str
    language: str
    code: QrSquare
    texts: tuple[Text, ...]
    boxes: tuple[Box, ...]
    discs: tuple[Disc, ...]
    shapes: tuple[Shape, ...]
