"""Tickets: the pure moves of a ticket. Each gives the ticket one version on, or why not."""

import secrets
from datetime import datetime
from enum import StrEnum

from bot.domain.address import ConversationKey
from bot.domain.ticket import Level, Ticket, TicketDraft, TicketState

RUNNING = frozenset({TicketState.OPEN, TicketState.CLAIMED})
"""The states of a ticket that somebody still waits for."""

# Without 0, O, 1 and I, which are told apart badly when read aloud or from paper.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_ID_LENGTH = 5
_LONGEST_NAME = 60


class Refused(StrEnum):
    """Why a ticket can't move so. MINE is a ticket that the same helper has already."""

    TAKEN = "taken"
    MINE = "mine"
    NOT_CLAIMED = "not_claimed"
    RUNNING = "running"
    OVER = "over"
    NO_NEXT_LEVEL = "no_next_level"


def new_ticket_id() -> str:
    """Five letters and digits that people can read to each other."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_ID_LENGTH))


def open_ticket(
    id_: str,
    person: ConversationKey,
    language: str,
    draft: TicketDraft,
    level: Level,
    desk: str,
    at: datetime,
) -> Ticket:
    """A new ticket lying with a desk, or with none when `desk` is empty."""
    return Ticket(
        id=id_,
        person=person,
        language=language,
        reason=draft.reason,
        question=draft.question or "",
        guide=draft.guide,
        step=draft.step,
        commune=draft.commune or None,
        level=level,
        desk=desk,
        opened=at,
        raised=at,
        touched=at,
    )


def claim(ticket: Ticket, helper: str, name: str, at: datetime) -> Ticket | Refused:
    """In a helper's hands, if it is open."""
    if ticket.state is TicketState.CLAIMED:
        return Refused.MINE if ticket.helper == helper else Refused.TAKEN
    if ticket.state is not TicketState.OPEN:
        return Refused.OVER
    return _moved(
        ticket,
        at,
        state=TicketState.CLAIMED,
        helper=helper,
        helper_name=name[:_LONGEST_NAME],
    )


def touch(ticket: Ticket, at: datetime) -> Ticket | Refused:
    """Words went to and fro, or the helper was reminded."""
    if ticket.state is not TicketState.CLAIMED:
        return Refused.NOT_CLAIMED
    return _moved(ticket, at)


def release(ticket: Ticket, at: datetime) -> Ticket | Refused:
    """Waiting again where it lies."""
    if ticket.state is not TicketState.CLAIMED:
        return Refused.NOT_CLAIMED
    return _moved(ticket, at, **_nobodys())


def raise_level(ticket: Ticket, level: Level, desk: str, at: datetime) -> Ticket | Refused:
    """Waiting at another desk, of the same level or the next."""
    if ticket.state not in RUNNING:
        return Refused.OVER
    return _moved(ticket, at, level=level, desk=desk, raised=at, **_nobodys())


def finish(ticket: Ticket, at: datetime) -> Ticket | Refused:
    """Done by the helper who has it."""
    if ticket.state is not TicketState.CLAIMED:
        return Refused.NOT_CLAIMED
    return _moved(ticket, at, state=TicketState.DONE)


def reopen(ticket: Ticket, desk: str, at: datetime) -> Ticket | Refused:
    """Waiting with the province's people, after those of the commune could not help: once,
    since no level lies above."""
    if ticket.state in RUNNING:
        return Refused.RUNNING
    if ticket.state is not TicketState.DONE or ticket.level is Level.PROVINCE:
        return Refused.NO_NEXT_LEVEL
    return _moved(ticket, at, level=Level.PROVINCE, desk=desk, raised=at, **_nobodys())


def cancel(ticket: Ticket, at: datetime) -> Ticket | Refused:
    """Taken back by the asker, or the asker can't be reached any more."""
    if ticket.state not in RUNNING:
        return Refused.OVER
    return _moved(ticket, at, state=TicketState.CANCELLED)


def expire(ticket: Ticket, at: datetime) -> Ticket | Refused:
    """Over because nobody took it at any level."""
    if ticket.state not in RUNNING:
        return Refused.OVER
    return _moved(ticket, at, state=TicketState.EXPIRED)


def _nobodys() -> dict[str, object]:
    return {"state": TicketState.OPEN, "helper": None, "helper_name": None}


def _moved(ticket: Ticket, at: datetime, **changes: object) -> Ticket:
    return ticket.model_copy(update={**changes, "touched": at, "version": ticket.version + 1})
