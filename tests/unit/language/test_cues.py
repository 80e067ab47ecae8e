import pytest

from bot.language.cues import Cues

CUES = Cues("đột quỵ", "!đang cháy", "gửi * link", "ở đâu", "xong")


@pytest.mark.parametrize(
    "text",
    [
        "bố tôi bị đột quỵ",
        "BO TOI BI DOT QUY",
        "bo toi bi dot quỵ roi",
        "dot, quy!",
        "đột\nquỵ",
        "nhà đang cháy",
        "gửi link",
        "gui cho toi cai link",
        "nộp ở đâu?",
        "xong",
        "(xong)",
    ],
)
def test_a_phrase_is_found_however_it_was_typed(text: str) -> None:
    assert CUES.found(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "đốt quỷ",
        "đột ngột quỵ",
        "nha dang chay",
        "đang chay",
        "gửi cho tôi xin cái link",
        "xongg",
        "chưaxong",
        "ở đấu",
        "quỵ đột",
    ],
)
def test_other_diacritics_and_parts_of_words_are_not_the_phrase(text: str) -> None:
    assert not CUES.found(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Nộp hồ sơ Ở ĐÂU ạ", "nộp hồ sơ ạ"),
        ("xong xong xong", ""),
        ("gửi cho tôi link nhé", "nhé"),
        ("không có gì", "không có gì"),
        ("", ""),
    ],
)
def test_phrases_can_be_taken_out(text: str, rest: str) -> None:
    assert CUES.without(text) == rest


def test_the_longest_phrase_is_taken_out_first() -> None:
    assert Cues("cảm ơn", "cảm ơn nhiều").without("cảm ơn nhiều bạn") == "bạn"


def test_signs_in_a_phrase_mean_themselves() -> None:
    cues = Cues("c++", "(a|b)")
    assert cues.found("học c++ rồi")
    assert not cues.found("ccc")
    assert not cues.found("a")
