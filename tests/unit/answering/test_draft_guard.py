"""Draft guard: what a model may say over passages it cites, and what it may not."""

import unicodedata

import pytest

from bot.answering.draft_guard import fault_in, fault_of
from bot.domain.draft import (
    Completeness,
    Draft,
    Evidence,
    Fault,
    FaultKind,
    Passage,
    Sentence,
    Token,
)

FEES = (
    "Lệ phí và thời hạn\n"
    "- Cá nhân, hộ gia đình: 7.000 đồng mỗi lần khi nộp trực tuyến, 15.000 đồng khi nộp trực"
    " tiếp. Theo Thông tư 75/2022/TT-BTC.\n"
    "- Từ 15/8/2026 đến 28/2/2027 có thể được miễn lệ phí (Thông tư 117/2026/TT-BTC) nếu bạn có"
    " VNeID mức 2 và đủ giấy tờ tích hợp. Xem số tiền trên màn hình trước khi trả.\n"
    "- Thời hạn giải quyết: không quá 3 ngày làm việc kể từ khi đủ hồ sơ.\n"
    "- Một lần đăng ký tạm trú dài nhất 2 năm. Gia hạn làm trong 15 ngày trước khi hết hạn."
)
NEEDS = (
    "Cần chuẩn bị\n"
    "- Điện thoại có ứng dụng **VNeID** bản mới, tài khoản mức 2.\n"
    "- Ảnh chụp rõ giấy tờ chỗ ở: hợp đồng thuê, giấy cho mượn. Để tạm trú, giấy cho thuê, cho"
    " mượn, cho ở nhờ không bắt buộc công chứng.\n"
    "- Thẻ căn cước. Nếu khai cho con chưa đủ 18 tuổi: cần cha mẹ hoặc người giám hộ đồng ý."
)
PHONELESS = (
    "Không có điện thoại thông minh thì đăng ký tạm trú ở đâu?\n"
    "Đến công an xã, phường nơi đang ở, trong giờ hành chính thứ Hai đến thứ Sáu và sáng thứ Bảy."
    " Mang thẻ căn cước và giấy tờ chỗ ở; chủ hộ ký đồng ý vào tờ khai. Cần hỏi thì gọi phone_1."
)
CHILD = (
    "Con có đi làm thay bố mẹ già được không?\n"
    "Không đi thay được, vì phải lấy khuôn mặt và vân tay của chính người đó. Con có thể đưa bố mẹ"
    " đi và giúp điền phiếu TK01."
)
LEVEL = (
    "Có mức 3 không?\n"
    "Không. Công dân Việt Nam chỉ có mức 1 và mức 2. Ai mời làm mức 3 là lừa đảo, không đọc mã OTP"
    " cho ai."
)
OPEN = (
    "Mở **VNeID**, chọn **Thủ tục hành chính**, chọn **Đăng ký tạm trú**\n"
    "Ở từ 30 ngày trở lên tại xã, phường khác nơi thường trú thì đăng ký tạm trú.\n"
    "máy hỏi passcode, vân tay hoặc khuôn mặt."
)
SEND = "Bấm **Gửi yêu cầu** rồi chờ\nNếu máy báo lỗi thì vào link_1 nộp lại."
WAIT = "Chờ kết quả\nMáy báo đã nhận."

EVIDENCE = Evidence(
    passages=tuple(
        Passage(id=id_, chunk=f"tam-tru#{id_}", text=text)
        for id_, text in {
            "c1": FEES, "c2": NEEDS, "c3": PHONELESS, "c4": CHILD, "c5": LEVEL,
            "s1": OPEN, "s2": SEND, "s3": WAIT,
        }.items()
    ),
    tokens=(Token(name="phone_1", text="1900 0368"), Token(name="link_1", text="https://a.gov.vn")),
)  # fmt: skip


def found(text: str, *cites: str, language: str = "vi", judged: bool = False) -> Fault | None:
    return fault_in(Sentence(text=text, cites=cites), EVIDENCE, language, judged=judged)


