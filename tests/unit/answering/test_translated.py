"""English sentences held against Vietnamese passages."""

import pytest

from bot.answering.draft_guard import fault_in
from bot.domain.draft import Evidence, Fault, Passage, Sentence

TEXTS = {
    "f1": (
        "Lệ phí và thời hạn\n"
        "- 500.000 đồng mỗi tháng. Tỉnh có thể cho cao hơn, hỏi ủy ban xã mức của tỉnh bạn.\n"
        "- Xã giải quyết trong 10 ngày làm việc. Tiền tính từ tháng Chủ tịch xã ký quyết định.\n"
        "- Không thấy quy định thu phí. Ai đòi tiền để được duyệt là lừa đảo."
    ),
    "q1": (
        "Sổ đỏ ghi tên huyện, xã cũ có phải đổi không?\n"
        "Không bắt buộc. Bạn cập nhật khi muốn, hoặc gộp lúc làm thủ tục khác như sang tên."
    ),
    "q2": (
        "Làm hộ chiếu mất bao nhiêu ngày?\n"
        "8 ngày làm việc ở công an tỉnh, 3 đến 5 ngày làm việc ở Cục Quản lý xuất nhập cảnh, tính"
        " từ khi đủ hồ sơ, chưa kể bưu điện giao."
    ),
    "q3": (
        "Công an có hỏi OTP không?\nKhông. Không ai có quyền hỏi mã OTP, mật khẩu, mã PIN của bạn."
    ),
    "s1": (
        "Đưa máy về cài đặt gốc\n"
        "Gỡ ứng dụng thôi chưa đủ. Đã mất tiền thì báo công an trước khi cài lại.\n"
        "hồ sơ không còn báo chờ bổ sung."
    ),
    "s2": (
        "Bấm **Nộp hồ sơ** rồi chờ\n"
        "Địa điểm phải theo quy hoạch. Thuế có được miễn không thì hỏi cơ quan thuế."
    ),
}
EVIDENCE = Evidence(
    passages=tuple(Passage(id=id_, chunk=f"guide#{id_}", text=text) for id_, text in TEXTS.items()),
    language="vi",
)


def found(text: str, *cites: str) -> Fault | None:
    return fault_in(Sentence(text=text, cites=cites), EVIDENCE, "en")


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("It is 500,000 VND a month, and the province may pay more.", "f1"),
        ("The commune decides within 10 working days.", "f1"),
        ("It takes 8 working days at the provincial police.", "q2"),
        ("If you have lost money, report to the police before you install it again.", "s1"),
        ("The location must follow the planning.", "s2"),
        ("No, she does not have to change it.", "q1"),
        ("Nobody has the right to ask for your OTP, password or PIN.", "q3"),
        ("Removing the app is not enough.", "s1"),
    ],
)
def test_what_a_passage_says_may_be_said_in_english(text: str, cited: str) -> None:
    assert found(text, cited) is None


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("It is 500,000 VND a year, and the province may pay more.", "f1"),
        ("The commune decides within 10 working days after you pay the fee.", "f1"),
        ("You must pay the commune to be approved.", "f1"),
        ("Yes, she has to change it.", "q1"),
        ("She must update it together with another procedure.", "q1"),
        ("It takes 8 working days at the Immigration Department.", "q2"),
        ("The police have the right to ask for your OTP.", "q3"),
        ("Read the OTP to the officer.", "q3"),
        ("Removing the app is enough.", "s1"),
        ("If you have lost money, report to the police after you install it again.", "s1"),
        ("The application still says it is waiting for supplements.", "s1"),
        ("The location need not follow the planning.", "s2"),
        ("The tax is waived.", "s2"),
        ("Tap **Nộp hồ sơ** (Forgot password) and wait.", "s2"),
        ("Tap Submit and wait.", "s2"),
        ("There is a charge; ask the commune.", "f1"),
        ("I have asked the commune for you.", "f1"),
        ("Only the commune decides within 10 working days.", "f1"),
        ("Before that it takes 8 working days at the provincial police.", "q2"),
        ("It always takes 8 working days at the provincial police.", "q2"),
        ("Tap Trang chủ (Home page) and wait.", "s2"),
        ("Tap **Nộp hồ sơ** and still wait.", "s2"),
    ],
)
def test_what_a_passage_denies_leaves_open_or_says_otherwise_may_not(text: str, cited: str) -> None:
    assert found(text, cited) is not None


def test_a_word_is_no_syllable_of_another() -> None:
    assert found("Ask the bank for an e-wallet.", "s2") is not None
