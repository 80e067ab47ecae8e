"""The methods of the Bot API: what is taken, what is refused and in which words."""

import json
from typing import Any

import pytest

from loopback.bot_api import LoopbackBotApi
from loopback.refusals import Refused
from loopback.rules import Limit, Limits
from loopback.sent import JsonObject, Sent
from loopback.updates import (
    BOT_ID,
    SUPERGROUP,
    group_text,
    inline_query,
    private_text,
    tap,
    topic_created,
)

LAN, BINH = 1001, 1002
GROUP, FORUM = -55, SUPERGROUP - 55


@pytest.fixture
def api() -> LoopbackBotApi:
    """The server without its wires: no thread, no port."""
    return LoopbackBotApi()


def send(api: LoopbackBotApi, chat: int = LAN, text: str = "Chào bạn", **more: Any) -> Sent:
    api.work("sendMessage", {"chat_id": str(chat), "text": text} | written(more))
    return api.sent[-1]


def written(given: JsonObject) -> JsonObject:
    """Parameters as a form carries them."""
    return {k: v if isinstance(v, str) else json.dumps(v) for k, v in given.items()}


def refusal(api: LoopbackBotApi, method: str, **given: Any) -> tuple[int, str]:
    with pytest.raises(Refused) as caught:
        api.work(method, written(given))
    assert api.sent == [] or api.refused[-1].why == str(caught.value)
    return caught.value.status, str(caught.value)


def buttons(*row: JsonObject) -> str:
    return json.dumps({"inline_keyboard": [list(row)]})


def kinds(api: LoopbackBotApi) -> list[str]:
    """What of each update fed so far is not its id."""
    return [next(name for name in fed.update if name != "update_id") for fed in api.queue.fed]


# Sending


def test_a_message_is_recorded_as_written_and_as_seen(api: LoopbackBotApi) -> None:
    api.open_topic(FORUM, 7)
    asked = group_text(LAN, "hỏi", chat=FORUM, thread=7)
    api.feed(asked)
    message = send(
        api,
        FORUM,
        '<b>Bước 1</b> &amp; <a href="https://vneid.gov.vn">mở</a>',
        parse_mode="HTML",
        message_thread_id=7,
        disable_notification="true",
        reply_parameters={"message_id": asked["message"]["message_id"]},
        reply_markup=buttons(
            {"text": "Xong", "callback_data": "d"},
            {"text": "Trang", "url": "vneid.gov.vn"},
            {"text": "Chép", "copy_text": {"text": "mẫu đơn"}},
        ),
    )
    assert message.shown == "Bước 1 & mở"
    assert message.links == ("https://vneid.gov.vn",)
    assert [entity["type"] for entity in message.entities] == ["bold", "text_link"]
    assert (message.thread, message.silent) == (7, True)
    assert message.reply_to == asked["message"]["message_id"]
    assert message.data("Xong") == "d"
    assert message.button("Trang").url == "http://vneid.gov.vn"
    assert message.button("Chép").copy == "mẫu đơn"


def test_a_message_can_ask_for_a_reply(api: LoopbackBotApi) -> None:
    assert send(api, reply_markup={"force_reply": True}).force_reply
    assert not send(api).force_reply


