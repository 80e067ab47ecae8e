"""Layout: where everything on a poster stands, for eyes two metres away and a black printer."""

import math
from collections.abc import Iterable, Sequence

from bot.domain.poster import (
    PAGE_WIDTH,
    POINT,
    QUIET_MODULES,
    Box,
    Disc,
    Modules,
    Poster,
    QrSquare,
    Shape,
    Sheet,
    Text,
)
from bot.posters.wrap import ASCENT, PITCH, Block, Measure, Tie, Wrapper

# Millimetres. Office printers leave some 5 mm at the edges white.
_MARGIN, _TOP, _BOTTOM = 15.0, 12.0, 287.0
_RIGHT = PAGE_WIDTH - _MARGIN
_WIDTH = _RIGHT - _MARGIN
_GAP = 4.0
_RULE, _THIN_RULE = 1.2, 0.5
_SMALLEST_CODE, _LARGEST_CODE = 82.0, 98.0
_ALARM_STRIP, _ALARM_HEIGHT, _ALARM_PADDING = 24.0, 46.0, 4.5
# A line has more blank of its own above than below.
_ABOVE_ALARM, _BELOW_ALARM = 3.0, 4.0
_HEADER_HEIGHT = 22.0
_TICK = 9.0
# Points, from the size wished for down to the least that still serves.
_TITLE, _READS_BETTER = range(76, 29, -1), 0.75
_GROUP = range(24, 13, -1)
_TAGLINE, _TAGLINE_ALONE = range(16, 9, -1), range(20, 11, -1)
_NAME = range(34, 11, -1)
_PROMISE = range(18, 11, -1)
_ALARM = range(21, 13, -1)
_WARNING = range(17, 11, -1)
_DISCLAIMER = range(13, 8, -1)
_ID = 8.0
# The exclamation mark's size in points, for each millimetre of its frame's height.
_EXCLAMATION = 2.4
# The sizes of the steps beside the code and of the advice under them. A long name of a bot makes
# the advice small before it makes the steps so.
_COLUMN = tuple(
    (step, advice)
    for sizes in (range(15, 11, -1), range(11, 7, -1))
    for step in range(24, 13, -1)
    for advice in sizes
)
# A capital's height in ems, to centre a digit in its disc.
_CAPITAL = 0.74


class NoRoom(Exception):
    """A text does not fit on the sheet even at the least size; it is the message."""


def lay_out(poster: Poster, modules: Modules, measure: Measure, tie: Tie) -> Sheet:
    """The poster as a sheet on which nothing overlaps or leaves the page. Raises NoRoom."""
    return _Draft(poster, modules, measure, tie).sheet()


