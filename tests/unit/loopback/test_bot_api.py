"""The server over its wires: long polls, acknowledgement, conflicts, faults."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from loopback.bot_api import TOKEN, LoopbackBotApi
from loopback.faults import EVERYWHERE, Fault, Where
from loopback.rules import Limits
from loopback.sent import JsonObject, Sent
from loopback.updates import private_text

LAN, BINH = 1001, 1002


class Bot:
    """A bot's side of the wire."""

    def __init__(self, url: str, patience: float = 10) -> None:
        self._client = httpx.Client(base_url=url, trust_env=False, timeout=patience)

    def call(self, method: str, **given: Any) -> httpx.Response:
        return self._client.post(f"/bot{TOKEN}/{method}", data=given)

    def result(self, method: str, **given: Any) -> Any:
        answer = self.call(method, **given)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    def updates(self, offset: int = 0, timeout: float = 0, **given: Any) -> list[JsonObject]:
        found: list[JsonObject] = self.result("getUpdates", offset=offset, timeout=timeout, **given)
        return found

    def send(self, chat: int = LAN, text: str = "Chào bạn") -> httpx.Response:
        return self.call("sendMessage", chat_id=chat, text=text)


@pytest.fixture
def api() -> Iterator[LoopbackBotApi]:
    with LoopbackBotApi(longest_poll=5) as server:
        yield server


@pytest.fixture
def bot(api: LoopbackBotApi) -> Bot:
    return Bot(api.url)


@pytest.fixture
def aside() -> Iterator[ThreadPoolExecutor]:
    """Runs a call beside the test."""
    with ThreadPoolExecutor(2) as pool:
        yield pool


def waits(api: LoopbackBotApi, polls: int) -> None:
    """Wait until so many polls have arrived."""
    api.wait_until(lambda: api.counted["call getUpdates"] >= polls, f"{polls} polls")


# Receiving


def test_an_update_comes_again_until_it_is_acknowledged(api: LoopbackBotApi, bot: Bot) -> None:
    acknowledged: list[int] = []
    api.on_acknowledged = acknowledged.extend
    ids = api.feed(private_text(LAN, "một"), private_text(LAN, "hai"))
    assert [update["update_id"] for update in bot.updates()] == ids
    assert [update["update_id"] for update in bot.updates(ids[1])] == ids[1:]
    assert acknowledged == ids[:1]
    assert bot.updates(ids[1] + 1) == []
    assert acknowledged == ids


def test_a_call_gives_a_hundred_updates_at_the_most(api: LoopbackBotApi, bot: Bot) -> None:
    api.feed(*(private_text(LAN, "a") for _ in range(150)))
    assert len(bot.updates(limit=500)) == 100
    assert len(bot.updates(101)) == 50
    assert len(bot.updates(101, limit=7)) == 7


def test_an_update_fed_during_a_long_poll_ends_it(
    api: LoopbackBotApi, bot: Bot, aside: ThreadPoolExecutor
) -> None:
    polling = aside.submit(bot.updates, 0, 5)
    waits(api, 1)
    api.feed(private_text(LAN, "một"))
    assert polling.result(3)[0]["message"]["text"] == "một"


def test_of_two_pollers_the_earlier_is_told_of_the_conflict(
    api: LoopbackBotApi, bot: Bot, aside: ThreadPoolExecutor
) -> None:
    earlier = aside.submit(bot.call, "getUpdates", timeout=5)
    waits(api, 1)
    later = aside.submit(Bot(api.url).updates, 0, 5)
    told = earlier.result(3)
    assert told.status_code == 409
    assert told.json()["description"] == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    api.feed(private_text(LAN, "một"))
    assert len(later.result(3)) == 1
    assert api.counts()["conflicts"] == 1


def test_a_poller_that_is_gone_conflicts_with_nobody_and_is_given_nothing(
    api: LoopbackBotApi, bot: Bot
) -> None:
    with pytest.raises(httpx.ReadTimeout):
        Bot(api.url, patience=0.1).updates(0, 5)
    api.wait_until(lambda: api.counted["gone"] == 1, "the poller to be missed")
    api.feed(private_text(LAN, "một"))
    assert api.counts().get("given", 0) == 0
    assert len(bot.updates(0, 5)) == 1
    assert "conflicts" not in api.counts()


def test_polls_and_a_webhook_exclude_each_other(
    api: LoopbackBotApi, bot: Bot, aside: ThreadPoolExecutor
) -> None:
    polling = aside.submit(bot.call, "getUpdates", timeout=5)
    waits(api, 1)
    Bot(api.url).result("setWebhook", url="https://bot.example/hook")
    assert polling.result(3).json()["description"].endswith("terminated by setWebhook request")
    refused = bot.call("getUpdates")
    assert refused.status_code == 409
    assert "can't use getUpdates method while webhook is active" in refused.text


def test_what_a_bot_asks_for_is_what_it_gets(api: LoopbackBotApi, bot: Bot) -> None:
    bot.updates(allowed_updates='["callback_query"]')
    api.feed(private_text(LAN, "một"))
    assert bot.updates() == []
    assert len(api.queue.unasked) == 1


def test_the_moments_of_an_update_are_recorded_in_order(api: LoopbackBotApi, bot: Bot) -> None:
    given: list[int] = []
    api.on_given = given.extend
    before = time.monotonic()
    ids = api.feed(private_text(LAN, "một"))
    bot.updates()
    bot.updates(ids[0] + 1)
    number, fed, gave, acknowledged = api.times_since()[0]
    assert [number] == ids == given
    assert gave is not None
    assert acknowledged is not None
    assert before <= fed <= gave <= acknowledged <= time.monotonic()


