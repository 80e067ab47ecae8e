"""The back office: what those who run the bot read of what is kept, and decide."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta

from bot.adapters.sql.stores import opened_stores
from bot.app import SystemClock
from bot.domain.conversation import Feedback
from bot.domain.group import DeskState, Group
from bot.domain.ticket import Suggestion, Ticket
from bot.domain.turn import Turn
from bot.domain.values import Value
from bot.ports import Groups, Mailbox, ModelDay, SessionStore
from bot.settings import Settings


class TicketAtDesk(Value):
    """An unfinished ticket, the title of the group it lies with (empty where no group saw it),
    and its age in minutes."""

    ticket: Ticket
    desk: str
    minutes: int


async def verdicts(settings: Settings) -> list[Feedback]:
    """What citizens said of finished guides. Raises ReadOnlyData."""
    async with opened_stores(settings.data) as stores:
        return await stores.feedback.feedback()


async def unfinished_tickets(settings: Settings) -> list[TicketAtDesk]:
    """Every ticket that somebody still waits for, oldest first. Raises ReadOnlyData."""
    now = SystemClock().now()
    async with opened_stores(settings.data) as stores:
        return [
            await _at_desk(ticket, stores.groups, now)
            for ticket in await stores.tickets.unfinished()
        ]


async def suggested(settings: Settings) -> list[Suggestion]:
    """What helpers answered, for editors, oldest first. Raises ReadOnlyData."""
    async with opened_stores(settings.data) as stores:
        return list(await stores.tickets.suggestions())


async def model_days(settings: Settings) -> list[ModelDay]:
    """What a language model was used for, by day and outcome, the latest day first. Raises
    ReadOnlyData."""
    async with opened_stores(settings.data) as stores:
        return await stores.ledger.days()


def first_of(days: int) -> date:
    """The first of so many days, of which today is the last."""
    return SystemClock().now().date() - timedelta(days=days - 1)


@asynccontextmanager
async def opened_mailbox(settings: Settings) -> AsyncIterator[Mailbox]:
    """What was received and what is to be sent. Raises ReadOnlyData or NewerData."""
    async with opened_stores(settings.data) as stores:
        yield stores.mailbox


async def groups_there(settings: Settings) -> list[Group]:
    """Every group the bot is in, by title. Raises ReadOnlyData."""
    async with opened_stores(settings.data) as stores:
        there: list[Group] = await stores.groups.groups()
        return there


async def set_desk(settings: Settings, chat: str, desk: DeskState) -> Group | None:
    """Open or shut the desk of a group the bot is in, for an operator; None when there is no
    such group, or one that never asked for a desk is to get one. Raises ReadOnlyData."""
    async with opened_stores(settings.data) as stores:
        return await decided(stores.groups, stores.sessions, chat, desk)


async def decided(
    groups: Groups, sessions: SessionStore, chat: str, desk: DeskState
) -> Group | None:
    """The group in that chat with its desk opened or shut, saved; see `set_desk`."""
    group = next((one for one in await groups.groups() if one.chat == chat), None)
    if group is None or group.desk is DeskState.OFF:
        return None
    changed = group.model_copy(update={"desk": desk})
    await sessions.commit(Turn(groups=(changed,)))
    return changed


async def _at_desk(ticket: Ticket, groups: Groups, now: datetime) -> TicketAtDesk:
    group = await groups.group(ticket.person.channel, ticket.desk) if ticket.desk else None
    minutes = int((now - ticket.opened).total_seconds()) // 60
    return TicketAtDesk(ticket=ticket, desk=group.title if group else "", minutes=minutes)