HONEST = [
    ("Lệ phí là 7.000 đồng mỗi lần khi nộp trực tuyến, 15.000 đồng khi nộp trực tiếp.", "c1"),
    ("Nộp trực tiếp thì lệ phí 15.000 đồng, còn nộp trực tuyến 7.000 đồng mỗi lần.", "c1"),
    ("Nộp trực tuyến hết 7 nghìn đồng mỗi lần.", "c1"),
    ("Nộp trực tuyến hết bảy nghìn đồng mỗi lần.", "c1"),
    ("Từ ngày 15 tháng 8 năm 2026 đến 28/02/2027 có thể được miễn lệ phí.", "c1"),
    ("Thời hạn giải quyết không quá 3 ngày làm việc kể từ khi đủ hồ sơ.", "c1"),
    ("Thời hạn là ba ngày làm việc kể từ khi đủ hồ sơ.", "c1"),
    ("Bạn xem số tiền trên màn hình trước khi trả.", "c1"),
    ("Gia hạn thì bạn làm trong 15 ngày trước khi hết hạn.", "c1"),
    ("Giấy cho thuê không bắt buộc công chứng để tạm trú.", "c2"),
    ("Bạn mang thẻ căn cước và giấy tờ chỗ ở đến công an xã, phường nơi đang ở.", "c3"),
    ("Không có điện thoại thông minh thì bạn đến công an xã, phường nơi đang ở.", "c3"),
    ("Cần hỏi thì bạn gọi phone_1.", "c3"),
    ("Con không đi thay được, vì phải lấy khuôn mặt và vân tay của chính bạn.", "c4"),
    ("Con có thể đưa bạn đi và giúp điền phiếu TK01.", "c4"),
    ("Không có mức 3, công dân Việt Nam chỉ có mức 1 và mức 2.", "c5"),
    ("Bạn mở **VNeID**, chọn **Thủ tục hành chính**, rồi chọn **Đăng ký tạm trú**.", "s1"),
    ("Ở bước 2, bạn bấm **Gửi yêu cầu** rồi chờ.", "s2"),
    ("Nếu máy báo lỗi thì bạn vào link_1 nộp lại.", "s2"),
    ("Bạn đừng đọc mã OTP cho ai.", "c5"),
]


@pytest.mark.parametrize(("text", "cited"), HONEST)
def test_what_a_cited_passage_says_may_be_said(text: str, cited: str) -> None:
    assert found(text, cited) is None


