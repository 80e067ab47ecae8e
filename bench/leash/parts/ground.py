"""Ground: what every part stands on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bench.leash.desk import Desk
from bench.leash.stand_in import LONGEST_READING, Answers, StandIn, says
from bot.domain.draft import Draft
from bot.settings import Settings
from loopback.behaviours import Says

T = TypeVar("T")


@dataclass(frozen=True)
class Ground:
    """The desk, the server it asks, and whom to tell what is going on. `small` asks for a
    quick run."""

    settings: Settings
    desk: Desk
    stand_in: StandIn
    say: Callable[[str], None]
    small: bool = False

    def some(self, all_: Sequence[T], few: int) -> Sequence[T]:
        """All of them, or in a quick run a few, evenly spread."""
        if not self.small or len(all_) <= few:
            return all_
        return [all_[at * len(all_) // few] for at in range(few)]

    def answer_with(self, q: str, language: str, draft: Draft) -> None:
        """Have the server read a message as it was typed, and answer with a draft."""
        reading = says(
            {
                "language": language,
                # Longer than a reading may be: the leash then goes by the message itself.
                "query": q if len(q) <= LONGEST_READING else "",
                "intent": "how_to",
                "situation": {"age": "", "role": "", "device": "", "card": ""},
            }
        )
        self.stand_in.plays(Answers(reading, _draft(draft)))


def _draft(draft: Draft) -> Says:
    return says(draft.model_dump(mode="json"))
