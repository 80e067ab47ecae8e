"""The desk, helper's side: claiming, words to and fro, and giving back."""

import asyncio

import pytest
from desk_house import CHANNEL, COMMUNE, PROVINCE, Asker, Helper, House, built_library
from memory_stores import MemoryStores

from bot.adapters.generations import GenerationLibrary
from bot.domain.address import Address
from bot.domain.answer import Action
from bot.domain.conversation import ButtonKey, ChatChange, Message, MessageKind
from bot.domain.group import DeskState
from bot.domain.markup import literal
from bot.domain.ticket import Level, Ticket, TicketState
from bot.domain.turn import Turn


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> GenerationLibrary:
    return built_library(tmp_path_factory.mktemp("house"))


@pytest.fixture
async def house(library: GenerationLibrary) -> House:
    house = House(library)
    await house.has_desk()
    return house


@pytest.fixture
async def asker(house: House) -> Asker:
    """Somebody with an open ticket."""
    asker = Asker(house)
    await asker.opens_ticket("xin cấp lại sổ hộ nghèo ở đâu")
    return asker


@pytest.fixture
def lan(house: House) -> Helper:
    return Helper(house, "Lan")


@pytest.fixture
def minh(house: House) -> Helper:
    return Helper(house, "Minh")


# Claiming


async def test_who_presses_first_has_the_ticket_and_all_see_it(
    house: House, asker: Asker, lan: Helper
) -> None:
    notice = await lan.presses("Nhận")

    card = house.cards()[-1]
    assert notice.startswith("Bạn đã nhận")
    assert card.edits
    assert "**Lan** đang giúp" in card.reply.text
    assert [choice.label for choice in card.reply.choices] == ["Xong", "Trả lại"]
    assert (await house.ticket()).helper == "u-Lan"


async def test_the_asker_is_told_who_helps_by_the_group_and_never_by_a_members_name(
    house: House, asker: Asker
) -> None:
    await Helper(house, "Công an gọi 0912345678").presses("Nhận")

    (told,) = asker.heard
    assert told.startswith("**Tổ công nghệ số Ba Vì** đã nhận giúp bạn")
    assert "Công an" not in told
    assert "0912345678" not in house.cards()[-1].reply.text


class SlowStores(MemoryStores):
    """Others get their turn between reading a ticket and saving it."""

    async def ticket(self, id_: str) -> Ticket | None:
        found = await super().ticket(id_)
        await asyncio.sleep(0)
        return found


async def test_of_several_who_press_at_once_exactly_one_has_it(
    library: GenerationLibrary,
) -> None:
    house = House(library, SlowStores())
    await house.has_desk()
    await Asker(house).opens_ticket()
    card = house.cards()[0]
    helpers = [Helper(house, name) for name in ("Lan", "Minh", "Hoa", "Tú")]

    notices = await asyncio.gather(*(one.presses("Nhận", at=card) for one in helpers))

    winner = (await house.ticket()).helper_name
    assert sum(notice.startswith("Bạn đã nhận") for notice in notices) == 1
    assert notices.count(f"{winner} đang giúp phiếu này.") == 3
    assert len(house.said_to("7")) == 1


async def test_an_asker_who_cancels_while_a_helper_claims_is_not_handed_on(
    library: GenerationLibrary,
) -> None:
    house = House(library, SlowStores())
    await house.has_desk()
    asker, lan = Asker(house), Helper(house)
    await asker.opens_ticket()

    said, notice = await asyncio.gather(asker.says("/huy"), lan.presses("Nhận"))

    ticket = await house.ticket()
    assert ticket.state is TicketState.CANCELLED
    assert said.startswith("Đã hủy")
    assert notice in (
        "Phiếu này đã xong.",
        "Bạn đã nhận. Trả lời phiếu này để chuyển lời tới người hỏi.",
    )
    assert "Người hỏi đã hủy" in house.cards()[-1].reply.text


async def test_answering_claims_and_asks_for_the_words(
    house: House, asker: Asker, lan: Helper, minh: Helper
) -> None:
    await lan.presses("Trả lời")

    ask = house.last_to(COMMUNE)
    assert ask.reply.asks_reply
    assert ask.name == "ticket:AA002"
    assert "**Lan**, bạn trả lời tin này" in ask.reply.text
    assert await minh.presses("Trả lời", at=house.cards()[0]) == "Lan đang giúp phiếu này."


