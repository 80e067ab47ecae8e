"""Database: one SQLite file with one writer and many readers (SQLAlchemy over aiosqlite).

Writes that wait while another commits are committed together: the disk is asked to make sure
once for all of them.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Row, Select, Table, event
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as insert_or
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.adapters.sql.schema import bring_up_to_date
from bot.domain.errors import NewerData, ReadOnlyData

_T = TypeVar("_T")
_FILE = "camtay.sqlite"
_READERS = 3
_PATIENCE = "busy_timeout=5000"
# Text that was dropped is overwritten, not only unlinked.
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", _PATIENCE, "secure_delete=ON")


class _Write(Generic[_T]):
    """A change that waits for the writer, and what its caller waits for."""

    def __init__(
        self, change: Callable[[Connection], _T], then: Callable[[_T], object] | None, scrub: bool
    ) -> None:
        self.change = change
        self.scrub = scrub
        self.saved: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        self._then = then
        self._news: Callable[[], None] = partial(self.fail, RuntimeError("not run yet"))

    def run(self, connection: Connection) -> None:
        """Make the change in a savepoint of its own. Raises where the transaction is gone."""
        savepoint = connection.begin_nested()
        try:
            outcome = self.change(connection)
            savepoint.commit()
        except Exception as error:
            savepoint.rollback()
            if not _in_transaction(connection):
                # The database gave up all of it, as it does when the disk breaks down; what
                # came next would begin another.
                raise
            self._news = partial(self.fail, error)
        else:
            self._news = partial(self._succeed, outcome)

    def tell(self) -> None:
        """Tell the caller what came of it, once it is on the disk."""
        self._news()

    def _succeed(self, outcome: _T) -> None:
        if self._then is not None:
            # Before the caller goes on, and whether or not it still waits.
            asyncio.get_running_loop().call_soon(self._then, outcome)
        if not self.saved.done():
            self.saved.set_result(outcome)

    def fail(self, error: Exception) -> None:
        """Tell the caller that nothing was saved."""
        if not self.saved.done():
            self.saved.set_exception(error)


class Database:
    """The tables in `<data>/camtay.sqlite`. Call `open` before and `close` after use. One
    process writes each file."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._url = f"sqlite+aiosqlite:///{data / _FILE}"
        self._readers: AsyncEngine | None = None
        self._queue: asyncio.Queue[_Write[Any] | None] = asyncio.Queue()
        self._writing: asyncio.Task[None] | None = None
        # Whether words that were to be forgotten still stand in the write-ahead log.
        self._to_scrub = False

    async def open(self) -> None:
        """Create or migrate what is there. Raises ReadOnlyData when the folder can't be
        written, NewerData when a later release has written it."""
        writer = self._engine(pool_size=1, pool_reset_on_return=None)
        event.listen(writer.sync_engine, "begin", _begin)
        try:
            self._data.mkdir(parents=True, exist_ok=True)
            async with writer.begin() as connection:
                await connection.run_sync(bring_up_to_date)
        except (OSError, SQLAlchemyError) as error:
            await writer.dispose()
            raise ReadOnlyData(str(self._data)) from error
        except NewerData:
            await writer.dispose()
            raise
        self._readers = self._engine(
            pool_size=_READERS, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True
        )
        self._writing = asyncio.create_task(self._write_on(writer))

    async def close(self) -> None:
        """Save what waits, then close every connection."""
        if self._writing is None or self._readers is None:
            return
        writing, self._writing = self._writing, None
        await self._readers.dispose()
        self._queue.put_nowait(None)
        await writing

    async def rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """What a query finds among what is saved. Raises ReadOnlyData."""
        if self._writing is None or self._readers is None:
            raise self._closed()
        try:
            async with self._readers.connect() as connection:
                found: Sequence[Row[Any]] = (await connection.execute(query)).all()
                return found
        except SQLAlchemyError as error:
            raise ReadOnlyData(str(self._data)) from error

    async def write(
        self,
        change: Callable[[Connection], _T],
        *,
        then: Callable[[_T], object] | None = None,
        scrub: bool = False,
    ) -> _T:
        """Make a change, whole or not at all; what it gave, once it is on the disk.

        It shares its transaction with the changes that wait beside it, in the order they
        came, and fails alone: its own error is raised here. `then` is called on the loop with
        what it gave right after the commit, also where the caller was cancelled meanwhile.
        With `scrub`, what was dropped is wiped off the write-ahead log too.
        Raises ReadOnlyData when it can't be saved.
        """
        if self._writing is None:
            raise self._closed()
        write = _Write(change, then, scrub)
        self._queue.put_nowait(write)
        try:
            return await write.saved
        except SQLAlchemyError as error:
            raise ReadOnlyData(str(self._data)) from error

    async def _write_on(self, writer: AsyncEngine) -> None:
        """Save what is queued, all that waits at a time, until the queue says None."""
        try:
            while writes := await self._waiting():
                await self._save(writer, writes)
        finally:
            self._writing = None
            while not self._queue.empty():
                if write := self._queue.get_nowait():
                    write.fail(self._closed())
            await writer.dispose()

    async def _waiting(self) -> list[_Write[Any]]:
        """Everything queued, once there is something; nothing at the end."""
        writes: list[_Write[Any]] = []
        write = await self._queue.get()
        while write is not None:
            writes.append(write)
            if self._queue.empty():
                return writes
            write = self._queue.get_nowait()
        if writes:
            self._queue.put_nowait(None)
        return writes

    async def _save(self, writer: AsyncEngine, writes: Sequence[_Write[Any]]) -> None:
        """Make the changes in one transaction, then tell everybody."""
        try:
            async with writer.connect() as connection:
                await self._commit(connection, writes)
        except BaseException as error:
            refused = ReadOnlyData(str(self._data))
            refused.__cause__ = error
            for write in writes:
                write.fail(refused)
            if not isinstance(error, Exception):
                raise
            return
        self._to_scrub |= any(write.scrub for write in writes)
        if self._to_scrub:
            self._to_scrub = not await self._scrubbed(writer)
        for write in writes:
            write.tell()

    @staticmethod
    async def _commit(connection: AsyncConnection, writes: Sequence[_Write[Any]]) -> None:
        def run(sync: Connection) -> None:
            for write in writes:
                write.run(sync)

        try:
            async with connection.begin():
                await connection.run_sync(run)
        except BaseException:
            # Whatever state it is in, the next changes get a new one.
            await connection.invalidate()
            raise

    @staticmethod
    async def _scrubbed(writer: AsyncEngine) -> bool:
        """Empty the write-ahead log; whether nobody was in the way."""
        try:
            async with writer.connect() as connection:
                raw = (await connection.get_raw_connection()).driver_connection
                assert raw is not None
                # Who reads right now is not waited for: everybody who writes would wait too.
                await raw.execute("PRAGMA busy_timeout=0")
                async with raw.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
                    (busy, *_) = await cursor.fetchone()
                await raw.execute(f"PRAGMA {_PATIENCE}")
        except (SQLAlchemyError, sqlite3.Error):
            return False
        return not busy

    def _engine(self, **options: Any) -> AsyncEngine:
        engine = create_async_engine(self._url, max_overflow=0, **options)
        event.listen(engine.sync_engine, "connect", _prepare)
        return engine

    def _closed(self) -> ReadOnlyData:
        return ReadOnlyData(f"{self._data} is not open")


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows; one whose primary key is there already takes its place."""
    if rows:
        connection.execute(_put(table), rows)


def add_new(table: Table) -> Insert:
    """An insert that passes over rows which are there already."""
    return insert_or(table).on_conflict_do_nothing()


@cache
def _put(table: Table) -> Insert:
    statement = insert_or(table)
    keys = [column.name for column in table.primary_key]
    new = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=new)


def _in_transaction(connection: Connection) -> bool:
    driver = connection.connection.driver_connection
    return driver is not None and bool(driver.in_transaction)


def _prepare(connection: Any, _: object) -> None:
    # The driver's own idea of when a transaction begins breaks savepoints.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
