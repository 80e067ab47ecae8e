"""What ill will and bad luck bring to the bot in Telegram's groups, through the real program."""

import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.sql.stores import opened_stores
from bot.domain.group import DeskState
from bot.domain.group import Group as DeskGroup
from bot.domain.ticket import TicketState
from bot.domain.turn import Turn
from loopback.bot_api import TOKEN, LoopbackBotApi
from loopback.faults import Fault
from loopback.updates import (
    SUPERGROUP,
    anonymous_text,
    channel_voice,
    edited_message,
    group_text,
    linked_post,
    photo,
    private_text,
    tap,
    voice,
)

from .program import Bot, NewBot, environment
from .stage import Group, Heard, Person, Stage

LAN, BINH, HOA, DUNG = (
    Person(1001, "Lan"),
    Person(1002, "Bình"),
    Person(601, "Hoa"),
    Person(602, "Dũng"),
)
OTHER = Group(-3003, "Nhóm khác")
NO_GUIDE = "hang xom lan dat nha toi thi lam don o dau"
GREETING, OLD_BUTTON = "tôi là Cầm Tay", "Nút này đã cũ"
ALWAYS_OPEN = {"CAMTAY_DESK_HOURS": "00:00-23:59", "CAMTAY_DESK_DAYS": "mon-sun"}


@pytest.fixture
def group() -> Group:
    return Group(-2001, "Tổ công nghệ số xã Ba Vì")


@pytest.fixture
async def stage(group: Group, new_bot: NewBot, api: LoopbackBotApi, data: Path) -> Stage:
    """A bot with the desk of one commune."""
    desk = DeskGroup(
        channel="telegram",
        chat=str(group.id),
        title=group.title,
        commune="Xã Ba Vì",
        desk=DeskState.COMMUNE,
    )
    async with opened_stores(data) as stores:
        await stores.sessions.commit(Turn(groups=(desk,)))
    stage = Stage(api, new_bot(**ALWAYS_OPEN).start())
    stage.knows(group, OTHER)
    return stage


def asks_people(stage: Stage, who: Person, group: Group) -> Heard:
    """A citizen's question goes to the desk; its card."""
    stage.say(who, NO_GUIDE)
    stage.press(who, stage.hears(who, "Tôi chưa có hướng dẫn"), "Nhờ người giúp")
    stage.press(who, stage.hears(who, "xã, phường nào"), "Xã Ba Vì")
    stage.press(who, stage.hears(who, "đồng ý gửi không"), "Đồng ý")
    return stage.hears(group, "Phiếu", NO_GUIDE)


def claimed(stage: Stage, group: Group, asker: Person, helper: Person) -> Heard:
    """A ticket in a helper's hands; its card."""
    stage.press(helper, asks_people(stage, asker, group), "Nhận")
    stage.hears(asker, "đã nhận giúp bạn")
    return stage.hears(group, f"{helper.name} đang giúp")


async def states(data: Path) -> list[TicketState]:
    """The states of the unfinished tickets."""
    async with opened_stores(data) as stores:
        return [ticket.state for ticket in await stores.tickets.unfinished()]


# Buttons and links that somebody made up or passed on


def test_a_card_s_button_works_in_its_own_chat_only(stage: Stage, group: Group) -> None:
    card = asks_people(stage, LAN, group)
    data = card.content.data("Nhận")
    elsewhere = tap(HOA.id, data, message=replace(card.sent, chat=OTHER.id))
    stage.api.feed(tap(BINH.id, data), elsewhere)
    stage.hears(BINH, OLD_BUTTON)
    stage.noticed(elsewhere["callback_query"]["id"], OLD_BUTTON)
    stage.noticed(stage.press(HOA, card, "Nhận"), "Bạn đã nhận")


async def test_nobody_cancels_anothers_ticket_with_its_button(stage: Stage, group: Group) -> None:
    asks_people(stage, LAN, group)
    opened = stage.hears(LAN, "Đã gửi tới")
    stage.api.feed(tap(BINH.id, opened.content.data("Hủy")))
    stage.hears(BINH, OLD_BUTTON)
    assert await states(stage.bot.data) == [TicketState.OPEN]


def test_the_button_of_an_ended_ticket_says_so(stage: Stage, group: Group) -> None:
    card = asks_people(stage, LAN, group)
    stage.say(LAN, "/huy")
    stage.hears(group, "Người hỏi đã hủy")
    stage.noticed(stage.press(HOA, card, "Nhận"), "Phiếu này đã xong")


