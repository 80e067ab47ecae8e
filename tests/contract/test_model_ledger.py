"""What every ledger of a language model must do, run on each of them: two answers a person and
three a day."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge_folder import FixedClock
from turn_parts import AT, CHANNEL, person

from bot.adapters.sql.stores import opened_stores
from bot.domain.address import ConversationKey
from bot.domain.allowance import Allowance
from bot.domain.draft import Usage
from bot.domain.turn import Turn
from bot.ports import ModelDay

if TYPE_CHECKING:
    from conftest import Kept

DAY = AT.date()
YESTERDAY = DAY - timedelta(days=1)
LAN, HUNG, MAI = (person(user).person for user in ("1", "2", "3"))


def test_a_persons_groups_and_private_chat_are_one_person() -> None:
    in_group = ConversationKey(channel=CHANNEL, chat="-100", user="1")
    elsewhere = ConversationKey(channel="zalo", chat="1", user="1")
    assert in_group.person == person("1").person
    assert len({LAN, HUNG, elsewhere.person}) == 3


async def test_a_person_is_admitted_until_theirs_is_used_up(kept: "Kept") -> None:
    assert [await kept.ledger.admit(DAY, LAN) for _ in range(3)] == [True, True, False]
    assert await kept.ledger.admit(DAY, HUNG)


async def test_everybody_is_admitted_until_the_days_is_used_up(kept: "Kept") -> None:
    came = [await kept.ledger.admit(DAY, who) for who in (LAN, LAN, HUNG, MAI, HUNG)]
    assert came == [True, True, True, False, False]


async def test_who_was_refused_takes_nothing_from_the_others(kept: "Kept") -> None:
    for _ in range(9):
        await kept.ledger.admit(DAY, LAN)
    assert await kept.ledger.admit(DAY, HUNG)


async def test_of_two_at_once_one_gets_the_last_of_the_day(kept: "Kept") -> None:
    for who in (LAN, HUNG):
        await kept.ledger.admit(DAY, who)
    came = await asyncio.gather(*(kept.ledger.admit(DAY, who) for who in (LAN, HUNG, MAI)))
    assert sum(came) == 1


async def test_of_two_at_once_one_gets_a_persons_last(kept: "Kept") -> None:
    await kept.ledger.admit(DAY, LAN)
    came = await asyncio.gather(*(kept.ledger.admit(DAY, LAN) for _ in range(2)))
    assert sum(came) == 1


async def test_a_new_day_starts_afresh(kept: "Kept") -> None:
    for who in (LAN, LAN, HUNG):
        await kept.ledger.admit(YESTERDAY, who)
    assert not await kept.ledger.admit(YESTERDAY, MAI)
    assert [await kept.ledger.admit(DAY, LAN) for _ in range(3)] == [True, True, False]


async def test_who_is_forgotten_is_counted_no_more_and_the_day_still_is(kept: "Kept") -> None:
    for who in (LAN, LAN, HUNG):
        await kept.ledger.admit(YESTERDAY, who)
    for who in (LAN, LAN):
        await kept.ledger.admit(DAY, who)
    await kept.sessions.commit(Turn(forgotten=(person("1"),)))
    assert await kept.ledger.admit(DAY, LAN)
    assert not await kept.ledger.admit(DAY, HUNG)
    assert not await kept.ledger.admit(YESTERDAY, LAN)


async def test_forgetting_one_leaves_the_others_counted(kept: "Kept") -> None:
    for _ in range(2):
        await kept.ledger.admit(DAY, LAN)
    await kept.sessions.commit(Turn(forgotten=(person("2"),)))
    assert not await kept.ledger.admit(DAY, LAN)


async def test_nothing_was_noted_at_first(kept: "Kept") -> None:
    await kept.ledger.admit(DAY, LAN)
    assert await kept.ledger.days() == []


async def test_notes_add_up_by_day_and_outcome_the_latest_day_first(kept: "Kept") -> None:
    note = kept.ledger.note
    await note(YESTERDAY, "worded", 2, Usage(tokens_in=100, tokens_out=10))
    await note(DAY, "worded", 2, Usage(tokens_in=1, tokens_out=2))
    await note(DAY, "faulty:number", 1, Usage())
    await note(DAY, "worded", 3, Usage(tokens_in=10, tokens_out=20))

    def noted(day: object, outcome: str, *figures: int) -> ModelDay:
        names = ("answers", "calls", "tokens_in", "tokens_out")
        fields = dict(zip(names, figures, strict=True))
        usage = Usage(tokens_in=fields.pop("tokens_in"), tokens_out=fields.pop("tokens_out"))
        return ModelDay.model_validate({"day": day, "outcome": outcome, "usage": usage, **fields})

    assert await kept.ledger.days() == [
        noted(DAY, "faulty:number", 1, 1, 0, 0),
        noted(DAY, "worded", 2, 5, 11, 22),
        noted(YESTERDAY, "worded", 1, 2, 100, 10),
    ]


async def test_notes_made_at_once_all_count(kept: "Kept") -> None:
    usage = Usage(tokens_in=3, tokens_out=1)
    await asyncio.gather(*(kept.ledger.note(DAY, "late", 1, usage) for _ in range(50)))
    (late,) = await kept.ledger.days()
    assert (late.answers, late.calls, late.usage.tokens_in) == (50, 50, 150)


async def test_a_server_that_claims_absurd_numbers_of_tokens_breaks_nothing(kept: "Kept") -> None:
    absurd = Usage(tokens_in=10**30, tokens_out=10**30)
    for _ in range(20):
        await kept.ledger.note(DAY, "worded", 1, absurd)
    (worded,) = await kept.ledger.days()
    assert worded.answers == 20


async def test_a_limit_that_is_changed_holds_at_once_for_what_was_counted(tmp_path: Path) -> None:
    clock = FixedClock(AT)
    for of_day, came in ((1, [True, False]), (3, [True, True, False]), (2, [False])):
        most = Allowance(per_person=9, per_day=of_day)
        async with opened_stores(tmp_path, clock, most) as stores:
            assert [await stores.ledger.admit(DAY, LAN) for _ in came] == came


async def test_of_two_programs_on_one_database_one_gets_the_last(tmp_path: Path) -> None:
    """Each with its own writer, as a terminal chat beside a server."""
    most = Allowance(per_person=1, per_day=9)
    async with (
        opened_stores(tmp_path, FixedClock(AT), most) as one,
        opened_stores(tmp_path, FixedClock(AT), most) as other,
    ):
        for who in (str(n) for n in range(30)):
            came = await asyncio.gather(one.ledger.admit(DAY, who), other.ledger.admit(DAY, who))
            assert sum(came) == (1 if int(who) < 9 else 0)


async def test_nobody_is_admitted_where_nothing_was_allowed(tmp_path: Path) -> None:
    async with opened_stores(tmp_path) as stores:
        assert not await stores.ledger.admit(DAY, LAN)
