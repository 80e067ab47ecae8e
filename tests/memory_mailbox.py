"""A mailbox in memory: the durable inbox and outbox of tests that need no disk."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from bot.domain.address import Address
from bot.domain.conversation import Post
from bot.ports import InboxEntry, OutboxEntry, Stuck


class MemoryMailbox:
    """A Mailbox. `save` stands for a saved turn: it settles receipts and queues posts.

    `broken` is raised by every write while it is set; `log` tells what was done, in order."""

    def __init__(self) -> None:
        self.broken: Exception | None = None
        self.log: list[tuple[str, ...]] = []
        self.names: dict[tuple[str, str, str], str] = {}
        self._seen: set[str] = set()
        self._inbox: dict[str, InboxEntry] = {}
        self._outbox: dict[int, OutboxEntry] = {}
        self._stuck: dict[tuple[str, str], tuple[Stuck, InboxEntry | OutboxEntry]] = {}
        self._watching: list[Callable[[Sequence[OutboxEntry]], None]] = []
        self._last = 0

    def save(self, *posts: Post, receipts: Sequence[str] = ()) -> list[OutboxEntry]:
        """Settle entries and queue posts at once, as a turn does."""
        self._write("saved", *receipts)
        for receipt in receipts:
            self._inbox.pop(receipt, None)
        entries = []
        for post in posts:
            self._last += 1
            entries.append(OutboxEntry(id=self._last, post=post))
            self._outbox[self._last] = entries[-1]
        for queued in self._watching:
            queued(entries)
        return entries

    async def receive(self, entries: Sequence[InboxEntry]) -> list[InboxEntry]:
        self._write("received", *(entry.receipt for entry in entries))
        await asyncio.sleep(0)
        new = []
        for entry in entries:
            if entry.receipt not in self._seen:
                self._seen.add(entry.receipt)
                self._inbox[entry.receipt] = entry
                new.append(entry)
        return new

    async def waiting(self) -> list[InboxEntry]:
        return list(self._inbox.values())

    async def settle(self, receipts: Sequence[str]) -> None:
        self._write("settled", *receipts)
        for receipt in receipts:
            self._inbox.pop(receipt, None)

    async def quarantine(self, receipts: Sequence[str], why: str) -> None:
        self._write("quarantined", *receipts)
        for receipt in receipts:
            entry = self._inbox.pop(receipt)
            self._set_aside("inbox", receipt, entry.lane, why, entry.raw, entry)

    def watch(self, queued: Callable[[Sequence[OutboxEntry]], None]) -> None:
        self._watching.append(queued)

    async def outgoing(self) -> list[OutboxEntry]:
        return list(self._outbox.values())

    async def posted(self, name: str, to: Address) -> str | None:
        return self.names.get((to.channel, to.chat, name))

    async def sent(self, entry: OutboxEntry, message: str | None) -> None:
        self._write("sent", str(entry.id))
        self._outbox.pop(entry.id, None)
        if entry.post.name and message:
            to = entry.post.to
            self.names[to.channel, to.chat, entry.post.name] = message

    async def bury(self, entry: OutboxEntry, why: str) -> None:
        self._write("buried", str(entry.id))
        self._outbox.pop(entry.id, None)
        chat, text = entry.post.to.chat, entry.post.reply.text
        self._set_aside("outbox", str(entry.id), chat, why, text, entry)

    async def stuck(self) -> list[Stuck]:
        return [stuck for stuck, _ in self._stuck.values()]

    async def retry(self, box: str, id_: str) -> bool:
        _, entry = self._stuck.pop((box, id_), (None, None))
        if isinstance(entry, InboxEntry):
            self._inbox[entry.receipt] = entry
        elif isinstance(entry, OutboxEntry):
            self._outbox[entry.id] = entry
        return entry is not None

    async def discard(self, box: str, id_: str) -> bool:
        return self._stuck.pop((box, id_), None) is not None

    def _set_aside(
        self, box: str, id_: str, chat: str, why: str, content: str, entry: InboxEntry | OutboxEntry
    ) -> None:
        since = datetime.now(UTC)
        stuck = Stuck(box=box, id=id_, chat=chat, why=why, since=since, content=content)
        self._stuck[box, id_] = (stuck, entry)

    def _write(self, *what: str) -> None:
        if self.broken is not None:
            raise self.broken
        self.log.append(what)
