"""What is shown in a chat before its answer: behind everything else, and never after it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from memory_mailbox import MemoryMailbox
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    NetworkError,
    RetryAfter,
)
from telegram_room import BINH, GROUP, LAN, ME, FakeAssistant, FakeService, post, settled, until

from bot.channels.telegram.carrier import Carrier
from bot.channels.telegram.limits import Limits
from bot.channels.telegram.previews import TelegramPreviews
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.service import TelegramService
from bot.domain.address import Address
from bot.domain.markup import utf16_length
from loopback.bot_api import TOKEN, LoopbackBotApi
from loopback.faults import Fault

NO_DRAFTS = BadRequest("Textdraft_peer_invalid")
OLD_SERVER = EndPointNotFound("Endpoint 'sendMessageDraft' not found in Bot API")
UNREADABLE = BadRequest("Can't parse entities: unsupported start tag")


class Time:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Room:
    """Previews with a sender beside them; both go by the same limits."""

    def __init__(self) -> None:
        self.time = Time()
        self.service = FakeService()
        self.mailbox = MemoryMailbox()
        self.limits = Limits(self.time)
        assistant = FakeAssistant(self.mailbox)
        carrier = Carrier(self.service, self.mailbox, assistant, self.limits, ME, self.time)
        self.sender = Sender(carrier, self.mailbox, self.limits, self.time)
        self.previews = TelegramPreviews(self.service, self.time)
        self.sender.on_taken(self.previews.end)
        self.previews.start(self.limits, self.sender.idle)

    async def show(self, chat: str, text: str, thread: str | None = None) -> None:
        await self.previews.show(Address(channel="telegram", chat=chat, thread=thread), text)
        await settled()

    async def pass_time(self, seconds: float) -> None:
        """Time passes, and whatever looks at the time again does so."""
        self.time.now += seconds
        await asyncio.sleep(0.01)
        await settled()

    def calls(self, method: str) -> list[dict[str, Any]]:
        return [arguments for name, arguments in self.service.calls if name == method]

    @property
    def drafts(self) -> list[str]:
        return [arguments["text"] for arguments in self.calls("sendMessageDraft")]


@pytest.fixture
async def room(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Room]:
    monkeypatch.setattr("bot.channels.telegram.previews._LOOK_AGAIN", 0.001)
    room = Room()
    await room.sender.restore()
    yield room
    await room.previews.close()


# In a private chat


async def test_a_text_grows_under_one_number_in_html(room: Room) -> None:
    with room.previews.during(LAN):
        await room.show(LAN, "Bạn **cần**")
        await room.pass_time(1.1)
        await room.show(LAN, "Bạn **cần** căn cước")
    first, second = room.calls("sendMessageDraft")
    assert first["draft_id"] == second["draft_id"] != 0
    assert first | {"draft_id": 0} == {
        "chat_id": int(LAN),
        "draft_id": 0,
        "text": "Bạn <b>cần</b>",
        "parse_mode": "HTML",
    }


async def test_the_next_answer_has_another_number(room: Room) -> None:
    for text in ("một", "hai"):
        with room.previews.during(LAN):
            await room.show(LAN, text)
        await room.pass_time(1.1)
    first, second = room.calls("sendMessageDraft")
    assert first["draft_id"] != second["draft_id"]


async def test_of_the_texts_of_one_second_the_latest_is_shown(room: Room) -> None:
    with room.previews.during(LAN):
        for text in ("a", "ab", "abc", "abcd"):
            await room.show(LAN, text)
        await room.pass_time(0.9)
        assert room.drafts == ["a"]
        await room.pass_time(0.2)
        assert room.drafts == ["a", "abcd"]
        await room.pass_time(5)
        await room.show(LAN, "abcd")
    assert room.drafts == ["a", "abcd"]


async def test_a_text_that_came_while_another_was_on_its_way_is_shown_after_it(room: Room) -> None:
    room.service.gates[LAN] = asyncio.Event()
    with room.previews.during(LAN):
        await room.show(LAN, "a")
        await room.show(LAN, "ab")
        room.service.gates[LAN].set()
        await settled()
        await room.pass_time(1.1)
    assert room.service.to(LAN) == ["a", "ab"]


async def test_a_text_too_long_for_one_message_is_cut(room: Room) -> None:
    with room.previews.during(LAN):
        await room.show(LAN, "\n\n".join("🪪" * 500 + str(number) for number in range(9)))
    (text,) = room.drafts
    assert 3_000 < utf16_length(text) <= 4_096
    assert text.endswith("🪪2 …")


async def test_a_topic_of_a_private_chat_is_kept(room: Room) -> None:
    with room.previews.during(LAN):
        await room.show(LAN, "a", thread="9")
    assert room.calls("sendMessageDraft")[0]["message_thread_id"] == 9


async def test_nothing_is_shown_for_a_blank_text_or_for_another_channel(room: Room) -> None:
    with room.previews.during(LAN):
        await room.show(LAN, " \n")
        await room.previews.show(Address(channel="zalo", chat=LAN), "a")
        await settled()
    assert room.service.calls == []


# Behind everything else


async def test_nothing_is_shown_but_while_a_message_is_handled(room: Room) -> None:
    await room.show(LAN, "quá sớm")
    with room.previews.during(LAN):
        await room.show(LAN, "a")
        await room.show(LAN, "chờ")
    await room.show(LAN, "quá muộn")
    await room.pass_time(5)
    assert room.drafts == ["a"]


async def test_nothing_is_shown_before_the_channel_runs(room: Room) -> None:
    previews = TelegramPreviews(room.service)
    with previews.during(LAN):
        await previews.show(Address(channel="telegram", chat=LAN), "a")
        await settled()
    assert room.service.calls == []


async def test_an_answer_in_the_line_ends_the_preview(room: Room) -> None:
    with room.previews.during(LAN):
        await room.show(LAN, "a")
        await room.show(LAN, "chờ")
        room.mailbox.save(post(LAN, "trả lời"))
        await room.show(LAN, "quá muộn")
        await until(lambda: room.sender.idle(LAN))
        await room.pass_time(5)
        await room.show(LAN, "quá muộn")
    assert room.service.to(LAN) == ["a", "trả lời"]


async def test_a_preview_on_its_way_is_called_back_when_the_answer_comes(room: Room) -> None:
    room.service.gates[LAN] = gate = asyncio.Event()
    with room.previews.during(LAN):
        await room.show(LAN, "a")
        del room.service.gates[LAN]
        room.mailbox.save(post(LAN, "trả lời"))
        await until(lambda: room.sender.idle(LAN))
        gate.set()
        await settled()
    assert room.service.to(LAN) == ["trả lời"]


async def test_an_answer_does_not_wait_for_its_preview(room: Room) -> None:
    """The clock stands still: what leaves now waited for nothing."""
    with room.previews.during(LAN):
        await room.show(LAN, "a")
        room.mailbox.save(post(LAN, "một"), post(LAN, "hai"))
        await until(lambda: room.service.to(LAN) == ["a", "một", "hai"])


async def test_nothing_is_shown_while_an_earlier_answer_waits(room: Room) -> None:
    room.service.gates[LAN] = asyncio.Event()
    room.mailbox.save(post(LAN, "câu trước"))
    with room.previews.during(LAN):
        await room.show(LAN, "a")
        await room.pass_time(5)
        assert room.drafts == []
        room.service.gates[LAN].set()
        await until(lambda: room.sender.idle(LAN))
        await room.pass_time(5)
    assert room.service.to(LAN) == ["câu trước", "a"]


async def test_a_slow_service_keeps_its_other_connections(room: Room) -> None:
    chats = [str(number) for number in range(2000, 2008)]
    with ExitStack() as handling:
        for chat in chats:
            room.service.gates[chat] = asyncio.Event()
            handling.enter_context(room.previews.during(chat))
            await room.show(chat, "a")
        await room.pass_time(0.1)
        assert len(room.drafts) == 4
        for chat in chats:
            room.service.gates[chat].set()
        await until(lambda: len(room.drafts) == 8)


async def test_a_call_that_nobody_answers_is_given_up(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.previews._PATIENCE", 0.001)
    room.service.gates[LAN] = asyncio.Event()
    with room.previews.during(LAN):
        await room.show(LAN, "a")
        await asyncio.sleep(0.01)
        del room.service.gates[LAN]
        await room.pass_time(1.1)
    assert room.service.to(LAN) == ["a"]


# Where drafts are not taken


async def test_a_group_sees_typing_for_as_long_as_something_is_on_its_way(room: Room) -> None:
    with room.previews.during(GROUP):
        await room.show(GROUP, "a", thread="7")
        await room.show(GROUP, "ab", thread="7")
        await room.pass_time(3.9)
        assert len(room.service.calls) == 1
        await room.pass_time(0.2)
        assert len(room.service.calls) == 2
    await room.pass_time(60)
    typing = {"chat_id": int(GROUP), "message_thread_id": 7, "action": "typing"}
    assert room.service.calls == [("sendChatAction", typing)] * 2


async def test_a_busy_group_is_shown_nothing(room: Room) -> None:
    for _ in range(5):
        room.limits.leave(GROUP)
        room.limits.arrive(GROUP)
    with room.previews.during(GROUP):
        await room.show(GROUP, "a")
        await room.pass_time(30)
    assert room.service.calls == []


async def test_a_server_without_drafts_is_asked_once(room: Room) -> None:
    room.service.refusals[LAN] = [OLD_SERVER]
    for chat in (LAN, BINH):
        with room.previews.during(chat):
            await room.show(chat, "a")
            await room.pass_time(1.1)
    methods = [(name, str(arguments["chat_id"])) for name, arguments in room.service.calls]
    assert methods == [
        ("sendMessageDraft", LAN),
        ("sendChatAction", LAN),
        ("sendChatAction", BINH),
    ]


async def test_a_chat_that_takes_no_drafts_is_asked_once(room: Room) -> None:
    room.service.refusals[LAN] = [NO_DRAFTS]
    for chat in (LAN, LAN, BINH):
        with room.previews.during(chat):
            await room.show(chat, "a")
            await room.pass_time(1.1)
    methods = [(name, str(arguments["chat_id"])) for name, arguments in room.service.calls]
    assert methods == [
        ("sendMessageDraft", LAN),
        ("sendChatAction", LAN),
        ("sendChatAction", LAN),
        ("sendMessageDraft", BINH),
    ]


async def test_the_chats_that_take_no_drafts_don_t_pile_up(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.previews._MOST_REFUSING", 2)
    for number in range(2000, 2003):
        room.service.refusals[str(number)] = [NO_DRAFTS]
        with room.previews.during(str(number)):
            await room.show(str(number), "a")
        await room.pass_time(1.1)
    assert room.previews._refusing == {"2002"}


async def test_marks_that_cannot_be_read_are_left_out(room: Room) -> None:
    room.service.refusals[LAN] = [UNREADABLE]
    with room.previews.during(LAN):
        await room.show(LAN, "Bạn **cần**")
        await room.pass_time(1.1)
        await room.show(LAN, "Bạn **cần** ảnh")
        await room.pass_time(1.1)
    assert room.drafts == ["Bạn <b>cần</b>", "Bạn cần", "Bạn cần ảnh"]


# What the service says


async def test_a_chat_told_to_wait_is_quiet_for_so_long_but_its_answer_is_not(room: Room) -> None:
    room.service.refusals[LAN] = [RetryAfter(30)]
    with room.previews.during(LAN):
        await room.show(LAN, "a")
        await room.pass_time(29)
        room.mailbox.save(post(LAN, "trả lời"))
        await until(lambda: room.service.to(LAN) == ["trả lời"])
    with room.previews.during(BINH):
        await room.show(BINH, "b")
    await room.pass_time(2)
    with room.previews.during(LAN):
        await room.pass_time(1.1)
        await room.show(LAN, "c")
    assert room.drafts == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("chat", "refusal"),
    [
        (LAN, Forbidden("Forbidden: bot was blocked by the user")),
        (GROUP, Forbidden("Forbidden: bot was kicked from the supergroup chat")),
        (GROUP, BadRequest("Have no write access to the chat")),
        (GROUP, ChatMigrated(-1002001)),
    ],
)
async def test_a_chat_closed_to_us_is_left_alone_until_its_next_message(
    room: Room, chat: str, refusal: Exception
) -> None:
    room.service.refusals[chat] = [refusal]
    with room.previews.during(chat):
        for text in ("a", "ab"):
            await room.show(chat, text)
            await room.pass_time(5)
    assert len(room.service.calls) == 1
    with room.previews.during(chat):
        await room.show(chat, "a")
    assert len(room.service.taken) == 1


async def test_what_did_not_get_through_is_tried_again(room: Room) -> None:
    room.service.refusals[LAN] = [NetworkError("mất mạng"), ValueError("half an object")]
    with room.previews.during(LAN):
        await room.show(LAN, "a")
        await room.pass_time(1.1)
        await room.pass_time(1.1)
    assert room.drafts == ["a"] * 3
    assert room.service.to(LAN) == ["a"]


# Against a server


class Served:
    """Previews of a real service on the loopback."""

    def __init__(self, api: LoopbackBotApi) -> None:
        self.time = Time()
        self.service = TelegramService(TOKEN, api.url)
        self.previews = TelegramPreviews(self.service, self.time)
        self.previews.start(Limits(self.time), lambda _: True)

    async def show(self, chat: str, *texts: str) -> None:
        """Show one text after the other, far enough apart."""
        await self.service.connect([], asyncio.Event(), polling=False)
        with self.previews.during(chat):
            for text in texts:
                await self.previews.show(Address(channel="telegram", chat=chat), text)
                await until(lambda: not self.previews._tasks)
                self.time.now += 1.1
        await self.previews.close()
        await self.service.close()


@pytest.fixture
def api() -> Iterator[LoopbackBotApi]:
    with LoopbackBotApi() as server:
        yield server
    assert server.malformed == []


async def test_a_citizen_sees_the_text_grow(api: LoopbackBotApi) -> None:
    await Served(api).show(LAN, "Bạn **cần**", "Bạn **cần** căn cước")
    assert [one.shown for one in api.drafts] == ["Bạn cần", "Bạn cần căn cước"]
    assert api.drafts[0].draft == api.drafts[1].draft


@pytest.mark.parametrize("fault", Fault)
@pytest.mark.parametrize("chat", [LAN, GROUP])
async def test_no_fault_of_the_service_is_raised(
    api: LoopbackBotApi, monkeypatch: pytest.MonkeyPatch, fault: Fault, chat: str
) -> None:
    monkeypatch.setattr("bot.channels.telegram.previews._PATIENCE", 0.2)
    api.fail(int(chat), fault, seconds=1)
    await Served(api).show(chat, "a", "ab")
    assert api.met(int(chat)) > 0


async def test_an_older_server_shows_typing(api: LoopbackBotApi) -> None:
    api.unknown.add("sendmessagedraft")
    await Served(api).show(LAN, "a", "ab", "abc")
    assert api.counts()["call sendMessageDraft"] == 1
    assert [one.action for one in api.actions] == ["typing"]


async def test_a_server_with_drafts_in_topics_only_shows_typing(api: LoopbackBotApi) -> None:
    api.drafts_in_topics_only = True
    await Served(api).show(LAN, "a", "ab", "abc")
    assert api.counts()["call sendMessageDraft"] == 1
    assert [one.action for one in api.actions] == ["typing"]


async def test_connections_called_back_are_there_again(api: LoopbackBotApi) -> None:
    """More than there are connections."""
    api.fail("sendMessageDraft", Fault.SLOW, seconds=0.2)
    served = Served(api)
    served.previews.start(Limits(served.time, per_second=1_000), lambda _: True)
    await served.service.connect([], asyncio.Event(), polling=False)
    for number in range(100):
        with served.previews.during(str(2000 + number)):
            await served.previews.show(Address(channel="telegram", chat=str(2000 + number)), "a")
            await asyncio.sleep(0.005)
    await served.service.call("sendMessage", {"chat_id": int(LAN), "text": "trả lời"})
    await served.previews.close()
    await served.service.close()
    assert api.counts()["call sendMessageDraft"] > 32
    assert [message.shown for message in api.to(int(LAN))] == ["trả lời"]
