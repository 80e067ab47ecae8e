"""Opening: how a question becomes a ticket, from the wish for a person to their consent."""

from bot.answering.screen import screen
from bot.conversation.desk.desks import Commune, Desks, approved_desks
from bot.conversation.desk.new_tickets import LONGEST_QUESTION, NewTickets
from bot.conversation.desk.ticket_posts import TicketPosts
from bot.conversation.moves import read_choice, read_move, read_number, read_yes
from bot.conversation.response import Response
from bot.conversation.wishes import says_no, wishes_person
from bot.domain.answer import Action, Choice, Reason, Screening, Status
from bot.domain.conversation import Message, Reply, Session
from bot.domain.group import Group
from bot.domain.markup import literal
from bot.domain.privacy import mask
from bot.domain.ticket import Level, Ticket, TicketDraft, TicketReason, TicketState
from bot.domain.turn import Turn
from bot.language.tokens import syllables
from bot.ports import Groups, Tickets

ELSEWHERE = ""
"""The commune of a draft whose asker's own has no desk."""

_MOST_COMMUNES = 8
_LONGEST_NAME_WORDS = 8


class Opening:
    """The asker's side until there is a ticket. The draft lies in the session; it takes a text
    only while the last thing said was the desk's own question."""

    def __init__(
        self, tickets: Tickets, groups: Groups, posts: TicketPosts, new: NewTickets
    ) -> None:
        self._tickets = tickets
        self._groups = groups
        self._posts = posts
        self._new = new

    async def typed(self, session: Session, message: Message) -> Response | None:
        """What a text leads to that asks for a person or belongs to a draft."""
        text = mask(message.text).text
        draft = session.draft
        writes = draft is not None and any(choice.does("desk.drop") for choice in session.choices)
        wishes = wishes_person(text)
        if not writes and not wishes:
            return None
        screening = screen(text)
        if screening is not None and screening.status is Status.EMERGENCY:
            return None
        if draft is None or not writes:
            return None if _is_grave(screening) else await self.ask(session)
        if read_move(text) == "stop" or says_no(text):
            return self.drop(session)
        if wishes:
            return await self.ask(session)
        if screening is not None and screening.reason is Reason.SECRET_SHARED:
            return await self._warned(session, draft, Reason.SECRET_SHARED)
        if draft.commune is None:
            return await self._commune_typed(session, draft, text)
        if draft.question is not None and read_yes(text):
            return await self.send(session, _consents_to(session))
        if _presses(session, text, draft):
            return None
        return await self._question_typed(session, draft, text, screening)

    # From a button to the next

    async def ask(self, session: Session) -> Response:
        """Start or go on with a draft: where to, what, and whether to send it."""
        held_back = await self._held_back(session)
        if held_back is not None:
            return held_back
        return await self._next(session, session.draft or fresh_draft(session))

    async def choose(self, session: Session, code: str | None) -> Response:
        """Their people are those of a commune, by its code, or the province's."""
        draft = session.draft or fresh_draft(session)
        kept = session.model_copy(update={"commune": code or session.commune})
        return await self._next(kept, draft.model_copy(update={"commune": code or ELSEWHERE}))

    async def rewrite(self, session: Session) -> Response:
        """Write the question anew."""
        draft = session.draft or fresh_draft(session)
        return await self._next(session, draft.model_copy(update={"question": None}))

    async def choose_again(self, session: Session) -> Response:
        """They are of another commune than we took them to be."""
        draft = session.draft or fresh_draft(session)
        unknown = session.model_copy(
            update={"commune": None, "draft": draft.model_copy(update={"commune": None})}
        )
        return await self.ask(unknown)

    def drop(self, session: Session) -> Response:
        """Nothing is sent."""
        dropped = _without_draft(session)
        return Response(dropped, (self._posts.reply(dropped, "dropped"),))

    async def send(self, session: Session, desk: str | None) -> Response:
        """The consent was given for that desk's chat: open the ticket."""
        held_back = await self._held_back(session)
        if held_back is not None:
            return held_back
        draft = session.draft
        if draft is None or draft.commune is None or draft.question is None:
            return await self.ask(session)
        desks = await approved_desks(self._groups, session.key.channel)
        lies = desks.nearest(draft.commune)
        if lies is None or lies[1].chat != desk:
            # They agreed to be read by others than those who would read it now.
            return await self._next(session, draft)
        ticket = await self._new.opened(session, draft, lies[0], lies[1].chat)
        opened = await self.state(_without_draft(session), ticket, key="opened")
        card = self._posts.card(ticket, desks, edits=False)
        return opened.plus(Turn(tickets=(ticket,), posts=(card,)))

    async def state(self, session: Session, ticket: Ticket, key: str = "waiting") -> Response:
        """Where a running ticket stands, with the way to cancel it."""
        desks = await approved_desks(self._groups, session.key.channel)
        name = self._posts.desk_name(desks.at(ticket.desk), session.language)
        choices = self._posts.choices(session.language, "place", "cancel", part=ticket.id)
        if ticket.state is TicketState.CLAIMED:
            reply = self._posts.reply(session, "with_helper", choices[1:], desk=name)
        elif not ticket.desk:
            reply = self._posts.reply(session, "recorded", choices[1:])
        else:
            line = self._line_of(await self.place(ticket), session.language)
            reply = self._posts.reply(session, key, choices, desk=name, line=line)
            closed = self._posts.closed_now(session.language)
            reply = _with_text(reply, f"{reply.text}\n{closed}".strip())
        return Response(session, (reply,))

    def _line_of(self, place: int, language: str) -> str:
        if place == 1:
            return self._posts.say(language, "first_in_line")
        return self._posts.say(language, "in_line", count=str(place - 1))

    async def place(self, ticket: Ticket) -> int:
        """The place of an open ticket among those that wait at its desk, from 1."""
        waiting = [
            other.id
            for other in await self._tickets.unfinished()
            if other.state is TicketState.OPEN
            and (other.person.channel, other.desk) == (ticket.person.channel, ticket.desk)
        ]
        return 1 + (waiting.index(ticket.id) if ticket.id in waiting else len(waiting))

    # Parts

    async def _held_back(self, session: Session) -> Response | None:
        """Why no ticket can be opened now: one runs already, nobody answers here, or there
        were too many."""
        running = await self._tickets.running(session.key)
        if running is not None:
            return await self.state(_without_draft(session), running)
        desks = await approved_desks(self._groups, session.key.channel)
        free = _without_draft(session)
        if not desks.groups:
            return Response(free, (self._posts.elsewhere(session),))
        if await self._new.too_many(session.key):
            return Response(free, (self._posts.reply(session, "too_many"),))
        return None

    async def _next(self, session: Session, draft: TicketDraft) -> Response:
        """The next thing a draft lacks: a desk, a question, consent."""
        desks = await approved_desks(self._groups, session.key.channel)
        if draft.commune is None:
            draft = draft.model_copy(update={"commune": _known_commune(session, desks)})
        lies = desks.nearest(draft.commune) if draft.commune is not None else None
        session = session.model_copy(update={"draft": draft})
        if lies is None:
            lost = session.model_copy(update={"draft": draft.model_copy(update={"commune": None})})
            return self._which_commune(lost, desks, desks.communes())
        if draft.question is None:
            return Response(session, (self._asked(session, "write", ()),))
        return Response(session, (self._consent(session, draft.question, desks, lies),))

    def _consent(
        self, session: Session, question: str, desks: Desks, lies: tuple[Level, Group]
    ) -> Reply:
        """What is about to be sent, who will read it, and the buttons to agree or not."""
        level, group = lies
        name = self._posts.desk_name(group, session.language)
        others = len(desks.communes()) > 1 or desks.province() is not None
        own = level is Level.COMMUNE
        choices = [
            *self._posts.choices(session.language, "send", part=group.chat),
            *self._posts.choices(session.language, "rewrite"),
            *(self._posts.choices(session.language, "other") if own and others else []),
        ]
        key = "consent" if own else "consent_province"
        return self._asked(session, key, choices, desk=name, question=literal(question))

    def _which_commune(
        self,
        session: Session,
        desks: Desks,
        offered: tuple[Commune, ...],
        key: str = "which_commune",
    ) -> Response:
        few = offered if len(offered) <= _MOST_COMMUNES else ()
        choices = [
            Choice(label=one.name, action=Action(verb="desk.commune", part=one.code)) for one in few
        ]
        if desks.province() is not None:
            choices += self._posts.choices(session.language, "elsewhere")
        if not few and key == "which_commune":
            key = "type_commune"
        return Response(session, (self._asked(session, key, choices),))

    async def _commune_typed(
        self, session: Session, draft: TicketDraft, text: str
    ) -> Response | None:
        if _presses(session, text, draft):
            return None
        desks = await approved_desks(self._groups, session.key.channel)
        found = desks.named(text)
        if len(found) == 1:
            return await self.choose(session, found[0].code)
        if found:
            return self._which_commune(session, desks, found, "several_communes")
        if len(syllables(text)) > _LONGEST_NAME_WORDS:
            # No name is that long: they speak of something else.
            return None
        key = "unknown_commune" if desks.province() else "no_such_desk"
        return self._which_commune(session, desks, (), key)

    async def _question_typed(
        self, session: Session, draft: TicketDraft, text: str, screening: Screening | None
    ) -> Response | None:
        if screening is not None and screening.status is Status.SMALLTALK:
            return await self._next(session, draft)
        if screening is not None and screening.status is Status.DECLINED and not screening.soft:
            return None
        # What comes before consent adds to the question, so that nothing said is lost.
        question = "\n".join(filter(None, (draft.question, text)))[:LONGEST_QUESTION]
        taken = draft.model_copy(update={"question": question})
        if screening is not None and screening.reason is Reason.SCAM:
            return await self._warned(session, taken, Reason.SCAM)
        return await self._next(session, taken)

    async def _warned(self, session: Session, draft: TicketDraft, reason: Reason) -> Response:
        """The warning first; the draft goes on."""
        response = await self._next(session, draft)
        replies = (self._posts.warning(session, reason), *response.replies)
        return Response(response.session, replies, response.change)

    def _asked(
        self, session: Session, key: str, choices: list[Choice] | tuple[()], **values: str
    ) -> Reply:
        """A question of the draft, always with the way out."""
        drop = self._posts.choices(session.language, "drop")
        return self._posts.reply(session, key, [*choices, *drop], **values)


