"""Database: one SQLite file with one writer and many readers (SQLAlchemy, in threads).

Writes that wait while another commits are committed together: the disk is asked to make sure
once for all of them. A thread is asked once too, for a whole transaction or a whole query: each
hop between the loop and a thread costs more than a statement.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import URL, Connection, Row, Select, Table, create_engine, event
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as insert_or
from sqlalchemy.exc import SQLAlchemyError

from bot.adapters.sql.schema import bring_up_to_date
from bot.adapters.sql.versions import FILE
from bot.domain.errors import ReadOnlyData

_T = TypeVar("_T")
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
        # The driver's own, at a fortieth of what SQLAlchemy's cost.
        driver = _driver(connection)
        driver.execute("SAVEPOINT this")
        try:
            outcome = self.change(connection)
            driver.execute("RELEASE this")
        except Exception as error:
            if not driver.in_transaction:
                # The database gave up all of it, as it does when the disk breaks down; what
                # came next would begin another.
                raise
            driver.execute("ROLLBACK TO this")
            driver.execute("RELEASE this")
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


class _Threads:
    """Threads that work on the file, and a connection for each."""

    def __init__(self, path: Path, size: int, **options: Any) -> None:
        url = URL.create("sqlite", database=str(path))
        self.engine = create_engine(url, pool_size=size, max_overflow=0, **options)
        event.listen(self.engine, "connect", _prepare)
        self._executor = ThreadPoolExecutor(size, thread_name_prefix=path.stem)

    def run(self, work: Callable[[Connection], _T]) -> asyncio.Future[_T]:
        """Begin work on a connection in the next thread that is free."""
        return asyncio.get_running_loop().run_in_executor(self._executor, self._connected, work)

    async def close(self) -> None:
        """Finish what was begun, then close the connections."""
        await asyncio.to_thread(self._executor.shutdown)
        self.engine.dispose()

    def _connected(self, work: Callable[[Connection], _T]) -> _T:
        with self.engine.connect() as connection:
            return work(connection)


class Database:
    """The tables in `<data>/camtay.sqlite`. Call `open` before and `close` after use, once
    each. One process writes each file."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._writer = _Threads(data / FILE, 1, pool_reset_on_return=None)
        event.listen(self._writer.engine, "begin", _begin)
        self._readers = _Threads(
            data / FILE, _READERS, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True
        )
        self._open = False
        self._queue: list[_Write[Any]] = []
        # Whether nothing is queued and nothing being saved.
        self._idle = asyncio.Event()
        self._idle.set()
        # Whether words that were to be forgotten still stand in the write-ahead log. The
        # writer's own.
        self._to_scrub = False

    async def open(self) -> None:
        """Create or migrate what is there. Raises ReadOnlyData when the folder can't be
        written, NewerData when a later release has written it."""
        try:
            self._data.mkdir(parents=True, exist_ok=True)
            await self._writer.run(_bring_up_to_date)
        except (OSError, SQLAlchemyError) as error:
            await self._writer.close()
            raise ReadOnlyData(str(self._data)) from error
        except BaseException:
            await self._writer.close()
            raise
        self._open = True

    async def close(self) -> None:
        """Save what waits, then close every connection."""
        if not self._open:
            return
        self._open = False
        await self._readers.close()
        await self._idle.wait()
        await self._writer.close()

    async def rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """What a query finds among what is saved. Raises ReadOnlyData."""
        if not self._open:
            raise self._closed()
        try:
            return await self._readers.run(lambda connection: connection.execute(query).all())
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
        if not self._open:
            raise self._closed()
        write = _Write(change, then, scrub)
        self._queue.append(write)
        if self._idle.is_set():
            self._idle.clear()
            # Whoever writes in this round of the loop comes along.
            asyncio.get_running_loop().call_soon(self._save_queued)
        try:
            return await write.saved
        except SQLAlchemyError as error:
            raise ReadOnlyData(str(self._data)) from error

    def _save_queued(self) -> None:
        """Have all that waits saved. No task does it: what was begun can't be cancelled."""
        writes, self._queue = self._queue, []
        saving = self._writer.run(partial(self._save, writes))
        saving.add_done_callback(partial(self._saved, writes))

    def _saved(self, writes: Sequence[_Write[Any]], saving: asyncio.Future[None]) -> None:
        """Tell everybody, while what came meanwhile is being saved."""
        if self._queue:
            self._save_queued()
        else:
            self._idle.set()
        error = saving.exception()
        if error is None:
            for write in writes:
                write.tell()
            return
        refused = ReadOnlyData(str(self._data))
        refused.__cause__ = error
        for write in writes:
            write.fail(refused)

    def _save(self, writes: Sequence[_Write[Any]], connection: Connection) -> None:
        """Make the changes in one transaction: the writer's whole work."""
        try:
            with connection.begin():
                for write in writes:
                    write.run(connection)
        except BaseException:
            # Whatever state it is in, the next changes get a new one.
            connection.invalidate()
            raise
        self._to_scrub |= any(write.scrub for write in writes)
        if self._to_scrub:
            self._to_scrub = not _scrubbed(connection)

    def _closed(self) -> ReadOnlyData:
        return ReadOnlyData(f"{self._data} is not open")


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows; one whose primary key is there already takes its place."""
    if rows:
        connection.execute(_put(table), rows)


def add_new(table: Table) -> Insert:
    """An insert that passes over rows which are there already."""
    return insert_or(table).on_conflict_do_nothing()


def add_up(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows of numbers; those of a row whose primary key is there already are added to
    what it has."""
    if rows:
        connection.execute(_add_up(table), rows)


@cache
def _put(table: Table) -> Insert:
    statement = insert_or(table)
    keys = [column.name for column in table.primary_key]
    new = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=new)


@cache
def _add_up(table: Table) -> Insert:
    statement = insert_or(table)
    keys = [column.name for column in table.primary_key]
    sums = {c.name: c + statement.excluded[c.name] for c in table.columns if c.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=sums)


def _bring_up_to_date(connection: Connection) -> None:
    with connection.begin():
        bring_up_to_date(connection)


def _scrubbed(connection: Connection) -> bool:
    """Empty the write-ahead log; whether nobody was in the way."""
    driver = _driver(connection)
    try:
        # Who reads right now is not waited for: everybody who writes would wait too.
        driver.execute("PRAGMA busy_timeout=0")
        try:
            (busy, *_) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            driver.execute(f"PRAGMA {_PATIENCE}")
    except sqlite3.Error:
        return False
    return not busy


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    # The driver's own idea of when a transaction begins breaks savepoints.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
