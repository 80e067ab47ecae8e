"""A citizen who chats with the whole assistant over a published generation."""

import itertools
from pathlib import Path

from knowledge_folder import FixedClock
from memory_stores import MemoryStores

from bot.adapters.generations import GenerationLibrary
from bot.adapters.prompt_files import PromptFiles
from bot.answering.compose import Composer
from bot.answering.pipeline import Answering
from bot.app import build_assistant
from bot.conversation.reception import Reception
from bot.domain.address import ConversationKey
from bot.domain.conversation import Message, MessageKind, Reply

_PROMPTS = Path(__file__).resolve().parents[1] / "prompts"
_KEY = ConversationKey(channel="test", chat="1", user="1")


class Citizen:
    """One person who types and taps."""

    def __init__(self, library: GenerationLibrary) -> None:
        composer, clock = Composer(PromptFiles(_PROMPTS)), FixedClock()
        tokens = (f"t{number}" for number in itertools.count())
        assistant = build_assistant(Answering(library, composer, clock), library, composer, clock)
        self.stores = MemoryStores()
        self._reception = Reception(assistant, self.stores, lambda: next(tokens))

    async def says(self, text: str) -> Reply:
        return await self._does(MessageKind.TEXT, text)

    async def taps(self, reply: Reply, label: str) -> Reply:
        """Tap the one choice whose label has those words."""
        (token,) = (choice.token for choice in reply.choices if label in choice.label)
        return await self._does(MessageKind.TAP, token)

    async def _does(self, kind: MessageKind, text: str) -> Reply:
        (reply,) = await self._reception.handle(Message(key=_KEY, kind=kind, text=text))
        return reply
