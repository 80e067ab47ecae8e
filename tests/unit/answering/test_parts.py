import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.parts import parts_of


@pytest.mark.parametrize(
    ("text", "texts", "openly"),
    [
        (
            "1. làm hộ chiếu ở đâu 2. đổi bằng lái sao",
            ("làm hộ chiếu ở đâu", "đổi bằng lái sao"),
            True,
        ),
        (
            "câu 1: khai sinh, câu 2: tạm trú ra sao",
            ("khai sinh", "tạm trú ra sao"),
            True,
        ),
        (
            "đăng ký tạm trú sao, với lại cho hỏi mở ví momo",
            ("đăng ký tạm trú sao", "hỏi mở ví momo"),
            True,
        ),
        (
            "cần giấy gì? mất bao nhiêu tiền?",
            ("cần giấy gì", "mất bao nhiêu tiền"),
            False,
        ),
        (
            "làm căn cước ở đâu\nđổi bằng lái ở đâu",
            ("làm căn cước ở đâu", "đổi bằng lái ở đâu"),
            False,
        ),
    ],
)
def test_a_message_is_read_as_the_questions_it_seems_to_ask(
    text: str, texts: tuple[str, ...], openly: bool
) -> None:
    parts = parts_of(text)
    assert parts is not None
    assert (parts.texts, parts.openly) == (texts, openly)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "đổi bằng lái xe thế nào?",
        "phí 1.000.000 đồng có đúng không",
        "một hai? ba bốn? năm sáu? bảy tám?",
        "câu hỏi? " + "dài " * 1_000,
    ],
)
def test_one_question_too_many_or_too_long_a_text_is_not_split(text: str) -> None:
    assert parts_of(text) is None


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    parts = parts_of(text)
    assert parts is None or 2 <= len(parts.texts) <= 3