def fresh_draft(session: Session) -> TicketDraft:
    """A draft about what was just declined, or about nothing yet."""
    progress = session.progress
    return TicketDraft(
        reason=TicketReason.NO_GUIDE if session.unanswered else TicketReason.ASKED,
        question=session.unanswered,
        guide=progress.guide if progress else None,
        step=progress.step if progress else None,
    )


def _known_commune(session: Session, desks: Desks) -> str | None:
    """The commune the person is known to be of, if it has a desk; elsewhere, where only the
    province has one; None when they must say."""
    if desks.commune(session.commune) is not None:
        return session.commune
    return None if desks.communes() else ELSEWHERE


def _without_draft(session: Session) -> Session:
    return session.model_copy(update={"draft": None})


def _consents_to(session: Session) -> str | None:
    """The desk's chat that the last reply asked consent for."""
    sends = (c.action for c in session.choices if c.does("desk.send"))
    action = next(sends, None)
    return action.part if action is not None else None


def _is_grave(screening: Screening | None) -> bool:
    return screening is not None and screening.status is Status.WARNED


def _presses(session: Session, text: str, draft: TicketDraft) -> bool:
    """Whether a text presses one of the buttons just shown. While the question is awaited
    there is only the way out, which words reach by themselves."""
    if draft.commune is not None and draft.question is None:
        return False
    if read_number(text) is not None:
        return True
    return read_choice(text, [choice.label for choice in session.choices]) is not None


def _with_text(reply: Reply, text: str) -> Reply:
    return reply.model_copy(update={"text": text})
