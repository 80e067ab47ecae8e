"""The bot in Telegram: the real program against a Bot API server on the loopback."""

import re
import signal
import socket
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.adapters.sql.stores import opened_stores
from bot.domain.conversation import Verdict
from loopback.bot_api import TOKEN, LoopbackBotApi
from loopback.faults import Fault
from loopback.sent import JsonObject, Sent
from loopback.updates import group_text, photo, private_text, sticker, tap

from .program import Bot, NewBot

LAN, BINH, CHI = 1001, 1002, 1003
QUESTION = "quên mật khẩu vneid"
GUIDE, GUIDE_TITLE, SHELF = "vneid-quen-mat-khau", "Quên mật khẩu", "VNeID"
DONE, WORKED = "Xong, bước tiếp", "Được rồi"
FIRST_STEP, SECOND_STEP, GREETING = "Bước 1/", "Bước 2/", "tôi là Cầm Tay"
OLD_BUTTON, ONLY_TEXT, WARNING = "Nút này đã cũ", "Tôi chỉ đọc được chữ", "mã hoặc mật khẩu bí mật"


# Polling


def test_it_says_that_it_is_ready_then_greets_and_answers(bot: Bot, api: LoopbackBotApi) -> None:
    assert bot.stdout == "ready: telegram (polling)\n"
    api.feed(private_text(LAN, "/start"), private_text(BINH, QUESTION))
    api.wait_for_text(LAN, GREETING)
    api.wait_for_text(BINH, FIRST_STEP)


def test_polling_works_where_a_webhook_was_set_before(new_bot: NewBot, api: LoopbackBotApi) -> None:
    api.webhook = {"url": "https://cu.example/hook"}
    api.feed(private_text(LAN, "/start"))
    new_bot().start()
    api.wait_for_text(LAN, GREETING)


def test_sigterm_ends_a_long_poll_and_stops_cleanly(new_bot: NewBot, api: LoopbackBotApi) -> None:
    api.longest_poll = 60
    bot = new_bot().start()
    api.wait_for_call("getUpdates")
    assert bot.stop() == 0


async def test_a_walkthrough_by_buttons_survives_kill_9_and_its_success_is_stored(
    bot: Bot, api: LoopbackBotApi
) -> None:
    def press(message: Sent, label: str) -> None:
        api.feed(tap(LAN, message.data(label)))

    api.feed(private_text(LAN, "/start"))
    press(api.wait_for(LAN, 1)[-1], "Xem các bài")
    press(api.wait_for(LAN, 2)[-1], SHELF)
    press(api.wait_for(LAN, 3)[-1], GUIDE_TITLE)
    message = api.wait_for_text(LAN, FIRST_STEP)
    last = int(re.findall(r"Bước 1/(\d+)", message.shown)[0])
    for number in range(1, last + 1):
        message = api.wait_for_text(LAN, f"Bước {number}/{last}")
        if number == 2:
            # Killed with the next step worked out but not sent.
            api.fail(LAN, Fault.BROKEN)
            press(message, DONE)
            api.wait_for_fault(LAN)
            bot.kill()
            api.heal()
            bot.start()
        elif number == 4:
            # Pressed while nobody was there.
            bot.kill()
            press(message, DONE)
            bot.start()
        else:
            press(message, DONE)
    press(api.wait_for_text(LAN, "Bạn làm được chưa?"), WORKED)
    api.wait_for_text(LAN, "Tốt quá!")

    shown = [found for m in api.to(LAN) for found in re.findall(rf"Bước (\d+)/{last}", m.shown)]
    # What was sent at the moment of a kill may come twice, but in order and without a gap.
    assert list(dict.fromkeys(shown)) == [str(n) for n in range(1, last + 1)]
    assert shown == sorted(shown, key=int)

    assert bot.stop() == 0
    async with opened_stores(bot.data) as stores:
        verdicts = [(one.guide, one.verdict) for one in await stores.feedback.feedback()]
    assert verdicts == [(GUIDE, Verdict.WORKED)]


def test_every_guide_on_the_shelves_can_be_opened_by_number(bot: Bot, api: LoopbackBotApi) -> None:
    def choose(citizen: int, *texts: str) -> None:
        api.feed(*(private_text(citizen, text) for text in ("/huongdan", *texts)))

    choose(LAN)
    shelves = range(1, len(api.wait_for(LAN, 1)[0].buttons) + 1)
    for shelf in shelves:
        choose(2000 + shelf, str(shelf))
    guides = [
        (shelf, number)
        for shelf in shelves
        for number, _ in enumerate(api.wait_for(2000 + shelf, 2)[1].buttons, 1)
    ]
    for citizen, (shelf, number) in enumerate(guides, 3000):
        choose(citizen, str(shelf), str(number))
    for citizen, _ in enumerate(guides, 3000):
        api.wait_for_text(citizen, FIRST_STEP)


