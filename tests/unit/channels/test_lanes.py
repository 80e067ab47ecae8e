"""How updates are handled: stored first, in order, gathered, and never all for one."""

import asyncio
import time
from pathlib import Path

import pytest
from memory_mailbox import MemoryMailbox
from telegram_room import (
    BINH,
    LAN,
    ME,
    FakeAssistant,
    FakeService,
    forward,
    settled,
    tap,
    until,
    update,
)

from bot.adapters.prompt_files import PromptFiles
from bot.channels.telegram.carrier import Carrier
from bot.channels.telegram.gathering import Gathering
from bot.channels.telegram.handling import Handling
from bot.channels.telegram.inline import InlineQuestions
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.limits import Limits
from bot.channels.telegram.previews import TelegramPreviews
from bot.channels.telegram.reading import read
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.taps import Taps
from bot.domain.conversation import MessageKind
from bot.domain.errors import ReadOnlyData

PROMPTS = Path(__file__).resolve().parents[3] / "prompts"


class Room:
    """Everything between a received update and the service."""

    def __init__(self, mailbox: MemoryMailbox | None = None) -> None:
        self.mailbox = mailbox or MemoryMailbox()
        self.assistant = FakeAssistant(self.mailbox)
        self.service = FakeService()
        self.taps = Taps(self.service)
        limits = Limits(time.monotonic)
        carrier = Carrier(self.service, self.mailbox, self.assistant, limits, ME)
        self.sender = Sender(carrier, self.mailbox, limits)
        self.lanes = Lanes(
            Handling(self.assistant, self.mailbox, self.taps, TelegramPreviews(self.service)),
            Gathering(lambda entry: read(entry.raw, entry.receipt, ME)),
            held=lambda chat: self.sender.backlog(chat) >= 3,
        )
        self.sender.on_eased(self.lanes.release)
        inline = InlineQuestions(self.service, self.assistant, PromptFiles(PROMPTS), ME)
        self.intake = Intake(self.mailbox, self.lanes, self.taps, inline, ME)

    async def waiting(self) -> list[str]:
        return [entry.receipt for entry in await self.mailbox.waiting()]


