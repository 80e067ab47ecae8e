"""Desk: where questions wait for a person, and how words travel between asker and helper."""

from collections.abc import Callable
from dataclasses import replace

import structlog

from bot.answering.compose import Composer
from bot.conversation.desk.askers_side import AskersSide, is_alarm
from bot.conversation.desk.desk_rounds import DeskRounds, Patience
from bot.conversation.desk.desks import approved_desks
from bot.conversation.desk.endings import Endings
from bot.conversation.desk.helper_words import HelperWords
from bot.conversation.desk.helpers_side import HelpersSide
from bot.conversation.desk.new_tickets import LONGEST_QUESTION, NewTickets
from bot.conversation.desk.opening import Opening, fresh_draft
from bot.conversation.desk.ticket_posts import Posted, TicketPosts
from bot.conversation.desk.tickets import new_ticket_id
from bot.conversation.moves import names_a_place, read_move, read_number
from bot.conversation.response import Response
from bot.conversation.sentences import Sentences
from bot.domain.answer import Action, Reason, Status
from bot.domain.conversation import ChatEvent, Message, MessageKind, Post, Session, Verdict
from bot.domain.privacy import mask
from bot.domain.ticket import Ticket, TicketDraft, TicketReason, TicketState
from bot.domain.turn import Turn
from bot.ports import Chats, Clock, Groups, Library, Tickets

log = structlog.get_logger()

_IN_GROUPS = frozenset({"desk.claim", "desk.answer", "desk.finish", "desk.release"})
# The declines after which neighbours can help; politics, insults and the like are none.
_NEEDS_PERSON = frozenset({Reason.NO_GUIDE, Reason.PERSONAL_STATUS, Reason.LEGAL_ADVICE})


