"""Holds the published guides to the facts that are most harmful to get wrong.

What must be there is a table of guides and texts; what must not be is a table of patterns
over every guide, each with a sentence it has to catch. After a change of law, change the
guide and the row together.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bot.adapters.generations import Generation, GenerationLibrary
from bot.domain.guide import Guide

STATED: dict[str, tuple[str, ...]] = {
    # Tax: the threshold, since when, by what, and that one still reports.
    "ho-kinh-doanh-thue-2026": (
        "1 tỷ đồng",
        "1/1/2026",
        "Nghị định 141/2026/NĐ-CP",
        "01/TKN-CNKD",
        "Mức 200 triệu đồng trong một số văn bản là quy định khác",
        "Nghị quyết 43/2026/QH16",
    ),
    "hoa-don-dien-tu-hkd": ("Trên 1 tỷ đồng một năm",),
    "ban-hang-san-tmdt": ("Nghị định 141/2026/NĐ-CP", "Nghị định 248/2026"),
    # The portal.
    "dvcqg-dang-nhap-vneid": ("1/7/2024", "1/7/2025", "Nghị định 69/2024/NĐ-CP"),
    "dvc-cong-tinh-da-dong": ("1/7/2025", "Bộ Công an", "Nam Định nay chọn Ninh Bình"),
    "dvcqg-25-dich-vu-thiet-yeu": ("Chỉ thị 24/CT-TTg", "giúp bạn làm tại chỗ"),
    "dvc-trung-tam-phuc-vu-hcc": (
        "Nghị định 309/2026/NĐ-CP",
        "Nam Định nay thuộc Ninh Bình",
        "Bỏ cấp huyện từ 1/7/2025",
    ),
    "dvcqg-giam-phi-truc-tuyen": (
        "Thông tư 117/2026/TT-BTC",
        "Có thể được miễn, chưa chắc chắn, xem số tiền trên màn hình trước khi trả",
        "nhà đất giảm 10%",
    ),
    # The electronic identity.
    "vneid-dang-ky-muc-2": (
        "3 ngày làm việc",
        "7 ngày làm việc",
        "TK01",
        "Mức 2 phải đến công an",
        "Nghị định 320/2026/NĐ-CP",
        "Công dân Việt Nam chỉ có mức 1 và mức 2",
        "Ai đòi tiền làm mức 2 là lừa đảo",
        "1900 0368",
    ),
    "vneid-doi-so-dien-thoai": (
        "phải đứng tên bạn",
        "lo SIM đứng tên mình trước, đổi số trong VNeID, rồi mới bỏ số cũ",
        "Nghị định 320/2026/NĐ-CP",
    ),
    "vneid-nguoi-nuoc-ngoai": (
        "không chia mức",
        "28/9/2026",
        "quản lý xuất nhập cảnh",
        "TK01",
        "2 ngày làm việc",
        "5 ngày làm việc",
        "Nghị định 320/2026/NĐ-CP",
    ),
    "vneid-to-chuc": ("10 ngày làm việc",),
    "vneid-khoa-tai-khoan": ("1900 0368", "TK03", "3.000276", "3.000271", "3.000277"),
    "can-cuoc-dien-tu-gia-tri": ("1/7/2026", "hệ thống lỗi hoặc dữ liệu sai"),
    # Banks, SIM, Mobile Money.
    "ngan-hang-xac-thuc-10-trieu": (
        "trên 10 triệu đồng",
        "20 triệu đồng",
        "100 triệu đồng",
        "Thông tư 50/2024/TT-NHNN",
        "Thông tư 77/2025/TT-NHNN",
        "Không cấm",
    ),
    "ngan-hang-sinh-trac-hoc": ("30/6/2027",),
    "app-ngan-hang-bi-chan": ("1/3/2026", "Thông tư 77/2025/TT-NHNN", "jailbreak", "ADB"),
    "sim-chinh-chu": (
        "Thông tư 08/2026/TT-BKHCN",
        "15/4/2027",
        "2 giờ",
        "30 ngày",
        "thêm 5 ngày thì chấm dứt",
        "1414",
        'Mốc "60 ngày" nhiều bài viết nêu không có trong Thông tư',
    ),
    "vneid-doi-dien-thoai-moi": ("Thông tư 08/2026/TT-BKHCN",),
    "mobile-money": ("100 triệu đồng một tháng", "Nghị định 368/2025/NĐ-CP"),
    # Licences and traffic.
    "gplx-doi-cap-lai": (
        "115.000 đồng",
        "Thông tư 154/2025/TT-BTC",
        "Thông tư 108/2026/TT-BCA",
        "Quy định hiện hành hãy hỏi Phòng Cảnh sát giao thông",
        "Thẻ hạng A1, A không có thời hạn",
    ),
    "phat-nguoi-tra-cuu-nop": ("csgt.vn", "VNeTraffic", "Nghị định 238/2026/NĐ-CP"),
    # Residence.
    "cu-tru-tam-tru": (
        "7.000 đồng",
        "15.000 đồng",
        "3 ngày làm việc",
        "dài nhất 2 năm",
        "trong 15 ngày trước khi hết hạn",
        "Thông tư 116/2026/TT-BCA",
    ),
    "cu-tru-thuong-tru": (
        "10.000 đồng mỗi lần khi nộp trực tuyến",
        "20.000 đồng khi nộp trực tiếp",
        "7 ngày làm việc",
        "2 đến 4 triệu đồng",
    ),
    "cu-tru-thong-bao-luu-tru": (
        "trước 23 giờ",
        "trước 8 giờ sáng hôm sau",
        "không mất tiền",
        "Nếu chủ nhà đi vắng thì chính người đến ở phải thông báo",
        "Thông tư 87/2026/TT-BCA",
    ),
    # Identity cards, births, criminal records, other papers.
    "can-cuoc-cap-doi": (
        "25.000 đồng",
        "35.000 đồng",
        "31/12/2026",
        "7 ngày làm việc",
        "5 ngày làm việc",
        "Thông tư 64/2025/TT-BTC",
        "1.116410 (xã), 1.116407 (tỉnh), 1.116405 (bộ)",
    ),
    "can-cuoc-tre-em": ("Con từ đủ 6 đến dưới 14 tuổi", "Nghị định 301/2026/NĐ-CP"),
    "khai-sinh-lien-thong": (
        "3 ngày làm việc",
        "phải xác minh thì không quá 5 ngày",
        "1/9/2026",
        "Nghị định 301/2026/NĐ-CP",
    ),
    "ly-lich-tu-phap": (
        "200.000 đồng",
        "100.000 đồng",
        "Thông tư 16/2025/TT-BTC",
        "theo giấy hẹn",
        "không cơ quan, tổ chức, cá nhân nào được đòi phiếu số 2",
    ),
    "ho-chieu-online": ("Thông tư 28/2026/TT-BTC", "Mức cụ thể xem trên màn hình"),
    "bhyt-the-dien-tu": ("Không thấy văn bản nào nói thẻ giấy mất giá trị",),
    "tro-cap-huu-tri-xa-hoi": (
        "500.000 đồng mỗi tháng",
        "Từ đủ 75 tuổi",
        "từ đủ 70 tuổi",
        "tỉnh có thể cho cao hơn",
    ),
    "dia-chi-so": ("12 chữ số", "Nghị định 326/2026/NĐ-CP", "1/9/2026"),
    # Scams of the season.
    "lua-dao-gia-danh-cong-an-vneid": (
        "Chưa thấy điều nào nói tài khoản bị xóa",
        "30/6/2027",
        "không phải đăng ký qua link",
    ),
    "lua-dao-bao-cao-156-5656": ("156", "5656", "Theo báo chí 2021–2024"),
    # English.
    "en/vneid-dang-ky-muc-2": ("3 working days", "7 working days", "1900 0368"),
    "en/vneid-nguoi-nuoc-ngoai": (
        "no levels",
        "28/9/2026",
        "immigration office of the provincial police",
        "2 working days",
        "5 working days",
        "TK01",
    ),
    "en/ngan-hang-xac-thuc-10-trieu": (
        "above 10 million dong",
        "20 million dong",
        "100 million dong",
        "Circular 50/2024/TT-NHNN",
    ),
    "en/sim-chinh-chu": ("15/4/2027", "2 hours", "30 days", "1414"),
    "en/gplx-doi-cap-lai": ("115,000 dong", "Circular 154/2025/TT-BTC"),
    "en/cu-tru-thong-bao-luu-tru": (
        "at once on arrival",
        "before 23:00",
        "before 08:00 the next day",
        "Circular 87/2026/TT-BCA",
    ),
    "en/khai-sinh-lien-thong": ("Decree 301/2026/NĐ-CP", "60 days"),
}

RESIDENCE_AND_POLICE = (
    "gplx-doi-cap-lai|dang-ky-xe|ly-lich-tu-phap|cu-tru-tam-tru|cu-tru-thuong-tru"
    "|xac-nhan-cu-tru|khai-bao-tam-vang"
)
_DENIED = r"[Kk]hông|[Đđ]ừng|[Cc]hưa|lừa đảo|[Kk]ẻ gian|\b[Nn]o\b|\b[Nn]ot\b|scam|[Pp]retext"


@dataclass(frozen=True)
class Forbidden:
    """A statement no guide may make. A passage that matches `unless` too only warns of it or
    says that it is over; with `by_sentence` in the same sentence. `caught` must be found."""

    what: str
    pattern: str
    caught: str
    unless: str | None = None
    only: str = ".*"
    by_sentence: bool = False

    def found_in(self, passage: str) -> bool:
        """Whether the passage makes the statement."""
        parts = re.split(r"(?<=[.?!]) ", passage) if self.by_sentence else [passage]
        return any(
            re.search(self.pattern, part) and not (self.unless and re.search(self.unless, part))
            for part in parts
        )


FORBIDDEN = [
    Forbidden("the portal's unconfirmed hotline", r"1800[ .]?1096", "Gọi tổng đài 18001096."),
    Forbidden(
        "VNeTraffic.org as the state's site",
        r"(?i)vnetraffic\.org",
        "Tra phạt nguội ở trang chính thức vnetraffic.org.",
        unless=r"Không\. Đó là trang của bên khác|not the state's",
    ),
    Forbidden(
        "135,000 as today's licence fee",
        r"135[.,]000",
        "Đổi bằng lái hết 135.000 đồng.",
        unless=r"135[.,]000 (?:đồng|dong) (?:là mức cũ|is the old fee)",
    ),
    Forbidden(
        "a dead deep link of the portal",
        r"ma_thu_tuc=|p/home/dvc-",
        "https://dichvucong.gov.vn/p/home/dvc-chi-tiet.html?ma_thu_tuc=1.004222",
    ),
    Forbidden(
        "Decision 2345 as the basis",
        r"(?:Quyết định|Decision|QĐ) (?:số )?2345",
        "Theo Quyết định 2345/QĐ-NHNN thì phải quét mặt.",
        unless=r"Nay căn cứ|The basis is now",
    ),
    Forbidden(
        "a secret or a picture of papers to be sent or read to someone",
        r"(?i)(?:đọc|(?<!bắt )gửi|(?<!tin )nhắn(?! tin lấy)|đưa|cung cấp"
        r"|read out|send|tell|give|share)"
        r"\b[^.;:,?\n]{0,45}?"
        r"(?:OTP\b|mật khẩu|mã PIN|passcode|ảnh (?:chụp )?(?:thẻ )?căn cước|ảnh CCCD"
        r"|ảnh giấy tờ|password|\bPIN\b|pictures? of your (?:ID|passport))",
        "Đọc mã OTP cho cán bộ để hoàn tất.",
        unless=r"(?i)không|đừng|ngừng|lỡ |đã đọc|lừa đảo|kẻ gian|đáng ngờ|tự gõ|hệ thống gửi"
        r"|VssID gửi mã|\bnot?\b|never|n't|\bnobody\b|scam",
        by_sentence=True,
    ),
    Forbidden(
        "levels for foreigners",
        r"(?i)(?:người nước ngoài|foreigner)[^.\n]{0,90}(?:mức (?:độ )?[12]\b|level [12]\b)"
        r"|(?:mức (?:độ )?[12]\b|level [12]\b)[^.\n]{0,60}(?:người nước ngoài|foreigner)",
        "Người nước ngoài có thẻ tạm trú đăng ký mức 1 trên ứng dụng.",
        unless=r"không chia mức|no levels|without levels|no longer have levels"
        r"|only for Vietnamese|for Vietnamese citizens",
    ),
    Forbidden(
        "a fee that is said to be nothing by the portal's tag",
        r"(?i)miễn phí|\bfree of charge\b|\bis free\b|không mất (?:phí|tiền|lệ phí)",
        "Lệ phí: Miễn phí.",
        unless=r"có thể được|[Kk]hông mất lệ phí khi|link|lừa đảo",
        only=RESIDENCE_AND_POLICE,
    ),
    Forbidden(
        "level 2 made online",
        r"(?i)(?:đăng ký|làm|nâng|lên|get|register|made?|done?)\b[^.\n]{0,30}"
        r"(?:mức (?:độ )?2\b|level 2\b)(?:(?! để dùng)[^.\n]){0,40}"
        r"(?:ở nhà|tại nhà|online|qua mạng|trên mạng|trực tuyến|at home)",
        "Bạn tự đăng ký mức 2 tại nhà trên ứng dụng.",
        unless=_DENIED,
    ),
    Forbidden(
        "31/12/2026 as the day accounts are deleted",
        r"(?i)31/12/2026[^.\n]*(?:xóa|khóa|delete|lock)|(?:xóa|khóa|delete|lock)[^.\n]*31/12/2026",
        "Tài khoản không liên kết trước 31/12/2026 sẽ bị xóa.",
        unless=r"(?i)lừa đảo|kẻ gian|\bcớ\b|không tin|chưa thấy|không thấy|pretext|scam|no rule",
    ),
    Forbidden(
        "a district office that is no more",
        r"(?i)\b(?:nộp|làm|đến|tới|ra|hỏi|gọi)\b[^.,;\n]{0,30}"
        r"(?:UBND|ủy ban(?: nhân dân)?|công an|một cửa(?: cấp)?) huyện",
        "Nộp hồ sơ ở UBND huyện.",
        unless=r"(?i)đã bỏ|không còn|bỏ cấp huyện|hết hiệu lực|đóng cửa",
    ),
    Forbidden(
        "form 2 of the criminal record demanded",
        r"(?i)(?:phải|cần|bắt buộc) (?:nộp|có|xin) phiếu (?:lý lịch tư pháp )?số 2",
        "Đi làm phải nộp phiếu lý lịch tư pháp số 2.",
        unless=r"(?i)không (?:cơ quan|ai)",
    ),
]

ABOLISHED = re.findall(
    r"\S+",
    "1.014061 1.014062 1.014063 1.014064 2.000200 1.012549 2.001195 2.001194 1.001247 1.012543 "
    "1.000889 1.000757 1.014056 1.014057 1.014058 1.014059 1.014065 1.014066 1.014067 1.014068 "
    "1.009714 1.012563 2.000986",
)

ANY = ".*"
PHONES: dict[str, str] = {
    # number: the guides that may print it (a pattern), and why
    "1900 0368": ANY,  # VNeID, in press and ministry pages
    "113": ANY,  # police
    "114": r"ihanoi|ai-chatgpt-co-ban",  # fire, where dangers are listed
    "115": r"ihanoi|ai-chatgpt-co-ban|dat-lich-kham-benh|kham-benh-tu-xa",  # ambulance
    "156": ANY,  # calls of scammers, sources of 2021 to 2024
    "5656": ANY,  # spam and scam messages, the same sources
    "1414": r"(?:en/)?(?:sim-chinh-chu|vneid-dang-ky-muc-2)|mobile-money|vneid-doi-so-dien-thoai",
    "1900 9068": r"bhxh-mot-lan-that-nghiep|vssid-dang-nhap",  # social insurance, its own site
    "8079": r"vssid-dang-nhap",  # its message of 2022, told as such
    "1900 6769": r"thanh-toan-dien-nuoc",  # power in the north, VietnamPlus 2025
    "1800 6838": r"mua-hang-online-an-toan",  # the competition commission's for consumers
    "1900 888 866": r"dat-lich-kham-benh",  # Bach Mai hospital, its own site
}
_NUMBER = re.compile(
    r"(?<![\d./,])(?:1[89]00(?:[ .]?\d{2,4}){1,3}|0\d{2,3}[ .]?\d{3}[ .]?\d{3,4}|1414|5656|8079|156"
    r"|11[1-5])(?![\d/]|[.,]\d)"
)
_DIALLED = re.compile(
    r"(?i)(?:\bgọi|\bnhắn|\bgửi|hotline|tổng đài|\bcall|\btext)\s*:?\s*(\d{3,5})\b(?![.,/]\d| ?\d)"
)


@pytest.fixture(scope="module")
def generation(published: Path) -> Generation:
    return GenerationLibrary(published).current()


@pytest.fixture(scope="module")
def guides(generation: Generation) -> dict[str, Guide]:
    ids = (*generation.guide_ids("vi"), *generation.guide_ids("en"))
    return {i: guide for i in ids if (guide := generation.guide(i))}


def passages(guide: Guide) -> Iterator[str]:
    """What a reader sees at once: a line, or a question or error with its answer."""
    yield from (guide.title, guide.summary, guide.case or "")
    for step in guide.steps:
        yield from (step.action, step.detail, step.result, step.stuck, step.note)
    for section in guide.sections:
        yield from section.text.split("\n")
    for error in guide.errors:
        yield f"{error.symptom}. {error.fix}"
    for quick in guide.quick_answers:
        yield f"{quick.question} {quick.answer}"


@pytest.mark.parametrize(
    ("guide", "text"), [(guide, text) for guide, texts in STATED.items() for text in texts]
)
def test_the_guide_states_the_fact(guides: dict[str, Guide], guide: str, text: str) -> None:
    assert text in "\n".join(passages(guides[guide]))


@pytest.mark.parametrize("row", FORBIDDEN, ids=lambda row: row.what)
def test_no_guide_makes_the_forbidden_statement(guides: dict[str, Guide], row: Forbidden) -> None:
    read = {i: guide for i, guide in guides.items() if re.fullmatch(row.only, i)}
    assert read
    said = [f"{i}: {p}" for i, guide in read.items() for p in passages(guide) if row.found_in(p)]
    assert said == []


@pytest.mark.parametrize("row", FORBIDDEN, ids=lambda row: row.what)
def test_the_forbidden_statement_would_be_noticed(row: Forbidden) -> None:
    assert row.found_in(row.caught)


def test_no_guide_builds_on_an_abolished_procedure(guides: dict[str, Guide]) -> None:
    assert {i: set(g.procedures) & set(ABOLISHED) for i, g in guides.items()} == {
        i: set() for i in guides
    }


@pytest.mark.parametrize("code", ABOLISHED)
def test_an_abolished_procedure_is_known_as_abolished(generation: Generation, code: str) -> None:
    gone = generation.abolished(code)
    assert gone is not None
    assert gone.note


def test_every_phone_number_is_one_that_guide_may_print(guides: dict[str, Guide]) -> None:
    strange = [
        f"{i}: {number}"
        for i, guide in guides.items()
        for passage in passages(guide)
        for number in (*_NUMBER.findall(passage), *_DIALLED.findall(passage))
        if not re.fullmatch(PHONES.get(number, "(?!)"), i)
    ]
    assert strange == []


@pytest.mark.parametrize("number", PHONES)
def test_the_list_of_phone_numbers_names_none_that_nobody_prints(
    guides: dict[str, Guide], number: str
) -> None:
    assert any(number in p for guide in guides.values() for p in passages(guide))


def test_a_waived_fee_is_said_as_a_possibility_with_its_last_day(guides: dict[str, Guide]) -> None:
    wrong = []
    for i, guide in guides.items():
        text = "\n".join(passages(guide))
        if re.search(r"(?:Thông tư|Circular) 117/2026", text):
            possible = "có thể" in text or re.search(r"\bmay\b|who meet its conditions", text)
            if not (possible and "28/2/2027" in text):
                wrong.append(i)
    assert wrong == []


def test_a_waiver_is_never_promised(guides: dict[str, Guide]) -> None:
    hedged = re.compile(r"(?i)có thể|đủ điều kiện|meet its conditions|trừ khi có văn bản mới")
    promised = [
        f"{i}: {p}"
        for i, guide in guides.items()
        for p in passages(guide)
        if "28/2/2027" in p and re.search(r"(?i)được miễn|waiver|miễn phí", p)
        if not (hedged.search(p) or p.startswith("- Thông tư 117/2026/TT-BTC ngày"))
    ]
    assert promised == []


def test_every_guide_rests_on_sources_not_newer_than_its_check(guides: dict[str, Guide]) -> None:
    wrong = [
        i
        for i, guide in guides.items()
        if not guide.sources or any(source.date > guide.checked for source in guide.sources)
    ]
    assert wrong == []


def test_no_guide_was_checked_in_the_future(guides: dict[str, Guide]) -> None:
    today = date.today()
    assert [i for i, guide in guides.items() if guide.checked > today] == []
