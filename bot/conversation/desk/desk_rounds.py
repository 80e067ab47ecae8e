"""Desk rounds: what time and events bring to tickets."""

from datetime import timedelta

from bot.conversation.desk.desks import Desks, approved_desks
from bot.conversation.desk.endings import Endings
from bot.conversation.desk.ticket_posts import TicketPosts, desk_address, line_name
from bot.conversation.desk.tickets import Refused, touch
from bot.domain.conversation import ChatChange, ChatEvent
from bot.domain.markup import literal
from bot.domain.ticket import Ticket, TicketReason, TicketState
from bot.domain.turn import Turn
from bot.domain.values import Value
from bot.domain.working_hours import WorkingHours
from bot.ports import Clock, Groups, Tickets

# A helper answered and neither wrote any more: it is done, though nobody pressed the button.
_QUIET = timedelta(days=1)
# A ticket that no desk ever saw stays this long for those who run the bot.
_RECORDED = timedelta(days=7)


class Patience(Value):
    """When people are there, how long of that time an open ticket waits for one at each level,
    and how long an asker waits for a helper's words before the helper is reminded."""

    hours: WorkingHours
    wait: timedelta
    idle: timedelta


class DeskRounds:
    """Looks after tickets that nobody touches."""

    def __init__(
        self,
        tickets: Tickets,
        groups: Groups,
        posts: TicketPosts,
        endings: Endings,
        clock: Clock,
        patience: Patience,
    ) -> None:
        self._tickets = tickets
        self._groups = groups
        self._posts = posts
        self._endings = endings
        self._clock = clock
        self._patience = patience

    async def tick(self) -> Turn:
        """What is due now, for every unfinished ticket."""
        turn = Turn()
        for ticket in await self._tickets.unfinished():
            desks = await approved_desks(self._groups, ticket.person.channel)
            turn = turn.plus(await self._due(ticket, desks))
        return turn

    async def happened(self, event: ChatEvent) -> Turn:
        """Helpers who left, people who blocked us, groups that are gone or got another id."""
        desks = await approved_desks(self._groups, event.channel)
        turn = Turn()
        if event.change is ChatChange.MEMBER_LEFT and event.user is not None:
            for ticket in await self._tickets.held_by(event.channel, event.chat, event.user):
                turn = turn.plus(await self._endings.released(ticket, desks))
        if event.change is ChatChange.MIGRATED and event.to is not None:
            return await self._cards_again(event.channel, event.chat, event.to, desks)
        if event.change not in (ChatChange.BLOCKED, ChatChange.REMOVED):
            return turn
        for ticket in await self._tickets.unfinished():
            if ticket.person.channel != event.channel:
                continue
            if event.change is ChatChange.BLOCKED and ticket.person.chat == event.chat:
                turn = turn.plus(self._endings.unreachable(ticket, desks))
            if event.change is ChatChange.REMOVED and ticket.desk == event.chat:
                # The group may still be among the desks: it is gone in this very turn.
                left = desks.without(event.chat)
                turn = turn.plus(self._endings.raised(ticket, left, lost=True))
        return turn

    async def _cards_again(self, channel: str, old: str, new: str, desks: Desks) -> Turn:
        """A group with another id starts without messages: nobody could answer the old cards."""
        there = desks.at(old)
        moved = (there.model_copy(update={"chat": new}),) if there is not None else ()
        desks = Desks(groups=(*desks.without(old).groups, *moved))
        return Turn(
            posts=tuple(
                self._posts.card(ticket.model_copy(update={"desk": new}), desks, edits=False)
                for ticket in await self._tickets.unfinished()
                if ticket.person.channel == channel and ticket.desk == old
            )
        )

    async def _due(self, ticket: Ticket, desks: Desks) -> Turn:
        if not ticket.desk:
            return self._recorded(ticket, desks)
        if desks.at(ticket.desk) is None:
            group = await self._groups.group(ticket.person.channel, ticket.desk)
            lost = group is None or group.gone
            return self._endings.raised(ticket, desks, lost=lost)
        if ticket.state is TicketState.CLAIMED:
            return await self._claimed(ticket, desks)
        if self._worked_since(ticket) >= self._patience.wait:
            return self._endings.raised(ticket, desks)
        return Turn()

    def _recorded(self, ticket: Ticket, desks: Desks) -> Turn:
        """A ticket without a desk gets one when there is one; those of a breakdown are for
        the people who run the bot."""
        if ticket.reason is not TicketReason.ERROR and desks.nearest(ticket.commune):
            return self._endings.raised(ticket, desks)
        if self._clock.now() - ticket.opened >= _RECORDED:
            return self._endings.expired(ticket, desks)
        return Turn()

    async def _claimed(self, ticket: Ticket, desks: Desks) -> Turn:
        """A helper who owes the asker words is reminded once, later the ticket is free again."""
        lines = await self._tickets.lines(ticket.id)
        last = lines[-1] if lines else None
        if last is not None and last.from_helper and last.at >= ticket.touched:
            quiet = self._clock.now() - ticket.touched >= _QUIET
            return await self._endings.finished(ticket, desks) if quiet else Turn()
        if self._worked_since(ticket) < self._patience.idle:
            return Turn()
        # Every change of the ticket counts its version up, so a reminder's name with the
        # version tells whether anything came after it.
        if await self._posts.was_posted(_reminder_name(ticket), desk_address(ticket)):
            return await self._endings.released(ticket, desks)
        moved = touch(ticket, self._clock.now())
        if isinstance(moved, Refused):
            return Turn()
        post = await self._posts.under_card(
            moved,
            desks,
            "reminder",
            called=_reminder_name(moved),
            helper=literal(ticket.helper_name or ""),
        )
        return Turn(tickets=(moved,), posts=(post,))

    def _worked_since(self, ticket: Ticket) -> timedelta:
        """Working time since the ticket last changed."""
        return self._patience.hours.between(ticket.touched, self._clock.now())


def _reminder_name(ticket: Ticket) -> str:
    return f"{line_name(ticket)}:reminder:{ticket.version}"
