"""What every store of tickets must do, run on each of them."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from turn_parts import AT, CHANNEL, DESK, changed, person, ticket

from bot.domain.errors import TicketMoved
from bot.domain.group import Group, GroupMoved
from bot.domain.ticket import Suggestion, Ticket, TicketLine, TicketState
from bot.domain.turn import Turn

if TYPE_CHECKING:
    from conftest import Kept

MOVED = GroupMoved(channel=CHANNEL, old=DESK, new="-200")


async def saved(kept: "Kept", *tickets: Ticket) -> None:
    for one in tickets:
        await kept.sessions.commit(Turn(tickets=(one,)))


def claimed(opened: Ticket, helper: str = "7") -> Ticket:
    return changed(opened, state=TicketState.CLAIMED, helper=helper, helper_name="Chị Lan")


async def test_a_ticket_nobody_opened_is_not_there(kept: "Kept") -> None:
    assert await kept.tickets.ticket("k1") is None
    assert await kept.tickets.running(person("1")) is None
    assert await kept.tickets.unfinished() == []
    assert await kept.tickets.lines("k1") == []


async def test_a_claimed_ticket_comes_back_as_it_was_claimed(kept: "Kept") -> None:
    await saved(kept, ticket(), claimed(ticket()))
    assert await kept.tickets.ticket("k1") == claimed(ticket())


async def test_an_id_is_given_once(kept: "Kept") -> None:
    await saved(kept, ticket())
    with pytest.raises(TicketMoved):
        await saved(kept, ticket(user="2", question="việc khác"))
    assert await kept.tickets.ticket("k1") == ticket()


async def test_a_change_to_a_ticket_that_is_not_there_is_refused(kept: "Kept") -> None:
    with pytest.raises(TicketMoved):
        await saved(kept, claimed(ticket()))
    assert await kept.tickets.ticket("k1") is None


async def test_a_finished_ticket_is_not_running(kept: "Kept") -> None:
    open_, held, done = ticket("k1", "1"), ticket("k2", "2"), ticket("k3", "3")
    await saved(kept, open_, held, done, claimed(held), changed(done, state=TicketState.DONE))
    assert await kept.tickets.running(person("1")) == open_
    assert await kept.tickets.running(person("2")) == claimed(held)
    assert await kept.tickets.running(person("3")) is None


async def test_unfinished_tickets_come_oldest_first(kept: "Kept") -> None:
    late = ticket("k1", "1").model_copy(update={"opened": AT + timedelta(hours=1)})
    early = ticket("k2", "2")
    await saved(kept, late, early)
    assert await kept.tickets.unfinished() == [early, late]


async def test_a_helper_holds_what_they_claimed_in_that_group(kept: "Kept") -> None:
    mine, theirs, nobodys = ticket("k1", "1"), ticket("k2", "2"), ticket("k3", "3")
    await saved(kept, mine, theirs, nobodys, claimed(mine, "7"), claimed(theirs, "8"))
    assert await kept.tickets.held_by(CHANNEL, DESK, "7") == [claimed(mine, "7")]
    assert await kept.tickets.held_by(CHANNEL, "-200", "7") == []
    assert await kept.tickets.held_by("zalo", DESK, "7") == []


async def test_lines_come_in_the_order_they_were_carried(kept: "Kept") -> None:
    lines = [
        TicketLine(ticket="k1", from_helper=n % 2 == 0, text=f"câu {n}", at=AT) for n in range(3)
    ]
    for line in lines:
        await kept.sessions.commit(Turn(lines=(line,)))
    await kept.sessions.commit(
        Turn(lines=(TicketLine(ticket="k2", from_helper=True, text="khác", at=AT),))
    )
    assert await kept.tickets.lines("k1") == lines


async def test_a_forgotten_persons_ticket_is_cancelled_and_without_words(kept: "Kept") -> None:
    await saved(kept, ticket(), ticket("k2", "2"))
    line = TicketLine(ticket="k1", from_helper=False, text="con tôi tên An", at=AT)
    about = Suggestion(ticket="k1", question="hỏi", answer="đáp", guide=None, at=AT)
    await kept.sessions.commit(Turn(lines=(line,), suggestions=(about,)))
    await kept.sessions.commit(Turn(forgotten=(person("1"),)))
    left = await kept.tickets.ticket("k1")
    assert left is not None
    assert (left.state, left.question) == (TicketState.CANCELLED, "")
    assert await kept.tickets.lines("k1") == []
    assert await kept.tickets.suggestions() == []
    assert await kept.tickets.ticket("k2") == ticket("k2", "2")


async def test_a_ticket_that_ended_before_stays_ended_when_its_person_is_forgotten(
    kept: "Kept",
) -> None:
    await saved(kept, ticket(), changed(ticket(), state=TicketState.DONE))
    await kept.sessions.commit(Turn(forgotten=(person("1"),)))
    left = await kept.tickets.ticket("k1")
    assert left is not None
    assert (left.state, left.question) == (TicketState.DONE, "")


async def test_words_written_in_the_turn_that_forgets_are_forgotten(kept: "Kept") -> None:
    await saved(kept, ticket())
    line = TicketLine(ticket="k1", from_helper=False, text="xoá hết giúp tôi", at=AT)
    await kept.sessions.commit(
        Turn(tickets=(claimed(ticket()),), lines=(line,), forgotten=(person("1"),))
    )
    left = await kept.tickets.ticket("k1")
    assert left is not None
    assert (left.state, left.question) == (TicketState.CANCELLED, "")
    assert await kept.tickets.lines("k1") == []


async def test_who_read_a_ticket_before_its_person_was_forgotten_brings_no_word_back(
    kept: "Kept",
) -> None:
    await saved(kept, ticket())
    await kept.sessions.commit(Turn(forgotten=(person("1"),)))
    with pytest.raises(TicketMoved):
        await saved(kept, claimed(ticket()))


async def test_a_ticket_goes_with_its_group_in_mid_talk(kept: "Kept") -> None:
    group = Group(channel=CHANNEL, chat=DESK, title="Tổ 3")
    await kept.sessions.commit(Turn(groups=(group,)))
    await saved(kept, ticket(), claimed(ticket()))
    await kept.sessions.commit(Turn(moved=(MOVED,)))
    (held,) = await kept.tickets.held_by(CHANNEL, "-200", "7")
    assert (held.id, held.desk) == ("k1", "-200")
    done = changed(held, state=TicketState.DONE)
    await saved(kept, done)
    assert await kept.tickets.ticket("k1") == done


async def test_who_read_a_ticket_before_its_group_moved_does_not_take_it_back(
    kept: "Kept",
) -> None:
    await saved(kept, ticket())
    await kept.sessions.commit(Turn(moved=(MOVED,)))
    with pytest.raises(TicketMoved):
        await saved(kept, claimed(ticket()))
