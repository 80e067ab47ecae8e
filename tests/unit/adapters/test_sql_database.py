"""One writer, many who wait: what each is told of its own change."""

import asyncio
import os
import resource
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select, text
from turn_parts import AT

from bot.adapters.sql.database import Database
from bot.adapters.sql.tables import sessions
from bot.domain.errors import ReadOnlyData

LONG = "x" * 500_000


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(tmp_path)
    await opened.open()
    yield opened
    await opened.close()


def add(connection: Connection, key: str, data: str = "") -> str:
    connection.execute(insert(sessions).values(key=key, data=data, updated_at=AT))
    return key


async def keys(database: Database) -> list[str]:
    rows = await database.rows(select(sessions.c.key).order_by(sessions.c.key))
    return [row.key for row in rows]


async def test_a_change_that_fails_leaves_those_beside_it_alone(database: Database) -> None:
    def fails(connection: Connection) -> None:
        add(connection, "b")
        raise ValueError("no")

    a, b, c = await asyncio.gather(
        database.write(lambda connection: add(connection, "a")),
        database.write(fails),
        database.write(lambda connection: add(connection, "c")),
        return_exceptions=True,
    )
    assert (a, c) == ("a", "c")
    assert isinstance(b, ValueError)
    assert await keys(database) == ["a", "c"]


async def test_a_change_the_database_refuses_is_read_only_data_for_its_caller_alone(
    database: Database,
) -> None:
    came = await asyncio.gather(
        *(database.write(lambda connection: add(connection, "a")) for _ in range(2)),
        return_exceptions=True,
    )
    assert came[0] == "a"
    assert isinstance(came[1], ReadOnlyData)


async def test_a_change_sees_those_that_came_before_it(database: Database) -> None:
    def count(connection: Connection) -> int:
        add(connection, str(connection.execute(_COUNT).scalar_one()))
        return connection.execute(_COUNT).scalar_one()

    assert await asyncio.gather(*(database.write(count) for _ in range(20))) == list(range(1, 21))


async def test_changes_that_wait_together_are_committed_together(database: Database) -> None:
    transactions = await asyncio.gather(
        *(database.write(lambda connection: connection.get_transaction()) for _ in range(20))
    )
    assert transactions[0] is not None
    assert all(one is transactions[0] for one in transactions)


async def test_changes_are_made_in_one_thread_that_is_not_the_loops(database: Database) -> None:
    alone = await database.write(lambda _: threading.get_ident())
    together = await asyncio.gather(
        *(database.write(lambda _: threading.get_ident()) for _ in range(20))
    )
    assert {alone, *together} == {alone}
    assert alone != threading.get_ident()


async def test_nobody_reads_a_change_that_is_not_committed(
    database: Database, tmp_path: Path
) -> None:
    def read_meanwhile(connection: Connection) -> list[object]:
        add(connection, "a")
        with closing(sqlite3.connect(tmp_path / "camtay.sqlite")) as other:
            return other.execute("SELECT key FROM sessions").fetchall()

    assert await database.write(read_meanwhile) == []
    assert await keys(database) == ["a"]


async def test_a_caller_that_is_gone_keeps_nobody_waiting(database: Database) -> None:
    told: list[str] = []
    gone = asyncio.create_task(
        database.write(lambda connection: add(connection, "a"), then=told.append)
    )
    await asyncio.sleep(0)
    gone.cancel()
    await database.write(lambda connection: add(connection, "b"), then=told.append)
    assert told == ["a", "b"]
    assert await keys(database) == ["a", "b"]


async def test_what_comes_while_others_are_saved_is_saved_after_them(database: Database) -> None:
    held = threading.Event()
    told: list[str] = []

    def hold(connection: Connection) -> str:
        held.wait(timeout=10)
        return add(connection, "a")

    first = asyncio.create_task(database.write(hold, then=told.append))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    later = [
        asyncio.create_task(database.write(lambda c, key=key: add(c, key), then=told.append))
        for key in "bc"
    ]
    await asyncio.sleep(0)
    meanwhile = await keys(database)
    held.set()
    await asyncio.gather(first, *later)
    assert meanwhile == []
    assert told == ["a", "b", "c"]


