"""The SQL tickets: a ticket changes only where its version is the one that was read."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from bot.adapters.sql.database import Database, add_new
from bot.adapters.sql.tables import suggestions, ticket_lines, tickets
from bot.domain.address import ConversationKey
from bot.domain.errors import TicketMoved
from bot.domain.ticket import Suggestion, Ticket, TicketLine, TicketState

RUNNING = (TicketState.OPEN, TicketState.CLAIMED)
_OLDEST_FIRST = (tickets.c.opened, tickets.c.id)


class SqlTickets:
    """Tickets in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ticket(self, id_: str) -> Ticket | None:
        """The ticket with that id."""
        return next(iter(await self._found(tickets.c.id == id_)), None)

    async def running(self, person: ConversationKey) -> Ticket | None:
        """The person's ticket that is open or claimed; the newest, were there several."""
        found = await self._found(
            tickets.c.state.in_(RUNNING),
            tickets.c.channel == person.channel,
            tickets.c.chat == person.chat,
            tickets.c.user == person.user,
        )
        return found[-1] if found else None

    async def held_by(self, channel: str, desk: str, helper: str) -> list[Ticket]:
        """The tickets in that helper's hands in that group, oldest first."""
        return await self._found(
            tickets.c.state == TicketState.CLAIMED,
            tickets.c.channel == channel,
            tickets.c.desk == desk,
            tickets.c.helper == helper,
        )

    async def unfinished(self) -> list[Ticket]:
        """Every ticket that is open or claimed, oldest first."""
        return await self._found(tickets.c.state.in_(RUNNING))

    async def lines(self, id_: str) -> list[TicketLine]:
        """What was carried in a ticket, oldest first."""
        query = select(ticket_lines).where(ticket_lines.c.ticket == id_).order_by(ticket_lines.c.id)
        rows = await self._database.rows(query)
        return [
            TicketLine(ticket=row.ticket, from_helper=row.from_helper, text=row.text, at=row.at)
            for row in rows
        ]

    async def suggestions(self) -> list[Suggestion]:
        """What helpers answered, for editors, oldest first."""
        rows = await self._database.rows(select(suggestions).order_by(suggestions.c.id))
        return [
            Suggestion(
                ticket=row.ticket,
                question=row.question,
                answer=row.answer,
                guide=row.guide,
                at=row.at,
            )
            for row in rows
        ]

    async def _found(self, *conditions: Any) -> list[Ticket]:
        query = select(tickets).where(*conditions).order_by(*_OLDEST_FIRST)
        return [_ticket(row) for row in await self._database.rows(query)]


def save_tickets(connection: Connection, saved: Sequence[Ticket]) -> None:
    """Save new and changed tickets. Raises TicketMoved for a new one that is there already and
    for a change to a version that is not the newest any more."""
    for ticket in saved:
        row = {**ticket.model_dump(exclude={"person"}), **ticket.person.model_dump()}
        if ticket.version == 1:
            done = connection.execute(add_new(tickets).values(row))
        else:
            before = ticket.version - 1
            done = connection.execute(
                update(tickets)
                .where(tickets.c.id == ticket.id, tickets.c.version == before)
                .values(row)
            )
        if not done.rowcount:
            raise TicketMoved(ticket.id)


def save_lines(connection: Connection, lines: Sequence[TicketLine]) -> None:
    """Keep what was carried."""
    if lines:
        connection.execute(insert(ticket_lines), [line.model_dump() for line in lines])


def save_suggestions(connection: Connection, made: Sequence[Suggestion]) -> None:
    """Keep what helpers answered."""
    if made:
        connection.execute(insert(suggestions), [suggestion.model_dump() for suggestion in made])


def _ticket(row: Row[Any]) -> Ticket:
    fields = dict(row._mapping)
    person = ConversationKey(**{name: fields.pop(name) for name in ConversationKey.model_fields})
    return Ticket(person=person, **fields)