def test_what_was_acknowledged_is_answered_after_kill_9(bot: Bot, api: LoopbackBotApi) -> None:
    def kill(_: list[int]) -> None:
        api.on_acknowledged = None
        bot.kill()

    citizens = range(LAN, LAN + 20)
    api.fail("sendMessage", Fault.BROKEN)
    api.on_acknowledged = kill
    api.feed(*(private_text(citizen, "/start") for citizen in citizens))
    assert bot.exit_code() == -signal.SIGKILL
    api.heal()
    bot.start()
    for citizen in citizens:
        api.wait_for_text(citizen, GREETING)
    assert bot.stop() == 0
    assert len(api.sent) == len(citizens)


def test_the_same_update_twice_is_answered_once(bot: Bot, api: LoopbackBotApi) -> None:
    again = {"update_id": 77} | private_text(LAN, "/start")
    api.feed(again, again)
    api.wait_for(LAN, 1)
    bot.stop()
    bot.start()
    api.feed(again, private_text(BINH, "/start"))
    api.wait_for(BINH, 1)
    assert bot.stop() == 0
    assert len(api.to(LAN)) == 1


def test_updates_that_cannot_be_read_are_set_aside_and_their_neighbours_answered(
    bot: Bot, api: LoopbackBotApi
) -> None:
    odd: list[JsonObject] = [
        {"message": "chữ, không phải tin nhắn"},
        {"message": {"message_id": 1}},
        {"callback_query": {"id": "1"}},
        {"message": private_text(CHI, "xin chào")["message"] | {"date": 10**30}},
        {"message": private_text(CHI, "xin chào")["message"] | {"text": 5}},
        {"something_new": {"chat": {"id": CHI}}},
        {},
    ]
    api.feed(private_text(LAN, "/start"), *odd, private_text(BINH, "nửa chữ \ud83d xin chào"))
    api.wait_for(LAN, 1)
    api.wait_for(BINH, 1)
    assert bot.stop() == 0
    assert {message.chat for message in api.sent} == {LAN, BINH}
    set_aside = bot.stderr.count("update_quarantined")
    assert set_aside >= 4

    bot.start()
    assert bot.stop() == 0
    assert bot.stderr.count("update_quarantined") == set_aside


def test_a_button_of_somebody_else_or_a_made_up_one_is_refused_politely(
    bot: Bot, api: LoopbackBotApi
) -> None:
    api.feed(private_text(LAN, QUESTION))
    token = api.wait_for(LAN, 1)[0].data(DONE)
    api.feed(tap(BINH, token), tap(CHI, "done:vneid"), tap(CHI, "x" * 64))
    assert OLD_BUTTON in api.wait_for(BINH, 1)[0].shown
    assert all(OLD_BUTTON in refused.shown for refused in api.wait_for(CHI, 2))
    api.feed(tap(LAN, token))
    assert SECOND_STEP in api.wait_for(LAN, 2)[1].shown


def test_photos_and_stickers_get_a_polite_sentence_and_a_caption_an_answer(
    bot: Bot, api: LoopbackBotApi
) -> None:
    api.feed(photo(LAN), sticker(LAN), photo(LAN, caption=QUESTION))
    picture, sticky, captioned = api.wait_for(LAN, 3)
    assert ONLY_TEXT in picture.shown
    assert ONLY_TEXT in sticky.shown
    assert FIRST_STEP in captioned.shown


def test_groups_channels_and_edits_get_nothing(bot: Bot, api: LoopbackBotApi) -> None:
    group = group_text(LAN, QUESTION)
    press = tap(LAN, "x")["callback_query"] | {"message": group["message"]}
    # As happens for a while after a bot has changed what it asks for.
    api.only_allowed = False
    api.feed(
        group,
        {"callback_query": press},
        {"channel_post": group["message"]},
        {"edited_message": private_text(CHI, QUESTION)["message"]},
        private_text(BINH, "/start"),
    )
    api.wait_for(BINH, 1)
    assert bot.stop() == 0
    assert {message.chat for message in api.sent} == {BINH}


def test_marks_in_a_question_never_become_marks_of_ours(bot: Bot, api: LoopbackBotApi) -> None:
    html = '<a href="https://lua-dao.example">quên</a> <b>mật khẩu</b> vneid </pre>&lt;'
    markdown = "quên mật khẩu vneid [bấm vào](https://lua-dao.example) **ngay**"
    texts = [html, markdown, f"/{html}", f"/{markdown}"]
    api.feed(*(private_text(LAN, text) for text in texts))
    said = api.wait_for(LAN, len(texts))
    assert not [link for message in said for link in message.links if "lua-dao.example" in link]