def test_message_ids_rise_and_are_never_those_of_people(api: LoopbackBotApi) -> None:
    numbers = []
    for _ in range(3):
        numbers.append(api.feed(private_text(LAN, "a")) and max(api.chats[LAN].others))
        numbers.append(send(api).number)
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n"}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "👍" * 2049}, "message is too long"),
        (
            {"text": "<x>a</x>", "parse_mode": "HTML"},
            'can\'t parse entities: Unsupported start tag "x" at byte offset 0',
        ),
        (
            {"text": "đã<b>a", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"text": "đã</b>", "parse_mode": "HTML"},
            "can't parse entities: Unexpected end tag at byte offset 4",
        ),
        (
            {"text": "<b><i>a</b></i>", "parse_mode": "HTML"},
            "can't parse entities: Unmatched end tag at byte offset 7, "
            'expected "</i>", found "</b>"',
        ),
        (
            {"text": "a<b", "parse_mode": "HTML"},
            "can't parse entities: Unclosed start tag at byte offset 1",
        ),
        (
            {"reply_markup": buttons({"text": "x", "callback_data": "đ" * 33})},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"reply_markup": buttons({"text": "x", "url": "không phải địa chỉ"})},
            "inline keyboard button URL 'không phải địa chỉ' is invalid: Wrong HTTP URL",
        ),
        (
            {"reply_markup": buttons({"text": "x", "copy_text": {"text": "a" * 257}})},
            "BUTTON_COPY_TEXT_INVALID",
        ),
        (
            {"reply_markup": buttons({"text": "x", "copy_text": {"text": ""}})},
            "BUTTON_COPY_TEXT_INVALID",
        ),
        (
            {"reply_markup": buttons({"text": "x"})},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"reply_parameters": "{}x"}, "can't parse reply parameters JSON object"),
        ({"chat_id": ""}, "chat_id is empty"),
    ],
)
def test_a_malformed_message_is_refused_in_the_services_words(
    api: LoopbackBotApi, given: JsonObject, why: str
) -> None:
    asked = {"chat_id": str(LAN), "text": "a"} | given
    assert refusal(api, "sendMessage", **asked) == (400, f"Bad Request: {why}")
    assert len(api.malformed) == 1


def test_a_text_of_exactly_the_longest_length_is_taken(api: LoopbackBotApi) -> None:
    assert send(api, text="👍" * 2048).shown == "👍" * 2048


def test_an_ampersand_alone_is_no_fault(api: LoopbackBotApi) -> None:
    assert send(api, text="a & b &lt; c", parse_mode="HTML").shown == "a & b < c"


# States of a chat


@pytest.mark.parametrize(
    ("chat", "happens", "status", "why"),
    [
        (LAN, lambda api: api.block(LAN), 403, "Forbidden: bot was blocked by the user"),
        (
            LAN,
            lambda api: api.estrange(LAN),
            403,
            "Forbidden: bot can't initiate conversation with a user",
        ),
        (LAN, lambda api: api.lose(LAN), 400, "Bad Request: chat not found"),
        (
            GROUP,
            lambda api: api.kick(GROUP),
            403,
            "Forbidden: bot was kicked from the group chat",
        ),
        (
            FORUM,
            lambda api: api.remove_bot(FORUM, LAN),
            403,
            "Forbidden: bot was kicked from the supergroup chat",
        ),
        (
            FORUM,
            lambda api: api.work("leaveChat", {"chat_id": str(FORUM)}),
            403,
            "Forbidden: bot is not a member of the supergroup chat",
        ),
        (
            GROUP,
            lambda api: api.migrate(GROUP, FORUM),
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
        ),
    ],
)
def test_a_chat_that_cannot_be_written_to_says_why(
    api: LoopbackBotApi, chat: int, happens: Any, status: int, why: str
) -> None:
    happens(api)
    assert refusal(api, "sendMessage", chat_id=chat, text="a") == (status, why)
    assert api.malformed == []


def test_a_chat_can_be_written_to_again(api: LoopbackBotApi) -> None:
    api.block(LAN)
    api.unblock(LAN)
    api.kick(GROUP)
    api.add_bot(GROUP, LAN)
    api.estrange(BINH)
    api.feed(private_text(BINH, "/start"))
    assert [send(api, chat).chat for chat in (LAN, GROUP, BINH)] == [LAN, GROUP, BINH]


def test_a_group_that_moved_names_its_new_id_and_takes_its_people_along(
    api: LoopbackBotApi,
) -> None:
    api.join(GROUP, BINH, "creator")
    api.migrate(GROUP, FORUM, by=BINH)
    with pytest.raises(Refused) as caught:
        send(api, GROUP)
    assert caught.value.body["parameters"] == {"migrate_to_chat_id": FORUM}
    old, new = (fed.update["message"] for fed in api.queue.fed)
    assert (old["chat"]["id"], old["migrate_to_chat_id"]) == (GROUP, FORUM)
    assert (new["chat"]["id"], new["migrate_from_chat_id"]) == (FORUM, GROUP)
    assert member(api, FORUM, BINH) == "creator"
    assert send(api, FORUM).chat == FORUM


