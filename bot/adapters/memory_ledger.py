"""The ledger in memory, for commands that open no database."""

from collections import Counter
from datetime import date

from bot.domain.allowance import Allowance
from bot.domain.draft import Usage
from bot.ports import ModelDay


class MemoryLedger:
    """A ModelLedger that lasts as long as the program. What was admitted lies in `admitted`, by
    day and person."""

    def __init__(self, allowance: Allowance) -> None:
        self.admitted: Counter[tuple[date, str]] = Counter()
        self._allowance = allowance
        self._by_day: Counter[date] = Counter()
        self._noted: dict[tuple[date, str], ModelDay] = {}

    async def admit(self, day: date, person: str) -> bool:
        """Count one more answer for a person and for the day, if neither is used up."""
        if not self._allowance.covers(self.admitted[day, person], self._by_day[day]):
            return False
        self.admitted[day, person] += 1
        self._by_day[day] += 1
        return True

    async def note(self, day: date, outcome: str, calls: int, usage: Usage) -> None:
        """Add what one answer came to; see the ModelLedger port."""
        before = self._noted.get((day, outcome)) or ModelDay(
            day=day, outcome=outcome, answers=0, calls=0, usage=Usage()
        )
        self._noted[day, outcome] = ModelDay(
            day=day,
            outcome=outcome,
            answers=before.answers + 1,
            calls=before.calls + calls,
            usage=before.usage.plus(usage),
        )

    async def days(self) -> list[ModelDay]:
        """Everything noted, by day and outcome, the latest day first."""
        by_outcome = sorted(self._noted.values(), key=lambda noted: noted.outcome)
        return sorted(by_outcome, key=lambda noted: noted.day, reverse=True)