def test_a_pasted_code_is_warned_about_and_kept_nowhere(bot: Bot, api: LoopbackBotApi) -> None:
    pasted = [
        private_text(LAN, "Mã OTP của tôi là 48291637"),
        private_text(LAN, "482916"),
        private_text(LAN, "ma xac thuc vneid: 4829-1637, nhap o dau"),
        private_text(LAN, "mật khẩu của tôi là Lan@48291637"),
        photo(LAN, caption="otp 48291637 đây"),
    ]
    quoted = private_text(BINH, "mã OTP 48291637 là tin nhắn gì")["message"]
    api.feed(
        *pasted,
        private_text(BINH, "xin chào", reply_to_message=quoted),
        {"message": quoted | {"date": 10**30}},
    )
    warnings = api.wait_for(LAN, len(pasted))
    api.wait_for(BINH, 1)
    assert all(WARNING in message.shown for message in warnings)

    def kept() -> list[str]:
        everything = {str(p.name): p.read_bytes() for p in bot.data.rglob("*") if p.is_file()}
        everything["said"] = repr(api.sent).encode()
        everything["logged"] = (bot.stdout + bot.stderr).encode()
        secrets = (b"482916", b"4829-1637", b"48291637")
        return [name for name, held in everything.items() if any(s in held for s in secrets)]

    assert kept() == []
    assert bot.stop() == 0
    assert kept() == []


def test_the_bot_token_is_in_no_log_and_no_file(new_bot: NewBot, api: LoopbackBotApi) -> None:
    bot = new_bot(CAMTAY_LOG_LEVEL="DEBUG")
    api.fail("getMe", Fault.DROPPED)
    bot.launch()
    api.wait_for_fault("getMe")
    api.feed(private_text(LAN, "/start"))
    api.heal()
    api.fail("sendMessage", Fault.DROPPED)
    api.wait_for_fault("sendMessage")
    api.heal()
    api.wait_for(LAN, 1)
    assert bot.stop() == 0
    assert "telegram_unreachable" in bot.stderr
    assert "sending_failed" in bot.stderr
    written = [bot.stderr.encode()] + [p.read_bytes() for p in bot.data.rglob("*") if p.is_file()]
    assert not [text for text in written if TOKEN.split(":")[1].encode() in text]


# Faults of the service


def test_a_chat_that_is_told_to_wait_keeps_nobody_else_waiting(
    bot: Bot, api: LoopbackBotApi
) -> None:
    api.fail(LAN, Fault.TOO_MANY)
    api.feed(private_text(LAN, "/start"))
    api.wait_for_fault(LAN)
    api.feed(private_text(BINH, "/start"))
    api.wait_for(BINH, 1)
    assert api.to(LAN) == []
    api.heal()
    api.wait_for_text(LAN, GREETING)


def test_a_blocked_chat_loses_that_reply_only(bot: Bot, api: LoopbackBotApi) -> None:
    api.fail(LAN, Fault.FORBIDDEN)
    api.feed(private_text(LAN, "/start"), private_text(BINH, "/start"))
    api.wait_for_fault(LAN)
    api.wait_for(BINH, 1)
    api.heal()
    api.feed(private_text(LAN, QUESTION))
    assert FIRST_STEP in api.wait_for(LAN, 1)[0].shown
    bot.stop()
    bot.start()
    assert bot.stop() == 0
    assert len(api.to(LAN)) == 1


def test_replies_the_service_could_not_take_are_sent_again_once(
    bot: Bot, api: LoopbackBotApi
) -> None:
    for chat, fault in ((LAN, Fault.BROKEN), (BINH, Fault.DROPPED), (CHI, Fault.TOO_MANY)):
        api.fail(chat, fault)
        api.feed(private_text(chat, "/start"))
        api.wait_for_fault(chat)
    api.heal()
    for chat in (LAN, BINH, CHI):
        api.wait_for_text(chat, GREETING)
    assert bot.stop() == 0
    assert len(api.sent) == 3


def test_sigterm_between_two_tries_stops_cleanly(bot: Bot, api: LoopbackBotApi) -> None:
    api.fail("getUpdates", Fault.BROKEN)
    api.wait_for_fault("getUpdates")

    assert bot.stop() == 0