def test_a_topic_takes_messages_until_it_is_deleted(api: LoopbackBotApi) -> None:
    opened = topic_created(LAN, "Hỏi đáp", chat=FORUM)
    thread = opened["message"]["message_id"]
    api.feed(opened)
    assert send(api, FORUM, message_thread_id=thread).thread == thread
    api.delete_topic(FORUM, thread)
    gone = {"chat_id": FORUM, "text": "a", "message_thread_id": thread}
    assert refusal(api, "sendMessage", **gone) == (
        400,
        "Bad Request: message thread not found",
    )
    assert send(api, FORUM).thread is None


def test_the_general_topic_has_no_number(api: LoopbackBotApi) -> None:
    api.open_topic(FORUM, 7)
    given = {"chat_id": FORUM, "text": "a", "message_thread_id": 1}
    assert refusal(api, "sendMessage", **given)[1] == "Bad Request: message thread not found"


def test_a_group_without_topics_takes_no_notice_of_a_thread(api: LoopbackBotApi) -> None:
    assert send(api, GROUP, message_thread_id=7).thread is None


def test_a_reply_to_what_is_gone_is_refused_or_goes_out_alone(api: LoopbackBotApi) -> None:
    asked = private_text(LAN, "hỏi")
    api.feed(asked)
    number = asked["message"]["message_id"]
    assert send(api, reply_parameters={"message_id": number}).reply_to == number
    api.delete_message(LAN, number)
    parameters: JsonObject = {"message_id": number}
    assert refusal(api, "sendMessage", chat_id=LAN, text="a", reply_parameters=parameters) == (
        400,
        "Bad Request: message to be replied not found",
    )
    parameters["allow_sending_without_reply"] = True
    assert send(api, reply_parameters=parameters).reply_to is None


# Editing and deleting


def edit(api: LoopbackBotApi, message: Sent, text: str, **more: Any) -> None:
    where = {"chat_id": str(message.chat), "message_id": str(message.number)}
    api.work("editMessageText", where | {"text": text} | written(more))


def test_edits_are_kept_and_shown_and_an_edit_without_buttons_takes_them_away(
    api: LoopbackBotApi,
) -> None:
    message = send(api, reply_markup=buttons({"text": "Xong", "callback_data": "d"}))
    edit(api, message, "Hai", reply_markup=buttons({"text": "Tiếp", "callback_data": "e"}))
    assert message.now.data("Tiếp") == "e"
    edit(api, message, "Ba")
    assert message.shown == "Chào bạn"
    assert [change.shown for change in message.edits] == ["Hai", "Ba"]
    shown = api.messages(LAN)
    assert [(m.shown, m.buttons) for m in shown] == [("Ba", ())]


def test_the_buttons_alone_can_be_edited(api: LoopbackBotApi) -> None:
    message = send(api, reply_markup=buttons({"text": "Xong", "callback_data": "d"}))
    where = {"chat_id": str(LAN), "message_id": str(message.number)}
    api.work("editMessageReplyMarkup", where)
    assert (message.now.shown, message.now.buttons) == ("Chào bạn", ())


def test_a_message_sent_through_inline_mode_is_edited_by_its_own_id(api: LoopbackBotApi) -> None:
    assert api.work("editMessageText", {"inline_message_id": "AAA", "text": "Bước 2"}) is True
    assert [(name, change.shown) for name, change in api.inline_edits] == [("AAA", "Bước 2")]


def test_an_edit_that_changes_nothing_is_refused(api: LoopbackBotApi) -> None:
    message = send(api)
    where = {"chat_id": LAN, "message_id": message.number}
    status, why = refusal(api, "editMessageText", text="Chào bạn", **where)
    assert (status, why.split(":")[1]) == (400, " message is not modified")
    assert api.malformed == []


def test_what_is_not_there_cannot_be_edited_or_deleted(api: LoopbackBotApi) -> None:
    gone = {"chat_id": LAN, "message_id": 4}
    not_found = "Bad Request: message to {} not found"
    assert refusal(api, "editMessageText", text="a", **gone)[1] == not_found.format("edit")
    assert refusal(api, "deleteMessage", **gone)[1] == not_found.format("delete")
    message = send(api)
    api.delete_message(LAN, message.number)
    there = {"chat_id": LAN, "message_id": message.number}
    assert refusal(api, "editMessageText", text="a", **there)[1] == not_found.format("edit")


