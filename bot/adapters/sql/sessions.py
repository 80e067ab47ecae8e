"""The SQL session store: sessions, and turns saved whole."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Select, select

from bot.adapters.sql.buttons import save_asked, save_keys
from bot.adapters.sql.database import Database, put
from bot.adapters.sql.feedback import save_feedback
from bot.adapters.sql.forgetting import forget
from bot.adapters.sql.groups import save_groups
from bot.adapters.sql.kept_questions import drop_kept, save_kept
from bot.adapters.sql.mailbox import SqlMailbox, finish, queue
from bot.adapters.sql.moving import move
from bot.adapters.sql.tables import sessions
from bot.adapters.sql.tickets import save_lines, save_suggestions, save_tickets
from bot.domain.address import ConversationKey
from bot.domain.conversation import Session
from bot.domain.turn import Turn
from bot.ports import Clock, OutboxEntry


class SqlSessions:
    """A SessionStore in a database; the mailbox hears of every saved turn's posts."""

    def __init__(self, database: Database, mailbox: SqlMailbox, clock: Clock) -> None:
        self._database = database
        self._mailbox = mailbox
        self._clock = clock

    async def load(self, key: ConversationKey) -> Session:
        """The conversation's session; a new one when there is none."""
        found = await self._database.rows(_of(key))
        return Session.model_validate_json(found[0].data) if found else Session(key=key)

    async def knows(self, key: ConversationKey) -> bool:
        """Whether that person has spoken with us before and was not forgotten."""
        return bool(await self._database.rows(_of(key)))

    async def commit(self, turn: Turn) -> None:
        """Save everything the turn changed in one transaction. Raises TicketMoved when one of
        its tickets was changed meanwhile, ReadOnlyData when nothing can be written."""
        now = self._clock.now()
        await self._database.write(
            lambda connection: _save(connection, turn, now),
            then=self._mailbox.announce,
            scrub=bool(turn.forgotten),
        )


def _save(connection: Connection, turn: Turn, now: datetime) -> list[OutboxEntry]:
    """Save a turn; its posts as they stand in the outbox.

    People are forgotten after their own words of this turn were saved and before its posts
    are queued: the last thing they are told still goes out.
    """
    save_tickets(connection, turn.tickets)
    finish(connection, turn.receipts)
    _save_sessions(connection, turn.sessions, now)
    save_lines(connection, turn.lines)
    save_suggestions(connection, turn.suggestions)
    save_kept(connection, turn.kept)
    forget(connection, turn.forgotten, now)
    drop_kept(connection, turn.dropped)
    move(connection, turn.moved)
    save_groups(connection, turn.groups)
    save_keys(connection, turn.keys, now)
    save_asked(connection, turn.asked)
    save_feedback(connection, turn.feedback)
    return queue(connection, turn.posts)


def _save_sessions(connection: Connection, saved: Sequence[Session], now: datetime) -> None:
    rows = [
        {"key": str(session.key), "data": session.model_dump_json(), "updated_at": now}
        for session in saved
    ]
    put(connection, sessions, rows)


def _of(key: ConversationKey) -> Select[tuple[str]]:
    return select(sessions.c.data).where(sessions.c.key == str(key))
