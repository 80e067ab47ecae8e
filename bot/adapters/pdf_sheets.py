"""Sheets as PDF, by fpdf2: text that can be selected, in a font that is embedded."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.errors import MissingFont
from bot.domain.poster import PAGE_HEIGHT, PAGE_WIDTH, QrSquare, Sheet

if TYPE_CHECKING:
    from fpdf import FPDF

_FAMILY = "BeVietnamPro"
_FILES = {"": f"{_FAMILY}-Regular.ttf", "B": f"{_FAMILY}-Bold.ttf"}
_PROGRAM = "Cầm Tay"
_LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
_BLACK, _WHITE = 0, 255
# Rows of modules overlap by so many millimetres, or viewers show white hairs between them.
_OVERLAP = 0.03


class PdfSheets:
    """A Typesetter in Be Vietnam Pro."""

    def __init__(self, fonts: Path) -> None:
        """`fonts` is the folder the font lies in. Raises MissingFont."""
        self._fonts = fonts
        self._ruler = self._document()
        self._widths: dict[tuple[str, bool], float] = {}

    def width(self, text: str, size: float, bold: bool) -> float:
        """In millimetres, at a size in points."""
        if (text, bold) not in self._widths:
            self._ruler.set_font(_FAMILY, "B" if bold else "", 1)
            self._widths[text, bold] = self._ruler.get_string_width(text)
        return self._widths[text, bold] * size

    def unprintable(self, text: str) -> str:
        """The characters of a text that the font lacks."""
        from fpdf.fonts import TTFFont

        fonts = [font for font in self._ruler.fonts.values() if isinstance(font, TTFFont)]
        return "".join(
            letter for letter in text if any(ord(letter) not in font.cmap for font in fonts)
        )

    def pdf(self, sheets: Sequence[Sheet]) -> bytes:
        """One file with a page for each sheet, in the language of the first; a single sheet
        gives it its title."""
        document = self._document()
        first = sheets[0]
        document.set_title(first.title if len(sheets) == 1 else _PROGRAM)
        document.set_lang(_LANGUAGES[first.language])
        document.set_author(_PROGRAM)
        document.set_creator(_PROGRAM)
        for sheet in sheets:
            document.add_page()
            _draw(document, sheet)
        return bytes(document.output())

    def _document(self) -> "FPDF":
        from fpdf import FPDF

        document = FPDF(unit="mm", format=(PAGE_WIDTH, PAGE_HEIGHT))
        document.set_auto_page_break(False)
        for style, file in _FILES.items():
            try:
                document.add_font(_FAMILY, style, self._fonts / file)
            except OSError as error:
                raise MissingFont(
                    f"Thiếu phông chữ {self._fonts / file}; lấy lại thư mục fonts."
                ) from error
        return document


def _draw(document: "FPDF", sheet: Sheet) -> None:
    document.set_fill_color(_BLACK)
    for box in sheet.boxes:
        inset = (box.line or 0) / 2
        document.set_line_width(box.line or 0)
        document.rect(
            box.x + inset,
            box.y + inset,
            box.width - 2 * inset,
            box.height - 2 * inset,
            style="F" if box.line is None else "D",
        )
    for disc in sheet.discs:
        document.circle(disc.x, disc.y, disc.diameter / 2, style="F")
    for shape in sheet.shapes:
        document.polygon(shape.corners, style="F")
    _draw_code(document, sheet.code)
    for text in sheet.texts:
        document.set_font(_FAMILY, "B" if text.bold else "", text.size)
        document.set_text_color(_WHITE if text.white else _BLACK)
        document.text(text.x, text.baseline, text.text)


def _draw_code(document: "FPDF", code: QrSquare) -> None:
    module = code.side / len(code.modules)
    for down, row in enumerate(code.modules):
        right = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                document.rect(
                    code.x + right * module,
                    code.y + down * module,
                    length * module,
                    module + _OVERLAP,
                    style="F",
                )
            right += length
