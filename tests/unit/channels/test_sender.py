"""How posts leave: in order, within the limits, and what each no of the service means."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from memory_mailbox import MemoryMailbox
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter
from telegram_room import BINH, GROUP, LAN, ME, FakeAssistant, FakeService, post, settled, until

from bot.channels.telegram.carrier import Carrier
from bot.channels.telegram.limits import Limits
from bot.channels.telegram.sender import Sender
from bot.domain.conversation import ChatChange
from bot.domain.errors import ReadOnlyData


class Room:
    """A sender with everything around it."""

    def __init__(self) -> None:
        self.mailbox = MemoryMailbox()
        self.assistant = FakeAssistant(self.mailbox)
        self.service = FakeService()
        self.limits = Limits(time.monotonic)
        carrier = Carrier(self.service, self.mailbox, self.assistant, self.limits, ME)
        self.sender = Sender(carrier, self.mailbox, self.limits)

    async def left(self) -> list[str]:
        return [entry.post.reply.text for entry in await self.mailbox.outgoing()]

    async def set_aside(self) -> list[str]:
        return [stuck.content for stuck in await self.mailbox.stuck()]


@pytest.fixture
async def room() -> Room:
    room = Room()
    await room.sender.restore()
    return room


async def test_the_posts_of_a_chat_leave_in_order(room: Room) -> None:
    room.mailbox.save(post(LAN, "một"), post(BINH, "hai"), post(LAN, "ba"))
    await until(lambda: len(room.service.taken) == 3)
    assert room.service.to(LAN) == ["một", "ba"]
    await settled()
    assert await room.left() == []


async def test_what_an_earlier_run_left_unsent_is_sent_once() -> None:
    room = Room()
    room.mailbox.save(post(LAN, "cũ"))
    await room.sender.restore()
    room.mailbox.save(post(LAN, "mới"))
    await until(lambda: len(room.service.taken) == 2)
    await settled()
    assert room.service.to(LAN) == ["cũ", "mới"]


async def test_a_chat_that_is_told_to_wait_delays_no_other(room: Room) -> None:
    room.service.refusals[LAN] = [RetryAfter(1)]
    room.mailbox.save(post(LAN, "một"))
    room.mailbox.save(post(BINH, "hai"), post(BINH, "ba"))
    await until(lambda: len(room.service.taken) == 3)
    assert [chat for chat, _ in room.service.taken] == [BINH, BINH, LAN]


async def test_many_chats_told_to_wait_in_one_moment_slow_everybody_down(room: Room) -> None:
    for chat in ("1", "2", "3"):
        room.service.refusals[chat] = [RetryAfter(60)]
        room.mailbox.save(post(chat, "một"))
    await until(lambda: len(room.service.calls) == 3)
    await settled()
    assert room.limits.of_all(bulk=False) > time.monotonic() + 50
    room.mailbox.save(post(BINH, "hai"))
    await settled()
    assert len(room.service.calls) == 3


async def test_a_post_with_a_due_time_holds_back_no_other_of_its_chat(room: Room) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=0.2)
    room.mailbox.save(post(LAN, "để sau", due=soon), post(LAN, "trả lời"))
    await until(lambda: len(room.service.taken) == 2)
    assert room.service.to(LAN) == ["trả lời", "để sau"]


async def test_answers_leave_before_bulk_posts_that_came_earlier(room: Room) -> None:
    room.limits.hold_all(0.05)
    room.mailbox.save(post(LAN, "loan báo", bulk=True), post(BINH, "loan báo", bulk=True))
    room.mailbox.save(post(LAN, "trả lời"))
    await until(lambda: len(room.service.taken) == 3)
    assert room.service.taken[0] == (LAN, "trả lời")
    assert room.sender.backlog(LAN) == 0


async def test_only_answers_that_wait_count_as_backlog(room: Room) -> None:
    room.service.gates[LAN] = asyncio.Event()
    later = datetime.now(UTC) + timedelta(days=1)
    room.mailbox.save(*(post(LAN, str(number)) for number in range(3)))
    room.mailbox.save(post(LAN, "sau", due=later), post(LAN, "loan báo", bulk=True))
    await settled()
    assert room.sender.backlog(LAN) == 3
    backlogs: list[int] = []
    room.sender.on_eased(lambda chat: backlogs.append(room.sender.backlog(chat)))
    room.service.gates[LAN].set()
    await until(lambda: len(backlogs) == 3)
    assert backlogs == [2, 1, 0]


async def test_a_service_that_cannot_be_reached_is_tried_again(room: Room) -> None:
    room.service.refusals[LAN] = [NetworkError("mất mạng")]
    room.mailbox.save(post(LAN, "một"), post(LAN, "hai"))
    await until(lambda: room.service.to(LAN) == ["một", "hai"])
    assert await room.set_aside() == []


async def test_pieces_that_were_taken_are_not_sent_again(room: Room) -> None:
    long = "\n\n".join(f"đoạn {number} " + "chữ " * 900 for number in range(3))
    room.service.refusals[LAN] = [None, NetworkError("mất mạng")]
    room.mailbox.save(post(LAN, long, name="dài"))
    await until(lambda: room.mailbox.log[-1][0] == "sent")
    assert len(room.service.calls) == 4
    assert [text.split(" chữ")[0] for text in room.service.to(LAN)] == [
        "đoạn 0",
        "đoạn 1",
        "đoạn 2",
    ]
    assert room.mailbox.names["telegram", LAN, "dài"] == "103"


@pytest.mark.parametrize(
    ("chat", "words", "change"),
    [
        (LAN, "Forbidden: bot was blocked by the user", ChatChange.BLOCKED),
        (GROUP, "Forbidden: bot was kicked from the supergroup chat", ChatChange.REMOVED),
    ],
)
async def test_a_chat_that_is_closed_loses_that_post_and_the_assistant_hears_of_it(
    room: Room, chat: str, words: str, change: ChatChange
) -> None:
    room.service.refusals[chat] = [Forbidden(words)]
    room.mailbox.save(post(chat, "một"))
    room.mailbox.save(post(BINH, "hai"))
    await until(lambda: room.assistant.events)
    assert [(event.change, event.chat) for event in room.assistant.events] == [(change, chat)]
    assert await room.set_aside() == ["một"]
    await until(lambda: room.service.to(BINH) == ["hai"])


async def test_a_group_that_moved_gets_its_posts_under_the_new_id(room: Room) -> None:
    room.service.refusals[GROUP] = [ChatMigrated(-100)]
    room.mailbox.save(post(GROUP, "một"), post(GROUP, "hai"))
    await until(lambda: len(room.service.taken) == 2)
    assert room.service.to("-100") == ["một", "hai"]
    assert [(e.change, e.chat, e.to) for e in room.assistant.events] == [
        (ChatChange.MIGRATED, GROUP, "-100")
    ]
    await settled()
    assert await room.left() == []


@pytest.mark.parametrize(
    ("words", "lost"),
    [
        ("message thread not found", "message_thread_id"),
        ("message to be replied not found", "reply_parameters"),
        ("can't parse entities: unexpected end", "parse_mode"),
    ],
)
async def test_what_the_service_cannot_follow_is_left_out(
    room: Room, words: str, lost: str
) -> None:
    room.service.refusals[GROUP] = [BadRequest(words)]
    answer = post(GROUP, "**một** hai", thread="7")
    to = answer.to.model_copy(update={"answers": "5"})
    room.mailbox.save(answer.model_copy(update={"to": to}))
    await until(lambda: room.service.taken)
    (_, first), (_, second) = room.service.calls
    assert set(first) - set(second) == {lost}
    await settled()
    assert await room.left() == []


async def test_a_post_edits_the_message_of_its_name(room: Room) -> None:
    room.mailbox.save(post(GROUP, "phiếu", name="phiếu 1"))
    await until(lambda: room.mailbox.names)
    room.mailbox.save(post(GROUP, "phiếu đã nhận", name="phiếu 1", edits=True))
    await until(lambda: len(room.service.taken) == 2)
    method, arguments = room.service.calls[1]
    assert (method, arguments["message_id"]) == ("editMessageText", 101)


@pytest.mark.parametrize(
    ("words", "methods"),
    [
        ("message is not modified: same", ["editMessageText"]),
        ("message to edit not found", ["editMessageText", "sendMessage"]),
        ("message can't be edited", ["editMessageText", "sendMessage"]),
    ],
)
async def test_an_edit_that_cannot_be_made(room: Room, words: str, methods: list[str]) -> None:
    room.mailbox.names["telegram", GROUP, "phiếu 1"] = "55"
    room.service.refusals[GROUP] = [BadRequest(words)]
    room.mailbox.save(post(GROUP, "phiếu", name="phiếu 1", edits=True))
    await until(lambda: room.mailbox.log[-1][0] == "sent")
    assert [method for method, _ in room.service.calls] == methods
    kept = room.mailbox.names["telegram", GROUP, "phiếu 1"]
    assert kept == ("55" if len(methods) == 1 else "101")


async def test_a_post_that_will_never_be_taken_is_set_aside_with_the_reason(room: Room) -> None:
    room.service.refusals[LAN] = [BadRequest("chat not found")]
    room.mailbox.save(post(LAN, "một"), post(LAN, "hai"))
    await until(lambda: room.service.to(LAN) == ["hai"])
    (stuck,) = await room.mailbox.stuck()
    assert (stuck.content, stuck.why) == ("một", "chat not found")


async def test_a_post_that_was_taken_is_not_sent_again_when_that_cannot_be_noted(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.sender._AFTER_FAILURE", 0.01)
    room.service.gates[LAN] = asyncio.Event()
    room.mailbox.save(post(LAN, "một"))
    await settled()
    room.mailbox.broken = ReadOnlyData("đầy")
    room.service.gates[LAN].set()
    await until(lambda: room.service.taken)
    await settled()
    room.mailbox.broken = None
    await until(lambda: room.mailbox.log[-1] == ("sent", "1"))
    assert room.service.to(LAN) == ["một"]


async def test_posts_of_other_channels_are_left_alone(room: Room) -> None:
    to = post(LAN, "").to.model_copy(update={"channel": "console"})
    room.mailbox.save(post(LAN, "một").model_copy(update={"to": to}), post(LAN, "hai"))
    await until(lambda: room.service.taken)
    assert room.service.to(LAN) == ["hai"]
    await settled()
    assert await room.left() == ["một"]


async def test_a_stop_sends_what_it_can_and_leaves_the_rest_stored(room: Room) -> None:
    room.service.gates[LAN] = asyncio.Event()
    room.mailbox.save(post(LAN, "kẹt"), post(BINH, "một"), post(BINH, "hai"))
    await room.sender.drain(0.1)
    assert room.service.to(BINH) == ["một", "hai"]
    room.service.gates[LAN].set()
    await settled()
    assert await room.left() == ["kẹt"]
