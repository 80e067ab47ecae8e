"""Intake: what is received is stored first, then handed to the lanes."""

import asyncio
from collections.abc import Sequence

from bot.channels.telegram.inline import InlineQuestions
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.reading import Me
from bot.channels.telegram.receiving import inline_query, receivable
from bot.channels.telegram.taps import Taps
from bot.ports import InboxEntry, Mailbox


class Intake:
    """Takes updates from many callers at once: those that come while others are being stored
    are stored together afterwards, in one commit."""

    def __init__(
        self, mailbox: Mailbox, lanes: Lanes, taps: Taps, inline: InlineQuestions, me: Me
    ) -> None:
        self._mailbox = mailbox
        self._lanes = lanes
        self._taps = taps
        self._inline = inline
        self._me = me
        self._storing = asyncio.Lock()
        self._batch = _Batch()

    @property
    def full(self) -> bool:
        """Whether so much waits that no more should be taken in."""
        return self._lanes.full

    async def room(self) -> None:
        """Wait until more may be taken in."""
        await self._lanes.room()

    async def restore(self) -> None:
        """Hand over what an earlier run left unhandled."""
        self._hand_over(await self._mailbox.waiting())

    async def take(self, updates: Sequence[object]) -> None:
        """Store updates, masked; they are on disk when this returns. Inline questions are
        answered and not stored. Raises whatever kept them from being stored."""
        for update in updates:
            question = inline_query(update)
            if question is not None:
                self._inline.ask(question)
        entries = [entry for update in updates if (entry := receivable(update, self._me))]
        if entries:
            await self._store(entries)

    async def _store(self, entries: Sequence[InboxEntry]) -> None:
        batch = self._batch
        batch.entries.extend(entries)
        async with self._storing:
            if not batch.tried:
                self._batch = _Batch()
                batch.tried = True
                try:
                    self._hand_over(await self._mailbox.receive(batch.entries))
                    batch.stored = True
                except Exception as error:
                    batch.error = error
        # Without an error it was cut off: the caller who stored for all of us hung up.
        if not batch.stored:
            raise batch.error or ConnectionAbortedError

    def _hand_over(self, entries: Sequence[InboxEntry]) -> None:
        for entry in entries:
            self._taps.arrived(entry)
        self._lanes.put(entries)


class _Batch:
    """What is stored in one commit, whether it was, and why not."""

    def __init__(self) -> None:
        self.entries: list[InboxEntry] = []
        self.tried = self.stored = False
        self.error: Exception | None = None