class Desk:
    """A Part (`desk.*`) and a Listener."""

    def __init__(
        self,
        tickets: Tickets,
        groups: Groups,
        chats: Chats,
        posted: Posted,
        library: Library,
        composer: Composer,
        clock: Clock,
        patience: Patience,
        new_id: Callable[[], str] = new_ticket_id,
    ) -> None:
        self._tickets = tickets
        self._groups = groups
        self._sentences = Sentences(composer)
        posts = TicketPosts(composer, library, posted, clock, patience.hours)
        endings = Endings(tickets, posts, clock)
        self._posts = posts
        self._new = NewTickets(tickets, groups, posts, clock, new_id)
        self._opening = Opening(tickets, groups, posts, self._new)
        self._asker = AskersSide(tickets, groups, posts, self._opening, clock)
        words = HelperWords(library)
        self._helper = HelpersSide(tickets, groups, chats, posts, words, endings, clock)
        self._rounds = DeskRounds(tickets, groups, posts, endings, clock, patience)

    async def takes(
        self, session: Session, message: Message, action: Action | None
    ) -> Response | None:
        """What becomes of a private message while the person writes a ticket or is in a
        helper's hands; None when it is not for the desk."""
        if message.kind is not MessageKind.TEXT or message.text.startswith("/"):
            return None
        ticket = await self._tickets.running(message.key)
        if ticket is not None:
            taken = await self._asker.typed(session, message, ticket)
            if taken is not None or ticket.state is TicketState.CLAIMED:
                return taken
        return await self._opening.typed(session, message)

    async def takes_in_group(self, message: Message, name: str | None) -> Response | None:
        """What becomes of a group message that answers one of the desk's (`name` is that of
        our message it answers); None when it is not for the desk."""
        return await self._helper.written(message, name)

    async def offered(self, response: Response, message: Message) -> Response:
        """The response with a way to a person, where one is needed and there is a desk. What
        was asked is held in the session's draft, until the next message; nothing of it goes
        anywhere without consent."""
        session = response.session
        if session is None:
            return response.plus(await self._asker.forgotten(message))
        if any(is_alarm(reply.status, reply.reason) for reply in response.replies):
            response = response.plus(await self._asker.alarm(message))
        reason = self._why_a_person(response, session)
        draft = _draft(response, session, message, reason)
        offered = replace(response, session=session.model_copy(update={"draft": draft}))
        if reason is None or not await self._is_there_help(message):
            return offered
        *before, last = response.replies
        ask = self._posts.choices(session.language, "ask")
        last = last.model_copy(update={"choices": (*last.choices, *ask)})
        return replace(offered, replies=(*before, last))

    async def after_breakdown(self, response: Response, message: Message) -> Response:
        """The response after a breakdown, with a ticket opened so that a person looks."""
        if message.group is not None:
            return response
        try:
            return await self._new.after_breakdown(response, message)
        except Exception as error:
            # Somebody waits for the polite sentence: it must come, ticket or not.
            log.exception("ticket_of_breakdown_failed", why=f"{type(error).__name__}: {error}")
            return response

    async def act(self, session: Session, message: Message, action: Action) -> Response:
        """What a button or command of the desk leads to."""
        if message.group is not None:
            return await self._act_in_group(message, action)
        match action.verb:
            case "desk.ask":
                return await self._opening.ask(session)
            case "desk.commune":
                return await self._opening.choose(session, action.part)
            case "desk.elsewhere":
                return await self._opening.choose(session, None)
            case "desk.other":
                return await self._opening.choose_again(session)
            case "desk.rewrite":
                return await self._opening.rewrite(session)
            case "desk.send":
                return await self._opening.send(session, action.part)
            case "desk.drop":
                return self._opening.drop(session)
            case "desk.place":
                return await self._asker.place(session)
            case "desk.cancel":
                running = await self._tickets.running(session.key)
                return await self._asker.cancelled(session, running)
            case "desk.helped" | "desk.not_helped":
                return await self._judged(session, action)
        return self._sentences.said(session, "old_button")

    async def happened(self, event: ChatEvent) -> Turn:
        """Tickets of helpers who left, people who blocked us, groups that are gone."""
        return await self._rounds.happened(event)

    async def tick(self) -> Turn:
        """What time brings: tickets nobody took go to the next level."""
        return await self._rounds.tick()

    # Parts

    async def _act_in_group(self, message: Message, action: Action) -> Response:
        if action.verb in _IN_GROUPS:
            return await self._helper.press(message, action)
        if message.kind is MessageKind.TAP:
            return Response(None, (self._posts.notice("vi", "notice.gone"),))
        post = Post(to=message.address, reply=self._posts.line("vi", "only_private"))
        return Response(None, (), Turn(posts=(post,)))

    async def _judged(self, session: Session, action: Action) -> Response:
        """What the asker says of the help; of their own ticket only."""
        ticket: Ticket | None = await self._tickets.ticket(action.part or "")
        ended = ticket is not None and ticket.state is TicketState.DONE and ticket.question
        if ticket is None or ticket.person != session.key or not ended:
            return self._sentences.said(session, "old_button")
        if action.verb == "desk.helped":
            return self._asker.helped(session)
        return await self._asker.not_helped(session, ticket)

    async def _is_there_help(self, message: Message) -> bool:
        desks = await approved_desks(self._groups, message.key.channel)
        return bool(desks.groups) and await self._tickets.running(message.key) is None

    def _why_a_person(self, response: Response, session: Session) -> TicketReason | None:
        """Why a person is needed after this response, if one is."""
        if not response.replies:
            return None
        last = response.replies[-1]
        if last.status is Status.DECLINED:
            # Out of scope, but near enough to our subjects that guides were named.
            guides = any(choice.does("start") for choice in last.choices)
            near = last.reason is Reason.OUT_OF_SCOPE and guides
            return TicketReason.NO_GUIDE if near or last.reason in _NEEDS_PERSON else None
        if last.status is Status.HANDOFF:
            return TicketReason.NO_GUIDE
        failed = any(one.verdict is Verdict.FAILED for one in response.change.feedback)
        return TicketReason.FAILED if failed else response.person


def _draft(
    response: Response, session: Session, message: Message, reason: TicketReason | None
) -> TicketDraft | None:
    """What a ticket would say if the person asked for one now. Where guides are offered to
    choose from, the question is held for the case that it is none of them."""
    chooses = any(c.does("none") for reply in response.replies for c in reply.choices)
    if reason is None and not chooses:
        return None
    pressed = message.kind is not MessageKind.TEXT or _presses(message.text)
    held = session.draft.question if session.draft is not None else None
    question = held if pressed else mask(message.text).text[:LONGEST_QUESTION]
    update = {"reason": reason or TicketReason.NO_GUIDE, "question": question}
    return fresh_draft(session).model_copy(update=update)


def _presses(text: str) -> bool:
    """Whether a text only pressed a button or moved on: it asks nothing."""
    return read_number(text) is not None or read_move(text) is not None or names_a_place(text)
