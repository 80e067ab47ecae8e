"""The SQL store: sessions, feedback, inbox and outbox in one database (SQLAlchemy, SQLite).

A SessionStore, Mailbox and FeedbackStore. One process writes each database file.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import (
    Column,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.conversation import ConversationKey, Feedback, Reply, Session, Turn, Verdict
from bot.domain.errors import ReadOnlyData
from bot.ports import InboxEntry, OutboxEntry

_metadata = MetaData()
_sessions = Table(
    "sessions",
    _metadata,
    Column("key", String, primary_key=True),
    Column("data", Text, nullable=False),
    Column("updated_at", DateTime, nullable=False),
)
_feedback = Table(
    "feedback",
    _metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("guide", String, nullable=False, index=True),
    Column("version", String, nullable=False),
    Column("step", String),
    Column("verdict", String, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
_inbox = Table(
    "inbox",
    _metadata,
    Column("receipt", String, primary_key=True),
    Column("place", Integer, nullable=False, index=True),
    Column("lane", String, nullable=False),
    Column("raw", Text),
    Column("state", String, nullable=False, index=True),
    Column("why", Text),
    Column("received_at", DateTime, nullable=False),
)
_outbox = Table(
    "outbox",
    _metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("receipt", String, nullable=False, index=True),
    Column("key", Text, nullable=False),
    Column("reply", Text, nullable=False),
)

_WAITING, _DONE, _QUARANTINED = "waiting", "done", "quarantined"
# Ids are remembered longer than the service keeps updates (24 hours).
_REMEMBERED = timedelta(days=8)
# Text that was dropped is overwritten, not only unlinked.
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "secure_delete=ON")


class SqlStore:
    """A store in `<data>/camtay.sqlite`. Call `open` before and `close` after use."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._engine: AsyncEngine | None = None

    async def open(self) -> None:
        """Create what is missing. Raises ReadOnlyData when the folder can't be written."""
        try:
            self._data.mkdir(parents=True, exist_ok=True)
            engine = create_async_engine(f"sqlite+aiosqlite:///{self._data / 'camtay.sqlite'}")
            event.listen(engine.sync_engine, "connect", _prepare)
            async with engine.begin() as connection:
                await connection.run_sync(_metadata.create_all)
                cutoff = _now() - _REMEMBERED
                await connection.execute(
                    delete(_inbox).where(_inbox.c.received_at < cutoff, _inbox.c.state == _DONE)
                )
        except (OSError, SQLAlchemyError) as error:
            raise ReadOnlyData(str(self._data)) from error
        self._engine = engine

    async def close(self) -> None:
        """Close every connection."""
        if self._engine is not None:
            await self._engine.dispose()

    # Sessions and feedback

    async def load(self, key: ConversationKey) -> Session:
        """The conversation's session; a new one when there is none."""
        async with self._connected() as connection:
            query = select(_sessions.c.data).where(_sessions.c.key == str(key))
            data = (await connection.execute(query)).scalar_one_or_none()
        return Session(key=key) if data is None else Session.model_validate_json(data)

    async def commit(self, turn: Turn) -> None:
        """Save everything the turn changed in one transaction."""
        async with self._writing() as connection:
            await self._save_session(connection, turn)
            for feedback in turn.feedback:
                await connection.execute(
                    insert(_feedback).values(**feedback.model_dump(mode="python"))
                )
            if turn.receipt is not None:
                await self._finish(connection, turn.receipt, _DONE)
                for reply in turn.replies:
                    await connection.execute(
                        insert(_outbox).values(
                            receipt=turn.receipt,
                            key=turn.key.model_dump_json(),
                            reply=reply.model_dump_json(),
                        )
                    )

    async def feedback(self) -> list[Feedback]:
        """Every verdict, oldest first."""
        async with self._connected() as connection:
            rows = (await connection.execute(select(_feedback).order_by(_feedback.c.id))).all()
        return [
            Feedback(
                guide=row.guide,
                version=row.version,
                step=row.step,
                verdict=Verdict(row.verdict),
                at=row.at.replace(tzinfo=UTC) if row.at.tzinfo is None else row.at,
            )
            for row in rows
        ]

    # Inbox and outbox

    async def receive(self, entries: Sequence[InboxEntry]) -> list[InboxEntry]:
        """Store entries, each receipt once ever, in one commit; those that were new."""
        fresh = []
        async with self._writing() as connection:
            last = (
                await connection.execute(select(_inbox.c.place).order_by(_inbox.c.place.desc()))
            ).scalar()
            for place, entry in enumerate(entries, start=(last or 0) + 1):
                done = await connection.execute(
                    upsert(_inbox)
                    .values(
                        receipt=entry.receipt,
                        place=place,
                        lane=entry.lane,
                        raw=entry.raw,
                        state=_WAITING,
                        received_at=_now(),
                    )
                    .on_conflict_do_nothing()
                )
                if done.rowcount:
                    fresh.append(entry)
        return fresh

    async def waiting(self) -> list[InboxEntry]:
        """The entries not settled yet, oldest first."""
        query = select(_inbox).where(_inbox.c.state == _WAITING).order_by(_inbox.c.place)
        async with self._connected() as connection:
            rows = (await connection.execute(query)).all()
        return [InboxEntry(receipt=row.receipt, lane=row.lane, raw=row.raw or "") for row in rows]

    async def settle(self, receipt: str) -> None:
        """Mark an entry as done with no reply; its raw text is dropped."""
        async with self._writing() as connection:
            await self._finish(connection, receipt, _DONE)

    async def quarantine(self, receipt: str, why: str) -> None:
        """Set an entry aside that can't be read; it is kept and never tried again."""
        async with self._writing() as connection:
            await connection.execute(
                update(_inbox)
                .where(_inbox.c.receipt == receipt)
                .values(state=_QUARANTINED, why=why[:500])
            )

    async def outgoing(self, receipt: str | None = None) -> list[OutboxEntry]:
        """The replies not sent yet, oldest first; of one inbox entry, or all."""
        query = select(_outbox).order_by(_outbox.c.id)
        if receipt is not None:
            query = query.where(_outbox.c.receipt == receipt)
        async with self._connected() as connection:
            rows = (await connection.execute(query)).all()
        return [
            OutboxEntry(
                id=row.id,
                key=ConversationKey.model_validate_json(row.key),
                reply=Reply.model_validate_json(row.reply),
            )
            for row in rows
        ]

    async def sent(self, entry_id: int) -> None:
        """Drop a reply that was sent or can never be."""
        async with self._writing() as connection:
            await connection.execute(delete(_outbox).where(_outbox.c.id == entry_id))

    # Parts

    async def _save_session(self, connection: AsyncConnection, turn: Turn) -> None:
        key = str(turn.key)
        if turn.session is None:
            await connection.execute(delete(_sessions).where(_sessions.c.key == key))
            return
        data = turn.session.model_dump_json()
        await connection.execute(
            upsert(_sessions)
            .values(key=key, data=data, updated_at=_now())
            .on_conflict_do_update(
                index_elements=["key"], set_={"data": data, "updated_at": _now()}
            )
        )

    @staticmethod
    async def _finish(connection: AsyncConnection, receipt: str, state: str) -> None:
        await connection.execute(
            update(_inbox).where(_inbox.c.receipt == receipt).values(state=state, raw=None)
        )

    def _connected(self) -> "_Guarded":
        return _Guarded(self._opened(), writing=False)

    def _writing(self) -> "_Guarded":
        return _Guarded(self._opened(), writing=True)

    def _opened(self) -> AsyncEngine:
        if self._engine is None:
            raise ReadOnlyData(f"{self._data} is not open")
        return self._engine


class _Guarded:
    """A connection whose breakdowns are the project's own."""

    def __init__(self, engine: AsyncEngine, *, writing: bool) -> None:
        self._context = engine.begin() if writing else engine.connect()
        self._where = str(engine.url.database)

    async def __aenter__(self) -> AsyncConnection:
        try:
            return await self._context.__aenter__()
        except SQLAlchemyError as error:
            raise ReadOnlyData(self._where) from error

    async def __aexit__(self, kind: object, error: object, trace: object) -> None:
        try:
            await self._context.__aexit__(kind, error, trace)  # type: ignore[arg-type]
        except SQLAlchemyError as broken:
            raise ReadOnlyData(self._where) from broken


def _prepare(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
