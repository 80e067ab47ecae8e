"""The memory store: sessions that end with the process. A SessionStore."""

from bot.domain.conversation import ConversationKey, Feedback, Session, Turn


class MemoryStore:
    """Sessions and verdicts in memory, for one-shot runs and where nothing may be kept."""

    def __init__(self) -> None:
        self._sessions: dict[ConversationKey, Session] = {}
        self._feedback: list[Feedback] = []

    async def load(self, key: ConversationKey) -> Session:
        """The conversation's session; a new one when there is none."""
        return self._sessions.get(key, Session(key=key))

    async def commit(self, turn: Turn) -> None:
        """Save everything the turn changed."""
        if turn.session is None:
            self._sessions.pop(turn.key, None)
        else:
            self._sessions[turn.key] = turn.session
        self._feedback.extend(turn.feedback)

    async def feedback(self) -> list[Feedback]:
        """Every verdict, oldest first."""
        return list(self._feedback)
