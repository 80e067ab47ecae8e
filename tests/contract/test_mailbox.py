"""What the durable inbox and outbox must do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.sql_store import SqlStore
from bot.domain.answer import Status
from bot.domain.conversation import ConversationKey, Reply, Session, Turn
from bot.domain.errors import ReadOnlyData
from bot.ports import InboxEntry

KEY = ConversationKey(channel="test", chat="1", user="1")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    sql = SqlStore(tmp_path)
    await sql.open()
    yield sql
    await sql.close()


def entry(number: int) -> InboxEntry:
    return InboxEntry(receipt=f"test:{number}", lane="1", raw=f"raw {number}")


async def test_an_entry_is_new_only_once_ever(store: SqlStore) -> None:
    assert await store.receive([entry(1), entry(2)]) == [entry(1), entry(2)]
    assert await store.receive([entry(2), entry(3)]) == [entry(3)]
    await store.settle("test:1")
    assert await store.receive([entry(1)]) == []


async def test_waiting_entries_come_back_in_order_after_a_restart(
    store: SqlStore, tmp_path: Path
) -> None:
    await store.receive([entry(3), entry(1)])
    await store.receive([entry(2)])
    again = SqlStore(tmp_path)
    await again.open()
    assert await again.waiting() == [entry(3), entry(1), entry(2)]
    await again.close()


async def test_a_saved_turn_settles_its_entry_and_queues_its_replies(store: SqlStore) -> None:
    await store.receive([entry(1), entry(2)])
    replies = (Reply(text="một", status=Status.ANSWERED), Reply(text="hai", status=Status.ANSWERED))
    await store.commit(Turn(key=KEY, session=Session(key=KEY), replies=replies, receipt="test:1"))
    assert await store.waiting() == [entry(2)]
    queued = await store.outgoing("test:1")
    assert [q.reply.text for q in queued] == ["một", "hai"]
    await store.sent(queued[0].id)
    assert [q.reply.text for q in await store.outgoing()] == ["hai"]


async def test_a_quarantined_entry_is_not_tried_again(store: SqlStore) -> None:
    await store.receive([entry(1)])
    await store.quarantine("test:1", "không đọc được")
    assert await store.waiting() == []
    assert await store.receive([entry(1)]) == []


async def test_settled_text_is_gone_from_the_database(store: SqlStore, tmp_path: Path) -> None:
    await store.receive([InboxEntry(receipt="test:9", lane="1", raw="điều-riêng-tư")])
    await store.settle("test:9")
    await store.close()
    assert "điều-riêng-tư".encode() not in everything_in(tmp_path)


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReadOnlyData, match="file"):
        await SqlStore(tmp_path / "file").open()


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())
