"""Helper's side: what the people of a desk press and write under a ticket's card."""

import asyncio

from bot.conversation.desk.desks import Desks, approved_desks
from bot.conversation.desk.endings import Endings
from bot.conversation.desk.helper_words import HelperWords, Vetted
from bot.conversation.desk.ticket_posts import TicketPosts, line_name
from bot.conversation.desk.tickets import RUNNING, Refused, claim, touch
from bot.conversation.response import Response
from bot.domain.answer import Action
from bot.domain.conversation import Message, MessageKind, Post, Reply
from bot.domain.markup import literal
from bot.domain.privacy import mask
from bot.domain.ticket import Ticket, TicketLine, TicketState
from bot.domain.turn import Turn
from bot.ports import Chats, Clock, Groups, Tickets

_NAME = "ticket"


class HelpersSide:
    """What happens in a desk's group. Anybody there may press; only the claimer's words go on."""

    def __init__(
        self,
        tickets: Tickets,
        groups: Groups,
        chats: Chats,
        posts: TicketPosts,
        words: HelperWords,
        endings: Endings,
        clock: Clock,
    ) -> None:
        self._tickets = tickets
        self._groups = groups
        self._chats = chats
        self._posts = posts
        self._words = words
        self._endings = endings
        self._clock = clock

    # Buttons

    async def press(self, message: Message, action: Action) -> Response:
        """What a button under a card does; a notice says why when it does nothing."""
        desks = await approved_desks(self._groups, message.key.channel)
        ticket = await self._lying_here(message, action.part or "")
        if ticket is None or desks.at(message.key.chat) is None:
            return self._notice(desks, message, "notice.gone")
        if ticket.state not in RUNNING:
            return self._notice(desks, message, "notice.over")
        match action.verb:
            case "desk.claim" | "desk.answer":
                return await self._claimed(message, ticket, desks, action.verb)
            case "desk.finish" | "desk.release":
                return await self._let_go(message, ticket, desks, action.verb)
        return self._notice(desks, message, "notice.gone")

    async def _claimed(self, message: Message, ticket: Ticket, desks: Desks, verb: str) -> Response:
        name = mask(message.group.name if message.group else "").text
        moved = claim(ticket, message.key.user, name, self._clock.now())
        if moved is Refused.TAKEN:
            holder = ticket.helper_name or ""
            return self._notice(desks, message, "notice.taken", helper=holder)
        if isinstance(moved, Refused):
            held, turn = ticket, Turn()
        else:
            held, turn = moved, self._told_of_claim(moved, desks)
        if verb == "desk.answer":
            ask = await self._posts.under_card(
                held, desks, "answer_here", asks_reply=True, helper=literal(name)
            )
            return Response(None, (), turn.plus(Turn(posts=(ask,))))
        key = "notice.yours" if held is ticket else "notice.claimed"
        return self._notice(desks, message, key).plus(turn)

    def _told_of_claim(self, ticket: Ticket, desks: Desks) -> Turn:
        """The card with its helper, and the good news for the asker."""
        desk = self._posts.desk_name(desks.at(ticket.desk), ticket.language)
        posts = (
            self._posts.card(ticket, desks, edits=True),
            self._posts.to_asker(ticket, "claimed", desk=desk),
        )
        return Turn(tickets=(ticket,), posts=posts)

    async def _let_go(self, message: Message, ticket: Ticket, desks: Desks, verb: str) -> Response:
        if ticket.state is not TicketState.CLAIMED:
            return self._notice(desks, message, "notice.unclaimed")
        key = message.key
        if ticket.helper != key.user and not await self._chats.is_admin(
            key.channel, key.chat, key.user
        ):
            holder = ticket.helper_name or ""
            return self._notice(desks, message, "notice.not_yours", helper=holder)
        if verb == "desk.release":
            turn = await self._endings.released(ticket, desks)
            return self._notice(desks, message, "notice.released").plus(turn)
        turn = await self._endings.finished(ticket, desks)
        return self._notice(desks, message, "notice.finished").plus(turn)

    # Words

    async def written(self, message: Message, name: str | None) -> Response | None:
        """What becomes of an answer to one of a ticket's messages; None when it is not one."""
        kind, _, rest = (name or "").partition(":")
        if kind != _NAME or message.text.startswith("/"):
            return None
        desks = await approved_desks(self._groups, message.key.channel)
        ticket = await self._lying_here(message, rest.partition(":")[0])
        if ticket is None or desks.at(message.key.chat) is None:
            return self._says(desks, message, "not_carried.gone")
        if ticket.state not in RUNNING:
            return self._says(desks, message, "not_carried.over")
        if message.group is None or message.group.anonymous:
            return self._says(desks, message, "not_carried.anonymous")
        if ticket.state is TicketState.OPEN:
            return self._says(desks, message, "not_carried.unclaimed")
        if ticket.helper != message.key.user:
            return await self._from_another(message, ticket, desks)
        if message.kind is not MessageKind.TEXT:
            return self._says(desks, message, "not_carried.no_text")
        vetted = await asyncio.to_thread(self._words.vet, message.text)
        if vetted.unfit is not None:
            key = f"not_carried.{vetted.unfit.value}"
            return self._says(desks, message, key, place=literal(vetted.place))
        return await self._carried(message, ticket, desks, vetted)

    async def _carried(
        self, message: Message, ticket: Ticket, desks: Desks, vetted: Vetted
    ) -> Response:
        moved = touch(ticket, self._clock.now())
        if isinstance(moved, Refused):
            return self._says(desks, message, "not_carried.over")
        line = TicketLine(ticket=ticket.id, from_helper=True, text=vetted.text, at=moved.touched)
        desk = self._posts.desk_name(desks.at(ticket.desk), ticket.language)
        posts = [self._posts.to_asker(ticket, "from_helper", desk=desk, text=literal(vetted.text))]
        before = await self._tickets.lines(ticket.id)
        if mask(message.text).kinds:
            posts.append(self._post(desks, message, "carried_masked"))
        elif not any(line.from_helper for line in before):
            posts.append(self._post(desks, message, "carried"))
        return Response(None, (), Turn(tickets=(moved,), lines=(line,), posts=tuple(posts)))

    async def _from_another(self, message: Message, ticket: Ticket, desks: Desks) -> Response:
        """Somebody else's answer: they are told once whose ticket it is."""
        told = f"{line_name(ticket)}:other:{message.key.user}"
        if await self._posts.was_posted(told, message.address):
            return Response(None)
        holder = literal(ticket.helper_name or "")
        post = self._post(desks, message, "not_carried.not_yours", helper=holder)
        return Response(None, (), Turn(posts=(post.model_copy(update={"name": told}),)))

    # Parts

    async def _lying_here(self, message: Message, id_: str) -> Ticket | None:
        """The ticket with that id, if it lies with the group the message is from."""
        ticket = await self._tickets.ticket(id_)
        here = (message.key.channel, message.key.chat)
        if ticket is None or (ticket.person.channel, ticket.desk) != here:
            return None
        return ticket

    def _notice(self, desks: Desks, message: Message, key: str, **values: str) -> Response:
        language = self._language(desks, message)
        return Response(None, (self._posts.notice(language, key, **values),))

    def _says(self, desks: Desks, message: Message, key: str, **values: str) -> Response:
        return Response(None, (), Turn(posts=(self._post(desks, message, key, **values),)))

    def _post(self, desks: Desks, message: Message, key: str, **values: str) -> Post:
        reply: Reply = self._posts.line(self._language(desks, message), key, **values)
        return Post(to=message.address, reply=reply)

    @staticmethod
    def _language(desks: Desks, message: Message) -> str:
        group = desks.at(message.key.chat)
        return group.language if group else "vi"
