"""Moving: a group that got another id takes everything of the old one along."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from bot.adapters.sql.mailbox import DONE
from bot.adapters.sql.tables import (
    button_keys,
    dead_letters,
    groups,
    inbox,
    outbox,
    posted,
    tickets,
)
from bot.domain.address import Address
from bot.domain.conversation import Post
from bot.domain.group import GroupMoved


def move(connection: Connection, moves: Sequence[GroupMoved]) -> None:
    """Give the new chat everything of the old one.

    Not its message ids: in the new chat they are counted anew, and a known one would name
    another message. What was posted under a name is posted again when it next changes.
    """
    for moved in moves:
        _take_over(connection, groups, moved)
        _take_over(connection, button_keys, moved, button_keys.c.token)
        for table in (outbox, dead_letters):
            _readdress(connection, table, moved)
        connection.execute(delete(posted).filter_by(channel=moved.channel, chat=moved.old))
        # Who read a ticket before reads it again: what they save names the old desk.
        connection.execute(
            update(tickets)
            .where(tickets.c.channel == moved.channel, tickets.c.desk == moved.old)
            .values(desk=moved.new, version=tickets.c.version + 1)
        )
        connection.execute(
            update(inbox)
            .where(inbox.c.lane == moved.old, inbox.c.state != DONE)
            .values(lane=moved.new)
        )


def _take_over(connection: Connection, table: Table, moved: GroupMoved, *unique: Any) -> None:
    """Rename the chat; where the new one has the same already, the old one's wins."""
    of_old = select(*(unique or (table.c.chat,))).filter_by(channel=moved.channel, chat=moved.old)
    old = connection.execute(of_old).scalars().all()
    if not old:
        return
    replaced = delete(table).filter_by(channel=moved.channel, chat=moved.new)
    connection.execute(replaced.where(*(column.in_(old) for column in unique)))
    connection.execute(
        update(table).filter_by(channel=moved.channel, chat=moved.old).values(chat=moved.new)
    )


def _readdress(connection: Connection, table: Table, moved: GroupMoved) -> None:
    rows = connection.execute(
        select(table.c.id, table.c.post).filter_by(channel=moved.channel, chat=moved.old)
    ).all()
    for row in rows:
        post = Post.model_validate_json(row.post)
        to = Address(channel=moved.channel, chat=moved.new, thread=post.to.thread)
        new = post.model_copy(update={"to": to}).model_dump_json()
        connection.execute(
            update(table).where(table.c.id == row.id).values(chat=moved.new, post=new)
        )
