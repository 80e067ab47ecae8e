"""The SQL mailbox: raw updates in, posts out, and what could be neither read nor sent."""

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from bot.adapters.sql.database import Database, add_new
from bot.adapters.sql.tables import dead_letters, inbox, outbox, posted
from bot.domain.address import Address
from bot.domain.conversation import Post
from bot.ports import Clock, InboxEntry, OutboxEntry, Stuck

WAITING, DONE, QUARANTINED = "waiting", "done", "quarantined"
_INBOX, _OUTBOX = "inbox", "outbox"
_LONGEST_WHY = 500

Watcher = Callable[[Sequence[OutboxEntry]], None]


class SqlMailbox:
    """A Mailbox in a database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._watchers: list[Watcher] = []

    # In

    async def receive(self, entries: Sequence[InboxEntry]) -> list[InboxEntry]:
        """Store entries, each id once ever, in one commit; those that were new."""
        now = self._clock.now()
        return await self._database.write(lambda connection: _receive(connection, entries, now))

    async def waiting(self) -> list[InboxEntry]:
        """The entries not settled yet, oldest first."""
        query = select(inbox).where(inbox.c.state == WAITING).order_by(inbox.c.place)
        return [
            InboxEntry(receipt=row.receipt, lane=row.lane, raw=row.raw or "")
            for row in await self._database.rows(query)
        ]

    async def settle(self, receipts: Sequence[str]) -> None:
        """Mark entries as done with no reply; their raw text is dropped."""
        await self._database.write(lambda connection: finish(connection, receipts))

    async def quarantine(self, receipts: Sequence[str], why: str) -> None:
        """Set entries aside that can't be read; they are kept and not tried again."""
        statement = (
            update(inbox)
            .where(inbox.c.receipt.in_(receipts), inbox.c.state == WAITING)
            .values(state=QUARANTINED, why=why[:_LONGEST_WHY])
        )
        await self._database.write(lambda connection: connection.execute(statement))

    # Out

    def watch(self, queued: Watcher) -> None:
        """Have `queued` called with the entries of every turn as soon as it is saved, and with
        a dead letter that is put back in its line."""
        self._watchers.append(queued)

    def announce(self, entries: Sequence[OutboxEntry]) -> None:
        """Tell the watchers of entries that are in the outbox now."""
        if entries:
            for watcher in self._watchers:
                watcher(entries)

    async def outgoing(self) -> list[OutboxEntry]:
        """The posts not sent yet, oldest first."""
        rows = await self._database.rows(select(outbox).order_by(outbox.c.id))
        return [OutboxEntry(id=row.id, post=Post.model_validate_json(row.post)) for row in rows]

    async def posted(self, name: str, to: Address) -> str | None:
        """The id of the message last posted under that name in that chat."""
        query = (
            select(posted.c.message)
            .where(posted.c.channel == to.channel, posted.c.chat == to.chat, posted.c.name == name)
            .order_by(posted.c.id.desc())
            .limit(1)
        )
        found = await self._database.rows(query)
        return found[0].message if found else None

    async def sent(self, entry: OutboxEntry, message: str | None) -> None:
        """Drop a post that was sent; the id of the message it became is remembered under the
        post's name. One that is gone, its person forgotten meanwhile, leaves no trace."""
        now = self._clock.now()
        await self._database.write(lambda connection: _sent(connection, entry, message, now))

    # What is stuck

    async def bury(self, entry: OutboxEntry, why: str) -> None:
        """Set a post aside that can never be sent: a dead letter. One that is gone, its person
        forgotten meanwhile, leaves none."""
        now = self._clock.now()
        await self._database.write(lambda connection: _bury(connection, entry, why, now))

    async def stuck(self) -> list[Stuck]:
        """Everything set aside, oldest first."""
        unread = select(inbox).where(inbox.c.state == QUARANTINED).order_by(inbox.c.place)
        unsent = select(dead_letters).order_by(dead_letters.c.id)
        found = [_unread(row) for row in await self._database.rows(unread)]
        found += [_unsent(row) for row in await self._database.rows(unsent)]
        return sorted(found, key=attrgetter("since"))

    async def retry(self, box: str, id_: str) -> bool:
        """Put something set aside back in its line; whether it was there. A post is told to
        the watchers at once, an update is tried when the waiting ones are asked for."""
        if box == _INBOX:
            return await self._take_aside(id_, state=WAITING, why=None)
        if box != _OUTBOX:
            return False
        again = await self._database.write(
            lambda connection: _retry(connection, id_), then=self.announce
        )
        return bool(again)

    async def discard(self, box: str, id_: str) -> bool:
        """Drop something set aside for good; whether it was there."""
        if box == _INBOX:
            return await self._take_aside(id_, state=DONE, why=None, raw=None)
        if box != _OUTBOX:
            return False
        return bool(await self._database.write(lambda connection: _unbury(connection, id_)))

    async def _take_aside(self, receipt: str, **values: str | None) -> bool:
        statement = (
            update(inbox)
            .where(inbox.c.receipt == receipt, inbox.c.state == QUARANTINED)
            .values(**values)
        )
        return await self._database.write(
            lambda connection: connection.execute(statement).rowcount > 0
        )


