"""The SQL kept questions: questions waiting for a guide."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from bot.adapters.sql.database import Database, put
from bot.adapters.sql.tables import kept_questions
from bot.domain.address import ConversationKey
from bot.domain.conversation import KeptQuestion


class SqlKeptQuestions:
    """KeptQuestions in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def not_asked_of(self, generation: str) -> list[KeptQuestion]:
        """The kept questions that this generation was not asked yet, oldest first."""
        query = (
            select(kept_questions)
            .where(kept_questions.c.generation != generation)
            .order_by(kept_questions.c.asked, kept_questions.c.id)
        )
        return [_kept(row) for row in await self._database.rows(query)]


def save_kept(connection: Connection, kept: Sequence[KeptQuestion]) -> None:
    """Keep questions; one kept before is kept as it is now."""
    rows = [{**one.model_dump(exclude={"key"}), **one.key.model_dump()} for one in kept]
    put(connection, kept_questions, rows)


def drop_kept(connection: Connection, ids: Sequence[str]) -> None:
    """Drop questions that need no answer any more."""
    if ids:
        connection.execute(delete(kept_questions).where(kept_questions.c.id.in_(ids)))


def _kept(row: Row[Any]) -> KeptQuestion:
    fields = dict(row._mapping)
    key = ConversationKey(**{name: fields.pop(name) for name in ConversationKey.model_fields})
    return KeptQuestion(key=key, **fields)