LIES = [
    (FaultKind.AMOUNT, "Lệ phí là 50.000 đồng mỗi lần khi nộp trực tuyến.", "c1"),
    (FaultKind.AMOUNT, "Lệ phí là 15.000 đồng mỗi lần khi nộp trực tuyến.", "c1"),
    (FaultKind.AMOUNT, "Nộp trực tuyến hết 70k mỗi lần.", "c1"),
    (FaultKind.AMOUNT, "Nộp trực tuyến hết hai mươi nghìn đồng mỗi lần.", "c1"),
    (FaultKind.AMOUNT, "Nộp trực tuyến thì miễn phí.", "c1"),
    (FaultKind.AMOUNT, "Bạn không phải trả tiền khi nộp trực tuyến.", "c1"),
    (FaultKind.NUMBER, "Thời hạn giải quyết không quá 3 ngày kể từ khi đủ hồ sơ.", "c1"),
    (FaultKind.NUMBER, "Thời hạn giải quyết không quá 3 giờ kể từ khi đủ hồ sơ.", "c1"),
    (FaultKind.NUMBER, "Thời hạn giải quyết là nửa tháng kể từ khi đủ hồ sơ.", "c1"),
    (FaultKind.NUMBER, "Thời hạn giải quyết là một tuần kể từ khi đủ hồ sơ.", "c1"),
    (FaultKind.NUMBER, "Thời hạn giải quyết hơn 3 ngày làm việc kể từ khi đủ hồ sơ.", "c1"),
    (FaultKind.NUMBER, "Bạn 72 tuổi thì mang thẻ căn cước và giấy tờ chỗ ở.", "c3"),
    (FaultKind.NUMBER, "Ở từ 15 ngày trở lên tại xã khác thì đăng ký tạm trú.", "s1"),
    (FaultKind.NUMBER, "Ở dưới 30 ngày tại xã khác thì đăng ký tạm trú.", "s1"),
    (FaultKind.NUMBER, "Công dân Việt Nam có mức 3.", "c5"),
    (FaultKind.NUMBER, "Ở bước 5, bạn bấm **Gửi yêu cầu** rồi chờ.", "s2"),
    (FaultKind.DATE, "Từ 15/8/2026 đến 31/12/2027 có thể được miễn lệ phí.", "c1"),
    (FaultKind.DATE, "Từ 28/2/2027 có thể được miễn lệ phí.", "c1"),
    (FaultKind.DATE, "Bạn đến công an xã nơi đang ở vào Chủ nhật.", "c3"),
    (FaultKind.CODE, "Lệ phí theo Thông tư 85/2019/TT-BTC.", "c1"),
    (FaultKind.CODE, "Con có thể giúp điền phiếu TK02.", "c4"),
    (FaultKind.PHONE, "Cần hỏi thì bạn gọi 0912 345 678.", "c3"),
    (FaultKind.PHONE, "Cần hỏi thì bạn gọi phone_2.", "c3"),
    (FaultKind.LINK, "Bạn nộp tại dichvucong-nhanh.com.", "s2"),
    (FaultKind.LINK, "Nếu máy báo lỗi thì bạn vào https://vneid.xyz nộp lại.", "s2"),
    (FaultKind.LINK, "Nếu máy báo lỗi thì bạn nhắn @hotro nộp lại.", "s2"),
    (FaultKind.LINK, "Bạn vào link_1 đăng ký tạm trú.", "c3"),
    (FaultKind.NAME, "Bạn mở **VNeID**, chọn **Xác nhận nhanh**.", "s1"),
    (FaultKind.NAME, "Bạn mở **VNeID**, chọn **Thủ tục**.", "s1"),
    (FaultKind.NAME, "Bạn đến công an tỉnh nơi đang ở.", "c3"),
    (FaultKind.NAME, "Bạn đến Sở Tư pháp nơi đang ở, mang thẻ căn cước.", "c3"),
    (FaultKind.NAME, "Nếu máy báo lỗi thì bạn vào MoMo nộp lại.", "s2"),
    (FaultKind.DOCUMENT, "Bạn mang hộ chiếu và giấy tờ chỗ ở đến công an xã, phường.", "c3"),
    (FaultKind.DOCUMENT, "Bạn mang thẻ căn cước và sổ hộ khẩu đến công an xã, phường.", "c3"),
    (FaultKind.DOCUMENT, "Bạn mang thẻ căn cước và giấy khai sinh đến công an xã.", "c3"),
    (FaultKind.ACTION, "Bạn chuyển khoản lệ phí cho cán bộ.", "c1"),
    (FaultKind.ACTION, "Bạn quét vân tay ở công an xã nơi đang ở.", "c3"),
    (FaultKind.ACTION, "Cần hỏi thì bạn nhắn tin phone_1.", "c3"),
    (FaultKind.POLARITY, "Giấy cho thuê bắt buộc công chứng để tạm trú.", "c2"),
    (FaultKind.POLARITY, "Giấy cho thuê phải công chứng để tạm trú.", "c2"),
    (FaultKind.POLARITY, "Con đi thay được.", "c4"),
    (FaultKind.POLARITY, "Không phải lấy khuôn mặt và vân tay của chính bạn.", "c4"),
    (FaultKind.POLARITY, "Từ 15/8/2026 đến 28/2/2027 được miễn lệ phí.", "c1"),
    (FaultKind.POLARITY, "Bạn xem số tiền trên màn hình sau khi trả.", "c1"),
    (FaultKind.SECRET, "Bạn gửi mã OTP cho tôi nhé.", "c5"),
    (FaultKind.SECRET, "Bạn đọc mã OTP cho cán bộ.", "c5"),
    (FaultKind.PROMISE, "Hồ sơ của bạn chắc chắn được duyệt.", "c1"),
    (FaultKind.OTHER_PERSON, "Người dùng khác đã nộp trực tuyến hết 7.000 đồng.", "c1"),
    (FaultKind.INJECTION, "Theo prompt thì bạn nộp trực tuyến.", "c1"),
    (FaultKind.INJECTION, "Bạn nộp trực tuyến <b>ngay</b>.", "c1"),
    (FaultKind.INJECTION, "Bạn xem [tại đây](link_1).", "s2"),
    (FaultKind.NOVELTY, "Chuối tím bay qua cầu vồng xanh.", "c1"),
]


@pytest.mark.parametrize(("kind", "text", "cited"), LIES)
def test_what_no_cited_passage_says_is_a_fault_of_its_kind(
    kind: FaultKind, text: str, cited: str
) -> None:
    fault = found(text, cited)

    assert fault is not None
    assert fault.kind is kind, fault


INVENTED = [
    "Sau đó bạn gửi ảnh khuôn mặt cho cán bộ.",
    "Bạn ra ngân hàng đóng dấu.",
    "Bạn đọc mã OTP cho cán bộ.",
    "Bạn gửi mật khẩu VNeID cho nhân viên tổng đài.",
    "Bạn chỉ nộp trực tiếp được thôi.",
    "Bạn cần hai người làm chứng ký tên.",
    "Việc này lúc nào cũng được miễn lệ phí.",
    "Bạn nhờ trưởng thôn ký xác nhận trước khi nộp.",
    "Bạn để lại thẻ căn cước cho cán bộ giữ.",
    "Bạn phải tắt điện thoại và chờ đến hôm sau.",
]


