"""Retention: how long what is kept is kept."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from bot.adapters.sql.database import Database
from bot.adapters.sql.mailbox import DONE, QUARANTINED
from bot.adapters.sql.tables import (
    asked_elsewhere,
    button_keys,
    dead_letters,
    inbox,
    kept_questions,
    model_budgets,
    model_outcomes,
    posted,
    suggestions,
    ticket_lines,
    tickets,
)
from bot.adapters.sql.tickets import RUNNING
from bot.ports import Clock

# Ids are remembered longer than the service keeps updates (24 hours).
_SETTLED = timedelta(days=8)
_STUCK = timedelta(days=30)
_POSTED = timedelta(days=60)
_BUTTONS = timedelta(days=60)
_ASKED_ELSEWHERE = timedelta(days=30)
_LINES = timedelta(days=30)
_KEPT = timedelta(days=180)
_TICKETS = timedelta(days=180)
# Who asked a model today and yesterday: whose day it is differs with the time zone.
_ASKERS = timedelta(days=2)
_OUTCOMES = timedelta(days=400)


class Retention:
    """Drops what is past its time."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def clean(self) -> None:
        """Drop every row past its time. Raises ReadOnlyData."""
        now = self._clock.now()
        await self._database.write(lambda connection: _clean(connection, now))


def _clean(connection: Connection, now: datetime) -> None:
    today = now.date()
    received = inbox.c.received_at
    ended = tickets.c.state.not_in(RUNNING)
    long_ended = select(tickets.c.id).where(ended, tickets.c.touched < now - _LINES)
    for past in (
        delete(inbox).where(inbox.c.state == DONE, received < now - _SETTLED),
        delete(inbox).where(inbox.c.state == QUARANTINED, received < now - _STUCK),
        delete(dead_letters).where(dead_letters.c.since < now - _STUCK),
        delete(posted).where(posted.c.at < now - _POSTED),
        delete(button_keys).where(button_keys.c.made_at < now - _BUTTONS),
        delete(asked_elsewhere).where(asked_elsewhere.c.asked < now - _ASKED_ELSEWHERE),
        delete(ticket_lines).where(ticket_lines.c.ticket.in_(long_ended)),
        delete(tickets).where(ended, tickets.c.touched < now - _TICKETS),
        delete(suggestions).where(suggestions.c.at < now - _TICKETS),
        delete(kept_questions).where(kept_questions.c.asked < now - _KEPT),
        delete(model_budgets).where(model_budgets.c.day <= today - _ASKERS),
        delete(model_outcomes).where(model_outcomes.c.day <= today - _OUTCOMES),
    ):
        connection.execute(past)