class _Draft:
    """One sheet in the making: the header and the foot first, then the title and the QR code as
    large as what lies between allows."""

    def __init__(self, poster: Poster, modules: Modules, measure: Measure, tie: Tie) -> None:
        self._poster = poster
        self._modules = modules
        self._measure = measure
        self._wrapper = Wrapper(measure, tie)
        self._texts: list[Text] = []
        self._boxes: list[Box] = []
        self._discs: list[Disc] = []
        self._shapes: list[Shape] = []

    def sheet(self) -> Sheet:
        ceiling = self._header(_TOP)
        floor = self._name(self._promises(self._alarm(self._footer(_BOTTOM))))
        code = self._title_and_code(ceiling, floor)
        self._column(code)
        return Sheet(
            title=self._poster.title,
            language=self._poster.language,
            code=code,
            texts=tuple(self._texts),
            boxes=tuple(self._boxes),
            discs=tuple(self._discs),
            shapes=tuple(self._shapes),
        )

    # From the top down

    def _header(self, y: float) -> float:
        poster = self._poster
        alone = not poster.group
        if poster.group:
            y = self._put(self._fitted(poster.group, _GROUP, _HEADER_HEIGHT, bold=True), y)
        sizes = _TAGLINE_ALONE if alone else _TAGLINE
        y = self._put(self._fitted(poster.tagline, sizes, _HEADER_HEIGHT / 2, bold=alone), y) + 1
        self._boxes.append(Box(x=_MARGIN, y=y, width=_WIDTH, height=_RULE))
        return y + _RULE

    def _title_and_code(self, ceiling: float, floor: float) -> QrSquare:
        # The blank around the code is what keeps the title and the name apart from it.
        whole = 1 + 2 * QUIET_MODULES / len(self._modules)
        room = floor - ceiling - _GAP
        height = room - _SMALLEST_CODE * whole
        title = self._title(height)
        side = min(_LARGEST_CODE, (room - title.height) / whole)
        spare = (room - title.height - side * whole) / 3
        y = self._put(title, ceiling + _GAP + spare) + spare
        quiet = side * (whole - 1) / 2
        return QrSquare(x=max(_MARGIN, quiet), y=y + quiet, side=side, modules=self._modules)

    def _title(self, height: float) -> Block:
        """The title as large as may be, or a little smaller where its lines then read better."""
        largest = self._fitted(self._poster.title, _TITLE, height, bold=True)
        sizes = [size for size in _TITLE if _READS_BETTER * largest.size <= size <= largest.size]
        blocks = [self._wrapper.wrap(self._poster.title, _WIDTH, size, bold=True) for size in sizes]
        fitting = [block for block in blocks if block is not None and block.height <= height]
        return min(fitting, key=lambda block: block.flaws + (1 - block.size / largest.size))

    def _column(self, code: QrSquare) -> None:
        """Beside the code, as high as it is: what to do, and what to do when that fails."""
        x = code.x + code.side + code.quiet
        width = _RIGHT - x
        for step_size, advice_size in _COLUMN:
            inset = _disc(step_size) + 3
            wanted = [
                *((step, width - inset, step_size, True) for step in self._poster.steps),
                (self._poster.unscanned, width, advice_size, True),
                (self._poster.typing, width, advice_size, False),
            ]
            blocks = [
                block
                for text, room, size, bold in wanted
                if (block := self._wrapper.wrap(text, room, size, bold=bold)) is not None
            ]
            gaps = len(self._poster.steps)
            overhang = (_disc(step_size) - PITCH * step_size * POINT) / 2
            spare = code.side - overhang - sum(block.height for block in blocks)
            if len(blocks) == len(wanted) and spare >= _GAP * gaps:
                self._put_column(blocks[:-2], blocks[-2:], x, code.y + overhang, spare / gaps)
                return
        raise NoRoom(self._poster.typing)

    def _put_column(
        self, steps: Sequence[Block], advice: Sequence[Block], x: float, y: float, gap: float
    ) -> None:
        for number, step in enumerate(steps, 1):
            diameter = _disc(step.size)
            middle = y + step.pitch / 2
            self._discs.append(Disc(x=x + diameter / 2, y=middle, diameter=diameter))
            self._put_centred(str(number), step.size, x + diameter / 2, middle)
            y = self._put(step, y, x + diameter + 3) + gap
        self._boxes.append(Box(x=x, y=y - gap / 2, width=_RIGHT - x, height=_THIN_RULE))
        for block in advice:
            y = self._put(block, y, x)

    # From the foot up: each takes where it must end and gives where the one above it must

    def _footer(self, floor: float) -> float:
        guide = self._poster.guide
        width = self._measure(guide, _ID, False)
        line = self._fitted(
            self._poster.disclaimer, _DISCLAIMER, bold=True, less=width + _GAP, lines=1
        )
        top = floor - line.height
        self._put(line, top)
        self._text(guide, _RIGHT - width, top + ASCENT * line.size * POINT, _ID)
        return top - _GAP / 2

    def _alarm(self, floor: float) -> float:
        """The warning: a frame, with an exclamation mark white on black at its left."""
        x = _MARGIN + _ALARM_STRIP + _ALARM_PADDING
        less = _ALARM_STRIP + 2 * _ALARM_PADDING
        alarm = self._fitted(self._poster.alarm, _ALARM, _ALARM_HEIGHT / 2, bold=True, less=less)
        room = _ALARM_HEIGHT - alarm.height
        warning = self._fitted(self._poster.warning, _WARNING, room, less=less)
        height = alarm.height + warning.height + _ABOVE_ALARM + _BELOW_ALARM
        top = floor - height
        self._boxes.append(Box(x=_MARGIN, y=top, width=_WIDTH, height=height, line=_RULE))
        self._boxes.append(Box(x=_MARGIN, y=top, width=_ALARM_STRIP, height=height))
        self._put_centred("!", _EXCLAMATION * height, _MARGIN + _ALARM_STRIP / 2, top + height / 2)
        self._put(warning, self._put(alarm, top + _ABOVE_ALARM, x), x)
        return top - _GAP

    def _promises(self, floor: float) -> float:
        lines = self._promised()
        y = top = floor - sum(line.height for line in lines)
        for line in lines:
            self._shapes.append(_tick(_MARGIN, y + line.pitch / 2, line.size))
            y = self._put(line, y, _MARGIN + _TICK)
        return top - _GAP

    def _promised(self) -> list[Block]:
        """The promises, a line each, all of one size."""
        promises = self._poster.promises
        for size in _PROMISE:
            found = [self._wrapper.fit(p, _WIDTH - _TICK, [size], lines=1) for p in promises]
            blocks = [block for block in found if block is not None]
            if len(blocks) == len(promises):
                return blocks
        raise NoRoom(max(promises, key=len))

    def _name(self, floor: float) -> float:
        name = self._fitted(self._poster.name, _NAME, bold=True, lines=1)
        top = floor - name.height
        self._put(name, top)
        return top

    # Pieces

    def _fitted(
        self,
        text: str,
        sizes: Iterable[float],
        height: float = math.inf,
        *,
        bold: bool = False,
        less: float = 0,
        lines: int | None = None,
    ) -> Block:
        """The text as large as a room as wide as the page, `less` so much, allows."""
        block = self._wrapper.fit(text, _WIDTH - less, sizes, height=height, lines=lines, bold=bold)
        if block is None:
            raise NoRoom(text)
        return block

    def _put(self, block: Block, y: float, x: float = _MARGIN) -> float:
        """Set a block's lines from `y` down; where the next thing may begin."""
        for line in block.lines:
            self._text(line, x, y + ASCENT * block.size * POINT, block.size, bold=block.bold)
            y += block.pitch
        return y

    def _put_centred(self, sign: str, size: float, x: float, y: float) -> None:
        """Set one sign of a capital's height in white, its middle at a point."""
        left = x - self._measure(sign, size, True) / 2
        baseline = y + _CAPITAL / 2 * size * POINT
        self._text(sign, left, baseline, size, bold=True, white=True)

    def _text(
        self,
        text: str,
        x: float,
        baseline: float,
        size: float,
        *,
        bold: bool = False,
        white: bool = False,
    ) -> None:
        width = self._measure(text, size, bold)
        self._texts.append(
            Text(text=text, x=x, baseline=baseline, width=width, size=size, bold=bold, white=white)
        )


def _disc(size: float) -> float:
    """The diameter in millimetres of the disc around a digit of that size."""
    return 1.6 * size * POINT


def _tick(x: float, y: float, size: float) -> Shape:
    """A tick as high as a capital of that size, its middle at `y`."""
    unit = size * POINT / 10
    corners = ((0, 0.5), (1.5, -1), (3.4, 1), (8, -4.2), (9.5, -2.8), (3.4, 4))
    return Shape(corners=tuple((x + unit * right, y + unit * down) for right, down in corners))
