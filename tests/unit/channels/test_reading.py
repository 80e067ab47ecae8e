"""Updates in: what of them is for us, what is stored of them, and what they mean."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.reading import CHANNEL, Me, Unreadable, gathered, read
from bot.channels.telegram.receiving import inline_query, receivable
from bot.domain.conversation import (
    ChatChange,
    ChatEvent,
    Forwarded,
    GroupTalk,
    Message,
    MessageKind,
    Origin,
)

JsonObject = dict[str, Any]
ME = Me(id=7, username="CamTayBot")
LAN: JsonObject = {
    "id": 5,
    "is_bot": False,
    "first_name": "Lan",
    "last_name": "Trần",
    "username": "lan5",
}
US: JsonObject = {"id": 7, "is_bot": True, "first_name": "Cầm Tay", "username": "CamTayBot"}
OTHER_BOT: JsonObject = {"id": 8, "is_bot": True, "first_name": "Bot khác", "username": "otherbot"}
ANONYMOUS: JsonObject = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
CHANNEL_BOT: JsonObject = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
SERVICE: JsonObject = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
PRIVATE: JsonObject = {"id": 5, "type": "private", "first_name": "Lan"}
GROUP: JsonObject = {"id": -1001, "type": "supergroup", "title": "Tổ công nghệ số thôn Đông"}
NEWS: JsonObject = {"id": -1009, "type": "channel", "title": "Tin xã"}
OURS: JsonObject = {"message_id": 3, "date": 1, "chat": GROUP, "from": US, "text": "Bạn cần gì?"}
THEIRS: JsonObject = {
    "message_id": 4,
    "date": 1,
    "chat": GROUP,
    "from": LAN,
    "text": "mất căn cước",
}
IDENTITY, OTP = "001099012345", "482913"


def private(**fields: Any) -> JsonObject:
    said = {"message_id": 11, "date": 1_700_000_000, "chat": PRIVATE, "from": LAN, **fields}
    return {"update_id": 1, "message": said}


def in_group(**fields: Any) -> JsonObject:
    return private(**{"chat": GROUP, **fields})


def naming(text: str, name: str = "@CamTayBot", kind: str = "mention", **more: Any) -> JsonObject:
    """An entity for where the name stands, counted as the service counts."""
    offset = len(text[: text.index(name)].encode("utf-16-le")) // 2
    return {"type": kind, "offset": offset, "length": len(name.encode("utf-16-le")) // 2, **more}


def named(text: str, name: str = "@CamTayBot", /, **fields: Any) -> JsonObject:
    return in_group(text=text, entities=[naming(text, name)], **fields)


def stored(update: object) -> str:
    entry = receivable(update, ME)
    assert entry is not None
    return entry.raw


def meaning(update: object) -> Message | ChatEvent | None:
    return read(stored(update), "telegram:1", ME)


def message(update: object) -> Message:
    found = meaning(update)
    assert isinstance(found, Message)
    return found


def talk(update: object) -> GroupTalk:
    group = message(update).group
    assert group is not None
    return group


def event(update: object) -> ChatEvent:
    found = meaning(update)
    assert isinstance(found, ChatEvent)
    return found


# Private chats


def test_what_a_person_writes_is_read_with_where_it_stands() -> None:
    found = message(private(text="quen mk vneid"))
    assert str(found.key) == "telegram:5:5"
    assert (found.kind, found.text) == (MessageKind.TEXT, "quen mk vneid")
    assert (found.id, found.thread, found.group) == ("11", None, None)
    assert found.receipts == ("telegram:1",)


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"photo": [{}], "caption": "đây là gì"}, MessageKind.TEXT, "đây là gì"),
        ({"voice": {}, "caption": "nghe nhé"}, MessageKind.TEXT, "nghe nhé"),
        ({"voice": {"file_id": "x"}}, MessageKind.VOICE, ""),
        ({"video_note": {}}, MessageKind.VOICE, ""),
        ({"audio": {}}, MessageKind.VOICE, ""),
        ({"photo": [{}]}, MessageKind.UNSUPPORTED, ""),
        ({"sticker": {}}, MessageKind.UNSUPPORTED, ""),
        ({"location": {"latitude": 21.0}}, MessageKind.UNSUPPORTED, ""),
        ({"contact": {"phone_number": "0912345678"}}, MessageKind.UNSUPPORTED, ""),
        ({"poll": {"question": "mấy giờ"}}, MessageKind.UNSUPPORTED, ""),
        ({"something_of_next_year": {}}, MessageKind.UNSUPPORTED, ""),
    ],
)
def test_a_private_message_is_read_by_what_it_holds(
    fields: JsonObject, kind: MessageKind, text: str
) -> None:
    found = message(private(**fields))
    assert (found.kind, found.text) == (kind, text)


@pytest.mark.parametrize(
    "fields",
    [
        {"pinned_message": OURS},
        {"message_auto_delete_timer_changed": {}},
        {"write_access_allowed": {}},
        {"text": "của bot khác", "from": OTHER_BOT},
        {"text": "kết quả của chính mình", "via_bot": US},
    ],
)
def test_private_noise_is_not_for_us(fields: JsonObject) -> None:
    assert receivable(private(**fields), ME) is None


def test_a_question_s_key_in_a_link_is_no_telephone_number() -> None:
    link = "/start vneid-quen-mat-khau_k0912345678"
    assert message(private(text=link)).text == link
    assert "0912345678" not in message(private(text="/start 0912345678")).text


def test_a_topic_of_a_private_chat_is_answered_in_it() -> None:
    assert message(private(text="a", message_thread_id=9, is_topic_message=True)).thread == "9"


@pytest.mark.parametrize(
    ("origin", "who"),
    [
        (
            {"type": "user", "date": 1, "sender_user": {"id": 6, "first_name": "Bình"}},
            Origin(user="6", name="Bình"),
        ),
        (
            {"type": "hidden_user", "date": 1, "sender_user_name": "Bác Tư"},
            Origin(user=None, name="Bác Tư"),
        ),
        ({"type": "chat", "sender_chat": GROUP}, Origin(user="-1001", name=GROUP["title"])),
        ({"type": "channel", "chat": NEWS, "message_id": 5}, Origin(user="-1009", name="Tin xã")),
        ({"type": "user", "sender_user": US}, Origin(user="7", name="Cầm Tay")),
    ],
)
def test_a_forward_is_what_somebody_else_wrote(origin: JsonObject, who: Origin) -> None:
    found = message(private(text="mất ví", forward_origin=origin))
    assert (found.kind, found.text) == (MessageKind.FORWARD, "")
    assert found.forwarded == (Forwarded(text="mất ví", origin=who),)


def test_a_forwarded_voice_note_says_that_it_is_spoken() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Bác Tư"}
    (passed,) = message(private(voice={}, forward_origin=origin)).forwarded
    assert (passed.kind, passed.text) == (MessageKind.VOICE, "")


def test_our_own_inline_result_can_be_passed_on_to_us() -> None:
    origin = {"type": "user", "sender_user": {"id": 6, "first_name": "Bình"}}
    found = message(private(text="bài này", via_bot=US, forward_origin=origin))
    assert found.kind is MessageKind.FORWARD


def test_forwards_sent_in_one_go_become_one_message_behind_the_typed_comment() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Bác Tư"}
    said = [
        private(text="hỏi giúp bác này"),
        private(text="mất ví", forward_origin=origin),
        private(message_id=13, text="cả căn cước", forward_origin=origin),
    ]
    parts = [read(stored(update), f"telegram:{n}", ME) for n, update in enumerate(said)]
    one = gathered([part for part in parts if isinstance(part, Message)])
    assert (one.kind, one.text, one.id) == (MessageKind.FORWARD, "hỏi giúp bác này", "13")
    assert [passed.text for passed in one.forwarded] == ["mất ví", "cả căn cước"]
    assert one.receipts == ("telegram:0", "telegram:1", "telegram:2")


def test_of_a_forwarded_album_the_caption_is_left() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Bác Tư"}
    album = {"photo": [{}], "media_group_id": "1", "forward_origin": origin}
    said = [message(private(**album)), message(private(**album, caption="giấy này là gì"))]
    said.append(message(private(**album)))
    (passed,) = gathered(said).forwarded
    assert passed.text == "giấy này là gì"
    assert len(gathered(said).receipts) == 3
    (silent,) = gathered([said[0], said[2]]).forwarded
    assert silent.kind is MessageKind.UNSUPPORTED


def test_one_message_alone_stays_what_it_is() -> None:
    alone = message(private(text="một mình"))
    assert gathered([alone]) == alone


# Groups: what is for us


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("@CamTayBot mất căn cước", "@CamTayBot", "mất căn cước"),
        ("@camtaybot, mất căn cước", "@camtaybot", "mất căn cước"),
        ("😀👍🏽 ơi @CAMTAYBOT mất căn cước", "@CAMTAYBOT", "😀👍🏽 ơi mất căn cước"),
        ("mất căn cước @CamTayBot", "@CamTayBot", "mất căn cước"),
        ("dòng một\n@CamTayBot\ndòng hai", "@CamTayBot", "dòng một\n\ndòng hai"),
        ("@CamTayBot", "@CamTayBot", ""),
    ],
)
def test_a_group_message_that_names_us_is_read_without_the_name(
    text: str, name: str, left: str
) -> None:
    found = message(named(text, name))
    assert (found.kind, found.text) == (MessageKind.TEXT, left)
    assert str(found.key) == "telegram:-1001:5"
    assert found.group == GroupTalk(title=GROUP["title"], name="Lan", mentioned=True)


def test_both_names_go_when_we_are_named_twice() -> None:
    text = "@CamTayBot ơi @camtaybot giúp với"
    names = [naming(text, "@camtaybot"), naming(text)]
    assert message(in_group(text=text, entities=names)).text == "ơi giúp với"


def test_a_name_in_a_caption_counts() -> None:
    caption = "😀 @CamTayBot giấy này là gì"
    found = message(in_group(photo=[{}], caption=caption, caption_entities=[naming(caption)]))
    assert (found.kind, found.text) == (MessageKind.TEXT, "😀 giấy này là gì")


def test_being_named_by_what_we_are_called_counts() -> None:
    text = "nhờ Cầm Tay chỉ giúp"
    entity = naming(text, "Cầm Tay", "text_mention", user=US)
    assert message(in_group(text=text, entities=[entity])).text == "nhờ chỉ giúp"
    assert talk(in_group(text=text, entities=[entity])).mentioned


def test_a_forward_into_a_group_counts_by_its_text() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Bác Tư"}
    found = message(named("@CamTayBot mất ví", forward_origin=origin))
    assert (found.kind, found.text, found.forwarded) == (MessageKind.TEXT, "mất ví", ())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("/hoi mất căn cước", "/hoi mất căn cước"),
        ("/hoi@CamTayBot mất căn cước", "/hoi mất căn cước"),
        ("/hoi@camtaybot", "/hoi"),
        ("/hoi, mất ví", "/hoi, mất ví"),
    ],
)
def test_a_command_of_ours_is_for_us(text: str, left: str) -> None:
    found = message(in_group(text=text))
    assert found.text == left
    assert found.group is not None
    assert not found.group.mentioned


def test_an_answer_to_one_of_our_messages_is_for_us() -> None:
    found = talk(in_group(text="rồi sao nữa", reply_to_message=OURS))
    assert (found.answers, found.ours, found.quoted) == ("3", True, "Bạn cần gì?")
    assert message(in_group(voice={}, reply_to_message=OURS)).kind is MessageKind.VOICE
    assert message(in_group(sticker={}, reply_to_message=OURS)).kind is MessageKind.UNSUPPORTED


def test_naming_us_under_somebodys_message_brings_its_words() -> None:
    found = talk(named("@CamTayBot", reply_to_message=THEIRS))
    assert (found.answers, found.ours, found.quoted) == ("4", False, "mất căn cước")
    pictured = {**THEIRS, "text": None, "caption": "giấy gì đây"}
    del pictured["text"]
    assert talk(named("@CamTayBot", reply_to_message=pictured)).quoted == "giấy gì đây"


def test_the_part_that_a_person_chose_to_quote_is_what_is_quoted() -> None:
    quote = {"text": "căn cước", "position": 4, "is_manual": True}
    assert talk(named("@CamTayBot", reply_to_message=THEIRS, quote=quote)).quoted == "căn cước"
    cut = quote | {"is_manual": False}
    assert talk(named("@CamTayBot", reply_to_message=THEIRS, quote=cut)).quoted == "mất căn cước"


def test_in_a_forum_topic_its_beginning_is_not_what_a_message_answers() -> None:
    root = {"message_id": 2, "chat": GROUP, "from": US, "forum_topic_created": {"name": "Hỏi"}}
    there = {"message_thread_id": 2, "is_topic_message": True, "reply_to_message": root}
    assert receivable(in_group(text="chuyện riêng", **there), ME) is None
    found = message(named("@CamTayBot mất ví", **there))
    assert found.thread == "2"
    assert found.group is not None
    assert (found.group.answers, found.group.quoted) == (None, "")


def test_a_chain_of_answers_is_not_a_thread() -> None:
    assert message(named("@CamTayBot a", message_thread_id=3)).thread is None


TALK: list[JsonObject] = [
    {"text": "chuyện riêng 0912345678"},
    {"text": "CamTayBot không có a còng"},
    {"text": "@CamTayBot không phải thực thể"},
    {"text": "@CamTayBotXin", "entities": [naming("@CamTayBotXin", "@CamTayBotXin")]},
    {"text": "😀@CamTayBot", "entities": [{"type": "mention", "offset": 1, "length": 10}]},
    {"text": "@CamTayBot", "entities": [{"type": "url", "offset": 0, "length": 10}]},
    {"text": "trả lời Bình", "reply_to_message": THEIRS},
    {"text": "/hoi@otherbot cái này"},
    {"text": "/hoi@otherbot cái này", "reply_to_message": OURS},
    {"text": "/home/lan/giấy"},
    {"text": "và/hoặc"},
    {"photo": [{}], "caption": "ảnh nhà"},
    {"voice": {}},
    {"pinned_message": OURS},
    {"new_chat_title": "Tên mới"},
    {"new_chat_members": [LAN]},
    {"migrate_from_chat_id": -1},
    {"forum_topic_created": {"name": "x"}, "reply_to_message": OURS},
    {"text": "bot nói", "from": OTHER_BOT, "reply_to_message": OURS},
    {"text": "qua ta", "via_bot": US, "reply_to_message": OURS},
    {
        "text": "tin kênh",
        "from": SERVICE,
        "sender_chat": NEWS,
        "is_automatic_forward": True,
        "reply_to_message": OURS,
    },
]


@pytest.mark.parametrize("fields", TALK)
def test_nothing_is_stored_of_what_people_say_to_each_other(fields: JsonObject) -> None:
    assert receivable(in_group(**fields), ME) is None


@pytest.mark.parametrize(
    "part",
    ["edited_message", "channel_post", "edited_channel_post", "message_reaction", "poll"],
)
def test_nothing_is_stored_of_edits_channels_and_what_we_did_not_ask_for(part: str) -> None:
    assert receivable({"update_id": 1, part: named("@CamTayBot a")["message"]}, ME) is None
    assert receivable(private(text="@CamTayBot a", chat=NEWS), ME) is None


# Groups: who speaks


def test_an_anonymous_admin_speaks_as_the_group() -> None:
    found = message(named("@CamTayBot a", **{"from": ANONYMOUS, "sender_chat": GROUP}))
    assert found.key.user == "-1001"
    assert found.group is not None
    assert (found.group.anonymous, found.group.name) == (True, GROUP["title"])


def test_who_writes_as_a_channel_is_anonymous_too() -> None:
    found = message(named("@CamTayBot a", **{"from": CHANNEL_BOT, "sender_chat": NEWS}))
    assert found.key.user == "-1009"
    assert found.group is not None
    assert (found.group.anonymous, found.group.name) == (True, "Tin xã")


def test_a_bot_that_only_claims_a_masks_id_is_a_bot() -> None:
    assert receivable(named("@CamTayBot a", **{"from": ANONYMOUS}), ME) is None


# Taps


def tap(**fields: Any) -> JsonObject:
    place = {"message_id": 3, "date": 1, "chat": GROUP, "text": "Bạn cần gì?", "from": US}
    query = {
        "id": "99",
        "from": LAN,
        "message": place,
        "chat_instance": "1",
        "data": "t0k",
        **fields,
    }
    return {"update_id": 1, "callback_query": query}


def test_a_tap_says_who_pressed_what_on_which_message() -> None:
    found = message(tap())
    assert (found.kind, found.text, found.on) == (MessageKind.TAP, "t0k", "3")
    assert str(found.key) == "telegram:-1001:5"
    assert found.group == GroupTalk(title=GROUP["title"], name="Lan")
    alone = message(tap(message={"message_id": 3, "date": 0, "chat": PRIVATE}))
    assert alone.group is None


def test_a_taps_key_is_not_touched() -> None:
    assert message(tap(data=f"k{IDENTITY}")).text == f"k{IDENTITY}"


def test_a_tap_under_an_inline_result_leads_nowhere_but_can_be_acknowledged() -> None:
    update = tap(inline_message_id="x")
    del update["callback_query"]["message"]
    entry = receivable(update, ME)
    assert entry is not None
    assert entry.lane == "5"
    assert json.loads(entry.raw)["callback_query"]["id"] == "99"
    assert meaning(update) is None
    assert meaning(tap(data="")) is None


# What happens to chats


def standing(status: str, chat: JsonObject = GROUP, **more: Any) -> JsonObject:
    member = {"status": status, "user": US, **more}
    change = {"chat": chat, "from": LAN, "date": 1, "new_chat_member": member}
    return {"update_id": 1, "my_chat_member": change}


@pytest.mark.parametrize(
    ("update", "change"),
    [
        (standing("member"), ChatChange.ADDED),
        (standing("administrator"), ChatChange.ADDED),
        (standing("restricted", is_member=True), ChatChange.ADDED),
        (standing("restricted", is_member=False), ChatChange.REMOVED),
        (standing("left"), ChatChange.REMOVED),
        (standing("kicked"), ChatChange.REMOVED),
        (standing("kicked", PRIVATE), ChatChange.BLOCKED),
        (in_group(new_chat_members=[LAN, US]), ChatChange.ADDED),
        (in_group(group_chat_created=True), ChatChange.ADDED),
        (in_group(left_chat_member=US), ChatChange.REMOVED),
    ],
)
def test_what_becomes_of_us_in_a_chat(update: JsonObject, change: ChatChange) -> None:
    found = event(update)
    assert (found.change, found.user, found.receipts) == (change, "5", ("telegram:1",))
    if change is not ChatChange.BLOCKED:
        assert (found.chat, found.title) == ("-1001", GROUP["title"])


def test_who_unblocks_us_will_write() -> None:
    assert meaning(standing("member", PRIVATE)) is None


def test_what_becomes_of_us_in_a_channel_does_not_matter() -> None:
    assert receivable(standing("administrator", NEWS), ME) is None


def test_who_leaves_a_group_is_told_by_either_update() -> None:
    by_admin = in_group(left_chat_member={"id": 6, "first_name": "Bình"}, **{"from": OTHER_BOT})
    assert event(by_admin).user == "6"
    for status in ("left", "kicked"):
        change = standing(status)["my_chat_member"]
        change["new_chat_member"]["user"] = {"id": 6, "first_name": "Bình"}
        found = event({"update_id": 1, "chat_member": change})
        assert (found.change, found.user) == (ChatChange.MEMBER_LEFT, "6")


def test_who_comes_or_stays_is_nobodys_business() -> None:
    change = standing("member")["my_chat_member"]
    assert receivable({"update_id": 1, "chat_member": change}, ME) is None
    change["new_chat_member"] = {"status": "restricted", "is_member": True, "user": LAN}
    assert meaning({"update_id": 1, "chat_member": change}) is None
    change["new_chat_member"] = {"status": "left", "user": US}
    assert meaning({"update_id": 1, "chat_member": change}) is None


def test_a_group_that_got_another_id_says_so_once() -> None:
    old = {"id": -77, "type": "group", "title": "Tổ"}
    found = event(in_group(chat=old, migrate_to_chat_id=-1002))
    assert (found.change, found.chat, found.to) == (ChatChange.MIGRATED, "-77", "-1002")


# What is stored


def test_an_entry_is_named_by_its_update_and_kept_in_order_by_its_chat() -> None:
    entry = receivable(named("@CamTayBot a"), ME)
    assert entry is not None
    assert (entry.receipt, entry.lane) == (f"{CHANNEL}:1", "-1001")
    for update, lane in ((tap(), "-1001"), (standing("left"), "-1001"), (private(text="a"), "5")):
        kept = receivable(update, ME)
        assert kept is not None
        assert kept.lane == lane


SECRET = f"mã OTP là {OTP}, cccd {IDENTITY}, gọi 0912345678"


@pytest.mark.parametrize(
    "update",
    [
        private(text=SECRET),
        private(caption=SECRET, photo=[{}]),
        private(text=SECRET, forward_origin={"type": "hidden_user", "sender_user_name": SECRET}),
        private(text="a", quote={"text": SECRET}, reply_to_message={**OURS, "text": SECRET}),
        private(text="a", external_reply={"origin": {"sender_user_name": SECRET}}),
        private(contact={"phone_number": "0912345678", "first_name": SECRET}),
        private(poll={"question": SECRET, "options": [{"text": SECRET}]}),
        private(text="a", **{"from": {**LAN, "first_name": SECRET}}),
        named(f"@CamTayBot {SECRET}", chat={**GROUP, "title": SECRET}),
        named(
            "@CamTayBot",
            reply_to_message={**THEIRS, "text": SECRET, "caption": SECRET},
            quote={"text": SECRET, "is_manual": True},
            external_reply={"quote": {"text": SECRET}},
        ),
        named(
            f"@CamTayBot {SECRET}", **{"from": ANONYMOUS, "sender_chat": {**GROUP, "title": SECRET}}
        ),
        tap(message={**OURS, "text": SECRET, "reply_to_message": {**THEIRS, "text": SECRET}}),
        in_group(left_chat_member={**LAN, "first_name": SECRET}),
        standing("left", {**GROUP, "title": SECRET}),
        {"update_id": 1, "message": SECRET},
        {"update_id": 1, "callback_query": SECRET},
        private(text=[SECRET], caption={"a": SECRET}),
        private(text=SECRET, chat={"id": 5}),
        private(text=SECRET, chat=SECRET),
    ],
)
def test_no_secret_is_stored_wherever_it_stands(update: JsonObject) -> None:
    raw = stored(update)
    assert OTP not in raw
    assert IDENTITY not in raw
    assert "0912345678" not in raw


def test_a_secret_that_our_name_cuts_in_two_is_masked_as_one() -> None:
    text = "mã OTP là 482@CamTayBot913"
    assert OTP not in stored(in_group(text=text, entities=[naming(text)]))


def test_little_is_stored_of_a_person() -> None:
    raw = stored(
        private(text="a", photo=[{"file_id": "x"}], **{"from": {**LAN, "language_code": "vi"}})
    )
    for dropped in ("Tr\\u1ea7n", "lan5", "language_code", "file_id", "is_bot"):
        assert dropped not in raw
    assert '"first_name": "Lan"' in raw


# What can't be


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1, "message": "chữ, không phải tin nhắn"},
        {"update_id": 1, "message": {"message_id": 1}},
        {"update_id": 1, "callback_query": {"id": "1"}},
        private(text="xin chào", date=10**30),
        private(text="xin chào", date=-(10**5000)),
        private(text=5),
        private(text="xin chào", **{"from": None}),
        private(text="xin chào", chat={"id": 5}),
        private(text="xin chào", chat={"id": "5", "type": "private"}),
        private(text="xin chào", message_id=True),
        private(text="a", forward_origin={"type": "elsewhere"}),
        in_group(text=5, reply_to_message=OURS),
        named("@CamTayBot a", **{"from": None}),
        named("@CamTayBot a", reply_to_message=[OURS]),
        standing("left", {"id": None, "type": "group"}),
    ],
)
def test_what_cant_be_read_is_kept_for_somebody_to_look_at(update: JsonObject) -> None:
    raw = stored(update)
    with pytest.raises(Unreadable) as refused:
        read(raw, "telegram:1", ME)
    assert "xin chào" not in str(refused.value)
    assert str(refused.value)


@pytest.mark.parametrize("update", [None, [], "x", {}, {"update_id": "1"}, {"update_id": 1}])
def test_what_is_no_update_is_passed_over(update: object) -> None:
    assert receivable(update, ME) is None


@pytest.mark.parametrize("number", [True, 1.5, 10**30, None])
def test_an_update_without_a_number_cannot_be_stored(number: object) -> None:
    assert receivable({**private(text="a"), "update_id": number}, ME) is None


def test_half_a_character_does_not_cost_the_message() -> None:
    assert message(private(text="nửa chữ \ud83d xin chào")).text == "nửa chữ ? xin chào"
    found = message(
        in_group(
            text="\ud83d @CamTayBot a", entities=[{"type": "mention", "offset": 2, "length": 10}]
        )
    )
    assert found.text == "? a"


@pytest.mark.parametrize(
    "raw",
    ["", "null", "[]", "{", '{"message": {}}', '{"message": "\\ud800"}', "\ud800", "[" * 100_000],
)
def test_damaged_entries_are_refused(raw: str) -> None:
    with pytest.raises(Unreadable):
        read(raw, "telegram:1", ME)


def test_an_entry_of_an_earlier_version_is_still_read() -> None:
    kept = json.dumps(private(text="xin chào"))
    found = read(kept, "telegram:1", ME)
    assert isinstance(found, Message)
    assert found.text == "xin chào"
    assert read(json.dumps(in_group(text="chuyện riêng")), "telegram:1", ME) is None


NAMES = st.sampled_from(
    """
    message callback_query my_chat_member chat_member inline_query chat from id type title text
    caption entities caption_entities offset length user reply_to_message message_id quote
    is_manual forward_origin sender_chat new_chat_members left_chat_member migrate_to_chat_id
    new_chat_member status data query via_bot is_bot message_thread_id is_topic_message date
    first_name is_automatic_forward forum_topic_created voice sender_user group_chat_created
    """.split()
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([7, 5, 10**30, -(10**30), 1087968824])
    | st.floats()
    | st.text(st.characters(), max_size=8)
    | st.sampled_from(["private", "group", "supergroup", "mention", "@CamTayBot", "/hoi@CamTayBot"])
)
SHAPES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)
SOUND = [private(text="@CamTayBot a"), named("@CamTayBot a", reply_to_message=OURS), tap()]
SOUND += [standing("left"), in_group(left_chat_member=LAN), in_group(migrate_to_chat_id=-5)]


def refused_or_read(update: object) -> None:
    inline_query(update)
    entry = receivable(update, ME)
    if entry is not None:
        try:
            read(entry.raw, entry.receipt, ME)
        except Unreadable:
            return


@given(st.dictionaries(NAMES, SHAPES, max_size=4))
def test_no_forged_shape_breaks_anything(update: JsonObject) -> None:
    refused_or_read({**update, "update_id": 1})


@given(st.data())
def test_no_field_of_another_shape_breaks_anything(data: st.DataObject) -> None:
    update = json.loads(json.dumps(data.draw(st.sampled_from(SOUND))))
    place: Any = update
    while True:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else [0]))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        place = inner
    place[key] = data.draw(SHAPES)
    refused_or_read(update)


@given(st.text(max_size=60) | SHAPES.map(lambda shape: json.dumps(shape, default=str)))
def test_no_stored_text_breaks_reading(raw: str) -> None:
    try:
        read(raw, "telegram:1", ME)
    except Unreadable:
        return


@given(st.text(st.characters(), max_size=30), st.integers(-3, 40), st.integers(-3, 40))
def test_no_place_in_a_text_breaks_reading(text: str, offset: int, length: int) -> None:
    entity = {"type": "text_mention", "offset": offset, "length": length, "user": US}
    refused_or_read(in_group(text=text, entities=[entity, entity, {"type": "mention"}, None]))


# Inline questions


def test_an_inline_question_is_masked_and_never_an_entry() -> None:
    update = {
        "update_id": 1,
        "inline_query": {"id": "9", "from": LAN, "query": SECRET, "offset": ""},
    }
    found = inline_query(update)
    assert found is not None
    assert (found.id, found.user, found.offset) == ("9", "5", "")
    assert OTP not in found.text
    assert receivable(update, ME) is None


@pytest.mark.parametrize("query", [None, {}, {"id": 9, "from": LAN, "query": "a"}, {"id": "9"}])
def test_what_is_no_inline_question_is_none(query: object) -> None:
    assert inline_query({"update_id": 1, "inline_query": query}) is None
    assert inline_query({"update_id": 1}) is None
