"""The one door: what is saved together, which buttons work, and what a breakdown leaves."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from knowledge_folder import PASSWORD
from memory_stores import MemoryStores
from visitors import Visitors

from bot.adapters.generations import GenerationLibrary
from bot.domain.address import ConversationKey
from bot.domain.answer import Status
from bot.domain.conversation import Message, MessageKind
from bot.domain.errors import TicketMoved

QUESTION = "quên mật khẩu vneid"
LAN = ConversationKey(channel="test", chat="1", user="1")


@pytest.fixture(scope="module")
def library(published: Path) -> GenerationLibrary:
    return GenerationLibrary(published)


@pytest.fixture
def visitors(library: GenerationLibrary) -> Visitors:
    return Visitors(library)


def typed(text: str, *receipts: str, key: ConversationKey = LAN) -> Message:
    return Message(key=key, kind=MessageKind.TEXT, text=text, receipts=receipts)


async def test_an_answer_its_session_and_its_receipt_are_saved_together(
    visitors: Visitors,
) -> None:
    replies = await visitors.reception.handle(typed(QUESTION, "r1"))

    stores = visitors.stores
    assert [post.reply for post in stores.to("1")] == list(replies)
    assert stores.settled == ["r1"]
    progress = (await stores.load(LAN)).progress
    assert progress is not None
    assert progress.guide == PASSWORD


async def test_what_nobody_delivers_is_not_put_in_the_outbox(visitors: Visitors) -> None:
    assert await visitors.reception.handle(typed(QUESTION))

    assert visitors.stores.posts == []


async def test_only_choices_that_a_typed_number_presses_are_numbered(visitors: Visitors) -> None:
    await visitors.reception.handle(typed(QUESTION, "r1"))
    greeting, resuming = await visitors.reception.handle(typed("/start", "r2"))

    *_, first, last = visitors.stores.to("1")
    assert (first.reply, first.numbered) == (greeting, False)
    assert (last.reply, last.numbered) == (resuming, True)
    (again,) = await visitors.reception.handle(typed("1", "r3"))
    assert "Bước 1/" in again.text


async def test_a_button_works_for_its_owner_alone(visitors: Visitors) -> None:
    (answer,) = await visitors.reception.handle(typed(QUESTION, "r1"))
    token = answer.choices[0].token
    other = ConversationKey(channel="test", chat="2", user="2")

    (refused,) = await visitors.reception.handle(
        Message(key=other, kind=MessageKind.TAP, text=token, receipts=("r2",))
    )
    (done,) = await visitors.reception.handle(
        Message(key=LAN, kind=MessageKind.TAP, text=token, receipts=("r3",))
    )

    assert "Nút này đã cũ" in refused.text
    assert "Bước 2/" in done.text


async def test_whatever_breaks_the_person_gets_a_sentence_and_the_session_stays(
    visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    await visitors.reception.handle(typed(QUESTION, "r1"))
    before = await visitors.stores.load(LAN)

    def breaks(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.conversation.private.assistant.Assistant.respond", breaks)
    replies = await visitors.reception.handle(typed("xong", "r2"))

    assert replies[-1].status is Status.ERROR
    assert "trục trặc" in replies[-1].text
    assert (await visitors.stores.load(LAN)).progress == before.progress
    assert "r2" in visitors.stores.settled


async def test_a_lost_race_is_looked_at_again(
    visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = iter([True, False])
    commit = MemoryStores.commit

    async def sometimes(stores: MemoryStores, turn: Any) -> None:
        if next(lost):
            raise TicketMoved("k1")
        await commit(stores, turn)

    monkeypatch.setattr(MemoryStores, "commit", sometimes)
    (answer,) = await visitors.reception.handle(typed(QUESTION, "r1"))

    assert "Bước 1/" in answer.text
    assert len(visitors.stores.to("1")) == 1


async def test_one_persons_messages_are_handled_one_after_another(visitors: Visitors) -> None:
    await visitors.reception.handle(typed(QUESTION, "r0"))

    await asyncio.gather(
        *(visitors.reception.handle(typed("xong", f"r{number}")) for number in range(1, 4))
    )

    steps = [post.reply.text.split("/")[0][-1] for post in visitors.stores.to("1")[1:]]
    assert steps == ["2", "3", "4"]