@pytest.fixture
async def room() -> Room:
    room = Room()
    await room.sender.restore()
    return room


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses after a failure take no time."""
    monkeypatch.setattr("bot.channels.telegram.lanes._AFTER_FAILURE", 0.001)
    monkeypatch.setattr("bot.channels.telegram.lanes._NO_DISK", 0.001)


async def test_an_update_is_stored_before_it_is_handled(room: Room) -> None:
    await room.intake.take([update(1, LAN, "xin chào"), update(2, LAN, "quên mật khẩu")])
    assert room.mailbox.log[0] == ("received", "telegram:1", "telegram:2")
    await until(lambda: len(room.service.taken) == 2)
    assert room.service.to(LAN) == ["về: xin chào", "về: quên mật khẩu"]
    assert await room.waiting() == []


async def test_one_chat_is_in_order_and_does_not_wait_for_another(room: Room) -> None:
    room.assistant.gate.clear()
    await room.intake.take([update(1, LAN, "một"), update(2, LAN, "hai"), update(3, BINH, "ba")])
    await settled()
    assert room.assistant.texts == ["một", "ba"]
    room.assistant.gate.set()
    await until(lambda: room.assistant.texts == ["một", "ba", "hai"])


async def test_an_update_that_comes_twice_is_handled_once(room: Room) -> None:
    await room.intake.take([update(1, LAN, "một"), update(1, LAN, "một")])
    await room.intake.take([update(1, LAN, "một"), update(2, LAN, "hai")])
    await until(lambda: len(room.service.taken) == 2)
    assert room.assistant.texts == ["một", "hai"]


async def test_a_person_who_sends_thousands_of_messages_holds_up_only_themself(
    room: Room,
) -> None:
    room.service.gates[LAN] = asyncio.Event()
    await room.intake.take([update(number, LAN, str(number)) for number in range(1_000)])
    await room.intake.take([update(2_000, BINH, "xin chào")])
    await until(lambda: room.service.to(BINH))
    await settled()
    assert sorted(room.assistant.texts) == ["0", "1", "2", "xin chào"]
    room.service.gates[LAN].set()
    await until(lambda: "3" in room.assistant.texts)


async def test_no_more_is_taken_in_while_too_much_waits(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.lanes._MOST_WAITING", 2)
    room.assistant.gate.clear()
    await room.intake.take([update(1, LAN, "một"), update(2, LAN, "hai")])
    waiting = asyncio.create_task(room.intake.room())
    await settled()
    assert room.intake.full
    assert not waiting.done()
    room.assistant.gate.set()
    await waiting
    assert not room.intake.full


async def test_one_persons_flood_leaves_room_for_everybody(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.lanes._MOST_WAITING", 150)
    room.assistant.gate.clear()
    await room.intake.take([update(number, LAN, str(number)) for number in range(1_000)])
    assert not room.intake.full
    await room.intake.take([update(2_000 + number, BINH, "chào") for number in range(60)])
    assert room.intake.full
    room.assistant.gate.set()
    await room.intake.room()


async def test_lanes_take_turns(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.lanes._AT_ONCE", 1)
    await room.intake.take(
        [update(1, LAN, "lan 0"), update(2, LAN, "lan 1"), update(3, BINH, "bình")]
    )
    await until(lambda: len(room.assistant.texts) == 3)
    assert room.assistant.texts == ["lan 0", "bình", "lan 1"]


@pytest.mark.usefixtures("patient")
async def test_an_update_that_keeps_failing_is_set_aside_and_its_lane_goes_on(
    room: Room,
) -> None:
    room.assistant.fails = lambda m: RuntimeError("hỏng") if m.text == "độc" else None
    await room.intake.take([update(1, LAN, "độc"), update(2, LAN, "lành")])
    await until(lambda: room.service.to(LAN) == ["về: lành"])
    assert room.assistant.texts == ["độc"] * 3 + ["lành"]
    (stuck,) = await room.mailbox.stuck()
    assert (stuck.box, stuck.id, stuck.why) == ("inbox", "telegram:1", "RuntimeError('hỏng')")


async def test_an_update_that_cannot_be_read_is_set_aside_at_once(room: Room) -> None:
    odd = update(1, LAN, "xin chào")
    odd["message"]["date"] = 10**30
    await room.intake.take([odd, update(2, LAN, "lành")])
    await until(lambda: room.service.to(LAN) == ["về: lành"])
    assert [stuck.id for stuck in await room.mailbox.stuck()] == ["telegram:1"]


@pytest.mark.usefixtures("patient")
async def test_a_full_disk_sets_nothing_aside(room: Room) -> None:
    full = iter([ReadOnlyData("đầy")] * 5)
    room.assistant.fails = lambda _: next(full, None)
    await room.intake.take([update(1, LAN, "một")])
    await until(lambda: room.service.to(LAN) == ["về: một"])
    assert await room.mailbox.stuck() == []


async def test_messages_passed_on_together_are_one_with_what_was_typed_above(
    room: Room,
) -> None:
    await room.intake.take(
        [
            update(1, LAN, "giúp bà con với"),
            forward(2, LAN, "quên mật khẩu"),
            forward(3, LAN, "máy báo lỗi"),
            update(4, LAN, "cảm ơn"),
        ]
    )
    await until(lambda: len(room.service.taken) == 2)
    together, thanks = room.assistant.messages
    assert together.kind is MessageKind.FORWARD
    assert together.text == "giúp bà con với"
    assert [part.text for part in together.forwarded] == ["quên mật khẩu", "máy báo lỗi"]
    assert together.receipts == ("telegram:1", "telegram:2", "telegram:3")
    assert thanks.text == "cảm ơn"
    assert await room.waiting() == []


async def test_a_message_passed_on_waits_a_moment_for_the_next(room: Room) -> None:
    await room.intake.take([forward(1, LAN, "một")])
    await settled()
    assert room.assistant.messages == []
    await room.intake.take([forward(2, LAN, "hai")])
    await until(lambda: room.assistant.messages)
    assert [part.text for part in room.assistant.messages[0].forwarded] == ["một", "hai"]


async def test_what_was_typed_long_before_stays_by_itself(room: Room) -> None:
    later = forward(2, LAN, "quên mật khẩu", date=1_700_000_009)
    await room.intake.take([update(1, LAN, "xin chào"), later, update(3, LAN, "thôi")])
    await until(lambda: len(room.assistant.messages) == 3)
    assert room.assistant.messages[0].kind is MessageKind.TEXT
    assert room.assistant.messages[1].receipts == ("telegram:2",)


async def test_many_calls_at_once_share_their_commits(room: Room) -> None:
    calls = [room.intake.take([update(number, str(number), "chào")]) for number in range(1, 51)]
    await asyncio.gather(*calls)
    commits = [what for what in room.mailbox.log if what[0] == "received"]
    assert [len(what) - 1 for what in commits] == [1, 49]


async def test_a_call_whose_update_cannot_be_stored_hears_so(room: Room) -> None:
    room.mailbox.broken = ReadOnlyData("đầy")
    calls = [room.intake.take([update(number, LAN, "chào")]) for number in (1, 2)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(result) for result in results] == [ReadOnlyData, ReadOnlyData]
    room.mailbox.broken = None
    await room.intake.take([update(1, LAN, "chào"), update(2, LAN, "lại")])
    await until(lambda: len(room.service.taken) == 2)


async def test_a_tap_is_answered_once_with_the_notice(room: Room) -> None:
    room.assistant.notice = True
    await room.intake.take([tap(1, LAN, "k1")])
    await until(lambda: room.service.calls)
    await settled()
    answer = {"callback_query_id": "q1", "text": "về: k1"}
    assert room.service.calls == [("answerCallbackQuery", answer)]


async def test_a_tap_that_takes_long_is_answered_before(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.taps._AT_THE_LATEST", 0.01)
    room.assistant.gate.clear()
    await room.intake.take([tap(1, LAN, "k1")])
    await until(lambda: room.service.calls)
    room.assistant.gate.set()
    await until(lambda: room.service.to(LAN))
    methods = [method for method, _ in room.service.calls]
    assert methods == ["answerCallbackQuery", "sendMessage"]


async def test_inline_questions_are_answered_and_not_stored(room: Room) -> None:
    query = {"id": "i1", "from": {"id": int(LAN)}, "query": "quên mật khẩu", "offset": ""}
    await room.intake.take([{"update_id": 1, "inline_query": query}])
    await until(lambda: room.service.calls)
    method, arguments = room.service.calls[0]
    assert (method, arguments["inline_query_id"]) == ("answerInlineQuery", "i1")
    assert "quên mật khẩu" in arguments["results"][0]["title"]
    assert room.mailbox.log == []


async def test_a_stop_finishes_what_runs_and_leaves_the_rest_stored(room: Room) -> None:
    room.assistant.gate.clear()
    await room.intake.take([update(1, LAN, "một"), update(2, LAN, "hai")])
    await settled()
    await room.lanes.drain(0.05)
    room.assistant.gate.set()
    await settled()
    assert room.assistant.texts == ["một"]
    assert await room.waiting() == ["telegram:1", "telegram:2"]

    again = Room(room.mailbox)
    await again.sender.restore()
    await again.intake.restore()
    await until(lambda: len(again.service.taken) == 2)
    assert again.service.to(LAN) == ["về: một", "về: hai"]
