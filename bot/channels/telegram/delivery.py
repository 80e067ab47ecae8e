"""Delivery: one post on its way, piece by piece."""

from collections import deque
from collections.abc import Sequence

from bot.channels.telegram.refusal import Refusal
from bot.channels.telegram.writing import Outgoing
from bot.ports import OutboxEntry


class Delivery:
    """What is left to send of a post. `message` is the id of the message that is changed, or
    that the last piece taken became; `done` that nothing has to be done about the post any
    more."""

    def __init__(self, entry: OutboxEntry, pieces: Sequence[Outgoing], edits: str | None) -> None:
        self.entry = entry
        self.message = edits
        self.done = False
        self._failures = 0
        self._left = deque(pieces)

    @property
    def next(self) -> Outgoing | None:
        """The piece to send now; None once all are sent."""
        return self._left[0] if self._left else None

    def taken(self, result: object) -> None:
        """The service took the piece; `result` is its answer."""
        self._left.popleft()
        self._failures = 0
        if isinstance(result, dict) and "message_id" in result:
            self.message = str(result["message_id"])

    def failed(self) -> int:
        """The service could not be reached; how often in a row for this piece."""
        self._failures += 1
        return self._failures

    def start_over(self, pieces: Sequence[Outgoing]) -> None:
        """Send other pieces, as a new message."""
        self.message = None
        self._left = deque(pieces)

    def mend(self, refusal: Refusal) -> bool:
        """Change the piece so that it may be taken; False when that can't help."""
        piece = self._left[0]
        match refusal:
            case Refusal.NO_THREAD:
                mended = _without(piece, "message_thread_id", "direct_messages_topic_id")
            case Refusal.NOTHING_TO_ANSWER:
                mended = _without(piece, "reply_parameters", "reply_to_message_id")
            case Refusal.UNREADABLE:
                mended = piece.model_copy(update={"arguments": piece.plain})
            case _:
                return False
        if mended == piece:
            return False
        self._left[0] = mended
        return True

    def readdress(self, chat: str) -> None:
        """Send what is left to another chat."""
        self.entry = readdressed(self.entry, chat)
        self._left = deque(
            piece.model_copy(
                update={
                    "arguments": piece.arguments | {"chat_id": int(chat)},
                    "plain": piece.plain | {"chat_id": int(chat)},
                }
            )
            for piece in self._left
        )


def readdressed(entry: OutboxEntry, chat: str) -> OutboxEntry:
    """The same post to another chat."""
    to = entry.post.to.model_copy(update={"chat": chat})
    return entry.model_copy(update={"post": entry.post.model_copy(update={"to": to})})


def _without(piece: Outgoing, *names: str) -> Outgoing:
    def kept(arguments: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in arguments.items() if name not in names}

    return piece.model_copy(update={"arguments": kept(piece.arguments), "plain": kept(piece.plain)})
