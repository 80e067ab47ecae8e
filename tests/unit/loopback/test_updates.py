"""Updates as the service writes them, read by the library that the bot reads them with."""

import json
from collections.abc import Callable

import pytest
from telegram import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    Update,
)

from loopback.bot_api import LoopbackBotApi
from loopback.sent import JsonObject, Sent
from loopback.updates import (
    ANONYMOUS_ADMIN,
    BOT_ID,
    SERVICE,
    SUPERGROUP,
    Numbers,
    anonymous_text,
    channel_voice,
    chat_member,
    chosen_inline_result,
    edited_message,
    forwarded,
    forwarded_album,
    from_channel,
    from_chat,
    from_hidden_user,
    from_user,
    group_text,
    inline_query,
    inline_tap,
    left_chat_member,
    linked_post,
    message_object,
    migration,
    my_chat_member,
    new_chat_members,
    photo,
    private_text,
    reaction,
    sticker,
    tap,
    topic_created,
    voice,
)

LAN, BINH = 1001, 1002
GROUP, FORUM, CHANNEL = -55, SUPERGROUP - 55, SUPERGROUP - 66


def read(update: JsonObject) -> Update:
    """What the library makes of it once it came over the wire, with nothing it does not
    know."""
    found = Update.de_json(json.loads(json.dumps({"update_id": 1} | update)), None)
    assert found is not None
    assert not found.api_kwargs
    if found.effective_message is not None:
        assert not found.effective_message.api_kwargs
    return found


def message(update: JsonObject) -> Message:
    found = read(update).message
    assert found is not None
    return found


@pytest.fixture
def sent() -> Sent:
    """A message of the bot in a topic, with a button."""
    api = LoopbackBotApi()
    api.open_topic(FORUM, 7)
    keyboard = {"inline_keyboard": [[{"text": "Xong", "callback_data": "d"}]]}
    given = {"chat_id": str(FORUM), "text": "<b>Bước</b> 1", "parse_mode": "HTML"}
    api.work(
        "sendMessage", given | {"message_thread_id": "7", "reply_markup": json.dumps(keyboard)}
    )
    return api.sent[0]


def test_a_private_text_has_the_entities_the_service_finds() -> None:
    found = message(private_text(LAN, "👍 /start@camtay_bot xem https://vneid.gov.vn #hoi"))
    assert (found.chat.id, found.chat.type, found.chat.first_name) == (LAN, "private", "Lan")
    words = {entity.type.value: text for entity, text in found.parse_entities().items()}
    assert words == {
        "bot_command": "/start@camtay_bot",
        "url": "https://vneid.gov.vn",
        "hashtag": "#hoi",
    }


def test_message_ids_are_odd_and_rise_past_what_was_given_elsewhere() -> None:
    numbers = Numbers()
    assert [numbers.theirs(), numbers.ours(), numbers.ours(), numbers.theirs()] == [1, 2, 4, 5]
    numbers.past(20)
    assert (numbers.theirs(), numbers.ours()) == (21, 22)
    ids = [message(private_text(LAN, "a")).message_id for _ in range(3)]
    assert ids == sorted(set(ids))


def test_fields_can_be_set_by_the_test() -> None:
    found = message(private_text(LAN, "a", message_id=5, date=1_700_000_000))
    assert (found.message_id, int(found.date.timestamp())) == (5, 1_700_000_000)


@pytest.mark.parametrize(("chat", "kind"), [(GROUP, "group"), (FORUM, "supergroup")])
def test_a_group_text_names_the_bot(chat: int, kind: str) -> None:
    found = message(group_text(LAN, "@camtay_bot mất căn cước", chat=chat))
    assert (found.chat.type, found.chat.id) == (kind, chat)
    assert list(found.parse_entities().values()) == ["@camtay_bot"]


def test_a_text_in_a_topic_replies_to_what_opened_it(sent: Sent) -> None:
    found = message(group_text(LAN, "hỏi", chat=FORUM, thread=7))
    assert (found.message_thread_id, found.is_topic_message, found.chat.is_forum) == (7, True, True)
    assert found.reply_to_message is not None
    assert found.reply_to_message.message_id == 7
    assert found.reply_to_message.forum_topic_created is not None

    answer = message(group_text(LAN, "hỏi", chat=FORUM, thread=7, reply_to=sent))
    replied = answer.reply_to_message
    assert replied is not None
    assert replied.from_user is not None
    assert (replied.message_id, replied.from_user.id) == (sent.number, BOT_ID)
    assert replied.text == "Bước 1"


def test_a_reply_to_somebody_elses_message_carries_it_without_what_it_replied_to() -> None:
    first = group_text(LAN, "một", chat=GROUP)
    second = group_text(BINH, "hai", chat=GROUP, reply_to=first)
    third = message(group_text(LAN, "ba", chat=GROUP, reply_to=second))
    assert third.reply_to_message is not None
    assert third.reply_to_message.text == "hai"
    assert third.reply_to_message.reply_to_message is None


def test_who_hides_behind_a_group_or_a_channel_is_not_shown() -> None:
    admin = message(anonymous_text("thông báo", chat=GROUP))
    voice_of = message(channel_voice("tin", chat=GROUP, channel=CHANNEL))
    post = message(linked_post("tin", chat=FORUM, channel=CHANNEL))
    shown = [
        (m.from_user.id if m.from_user else None, m.sender_chat.id if m.sender_chat else None)
        for m in (admin, voice_of, post)
    ]
    assert shown == [(ANONYMOUS_ADMIN, GROUP), (136817688, CHANNEL), (SERVICE, CHANNEL)]
    assert post.is_automatic_forward
    assert isinstance(post.forward_origin, MessageOriginChannel)


