"""The SQL buttons: what buttons outside private sessions do, and what our messages are about."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, or_, select

from bot.adapters.sql.database import Database, put
from bot.adapters.sql.tables import asked_elsewhere, button_keys, posted
from bot.domain.answer import Action
from bot.domain.conversation import AskedElsewhere, ButtonKey


class SqlButtons:
    """Buttons in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pressed(self, channel: str, chat: str, user: str, token: str) -> Action | None:
        """The action of a button in that chat; None for a forged one, one of another chat or
        of another user."""
        keys = button_keys.c
        query = select(keys.action).where(
            keys.channel == channel,
            keys.chat == chat,
            keys.token == token,
            or_(keys.user.is_(None), keys.user == user),
        )
        found = await self._database.rows(query)
        return Action.model_validate_json(found[0].action) if found else None

    async def named(self, channel: str, chat: str, message: str) -> str | None:
        """The name under which a message of ours was posted, if it had one."""
        query = select(posted.c.name).where(
            posted.c.channel == channel, posted.c.chat == chat, posted.c.message == message
        )
        found = await self._database.rows(query)
        return found[0].name if found else None

    async def asked_elsewhere(self, key: str) -> AskedElsewhere | None:
        """The question a link into the private chat carries."""
        query = select(asked_elsewhere).where(asked_elsewhere.c.key == key)
        found = await self._database.rows(query)
        return AskedElsewhere(**found[0]._mapping) if found else None


def save_keys(connection: Connection, keys: Sequence[ButtonKey], now: datetime) -> None:
    """Remember what buttons do."""
    rows = [
        {**key.model_dump(exclude={"action"}), "action": key.action.model_dump_json()}
        for key in keys
    ]
    put(connection, button_keys, [{**row, "made_at": now} for row in rows])


def save_asked(connection: Connection, questions: Sequence[AskedElsewhere]) -> None:
    """Remember questions asked in groups, for the links that carry their keys."""
    put(connection, asked_elsewhere, [question.model_dump() for question in questions])
