"""Asker's side: a person whose ticket runs: their words go to the helper, and how it ends."""

from bot.answering.screen import screen
from bot.conversation.desk.desks import Desks, approved_desks
from bot.conversation.desk.opening import Opening
from bot.conversation.desk.ticket_posts import TicketPosts
from bot.conversation.desk.tickets import Refused, cancel, reopen, touch
from bot.conversation.response import Response
from bot.conversation.wishes import cancels
from bot.domain.answer import Reason, Screening, Status
from bot.domain.conversation import Message, Session
from bot.domain.markup import literal
from bot.domain.privacy import mask
from bot.domain.ticket import Ticket, TicketLine, TicketState
from bot.domain.turn import Turn
from bot.ports import Clock, Groups, Tickets


class AskersSide:
    """What a person with a ticket says and presses."""

    def __init__(
        self, tickets: Tickets, groups: Groups, posts: TicketPosts, opening: Opening, clock: Clock
    ) -> None:
        self._tickets = tickets
        self._groups = groups
        self._posts = posts
        self._opening = opening
        self._clock = clock

    async def typed(self, session: Session, message: Message, ticket: Ticket) -> Response | None:
        """What a text leads to while the ticket runs; None when the assistant is to answer."""
        if cancels(message.text) and not _walks(session):
            return await self.cancelled(session, ticket)
        if ticket.state is not TicketState.CLAIMED:
            return None
        text = mask(message.text).text
        screening = screen(text)
        if screening is not None and _bot_answers(screening):
            return None
        carried = await self._carried(ticket, text, "from_asker")
        before = await self._tickets.lines(ticket.id)
        if any(not line.from_helper for line in before):
            return Response(session, (), carried)
        return Response(session, (self._posts.reply(session, "passed_on"),), carried)

    async def alarm(self, message: Message) -> Turn:
        """An emergency or a likely scam, which the assistant has answered, shown to the helper
        too."""
        ticket = await self._tickets.running(message.key)
        if ticket is None or ticket.state is not TicketState.CLAIMED:
            return Turn()
        return await self._carried(ticket, mask(message.text).text, "alarm_from_asker")

    async def cancelled(self, session: Session, ticket: Ticket | None) -> Response:
        """The person takes the question back."""
        if ticket is None and session.draft is not None:
            return self._opening.drop(session)
        moved = cancel(ticket, self._clock.now()) if ticket else Refused.OVER
        if isinstance(moved, Refused):
            return Response(session, (self._posts.reply(session, "nothing_to_cancel"),))
        desks = await approved_desks(self._groups, session.key.channel)
        posts = (self._posts.closed_card(moved, desks, "cancelled"),) if moved.desk else ()
        reply = self._posts.reply(session, "cancelled")
        freed = session.model_copy(update={"draft": None})
        return Response(freed, (reply,), Turn(tickets=(moved,), posts=posts))

    async def forgotten(self, message: Message) -> Turn:
        """The question taken off the desk's card, of somebody who asked to be forgotten; the
        store itself ends the ticket."""
        ticket = await self._tickets.running(message.key)
        if ticket is None or not ticket.desk:
            return Turn()
        desks = await approved_desks(self._groups, message.key.channel)
        return Turn(posts=(self._posts.closed_card(ticket, desks, "cancelled"),))

    async def place(self, session: Session) -> Response:
        """Where the person's ticket stands."""
        ticket = await self._tickets.running(session.key)
        if ticket is None:
            return Response(session, (self._posts.reply(session, "nothing_waits"),))
        return await self._opening.state(session, ticket)

    def helped(self, session: Session) -> Response:
        """The helper could help."""
        return Response(session, (self._posts.reply(session, "helped"),))

    async def not_helped(self, session: Session, ticket: Ticket) -> Response:
        """The helper could not help: once, the province's people are asked."""
        running = await self._tickets.running(session.key)
        if running is not None:
            return await self._opening.state(session, running)
        desks = await approved_desks(self._groups, session.key.channel)
        province = desks.province()
        moved = reopen(ticket, province.chat, self._clock.now()) if province else None
        if moved is None or isinstance(moved, Refused):
            reply = self._posts.reply(session, "not_helped")
            text = f"{reply.text}\n{self._posts.nobody_came(ticket)}"
            return Response(session, (reply.model_copy(update={"text": text}),))
        raised = await self._opening.state(session, moved, key="asked_province")
        card = self._posts.card(moved, desks, edits=False)
        return raised.plus(Turn(tickets=(moved,), posts=(card,)))

    async def _carried(self, ticket: Ticket, text: str, key: str) -> Turn:
        moved = touch(ticket, self._clock.now())
        if isinstance(moved, Refused):
            return Turn()
        line = TicketLine(ticket=ticket.id, from_helper=False, text=text, at=moved.touched)
        desks: Desks = await approved_desks(self._groups, ticket.person.channel)
        post = await self._posts.under_card(moved, desks, key, id=ticket.id, text=literal(text))
        return Turn(tickets=(moved,), lines=(line,), posts=(post,))


def _bot_answers(screening: Screening) -> bool:
    """What is never left to the helper alone: danger, secrets, scams, and what is not fit to
    be passed on."""
    if screening.status in (Status.EMERGENCY, Status.WARNED):
        return True
    return screening.status is Status.DECLINED and not screening.soft


def _walks(session: Session) -> bool:
    """Whether a walkthrough runs, which `hủy` stops."""
    return session.progress is not None and not session.progress.finished


def is_alarm(status: Status, reason: Reason | None) -> bool:
    """Whether an answer is one that the helper must hear of."""
    return status is Status.EMERGENCY or reason is Reason.SCAM
