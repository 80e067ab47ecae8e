"""Reading: how a language model understood a message, to be checked before it is used."""

from bot.domain.answer import Intent
from bot.domain.values import Value


class Situation(Value):
    """What the citizen says of themself, in their own words; empty where they say nothing."""

    age: str = ""
    role: str = ""
    device: str = ""
    card: str = ""

    @property
    def stated(self) -> tuple[str, ...]:
        """What was said, in order."""
        said = (self.age, self.role, self.device, self.card)
        return tuple(part for part in said if part.strip())


class Reading(Value):
    """A message as a model read it: its language (ISO 639-1), the question with all it needs
    to be understood alone, the intent, the citizen's situation."""

    language: str
    query: str
    intent: Intent
    situation: Situation = Situation()
