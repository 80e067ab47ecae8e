"""Forgetting: a person who asks for it leaves no word behind."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, update

from bot.adapters.sql.mailbox import DONE, QUARANTINED
from bot.adapters.sql.model_ledger import forget_asker
from bot.adapters.sql.tables import (
    button_keys,
    dead_letters,
    inbox,
    kept_questions,
    outbox,
    posted,
    sessions,
    suggestions,
    ticket_lines,
    tickets,
)
from bot.adapters.sql.tickets import RUNNING
from bot.domain.address import ConversationKey
from bot.domain.ticket import TicketState


def forget(connection: Connection, people: Sequence[ConversationKey], now: datetime) -> None:
    """Drop everything of these people. Their tickets stay without a word, those that were
    open or claimed cancelled."""
    for person in people:
        connection.execute(delete(sessions).where(sessions.c.key == str(person)))
        connection.execute(delete(kept_questions).filter_by(**person.model_dump()))
        connection.execute(delete(button_keys).filter_by(channel=person.channel, user=person.user))
        forget_asker(connection, person)
        _empty_tickets(connection, person, now)
        if person.chat == person.user:
            _empty_chat(connection, person)


def _empty_tickets(connection: Connection, person: ConversationKey, now: datetime) -> None:
    theirs = select(tickets.c.id).filter_by(**person.model_dump())
    ids = connection.execute(theirs).scalars().all()
    if not ids:
        return
    for table in (ticket_lines, suggestions):
        connection.execute(delete(table).where(table.c.ticket.in_(ids)))
    # What the desk was to be told of them and could not be.
    about = or_(*(dead_letters.c.post.contains(id_, autoescape=True) for id_ in ids))
    connection.execute(delete(dead_letters).where(about))
    mine = tickets.c.id.in_(ids)
    changed = {"question": "", "version": tickets.c.version + 1}
    connection.execute(
        update(tickets)
        .where(mine, tickets.c.state.in_(RUNNING))
        .values(**changed, state=TicketState.CANCELLED, touched=now)
    )
    connection.execute(update(tickets).where(mine, tickets.c.question != "").values(**changed))


def _empty_chat(connection: Connection, person: ConversationKey) -> None:
    """Drop what is kept of a private chat, where the chat's id is the person's own."""
    for table in (outbox, dead_letters, posted, button_keys):
        connection.execute(delete(table).filter_by(channel=person.channel, chat=person.chat))
    connection.execute(
        update(inbox)
        .where(
            inbox.c.lane == person.chat,
            inbox.c.receipt.startswith(f"{person.channel}:", autoescape=True),
            inbox.c.state == QUARANTINED,
        )
        .values(state=DONE, raw=None, why=None)
    )
