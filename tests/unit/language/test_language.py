import pytest

from bot.language.fold import fold
from bot.language.language import language_of

VIETNAMESE = [
    "Tôi muốn đổi bằng lái",
    "làm sao để lấy lại mật khẩu",
    "quên mk vneid thì làm ntn",
    "căn cước hết hạn có sao không",
    "nộp hồ sơ ở đâu",
    "chuyển tiền nhầm tài khoản ngân hàng",
]


@pytest.mark.parametrize("text", VIETNAMESE + [fold(text) for text in VIETNAMESE])
def test_vietnamese_is_known_with_and_without_diacritics(text: str) -> None:
    assert language_of(text, otherwise="en") == "vi"


@pytest.mark.parametrize(
    "text",
    [
        "How do I renew my driving license?",
        "I lost my phone",
        "HELLO",
        "what documents are needed for temporary residence",
        "My VNeID app does not work",
        "VssID login without VNeID, possible?",
    ],
)
def test_english_is_known(text: str) -> None:
    assert language_of(text, otherwise="vi") == "en"


def test_one_accented_word_makes_a_mixed_text_vietnamese() -> None:
    assert language_of("how do I đổi the password of my VNeID") == "vi"


@pytest.mark.parametrize("text", ["", "q", "12345", "VNeID", "😀", "\u202e", "\x00", "z" * 100_000])
@pytest.mark.parametrize("otherwise", ["vi", "en"])
def test_a_text_that_tells_nothing_keeps_the_language_of_the_talk(
    text: str, otherwise: str
) -> None:
    assert language_of(text, otherwise) == otherwise


def test_words_of_both_tongues_decide_nothing() -> None:
    assert language_of("can the do", "en") == "en"
    assert language_of("can the do", "vi") == "vi"
