"""Allowance: how many answers a day a language model may take part in."""

from bot.domain.values import Value


class Allowance(Value):
    """How many answers a day a model may take part in, for one person and for all together.
    None at all unless it is said."""

    per_person: int = 0
    per_day: int = 0

    def covers(self, of_person: int, of_day: int) -> bool:
        """Whether one more is allowed after so many of a person and of that day."""
        return of_person < self.per_person and of_day < self.per_day