def test_somebody_elses_message_cannot_be_edited_and_in_a_group_only_an_administrator_deletes_it(
    api: LoopbackBotApi,
) -> None:
    asked = group_text(LAN, "hỏi", chat=GROUP)
    api.feed(asked)
    where = {"chat_id": GROUP, "message_id": asked["message"]["message_id"]}
    assert refusal(api, "editMessageText", text="a", **where)[1].endswith("can't be edited")
    assert refusal(api, "deleteMessage", **where)[1].endswith("message can't be deleted")
    api.add_bot(GROUP, LAN, "administrator")
    assert api.work("deleteMessage", where)


def test_a_deleted_message_is_no_longer_shown(api: LoopbackBotApi) -> None:
    message = send(api)
    api.work("deleteMessage", {"chat_id": str(LAN), "message_id": str(message.number)})
    assert api.messages(LAN) == []
    assert api.to(LAN) == [message]


# Limits


def test_a_message_over_a_limit_is_refused_and_recorded_and_edits_count() -> None:
    api = LoopbackBotApi(limits=Limits())
    message = send(api)
    edit(api, message, "Hai")
    edit(api, message, "Ba")
    with pytest.raises(Refused) as caught:
        send(api)
    assert caught.value.status == 429
    assert caught.value.body["parameters"] == {"retry_after": 1}
    assert [(breach.chat, breach.limit) for breach in api.breaches] == [(LAN, Limit.CHAT)]
    assert len(api.sent) == 1


def test_answers_to_presses_count_against_no_limit() -> None:
    api = LoopbackBotApi(limits=Limits())
    for _ in range(40):
        pressed = tap(LAN, "d")
        api.feed(pressed)
        api.work("answerCallbackQuery", {"callback_query_id": pressed["callback_query"]["id"]})
    assert (len(api.answers), api.breaches) == (40, [])


# Previews


def draft(api: LoopbackBotApi, text: str, number: int = 7, **more: Any) -> None:
    given = {"chat_id": str(LAN), "draft_id": str(number), "text": text}
    api.work("sendMessageDraft", given | written(more))


def test_a_draft_shows_until_the_next_message(api: LoopbackBotApi) -> None:
    draft(api, "Bạn <b>cần", 7)
    draft(api, "Bạn <b>cần</b> căn cước", 7, parse_mode="HTML")
    shown = api.preview(LAN)
    assert shown is not None
    assert (shown.shown, shown.draft) == ("Bạn cần căn cước", 7)
    assert shown.entities[0]["type"] == "bold"
    assert api.to(LAN) == []
    message = send(api)
    assert api.preview(LAN) is None
    api.work("sendChatAction", {"chat_id": str(LAN), "action": "typing"})
    assert api.over_time(LAN) == [*api.drafts, message, *api.actions]


def test_a_draft_is_shown_for_half_a_minute(
    api: LoopbackBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft(api, "Bạn cần")
    assert api.preview(LAN)
    now = api.drafts[0].at
    monkeypatch.setattr("loopback.bot_api.time.monotonic", lambda: now + 30)
    assert api.preview(LAN) is None


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"draft_id": 0}, "draft_id must be non-zero"),
        ({"draft_id": "x"}, "draft_id must be non-zero"),
        ({"chat_id": GROUP}, "TEXTDRAFT_PEER_INVALID"),
        ({"text": "👍" * 2049}, "message is too long"),
        (
            {"text": "<b>a", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"message_thread_id": 9}, "message thread not found"),
    ],
)
def test_a_draft_is_refused(api: LoopbackBotApi, given: JsonObject, why: str) -> None:
    fine = {"chat_id": LAN, "draft_id": 7, "text": "Bạn cần"}
    assert refusal(api, "sendMessageDraft", **fine | given) == (400, f"Bad Request: {why}")
    assert api.drafts == []


def test_an_empty_draft_stands_for_thinking(api: LoopbackBotApi) -> None:
    draft(api, "")
    assert api.drafts[0].shown == ""