async def test_pressing_again_says_that_it_is_theirs(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")

    assert await lan.presses("Nhận", at=house.cards()[0]) == "Bạn đang giúp phiếu này rồi."
    assert len(asker.heard) == 1


async def test_a_forged_ticket_in_a_button_does_nothing(house: House, lan: Helper) -> None:
    key = ButtonKey(
        token="forged",
        channel=CHANNEL,
        chat=COMMUNE,
        action=Action(verb="desk.claim", part="ZZZZZ"),
    )
    await house.stores.commit(Turn(keys=(key,)))

    assert await lan.presses_key("forged") == "Phiếu này không còn ở nhóm này."


async def test_a_button_of_another_groups_ticket_does_nothing(house: House, asker: Asker) -> None:
    await house.has_desk("-999", "Sóc Sơn")
    key = ButtonKey(
        token="stolen",
        channel=CHANNEL,
        chat="-999",
        action=Action(verb="desk.claim", part="AA002"),
    )
    await house.stores.commit(Turn(keys=(key,)))

    assert "không còn ở nhóm này" in await Helper(house, "Ba", "-999").presses_key("stolen")
    assert (await house.ticket()).state is TicketState.OPEN


async def test_a_groups_button_does_nothing_in_a_private_chat(house: House, asker: Asker) -> None:
    response = await house.desk.act(
        await house.stores.load(asker.key),
        _tap(asker),
        Action(verb="desk.claim", part="AA002"),
    )

    assert response.replies[0].text.startswith("Nút này đã cũ")
    assert response.change == Turn()


async def test_an_askers_verdict_on_anothers_ticket_does_nothing(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")
    await lan.presses("Xong")
    stranger = Asker(house, "8")

    response = await house.desk.act(
        await house.stores.load(stranger.key),
        _tap(stranger),
        Action(verb="desk.not_helped", part="AA002"),
    )

    assert response.replies[0].text.startswith("Nút này đã cũ")


async def test_a_group_that_lost_its_approval_claims_nothing(
    house: House, asker: Asker, lan: Helper
) -> None:
    await house.has_desk(desk=DeskState.OFF)

    await lan.presses("Nhận")

    assert (await house.ticket()).state is TicketState.OPEN


# Words


async def test_words_go_to_and_fro_under_the_card(house: House, asker: Asker, lan: Helper) -> None:
    await lan.presses("Nhận")
    await lan.answers("Bác mang sổ cũ ra xã nhé")
    confirmed = lan.told
    first = await asker.says("ra buổi chiều có được không cháu")
    second = await asker.says("tôi đi bộ")
    relayed = house.said_to(COMMUNE)[-2:]
    await lan.answers("Dạ được, đến bốn giờ chiều", to="ticket:AA002")

    card = await house.stores.posted("ticket:AA002:card", Address(channel=CHANNEL, chat=COMMUNE))
    assert asker.heard[1:] == [
        "**Tổ công nghệ số Ba Vì:** Bác mang sổ cũ ra xã nhé",
        "**Tổ công nghệ số Ba Vì:** Dạ được, đến bốn giờ chiều",
    ]
    assert confirmed.startswith("Đã chuyển tới người hỏi")
    assert (first, second) == ("Đã chuyển.", "")
    assert [post.to.answers for post in relayed] == [card, card]
    assert relayed[0].reply.text == "Người hỏi (phiếu AA002): ra buổi chiều có được không cháu"
    assert house.last_to(COMMUNE) == relayed[-1]


async def test_words_survive_a_restart_between_them(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")
    house.restart()
    await asker.says("alo")
    house.restart()
    await lan.answers("cháu nghe", to="ticket:AA002")

    assert asker.heard[-1].endswith("cháu nghe")


async def test_only_the_claimers_words_are_carried_and_others_are_told_once(
    house: House, asker: Asker, lan: Helper, minh: Helper
) -> None:
    await lan.presses("Nhận")
    await minh.answers("để em trả lời cho")
    told = minh.told
    count = len(house.said_to(COMMUNE))
    await minh.answers("thật mà")

    assert told.startswith("Lan đang giúp phiếu này nên lời bạn chưa được chuyển đi")
    assert len(house.said_to(COMMUNE)) == count
    assert len(asker.heard) == 1


async def test_talk_under_a_card_that_nobody_took_reaches_nobody(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.answers("ai nhận đi, ông này khó tính lắm")

    assert "Bạn bấm **Nhận** ở phiếu trước" in lan.told
    assert asker.heard == []


async def test_anonymous_words_are_nobodys(house: House, asker: Asker, lan: Helper) -> None:
    await lan.presses("Nhận")

    await lan.answers("chào bác", anonymous=True)

    assert "ẩn danh" in lan.told
    assert len(asker.heard) == 1


@pytest.mark.parametrize("kind", [MessageKind.VOICE, MessageKind.UNSUPPORTED, MessageKind.FORWARD])
async def test_a_helpers_photo_or_voice_is_not_carried(
    house: House, asker: Asker, lan: Helper, kind: MessageKind
) -> None:
    await lan.presses("Nhận")

    await lan.answers("", kind=kind)

    assert lan.told.startswith("Tôi chỉ chuyển chữ")
    assert len(asker.heard) == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Bác đọc mã OTP cho cháu", "hỏi mã OTP"),
        ("Bác chuyển khoản 200 nghìn là xong", "chuyển tiền"),
        ("Bác vào bit.ly/vneid nhé", "không phải trang .gov.vn"),
        ("Bác gọi 0912 345 678", "số điện thoại không nằm trong bài"),
        ("Bác cài ultraviewer cho cháu", "cài phần mềm"),
    ],
)
async def test_a_scammers_words_never_come_out(
    house: House, asker: Asker, lan: Helper, text: str, why: str
) -> None:
    await lan.presses("Nhận")

    await lan.answers(text)

    assert why in lan.told
    assert lan.told.startswith("Lời bạn chưa được chuyển đi")
    assert len(asker.heard) == 1
    assert await house.stores.lines("AA002") == []


async def test_a_helpers_marks_and_numbers_come_out_dead(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")

    await lan.answers("**Gấp** số căn cước 001099123456 nhé")

    assert "001099123456" not in asker.heard[-1]
    assert "**Gấp**" not in asker.heard[-1]
    assert "số riêng tư trong lời bạn đã được che" in lan.told


async def test_an_askers_secret_is_warned_of_and_never_carried(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")
    before = len(house.said_to(COMMUNE))

    said = await asker.says("mã otp là 482913")

    assert "Xóa ngay tin nhắn đó" in said
    assert len(house.said_to(COMMUNE)) == before


async def test_an_askers_own_numbers_are_carried_masked(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")

    await asker.says("số tôi 0912345678")

    masked = literal("số tôi [số điện thoại đã che]")
    assert lan.told == f"Người hỏi (phiếu AA002): {masked}"
    assert (await house.stores.lines("AA002"))[0].text == "số tôi [số điện thoại đã che]"


async def test_an_emergency_is_answered_at_once_and_shown_to_the_helper(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")

    said = await asker.says("vợ tôi bất tỉnh rồi")

    assert "115" in said
    assert lan.told.startswith("**Người hỏi có thể đang gặp nguy** (phiếu AA002)")


async def test_a_scam_told_of_is_warned_of_and_shown_to_the_helper(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")

    said = await asker.says("có người xưng công an gọi bảo tôi chuyển tiền")

    assert "Rất có thể đây là lừa đảo" in said
    assert "xưng công an" in lan.told


async def test_an_insult_is_not_handed_on(house: House, asker: Asker, lan: Helper) -> None:
    await lan.presses("Nhận")
    before = len(house.said_to(COMMUNE))

    assert await asker.says("đồ ngu")
    assert len(house.said_to(COMMUNE)) == before


async def test_in_a_helpers_hands_the_bot_is_silent_but_for_buttons_and_commands(
    house: House, asker: Asker, lan: Helper
) -> None:
    await asker.says("quên mật khẩu vneid")
    guide = asker.last
    await lan.presses("Nhận")

    words = await asker.says("quên mật khẩu vneid")
    asker.last = guide
    button = await asker.taps("Xong, bước tiếp")
    command = await asker.says("/help")

    assert words == "Đã chuyển."
    assert "**Bước 2/3.**" in button
    assert command.startswith("Cách dùng")
    assert lan.told.endswith("quên mật khẩu vneid")


async def test_an_asker_who_cancels_in_a_helpers_hands_is_free(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")

    await asker.says("/huy")
    await lan.answers("bác ơi")

    assert "Phiếu này đã xong" in lan.told
    assert len(asker.heard) == 1
    assert "Quên mật khẩu VNeID" in await asker.says("quên mật khẩu vneid")


async def test_other_talk_in_the_group_is_not_the_desks(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")
    before = len(house.said_to(lan.chat))

    await lan.says("trưa nay ăn gì")
    await lan.answers("/hoi tạm trú")
    await lan.answers("thế à", to="answer:vneid-quen-mat-khau")

    assert len(asker.heard) == 1
    said = [post.reply.text for post in house.said_to(lan.chat)[before:]]
    assert len(said) == 3
    assert not [text for text in said if "chuyển" in text]


# Ending


async def test_only_the_claimer_or_an_admin_ends_it(
    house: House, asker: Asker, lan: Helper, minh: Helper
) -> None:
    await lan.presses("Nhận")
    refused = await minh.presses("Xong"), await minh.presses("Trả lại")
    house.chats.admins.add((COMMUNE, "u-Minh"))

    done = await minh.presses("Xong")

    assert refused[0] == refused[1]
    assert refused[0].startswith("Phiếu này do Lan giữ")
    assert done == "Đã xong, cảm ơn bạn."
    assert (await house.ticket()).state is TicketState.DONE


async def test_a_finished_ticket_asks_the_asker_and_gives_editors_the_answer(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")
    await asker.says("nhà tôi ở thôn 3")
    await lan.answers("Bác mang sổ cũ ra xã")
    await lan.answers("Gặp bộ phận một cửa", to="ticket:AA002")
    await lan.presses("Xong")

    (suggestion,) = await house.stores.suggestions()
    asked = house.said_to("7")[-1].reply
    assert suggestion.question == "xin cấp lại sổ hộ nghèo ở đâu"
    assert suggestion.answer == "Bác mang sổ cũ ra xã\nGặp bộ phận một cửa"
    assert "Người giúp đã giúp được bạn chưa?" in asked.text
    assert [choice.label for choice in asked.choices] == ["Giúp được rồi", "Chưa giúp được"]
    assert "**Lan** đã giúp xong" in house.cards()[-1].reply.text
    assert house.cards()[-1].reply.choices == ()
    assert await asker.taps("Giúp được rồi") == "Tốt quá! Cần việc khác, bạn cứ gõ cho tôi."


async def test_a_ticket_without_an_answer_suggests_nothing(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")
    await lan.presses("Xong")

    assert await house.stores.suggestions() == []


async def test_who_was_not_helped_goes_to_the_province_once(
    house: House, asker: Asker, lan: Helper
) -> None:
    await house.has_province()
    await lan.presses("Nhận")
    await lan.presses("Xong")

    raised = await asker.taps("Chưa giúp được")
    upstairs = Helper(house, "Hà", PROVINCE)
    await upstairs.presses("Nhận")
    await upstairs.presses("Xong")
    again = await asker.taps("Chưa giúp được")

    assert "đã chuyển câu hỏi lên **Tổ hỗ trợ của tỉnh**" in raised
    assert (await house.ticket()).level is Level.PROVINCE
    assert "Trung tâm phục vụ hành chính công" in again
    assert (await house.ticket()).state is TicketState.DONE


async def test_who_was_not_helped_and_has_no_province_is_told_where_to_go(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")
    await lan.presses("Xong")

    assert "1900 0368" in await asker.taps("Chưa giúp được")


async def test_a_ticket_given_back_waits_for_the_next_helper(
    house: House, asker: Asker, lan: Helper, minh: Helper
) -> None:
    await lan.presses("Nhận")
    await lan.presses("Trả lại")
    card = house.cards()[-1]
    told = asker.heard[-1]
    await minh.presses("Nhận")

    assert [choice.label for choice in card.reply.choices] == ["Nhận", "Trả lời"]
    assert "lại chờ người khác" in told
    assert (await house.ticket()).helper == "u-Minh"


async def test_after_giving_back_the_bot_answers_again(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")
    await lan.presses("Trả lại")

    assert "Quên mật khẩu VNeID" in await asker.says("quên mật khẩu vneid")


async def test_a_helper_who_leaves_the_group_leaves_the_ticket(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")

    await house.happens(ChatChange.MEMBER_LEFT, COMMUNE, user="u-Lan")

    assert (await house.ticket()).state is TicketState.OPEN
    assert "lại chờ người khác" in asker.heard[-1]
    assert [c.label for c in house.cards()[-1].reply.choices] == ["Nhận", "Trả lời"]


async def test_another_who_leaves_takes_nothing_along(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")

    await house.happens(ChatChange.MEMBER_LEFT, COMMUNE, user="u-Minh")

    assert (await house.ticket()).state is TicketState.CLAIMED


def _tap(asker: Asker) -> Message:
    return Message(key=asker.key, kind=MessageKind.TAP, text="t")
