"""New tickets: how many a person may open, and the one that a breakdown opens by itself."""

from collections.abc import Callable
from datetime import timedelta

from bot.answering.screen import screen
from bot.conversation.desk.desks import Desks, approved_desks
from bot.conversation.desk.ticket_posts import TicketPosts
from bot.conversation.desk.tickets import open_ticket
from bot.conversation.response import Response
from bot.domain.address import ConversationKey
from bot.domain.answer import Status
from bot.domain.conversation import Message, MessageKind, Session
from bot.domain.privacy import mask
from bot.domain.ticket import Level, Ticket, TicketDraft, TicketReason
from bot.domain.turn import Turn
from bot.ports import Clock, Groups, Tickets

LONGEST_QUESTION = 1000
"""How much of a question is sent on, in characters; a card must fit into one message."""

_MOST_A_DAY = 5
_DAY = timedelta(days=1)
_MOST_BREAKDOWN_CARDS = 5


class NewTickets:
    """Makes tickets."""

    def __init__(
        self,
        tickets: Tickets,
        groups: Groups,
        posts: TicketPosts,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._tickets = tickets
        self._groups = groups
        self._posts = posts
        self._clock = clock
        self._new_id = new_id

    async def too_many(self, person: ConversationKey) -> bool:
        """Whether the person opened as many in a day as one may."""
        since = self._clock.now() - _DAY
        return await self._tickets.opened_since(person, since) >= _MOST_A_DAY

    async def opened(self, session: Session, draft: TicketDraft, level: Level, desk: str) -> Ticket:
        """A new ticket of the session's person, under an id that is free."""
        id_ = self._new_id()
        while await self._tickets.ticket(id_) is not None:
            id_ = self._new_id()
        return open_ticket(
            id_, session.key, session.language, draft, level, desk, self._clock.now()
        )

    async def after_breakdown(self, response: Response, message: Message) -> Response:
        """The response with a ticket for the message that broke down, so that a person looks.
        It has a card in a group only while few such lie there, since one fault breaks for
        everybody; the others are seen by those who run the bot."""
        session = response.session
        text = mask(_words(message)).text[:LONGEST_QUESTION]
        if session is None or not response.replies or _is_unwelcome(text):
            return response
        if await self._tickets.running(session.key) or await self.too_many(session.key):
            return response
        desks = await approved_desks(self._groups, session.key.channel)
        level, desk = await self._desk_for_breakdown(desks, session)
        draft = TicketDraft(
            reason=TicketReason.ERROR,
            question=text,
            commune=session.commune,
            guide=session.progress.guide if session.progress else None,
            step=session.progress.step if session.progress else None,
        )
        ticket = await self.opened(session, draft, level, desk)
        posts = (self._posts.card(ticket, desks, edits=False),) if desk else ()
        told = self._told(response, session, ticket)
        return told.plus(Turn(tickets=(ticket,), posts=posts))

    def _told(self, response: Response, session: Session, ticket: Ticket) -> Response:
        """The response that also says that people were told."""
        told = self._posts.say(session.language, "broken" if ticket.desk else "broken_recorded")
        cancel = self._posts.choices(session.language, "cancel", part=ticket.id)
        *before, last = response.replies
        last = last.model_copy(
            update={"text": f"{last.text}\n\n{told}", "choices": (*last.choices, *cancel)}
        )
        return Response(session, (*before, last), response.change)

    async def _desk_for_breakdown(self, desks: Desks, session: Session) -> tuple[Level, str]:
        lies = desks.nearest(session.commune)
        if lies is None:
            return Level.PROVINCE, ""
        level, group = lies
        waiting = [
            ticket
            for ticket in await self._tickets.unfinished()
            if ticket.desk == group.chat and ticket.reason is TicketReason.ERROR
        ]
        return level, group.chat if len(waiting) < _MOST_BREAKDOWN_CARDS else ""


def _is_unwelcome(text: str) -> bool:
    found = screen(text) if text else None
    return found is not None and found.status is Status.DECLINED and not found.soft


def _words(message: Message) -> str:
    """What a person said; a tap says nothing."""
    if message.kind is MessageKind.FORWARD:
        return "\n".join(part.text for part in message.forwarded)
    return message.text if message.kind is MessageKind.TEXT else ""
