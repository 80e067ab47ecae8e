"""What every session store must do, run on each of them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.memory_store import MemoryStore
from bot.adapters.sql_store import SqlStore
from bot.domain.answer import Action, Choice
from bot.domain.conversation import ConversationKey, Feedback, Progress, Session, Turn, Verdict

KEY = ConversationKey(channel="test", chat="1", user="1")
OTHER = ConversationKey(channel="test", chat="1", user="2")


@pytest.fixture(params=["memory", "sql"])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[MemoryStore | SqlStore]:
    if request.param == "memory":
        yield MemoryStore()
        return
    sql = SqlStore(tmp_path)
    await sql.open()
    yield sql
    await sql.close()


def session(step: str) -> Session:
    return Session(
        key=KEY,
        language="en",
        progress=Progress(guide="g", version="v", step=step),
        choices=(Choice(label="Xong", action=Action(verb="done", guide="g", part=step)),),
        shown=Action(verb="quick", guide="g", part="q"),
        tokens={"t": Action(verb="stop")},
    )


async def test_a_conversation_nobody_had_is_new(store: MemoryStore | SqlStore) -> None:
    assert await store.load(KEY) == Session(key=KEY)


async def test_what_was_saved_comes_back(store: MemoryStore | SqlStore) -> None:
    await store.commit(Turn(key=KEY, session=session("a"), replies=()))
    await store.commit(Turn(key=KEY, session=session("b"), replies=()))
    assert await store.load(KEY) == session("b")


async def test_conversations_do_not_mix(store: MemoryStore | SqlStore) -> None:
    await store.commit(Turn(key=KEY, session=session("a"), replies=()))
    assert await store.load(OTHER) == Session(key=OTHER)


async def test_a_turn_without_a_session_forgets_it(store: MemoryStore | SqlStore) -> None:
    await store.commit(Turn(key=KEY, session=session("a"), replies=()))
    await store.commit(Turn(key=KEY, session=None, replies=()))
    assert await store.load(KEY) == Session(key=KEY)


async def test_verdicts_are_kept_in_order(store: MemoryStore | SqlStore) -> None:
    at = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
    given = [
        Feedback(guide="g", version="v", step="a", verdict=verdict, at=at)
        for verdict in (Verdict.FAILED, Verdict.WORKED)
    ]
    for one in given:
        await store.commit(Turn(key=KEY, session=session("a"), replies=(), feedback=(one,)))
    assert await store.feedback() == given
