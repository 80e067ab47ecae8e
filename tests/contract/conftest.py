"""Every implementation of the stores, as the contract tests see it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from memory_stores import MemoryStores

from bot.adapters.sql.stores import Stores, opened_stores
from bot.domain.allowance import Allowance
from bot.ports import (
    Buttons,
    FeedbackStore,
    Groups,
    KeptQuestions,
    ModelLedger,
    SessionStore,
    Tickets,
)

ALLOWANCE = Allowance(per_person=2, per_day=3)


@dataclass(frozen=True)
class Kept:
    """One implementation: a port each."""

    sessions: SessionStore
    buttons: Buttons
    tickets: Tickets
    groups: Groups
    kept_questions: KeptQuestions
    feedback: FeedbackStore
    ledger: ModelLedger


@pytest.fixture(params=["memory", "sql"])
async def kept(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Kept]:
    if request.param == "memory":
        memory = MemoryStores(ALLOWANCE)
        yield Kept(memory, memory, memory, memory, memory, memory, memory.ledger)
        return
    async with opened_stores(tmp_path, allowance=ALLOWANCE) as sql:
        yield Kept(
            sql.sessions,
            sql.buttons,
            sql.tickets,
            sql.groups,
            sql.kept_questions,
            sql.feedback,
            sql.ledger,
        )


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    async with opened_stores(tmp_path) as sql:
        yield sql