@pytest.mark.parametrize(
    ("origin", "kind"),
    [
        (from_user(BINH), MessageOriginUser),
        (from_hidden_user("Công an Phường 5"), MessageOriginHiddenUser),
        (from_chat(GROUP), MessageOriginChat),
        (from_channel(CHANNEL), MessageOriginChannel),
    ],
)
@pytest.mark.parametrize(
    "make",
    [
        lambda: private_text(LAN, "bấm vào đây"),
        lambda: photo(LAN, caption="bấm vào đây"),
        lambda: voice(LAN),
        lambda: group_text(LAN, "bấm vào đây", chat=GROUP),
    ],
)
def test_anything_can_be_passed_on(
    make: Callable[[], JsonObject], origin: JsonObject, kind: type
) -> None:
    assert isinstance(message(forwarded(make(), origin)).forward_origin, kind)


def test_an_album_passed_on_is_several_messages_of_one_group() -> None:
    album = forwarded_album(LAN, from_hidden_user(), ["trúng thưởng", "", ""])
    found = [message(update) for update in album]
    assert len({m.media_group_id for m in found}) == 1
    assert len({m.message_id for m in found}) == 3
    assert [m.caption for m in found] == ["trúng thưởng", None, None]
    assert all(m.photo and m.forward_origin for m in found)


def test_media_are_what_they_say() -> None:
    recorded = message(voice(LAN, seconds=9)).voice
    assert recorded is not None
    assert recorded.to_dict()["duration"] == 9
    assert [size.width for size in message(photo(LAN, chat=GROUP)).photo] == [90, 720]
    assert message(sticker(LAN)).sticker is not None


def test_a_press_carries_the_message_it_was_on(sent: Sent) -> None:
    query = read(tap(LAN, "d", message=sent)).callback_query
    assert query is not None
    assert isinstance(query.message, Message)
    assert (query.message.message_id, query.message.message_thread_id) == (sent.number, 7)
    assert query.message.reply_markup is not None
    assert query.message.reply_markup.inline_keyboard[0][0].callback_data == "d"
    old = read(tap(LAN, "d", message=sent, inaccessible=True)).callback_query
    assert old is not None
    assert old.message is not None
    assert not old.message.is_accessible
    plain = read(tap(LAN, "d")).callback_query
    assert plain is not None
    assert plain.message is not None
    assert plain.message.chat.id == LAN
    assert query.id != old.id != plain.id


def test_a_press_on_an_inline_message_has_no_chat() -> None:
    query = read(inline_tap(LAN, "d", "AAA")).callback_query
    assert query is not None
    assert (query.inline_message_id, query.message) == ("AAA", None)


def test_inline_mode_asks_and_tells_what_was_chosen() -> None:
    asked = read(inline_query(LAN, "căn cước", chat_type="private")).inline_query
    assert asked is not None
    assert (asked.query, asked.offset, asked.chat_type) == ("căn cước", "", "private")
    chosen = read(chosen_inline_result(LAN, "r1", "căn cước", "AAA")).chosen_inline_result
    assert chosen is not None
    assert (chosen.result_id, chosen.inline_message_id) == ("r1", "AAA")


@pytest.mark.parametrize("status", ["creator", "administrator", "member", "left", "kicked"])
def test_a_change_of_standing_is_read(status: str) -> None:
    own = read(my_chat_member(GROUP, LAN, "left", status)).my_chat_member
    assert own is not None
    assert (own.new_chat_member.user.id, own.new_chat_member.status) == (BOT_ID, status)
    other = read(chat_member(FORUM, BINH, LAN, status, "left")).chat_member
    assert other is not None
    assert (other.old_chat_member.user.id, other.old_chat_member.status) == (BINH, status)
    assert other.from_user.id == LAN


def test_comings_and_goings_are_read() -> None:
    came = message(new_chat_members(GROUP, LAN, BINH, BOT_ID))
    assert [user.id for user in came.new_chat_members or ()] == [BINH, BOT_ID]
    gone = message(left_chat_member(GROUP, LAN, BINH)).left_chat_member
    assert gone is not None
    assert gone.id == BINH


def test_a_migration_is_told_in_both_groups() -> None:
    old, new = (message(update) for update in migration(GROUP, FORUM, LAN))
    assert (old.chat.id, old.migrate_to_chat_id) == (GROUP, FORUM)
    assert (new.chat.id, new.migrate_from_chat_id) == (FORUM, GROUP)


def test_an_edit_keeps_the_id_and_changes_the_words() -> None:
    first = private_text(LAN, "/start một")
    found = read(edited_message(first, "hai")).edited_message
    assert found is not None
    assert found.message_id == first["message"]["message_id"]
    assert (found.text, found.entities) == ("hai", ())
    assert found.edit_date is not None


def test_a_reaction_names_the_message(sent: Sent) -> None:
    found = read(reaction(LAN, sent, "👍")).message_reaction
    assert found is not None
    assert (found.message_id, found.chat.id) == (sent.number, FORUM)
    assert len(found.new_reaction) == 1
    assert found.old_reaction == ()


def test_an_opened_topic_has_the_number_of_its_message() -> None:
    found = message(topic_created(LAN, "Hỏi đáp", chat=FORUM))
    assert found.message_thread_id == found.message_id
    assert found.forum_topic_created is not None


def test_a_message_of_the_bot_reads_back_with_its_marks(sent: Sent) -> None:
    found = Message.de_json(message_object(sent), None)
    assert found is not None
    assert found.text_html == "<b>Bước</b> 1"
    assert not found.api_kwargs