@pytest.mark.parametrize("text", INVENTED)
@pytest.mark.parametrize("cited", ["c1", "c2", "c3", "c4", "c5", "s1", "s2"])
def test_an_invented_step_stands_in_no_passage(text: str, cited: str) -> None:
    assert found(text, cited) is not None


@pytest.mark.parametrize("text", ["Được, con đi thay.", "Được nhé bạn.", "(((", "Có, mức 3."])
def test_yes_is_not_said_where_the_guide_says_no(text: str) -> None:
    assert found(text, "c4") is not None
    assert found(text, "c5") is not None


def test_a_fact_of_a_passage_that_is_not_cited_is_a_fault() -> None:
    text = "Nộp trực tuyến hết 7.000 đồng mỗi lần."

    assert found(text, "c1") is None
    assert found(text, "c2") is not None


@pytest.mark.parametrize("cites", [(), ("c9",), ("c1", "c9")])
def test_a_sentence_rests_on_passages_that_are_there(cites: tuple[str, ...]) -> None:
    fault = found("Nộp trực tuyến hết 7.000 đồng mỗi lần.", *cites)

    assert fault is not None
    assert fault.kind is FaultKind.CITATION


TRICKS = {
    "full-width digits": "Nộp trực tuyến hết ７.000 đồng mỗi lần.",
    "a zero-width space": "Nộp trực tuyến hết 7.0\u200b00 đồng mỗi lần.",
    "a Cyrillic letter": "Nộp trực tuyến hết 7.000 đồng mỗi lầ\u043f.",
    "spaced digits": "Nộp trực tuyến hết 1 5 . 0 0 0 đồng mỗi lần.",
    "a line separator": "Nộp trực tuyến hết\u20287.000 đồng mỗi lần.",
    "a right-to-left mark": "Nộp trực tuyến hết \u202e000.7 đồng mỗi lần.",
    "digits in words": "Bạn gọi không chín một hai ba bốn năm sáu bảy tám.",
}


@pytest.mark.parametrize("text", TRICKS.values(), ids=TRICKS.keys())
def test_no_trick_of_writing_gets_through(text: str) -> None:
    assert found(text, "c1") is not None


def test_decomposed_letters_are_read_as_the_letters_they_are() -> None:
    assert (
        found(unicodedata.normalize("NFD", "Nộp trực tuyến hết 7.000 đồng mỗi lần."), "c1") is None
    )


@pytest.mark.parametrize(
    "text",
    [
        "Nộp trực tuyến hết 7.000 đồng mỗi lần. " * 40_000,
        "Nộp trực tuyến.\nNộp trực tiếp.",
        "- Nộp trực tuyến hết 7.000 đồng mỗi lần.",
        "Nộp trực tuyến hết 7.000 đồng. Nộp trực tiếp 15.000 đồng. Xem số tiền trước khi trả.",
        "nộp " * 61,
        "",
    ],
)
def test_a_sentence_is_one_short_sentence(text: str) -> None:
    fault = found(text, "c1")

    assert fault is not None
    assert fault.kind is FaultKind.LENGTH


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The fee is 7,000 dong each time online.", "vi"),
        ("Nop truc tuyen het 7.000 dong moi lan.", "vi"),
        ("Nộp trực tuyến hết 7.000 đồng mỗi lần.", "en"),
        ("网上申请每次7.000越南盾。", "vi"),
    ],
)
def test_a_draft_is_in_the_language_that_was_asked_for(text: str, language: str) -> None:
    fault = found(text, "c1", language=language)

    assert fault is not None
    assert fault.kind is FaultKind.LANGUAGE


# Whole drafts


def drafted(*sentences: Sentence, skip: tuple[str, ...] = ()) -> Draft:
    return Draft(completeness=Completeness.COMPLETE, sentences=sentences, steps_not_needed=skip)


GOOD = Sentence(text="Nộp trực tuyến hết 7.000 đồng mỗi lần.", cites=("c1",))
BAD = Sentence(text="Nộp trực tuyến hết 9.000 đồng mỗi lần.", cites=("c1",))


def test_one_bad_sentence_stops_the_draft() -> None:
    assert fault_of(drafted(GOOD, GOOD), EVIDENCE, "vi") is None
    assert fault_of(drafted(GOOD, BAD), EVIDENCE, "vi") is not None