def finish(connection: Connection, receipts: Sequence[str]) -> None:
    """Settle inbox entries and drop their raw text."""
    if receipts:
        connection.execute(
            update(inbox).where(inbox.c.receipt.in_(receipts)).values(state=DONE, raw=None)
        )


def queue(connection: Connection, posts: Sequence[Post]) -> list[OutboxEntry]:
    """Put posts in the outbox, in order; they as they stand in it."""
    if not posts:
        return []
    rows = [
        {"channel": post.to.channel, "chat": post.to.chat, "post": post.model_dump_json()}
        for post in posts
    ]
    statement = insert(outbox).returning(outbox.c.id, sort_by_parameter_order=True)
    ids = connection.execute(statement, rows).scalars()
    return [OutboxEntry(id=id_, post=post) for id_, post in zip(ids, posts, strict=True)]


def _receive(
    connection: Connection, entries: Sequence[InboxEntry], now: datetime
) -> list[InboxEntry]:
    if not entries:
        return []
    last = connection.execute(select(func.max(inbox.c.place))).scalar() or 0
    first: dict[str, InboxEntry] = {}
    for entry in entries:
        first.setdefault(entry.receipt, entry)
    rows = [
        {**entry.model_dump(), "place": place, "state": WAITING, "received_at": now}
        for place, entry in enumerate(first.values(), start=last + 1)
    ]
    new = set(connection.execute(add_new(inbox).returning(inbox.c.receipt), rows).scalars())
    return [entry for receipt, entry in first.items() if receipt in new]


def _sent(connection: Connection, entry: OutboxEntry, message: str | None, now: datetime) -> None:
    dropped = connection.execute(
        delete(outbox).where(outbox.c.id == entry.id).returning(outbox.c.chat)
    ).first()
    if dropped is None or message is None or entry.post.name is None:
        return
    place = {"channel": entry.post.to.channel, "chat": dropped.chat, "message": message}
    connection.execute(delete(posted).filter_by(**place))
    connection.execute(insert(posted).values(**place, name=entry.post.name, at=now))


def _bury(connection: Connection, entry: OutboxEntry, why: str, now: datetime) -> None:
    buried = connection.execute(
        delete(outbox)
        .where(outbox.c.id == entry.id)
        .returning(outbox.c.channel, outbox.c.chat, outbox.c.post)
    ).first()
    if buried is not None:
        row = {**buried._mapping, "why": why[:_LONGEST_WHY], "since": now}
        connection.execute(insert(dead_letters), row)


def _retry(connection: Connection, id_: str) -> list[OutboxEntry]:
    return queue(connection, _unbury(connection, id_))


def _unbury(connection: Connection, id_: str) -> list[Post]:
    if not id_.isdecimal():
        return []
    taken = connection.execute(
        delete(dead_letters).where(dead_letters.c.id == int(id_)).returning(dead_letters.c.post)
    )
    return [Post.model_validate_json(post) for post in taken.scalars()]


def _unread(row: Row[Any]) -> Stuck:
    return Stuck(
        box=_INBOX,
        id=row.receipt,
        chat=row.lane,
        why=row.why or "",
        since=row.received_at,
        content=row.raw or "",
    )


def _unsent(row: Row[Any]) -> Stuck:
    return Stuck(
        box=_OUTBOX,
        id=str(row.id),
        chat=row.chat,
        why=row.why,
        since=row.since,
        content=Post.model_validate_json(row.post).reply.text,
    )
