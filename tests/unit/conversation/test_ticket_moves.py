from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.desk.tickets import (
    Refused,
    cancel,
    claim,
    expire,
    finish,
    new_ticket_id,
    open_ticket,
    raise_level,
    release,
    reopen,
    touch,
)
from bot.domain.address import ConversationKey
from bot.domain.ticket import Level, Ticket, TicketDraft, TicketReason, TicketState

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PERSON = ConversationKey(channel="test", chat="7", user="7")
OPEN = open_ticket(
    "AB234",
    PERSON,
    "vi",
    TicketDraft(reason=TicketReason.ASKED, question="hỏi", commune="1234abcd"),
    Level.COMMUNE,
    "-100",
    NOW,
)


def taken(ticket: Ticket | Refused) -> Ticket:
    assert isinstance(ticket, Ticket)
    return ticket


CLAIMED = taken(claim(OPEN, "5", "Lan", NOW))
DONE = taken(finish(CLAIMED, NOW))
CANCELLED = taken(cancel(OPEN, NOW))
EXPIRED = taken(expire(OPEN, NOW))
MOVES: dict[str, Callable[[Ticket], Ticket | Refused]] = {
    "claim": lambda t: claim(t, "6", "Minh", LATER),
    "touch": lambda t: touch(t, LATER),
    "release": lambda t: release(t, LATER),
    "raise": lambda t: raise_level(t, Level.PROVINCE, "-200", LATER),
    "finish": lambda t: finish(t, LATER),
    "reopen": lambda t: reopen(t, "-200", LATER),
    "cancel": lambda t: cancel(t, LATER),
    "expire": lambda t: expire(t, LATER),
}
ALLOWED = {
    TicketState.OPEN: {"claim", "raise", "cancel", "expire"},
    TicketState.CLAIMED: {"touch", "release", "raise", "finish", "cancel", "expire"},
    TicketState.DONE: {"reopen"},
    TicketState.CANCELLED: set(),
    TicketState.EXPIRED: set(),
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("ticket", [OPEN, CLAIMED, DONE, CANCELLED, EXPIRED], ids=lambda t: t.state)
def test_a_move_gives_the_next_version_or_says_why_not(ticket: Ticket, move: str) -> None:
    moved = MOVES[move](ticket)

    assert isinstance(moved, Ticket) == (move in ALLOWED[ticket.state])
    if isinstance(moved, Ticket):
        assert (moved.version, moved.touched) == (ticket.version + 1, LATER)
        assert (moved.id, moved.opened, moved.question) == (ticket.id, NOW, "hỏi")


def test_a_new_ticket_is_open_at_its_desk_in_version_one() -> None:
    assert (OPEN.state, OPEN.level, OPEN.desk, OPEN.version) == (
        TicketState.OPEN,
        Level.COMMUNE,
        "-100",
        1,
    )


def test_a_claimed_ticket_names_its_helper_until_it_is_free_again() -> None:
    freed = taken(release(CLAIMED, LATER))

    assert (CLAIMED.helper, CLAIMED.helper_name) == ("5", "Lan")
    assert (freed.state, freed.helper, freed.helper_name) == (TicketState.OPEN, None, None)


def test_a_second_claim_tells_ones_own_ticket_from_anothers() -> None:
    assert claim(CLAIMED, "5", "Lan", LATER) is Refused.MINE
    assert claim(CLAIMED, "6", "Minh", LATER) is Refused.TAKEN
    assert claim(DONE, "6", "Minh", LATER) is Refused.OVER


def test_a_raised_ticket_is_nobodys_at_its_new_desk() -> None:
    raised = taken(raise_level(CLAIMED, Level.PROVINCE, "-200", LATER))

    assert (raised.level, raised.desk, raised.raised) == (Level.PROVINCE, "-200", LATER)
    assert (raised.state, raised.helper) == (TicketState.OPEN, None)


def test_a_ticket_is_reopened_once_since_nothing_lies_above_the_province() -> None:
    again = taken(reopen(DONE, "-200", LATER))
    done_again = taken(finish(taken(claim(again, "6", "Minh", LATER)), LATER))

    assert (again.level, again.desk, again.state) == (Level.PROVINCE, "-200", TicketState.OPEN)
    assert reopen(done_again, "-200", LATER) is Refused.NO_NEXT_LEVEL


def test_a_very_long_name_is_cut() -> None:
    assert len(taken(claim(OPEN, "5", "a" * 500, NOW)).helper_name or "") == 60


def test_an_id_can_be_read_aloud() -> None:
    ids = {new_ticket_id() for _ in range(200)}

    assert all(len(id_) == 5 and not set(id_) & set("01IO") for id_ in ids)
    assert len(ids) > 190
