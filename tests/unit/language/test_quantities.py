"""Quantities: figures that say the same, however they are written."""

import pytest

from bot.language.quantities import Bound, Figure, FigureKind, bounds_agree, figures, says


def only(text: str, language: str = "vi") -> Figure:
    (figure,) = figures(text, language)
    return figure


@pytest.mark.parametrize(
    "text",
    ["15.000 đồng", "15 nghìn đồng", "15 ngàn", "15k", "15,000 VND", "VNĐ 15.000", "15.000đ",
     "mười lăm nghìn đồng"],
)  # fmt: skip
def test_an_amount_is_the_same_in_all_writings(text: str) -> None:
    assert (only(text).kind, only(text).value) == (FigureKind.AMOUNT, "15000")


@pytest.mark.parametrize(
    ("text", "value"),
    [("một triệu rưỡi", "1500000"), ("1,5 triệu đồng", "1500000"), ("2tr5", "2500000"),
     ("miễn phí", "0"), ("không mất tiền", "0"), ("không phải nộp lệ phí", "0"), ("0 đồng", "0")],
)  # fmt: skip
def test_large_and_no_amounts_are_read(text: str, value: str) -> None:
    assert (only(text).kind, only(text).value) == (FigureKind.AMOUNT, value)


@pytest.mark.parametrize(
    "text", ["1/1/2026", "01/01/2026", "ngày 1 tháng 1 năm 2026", "2026-01-01"]
)
def test_a_day_is_the_same_in_all_writings(text: str) -> None:
    assert only(text).value == "2026-01-01"


def test_a_day_in_english_is_the_same_day() -> None:
    assert only("January 1, 2026", "en").same(only("1/1/2026"))
    assert only("1 January 2026", "en").value == "2026-01-01"


@pytest.mark.parametrize(
    ("one", "other"),
    [("3 ngày", "3 ngày làm việc"), ("3 ngày", "3 giờ"), ("3 ngày", "3 đến 5 ngày"),
     ("mức 2", "bước 2"), ("mức 2", "mức 1"), ("14 tuổi", "14 năm"), ("10%", "10 ngày")],
)  # fmt: skip
def test_figures_of_other_units_do_not_say_the_same(one: str, other: str) -> None:
    assert not says(only(one), only(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("ba ngày", "3 ngày"), ("một tuần", "1 tuần"), ("mức độ 2", "mức 2"), ("hai mươi ngày",
    "20 ngày"),
     ("Nghị định 69/2024", "Nghị định 69/2024/NĐ-CP"),
     ("28/2", "28/2/2027"), ("10 phần trăm",
     "10%")],
)  # fmt: skip
def test_figures_that_say_the_same_are_found_to(one: str, other: str) -> None:
    assert says(only(one), only(other))


@pytest.mark.parametrize(
    ("text", "bound"),
    [("không quá 3 ngày", Bound.UP_TO), ("dưới 14 tuổi", Bound.UNDER),
     ("từ 30 ngày trở lên", Bound.AT_LEAST),
     ("trước 23 giờ", Bound.BEFORE), ("sau 23 giờ", Bound.AFTER), ("chưa đủ 18 tuổi", Bound.UNDER),
     ("quá 5 lần", Bound.OVER), ("từ 1 tỷ đồng một năm trở xuống", Bound.UP_TO)],
)  # fmt: skip
def test_a_figure_knows_from_which_side_it_limits(text: str, bound: Bound) -> None:
    assert figures(text)[0].bound is bound


def test_what_limits_from_another_side_does_not_agree() -> None:
    assert bounds_agree(Bound.UP_TO, Bound.NONE)
    assert not bounds_agree(Bound.NONE, Bound.UNDER)
    assert not bounds_agree(Bound.AT_LEAST, Bound.UP_TO)
    assert not bounds_agree(Bound.BEFORE, Bound.AFTER)


@pytest.mark.parametrize(
    "text", ["một lần nữa thì không", "đầu tư", "ba mẹ", "trong những năm qua", "link_1"]
)
def test_words_that_only_look_like_numbers_are_none(text: str) -> None:
    assert not [f for f in figures(text) if f.unit not in ("time",)]


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [("115,000 dong", "115.000 đồng"), ("5 working days", "5 ngày làm việc"), ("two weeks",
    "hai tuần"),
     ("a month", "một tháng"), ("level 2", "mức 2"), ("free of charge",
     "miễn phí"), ("14 years old", "14 tuổi"),
     ("Monday", "thứ Hai"), ("6-digit", "6 số")],
)  # fmt: skip
def test_english_units_are_the_vietnamese_ones(english: str, vietnamese: str) -> None:
    assert says(only(english, "en"), only(vietnamese))


def test_both_ends_of_an_age_are_ages() -> None:
    low, high = figures("từ đủ 15 đến dưới 18 tuổi", "vi")
    assert low.unit == high.unit == "year of age"


def test_a_day_behind_an_hour_is_still_an_end() -> None:
    *_, day = figures("từ 21/4 đến 17 giờ ngày 28/4", "vi")
    assert day.bound is Bound.UNTIL
