"""Walks: what citizens write in turn, and the step each message is to be answered with."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.adapters.generations import GenerationLibrary
from bot.app import build_answering
from bot.domain.answer import Question
from bot.domain.guide import Guide
from bot.domain.markup import plain
from bot.settings import Settings

DONE, BACK = "xong", "quay lại"
_FEWEST_STEPS = 5
_GUIDES = 24
_GO_BACK = 0.25
_STEP = re.compile(r"^Bước \d+/\d+\..*$", re.MULTILINE)


@dataclass(frozen=True)
class Way:
    """A guide to walk through: the question that starts it, and the line each step opens
    with."""

    guide: str
    question: str
    steps: tuple[str, ...]


def step_of(shown: str) -> str:
    """The line that opens the step a message shows; its first words when it shows none."""
    found = _STEP.search(shown)
    return found[0].strip() if found else f"? {shown[:60]}"


def ways(settings: Settings) -> list[Way]:
    """Guides that their own title starts, in the order of the shelf."""
    answering = build_answering(settings)
    knowledge = GenerationLibrary(settings.data).current()
    found: list[Way] = []
    for guide in filter(None, map(knowledge.guide, knowledge.guide_ids())):
        answer = answering.answer(Question(text=guide.title))
        starts = answer.guide == guide.id and answer.step == guide.steps[0].id
        if starts and not answer.others and len(guide.steps) >= _FEWEST_STEPS:
            found.append(_way(guide))
        if len(found) == _GUIDES:
            break
    return found


class Citizen:
    """Somebody who walks through a guide, a step on or sometimes a step back, without end.

    Two messages in a row never lead to the same step, so the same step twice in a row is an
    answer sent twice. `due` are the steps the messages so far are to be answered with.
    """

    def __init__(self, chat: int, way: Way) -> None:
        self.chat = chat
        self.due: list[str] = []
        self._way = way
        self._chance = random.Random(chat)
        self._at = -1

    def writes(self) -> str:
        """The next message."""
        text = self._question() if self._at < 0 else self._move()
        self.due.append(self._way.steps[self._at])
        return text

    def _question(self) -> str:
        self._at = 0
        return self._way.question

    def _move(self) -> str:
        last = len(self._way.steps) - 1
        back = self._at == last or (self._at > 0 and self._chance.random() < _GO_BACK)
        self._at += -1 if back else 1
        return BACK if back else DONE


def citizens(ways: Sequence[Way], count: int, first: int = 1001) -> list[Citizen]:
    """So many citizens, each in a chat of their own, the guides among them in turn."""
    return [Citizen(first + number, ways[number % len(ways)]) for number in range(count)]


def _way(guide: Guide) -> Way:
    total = len(guide.steps)
    lines = (f"Bước {n}/{total}. {plain(step.action)}" for n, step in enumerate(guide.steps, 1))
    return Way(guide.id, guide.title, tuple(line.strip() for line in lines))
