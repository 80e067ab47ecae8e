"""The whole house: a reception with every part behind it, over stores in memory. Keys and ids are
counted, so that a test can name them."""

import itertools
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path

from memory_stores import MemoryStores

from bot.adapters.model_prompts import ModelPrompts
from bot.adapters.prompt_files import PromptFiles
from bot.answering.compact import Compact
from bot.answering.compose import Composer
from bot.answering.leash import Leash
from bot.answering.pipeline import Answering
from bot.app import build_assistant, build_group_answers, build_passing_on
from bot.conversation.desk.desk import Desk
from bot.conversation.desk.desk_rounds import Patience
from bot.conversation.groups.group_settings import GroupSettings
from bot.conversation.groups.guides_to_share import GuidesToShare
from bot.conversation.later import Later
from bot.conversation.news import News
from bot.conversation.reception import Parts, Reception
from bot.conversation.second_look import SecondLook
from bot.domain.working_hours import WorkingHours
from bot.ports import ChatModel, Chats, Clock, Library, Previews

PROMPTS = Path(__file__).resolve().parents[1] / "prompts"
WAIT, IDLE = timedelta(minutes=120), timedelta(minutes=60)
HOURS = WorkingHours(start=time(7, 30), end=time(17), first=0, last=5)
US = "999"


class Counted:
    """The keys and ids that are given out; whoever starts anew goes on counting."""

    def __init__(self) -> None:
        self.token = _counted("t{}", 0)
        self.ticket = _counted("AA{:03}", 2)
        self.question = _counted("{:010x}", 0xABC)
        self.news = _counted("n{}", 1)


class WholeHouse:
    """Every part by its name, the stores they share, and the door."""

    def __init__(
        self,
        library: Library,
        stores: MemoryStores,
        clock: Clock,
        chats: Chats,
        editors: tuple[str, ...] = (),
        counted: Counted | None = None,
        model: ChatModel | None = None,
        previews: Previews | None = None,
    ) -> None:
        """With a `model` answers are looked at again, wherever the guides answer at all."""
        counted = counted or Counted()
        self.stores = stores
        self.composer = composer = Composer(PromptFiles(PROMPTS))
        self.answering = answering = Answering(library, composer, clock)
        assistant = build_assistant(
            answering, library, composer, clock, remembers=model is not None
        )
        self.second_look = _second_look(
            answering, library, composer, clock, stores, model, previews
        )
        self.desk = Desk(
            stores,
            stores,
            chats,
            stores,
            library,
            composer,
            clock,
            Patience(hours=HOURS, wait=WAIT, idle=IDLE),
            counted.ticket,
        )
        self.answers = build_group_answers(
            answering,
            library,
            composer,
            assistant,
            stores,
            clock,
            counted.question,
            self.second_look,
        )
        self.share = GuidesToShare(answering, library, composer, Compact(composer), clock)
        self.settings = GroupSettings(stores, chats, composer, editors)
        self.passing_on = build_passing_on(
            answering, library, composer, stores, stores, clock, self.second_look, US
        )
        self.later = Later(answering, library, composer, stores, stores, clock)
        self.news = News(
            answering,
            library,
            composer,
            stores,
            chats,
            clock,
            frozenset(editors),
            counted.news,
        )
        self.reception = Reception(
            assistant, stores, counted.token, self._parts(), self.second_look
        )

    def _parts(self) -> Parts:
        return Parts(
            desk=self.desk,
            group_answers=self.answers,
            guides_to_share=self.share,
            passing_on=self.passing_on,
            later=self.later,
            acting={
                "desk": self.desk,
                "group": self.answers,
                "settings": self.settings,
                "pass": self.passing_on,
                "later": self.later,
                "news": self.news,
            },
            listening=(self.desk, self.settings),
            buttons=self.stores,
        )


def _second_look(
    answering: Answering,
    library: Library,
    composer: Composer,
    clock: Clock,
    stores: MemoryStores,
    model: ChatModel | None,
    previews: Previews | None,
) -> SecondLook:
    if model is None:
        return SecondLook()
    prompts = ModelPrompts(PROMPTS)
    ledger = stores.ledger
    leash = Leash(answering, library, composer, prompts, model, ledger, clock, 5.0, always=True)
    return SecondLook(leash, previews)


def _counted(name: str, first: int) -> Callable[[], str]:
    numbers = itertools.count(first)
    return lambda: name.format(next(numbers))
