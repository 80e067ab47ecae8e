"""What the durable inbox and outbox must do."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from turn_parts import CHANNEL, DESK, person, post, ticket

from bot.adapters.sql.stores import Stores, opened_stores
from bot.domain.address import Address
from bot.domain.conversation import Session
from bot.domain.errors import ReadOnlyData, TicketMoved
from bot.domain.group import GroupMoved
from bot.domain.turn import Turn
from bot.ports import InboxEntry, OutboxEntry

THERE = Address(channel=CHANNEL, chat="1")


def entry(number: int) -> InboxEntry:
    return InboxEntry(receipt=f"test:{number}", lane="1", raw=f"raw {number}")


async def queued(stores: Stores, *texts: str, chat: str = "1") -> list[OutboxEntry]:
    await stores.sessions.commit(Turn(posts=tuple(post(text, chat, "card") for text in texts)))
    return await stores.mailbox.outgoing()


async def outgoing(stores: Stores) -> list[str]:
    return [entry.post.reply.text for entry in await stores.mailbox.outgoing()]


# In


async def test_an_entry_is_new_only_once_ever(stores: Stores) -> None:
    box = stores.mailbox
    assert await box.receive([entry(1), entry(2)]) == [entry(1), entry(2)]
    assert await box.receive([entry(2), entry(3)]) == [entry(3)]
    await box.settle(["test:1"])
    assert await box.receive([entry(1)]) == []


async def test_an_entry_twice_in_a_batch_is_new_once_in_its_first_place(stores: Stores) -> None:
    batch = [entry(1), entry(2), entry(1)]
    assert await stores.mailbox.receive(batch) == [entry(1), entry(2)]
    assert await stores.mailbox.waiting() == [entry(1), entry(2)]


async def test_nothing_received_is_nothing_new(stores: Stores) -> None:
    assert await stores.mailbox.receive([]) == []


async def test_a_batch_received_twice_at_once_is_new_once(stores: Stores) -> None:
    batch = [entry(number) for number in range(100)]
    both = await asyncio.gather(stores.mailbox.receive(batch), stores.mailbox.receive(batch))
    assert sorted(map(len, both)) == [0, 100]


async def test_waiting_entries_come_back_in_order_after_a_restart(tmp_path: Path) -> None:
    async with opened_stores(tmp_path) as stores:
        await stores.mailbox.receive([entry(3), entry(1)])
        await stores.mailbox.receive([entry(2)])
    async with opened_stores(tmp_path) as stores:
        assert await stores.mailbox.waiting() == [entry(3), entry(1), entry(2)]


async def test_a_quarantined_entry_is_not_tried_again(stores: Stores) -> None:
    await stores.mailbox.receive([entry(1), entry(2)])
    await stores.mailbox.quarantine(["test:1", "test:2"], "không đọc được")
    assert await stores.mailbox.waiting() == []
    assert await stores.mailbox.receive([entry(1)]) == []


async def test_an_entry_that_was_settled_cannot_be_quarantined(stores: Stores) -> None:
    await stores.mailbox.receive([entry(1)])
    await stores.mailbox.settle(["test:1"])
    await stores.mailbox.quarantine(["test:1"], "muộn rồi")
    assert await stores.mailbox.stuck() == []


async def test_settled_text_is_gone_from_the_database(tmp_path: Path) -> None:
    async with opened_stores(tmp_path) as stores:
        await stores.mailbox.receive([InboxEntry(receipt="test:9", lane="1", raw="điều-riêng-tư")])
        await stores.mailbox.settle(["test:9"])
    assert "điều-riêng-tư".encode() not in everything_in(tmp_path)


# Out


async def test_a_saved_turn_settles_its_entries_and_queues_its_posts(stores: Stores) -> None:
    await stores.mailbox.receive([entry(1), entry(2), entry(3)])
    posts = (post("một"), post("hai", "2"))
    await stores.sessions.commit(
        Turn(receipts=("test:1", "test:2"), sessions=(Session(key=person("1")),), posts=posts)
    )
    assert await stores.mailbox.waiting() == [entry(3)]
    first, second = await stores.mailbox.outgoing()
    assert (first.post, second.post) == posts
    await stores.mailbox.sent(first, None)
    assert await stores.mailbox.outgoing() == [second]


async def test_posts_of_a_chat_go_out_in_order_whoever_saved_beside(stores: Stores) -> None:
    turns = [
        Turn(posts=tuple(post(f"{chat}.{n}", str(chat)) for n in range(3))) for chat in range(20)
    ]
    await asyncio.gather(*map(stores.sessions.commit, turns))
    texts = await outgoing(stores)
    for chat in range(20):
        mine = [text for text in texts if text.startswith(f"{chat}.")]
        assert mine == [f"{chat}.{n}" for n in range(3)]


async def test_the_message_last_posted_under_a_name_is_known(stores: Stores) -> None:
    first, second = await queued(stores, "một", "hai")
    assert await stores.mailbox.posted("card", THERE) is None
    await stores.mailbox.sent(first, "51")
    await stores.mailbox.sent(second, "52")
    assert await stores.mailbox.posted("card", THERE) == "52"
    assert await stores.mailbox.posted("card", THERE.model_copy(update={"chat": "2"})) is None
    assert await stores.mailbox.posted("ca", THERE) is None


async def test_a_message_that_was_edited_keeps_its_id(stores: Stores) -> None:
    (first,) = await queued(stores, "một")
    await stores.mailbox.sent(first, "51")
    (edit,) = await queued(stores, "một, sửa")
    await stores.mailbox.sent(edit, "51")
    assert await stores.mailbox.posted("card", THERE) == "51"


async def test_the_id_of_a_post_is_never_given_to_another(stores: Stores) -> None:
    (first,) = await queued(stores, "một")
    await stores.mailbox.sent(first, None)
    (second,) = await queued(stores, "hai")
    await stores.mailbox.sent(first, None)
    assert await stores.mailbox.outgoing() == [second]


async def test_unsent_posts_go_along_with_their_group(stores: Stores) -> None:
    await stores.mailbox.receive([InboxEntry(receipt="test:1", lane=DESK, raw="chưa đọc")])
    answer = post("phiếu mới", DESK)
    answer = answer.model_copy(update={"to": answer.to.model_copy(update={"answers": "9"})})
    await stores.sessions.commit(Turn(posts=(answer, post("việc khác"))))
    await stores.sessions.commit(Turn(moved=(GroupMoved(channel=CHANNEL, old=DESK, new="-200"),)))
    moved, other = await stores.mailbox.outgoing()
    # Message ids are counted anew in the new chat.
    assert moved.post == post("phiếu mới", "-200")
    assert other.post == post("việc khác")
    (waiting,) = await stores.mailbox.waiting()
    assert waiting.lane == "-200"


# Watching


async def watched(stores: Stores) -> list[OutboxEntry]:
    seen: list[OutboxEntry] = []

    def see(entries: Sequence[OutboxEntry]) -> None:
        asyncio.get_running_loop()
        seen.extend(entries)

    stores.mailbox.watch(see)
    return seen


async def test_the_watcher_hears_of_every_saved_post_in_order(stores: Stores) -> None:
    seen = await watched(stores)
    turns = [Turn(posts=(post(f"{n}a"), post(f"{n}b"))) for n in range(20)]
    await asyncio.gather(*map(stores.sessions.commit, turns))
    assert len(seen) == 40
    assert seen == await stores.mailbox.outgoing()


async def test_what_the_watcher_hears_of_is_saved_already(stores: Stores, tmp_path: Path) -> None:
    checks: list[asyncio.Task[list[OutboxEntry]]] = []
    stores.mailbox.watch(lambda _: checks.append(asyncio.create_task(stores.mailbox.outgoing())))
    await stores.sessions.commit(Turn(posts=(post("một"),)))
    (check,) = checks
    assert [entry.post.reply.text for entry in await check] == ["một"]


async def test_the_watcher_hears_nothing_of_a_turn_that_was_refused(stores: Stores) -> None:
    await stores.sessions.commit(Turn(tickets=(ticket(),)))
    seen = await watched(stores)
    with pytest.raises(TicketMoved):
        await stores.sessions.commit(Turn(tickets=(ticket(),), posts=(post("một"),)))
    await stores.sessions.commit(Turn(sessions=(Session(key=person("1")),)))
    assert seen == []
    assert await stores.mailbox.outgoing() == []


async def test_the_watcher_hears_of_a_saved_turn_whose_caller_is_gone(stores: Stores) -> None:
    seen = await watched(stores)
    gone = asyncio.create_task(stores.sessions.commit(Turn(posts=(post("một"),))))
    await asyncio.sleep(0)
    gone.cancel()
    await stores.sessions.commit(Turn(posts=(post("hai"),)))
    assert seen == await stores.mailbox.outgoing()
    assert [entry.post.reply.text for entry in seen] == ["một", "hai"]


# What is stuck


async def test_a_dead_letter_is_stuck_and_not_outgoing(stores: Stores) -> None:
    (letter,) = await queued(stores, "một")
    await stores.mailbox.bury(letter, "chat not found")
    assert await stores.mailbox.outgoing() == []
    (stuck,) = await stores.mailbox.stuck()
    assert (stuck.box, stuck.chat, stuck.why) == ("outbox", "1", "chat not found")
    assert stuck.content == "một"


async def test_everything_set_aside_is_stuck(stores: Stores) -> None:
    await stores.mailbox.receive([entry(1)])
    await stores.mailbox.quarantine(["test:1"], "không đọc được")
    (letter,) = await queued(stores, "một")
    await stores.mailbox.bury(letter, "chat not found")
    unread, unsent = await stores.mailbox.stuck()
    assert (unread.box, unread.id, unread.chat) == ("inbox", "test:1", "1")
    assert (unread.why, unread.content) == ("không đọc được", "raw 1")
    assert unsent.box == "outbox"


async def test_a_dead_letter_can_be_tried_again(stores: Stores) -> None:
    (letter,) = await queued(stores, "một")
    await stores.mailbox.bury(letter, "chat not found")
    seen = await watched(stores)
    (stuck,) = await stores.mailbox.stuck()
    assert await stores.mailbox.retry(stuck.box, stuck.id)
    assert not await stores.mailbox.retry(stuck.box, stuck.id)
    assert await stores.mailbox.stuck() == []
    (again,) = await stores.mailbox.outgoing()
    assert again.post == letter.post
    assert seen == [again]


async def test_a_quarantined_entry_can_be_tried_again(stores: Stores) -> None:
    await stores.mailbox.receive([entry(1)])
    await stores.mailbox.quarantine(["test:1"], "không đọc được")
    assert await stores.mailbox.retry("inbox", "test:1")
    assert not await stores.mailbox.retry("inbox", "test:1")
    assert await stores.mailbox.waiting() == [entry(1)]
    assert await stores.mailbox.stuck() == []


async def test_what_is_stuck_can_be_dropped_for_good(stores: Stores) -> None:
    await stores.mailbox.receive([entry(1)])
    await stores.mailbox.quarantine(["test:1"], "không đọc được")
    (letter,) = await queued(stores, "một")
    await stores.mailbox.bury(letter, "chat not found")
    for stuck in await stores.mailbox.stuck():
        assert await stores.mailbox.discard(stuck.box, stuck.id)
        assert not await stores.mailbox.discard(stuck.box, stuck.id)
    assert await stores.mailbox.stuck() == []
    assert await stores.mailbox.waiting() == []
    assert await stores.mailbox.outgoing() == []
    # Dropped, not forgotten: the service may bring it again.
    assert await stores.mailbox.receive([entry(1)]) == []


@pytest.mark.parametrize(
    ("box", "id_"), [("inbox", "x"), ("outbox", "x"), ("outbox", "7"), ("attic", "1")]
)
async def test_nothing_can_be_done_with_what_is_not_stuck(
    stores: Stores, box: str, id_: str
) -> None:
    assert not await stores.mailbox.retry(box, id_)
    assert not await stores.mailbox.discard(box, id_)


# Forgetting


async def test_a_forgotten_person_gets_the_last_word_and_nothing_older(stores: Stores) -> None:
    await queued(stores, "cũ")
    await queued(stores, "của người khác", chat="2")
    await stores.sessions.commit(Turn(forgotten=(person("1"),), posts=(post("Đã xoá."),)))
    assert await outgoing(stores) == ["của người khác", "Đã xoá."]


async def test_a_post_on_its_way_while_its_person_is_forgotten_leaves_no_trace(
    stores: Stores,
) -> None:
    sent, buried = await queued(stores, "một", "hai")
    await stores.sessions.commit(Turn(forgotten=(person("1"),)))
    await stores.mailbox.sent(sent, "51")
    await stores.mailbox.bury(buried, "blocked")
    assert await stores.mailbox.posted("card", THERE) is None
    assert await stores.mailbox.stuck() == []


async def test_forgetting_somebody_who_spoke_in_a_group_keeps_the_groups_posts(
    stores: Stores,
) -> None:
    await queued(stores, "cho cả nhóm", chat=DESK)
    in_group = person("1").model_copy(update={"chat": DESK})
    await stores.sessions.commit(Turn(forgotten=(in_group,)))
    assert await outgoing(stores) == ["cho cả nhóm"]


async def test_a_message_that_came_after_the_wish_to_be_forgotten_is_still_answered(
    stores: Stores,
) -> None:
    await stores.mailbox.receive([entry(1), entry(2)])
    await stores.sessions.commit(Turn(receipts=("test:1",), forgotten=(person("1"),)))
    assert await stores.mailbox.waiting() == [entry(2)]


# The disk


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReadOnlyData, match="file"):
        async with opened_stores(tmp_path / "file"):
            pass


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())
