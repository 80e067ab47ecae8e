"""Who speaks with us, and where replies go."""

from bot.domain.values import Value


class ConversationKey(Value):
    """One person's conversation in one chat of one channel."""

    channel: str
    chat: str
    user: str

    @property
    def person(self) -> str:
        """Who it is, whichever chat of the channel they speak in."""
        return f"{self.channel}:{self.user}"

    def __str__(self) -> str:
        return f"{self.channel}:{self.chat}:{self.user}"


class Address(Value):
    """Where a reply goes: a chat, the thread in it, the message it answers."""

    channel: str
    chat: str
    thread: str | None = None
    answers: str | None = None