def test_made_up_links_lead_to_a_polite_answer(stage: Stage) -> None:
    made_up = (
        "x" * 64,
        "x" * 65,
        "_k0123456789",
        "_x00000000_k0123456789",
        "khong-co-bai-nay_x00000000",
        "../../etc/passwd",
        "vneid-quen-mat-khau; DROP TABLE tickets",
        "🙂",
    )
    for citizen, payload in enumerate(made_up, 4001):
        stage.api.feed(private_text(citizen, f"/start {payload}"))
    for citizen, _ in enumerate(made_up, 4001):
        stage.hears(Person(citizen, ""), GREETING)
    stage.api.feed(private_text(LAN.id, "/start vneid-quen-mat-khau_k0123456789"))
    stage.hears(LAN, "Bước 1/")


def test_a_question_carried_by_a_link_has_no_private_number_for_whoever_follows_it(
    stage: Stage, group: Group
) -> None:
    stage.say_in(group, LAN, f"/hoi {NO_GUIDE}, goi toi so 0912345678")
    declined = stage.hears(group, "chưa có hướng dẫn")
    stage.follow(BINH, declined, "Nhờ người giúp")
    stage.press(BINH, stage.hears(BINH, "chưa có hướng dẫn"), "Nhờ người giúp")
    stage.hears(BINH, "đồng ý gửi không")
    assert not [message for message in stage.api.sent if "0912345678" in message.shown]


# Who says that they are an admin


async def test_only_the_group_itself_writes_in_the_group_s_name(stage: Stage, group: Group) -> None:
    off = "/caidat trực tắt"
    stage.api.feed(
        linked_post(off, chat=group.id, channel=-1_005),
        channel_voice(off, chat=group.id, channel=-1_006),
    )
    stage.hears(group, "Chỉ quản trị viên")
    stage.api.feed(anonymous_text(off, chat=group.id))
    stage.hears(group, "bằng tên của nhóm")
    stage.say_in(group, DUNG, off)
    stage.hears(group, "Chỉ quản trị viên")
    assert len(stage.api.to(group.id)) == 3
    async with opened_stores(stage.bot.data) as stores:
        kept = await stores.groups.group("telegram", str(group.id))
    assert kept is not None
    assert kept.desk is DeskState.COMMUNE


# Chats that change or close


async def test_a_helper_who_is_put_out_loses_the_ticket(stage: Stage, group: Group) -> None:
    claimed(stage, group, LAN, DUNG)
    stage.api.leave(group.id, DUNG.id, by=HOA.id)
    stage.hears(group, "Bấm Nhận")
    stage.hears(LAN, "lại chờ người khác")
    assert await states(stage.bot.data) == [TicketState.OPEN]


async def test_a_citizen_who_can_t_be_reached_is_tried_once_and_the_ticket_ends(
    stage: Stage, group: Group
) -> None:
    card = claimed(stage, group, LAN, HOA)
    stage.api.fail(LAN.id, Fault.FORBIDDEN)
    stage.say_in(group, HOA, "Bác hỏi cán bộ tư pháp ạ", card.sent)
    stage.hears(group, "không nhận tin nữa")
    stage.say_in(group, HOA, "Bác ơi", card.sent)
    stage.hears(group, "Phiếu này đã xong")
    assert stage.api.met(LAN.id) == 1
    assert stage.bot.stop() == 0
    async with opened_stores(stage.bot.data) as stores:
        (dead,) = await stores.mailbox.stuck()
        assert (dead.box, dead.chat) == ("outbox", str(LAN.id))
        assert await stores.mailbox.outgoing() == []


def test_an_answer_to_a_deleted_topic_comes_without_it(stage: Stage) -> None:
    forum = Group(SUPERGROUP - 77, "Diễn đàn xã")
    asked = group_text(LAN.id, "/hoi quên mật khẩu vneid", chat=forum.id, thread=55)
    with stage.api.changed:
        stage.api.feed(asked)
        stage.api.delete_topic(forum.id, 55)
    assert stage.hears(forum, "Quên mật khẩu").sent.thread is None


