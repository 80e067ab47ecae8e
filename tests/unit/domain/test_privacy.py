import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.privacy import SECRETS, Sensitive, mask, withheld

SENSITIVE: list[tuple[Sensitive, str, str]] = [
    (Sensitive.OTP, "Mã OTP của tôi là 482913", "482913"),
    (Sensitive.OTP, "ma otp la 482913.", "482913"),
    (Sensitive.OTP, "OTP: 482 913", "482 913"),
    (Sensitive.OTP, "mã xác thực 739104 nhé", "739104"),
    (Sensitive.OTP, "ma xac nhan: 7391", "7391"),
    (Sensitive.OTP, "482913 là mã OTP", "482913"),
    (Sensitive.OTP, "482913 la ma xac nhan", "482913"),
    (Sensitive.OTP, "your verification code is 48291377", "48291377"),
    (Sensitive.OTP, "482913", "482913"),
    (Sensitive.OTP, "482-913", "482-913"),
    (Sensitive.PIN, "mã PIN 4821", "4821"),
    (Sensitive.PIN, "passcode của em là 482191", "482191"),
    (Sensitive.PIN, "pin:4821.", "4821"),
    (Sensitive.PASSWORD, "Mật khẩu là Hoa@1990", "Hoa@1990"),
    (Sensitive.PASSWORD, "mật khẩu của tôi là Hoa@1990", "Hoa@1990"),
    (Sensitive.PASSWORD, "mat khau la hoa1990", "hoa1990"),
    (Sensitive.PASSWORD, "mk: 12345678", "12345678"),
    (Sensitive.PASSWORD, "password is hunter2!", "hunter2!"),
    (Sensitive.CARD, "thẻ 4111 1111 1111 1111", "4111 1111 1111 1111"),
    (Sensitive.CARD, "5500-0000-0000-0004", "5500-0000-0000-0004"),
    (Sensitive.CARD, "4111111111111111", "4111111111111111"),
    (Sensitive.CARD, "so the cua em 9704000000000018", "9704000000000018"),
    (Sensitive.IDENTITY, "CCCD 001203004567 của tôi", "001203004567"),
    (Sensitive.IDENTITY, "căn cước số 001203004567, cấp 2021", "001203004567"),
    (Sensitive.IDENTITY, "cmnd 012345678", "012345678"),
    (Sensitive.PHONE, "gọi 0912345678 giúp", "0912345678"),
    (Sensitive.PHONE, "sđt 0912.345.678.", "0912.345.678"),
    (Sensitive.PHONE, "+84 912 345 678", "+84 912 345 678"),
    (Sensitive.PHONE, "84912345678", "84912345678"),
    (Sensitive.ACCOUNT, "STK: 19034567890123", "19034567890123"),
    (Sensitive.ACCOUNT, "số tài khoản 1234567890 của tôi", "1234567890"),
    (Sensitive.ACCOUNT, "so tai khoan Vietcombank: 1023 4567 89", "1023 4567 89"),
    (Sensitive.EMAIL, "thư tới lan.nguyen+dvc@mail.gov.vn, nhé", "lan.nguyen+dvc@mail.gov.vn"),
]

HARMLESS = [
    "chuyển 5.000.000 đồng",
    "chuyển 10000000 đồng có cần quét mặt không",
    "lương 12,5 triệu",
    "phí 200000 đồng",
    "sinh năm 1960",
    "từ 2024 đến 2025",
    "2025-2026",
    "thủ tục 1.004222",
    "1.004222 và 1.010384 khác gì",
    "1900 0368",
    "gọi tổng đài 19000368",
    "1800 1096",
    "115",
    "gọi 113 hay 114",
    "ngày 21/11/2026",
    "21-11-2026",
    "10:30 ngày 01.01.2026",
    "Nghị định 69/2024/NĐ-CP",
    "cccd 12 số",
    "không nhận được mã OTP",
    "otp có 6 số",
    "mã otp hết hạn sau 120 giây",
    "quên mật khẩu",
    "mật khẩu là gì",
    "mật khẩu là 8 ký tự trở lên",
    "điện thoại hết pin",
    "số tài khoản lấy ở đâu",
    "mã hồ sơ H29.12-240101-0001",
    "hai người @ nhà",
]

STORY = st.lists(st.sampled_from(["tôi", "ở", "đâu,", "gửi", "nhé", "\n", "😀", "\u202e"]))

EXTREME = ["", "5", "@", "\x00", "\u202e", "\ud800", "o\u0336t\u0336p\u0336" * 50, "12 " * 33_000]


@pytest.mark.parametrize(("kind", "text", "part"), SENSITIVE)
def test_what_is_private_gives_way_to_its_mark_and_the_rest_stays(
    kind: Sensitive, text: str, part: str
) -> None:
    masked = mask(text)
    assert masked.text == text.replace(part, kind)
    assert masked.kinds == {kind}


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_that_are_nobodys_stay(text: str) -> None:
    masked = mask(text)
    assert masked.text == text
    assert masked.kinds == frozenset()


