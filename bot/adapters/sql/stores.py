"""Stores: everything that is kept, opened together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.sql.buttons import SqlButtons
from bot.adapters.sql.database import Database
from bot.adapters.sql.feedback import SqlFeedback
from bot.adapters.sql.groups import SqlGroups
from bot.adapters.sql.kept_questions import SqlKeptQuestions
from bot.adapters.sql.mailbox import SqlMailbox
from bot.adapters.sql.model_ledger import SqlModelLedger
from bot.adapters.sql.retention import Retention
from bot.adapters.sql.sessions import SqlSessions
from bot.adapters.sql.tickets import SqlTickets
from bot.domain.allowance import Allowance
from bot.ports import Clock

_NOTHING = Allowance()


class _UtcClock:
    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class Stores:
    """A port each, over one database."""

    sessions: SqlSessions
    mailbox: SqlMailbox
    buttons: SqlButtons
    tickets: SqlTickets
    groups: SqlGroups
    kept_questions: SqlKeptQuestions
    feedback: SqlFeedback
    ledger: SqlModelLedger
    retention: Retention

    async def clean(self) -> None:
        """Drop what is past its time: for a server that runs for weeks. Raises
        ReadOnlyData."""
        await self.retention.clean()


@asynccontextmanager
async def opened_stores(
    data: Path, clock: Clock | None = None, allowance: Allowance = _NOTHING
) -> AsyncIterator[Stores]:
    """The stores in a data folder, created or migrated and cleaned up; closed afterwards. Rows
    are dated by the clock, the machine's unless given; the ledger admits what the allowance
    covers. Raises ReadOnlyData or NewerData."""
    database = Database(data)
    await database.open()
    try:
        stores = _over(database, clock or _UtcClock(), allowance)
        await stores.clean()
        yield stores
    finally:
        await database.close()


def _over(database: Database, clock: Clock, allowance: Allowance) -> Stores:
    mailbox = SqlMailbox(database, clock)
    return Stores(
        sessions=SqlSessions(database, mailbox, clock),
        mailbox=mailbox,
        buttons=SqlButtons(database),
        tickets=SqlTickets(database),
        groups=SqlGroups(database),
        kept_questions=SqlKeptQuestions(database),
        feedback=SqlFeedback(database),
        ledger=SqlModelLedger(database, allowance),
        retention=Retention(database, clock),
    )
