"""What is past its time is dropped when the stores open, and when told to."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from knowledge_folder import FixedClock
from turn_parts import AT, CHANNEL, DESK, changed, kept, person, post, ticket

from bot.adapters.sql.stores import Stores, opened_stores
from bot.domain.address import Address
from bot.domain.allowance import Allowance
from bot.domain.answer import Action
from bot.domain.conversation import AskedElsewhere, ButtonKey, Session
from bot.domain.draft import Usage
from bot.domain.ticket import Suggestion, TicketLine, TicketState
from bot.domain.turn import Turn
from bot.ports import InboxEntry

THERE = Address(channel=CHANNEL, chat=DESK)


def entry(number: int) -> InboxEntry:
    return InboxEntry(receipt=f"test:{number}", lane="1", raw=f"raw {number}")


async def lived_in(stores: Stores) -> None:
    box = stores.mailbox
    await box.receive([entry(1), entry(2), entry(3)])
    await box.settle(["test:1"])
    await box.quarantine(["test:2"], "không đọc được")
    await stores.sessions.commit(Turn(posts=tuple(post("một", DESK, "card") for _ in range(2))))
    sent, buried = await box.outgoing()
    await box.sent(sent, "51")
    await box.bury(buried, "blocked")
    ended, running = ticket("k1", "1"), ticket("k2", "2")
    key = ButtonKey(token="b", channel=CHANNEL, chat=DESK, action=Action(verb="claim"))
    await stores.sessions.commit(
        Turn(
            sessions=(Session(key=person("1")),),
            posts=(post("chưa gửi"),),
            keys=(key,),
            asked=(AskedElsewhere(key="q", text="mất máy", language="vi", asked=AT),),
            kept=(kept("c1"),),
            tickets=(ended, running, changed(ended, state=TicketState.DONE)),
            lines=tuple(
                TicketLine(ticket=id_, from_helper=False, text="chào", at=AT)
                for id_ in ("k1", "k2")
            ),
            suggestions=(
                Suggestion(ticket="k1", question="mất máy", answer="chào", guide=None, at=AT),
            ),
        )
    )


async def left(stores: Stores) -> set[str]:
    """What is still there."""
    box = stores.mailbox
    stuck = {one.box for one in await box.stuck()}
    there = {
        "settled id": await box.receive([entry(1)]) == [],
        "waiting": any(one.receipt == "test:3" for one in await box.waiting()),
        "quarantined": "inbox" in stuck,
        "dead letter": "outbox" in stuck,
        "outgoing": len(await box.outgoing()) == 1,
        "posted": await box.posted("card", THERE) == "51",
        "button": await stores.buttons.pressed(CHANNEL, DESK, "7", "b") is not None,
        "link": await stores.buttons.asked_elsewhere("q") is not None,
        "kept": len(await stores.kept_questions.not_asked_of("g2")) == 1,
        "ended": len(await stores.tickets.lines("k1")) == 1,
        "ticket": await stores.tickets.ticket("k1") is not None,
        "suggestion": len(await stores.tickets.suggestions()) == 1,
        "running": len(await stores.tickets.lines("k2")) == 1,
        "session": await stores.sessions.knows(person("1")),
    }
    return {name for name, is_there in there.items() if is_there}


ALWAYS = {"waiting", "outgoing", "running", "session"}


@pytest.mark.parametrize(
    ("days", "gone"),
    [
        (7, set()),
        (9, {"settled id"}),
        (31, {"settled id", "quarantined", "dead letter", "link", "ended"}),
        (61, {"settled id", "quarantined", "dead letter", "link", "ended", "posted", "button"}),
        (
            181,
            {
                "settled id",
                "quarantined",
                "dead letter",
                "link",
                "ended",
                "posted",
                "button",
                "kept",
                "ticket",
                "suggestion",
            },
        ),
    ],
)
async def test_what_is_past_its_time_is_dropped_at_opening(
    tmp_path: Path, days: int, gone: set[str]
) -> None:
    everything = ALWAYS | {
        "settled id", "quarantined", "dead letter", "link", "ended", "posted", "button", "kept",
        "ticket", "suggestion",
    }  # fmt: skip
    async with opened_stores(tmp_path, FixedClock(AT)) as stores:
        await lived_in(stores)
        assert await left(stores) == everything
    async with opened_stores(tmp_path, FixedClock(AT + timedelta(days=days))) as stores:
        assert await left(stores) == everything - gone


@pytest.mark.parametrize(
    ("days", "askers", "outcomes"),
    [(0, 2, 1), (1, 2, 1), (2, 0, 1), (399, 0, 1), (400, 0, 0)],
)
async def test_who_asked_a_model_is_kept_two_days_and_what_came_of_it_four_hundred(
    tmp_path: Path, days: int, askers: int, outcomes: int
) -> None:
    most = Allowance(per_person=1, per_day=1)
    async with opened_stores(tmp_path, FixedClock(AT), most) as stores:
        assert await stores.ledger.admit(AT.date(), person("1").person)
        await stores.ledger.note(AT.date(), "worded", 1, Usage())
    async with opened_stores(tmp_path, FixedClock(AT + timedelta(days=days))) as stores:
        assert len(await stores.ledger.days()) == outcomes
    with closing(sqlite3.connect(tmp_path / "camtay.sqlite")) as database:
        assert database.execute("SELECT count(*) FROM model_budgets").fetchone() == (askers,)


async def test_a_server_that_runs_on_cleans_when_told_to(tmp_path: Path) -> None:
    clock = FixedClock(AT)
    async with opened_stores(tmp_path, clock) as stores:
        await lived_in(stores)
        clock.time = AT + timedelta(days=400)
        await stores.clean()
        assert await left(stores) == ALWAYS
