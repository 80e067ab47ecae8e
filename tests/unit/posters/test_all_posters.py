"""Every guide's poster: nothing leaves the sheet or lies on anything else, and its code leads to
the guide. The finished file is measured by another library than the one that made it."""

import ctypes
import io
from itertools import combinations

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import zxingcpp
from PIL import Image

from bot.app import build_press
from bot.domain.guide import Guide
from bot.domain.poster import PAGE_HEIGHT, PAGE_WIDTH, POINT, QUIET_MODULES, Sheet, Text
from bot.posters.choice import Order
from bot.posters.press import Press
from bot.settings import Settings

LONGEST_BOT = "CamTay_Cong_Nghe_So_Cong_Dong_99"
LONG_COMMUNE = "Thị trấn Nông Trường Mộc Châu"
# Office printers leave some 5 mm white.
SAFE = 10.0
# Millimetres. A capital a 250th as high as it is far can be read by weak eyes.
READABLE = 2000 / 250
CAPITAL = 0.74
NEAR = 0.05
# Ems: the horn of ư reaches into the next letter's room, the marks of Ẩ above the line's.
HORN, MARK = 0.06, 0.25
Rectangle = tuple[float, float, float, float]


@pytest.fixture(scope="module", params=["plain", "long names"])
def press(request: pytest.FixtureRequest, settings: Settings) -> Press:
    if request.param == "plain":
        return build_press(settings, "CamTayBot", None)
    return build_press(settings, LONGEST_BOT, LONG_COMMUNE)


@pytest.fixture(scope="module")
def guides(press: Press) -> list[Guide]:
    return press.guides(Order())


@pytest.fixture(scope="module")
def sheets(press: Press, guides: list[Guide]) -> list[Sheet]:
    return [press.sheet(guide) for guide in guides]


def ink(text: Text) -> Rectangle:
    """Where letters of a line may stand: left, top, right, bottom. Marks rise over capitals."""
    em = text.size * POINT
    top = CAPITAL if text.white else 0.97
    bottom = 0.02 if text.white else 0.26
    return text.x, text.baseline - top * em, text.x + text.width, text.baseline + bottom * em


def apart(one: Rectangle, other: Rectangle) -> bool:
    return (
        one[2] <= other[0] + NEAR
        or other[2] <= one[0] + NEAR
        or one[3] <= other[1] + NEAR
        or other[3] <= one[1] + NEAR
    )


def within(inner: Rectangle, outer: Rectangle) -> bool:
    return all(i >= o - NEAR for i, o in zip(inner[:2], outer[:2], strict=True)) and all(
        i <= o + NEAR for i, o in zip(inner[2:], outer[2:], strict=True)
    )


def blank(sheet: Sheet) -> Rectangle:
    """The code with the blank it needs around it."""
    code = sheet.code
    low, high = -code.quiet, code.side + code.quiet
    return code.x + low, code.y + low, code.x + high, code.y + high


def marks(sheet: Sheet) -> list[Rectangle]:
    """Everything black that is no text and no code."""
    found = []
    for disc in sheet.discs:
        half = disc.diameter / 2
        found.append((disc.x - half, disc.y - half, disc.x + half, disc.y + half))
    for shape in sheet.shapes:
        across, down = zip(*shape.corners, strict=True)
        found.append((min(across), min(down), max(across), max(down)))
    for box in sheet.boxes:
        right, bottom = box.x + box.width, box.y + box.height
        if box.line is None:
            found.append((box.x, box.y, right, bottom))
            continue
        found += [
            (box.x, box.y, right, box.y + box.line),
            (box.x, bottom - box.line, right, bottom),
            (box.x, box.y, box.x + box.line, bottom),
            (right - box.line, box.y, right, bottom),
        ]
    return found


def test_every_published_guide_has_a_poster(guides: list[Guide]) -> None:
    assert len([guide for guide in guides if guide.language == "vi"]) == 99
    assert len([guide for guide in guides if guide.language == "en"]) == 15


def test_lines_lie_on_the_sheet_and_on_nothing_else(sheets: list[Sheet]) -> None:
    paper = (SAFE, SAFE, PAGE_WIDTH - SAFE, PAGE_HEIGHT - SAFE)
    for sheet in sheets:
        for text in sheet.texts:
            assert within(ink(text), paper), (sheet.title, text.text)
            assert apart(ink(text), blank(sheet)), (sheet.title, text.text)
        for one, other in combinations(sheet.texts, 2):
            assert apart(ink(one), ink(other)), (sheet.title, one.text, other.text)


