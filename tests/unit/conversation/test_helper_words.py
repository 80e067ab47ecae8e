"""What a helper may say to a citizen in the bot's name."""

from pathlib import Path

import pytest

from bot.adapters.generations import GenerationLibrary
from bot.conversation.desk.helper_words import HelperWords, Unfit
from bot.domain.errors import NoKnowledge
from bot.ports import Knowledge


@pytest.fixture(scope="module")
def words(published: Path) -> HelperWords:
    return HelperWords(GenerationLibrary(published))


@pytest.mark.parametrize(
    "text",
    [
        "Bạn mở VNeID, bấm Quên mật khẩu rồi nhập số định danh",
        "Nhập mã OTP gửi về máy vào ô thứ hai",
        "Bạn bấm gửi lại mã OTP rồi chờ 1 phút",
        "Đừng đọc mã OTP cho ai, kể cả tôi",
        "Đừng chuyển tiền cho ai xưng công an nhé, lừa đảo đấy",
        "Phí là 50.000 đồng, nộp ở https://dichvucong.gov.vn/p/home/dvc-trang-chu.html",
        "Bạn ra nhà văn hóa thôn lúc 8 giờ sáng ngày 05/12/2026 nhé",
        "Lỗi đăng nhập thì gọi 1900 0368",
        "Gọi ngay cấp cứu 115",
        "trẻ em bị hại thì gọi 111",
        "mang theo thẻ căn cước ra xã, đưa căn cước cho cán bộ xem ở quầy",
        "xong rồi.Bạn bấm tiếp",
        "thủ tục 1.004222, nộp tại TP.HCM",
        "tải ảnh giấy tờ lên Cổng, bấm Nộp",
        "máy báo mật khẩu sai thì đặt lại",
        "Ngày 21.11.2026 mới có hiệu lực, năm 2025 thì chưa",
        "ko sao bac a, bac cu tu tu lam",
    ],
)
def test_help_is_carried_word_for_word(words: HelperWords, text: str) -> None:
    vetted = words.vet(text)

    assert (vetted.unfit, vetted.text) == (None, text)


SECRET, MONEY, LINK, PHONE = Unfit.SECRET, Unfit.MONEY, Unfit.LINK, Unfit.PHONE


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Bác đọc mã OTP cho em", SECRET),
        ("bac doc ma otp cho con", SECRET),
        ("gửi mật khẩu cho tôi nhé", SECRET),
        ("không gửi OTP thì không làm được", SECRET),
        ("otp là bao nhiêu cho em", SECRET),
        ("Mật khẩu vừa đặt là gì, cho em", SECRET),
        ("chụp căn cước gửi qua đây", SECRET),
        ("gui anh can cuoc qua zalo", SECRET),
        ("chụp hai mặt căn cước gửi vào nhóm", SECRET),
        ("Chuyển khoản 200k là xong", MONEY),
        ("stk của em là 12345678901", MONEY),
        ("bac nap the cao 100k", MONEY),
        ("cài ultraviewer cho em xem máy", Unfit.REMOTE),
        ("kết bạn zalo với em", Unfit.REMOTE),
        ("vào bit.ly/abc", LINK),
        ("vào bit . ly để tải", LINK),
        ("mở app chấm com", LINK),
        ("dichvucong[.]gov[.]vn[.]com", LINK),
        ("vneid-gov.com", LINK),
        ("https://dichvucong.gov.vn.evil.com/a", LINK),
        ("https://dichvucong.gov.vn@evil.com", LINK),
        ("https://evil.com/dichvucong.gov.vn", LINK),
        ("http://1.2.3.4/a", LINK),
        ("tg://resolve?domain=x", LINK),
        ("bіt.lу/abc", LINK),
        ("ｂｉｔ．ｌｙ", LINK),
        ("nhắn @canbo_xa", LINK),
        ("viết cho canbo@gmail.com", LINK),
        ("gọi 0912 345 678", PHONE),
        ("goi 0912.345.678", PHONE),
        ("máy em +84 912345678", PHONE),
        ("０９１２３４５６７８", PHONE),
        ("gọi không chín một hai ba bốn năm sáu", PHONE),
        ("gọi 156789", PHONE),
        ("1800 1096", PHONE),
        ("số [số điện thoại đã che] nhé", PHONE),
        ("Công an gọi bảo bạn nâng cấp thì bấm vào link nhé", Unfit.SCAM),
        ("đồ ngu", Unfit.RUDE),
        ("👍", Unfit.EMPTY),
        ("", Unfit.EMPTY),
    ],
)
def test_what_a_scammer_needs_is_not_carried(words: HelperWords, text: str, why: Unfit) -> None:
    vetted = words.vet(text)

    assert (vetted.unfit, vetted.text) == (why, "")


def test_private_numbers_go_masked(words: HelperWords) -> None:
    vetted = words.vet("Số căn cước 001099123456 của bạn đúng rồi")

    assert vetted.unfit is None
    assert "001099123456" not in vetted.text
    assert "đã che" in vetted.text


def test_a_secret_beside_a_scam_hides_nothing_of_it(words: HelperWords) -> None:
    text = "mã xác thực là 123456, công an gọi bảo bạn bấm vào link"

    assert words.vet(text).unfit is Unfit.SCAM


class NoLibrary:
    def current(self) -> Knowledge:
        raise NoKnowledge


def test_without_guides_no_number_but_those_of_our_own_is_known() -> None:
    words = HelperWords(NoLibrary())

    assert words.vet("gọi 1900 0368").unfit is PHONE
    assert words.vet("vào dichvucong.gov.vn").unfit is None
