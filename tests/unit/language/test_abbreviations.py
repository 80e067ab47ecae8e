import pytest

from bot.language.abbreviations import Glossary
from bot.language.tokens import syllables

GLOSSARY = Glossary(
    [
        ("mk", ("mật khẩu",)),
        ("đt", ("điện thoại",)),
        ("tk", ("tài khoản", "tìm kiếm")),
        ("mô", ("đâu",)),
        ("bằng lái", ("giấy phép lái xe",)),
        ("bằng lái xe máy", ("giấy phép lái xe hạng a1",)),
    ]
)


def read(text: str) -> list[str]:
    return [" ".join(words) for words, _ in GLOSSARY.expand(syllables(text))]


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("quên mk vneid", ["quên mật khẩu vneid"]),
        ("đổi đt", ["đổi điện thoại"]),
        ("doi dt", ["doi điện thoại"]),
        ("đổi bằng lái", ["đổi giấy phép lái xe"]),
        ("doi bang lai", ["doi giấy phép lái xe"]),
        ("khóa tk", ["khóa tài khoản", "khóa tìm kiếm"]),
        ("nộp ở mô", ["nộp ở đâu"]),
    ],
)
def test_a_known_term_is_read_as_what_guides_say(typed: str, readings: list[str]) -> None:
    assert read(typed) == readings


@pytest.mark.parametrize(
    "typed", ["", "mo tai khoan", "báng lai", "bằng lài", "mkx", "tạm trú", "lái bằng"]
)
def test_other_words_are_left_alone(typed: str) -> None:
    assert read(typed) == []


def test_the_longest_term_wins() -> None:
    assert read("bang lai xe may mất") == ["giấy phép lái xe hạng a1 mất"]


def test_a_replacement_says_what_it_replaced() -> None:
    assert GLOSSARY.expand(["mk", "đt"]) == [
        (["mật", "khẩu", "điện", "thoại"], ["mk → mật khẩu", "đt → điện thoại"])
    ]


def test_many_ambiguous_terms_give_at_most_four_readings() -> None:
    readings = GLOSSARY.expand(["tk"] * 20)
    assert len(readings) == 4
    assert len({tuple(words) for words, _ in readings}) == 4


def test_the_first_of_two_entries_for_a_term_counts() -> None:
    twice = Glossary([("mk", ("mật khẩu",)), ("mk", ("mỹ kim",))])
    assert twice.expand(["mk"]) == [(["mật", "khẩu"], ["mk → mật khẩu"])]


@pytest.mark.parametrize("term", ["", "!?", "một hai ba bốn năm sáu"])
def test_a_term_without_words_or_too_long_is_not_taken(term: str) -> None:
    assert len(Glossary([(term, ("gì đó",))])) == 0


@pytest.mark.parametrize(
    ("word", "known"), [("mk", True), ("dt", True), ("mô", True), ("mo", False), ("bằng", False)]
)
def test_only_whole_single_terms_are_known_words(word: str, known: bool) -> None:
    assert GLOSSARY.knows(word) is known


def test_a_marked_term_needs_its_diacritics() -> None:
    glossary = Glossary([("!sổ đỏ", ("giấy chứng nhận",))])
    assert glossary.expand(["so", "do"]) == []
    assert glossary.expand(["sổ", "đỏ"])[0][1] == ["sổ đỏ → giấy chứng nhận"]