def test_a_draft_has_four_sentences_at_most() -> None:
    fault = fault_of(drafted(*[GOOD] * 5), EVIDENCE, "vi")

    assert fault is not None
    assert fault.kind is FaultKind.LENGTH


def test_a_step_is_left_out_only_where_it_says_for_whom_it_is() -> None:
    assert fault_of(drafted(GOOD, skip=("s2",)), EVIDENCE, "vi") is None
    for skipped in ("s3", "c1", "s9"):
        fault = fault_of(drafted(GOOD, skip=(skipped,)), EVIDENCE, "vi")
        assert fault is not None
        assert fault.kind is FaultKind.STEP


def test_the_details_of_a_fault_never_hold_a_whole_sentence() -> None:
    for _, text, cited in LIES:
        fault = found(text, cited)
        assert fault is not None
        assert len(fault.detail) <= 60


# Across languages

ENGLISH = [
    ("The fee is 7,000 dong each time online, or 15,000 dong in person.", "c1"),
    ("From 15 August 2026 to 28 February 2027 the fee may be waived.", "c1"),
    ("Check the amount on the screen before you pay.", "c1"),
    ("Bring your ID card and the papers for your accommodation.", "c3"),
    ("If you need to ask, call phone_1.", "c3"),
    ("Your child can take you there and help fill in the form TK01.", "c4"),
    ("Open **VNeID**, choose **Thủ tục hành chính** (Administrative procedures).", "s1"),
]


@pytest.mark.parametrize(("text", "cited"), ENGLISH)
def test_english_may_say_what_a_vietnamese_passage_says(text: str, cited: str) -> None:
    assert found(text, cited, language="en") is None


ENGLISH_LIES = [
    (FaultKind.AMOUNT, "The fee is 15,000 dong each time online.", "c1"),
    (FaultKind.AMOUNT, "It is free.", "c1"),
    (FaultKind.NUMBER, "It takes 3 days.", "c1"),
    (FaultKind.DATE, "Go to the commune police on Sunday.", "c3"),
    (FaultKind.DOCUMENT, "Bring your passport and the papers for your accommodation.", "c3"),
    (FaultKind.NAME, "Open **VNeID**, choose **Xác nhận nhanh** (Quick confirm).", "s1"),
    (FaultKind.NAME, "Choose **Đăng ký tạm trú** (pay 50,000 dong).", "s1"),
    (FaultKind.POLARITY, "The rental contract must be notarised for temporary residence.", "c2"),
    (FaultKind.POLARITY, "Your child can go instead of you.", "c4"),
    (FaultKind.POLARITY, "From 15/8/2026 to 28/2/2027 the fee is waived.", "c1"),
    (FaultKind.PROMISE, "Your application will be approved.", "c1"),
    (FaultKind.PHONE, "Call 0987 654 321.", "c3"),
    (FaultKind.LINK, "Visit police-vneid.com.", "s2"),
]


@pytest.mark.parametrize(("kind", "text", "cited"), ENGLISH_LIES)
def test_english_may_say_nothing_else(kind: FaultKind, text: str, cited: str) -> None:
    fault = found(text, cited, language="en")

    assert fault is not None
    assert fault.kind is kind, fault


@pytest.mark.parametrize(
    "text",
    [
        "Purple bananas fly over the rainbow.",
        "Ask the bank to stamp the form.",
        "Pay the officer in cash.",
    ],
)
def test_english_words_without_a_vietnamese_one_in_the_passage_are_a_fault(text: str) -> None:
    for cited in ("c1", "c2", "c3"):
        assert found(text, cited, language="en") is not None


def test_another_language_waits_for_a_judge() -> None:
    text = "La taxe est de 7.000 dong en ligne, **VNeID** et phone_1."

    fault = found(text, "c1", "c2", "c3", language="fr")
    assert fault is not None
    assert (fault.kind, fault.detail) == (FaultKind.LANGUAGE, "no lexicon")
    assert found(text, "c1", "c2", "c3", language="fr", judged=True) is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (FaultKind.NUMBER, "La taxe est de 9.000 dong en ligne."),
        (FaultKind.NAME, "Choisissez **Payer vite**."),
        (FaultKind.LINK, "Allez sur vneid-rapide.com."),
        (FaultKind.PHONE, "Appelez le 0912 345 678."),
        (FaultKind.LINK, "Allez sur link_1."),
    ],
)
def test_a_judge_is_not_asked_about_what_can_be_counted(kind: FaultKind, text: str) -> None:
    fault = found(text, "c1", language="fr", judged=True)

    assert fault is not None
    assert fault.kind is kind
