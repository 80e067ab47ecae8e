import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.understand import understand
from bot.domain.answer import Intent, Question
from bot.language.fold import fold

ASKED: list[tuple[str, Intent]] = [
    ("làm căn cước hết bao nhiêu tiền", Intent.FEE),
    ("lệ phí hộ chiếu", Intent.FEE),
    ("tạm trú có mất phí không", Intent.FEE),
    ("how much is a passport", Intent.FEE),
    ("làm căn cước mất bao lâu", Intent.TIME),
    ("đổi bằng lái mấy ngày có", Intent.TIME),
    ("how long does it take", Intent.TIME),
    ("đổi bằng lái cần mang gì", Intent.NEEDS),
    ("khai sinh cần giấy tờ gì", Intent.NEEDS),
    ("hồ sơ gồm những gì", Intent.NEEDS),
    ("tổng đài vneid", Intent.HELP),
    ("bị lừa thì gọi số nào", Intent.HELP),
    ("nghị định nào nói vậy", Intent.LAW),
    ("app báo lỗi kết nối", Intent.ERROR),
    ("vneid không vào được", Intent.ERROR),
    ("quét mặt bị treo hoài", Intent.ERROR),
    ("hướng dẫn đăng ký tạm trú", Intent.HOW_TO),
    ("quên mật khẩu thì làm sao", Intent.HOW_TO),
    ("đăng ký tạm trú", Intent.HOW_TO),
    ("mức 2 là gì", Intent.FACT),
    ("căn cước cũ còn dùng được chứ", Intent.FACT),
    ("nộp hồ sơ ở đâu", Intent.FACT),
]


@pytest.mark.parametrize(("text", "intent"), ASKED)
def test_the_intent_is_read_with_and_without_diacritics(text: str, intent: Intent) -> None:
    assert understand(Question(text=text)).intent is intent
    assert understand(Question(text=fold(text))).intent is intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("làm sao biết lệ phí bao nhiêu", Intent.FEE),
        ("muốn đổi bằng lái thì mất bao lâu", Intent.TIME),
        ("cách sửa khi app báo lỗi", Intent.ERROR),
    ],
)
def test_what_is_asked_for_counts_more_than_how(text: str, intent: Intent) -> None:
    assert understand(Question(text=text)).intent is intent


@pytest.mark.parametrize(
    "text",
    [
        "Từ 1/7, bỏ bản sao giấy tờ khi làm thủ tục: người dân cần biết",
        "Chính thức: tăng trợ cấp cho người cao tuổi từ năm sau",
        "Kể từ ngày 1/3/2026 ngân hàng chặn ứng dụng trên máy lạ",
    ],
)
def test_a_headline_is_news_and_no_question(text: str) -> None:
    assert understand(Question(text=text)).intent is Intent.NEWS


@pytest.mark.parametrize(
    "text",
    [
        "từ 1/7 tôi phải đổi căn cước không",
        "mới nhất là bao nhiêu tiền vậy",
        "tin mới",
        "nghe tin nóng là phải làm lại bằng lái, có phải không?",
    ],
)
def test_a_question_about_news_stays_a_question(text: str) -> None:
    assert understand(Question(text=text)).intent is not Intent.NEWS


@pytest.mark.parametrize(
    "text",
    [
        "tin nhắn trúng thưởng là thật hay giả",
        "cái này có phải lừa đảo không",
        "họ nói vậy có nên tin không",
        "is this a scam",
    ],
)
def test_a_doubt_asks_whether_to_trust(text: str) -> None:
    assert understand(Question(text=text)).intent is Intent.TRUST


def test_the_guide_in_hand_is_carried_along() -> None:
    assert understand(Question(text="đổi hộ chiếu", guide="tam-tru")).guide == "tam-tru"


@pytest.mark.parametrize(
    ("text", "asked_in", "language"),
    [
        ("how do I renew my passport", None, "en"),
        ("doi bang lai o dau", None, "vi"),
        ("how do I renew my passport", "vi", "vi"),
        ("đổi bằng lái", "en", "en"),
        ("12345", None, "vi"),
    ],
)
def test_the_language_of_the_talk_counts_more_than_that_of_the_text(
    text: str, asked_in: str | None, language: str
) -> None:
    assert understand(Question(text=text, language=asked_in)).language == language


@pytest.mark.parametrize(
    ("text", "query"),
    [
        (unicodedata.normalize("NFD", "đổi mật khẩu"), "đổi mật khẩu"),
        ("đổi\x00 \u202emật khẩu\u200b", "đổi mật khẩu"),
        ("\u0336\u0353", ""),
        ("", ""),
        ("đ", "đ"),
        ("á" * 100_000, "á" * 2_000),
        ("a" + "\u0301" * 100_000, "á"),
    ],
)
def test_the_query_is_clean_and_at_most_two_thousand_characters(text: str, query: str) -> None:
    assert understand(Question(text=text)).query == query


@given(st.text(), st.none() | st.just("tam-tru"))
def test_any_text_can_be_understood(text: str, guide: str | None) -> None:
    understood = understand(Question(text=text, guide=guide))
    assert len(understood.query) <= 2_000
    assert understood.language in {"vi", "en"}
