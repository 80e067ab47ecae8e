"""The server as a process of its own, driven over HTTP."""

import json
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from loopback.bot_api import TOKEN
from loopback.faults import Fault
from loopback.remote import RemoteBotApi, launched
from loopback.rules import Limit
from loopback.updates import SUPERGROUP, group_text, inline_query, private_text, tap

LAN, GROUP = 1001, -55


@pytest.fixture(scope="module")
def server() -> Iterator[RemoteBotApi]:
    with launched(limits=True) as api:
        yield api


def call(api: RemoteBotApi, method: str, **given: str | int) -> httpx.Response:
    return httpx.post(f"{api.url}/bot{TOKEN}/{method}", data=given, trust_env=False)


def test_half_an_emoji_and_people_without_an_id_can_be_fed(server: RemoteBotApi) -> None:
    half = private_text(LAN, "\ud83d")
    nobody = private_text(LAN, "ai")
    nobody["message"]["from"]["id"] = [1]
    ids = server.feed(half, nobody)
    given = call(server, "getUpdates").json()["result"][-2:]
    assert [update["message"] for update in given] == [half["message"], nobody["message"]]
    call(server, "getUpdates", offset=ids[-1] + 1)


def test_what_is_fed_is_given_and_what_is_sent_is_seen(server: RemoteBotApi) -> None:
    asked = private_text(LAN, "một")
    ids = server.feed(asked)
    assert call(server, "getUpdates").json()["result"][0]["message"] == asked["message"]
    call(server, "getUpdates", offset=ids[0] + 1)
    number, fed, given, acknowledged = server.times_since()[-1]
    assert number == ids[0]
    assert given is not None
    assert acknowledged is not None
    assert fed <= given <= acknowledged

    keyboard = json.dumps({"inline_keyboard": [[{"text": "Xong", "callback_data": "d"}]]})
    call(server, "sendMessage", chat_id=LAN, text="Bước 1", reply_markup=keyboard)
    message = server.wait_for_text(LAN, "Bước 1")
    call(server, "editMessageText", chat_id=LAN, message_id=message.number, text="Bước 2")
    assert server.wait_for_shown(LAN, "Bước 2").buttons == ()
    assert message.data("Xong") == "d"
    assert server.sent_since()[-1].edits[0].shown == "Bước 2"
    # What is built here next comes after what the other process has numbered.
    assert private_text(LAN, "hai")["message"]["message_id"] > message.number


def test_limits_and_faults_strike(server: RemoteBotApi) -> None:
    statuses = [call(server, "sendMessage", chat_id=2001, text="a").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    breach = server.breaches()[-1]
    assert (breach.chat, breach.limit, breach.retry_after) == (2001, Limit.CHAT, 1)
    server.fail((2002, "sendMessage"), Fault.BAD_GATEWAY, times=1)
    assert call(server, "sendMessage", chat_id=2002, text="a").status_code == 502
    server.wait_for_fault((2002, "sendMessage"))
    server.fail(2002, Fault.BROKEN)
    server.heal()
    assert call(server, "sendMessage", chat_id=2002, text="a").status_code == 200
    assert server.counts()["breaches"] == 1


def test_the_states_of_chats_can_be_set(server: RemoteBotApi) -> None:
    server.block(3001)
    server.lose(3002)
    server.estrange(3003)
    server.kick(-31)
    server.remove_bot(-32, LAN)
    server.migrate(-33, SUPERGROUP - 33)
    chats = (3001, 3002, 3003, -31, -32, -33)
    statuses = [call(server, "sendMessage", chat_id=chat, text="a").status_code for chat in chats]
    assert statuses == [403, 400, 403, 403, 403, 400]
    assert [refusal.chat for refusal in server.refused()][-6:] == list(chats)
    assert server.malformed() == []
    server.unblock(3001)
    server.add_bot(-31, LAN, "administrator")
    assert call(server, "sendMessage", chat_id=3001, text="a").status_code == 200
    assert call(server, "sendMessage", chat_id=-31, text="a").status_code == 200


def test_topics_members_and_queries_can_be_set(server: RemoteBotApi) -> None:
    forum = SUPERGROUP - 41
    server.open_topic(forum, 7)
    server.delete_topic(forum, 7)
    gone = call(server, "sendMessage", chat_id=forum, text="a", message_thread_id=7)
    assert gone.json()["description"] == "Bad Request: message thread not found"
    server.join(GROUP, LAN, "creator")
    server.join(GROUP, 1002)
    server.leave(GROUP, 1002)
    asked = group_text(1003, "hỏi", chat=GROUP)
    server.saw(asked)
    server.delete_message(GROUP, asked["message"]["message_id"])
    parameters = json.dumps({"message_id": asked["message"]["message_id"]})
    alone = call(server, "sendMessage", chat_id=GROUP, text="a", reply_parameters=parameters)
    assert alone.json()["description"] == "Bad Request: message to be replied not found"
    heads = call(server, "getChatAdministrators", chat_id=GROUP).json()["result"]
    assert [head["user"]["id"] for head in heads] == [LAN]

    pressed, typed = tap(LAN, "d"), inline_query(LAN, "căn cước")
    server.feed(pressed, typed)
    press, query = pressed["callback_query"]["id"], typed["inline_query"]["id"]
    call(server, "answerCallbackQuery", callback_query_id=press, text="Xong")
    call(server, "answerInlineQuery", inline_query_id=query, results="[]")
    assert server.answers()[-1].text == "Xong"
    assert server.wait_for_offer(query).results == ()
    assert server.inline_answers()[-1].query == query
    server.expire_queries()
    assert call(server, "answerCallbackQuery", callback_query_id=press).status_code == 400


def test_a_bot_is_killed_at_the_moment_its_message_is_taken(server: RemoteBotApi) -> None:
    victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    server.kill_at("taken", victim.pid, after=2)
    call(server, "sendMessage", chat_id=5001, text="a")
    assert victim.poll() is None
    call(server, "sendMessage", chat_id=5002, text="a")
    assert victim.wait(5) == -9
    assert server.counts()["killed"] == 1


def test_previews_and_typing_are_seen(server: RemoteBotApi) -> None:
    call(server, "sendMessageDraft", chat_id=5003, draft_id=7, text="Bạn ra")
    call(server, "sendChatAction", chat_id=5003, action="typing")
    (draft,), (action,) = server.drafts(), server.actions()
    assert (draft.chat, draft.draft, draft.shown) == (5003, 7, "Bạn ra")
    assert (action.chat, action.action) == (5003, "typing")
    assert draft.at <= action.at
    assert server.drafts(1) == []
