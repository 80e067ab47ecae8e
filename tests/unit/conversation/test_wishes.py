import pytest

from bot.conversation.wishes import cancels, says_no, wishes_person
from bot.language.fold import fold

WISHES = [
    "nhờ người giúp",
    "cho tôi gặp người thật",
    "tôi muốn gặp người thật cơ",
    "cho gặp cán bộ",
    "gọi người giúp tôi",
    "bác cần người giúp với",
    "có ai giúp không",
    "Cho tôi nói chuyện với người thật đi!",
    "nhờ tổ công nghệ số giúp giùm",
]


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_for_a_person_is_heard_with_and_without_diacritics(text: str) -> None:
    assert wishes_person(text)
    assert wishes_person(fold(text))


@pytest.mark.parametrize(
    "text",
    [
        "nhờ người giúp khai tạm trú thì cần giấy ủy quyền gì",
        "có người thật thà chỉ tôi cài vneid mà quên mật khẩu",
        "quên mật khẩu vneid",
        "đi gặp cán bộ hộ tịch làm khai sinh mang theo giấy gì",
        "người giúp việc có phải đăng ký tạm trú không",
        "",
    ],
)
def test_a_question_that_only_mentions_a_person_is_none(text: str) -> None:
    assert not wishes_person(text)


def test_no_and_cancel_stand_alone() -> None:
    assert says_no("Không ạ")
    assert says_no("ko")
    assert not says_no("không được")
    assert cancels("Hủy")
    assert cancels("huy di")
    assert not cancels("hủy hồ sơ")
