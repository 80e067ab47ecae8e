"""A fake of every store: all in memory, saved whole or not at all like the real one."""

from datetime import datetime

from bot.adapters.memory_ledger import MemoryLedger
from bot.domain.address import Address, ConversationKey
from bot.domain.allowance import Allowance
from bot.domain.answer import Action
from bot.domain.conversation import AskedElsewhere, ButtonKey, Feedback, KeptQuestion, Post, Session
from bot.domain.errors import TicketMoved
from bot.domain.group import Group
from bot.domain.ticket import Suggestion, Ticket, TicketLine, TicketState
from bot.domain.turn import Turn

PLENTY = Allowance(per_person=1_000, per_day=1_000)
RUNNING = (TicketState.OPEN, TicketState.CLAIMED)


class MemoryStores:
    """A SessionStore, Buttons, Tickets, Groups, KeptQuestions and FeedbackStore, with a
    ModelLedger as `ledger`. What would be sent lies in `posts`, settled receipts in
    `settled`."""

    def __init__(self, allowance: Allowance = PLENTY) -> None:
        self.ledger = MemoryLedger(allowance)
        self.sessions: dict[ConversationKey, Session] = {}
        self.posts: list[Post] = []
        self.settled: list[str] = []
        self._keys: dict[str, ButtonKey] = {}
        self._names: dict[tuple[str, str, str], str] = {}
        self._sent = 0
        self._tickets: dict[str, Ticket] = {}
        self._lines: list[TicketLine] = []
        self._suggestions: list[Suggestion] = []
        self._groups: dict[tuple[str, str], Group] = {}
        self._asked: dict[str, AskedElsewhere] = {}
        self._kept: dict[str, KeptQuestion] = {}
        self._feedback: list[Feedback] = []

    # What tests do

    def deliver(self, post: Post) -> str:
        """Pretend that a post was sent; the id of the message it became."""
        self._sent += 1
        message = str(self._sent)
        if post.name is not None:
            self._names[post.to.channel, post.to.chat, message] = post.name
        return message

    def to(self, chat: str) -> list[Post]:
        """Everything posted to a chat, oldest first."""
        return [post for post in self.posts if post.to.chat == chat]

    # SessionStore

    async def load(self, key: ConversationKey) -> Session:
        return self.sessions.get(key, Session(key=key))

    async def knows(self, key: ConversationKey) -> bool:
        return key in self.sessions

    async def commit(self, turn: Turn) -> None:
        for ticket in turn.tickets:
            held = self._tickets.get(ticket.id)
            if ticket.version != (held.version + 1 if held else 1):
                raise TicketMoved(ticket.id)
        self._tickets |= {ticket.id: ticket for ticket in turn.tickets}
        self.sessions |= {session.key: session for session in turn.sessions}
        self.settled += turn.receipts
        self._lines += turn.lines
        self._suggestions += turn.suggestions
        self._kept |= {kept.id: kept for kept in turn.kept}
        for key in turn.forgotten:
            self._forget(key)
        for id_ in turn.dropped:
            self._kept.pop(id_, None)
        for moved in turn.moved:
            self._move(moved.channel, moved.old, moved.new)
        self._groups |= {(group.channel, group.chat): group for group in turn.groups}
        self._keys |= {key.token: key for key in turn.keys}
        self._asked |= {asked.key: asked for asked in turn.asked}
        self._feedback += turn.feedback
        self.posts += turn.posts

    def _forget(self, key: ConversationKey) -> None:
        self.sessions.pop(key, None)
        self._kept = {id_: kept for id_, kept in self._kept.items() if kept.key != key}
        self._keys = {
            token: held
            for token, held in self._keys.items()
            if (held.channel, held.user) != (key.channel, key.user)
        }
        for day, who in list(self.ledger.admitted):
            if who == key.person:
                del self.ledger.admitted[day, who]
        for ticket in [t for t in self._tickets.values() if t.person == key]:
            state = TicketState.CANCELLED if ticket.state in RUNNING else ticket.state
            self._tickets[ticket.id] = ticket.model_copy(
                update={"question": "", "state": state, "version": ticket.version + 1}
            )
            self._lines = [line for line in self._lines if line.ticket != ticket.id]
            self._suggestions = [one for one in self._suggestions if one.ticket != ticket.id]

    def _move(self, channel: str, old: str, new: str) -> None:
        group = self._groups.pop((channel, old), None)
        if group is not None:
            self._groups[channel, new] = group.model_copy(update={"chat": new})
        for token, held in self._keys.items():
            if (held.channel, held.chat) == (channel, old):
                self._keys[token] = held.model_copy(update={"chat": new})
        self._names = {
            place: name for place, name in self._names.items() if place[:2] != (channel, old)
        }
        for ticket in list(self._tickets.values()):
            if ticket.person.channel == channel and ticket.desk == old:
                self._tickets[ticket.id] = ticket.model_copy(
                    update={"desk": new, "version": ticket.version + 1}
                )

    # Buttons

    async def pressed(self, channel: str, chat: str, user: str, token: str) -> Action | None:
        key = self._keys.get(token)
        if key is None or (key.channel, key.chat) != (channel, chat):
            return None
        return key.action if key.user in (None, user) else None

    async def named(self, channel: str, chat: str, message: str) -> str | None:
        return self._names.get((channel, chat, message))

    async def asked_elsewhere(self, key: str) -> AskedElsewhere | None:
        return self._asked.get(key)

    async def posted(self, name: str, to: Address) -> str | None:
        found = [
            message
            for (channel, chat, message), held in self._names.items()
            if (channel, chat, held) == (to.channel, to.chat, name)
        ]
        return found[-1] if found else None

    # Tickets

    async def ticket(self, id_: str) -> Ticket | None:
        return self._tickets.get(id_)

    async def running(self, person: ConversationKey) -> Ticket | None:
        found = [t for t in await self.unfinished() if t.person == person]
        return found[0] if found else None

    async def opened_since(self, person: ConversationKey, since: datetime) -> int:
        return sum(t.person == person and t.opened >= since for t in self._tickets.values())

    async def held_by(self, channel: str, desk: str, helper: str) -> list[Ticket]:
        return [
            t
            for t in await self.unfinished()
            if (t.person.channel, t.desk, t.helper) == (channel, desk, helper)
        ]

    async def unfinished(self) -> list[Ticket]:
        running = [t for t in self._tickets.values() if t.state in RUNNING]
        return sorted(running, key=_opened)

    async def lines(self, id_: str) -> list[TicketLine]:
        return [line for line in self._lines if line.ticket == id_]

    async def suggestions(self) -> list[Suggestion]:
        return list(self._suggestions)

    # Groups

    async def group(self, channel: str, chat: str) -> Group | None:
        return self._groups.get((channel, chat))

    async def groups(self) -> list[Group]:
        there = [group for group in self._groups.values() if not group.gone]
        return sorted(there, key=lambda group: group.title)

    # KeptQuestions and FeedbackStore

    async def not_asked_of(self, generation: str) -> list[KeptQuestion]:
        waiting = [kept for kept in self._kept.values() if kept.generation != generation]
        return sorted(waiting, key=lambda kept: kept.asked)

    async def feedback(self) -> list[Feedback]:
        return list(self._feedback)


def _opened(ticket: Ticket) -> datetime:
    return ticket.opened
