"""Waiting for what the bot does."""

from abc import ABC, abstractmethod
from collections.abc import Callable

from .sent import InlineAnswer, Sent

PATIENCE = 20.0
"""How long a wait lasts at the most before the test fails, in seconds."""


class Observed(ABC):
    """A bot seen from the service: what it sent, and waits for what it will send."""

    @abstractmethod
    def to(self, chat: int) -> list[Sent]:
        """Everything sent to a chat, oldest first, as first sent."""

    @abstractmethod
    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until a condition over what the bot did holds. Raises AssertionError after
        PATIENCE."""

    @abstractmethod
    def messages(self, chat: int) -> list[Sent]:
        """The bot's messages as a chat shows them now: edits counted, deleted ones gone."""

    @abstractmethod
    def offered(self, query: str) -> InlineAnswer | None:
        """What the bot offered for an inline query, None before it did."""

    def wait_for(self, chat: int, count: int) -> list[Sent]:
        """Everything sent to a chat, once it is at least so many messages."""
        self.wait_until(lambda: len(self.to(chat)) >= count, f"{count} messages to {chat}")
        return self.to(chat)

    def wait_for_text(self, chat: int, words: str) -> Sent:
        """The last message to a chat sent with these words in it, once there is one."""
        self.wait_until(
            lambda: any(words in m.shown for m in self.to(chat)), f"{words!r} to {chat}"
        )
        return [message for message in self.to(chat) if words in message.shown][-1]

    def wait_for_shown(self, chat: int, words: str) -> Sent:
        """The last message that shows these words now, edits counted, once there is one."""
        self.wait_until(
            lambda: any(words in m.shown for m in self.messages(chat)),
            f"{words!r} shown in {chat}",
        )
        return [message for message in self.messages(chat) if words in message.shown][-1]

    def wait_for_offer(self, query: str) -> InlineAnswer:
        """What the bot offered for an inline query, once it did."""
        self.wait_until(lambda: self.offered(query) is not None, f"results for query {query}")
        found = self.offered(query)
        assert found is not None
        return found
