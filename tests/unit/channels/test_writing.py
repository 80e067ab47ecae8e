"""Posts out: the calls that bring them to a chat."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.prompt_files import PromptFiles
from bot.channels.telegram.reading import Me
from bot.channels.telegram.writing import (
    Outgoing,
    commands,
    inline_results,
    outgoing,
    switch_button,
)
from bot.domain.address import Address
from bot.domain.answer import Action, Choice, Status
from bot.domain.conversation import Post, Reply
from bot.domain.link import Link, read_link
from bot.domain.markup import literal, utf16_length

ME = Me(id=7, username="CamTayBot")
PROMPTS = Path(__file__).resolve().parents[3] / "prompts"


def reply(text: str = "Chào bạn", *choices: Choice, **fields: Any) -> Reply:
    return Reply(text=text, choices=choices, status=Status.ANSWERED, **fields)


def post(said: Reply, chat: str = "5", **fields: Any) -> Post:
    places = {name: fields.pop(name) for name in ("thread", "answers") if name in fields}
    fields = {"numbered": True} | fields
    return Post(to=Address(channel="telegram", chat=chat, **places), reply=said, **fields)


def does(label: str, **fields: Any) -> Choice:
    return Choice(label=label, action=Action(verb="next"), token=f"t-{label}"[:20], **fields)


def leads(label: str, **fields: Any) -> Choice:
    return Choice(label=label, link=Link(**fields))


def only(calls: list[Outgoing]) -> dict[str, Any]:
    (call,) = calls
    return call.arguments


def rows(said: Reply, chat: str = "5") -> list[list[str]]:
    markup = only(outgoing(post(said, chat), ME))["reply_markup"]
    return [[button["text"] for button in row] for row in markup["inline_keyboard"]]


def test_a_reply_goes_to_its_chat_as_html_without_previews() -> None:
    (call,) = outgoing(post(reply("Bấm **Gửi** & chờ")), ME)
    assert call.method == "sendMessage"
    assert call.arguments == {
        "chat_id": 5,
        "text": "Bấm <b>Gửi</b> &amp; chờ",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def test_the_same_can_be_said_without_markup() -> None:
    said = reply("Bấm **Gửi**", does("Xong"))
    (call,) = outgoing(post(said, answers="3"), ME)
    assert call.plain["text"] == "Bấm Gửi"
    assert "parse_mode" not in call.plain
    for kept in ("chat_id", "reply_markup", "reply_parameters", "link_preview_options"):
        assert call.plain[kept] == call.arguments[kept]


def test_a_post_finds_its_topic_and_the_message_it_answers() -> None:
    found = only(outgoing(post(reply(), "-1001", thread="9", answers="3", silent=True), ME))
    assert (found["chat_id"], found["message_thread_id"]) == (-1001, 9)
    assert found["reply_parameters"] == {"message_id": 3, "allow_sending_without_reply": True}
    assert found["disable_notification"] is True


def test_a_long_reply_comes_in_pieces_that_the_service_takes() -> None:
    text = "\n\n".join(f"**Đoạn {n}** " + "bước 😀 " * 60 for n in range(30))
    calls = outgoing(post(reply(text, does("Xong")), "-1001", thread="9", answers="3"), ME)
    assert len(calls) > 1
    assert all(utf16_length(call.plain["text"]) <= 4_096 for call in calls)
    assert ["reply_markup" in call.arguments for call in calls] == [False] * (len(calls) - 1) + [
        True
    ]
    assert ["reply_parameters" in call.arguments for call in calls] == [True] + [False] * (
        len(calls) - 1
    )
    assert all(call.arguments["message_thread_id"] == 9 for call in calls)


def test_nothing_to_say_makes_no_call() -> None:
    assert outgoing(post(reply(" \n ")), ME) == []


# Buttons


def test_in_private_actions_carry_the_number_that_can_be_typed() -> None:
    said = reply(
        "?",
        does("Xong"),
        leads("Mở bài", guide="vneid-quen-mat-khau"),
        does("👍", aside=True),
        does("Vướng"),
        Choice(label="Chép", copy_text="0912"),
        does("👎", aside=True),
    )
    assert rows(said) == [["1. Xong"], ["Mở bài"], ["2. Vướng"], ["Chép"], ["👍", "👎"]]


def test_what_no_typed_number_presses_is_not_numbered() -> None:
    said = reply("?", does("Xong"), does("Vướng"))
    (call,) = outgoing(post(said, numbered=False), ME)
    keyboard = call.arguments["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in keyboard] == [["Xong"], ["Vướng"]]


def test_what_stands_aside_stands_four_in_a_row() -> None:
    said = reply("?", *(does(str(n), aside=True) for n in range(6)))
    assert rows(said) == [["0", "1", "2", "3"], ["4", "5"]]


def test_a_label_is_cut_where_a_phone_would_cut_it() -> None:
    ((label,),) = rows(reply("?", does("x" * 100)))
    assert label == f"1. {'x' * 56}…"


def test_each_button_does_one_thing() -> None:
    choices = (
        does("Xong"),
        leads("Hỏi", guide="vneid", commune="0a1b2c3d"),
        leads("Mở"),
        Choice(label="Chép", copy_text="x" * 256),
    )
    markup = only(outgoing(post(reply("?", *choices), numbered=False), ME))["reply_markup"]
    assert [row[0] for row in markup["inline_keyboard"]] == [
        {"text": "Xong", "callback_data": "t-Xong"},
        {"text": "Hỏi", "url": "https://t.me/CamTayBot?start=vneid_x0a1b2c3d"},
        {"text": "Mở", "url": "https://t.me/CamTayBot"},
        {"text": "Chép", "copy_text": {"text": "x" * 256}},
    ]


@pytest.mark.parametrize(
    "refused",
    [
        Choice(label="Chép", copy_text="x" * 257),
        Choice(label="Chép", copy_text="😀" * 129),
        Choice(label="Chép", copy_text=""),
        Choice(label="Không khóa", action=Action(verb="next")),
        Choice(label="Khóa dài", action=Action(verb="next"), token="đ" * 33),
    ],
)
def test_a_button_the_service_refuses_does_not_cost_the_message(refused: Choice) -> None:
    assert "reply_markup" not in only(outgoing(post(reply("?", refused)), ME))


def test_an_answer_is_opened_only_where_no_buttons_stand() -> None:
    opened = only(outgoing(post(reply("?", asks_reply=True)), ME))["reply_markup"]
    assert opened == {"force_reply": True, "selective": True}
    pressed = only(outgoing(post(reply("?", does("Thôi"), asks_reply=True)), ME))["reply_markup"]
    assert list(pressed) == ["inline_keyboard"]


# Edits


def test_an_edit_takes_the_place_of_the_message_and_of_its_buttons() -> None:
    said = post(reply("Đã có người nhận"), "-1001", thread="9", answers="2", silent=True)
    (call,) = outgoing(said, ME, "33")
    assert call.method == "editMessageText"
    assert call.arguments == {
        "chat_id": -1001,
        "message_id": 33,
        "text": "Đã có người nhận",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": []},
    }
    assert call.plain["reply_markup"] == {"inline_keyboard": []}


def test_an_edit_cannot_open_an_answer() -> None:
    found = only(outgoing(post(reply("?", asks_reply=True)), ME, "33"))
    assert found["reply_markup"] == {"inline_keyboard": []}


def test_what_an_edit_has_no_room_for_follows_in_new_messages() -> None:
    said = reply("bước " * 2_000, does("Xong"))
    there = post(said, "-1001", thread="9", answers="2", numbered=False)
    first, *rest = outgoing(there, ME, "33")
    assert first.arguments["reply_markup"] == {"inline_keyboard": []}
    assert [call.method for call in rest] == ["sendMessage"] * len(rest)
    assert rest[-1].arguments["reply_markup"]["inline_keyboard"][0][0]["text"] == "Xong"
    assert all("reply_parameters" not in call.arguments for call in rest)


@given(st.text(max_size=300), st.text(max_size=80))
def test_whatever_a_person_wrote_can_be_sent(typed: str, label: str) -> None:
    for call in outgoing(post(reply(f"**Hỏi:** {literal(typed)}", does(label))), ME):
        assert json.loads(json.dumps(call.arguments)) == call.arguments
        assert call.arguments["text"].count("<") == 2


# Inline results


def shared(guide: str = "vneid-quen-mat-khau", title: str = "Quên mật khẩu VNeID") -> Reply:
    text = f"**{title}**\n\n- Mở ứng dụng **VNeID**\n- Bấm Quên mật khẩu"
    return reply(text, leads("Mở trong Cầm Tay", guide=guide), does("Xong"), guide=guide)


def test_a_result_is_titled_described_and_leads_into_the_private_chat() -> None:
    (found,) = inline_results([shared()], ME)
    assert (found["type"], found["title"]) == ("article", "Quên mật khẩu VNeID")
    assert found["description"] == "Mở ứng dụng VNeID"
    assert found["input_message_content"]["message_text"].startswith("<b>Quên mật khẩu VNeID</b>")
    assert found["input_message_content"]["parse_mode"] == "HTML"
    assert found["reply_markup"]["inline_keyboard"] == [
        [
            {
                "text": "Mở trong Cầm Tay",
                "url": "https://t.me/CamTayBot?start=vneid-quen-mat-khau",
            }
        ]
    ]


def test_a_results_id_is_the_same_until_what_it_says_changes() -> None:
    ids = [one["id"] for one in inline_results([shared(), shared(title="Tên mới")], ME)]
    assert len(set(ids)) == 2
    assert ids[0] == inline_results([shared()], ME)[0]["id"]
    long = inline_results([shared(guide="en/" + "đ" * 10 + "x" * 90)], ME)[0]["id"]
    assert 0 < len(long.encode()) <= 64


def test_results_are_few_different_and_short_enough() -> None:
    many = [shared(f"bai-{n}", f"Bài {n}") for n in range(30)]
    found = inline_results([many[0], reply(" "), *many], ME)
    assert [one["title"] for one in found] == [f"Bài {n}" for n in range(20)]
    (long,) = inline_results([reply("**Tên**\n" + "dài " * 3_000)], ME)
    assert len(long["description"]) <= 120
    assert utf16_length(long["input_message_content"]["message_text"]) <= 4_096
    assert "reply_markup" not in long
    (short,) = inline_results([reply("Một dòng")], ME)
    assert short["description"] == ""


def test_the_button_above_the_results_leads_into_the_private_chat() -> None:
    button = switch_button("Hỏi riêng")
    assert button["text"] == "Hỏi riêng"
    # The service refuses an empty one; this one is no guide, so the person is greeted.
    assert button["start_parameter"]
    assert read_link(button["start_parameter"]) is None


# Commands


def test_each_kind_of_chat_is_told_its_own_commands_in_either_language() -> None:
    found = commands(PromptFiles(PROMPTS))
    listed = {
        (one["scope"]["type"], one.get("language_code")): {
            command["command"]: command["description"] for command in one["commands"]
        }
        for one in found
    }
    assert list(listed["all_private_chats", None]) == ["start", "help", "huongdan", "huy", "xoa"]
    assert list(listed["all_group_chats", None]) == ["hoi", "help"]
    assert "caidat" in listed["all_chat_administrators", None]
    assert listed["all_private_chats", None]["huy"] == "Hủy câu hỏi đang chờ người giúp"
    assert listed["all_group_chats", "en"]["hoi"] == "Ask Cầm Tay"
    assert all(0 < len(text) <= 256 for named in listed.values() for text in named.values())