@pytest.mark.parametrize("text", [text for _, text, _ in SENSITIVE] + HARMLESS)
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text).text) == mask(text)


@given(STORY, st.sampled_from([case for case in SENSITIVE if case[1] != case[2]]), STORY)
def test_what_is_private_is_found_anywhere_in_a_story(
    before: list[str], private: tuple[Sensitive, str, str], after: list[str]
) -> None:
    kind, text, part = private
    masked = mask(" ".join([*before, text, *after]))
    assert part not in masked.text
    assert masked.kinds == {kind}
    assert mask(masked.text) == masked


@pytest.mark.parametrize("number", ["4111111111111112", "5500000000000005", "9704000000000019"])
def test_a_long_number_that_fails_luhns_check_is_no_card(number: str) -> None:
    assert Sensitive.CARD not in mask(f"mã giao dịch {number}").kinds


def test_several_private_things_are_all_masked() -> None:
    masked = mask("Tôi là Lan, cccd 001203004567, sđt 0912345678, mail lan@x.vn, mã otp 482913")
    assert masked.kinds == {Sensitive.IDENTITY, Sensitive.PHONE, Sensitive.EMAIL, Sensitive.OTP}
    assert not any(digit in masked.text for digit in "0123456789")


def test_codes_passwords_pins_and_cards_are_the_secrets() -> None:
    asked = {Sensitive.OTP, Sensitive.PASSWORD, Sensitive.PIN, Sensitive.CARD}
    assert asked == SECRETS


@given(st.text())
def test_masking_never_raises(text: str) -> None:
    assert isinstance(mask(text).text, str)


@pytest.mark.parametrize("text", EXTREME)
def test_strange_texts_lose_nothing_but_hidden_marks(text: str) -> None:
    assert mask(text).text == text[:20_000].replace("\u202e", "")


def test_text_past_twenty_thousand_characters_is_cut_off_with_its_secrets() -> None:
    masked = mask("xin chào " * 12_000 + "mã otp 482913")
    assert len(masked.text) == 20_000
    assert masked.kinds == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "không nhận được mã OTP gọi 1900 0368",
        "mã xác thực khi chuyển 5000000 đồng",
        "otp năm 2025",
        "pin điện thoại 5000 mAh",
        "100000000000 đồng",
        "otp mãi không về, tôi chuyển 15.000.000 từ hôm qua",
    ],
)
def test_amounts_years_and_hotlines_beside_a_secret_word_are_no_secrets(text: str) -> None:
    assert mask(text).kinds == frozenset()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (unicodedata.normalize("NFD", "Mật khẩu là Hoa@1990"), "Hoa@1990"),
        ("09\u200b12345678", "12345678"),
        ("CCCD của tôi là 001203004567.", "001203004567"),
        ("CMND: 012345678", "012345678"),
        ("(+84) 912345678", "912345678"),
        ("024 3825 1234", "3825"),
        ("mật khẩu Hoa@1990", "Hoa@1990"),
        ("mã otp 6 số là 482913", "482913"),
        ("otp 482913 rồi 739104", "739104"),
    ],
)
def test_disguised_secrets_are_masked_at_once_and_for_good(text: str, kept: str) -> None:
    once = mask(text)
    assert kept not in once.text
    assert mask(once.text) == once


@pytest.mark.parametrize("unit", ["a", "1", "a.", "mk:", "1 ", "otp ", "mk a "])
def test_a_hundred_kilobytes_of_anything_are_masked(unit: str) -> None:
    assert len(mask(unit * (100_000 // len(unit))).text) <= 20_000


WITHHELD = [
    ("số tôi là không chín một hai ba bốn năm sáu bảy tám", "một hai ba"),
    ("0_9_1_2_3_4_5_6_7_8", "1_2_3"),
    ("0912\n345\n678", "345"),
    ("gọi tôi ０９１２３４５６７８", "３４５"),
    ("0 9 1 2 ba bốn năm 6 7 8", "ba bốn"),
    ("mã là 4821", "4821"),
    ("mk là hoahong", "hoahong"),
    ("tôi tên Nguyễn Văn An ở Ba Vì", "Nguyễn"),
    ("tài khoản 19036789012345 bị khóa", "19036789012345"),
    ("my otp is 48 21", "48 21"),
]


@pytest.mark.parametrize(("text", "secret"), WITHHELD)
def test_what_leaves_the_machine_has_less_than_what_is_kept(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in withheld(text)


@pytest.mark.parametrize(
    "text",
    [
        "đóng 1.500.000 đồng từ ngày 01/02/2026",
        "năm 2026 tôi 72 tuổi, mức 2",
        "thủ tục 3.000228 mất 15 ngày",
        "nhà 15 ngõ 32, có ba con, một vợ",
        "vay 50000000 đồng",
    ],
)
def test_what_a_question_is_about_stays(text: str) -> None:
    assert withheld(text) == text


@given(st.text(max_size=200))
def test_nothing_masked_comes_back(text: str) -> None:
    assert withheld(withheld(text)) == withheld(text) or "đã che" in withheld(text)