def test_older_servers_know_no_drafts_or_take_them_in_topics_only(api: LoopbackBotApi) -> None:
    api.drafts_in_topics_only = True
    api.open_topic(LAN, 9)
    fine = {"chat_id": LAN, "draft_id": 7, "text": "Bạn cần"}
    assert refusal(api, "sendMessageDraft", **fine)[1] == "Bad Request: TEXTDRAFT_PEER_INVALID"
    draft(api, "Bạn cần", message_thread_id=9)
    assert api.drafts[0].thread == 9
    api.unknown.add("sendmessagedraft")
    assert refusal(api, "sendMessageDraft", **fine) == (404, "Not Found: method not found")


def test_a_chat_action_is_recorded_and_an_unknown_one_refused(api: LoopbackBotApi) -> None:
    api.work("sendChatAction", {"chat_id": str(GROUP), "action": "typing"})
    assert [(one.chat, one.action) for one in api.actions] == [(GROUP, "typing")]
    why = "Bad Request: wrong parameter action in request"
    assert refusal(api, "sendChatAction", chat_id=LAN, action="cake") == (400, why)


def test_drafts_and_chat_actions_count_against_the_limits() -> None:
    api = LoopbackBotApi(limits=Limits())
    draft(api, "a")
    draft(api, "ab")
    api.work("sendChatAction", {"chat_id": str(LAN), "action": "typing"})
    with pytest.raises(Refused) as caught:
        draft(api, "abc")
    assert caught.value.status == 429
    assert len(api.breaches) == 1


# Presses and inline queries


def test_a_toast_is_recorded(api: LoopbackBotApi) -> None:
    pressed = tap(LAN, "d")
    api.feed(pressed)
    query = pressed["callback_query"]["id"]
    given = {"callback_query_id": query, "text": "Nút này đã cũ", "show_alert": "true"}
    api.work("answerCallbackQuery", given)
    answer = api.answers[0]
    assert (answer.query, answer.text, answer.alert) == (query, "Nút này đã cũ", True)


def test_a_query_of_long_ago_cannot_be_answered(api: LoopbackBotApi) -> None:
    pressed = tap(LAN, "d")
    api.feed(pressed)
    api.expire_queries()
    query = pressed["callback_query"]["id"]
    assert refusal(api, "answerCallbackQuery", callback_query_id=query) == (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )


def article(name: str, **more: Any) -> JsonObject:
    content = {"message_text": "<b>Các bước</b>", "parse_mode": "HTML"}
    return {
        "type": "article",
        "id": name,
        "title": "Cấp lại thẻ",
        "input_message_content": content,
    } | more


def test_results_offered_for_an_inline_query_are_recorded(api: LoopbackBotApi) -> None:
    asked = inline_query(LAN, "căn cước")
    api.feed(asked)
    query = asked["inline_query"]["id"]
    given = {"inline_query_id": query, "results": json.dumps([article("a"), article("b")])}
    api.work("answerInlineQuery", given | {"cache_time": "10", "is_personal": "true"})
    offered = api.offered(query)
    assert offered is not None
    assert [result["id"] for result in offered.results] == ["a", "b"]
    assert (offered.personal, offered.cache_seconds) == (True, 10)


@pytest.mark.parametrize(
    ("results", "why"),
    [
        ([article("a"), article("a")], "RESULT_ID_DUPLICATE"),
        ([article("đ" * 33)], "RESULT_ID_INVALID"),
        ([article("")], "RESULT_ID_INVALID"),
        ([article(str(n)) for n in range(51)], "too many inline query results specified"),
        (
            [{"type": "article", "id": "a", "input_message_content": {"message_text": "a"}}],
            "can't parse inline query result: Can't find field \"title\"",
        ),
        (
            [{"type": "article", "id": "a", "title": "a"}],
            "can't parse inline query result: Can't find field \"message_text\"",
        ),
        (
            [article("a", input_message_content={})],
            "can't parse inline query result: Input message content is not specified",
        ),
    ],
)
def test_malformed_results_are_refused(
    api: LoopbackBotApi, results: list[JsonObject], why: str
) -> None:
    asked = inline_query(LAN, "căn cước")
    api.feed(asked)
    given = {"inline_query_id": asked["inline_query"]["id"], "results": results}
    assert refusal(api, "answerInlineQuery", **given) == (400, f"Bad Request: {why}")


