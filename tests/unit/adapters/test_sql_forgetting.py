"""Words that were to be forgotten stand nowhere in the files."""

import sqlite3
from contextlib import closing
from pathlib import Path

from turn_parts import AT, DESK, changed, kept, person, post, ticket

from bot.adapters.sql.stores import Stores, opened_stores
from bot.domain.address import ConversationKey
from bot.domain.allowance import Allowance
from bot.domain.conversation import Session
from bot.domain.ticket import Suggestion, TicketDraft, TicketLine, TicketReason, TicketState
from bot.domain.turn import Turn
from bot.ports import InboxEntry

WORDS = "bí-mật-của-bác-"
OTHERS = "lời-của-người-khác-"


def turns(user: str, words: str) -> list[Turn]:
    """What a person leaves behind: everywhere a word can stand."""
    opened = ticket(f"k{user}", user, f"{words}phiếu")
    line = TicketLine(ticket=opened.id, from_helper=False, text=f"{words}dòng", at=AT)
    answer = Suggestion(
        ticket=opened.id, question=f"{words}hỏi", answer=f"{words}đáp", guide=None, at=AT
    )
    draft = TicketDraft(reason=TicketReason.ASKED, question=f"{words}nháp")
    return [
        Turn(
            sessions=(Session(key=person(user), unanswered=f"{words}phiên {n}", draft=draft),),
            posts=(post(f"{words}trả lời {n}" * 30, user),),
            kept=(kept(f"c{user}-{n}", user, f"{words}chờ {n}"),),
            tickets=(opened,) if n == 0 else (),
            lines=(line,),
            suggestions=(answer,),
        )
        for n in range(10)
    ]


async def lived_in(stores: Stores) -> None:
    for user in range(1, 9):
        words = WORDS if user == 4 else OTHERS
        for turn in turns(str(user), words):
            await stores.sessions.commit(turn)
        raw = InboxEntry(receipt=f"test:{user}", lane=str(user), raw=f"{words}thô" * 200)
        await stores.mailbox.receive([raw])
        await stores.mailbox.quarantine([raw.receipt], f"{words}lỗi")
    for entry in await stores.mailbox.outgoing():
        if entry.id % 2:
            await stores.mailbox.bury(entry, "blocked")
    about = post(f"{WORDS}phiếu", DESK, "ticket:k4")
    await stores.sessions.commit(Turn(posts=(about,)))
    (*_, unsent) = await stores.mailbox.outgoing()
    await stores.mailbox.bury(unsent, "kicked")
    claimed = changed(ticket("k4", "4", f"{WORDS}phiếu"), state=TicketState.CLAIMED, helper="7")
    await stores.sessions.commit(Turn(tickets=(claimed,)))


def count(data: Path, words: str) -> int:
    return sum(path.read_bytes().count(words.encode()) for path in data.iterdir())


async def test_a_forgotten_persons_words_stand_nowhere_in_the_files(tmp_path: Path) -> None:
    async with opened_stores(tmp_path) as stores:
        await lived_in(stores)
        assert count(tmp_path, WORDS) > 10
        await stores.sessions.commit(Turn(forgotten=(person("4"),)))
        assert count(tmp_path, WORDS) == 0
        assert count(tmp_path, OTHERS) > 100
    assert count(tmp_path, WORDS) == 0
    assert count(tmp_path, OTHERS) > 100


async def test_words_read_by_somebody_meanwhile_are_wiped_with_the_next_change(
    tmp_path: Path,
) -> None:
    """A reader that holds on to the file as it was keeps the write-ahead log from being
    emptied; it must not be given up."""
    async with opened_stores(tmp_path) as stores:
        await lived_in(stores)
        with closing(sqlite3.connect(tmp_path / "camtay.sqlite")) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sessions").fetchone()
            await stores.sessions.commit(Turn(forgotten=(person("4"),)))
            assert count(tmp_path, WORDS) > 0
            reader.execute("ROLLBACK")
        await stores.sessions.commit(Turn(sessions=(Session(key=person("9")),)))
        assert count(tmp_path, WORDS) == 0


async def test_who_asked_a_model_in_groups_only_is_named_nowhere_in_the_files(
    tmp_path: Path,
) -> None:
    in_group = ConversationKey(channel="test", chat="-100", user="8675309")
    most = Allowance(per_person=9, per_day=9)
    async with opened_stores(tmp_path, allowance=most) as stores:
        assert await stores.ledger.admit(AT.date(), in_group.person)
        assert count(tmp_path, in_group.user) == 0


async def test_what_a_forgotten_person_was_counted_for_stands_nowhere_in_the_files(
    tmp_path: Path,
) -> None:
    most = Allowance(per_person=9, per_day=9)
    async with opened_stores(tmp_path, allowance=most) as stores:
        await stores.ledger.admit(AT.date(), person("4").person)
        with closing(sqlite3.connect(tmp_path / "camtay.sqlite")) as reader:
            query = "SELECT who FROM model_budgets WHERE who != ''"
            ((who,),) = reader.execute(query).fetchall()
        assert count(tmp_path, who) > 0
        await stores.sessions.commit(Turn(forgotten=(person("4"),)))
        assert count(tmp_path, who) == 0
