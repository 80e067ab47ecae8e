"""The SQL groups: the groups the bot is or was in."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.adapters.sql.database import Database, put
from bot.adapters.sql.tables import groups
from bot.domain.group import Group, QuietHours


class SqlGroups:
    """Groups in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def group(self, channel: str, chat: str) -> Group | None:
        """The group with that chat id."""
        query = select(groups).where(groups.c.channel == channel, groups.c.chat == chat)
        found = await self._database.rows(query)
        return _group(found[0]) if found else None

    async def groups(self) -> list[Group]:
        """Every group the bot is in, by title."""
        query = select(groups).where(groups.c.gone.is_(False)).order_by(groups.c.title)
        return [_group(row) for row in await self._database.rows(query)]


def save_groups(connection: Connection, saved: Sequence[Group]) -> None:
    """Save new and changed groups."""
    put(connection, groups, [_row(group) for group in saved])


def _row(group: Group) -> dict[str, object]:
    return {
        **group.model_dump(exclude={"quiet"}),
        "quiet_start": group.quiet.start if group.quiet else None,
        "quiet_end": group.quiet.end if group.quiet else None,
    }


def _group(row: Row[Any]) -> Group:
    fields = dict(row._mapping)
    start, end = fields.pop("quiet_start"), fields.pop("quiet_end")
    quiet = None if start is None or end is None else QuietHours(start=start, end=end)
    return Group(quiet=quiet, **fields)
