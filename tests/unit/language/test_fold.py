import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.fold import VIETNAMESE_LETTERS, clean, fold, has_diacritics

ANY_TEXT = st.lists(st.integers(0, 0x10FFFF)).map(lambda codes: "".join(map(chr, codes)))
"""Texts of any code points, lone surrogates included."""


@pytest.mark.parametrize(
    ("typed", "bare"),
    [
        ("Đổi bằng lái", "Doi bang lai"),
        ("Căn cước công dân", "Can cuoc cong dan"),
        ("NGƯỜI KHUYẾT TẬT", "NGUOI KHUYET TAT"),
        ("thuỷ thủy uỷ ủy kỹ kỳ", "thuy thuy uy uy ky ky"),
        ("VNeID 2.2 – 50.000đ", "VNeID 2.2 – 50.000d"),
        ("", ""),
    ],
)
def test_folding_takes_the_diacritics_and_keeps_case_digits_and_marks(
    typed: str, bare: str
) -> None:
    assert fold(typed) == bare


def test_every_accented_letter_folds_to_a_plain_one() -> None:
    upper_and_lower = "".join(VIETNAMESE_LETTERS) + "".join(VIETNAMESE_LETTERS).upper()
    assert fold(upper_and_lower).isascii()
    assert len(fold(upper_and_lower)) == 2 * len(VIETNAMESE_LETTERS)


@given(st.text(st.sampled_from(sorted(VIETNAMESE_LETTERS) + list("aA zđĐß😀"))) | st.text())
def test_folding_twice_is_folding_once_and_keeps_every_letters_place(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert len(fold(text)) == len(text)
    assert not has_diacritics(fold(text))


@given(ANY_TEXT)
def test_clean_never_raises_and_leaves_what_every_channel_can_send(text: str) -> None:
    result = clean(text)
    result.encode("utf-8")
    assert not any(unicodedata.combining(letter) for letter in result)
    assert not any(
        unicodedata.category(letter) == "Cc" for letter in result if letter not in "\n\t"
    )


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", ""),
        ("a", "a"),
        ("mật\x00khẩu", "mậtkhẩu"),
        ("\u202emật khẩu\u202c", "mật khẩu"),
        ("\u200fmật\u200b kh\u2060ẩu\ufeff", "mật khẩu"),
        ("o\u00adtp", "otp"),
        ("❤️", "❤"),
        ("một\r\nhai\rba\nbốn", "một\nhai\nba\nbốn"),
        ("cột\tcột", "cột\tcột"),
        ("a\ud800b", "a\ufffdb"),
        ("\ud83d\ude00", "😀"),
        (unicodedata.normalize("NFD", "Đổi mật khẩu ở xã"), "Đổi mật khẩu ở xã"),
    ],
)
def test_clean_removes_what_cannot_be_seen(raw: str, expected: str) -> None:
    assert clean(raw) == expected


def test_clean_strips_stacked_marks_off_zalgo() -> None:
    zalgo = "".join(letter + "\u0336\u0353\u0489" * 8 for letter in "otp")
    assert fold(clean(zalgo)).replace("\u0489", "") == "otp"


def test_clean_takes_a_hundred_thousand_marks_on_one_letter() -> None:
    assert clean("a" + "\u0301" * 100_000) == "á"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mật khẩu", True),
        ("mat khau", False),
        ("ĐIỆN", True),
        ("Đ", True),
        ("café", True),
        ("straße naïve", False),
        ("", False),
        ("123 😀", False),
    ],
)
def test_accented_vietnamese_letters_are_noticed(text: str, expected: bool) -> None:
    assert has_diacritics(text) is expected
