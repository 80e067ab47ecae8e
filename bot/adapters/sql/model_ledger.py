"""The SQL model ledger: what a language model was used for, by day."""

from datetime import date
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from bot.adapters.sql.database import Database, add_up
from bot.adapters.sql.tables import model_budgets, model_outcomes
from bot.domain.address import ConversationKey
from bot.domain.allowance import Allowance
from bot.domain.draft import Usage
from bot.ports import ModelDay

_EVERYBODY = ""
# A server may say of an answer whatever it likes; more than this would not add up in 64 bits.
_MOST_TOKENS = 1_000_000_000


class SqlModelLedger:
    """A ModelLedger in a database. What was counted outlives the program, so that a limit
    which is raised leaves exactly the rest of the day."""

    def __init__(self, database: Database, allowance: Allowance) -> None:
        self._database = database
        self._allowance = allowance

    async def admit(self, day: date, person: str) -> bool:
        """Count one more answer for a person and for the day, if neither is used up. Raises
        ReadOnlyData."""
        who = _hidden(person)
        return await self._database.write(
            lambda connection: _admit(connection, day, who, self._allowance)
        )

    async def note(self, day: date, outcome: str, calls: int, usage: Usage) -> None:
        """Add what one answer came to; see the ModelLedger port. Raises ReadOnlyData."""
        row = {
            "day": day,
            "outcome": outcome,
            "answers": 1,
            "calls": calls,
            "tokens_in": _believable(usage.tokens_in),
            "tokens_out": _believable(usage.tokens_out),
        }
        await self._database.write(lambda connection: add_up(connection, model_outcomes, [row]))

    async def days(self) -> list[ModelDay]:
        """Everything noted, by day and outcome, the latest day first."""
        latest_first = model_outcomes.c.day.desc(), model_outcomes.c.outcome
        rows = await self._database.rows(select(model_outcomes).order_by(*latest_first))
        return [_model_day(row) for row in rows]


def forget_asker(connection: Connection, person: ConversationKey) -> None:
    """Drop what a person was counted for; what the day was counted for stays."""
    who = _hidden(person.person)
    connection.execute(delete(model_budgets).where(model_budgets.c.who == who))


def _admit(connection: Connection, day: date, who: str, allowance: Allowance) -> bool:
    """Nobody else writes between the look and the count: a write has the database to itself."""
    counts = select(model_budgets.c.who, model_budgets.c.answers).where(
        model_budgets.c.day == day, model_budgets.c.who.in_((who, _EVERYBODY))
    )
    counted = {row.who: row.answers for row in connection.execute(counts)}
    if not allowance.covers(counted.get(who, 0), counted.get(_EVERYBODY, 0)):
        return False
    rows = [{"day": day, "who": one, "answers": 1} for one in (who, _EVERYBODY)]
    add_up(connection, model_budgets, rows)
    return True


def _hidden(person: str) -> str:
    """A name for a person that says nothing by itself: who only ever asked in groups has no
    session, and their id stands nowhere else."""
    return blake2b(person.encode(), digest_size=16).hexdigest()


def _believable(tokens: int) -> int:
    return min(max(tokens, 0), _MOST_TOKENS)


def _model_day(row: Row[Any]) -> ModelDay:
    fields = dict(row._mapping)
    usage = Usage(**{name: fields.pop(name) for name in Usage.model_fields})
    return ModelDay(usage=usage, **fields)
