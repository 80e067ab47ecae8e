"""Official procedures: when one is offered, asked about, shown, and when a guide outranks it."""

import re

import pytest
from citizen import Citizen
from knowledge_folder import PASSWORD, FixedClock, KnowledgeFolder
from procedure_records import FETCHED, card

from bot.adapters.generations import GenerationLibrary
from bot.domain.answer import Reason, Status
from bot.domain.conversation import Reply
from bot.domain.markup import html
from ingest.pipeline import Ingest

BEES, OPERA, VILLAGE, TAKEN, SERVED, GONE = (
    "1.000101",
    "1.000102",
    ("1.000201", "1.000202", "1.000203"),
    "2.000500",
    "1.010384",
    "1.014061",
)
NOTE = "Thủ tục này đã bãi bỏ từ 18/8/2026; nay làm theo thủ tục cấp thẻ căn cước."
FEES = (
    "Hình thức nộpThời gianPhí, lệ phíMô tả"
    "Trực tuyến10 Ngày làm việcMiễn phí"
    "Trực tiếp15 Ngày làm việc135,000 VNĐ"
)
HOSTILE = "<script>alert(1)</script>[Bấm vào đây](https://xau.vn) **Sở** <b>Nông nghiệp</b>"
CARDS = [
    card(BEES, "Cấp giấy phép nuôi ong lấy mật", co_quan_thuc_hien=HOSTILE),
    card(OPERA, "Cấp phép biểu diễn hát bội lưu động", cach_thuc_thuc_hien=FEES),
    *(
        card(code, f"Công nhận làng nghề truyền thống ({level})", cap_thuc_hien=level)
        for code, level in zip(VILLAGE, ("cấp bộ", "cấp tỉnh", "cấp xã"), strict=True)
    ),
    card(TAKEN, "Cấp lại mật khẩu VNeID"),
    card(SERVED, "Đặt lại mật khẩu tài khoản định danh"),
    card(GONE, "Cấp thẻ ngư phủ vạn chài sông nước"),
]
SHOWN = [BEES, OPERA, *VILLAGE, TAKEN]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> GenerationLibrary:
    """The four guides and the cards, published."""
    place = tmp_path_factory.mktemp("cards")
    folder = KnowledgeFolder(place / "knowledge")
    folder.write("abolished.csv", f'code,note\n{GONE},"{NOTE}"\n')
    Ingest(folder.path, place / "data", FixedClock()).add_cards(CARDS, lambda doing: None)
    return GenerationLibrary(place / "data")


@pytest.fixture
def citizen(library: GenerationLibrary) -> Citizen:
    return Citizen(library)


def labels(reply: Reply) -> list[str]:
    return [choice.label for choice in reply.choices]


@pytest.mark.parametrize(
    "question",
    [
        "xin cấp giấy phép nuôi ong lấy mật",
        "xin cap giay phep nuoi ong lay mat",
        "giấy phép nuôi ong lấy mật làm ở đâu",
    ],
)
async def test_a_question_that_no_guide_fits_is_offered_the_procedure_by_name(
    question: str, citizen: Citizen
) -> None:
    offer = await citizen.says(question)
    shown = await citizen.taps(offer, "nuôi ong")

    assert (offer.status, offer.reason, offer.guide) == (Status.DECLINED, Reason.NO_GUIDE, None)
    assert labels(offer)[0] == "Cấp giấy phép nuôi ong lấy mật"
    assert "chưa có bài chỉ từng bước" in offer.text
    assert (shown.status, shown.chunk_kind, shown.guide) == (Status.ANSWERED, "card", None)
    assert f"**Cấp giấy phép nuôi ong lấy mật**\nMã thủ tục {BEES}, cấp xã." in shown.text


@pytest.mark.parametrize(
    "question", ["mai có mưa không", "xem bói ngày mai thế nào", "hôm nay ăn gì"]
)
async def test_a_question_that_no_procedure_fits_is_offered_none(
    question: str, citizen: Citizen
) -> None:
    reply = await citizen.says(question)

    assert reply.status is Status.DECLINED
    assert not {one.name for one in CARDS} & set(labels(reply))


@pytest.mark.parametrize(
    "question", ["quên mk vneid thì lấy lại kiểu gì", "cấp lại mật khẩu vneid"]
)
async def test_a_guide_outranks_a_procedure_of_much_the_same_name(
    question: str, citizen: Citizen
) -> None:
    reply = await citizen.says(question)

    assert (reply.status, reply.guide) == (Status.ANSWERED, PASSWORD)


