"""Lines of a text: as large as fits, and broken where they read well."""

from pathlib import Path

import pytest
from knowledge_folder import KnowledgeFolder

from bot.domain.poster import POINT
from bot.posters.ties import Ties
from bot.posters.wrap import PITCH, Wrapper


def measure(text: str, size: float, bold: bool) -> float:
    """Every letter as wide as it is high."""
    return len(text) * size * POINT * (2 if bold else 1)


def loose(left: str, right: str) -> float:
    return 0.0


WRAPPER = Wrapper(measure, loose)
LETTER = 10 * POINT
"""The width of a letter of ten points."""


def lines(text: str, letters: int, wrapper: Wrapper = WRAPPER) -> tuple[str, ...]:
    block = wrapper.wrap(text, letters * LETTER + 0.001, 10)
    assert block is not None
    return block.lines


def test_no_line_is_wider_than_the_room() -> None:
    text = "một hai ba bốn năm sáu bảy tám chín mười"
    for letters in range(5, 45):
        found = lines(text, letters)
        assert all(len(line) <= letters for line in found)
        assert " ".join(found) == text


def test_lines_are_of_about_the_same_length() -> None:
    assert lines("aaaa bbbb cccc dddd", 15) == ("aaaa bbbb", "cccc dddd")


def test_a_line_rather_ends_after_a_comma() -> None:
    assert lines("aa bb, cc dd ee ff", 13) == ("aa bb,", "cc dd ee ff")


def test_a_line_rather_begins_with_a_bracket() -> None:
    assert lines("aaa bb (cc dd e)", 12) == ("aaa bb", "(cc dd e)")


def test_a_word_of_two_syllables_is_not_torn() -> None:
    text = "nộp hồ sơ trực tuyến nay"
    assert lines(text, 16) == ("nộp hồ sơ trực", "tuyến nay")
    tied = Wrapper(measure, lambda left, right: float((left, right) == ("trực", "tuyến")))
    assert lines(text, 16, tied) == ("nộp hồ sơ", "trực tuyến nay")


def test_a_word_wider_than_the_room_fits_nowhere() -> None:
    assert WRAPPER.wrap("a bbbbbb", 5 * LETTER, 10) is None


def test_bold_letters_are_measured_as_bold() -> None:
    block = WRAPPER.wrap("aaa bbb", 8 * LETTER, 10, bold=True)
    assert block is not None
    assert block.lines == ("aaa", "bbb")


def test_the_first_size_that_fits_is_taken() -> None:
    block = WRAPPER.fit("aaa bbb", 8 * LETTER, [30, 20, 10, 5], height=PITCH * 20 * POINT * 2)
    assert block is not None
    assert (block.size, block.lines) == (20, ("aaa", "bbb"))
    one_line = WRAPPER.fit("aaa bbb", 8 * LETTER, [30, 20, 10, 5], lines=1)
    assert one_line is not None
    assert one_line.size == 10


def test_nothing_is_given_when_no_size_fits() -> None:
    assert WRAPPER.fit("aaa bbb", 1 * LETTER, [30, 20]) is None


@pytest.fixture
def ties(tmp_path: Path) -> Ties:
    folder = KnowledgeFolder(tmp_path)
    return Ties(folder.guides())


def test_syllables_that_always_meet_are_one_word(ties: Ties) -> None:
    assert ties("mật", "khẩu") > 0.5
    assert ties("Mật", "khẩu,") == ties("mật", "khẩu")


def test_syllables_that_meet_by_chance_or_never_are_not(ties: Ties) -> None:
    assert ties("mật", "khẩu") > 2 * ties("khẩu", "vneid")
    assert ties("trăng", "sao") == 0