def test_a_webhook_port_in_use_ends_in_one_sentence(new_bot: NewBot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bot = new_bot(
            TELEGRAM_WEBHOOK_URL="https://example.org/hook",
            TELEGRAM_WEBHOOK_SECRET="mot-mat-ma-dai",
            TELEGRAM_WEBHOOK_PORT=str(taken.getsockname()[1]),
        )
        bot.launch()

        assert bot.exit_code() == 3
    assert "chọn cổng khác" in bot.stderr
    assert "Traceback" not in bot.stderr


def test_polling_goes_on_after_a_dropped_connection(bot: Bot, api: LoopbackBotApi) -> None:
    api.fail("getUpdates", Fault.DROPPED)
    api.wait_for_fault("getUpdates")
    api.feed(private_text(LAN, QUESTION))
    api.heal()
    api.wait_for_text(LAN, FIRST_STEP)


# Webhook

SECRET = "mot-chuoi-that-dai"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Hook:
    """The settings of a bot with a webhook, and the service's calls to it."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/hook/telegram"
        self.env = {
            "TELEGRAM_WEBHOOK_URL": self.url,
            "TELEGRAM_WEBHOOK_PORT": str(port),
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
        }

    def call(self, secret: str | None, **request: Any) -> int:
        """The status of one call."""
        headers = {} if secret is None else {HEADER: secret}
        return httpx.post(self.url, headers=headers, trust_env=False, **request).status_code


@pytest.fixture
def hook() -> Hook:
    return Hook()


@pytest.fixture
def hooked(new_bot: NewBot, hook: Hook) -> Bot:
    """The bot, called through its webhook."""
    return new_bot(**hook.env).start()


def update(number: int, update: JsonObject) -> JsonObject:
    return {"update_id": number} | update


def test_a_call_with_the_right_secret_is_answered_once(
    hooked: Bot, hook: Hook, api: LoopbackBotApi
) -> None:
    assert hooked.stdout == "ready: telegram (webhook)\n"
    assert api.webhook is not None
    assert (api.webhook["url"], api.webhook["secret_token"]) == (hook.url, SECRET)
    for _ in range(2):
        assert hook.call(SECRET, json=update(1, private_text(LAN, QUESTION))) == 200
    api.wait_for_text(LAN, FIRST_STEP)
    assert hooked.stop() == 0
    assert len(api.sent) == 1


def test_a_call_that_was_accepted_is_answered_after_kill_9(
    hooked: Bot, hook: Hook, api: LoopbackBotApi
) -> None:
    api.fail("sendMessage", Fault.BROKEN)
    assert hook.call(SECRET, json=update(1, private_text(LAN, "/start"))) == 200
    hooked.kill()
    api.heal()
    hooked.start()
    api.wait_for_text(LAN, GREETING)


def test_calls_that_are_not_the_services_are_turned_away(
    hooked: Bot, hook: Hook, api: LoopbackBotApi
) -> None:
    greeting = update(1, private_text(LAN, "/start"))
    huge = update(2, private_text(LAN, "/start" + " dài" * 500_000))
    assert hook.call(None, json=greeting) == 403
    assert hook.call("sai", json=greeting) == 403
    assert hook.call(SECRET.upper(), json=greeting) == 403
    assert hook.call(SECRET, json=huge) == 413
    assert hook.call(SECRET, content=b"{") == 400
    assert hook.call(SECRET, json=[greeting]) == 400
    assert hook.call(SECRET, json=update(3, private_text(BINH, "/start"))) == 200
    api.wait_for_text(BINH, GREETING)
    assert hooked.stop() == 0
    assert api.to(LAN) == []


# Settings that cannot work


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"TELEGRAM_TOKEN": TOKEN[:-1] + "x"}, "@BotFather"),
        ({"TELEGRAM_TOKEN": ""}, "TELEGRAM_TOKEN"),
        ({"TELEGRAM_WEBHOOK_URL": "https://bot.example/hook"}, "TELEGRAM_WEBHOOK_SECRET"),
    ],
)
def test_settings_that_cannot_work_end_in_one_sentence_and_exit_code_3(
    new_bot: NewBot, env: dict[str, str], words: str
) -> None:
    bot = new_bot(**env)
    bot.launch()
    assert bot.exit_code() == 3
    assert bot.stdout == ""
    assert words in bot.stderr
    assert len(bot.stderr.splitlines()) == 1
    assert TOKEN.split(":")[1][:-1] not in bot.stderr


def test_a_telegram_bot_without_an_index_ends_with_exit_code_3(new_bot: NewBot, data: Path) -> None:
    (data / "generations" / "CURRENT").unlink()
    bot = new_bot()
    bot.launch()
    assert bot.exit_code() == 3
    assert "camtay-kb sync" in bot.stderr