async def test_what_is_asked_is_answered_before_the_database_closes(database: Database) -> None:
    await database.write(lambda connection: add(connection, "a"))
    asked = [asyncio.create_task(keys(database)) for _ in range(20)]
    await asyncio.sleep(0)
    await database.close()
    assert await asyncio.gather(*asked) == [["a"]] * 20


async def test_what_waits_is_saved_before_the_database_closes(tmp_path: Path) -> None:
    database = Database(tmp_path)
    await database.open()
    waiting = [
        asyncio.create_task(database.write(lambda connection, n=n: add(connection, f"{n:02}")))
        for n in range(30)
    ]
    await asyncio.sleep(0)
    await database.close()
    assert await asyncio.gather(*waiting) == [f"{n:02}" for n in range(30)]
    again = Database(tmp_path)
    await again.open()
    assert len(await keys(again)) == 30
    await again.close()


async def test_a_closed_database_refuses_both_ways(database: Database) -> None:
    await database.close()
    with pytest.raises(ReadOnlyData, match="not open"):
        await database.write(lambda connection: add(connection, "a"))
    with pytest.raises(ReadOnlyData, match="not open"):
        await keys(database)


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "camtay.sqlite").write_bytes(b"not a database at all, but a long line of words")
    with pytest.raises(ReadOnlyData, match=tmp_path.name):
        await Database(tmp_path).open()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
async def test_a_file_that_may_only_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "camtay.sqlite").touch(mode=0o444)
    with pytest.raises(ReadOnlyData, match=tmp_path.name):
        await Database(tmp_path).open()


@contextmanager
def full_disk(data: Path) -> Iterator[None]:
    """No file of this process grows past the write-ahead log's present size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = (data / "camtay.sqlite-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (log + 20_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_full_disk_fails_everybody_and_the_next_change_is_saved(
    database: Database, tmp_path: Path
) -> None:
    told: list[str] = []
    await database.write(lambda connection: add(connection, "before"))
    with full_disk(tmp_path):
        came = await asyncio.gather(
            database.write(lambda connection: add(connection, "small"), then=told.append),
            database.write(lambda connection: add(connection, "large", LONG), then=told.append),
            return_exceptions=True,
        )
    assert all(isinstance(error, ReadOnlyData) for error in came)
    assert told == []
    assert await keys(database) == ["before"]
    await database.write(lambda connection: add(connection, "large", LONG), then=told.append)
    assert told == ["large"]
    assert await keys(database) == ["before", "large"]


async def test_a_disk_that_fills_up_in_mid_transaction_saves_no_half(
    database: Database, tmp_path: Path
) -> None:
    """Long enough that pages are spilled to the disk before the commit."""
    with full_disk(tmp_path):
        came = await asyncio.gather(
            *(
                database.write(lambda connection, n=n: add(connection, f"{n}", LONG))
                for n in range(20)
            ),
            return_exceptions=True,
        )
    assert all(isinstance(error, ReadOnlyData) for error in came)
    assert await keys(database) == []
    await database.write(lambda connection: add(connection, "after", LONG))
    assert await keys(database) == ["after"]


async def test_a_transaction_that_a_change_ends_is_refused_whole(database: Database) -> None:
    """As the database does by itself when the disk breaks down."""
    came = await asyncio.gather(
        database.write(lambda connection: add(connection, "a")),
        database.write(lambda connection: connection.execute(text("ROLLBACK"))),
        database.write(lambda connection: add(connection, "c")),
        return_exceptions=True,
    )
    assert all(isinstance(error, ReadOnlyData) for error in came)
    assert await keys(database) == []
    await database.write(lambda connection: add(connection, "d"))
    assert await keys(database) == ["d"]


async def test_a_change_alone_that_ends_its_transaction_is_refused(database: Database) -> None:
    def ends(connection: Connection) -> None:
        add(connection, "a")
        connection.execute(text("ROLLBACK"))

    with pytest.raises(ReadOnlyData):
        await database.write(ends)
    await database.write(lambda connection: add(connection, "b"))
    assert await keys(database) == ["b"]


_COUNT = select(func.count()).select_from(sessions)
