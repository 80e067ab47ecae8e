"""Endings: how a ticket leaves a helper's hands, a desk, or the desk altogether."""

from bot.conversation.desk.desks import Desks
from bot.conversation.desk.ticket_posts import TicketPosts
from bot.conversation.desk.tickets import Refused, cancel, expire, finish, raise_level, release
from bot.domain.conversation import Post
from bot.domain.group import Group
from bot.domain.ticket import Level, Suggestion, Ticket, TicketLine, TicketState
from bot.domain.turn import Turn
from bot.ports import Clock, Tickets


class Endings:
    """What is saved and said when a ticket is released, finished, raised, expired or dropped."""

    def __init__(self, tickets: Tickets, posts: TicketPosts, clock: Clock) -> None:
        self._tickets = tickets
        self._posts = posts
        self._clock = clock

    async def released(self, ticket: Ticket, desks: Desks) -> Turn:
        """Waiting again, card and asker told."""
        moved = release(ticket, self._clock.now())
        if isinstance(moved, Refused):
            return Turn()
        card = self._posts.card(moved, desks, edits=True)
        told = self._posts.to_asker(moved, "released", ("place", "cancel"))
        return Turn(tickets=(moved,), posts=(card, told))

    async def finished(self, ticket: Ticket, desks: Desks) -> Turn:
        """Done: the asker is asked whether it helped, editors get what the helper answered."""
        moved = finish(ticket, self._clock.now())
        if isinstance(moved, Refused):
            return Turn()
        desk = self._posts.desk_name(desks.at(moved.desk), moved.language)
        told = self._posts.to_asker(moved, "finished", ("helped", "not_helped"), desk=desk)
        card = self._posts.card(moved, desks, edits=True)
        suggested = _suggestion(moved, await self._tickets.lines(moved.id))
        return Turn(
            tickets=(moved,),
            suggestions=(suggested,) if suggested else (),
            posts=(card, told),
        )

    def raised(self, ticket: Ticket, desks: Desks, *, lost: bool = False) -> Turn:
        """To the next desk: the province's, or where its own is none any more, another of the
        same commune; over, when there is none. A group that is `lost` can't be written to."""
        to = _next_desk(ticket, desks)
        if to is None:
            return self.expired(ticket, desks, lost=lost)
        level, group = to
        moved = raise_level(ticket, level, group.chat, self._clock.now())
        if isinstance(moved, Refused):
            return Turn()
        key = "moved" if level is ticket.level else "raised"
        desk = self._posts.desk_name(group, moved.language)
        posts = (
            *self._left(ticket, desks, key, lost=lost),
            self._posts.card(moved, desks, edits=False),
            self._posts.to_asker(moved, key, ("place", "cancel"), desk=desk),
        )
        return Turn(tickets=(moved,), posts=posts)

    def expired(self, ticket: Ticket, desks: Desks, *, lost: bool = False) -> Turn:
        """Nobody took it: the asker is told where to ask directly."""
        moved = expire(ticket, self._clock.now())
        if isinstance(moved, Refused):
            return Turn()
        told = self._posts.text_to_asker(moved, self._posts.nobody_came(moved))
        left = self._left(ticket, desks, "expired", lost=lost)
        return Turn(tickets=(moved,), posts=(*left, told))

    def unreachable(self, ticket: Ticket, desks: Desks) -> Turn:
        """The asker can't be written to any more."""
        moved = cancel(ticket, self._clock.now())
        if isinstance(moved, Refused):
            return Turn()
        left = self._left(ticket, desks, "unreachable", lost=False)
        return Turn(tickets=(moved,), posts=left)

    def _left(self, ticket: Ticket, desks: Desks, key: str, *, lost: bool) -> tuple[Post, ...]:
        """The card in the group a ticket leaves, where there is one to write to."""
        if lost or not ticket.desk:
            return ()
        return (self._posts.closed_card(ticket, desks, key),)


def _next_desk(ticket: Ticket, desks: Desks) -> tuple[Level, Group] | None:
    if desks.at(ticket.desk) is None:
        return desks.nearest(ticket.commune)
    province = desks.province()
    if ticket.level is Level.PROVINCE or province is None:
        return None
    return Level.PROVINCE, province


def _suggestion(ticket: Ticket, lines: list[TicketLine]) -> Suggestion | None:
    answer = "\n".join(line.text for line in lines if line.from_helper)
    if not answer or ticket.state is not TicketState.DONE:
        return None
    return Suggestion(
        ticket=ticket.id,
        question=ticket.question,
        answer=answer,
        guide=ticket.guide,
        at=ticket.touched,
    )
