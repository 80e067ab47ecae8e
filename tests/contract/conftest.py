"""Every implementation of the stores, as the contract tests see it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from memory_stores import MemoryStores

from bot.adapters.sql.stores import Stores, opened_stores
from bot.ports import Buttons, FeedbackStore, Groups, KeptQuestions, SessionStore, Tickets


@dataclass(frozen=True)
class Kept:
    """One implementation: a port each."""

    sessions: SessionStore
    buttons: Buttons
    tickets: Tickets
    groups: Groups
    kept_questions: KeptQuestions
    feedback: FeedbackStore


@pytest.fixture(params=["memory", "sql"])
async def kept(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Kept]:
    if request.param == "memory":
        memory = MemoryStores()
        yield Kept(memory, memory, memory, memory, memory, memory)
        return
    async with opened_stores(tmp_path) as sql:
        yield Kept(
            sql.sessions, sql.buttons, sql.tickets, sql.groups, sql.kept_questions, sql.feedback
        )


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    async with opened_stores(tmp_path) as sql:
        yield sql
