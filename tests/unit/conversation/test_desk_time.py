"""The desk: what time and events bring."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from desk_house import COMMUNE, MONDAY, PROVINCE, Asker, Helper, House, built_library
from knowledge_folder import PASSWORD

from bot.adapters.generations import GenerationLibrary
from bot.adapters.prompt_files import LANGUAGES, PromptFiles
from bot.conversation.rounds import Rounds
from bot.domain.conversation import ChatChange
from bot.domain.group import DeskState, GroupMoved, QuietHours
from bot.domain.ticket import Level, TicketState
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
    await asker.opens_ticket()
    return asker


@pytest.fixture
def lan(house: House) -> Helper:
    return Helper(house, "Lan")


async def state(house: House) -> tuple[TicketState, Level, str]:
    ticket = await house.ticket()
    return ticket.state, ticket.level, ticket.desk


async def test_nothing_happens_before_its_time(house: House, asker: Asker) -> None:
    before = len(house.stores.posts)

    await house.passes(minutes=119)

    assert len(house.stores.posts) == before
    assert (await house.ticket()).version == 1


async def test_a_ticket_nobody_takes_goes_to_the_province_and_then_the_asker_hears_where_to_go(
    house: House, asker: Asker
) -> None:
    await house.has_province()
    await house.passes(minutes=120)
    raised = await state(house)
    old, new = house.cards()[-1], house.cards(PROVINCE)[-1]
    told = asker.heard[-1]
    await house.passes(minutes=119)
    waiting = await state(house)
    await house.passes(minutes=1)

    assert raised == waiting == (TicketState.OPEN, Level.PROVINCE, PROVINCE)
    assert "Đã chuyển lên cấp tỉnh" in old.reply.text
    assert old.reply.choices == ()
    assert "đã chờ 2 giờ" in new.reply.text
    assert "· Ba Vì" in new.reply.text
    assert "**Tổ hỗ trợ của tỉnh**" in told
    assert (await house.ticket()).state is TicketState.EXPIRED
    assert "Trung tâm phục vụ hành chính công" in asker.heard[-1]
    assert "1900 0368" in asker.heard[-1]


async def test_without_a_province_the_ticket_ends_and_the_asker_hears_where_to_go(
    house: House, asker: Asker
) -> None:
    await house.passes(minutes=120)

    assert (await house.ticket()).state is TicketState.EXPIRED
    assert "Đã hết giờ chờ" in house.cards()[-1].reply.text
    assert asker.heard[-1].startswith("Ở đây chưa có ai giúp được bạn")


async def test_who_was_in_a_guide_gets_the_places_that_guide_names(
    house: House,
) -> None:
    asker = Asker(house)
    await asker.says("quên mật khẩu vneid")
    await asker.opens_ticket()

    await house.passes(minutes=120)

    assert (await house.ticket()).guide == PASSWORD
    assert "Công an xã nơi bạn ở, xem thêm https://vneid.gov.vn/ho-tro." in asker.heard[-1]


async def test_nights_and_sundays_do_not_count_as_waiting(house: House) -> None:
    await house.has_province()
    house.clock.time = MONDAY + timedelta(days=5, hours=7)
    asker = Asker(house)
    await asker.opens_ticket()

    await house.passes(days=1, hours=15)
    sunday_night = await state(house)
    await house.passes(hours=1, minutes=29)
    monday_morning = await state(house)
    await house.passes(minutes=1)

    assert sunday_night == monday_morning == (TicketState.OPEN, Level.COMMUNE, COMMUNE)
    assert (await state(house))[1] is Level.PROVINCE


async def test_a_group_in_its_quiet_hours_gets_a_silent_card(house: House) -> None:
    quiet = QuietHours(start=MONDAY.time(), end=(MONDAY + timedelta(hours=2)).time())
    await house.has_desk(quiet=quiet)
    await Asker(house).opens_ticket()

    assert house.cards()[-1].silent


async def test_a_silent_helper_is_reminded_once_and_then_the_ticket_is_free(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")
    await house.passes(minutes=59)
    quiet = lan.told
    await house.passes(minutes=1)
    reminded = lan.told
    await house.passes(minutes=59)
    count = len(house.said_to(COMMUNE))
    await house.passes(minutes=1)

    assert "**Lan** ơi" not in quiet
    assert reminded.startswith("**Lan** ơi, người hỏi đang đợi lời bạn")
    assert sum("**Lan** ơi" in post.reply.text for post in house.said_to(COMMUNE)) == 1
    assert len(house.said_to(COMMUNE)) == count + 1
    assert (await house.ticket()).state is TicketState.OPEN
    assert "lại chờ người khác" in asker.heard[-1]


async def test_the_reminder_is_known_after_a_restart(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")
    await house.passes(minutes=60)
    house.restart()

    await house.passes(minutes=60)

    assert (await house.ticket()).state is TicketState.OPEN


async def test_words_start_the_helpers_time_anew(house: House, asker: Asker, lan: Helper) -> None:
    await lan.presses("Nhận")
    await house.passes(minutes=60)
    await asker.says("tôi vẫn đợi")
    await house.passes(minutes=60)

    assert sum("**Lan** ơi" in post.reply.text for post in house.said_to(COMMUNE)) == 2
    assert (await house.ticket()).state is TicketState.CLAIMED


async def test_a_helper_who_answered_owes_nothing(house: House, asker: Asker, lan: Helper) -> None:
    await lan.presses("Nhận")
    await asker.says("có ai không")
    await house.passes(minutes=30)
    await lan.answers("bác chờ cháu")

    await house.passes(hours=5)

    assert "**Lan** ơi" not in lan.told
    assert (await house.ticket()).state is TicketState.CLAIMED


async def test_a_helper_who_claims_what_another_answered_owes_words_too(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")
    await lan.answers("bác chờ cháu")
    await lan.presses("Trả lại")
    house.clock.time += timedelta(minutes=5)
    await Helper(house, "Minh").presses("Nhận")

    await house.passes(minutes=60)

    assert "**Minh** ơi" in lan.told


async def test_a_talk_that_ran_out_is_finished_for_both(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")
    await lan.answers("bác mang sổ ra xã là xong")

    await house.passes(hours=25)

    assert (await house.ticket()).state is TicketState.DONE
    assert "Người giúp đã giúp được bạn chưa?" in asker.heard[-1]
    assert len(await house.stores.suggestions()) == 1
    assert "Quên mật khẩu VNeID" in await asker.says("quên mật khẩu vneid")


@pytest.mark.parametrize("claimed", [False, True])
async def test_tickets_of_a_group_that_is_gone_go_up_at_once(
    house: House, asker: Asker, lan: Helper, claimed: bool
) -> None:
    await house.has_province()
    if claimed:
        await lan.presses("Nhận")
    before = len(house.said_to(COMMUNE))

    await house.happens(ChatChange.REMOVED, COMMUNE)

    assert await state(house) == (TicketState.OPEN, Level.PROVINCE, PROVINCE)
    assert len(house.said_to(COMMUNE)) == before
    assert "**Tổ hỗ trợ của tỉnh**" in asker.heard[-1]


async def test_another_group_of_the_commune_takes_over_first(house: House, asker: Asker) -> None:
    await house.has_province()
    await house.has_desk("-101", "Xã Ba Vì", title="Z")

    await house.happens(ChatChange.REMOVED, COMMUNE)

    assert await state(house) == (TicketState.OPEN, Level.COMMUNE, "-101")


async def test_a_group_that_stops_being_a_desk_gives_its_tickets_away(
    house: House, asker: Asker
) -> None:
    await house.has_province()
    await house.has_desk(desk=DeskState.OFF)

    await house.tick()

    assert await state(house) == (TicketState.OPEN, Level.PROVINCE, PROVINCE)
    assert "Đã chuyển" in house.cards()[-1].reply.text
    assert house.cards()[-1].reply.choices == ()


async def test_a_group_that_got_another_id_goes_on_with_its_ticket(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")
    await house.stores.commit(Turn(moved=(GroupMoved(channel="test", old=COMMUNE, new="-1001"),)))

    await asker.says("còn ai ở đó không")
    moved = Helper(house, "Lan", "-1001")
    await moved.answers("cháu đây", to="ticket:AA002")
    await house.passes(minutes=1)

    assert house.said_to("-1001")[0].reply.text.endswith("còn ai ở đó không")
    assert asker.heard[-1].endswith("cháu đây")


async def test_a_group_that_got_another_id_gets_the_cards_of_its_tickets_again(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")

    await house.happens(ChatChange.MIGRATED, COMMUNE, to="-1001")
    await house.stores.commit(Turn(moved=(GroupMoved(channel="test", old=COMMUNE, new="-1001"),)))
    moved = Helper(house, "Lan", "-1001")
    await moved.answers("cháu đây", to="ticket:AA002:card")

    (card,) = house.cards("-1001")
    assert "đang giúp" in card.reply.text
    assert asker.heard[-1].endswith("cháu đây")


async def test_who_blocked_us_is_not_written_to_again(
    house: House, asker: Asker, lan: Helper
) -> None:
    await lan.presses("Nhận")
    before = len(asker.heard)

    await house.happens(ChatChange.BLOCKED, "7")
    await lan.answers("bác ơi")
    await house.passes(hours=30)

    assert (await house.ticket()).state is TicketState.CANCELLED
    assert "Người hỏi không nhận tin nữa" in house.cards()[-1].reply.text
    assert len(asker.heard) == before


async def test_a_strangers_block_ends_nobodys_ticket(house: House, asker: Asker) -> None:
    await house.happens(ChatChange.BLOCKED, "8")

    assert (await house.ticket()).state is TicketState.OPEN


async def test_a_round_that_loses_a_race_is_made_again(house: House, asker: Asker) -> None:
    await house.has_province()
    house.clock.time += timedelta(minutes=120)
    lan = Helper(house)

    async def duty() -> Turn:
        turn = await house.desk.tick()
        await lan.presses("Nhận", at=house.cards()[0])
        return turn

    await Rounds((duty,), house.reception.save).once()

    assert (await house.ticket()).helper == "u-Lan"
    assert house.cards(PROVINCE) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_the_desk_names_stands_in_a_guides_own_places_of_help(
    published: Path, language: str
) -> None:
    prompts = Path(__file__).resolve().parents[3] / "prompts"
    said = PromptFiles(prompts).text(language, "desk.nobody_came")
    knowledge = GenerationLibrary(published).current()
    guides = [knowledge.guide(id_) for id_ in knowledge.guide_ids()]
    helps = "\n".join(s.text for g in guides if g for s in g.sections if s.kind == "help")

    numbers = re.findall(r"\d{4} \d{4}", said)
    assert numbers
    assert all(number in helps for number in numbers)