@pytest.mark.parametrize(
    "question", [SERVED, f"thủ tục {SERVED} làm sao", "đặt lại mật khẩu tài khoản định danh"]
)
async def test_a_procedure_that_a_guide_leads_through_is_answered_by_the_guide(
    question: str, citizen: Citizen
) -> None:
    reply = await citizen.says(question)

    assert (reply.status, reply.guide) == (Status.ANSWERED, PASSWORD)


async def test_a_procedure_at_three_levels_is_offered_once_and_asks_which(
    citizen: Citizen,
) -> None:
    offer = await citizen.says("xin công nhận làng nghề truyền thống")
    which = await citizen.taps(offer, "làng nghề")
    shown = await citizen.taps(which, "tỉnh")

    assert sum("làng nghề" in label for label in labels(offer)) == 1
    assert which.status is Status.CLARIFICATION
    assert "cấp nào" in which.text
    assert labels(which) == [
        f"Cấp {level} (mã {code})"
        for level, code in zip(("bộ", "tỉnh", "xã"), VILLAGE, strict=True)
    ]
    assert f"Mã thủ tục {VILLAGE[1]}, cấp tỉnh." in shown.text


async def test_the_level_can_be_picked_by_its_number(citizen: Citizen) -> None:
    await citizen.taps(await citizen.says("xin công nhận làng nghề truyền thống"), "làng nghề")

    shown = await citizen.says("3")

    assert f"Mã thủ tục {VILLAGE[2]}, cấp xã." in shown.text


@pytest.mark.parametrize("said", ["cấp xã", "cap xa", "cái cuối", "xã nha"])
async def test_the_level_can_be_typed(said: str, citizen: Citizen) -> None:
    await citizen.taps(await citizen.says("xin công nhận làng nghề truyền thống"), "làng nghề")

    shown = await citizen.says(said)

    assert f"Mã thủ tục {VILLAGE[2]}, cấp xã." in shown.text


async def test_a_code_that_is_asked_for_shows_that_level_at_once(citizen: Citizen) -> None:
    shown = await citizen.says(f"mã {VILLAGE[0]} cần gì")

    assert f"Mã thủ tục {VILLAGE[0]}, cấp bộ." in shown.text


async def test_a_fee_that_is_not_stated_is_said_to_be_so_and_never_to_be_free(
    citizen: Citizen,
) -> None:
    shown = await citizen.says(OPERA)

    assert "- Trực tuyến: 10 ngày làm việc; hồ sơ không ghi mức phí" in shown.text
    assert "- Trực tiếp: 15 ngày làm việc; 135.000 đồng" in shown.text


@pytest.mark.parametrize("code", SHOWN)
async def test_every_procedure_says_when_it_was_fetched_and_to_check_on_the_portal(
    code: str, citizen: Citizen
) -> None:
    shown = await citizen.says(code)

    assert f"lấy ngày {FETCHED.day}/{FETCHED.month}/{FETCHED.year}" in shown.text
    assert "Trước khi làm, hãy gõ mã thủ tục trên https://dichvucong.gov.vn" in shown.text
    assert "miễn phí" not in shown.text.lower()


@pytest.mark.parametrize("question", [GONE, f"hồ sơ thủ tục {GONE} gồm gì"])
async def test_a_code_that_is_no_more_says_what_holds_now(question: str, citizen: Citizen) -> None:
    reply = await citizen.says(question)

    assert (reply.status, reply.text) == (Status.DECLINED, f"Mã thủ tục {GONE}: {NOTE}")
    assert reply.choices == ()


async def test_a_procedure_that_is_no_more_is_never_offered_by_its_name(
    citizen: Citizen,
) -> None:
    reply = await citizen.says("xin cấp thẻ ngư phủ vạn chài sông nước")

    assert not any("ngư phủ" in label for label in labels(reply))


async def test_a_code_that_nobody_knows_is_declined(citizen: Citizen) -> None:
    reply = await citizen.says("thủ tục 9.999999")

    assert reply.status is Status.DECLINED


async def test_nothing_in_a_record_becomes_a_link_or_a_tag(citizen: Citizen) -> None:
    shown = html((await citizen.says(BEES)).text)

    links = re.findall(r'href="([^"]*)"', shown)
    assert links
    assert all(link.startswith("https://dichvucong.gov.vn") for link in links)
    assert set(re.findall(r"<[^>]*>", shown)) <= {"<b>", "</b>", "</a>", f'<a href="{links[0]}">'}
    assert "*Sở* Nông nghiệp" in shown
    assert "alert" not in shown
