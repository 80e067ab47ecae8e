"""The SQL feedback store: verdicts on guides."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from bot.adapters.sql.database import Database
from bot.adapters.sql.tables import feedback
from bot.domain.conversation import Feedback


class SqlFeedback:
    """A FeedbackStore in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def feedback(self) -> list[Feedback]:
        """Every verdict, oldest first."""
        columns = [feedback.c[name] for name in Feedback.model_fields]
        rows = await self._database.rows(select(*columns).order_by(feedback.c.id))
        return [Feedback(**row._mapping) for row in rows]


def save_feedback(connection: Connection, given: Sequence[Feedback]) -> None:
    """Keep verdicts."""
    if given:
        connection.execute(insert(feedback), [verdict.model_dump() for verdict in given])