def test_a_group_whose_new_id_only_a_refusal_tells_keeps_its_ticket(
    stage: Stage, group: Group
) -> None:
    claimed(stage, group, LAN, HOA)
    new = Group(SUPERGROUP - 2001, group.title)
    with stage.api.changed:
        stage.api.chats.move(group.id, new.id)
    stage.say(LAN, "còn ai ở đó không ạ")
    asked = stage.hears(new, "còn ai ở đó")
    stage.hears(new, "Phiếu", "Hoa đang giúp")
    stage.say_in(new, HOA, "Cháu đây, bác hỏi cán bộ tư pháp nhé", asked.sent)
    stage.hears(LAN, "cán bộ tư pháp")


async def test_a_group_that_put_us_out_is_left_alone_and_its_askers_hear_where_to_go(
    stage: Stage, group: Group
) -> None:
    asks_people(stage, LAN, group)
    stage.api.remove_bot(group.id, HOA.id)
    stage.hears(LAN, "Trung tâm phục vụ hành chính công")
    assert stage.bot.stop() == 0
    assert [refusal.chat for refusal in stage.api.refused] == []
    assert await states(stage.bot.data) == []


# What is none of our business


def test_a_group_s_own_talk_is_neither_answered_nor_kept(stage: Stage, group: Group) -> None:
    """As with privacy mode off, or in a group where we are an admin: everything arrives."""
    said = "toi nay nha bac Ba co gio, moi ca xom"
    talk = group_text(DUNG.id, said, chat=group.id)
    stage.api.only_allowed = False
    stage.api.feed(
        talk,
        group_text(HOA.id, f"{said} nhe", chat=group.id, reply_to=talk),
        group_text(HOA.id, f"@ban_khac {said}", chat=group.id),
        group_text(HOA.id, f"/hoi@bot_khac {said}", chat=group.id),
        photo(HOA.id, chat=group.id, caption=said),
        voice(HOA.id, chat=group.id),
        edited_message(talk, f"@camtay_bot {said}"),
        private_text(LAN.id, "/start"),
    )
    stage.hears(LAN, GREETING)
    kept = [p.name for p in _files(stage.bot.data) if said.encode() in p.read_bytes()]
    assert stage.bot.stop() == 0
    kept += [p.name for p in _files(stage.bot.data) if said.encode() in p.read_bytes()]
    assert kept == []
    assert said not in stage.bot.stdout + stage.bot.stderr
    assert stage.api.to(group.id) == []


def _files(folder: Path) -> Iterator[Path]:
    return (
        path for path in folder.rglob("*") if path.is_file() and "generations" not in path.parts
    )


# The door itself


def test_a_body_of_a_hundred_megabytes_is_refused_unread(new_bot: NewBot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    new_bot(
        TELEGRAM_WEBHOOK_URL=f"http://127.0.0.1:{port}/hook",
        TELEGRAM_WEBHOOK_PORT=str(port),
        TELEGRAM_WEBHOOK_SECRET="mot-chuoi-that-dai",
    ).start()
    head = (
        "POST /hook HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\n"
        "X-Telegram-Bot-Api-Secret-Token: mot-chuoi-that-dai\r\nContent-Length: 100000000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=5) as call:
        # Not a byte of the body is sent: whoever waited for it would not answer.
        call.sendall(head.encode())
        assert call.recv(64).startswith(b"HTTP/1.1 413")


def test_two_bots_on_one_token_say_so(
    stage: Stage, api: LoopbackBotApi, data: Path, tmp_path: Path
) -> None:
    second = _second(api, tmp_path, tmp_path / "data-2")
    shutil.copytree(data / "generations", second.data / "generations")
    second.launch()
    try:
        stage.wait(
            lambda: _OTHER_BOT in stage.bot.stderr + second.stderr, "a word on the other bot"
        )
    finally:
        second.kill()


def test_two_bots_on_one_data_folder_are_one_too_many(
    stage: Stage, api: LoopbackBotApi, tmp_path: Path
) -> None:
    second = _second(api, tmp_path, stage.bot.data)
    second.launch()
    assert second.exit_code() == 3
    assert "đang chạy trên thư mục dữ liệu này" in second.stderr
    stage.say(LAN, "/start")
    stage.hears(LAN, GREETING)


_OTHER_BOT = "bằng cùng TELEGRAM_TOKEN"


def _second(api: LoopbackBotApi, tmp_path: Path, data: Path) -> Bot:
    folder = tmp_path / "second"
    folder.mkdir()
    return Bot(data, folder, environment(TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=api.url))
