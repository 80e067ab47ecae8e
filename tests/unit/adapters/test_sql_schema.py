"""A database of any release opens as one of this release."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from knowledge_folder import FixedClock
from sqlalchemy import create_engine
from turn_parts import post

from bot.adapters.sql.migrations import configured
from bot.adapters.sql.stores import opened_stores
from bot.adapters.sql.tables import metadata
from bot.adapters.sql.versions import HEAD
from bot.domain.address import Address, ConversationKey
from bot.domain.allowance import Allowance
from bot.domain.answer import Action, Choice, Status
from bot.domain.conversation import Feedback, Post, Progress, Reply, Session, Verdict
from bot.domain.draft import Usage
from bot.domain.errors import NewerData
from bot.domain.turn import Turn
from bot.ports import InboxEntry

FIRST_RELEASE = """
CREATE TABLE sessions (
	"key" VARCHAR NOT NULL,
	data TEXT NOT NULL,
	updated_at DATETIME NOT NULL,
	PRIMARY KEY ("key")
);
CREATE TABLE feedback (
	id INTEGER NOT NULL,
	guide VARCHAR NOT NULL,
	version VARCHAR NOT NULL,
	step VARCHAR,
	verdict VARCHAR NOT NULL,
	at DATETIME NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_feedback_guide ON feedback (guide);
CREATE TABLE inbox (
	receipt VARCHAR NOT NULL,
	place INTEGER NOT NULL,
	lane VARCHAR NOT NULL,
	raw TEXT,
	state VARCHAR NOT NULL,
	why TEXT,
	received_at DATETIME NOT NULL,
	PRIMARY KEY (receipt)
);
CREATE INDEX ix_inbox_place ON inbox (place);
CREATE INDEX ix_inbox_state ON inbox (state);
CREATE TABLE outbox (
	id INTEGER NOT NULL,
	receipt VARCHAR NOT NULL,
	"key" TEXT NOT NULL,
	reply TEXT NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_outbox_receipt ON outbox (receipt);
"""
# As that release wrote them.
SESSION = (
    '{"key":{"channel":"telegram","chat":"1","user":"1"},"language":"vi","progress":{"guide":"g",'
    '"version":"v","step":"a","stuck":0,"finished":false},"paused":null,"guide":null,"shown":'
    '{"verb":"done","guide":"g","part":"a"},"choices":[{"label":"Xong","action":{"verb":"done",'
    '"guide":"g","part":"a"},"token":"t"}],"tokens":{"t":{"verb":"done","guide":"g","part":"a"}}}'
)
OUTBOX_KEY = '{"channel":"telegram","chat":"1","user":"1"}'
REPLY = (
    '{"text":"một","choices":[{"label":"Xong","action":{"verb":"done","guide":"g","part":"a"},'
    '"token":"t"}],"status":"answered","reason":null,"guide":"g","chunk_kind":null,"step":null,'
    '"candidates":[],"citations":[],"language":"vi"}'
)

KEPT = "('c1', 'telegram', '1', '1', 'đổi tên trên sổ đỏ', 'vi', ?, 'g1')"

KEY = ConversationKey(channel="telegram", chat="1", user="1")
ACTION = Action(verb="done", guide="g", part="a")
CHOICE = Choice(label="Xong", action=ACTION, token="t")


@pytest.fixture
def first_release(tmp_path: Path) -> Path:
    """A data folder as the first release left it, with a person in mid-walk."""
    at = "2026-11-21 08:30:00.000000"
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
    with closing(sqlite3.connect(tmp_path / "camtay.sqlite")) as database, database:
        database.executescript(FIRST_RELEASE)
        database.execute("INSERT INTO sessions VALUES ('telegram:1:1', ?, ?)", (SESSION, at))
        database.execute("INSERT INTO feedback VALUES (1, 'g', 'v', 'a', 'worked', ?)", (at,))
        database.executemany(
            "INSERT INTO inbox VALUES (?, ?, '1', ?, ?, NULL, ?)",
            [
                ("telegram:1", 1, None, "done", now),
                ("telegram:2", 2, "hai", "waiting", now),
                ("telegram:3", 3, "ba", "waiting", now),
            ],
        )
        database.executemany(
            "INSERT INTO outbox VALUES (?, 'telegram:1', ?, ?)",
            [(7, OUTBOX_KEY, REPLY), (9, OUTBOX_KEY, REPLY.replace("một", "hai"))],
        )
    return tmp_path


@pytest.fixture
def second_release(tmp_path: Path) -> Path:
    """A data folder as the release before the model ledger left it, with a kept question."""
    at = "2026-11-21 08:30:00.000000"
    with create_engine(f"sqlite:///{tmp_path / 'camtay.sqlite'}").begin() as connection:
        command.upgrade(configured(connection), "0002")
    with closing(sqlite3.connect(tmp_path / "camtay.sqlite")) as database, database:
        database.execute("INSERT INTO sessions VALUES ('telegram:1:1', ?, ?)", (SESSION, at))
        database.execute("INSERT INTO kept_questions VALUES " + KEPT, (at,))
    return tmp_path


async def test_a_person_in_mid_walk_goes_on_after_the_upgrade(first_release: Path) -> None:
    async with opened_stores(first_release) as stores:
        assert await stores.sessions.load(KEY) == Session(
            key=KEY,
            progress=Progress(guide="g", version="v", step="a"),
            shown=ACTION,
            choices=(CHOICE,),
            tokens={"t": ACTION},
        )
        assert await stores.sessions.knows(KEY)


async def test_verdicts_outlive_the_upgrade(first_release: Path) -> None:
    at = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
    async with opened_stores(first_release) as stores:
        assert await stores.feedback.feedback() == [
            Feedback(guide="g", version="v", step="a", verdict=Verdict.WORKED, at=at)
        ]


async def test_messages_not_handled_yet_wait_after_the_upgrade(first_release: Path) -> None:
    async with opened_stores(first_release) as stores:
        waiting = [
            InboxEntry(receipt="telegram:2", lane="1", raw="hai"),
            InboxEntry(receipt="telegram:3", lane="1", raw="ba"),
        ]
        assert await stores.mailbox.waiting() == waiting
        again = InboxEntry(receipt="telegram:1", lane="1", raw="một")
        assert await stores.mailbox.receive([again]) == []


async def test_replies_not_sent_yet_become_posts_in_order(first_release: Path) -> None:
    async with opened_stores(first_release) as stores:
        first, second = await stores.mailbox.outgoing()
        assert (first.id, second.id) == (7, 9)
        reply = Reply(text="một", status=Status.ANSWERED, choices=(CHOICE,), guide="g")
        assert first.post == Post(to=Address(channel="telegram", chat="1"), reply=reply)
        assert second.post.reply.text == "hai"
        await stores.sessions.commit(Turn(posts=(post("ba"),)))
        assert [one.id for one in await stores.mailbox.outgoing()] == [7, 9, 10]


async def test_a_database_without_a_model_ledger_gets_one_and_keeps_the_rest(
    second_release: Path,
) -> None:
    clock = FixedClock(datetime(2026, 11, 22, 8, tzinfo=UTC))
    for times in (1, 2):
        async with opened_stores(second_release, clock, Allowance(per_person=2, per_day=2)) as it:
            assert await it.sessions.knows(KEY)
            assert [one.id for one in await it.kept_questions.not_asked_of("g2")] == ["c1"]
            assert await it.ledger.admit(clock.now().date(), KEY.person)
            await it.ledger.note(clock.now().date(), "worded", 1, Usage(tokens_in=5))
            (worded,) = await it.ledger.days()
            assert (worded.answers, worded.usage.tokens_in) == (times, 5 * times)


async def test_an_upgraded_database_opens_again(first_release: Path) -> None:
    for _ in range(2):
        async with opened_stores(first_release) as stores:
            assert len(await stores.mailbox.outgoing()) == 2


async def test_an_upgrade_that_breaks_off_leaves_everything_as_it_was(
    first_release: Path,
) -> None:
    path = first_release / "camtay.sqlite"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO outbox VALUES (11, 'telegram:1', 'not json', '{}')")
        before = list(database.iterdump())
    with pytest.raises(json.JSONDecodeError):
        async with opened_stores(first_release):
            pass
    with closing(sqlite3.connect(path)) as database:
        assert list(database.iterdump()) == before


async def test_a_database_of_a_later_release_is_left_alone(tmp_path: Path) -> None:
    async with opened_stores(tmp_path):
        pass
    path = tmp_path / "camtay.sqlite"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerData, match="9999"):
        async with opened_stores(tmp_path):
            pass


async def test_a_new_database_is_like_a_migrated_one(tmp_path: Path) -> None:
    async with opened_stores(tmp_path / "new"):
        pass
    migrated = tmp_path / "migrated.sqlite"
    with create_engine(f"sqlite:///{migrated}").begin() as connection:
        command.upgrade(configured(connection), "head")
    assert shape(tmp_path / "new" / "camtay.sqlite") == shape(migrated)


@pytest.mark.parametrize("release", ["first_release", "second_release"])
async def test_a_database_of_an_earlier_release_becomes_like_a_new_one(
    release: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    old: Path = request.getfixturevalue(release)
    for data in (old, tmp_path / "new"):
        async with opened_stores(data):
            pass
    new = tmp_path / "new" / "camtay.sqlite"
    assert shape(old / "camtay.sqlite") == shape(new)


def test_the_migrations_lead_to_the_tables_as_the_code_has_them(tmp_path: Path) -> None:
    with create_engine(f"sqlite:///{tmp_path / 'any.sqlite'}").begin() as connection:
        config = configured(connection)
        command.upgrade(config, "head")
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_opening_a_database_that_is_up_to_date_never_imports_alembic(tmp_path: Path) -> None:
    program = f"""
import asyncio, sys
from pathlib import Path
from bot.adapters.sql.stores import opened_stores

async def main():
    for _ in range(2):
        async with opened_stores(Path({str(tmp_path)!r})):
            pass

asyncio.run(main())
print("alembic" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


Shape = dict[str, tuple[list[tuple[object, ...]], dict[str, list[str]], bool]]


def shape(path: Path) -> Shape:
    """Every table's columns by name, its indexes with their columns, and whether its ids are
    never given again."""
    with closing(sqlite3.connect(path)) as database:

        def ask(query: str) -> list[tuple[object, ...]]:
            return database.execute(query).fetchall()

        tables = ask("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return {
            str(name): (
                sorted(row[1:] for row in ask(f"PRAGMA table_info({name})")),
                {
                    str(index[1]): [str(row[2]) for row in ask(f"PRAGMA index_info({index[1]})")]
                    for index in ask(f"PRAGMA index_list({name})")
                },
                "AUTOINCREMENT" in str(sql),
            )
            for name, sql in tables
        }