def test_black_letters_touch_no_rule_and_white_ones_lie_on_black(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        black = marks(sheet)
        for mark in black:
            assert apart(mark, blank(sheet)), sheet.title
        for text in sheet.texts:
            if text.white:
                assert any(within(ink(text), mark) for mark in black), (sheet.title, text.text)
            else:
                assert all(apart(ink(text), mark) for mark in black), (sheet.title, text.text)


def test_codes_are_large_with_their_blank_around_them(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        assert sheet.code.side >= 80, sheet.title
        assert within(blank(sheet), (0, 0, PAGE_WIDTH, PAGE_HEIGHT)), sheet.title
        assert sheet.code.quiet == QUIET_MODULES * sheet.code.side / len(sheet.code.modules)


def test_titles_can_be_read_from_two_metres(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        sizes = [text.size for text in sheet.texts if text.text in sheet.title]
        assert sizes, sheet.title
        assert max(sizes) * POINT * CAPITAL >= READABLE, sheet.title


def test_letters_of_the_finished_file_lie_where_they_were_laid(
    press: Press, sheets: list[Sheet]
) -> None:
    with pypdfium2.PdfDocument(press.pdf(sheets)) as document:
        assert len(document) == len(sheets)
        for page, sheet in zip(document, sheets, strict=True):
            letters, lines = boxes_of(page)
            assert len(letters) > sum(len(text.text.replace(" ", "")) for text in sheet.texts) - 5
            assert (letters[:, :2] >= SAFE).all(), sheet.title
            assert (letters[:, 2] <= PAGE_WIDTH - SAFE).all(), sheet.title
            assert (letters[:, 3] <= PAGE_HEIGHT - SAFE).all(), sheet.title
            assert not overlapping(letters, lines), sheet.title
            assert belongs_to_a_line(letters, sheet.texts), sheet.title


def belongs_to_a_line(letters: np.ndarray, texts: tuple[Text, ...]) -> bool:
    """Whether each letter stands in a line of the layout, marks over capitals included."""
    left, top, right, bottom = np.array([ink(text) for text in texts]).T
    em = np.array([text.size * POINT for text in texts])
    inside = (letters[:, :1] >= left - HORN * em) & (letters[:, 2:3] <= right + HORN * em)
    inside &= (letters[:, 1:2] >= top - MARK * em) & (letters[:, 3:] <= bottom + HORN * em)
    return bool(inside.any(axis=1).all())


def boxes_of(page: pypdfium2.PdfPage) -> tuple[np.ndarray, np.ndarray]:
    """The tight boxes of a page's letters in millimetres, and the baseline of each."""
    text = page.get_textpage()
    found, baselines = [], []
    across, up = ctypes.c_double(), ctypes.c_double()
    for at in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(at)
        if right - left <= 0 or top - bottom <= 0:
            continue
        pdfium.FPDFText_GetCharOrigin(text, at, across, up)
        found.append((left, PAGE_HEIGHT / POINT - top, right, PAGE_HEIGHT / POINT - bottom))
        baselines.append(up.value)
    return np.array(found) * POINT, np.array(baselines)


def overlapping(letters: np.ndarray, baselines: np.ndarray) -> bool:
    """Whether letters of different lines touch."""
    left, top, right, bottom = letters.T
    across = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    down = np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top)
    lines = np.abs(np.subtract.outer(baselines, baselines)) > 1
    return bool(((across > NEAR) & (down > NEAR) & lines).any())


@pytest.mark.parametrize("guide", ["gplx-doi-cap-lai", "en/cu-tru-thong-bao-luu-tru"])
def test_the_picture_of_the_page_decodes_to_the_guides_address(press: Press, guide: str) -> None:
    (only,) = press.guides(Order(guide=guide))
    sheet = press.sheet(only)
    picture = Image.open(io.BytesIO(press.picture(press.pdf([sheet]))))
    assert picture.width == pytest.approx(PAGE_WIDTH / 25.4 * 150, abs=1)
    (found,) = zxingcpp.read_barcodes(picture)
    name = next(text.text for text in sheet.texts if text.text.startswith("t.me/"))
    assert found.text.startswith(f"https://{name}?start={guide.removeprefix('en/')}")
    # Phones, unlike this reader, need not read what is mirrored.
    corners = found.position
    assert corners.top_left.x < corners.top_right.x
    assert corners.top_left.y < corners.bottom_left.y
    assert found.ec_level in ("M", "Q", "H")


def test_every_code_decodes_to_its_own_guide(sheets: list[Sheet], guides: list[Guide]) -> None:
    for sheet, guide in zip(sheets, guides, strict=True):
        modules = np.pad(np.array(sheet.code.modules), QUIET_MODULES)
        drawn = np.kron(np.where(modules, 0, 255), np.ones((3, 3))).astype(np.uint8)
        (found,) = zxingcpp.read_barcodes(drawn)
        assert f"?start={guide.id.removeprefix('en/')}" in found.text