# Members


def member(api: LoopbackBotApi, chat: int, user: int) -> str:
    asked = {"chat_id": str(chat), "user_id": str(user)}
    return str(api.work("getChatMember", asked)["status"])


def test_the_standing_of_members_is_told(api: LoopbackBotApi) -> None:
    api.join(GROUP, LAN, "creator")
    api.join(GROUP, BINH)
    api.feed(group_text(1003, "chào", chat=GROUP))
    api.leave(GROUP, BINH)
    told = [member(api, GROUP, user) for user in (LAN, BINH, 1003, 1004, BOT_ID)]
    assert told == ["creator", "left", "member", "left", "member"]
    heads = api.work("getChatAdministrators", {"chat_id": str(GROUP)})
    assert [head["user"]["id"] for head in heads] == [LAN]


def test_a_member_must_be_named(api: LoopbackBotApi) -> None:
    assert refusal(api, "getChatMember", chat_id=GROUP) == (
        400,
        "Bad Request: invalid user_id specified",
    )


def test_a_private_chat_has_no_administrators(api: LoopbackBotApi) -> None:
    assert refusal(api, "getChatAdministrators", chat_id=LAN)[1] == (
        "Bad Request: there are no administrators in the private chat"
    )


def test_coming_and_going_is_told_and_standing_to_administrators_only(
    api: LoopbackBotApi,
) -> None:
    api.only_allowed = False
    api.join(GROUP, LAN, by=LAN)
    api.leave(GROUP, LAN)
    assert kinds(api) == ["message", "message"]
    api.add_bot(GROUP, BINH, "administrator")
    api.join(GROUP, LAN, by=BINH)
    api.leave(GROUP, LAN, by=BINH)
    assert kinds(api)[2:] == [
        "my_chat_member",
        "message",
        "chat_member",
        "message",
        "chat_member",
    ]
    told = api.queue.fed[-1].update["chat_member"]
    assert (told["old_chat_member"]["status"], told["new_chat_member"]["status"]) == (
        "member",
        "kicked",
    )


def test_the_bot_hears_of_its_own_standing(api: LoopbackBotApi) -> None:
    api.add_bot(GROUP, LAN)
    api.add_bot(GROUP, LAN, "administrator")
    api.remove_bot(GROUP, LAN)
    api.block(BINH)
    own = [f.update["my_chat_member"] for f in api.queue.fed if "my_chat_member" in f.update]
    changes = [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in own]
    assert changes == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "kicked"),
        ("member", "kicked"),
    ]


# The account


def test_get_me_says_whether_it_reads_everything_in_groups() -> None:
    for reads_all in (False, True):
        me = LoopbackBotApi(can_read_all_group_messages=reads_all).work("getMe", {})
        assert (me["username"], me["can_read_all_group_messages"]) == ("camtay_bot", reads_all)


def test_an_unknown_method_is_not_found(api: LoopbackBotApi) -> None:
    with pytest.raises(Refused, match="Not Found: method not found") as caught:
        api.work("sendCake", {})
    assert caught.value.status == 404


def test_a_webhook_can_be_set_and_taken_away_with_what_waits(api: LoopbackBotApi) -> None:
    api.feed(private_text(LAN, "a"))
    api.work("setWebhook", {"url": "https://bot.example/hook"})
    assert api.webhook is not None
    assert len(api.queue.batch(100)) == 1
    api.work("deleteWebhook", {"drop_pending_updates": "true"})
    assert (api.webhook, api.queue.batch(100)) == (None, [])


def test_updates_that_were_not_asked_for_are_kept_back(api: LoopbackBotApi) -> None:
    edited = {"edited_message": private_text(LAN, "a")["message"]}
    api.queue.allow(["message"])
    api.feed(private_text(LAN, "a"), edited, {"something_new": {}})
    assert kinds(api) == ["message", "something_new"]
    assert api.queue.unasked == [edited]