@pytest.mark.parametrize("moment", ["given", "acknowledged"])
def test_a_bot_is_killed_at_the_moment_asked_for(
    api: LoopbackBotApi, bot: Bot, moment: str
) -> None:
    victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    ids = api.feed(private_text(LAN, "một"))
    api.kill_at(moment, victim.pid)
    bot.updates()
    if moment == "acknowledged":
        assert victim.poll() is None
        bot.updates(ids[0] + 1)
    assert victim.wait(5) == -signal.SIGKILL


def test_a_moment_that_never_comes_is_refused(api: LoopbackBotApi) -> None:
    with pytest.raises(ValueError, match="none of"):
        api.kill_at("whenever", 1)


# Sending


def test_the_answer_is_the_message(api: LoopbackBotApi, bot: Bot) -> None:
    taken: list[Sent] = []
    api.on_taken = taken.append
    answer = bot.send().json()["result"]
    assert (answer["message_id"], answer["text"]) == (taken[0].number, "Chào bạn")
    assert taken == api.sent


def test_a_message_over_a_limit_is_told_to_wait() -> None:
    with LoopbackBotApi(limits=Limits(burst=1)) as api:
        bot = Bot(api.url)
        assert bot.send().status_code == 200
        refused = bot.send()
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert refused.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }


def test_parameters_may_come_as_json(api: LoopbackBotApi) -> None:
    body = {"chat_id": LAN, "text": "a", "reply_markup": {"force_reply": True}}
    httpx.post(f"{api.url}/bot{TOKEN}/sendMessage", json=body, trust_env=False)
    assert api.sent[0].force_reply


def test_a_wrong_token_and_a_wrong_method_are_refused(api: LoopbackBotApi, bot: Bot) -> None:
    refused = httpx.post(f"{api.url}/bot1:x/getMe", trust_env=False)
    assert (refused.status_code, refused.json()["description"]) == (401, "Unauthorized")
    assert bot.call("sendCake").status_code == 404


# Faults


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (Fault.TOO_MANY, 429, '"retry_after": 3600'),
        (Fault.FORBIDDEN, 403, "bot was blocked by the user"),
        (Fault.BROKEN, 500, "Internal Server Error"),
        (Fault.BAD_GATEWAY, 502, "<html>"),
        (Fault.GARBAGE, 200, '{"ok":true,"resu'),
    ],
)
def test_a_fault_answers_and_takes_nothing(
    api: LoopbackBotApi, bot: Bot, fault: Fault, status: int, words: str
) -> None:
    api.fail(LAN, fault, seconds=3600)
    answer = bot.send()
    assert answer.status_code == status
    assert words in answer.text
    assert api.sent == []


def test_a_dropped_connection_takes_nothing_and_one_dropped_late_does(
    api: LoopbackBotApi, bot: Bot
) -> None:
    for fault, taken in ((Fault.DROPPED, 0), (Fault.TAKEN_DROPPED, 1)):
        api.fail(LAN, fault)
        with pytest.raises(httpx.RemoteProtocolError):
            bot.send()
        assert len(api.sent) == taken


def test_a_slow_answer_may_come_too_late_for_a_message_that_was_taken(
    api: LoopbackBotApi,
) -> None:
    api.fail("sendMessage", Fault.SLOW, seconds=30)
    with pytest.raises(httpx.ReadTimeout):
        Bot(api.url, patience=0.1).send()
    assert len(api.wait_for(LAN, 1)) == 1


def test_a_slow_answer_is_the_right_one(api: LoopbackBotApi, bot: Bot) -> None:
    api.fail("sendMessage", Fault.SLOW, seconds=0.05)
    assert bot.send().json()["result"]["message_id"] == api.sent[0].number


@pytest.mark.parametrize(
    ("where", "struck"),
    [
        (LAN, {"LAN send", "LAN act"}),
        ("sendMessage", {"LAN send", "BINH send"}),
        ((LAN, "sendMessage"), {"LAN send"}),
        (EVERYWHERE, {"LAN send", "LAN act", "BINH send", "BINH act"}),
    ],
)
def test_a_fault_strikes_where_it_is_told_to(
    api: LoopbackBotApi, bot: Bot, where: Where, struck: set[str]
) -> None:
    api.fail(where, Fault.BROKEN)
    met = set()
    for name, chat in (("LAN", LAN), ("BINH", BINH)):
        if bot.send(chat).status_code == 500:
            met.add(f"{name} send")
        if bot.call("sendChatAction", chat_id=chat, action="typing").status_code == 500:
            met.add(f"{name} act")
    assert met == struck
    assert api.met(where) == len(struck)
    api.heal()
    assert bot.send().status_code == 200


def test_a_fault_can_strike_a_number_of_times(api: LoopbackBotApi, bot: Bot) -> None:
    api.fail(LAN, Fault.BROKEN, times=2)
    assert [bot.send().status_code for _ in range(4)] == [500, 500, 200, 200]


def test_a_fault_with_a_rate_strikes_the_same_calls_for_the_same_seed() -> None:
    def struck(seed: int) -> list[int]:
        with LoopbackBotApi(seed=seed) as api:
            api.fail("getMe", Fault.BROKEN, rate=0.5)
            bot = Bot(api.url)
            return [bot.call("getMe").status_code for _ in range(30)]

    first, again, other = struck(1), struck(1), struck(2)
    assert first == again != other
    assert set(first) == {200, 500}
