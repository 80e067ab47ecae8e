"""Ticket posts: every word that is said about a ticket, to its asker and to its desk."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.answering.compose import Composer
from bot.conversation.desk.desks import Desks
from bot.domain.address import Address, ConversationKey
from bot.domain.answer import Action, Choice, Reason, Status
from bot.domain.conversation import Post, Reply, Session
from bot.domain.errors import CamTayError
from bot.domain.group import Group
from bot.domain.guide import Guide, SectionKind
from bot.domain.markup import literal
from bot.domain.ticket import Level, Ticket, TicketState
from bot.domain.working_hours import WorkingHours
from bot.language.communes import is_province, within_sentence
from bot.ports import Clock, Library

_MINUTE = timedelta(minutes=1)
# What stands under the card in each state; the others leave nothing to press.
_CARD_BUTTONS = {
    TicketState.OPEN: ("claim", "answer"),
    TicketState.CLAIMED: ("finish", "release"),
}


class Posted(Protocol):
    """What became of posts. A Mailbox is one."""

    async def posted(self, name: str, to: Address) -> str | None:
        """The id of the message last posted under that name in that chat."""
        ...


def card_name(ticket: Ticket) -> str:
    """The name of a ticket's card, in every group it lies with."""
    return f"ticket:{ticket.id}:card"


def line_name(ticket: Ticket) -> str:
    """The name of any other message of a ticket that may be answered."""
    return f"ticket:{ticket.id}"


def desk_address(ticket: Ticket) -> Address:
    """The group a ticket lies with."""
    return Address(channel=ticket.person.channel, chat=ticket.desk)


class TicketPosts:
    """Builds replies and posts from the section `desk` of the fixed sentences."""

    def __init__(
        self,
        composer: Composer,
        library: Library,
        posted: Posted,
        clock: Clock,
        hours: WorkingHours,
    ) -> None:
        self._composer = composer
        self._library = library
        self._posted = posted
        self._clock = clock
        self._hours = hours

    # To the asker

    def say(self, language: str, key: str, **values: str) -> str:
        """A fixed sentence of the desk."""
        return self._composer.say(language, f"desk.{key}", **values)

    def reply(
        self, session: Session, key: str, choices: Sequence[Choice] = (), **values: str
    ) -> Reply:
        """A sentence of the desk in a private chat."""
        text = self.say(session.language, key, **values)
        return _reply(text, choices, session.language)

    def elsewhere(self, session: Session) -> Reply:
        """Where to ask people directly, when nobody answers here."""
        text = self._composer.say(session.language, "handoff")
        return _reply(text, (), session.language)

    def warning(self, session: Session, reason: Reason) -> Reply:
        """The warning about a shared secret or a scam."""
        text = self._composer.say(session.language, f"warned.{reason.value}")
        return Reply(text=text, status=Status.WARNED, reason=reason, language=session.language)

    def choices(self, language: str, *verbs: str, part: str | None = None) -> list[Choice]:
        """Buttons of the desk, each named by its verb; `part` is the ticket or desk meant."""
        return [
            Choice(
                label=self.say(language, f"choice.{verb}"),
                action=Action(verb=f"desk.{verb}", part=part),
            )
            for verb in verbs
        ]

    def to_asker(self, ticket: Ticket, key: str, verbs: Sequence[str] = (), **values: str) -> Post:
        """A sentence to the one who asked."""
        text = self.say(ticket.language, key, **values)
        return self.text_to_asker(ticket, text, verbs)

    def text_to_asker(self, ticket: Ticket, text: str, verbs: Sequence[str] = ()) -> Post:
        """A text to the one who asked."""
        choices = self.choices(ticket.language, *verbs, part=ticket.id)
        return Post(to=person_address(ticket.person), reply=_reply(text, choices, ticket.language))

    def desk_name(self, group: Group | None, language: str) -> str:
        """Whose people a desk's are, as citizens call them."""
        if group is None:
            return self.say(language, "of_nobody")
        place = literal(within_sentence(group.commune))
        if group.desk.value != Level.PROVINCE.value:
            return self.say(language, "of_commune", commune=place)
        if is_province(group.commune):
            return self.say(language, "of_named_province", province=place)
        return self.say(language, "of_province")

    def closed_now(self, language: str) -> str:
        """That nobody is there right now, and when somebody is; empty in working hours."""
        if self._hours.hold(self._clock.now()):
            return ""
        return self.say(
            language,
            "closed_now",
            start=f"{self._hours.start:%H:%M}",
            end=f"{self._hours.end:%H:%M}",
            first=self.say(language, f"day.{self._hours.first}"),
            last=self.say(language, f"day.{self._hours.last}"),
        )

    def nobody_came(self, ticket: Ticket) -> str:
        """Where to ask directly: the places of the guide the person was in, else in general."""
        guide = self._guide(ticket)
        help_ = guide.section(SectionKind.HELP) if guide else None
        if guide is None or help_ is None:
            return self.say(ticket.language, "nobody_came")
        lead = self.say(ticket.language, "nobody_came_guide", title=guide.title)
        return f"{lead}\n{help_.text}"

    # To the desk

    def line(self, language: str, key: str, **values: str) -> Reply:
        """A sentence of the desk in a group."""
        return _reply(self.say(language, key, **values), (), language)

    def notice(self, language: str, key: str, **values: str) -> Reply:
        """A sentence shown for a moment to whoever pressed."""
        return self.line(language, key, **values).model_copy(update={"notice": True})

    def card(self, ticket: Ticket, desks: Desks, *, edits: bool) -> Post:
        """The ticket's card in the group it lies with, posted or edited."""
        group = desks.at(ticket.desk)
        language = group.language if group else "vi"
        parts = [
            self._head(ticket, desks, language),
            self._about(ticket, language),
            self._state(ticket, language),
        ]
        buttons = _CARD_BUTTONS.get(ticket.state, ())
        choices = self.choices(language, *buttons, part=ticket.id)
        return Post(
            to=desk_address(ticket),
            reply=_reply("\n\n".join(parts), choices, language),
            name=card_name(ticket),
            edits=edits,
            silent=edits or self._is_quiet(group),
        )

    def closed_card(self, ticket: Ticket, desks: Desks, key: str) -> Post:
        """The card of a ticket that the group it lies with has nothing to do with any more:
        the question is taken off it."""
        group = desks.at(ticket.desk)
        language = group.language if group else "vi"
        text = f"{self._head(ticket, desks, language)}\n\n{self.say(language, f'card.{key}')}"
        return Post(
            to=desk_address(ticket),
            reply=_reply(text, (), language),
            name=card_name(ticket),
            edits=True,
            silent=True,
        )

    async def under_card(
        self,
        ticket: Ticket,
        desks: Desks,
        key: str,
        *,
        called: str | None = None,
        asks_reply: bool = False,
        **values: str,
    ) -> Post:
        """A sentence in the group a ticket lies with, as an answer to its card."""
        group = desks.at(ticket.desk)
        language = group.language if group else "vi"
        to = desk_address(ticket)
        card = await self._posted.posted(card_name(ticket), to)
        reply = _reply(self.say(language, key, **values), (), language)
        return Post(
            to=to.model_copy(update={"answers": card}),
            reply=reply.model_copy(update={"asks_reply": asks_reply}),
            name=called or line_name(ticket),
        )

    async def was_posted(self, name: str, to: Address) -> bool:
        """Whether a message of that name went out to that chat."""
        return await self._posted.posted(name, to) is not None

    # Parts of a card

    def _head(self, ticket: Ticket, desks: Desks, language: str) -> str:
        commune = desks.commune(ticket.commune)
        place = literal(commune.name) if commune else self.say(language, "card.elsewhere")
        head = self.say(language, "card.head", id=ticket.id, commune=place)
        return f"{head}\n{self.say(language, f'reason.{ticket.reason.value}')}"

    def _about(self, ticket: Ticket, language: str) -> str:
        guide = self._guide(ticket)
        lines = [self._place_in(guide, ticket.step, language)] if guide else []
        lines.append(
            self.say(language, "card.question", question=literal(ticket.question))
            if ticket.question
            else self.say(language, "card.no_question")
        )
        lines.append(self._waited(ticket, language))
        return "\n".join(lines)

    def _place_in(self, guide: Guide, step: str | None, language: str) -> str:
        if step is None:
            return self.say(language, "card.guide", title=guide.title)
        return self.say(
            language,
            "card.at_step",
            title=guide.title,
            number=str(guide.step_index(step) + 1),
            total=str(len(guide.steps)),
        )

    def _waited(self, ticket: Ticket, language: str) -> str:
        now = self._clock.now()
        sent = f"{ticket.opened.astimezone(now.tzinfo):%H:%M, %d/%m}"
        waited = now - ticket.opened
        if waited < _MINUTE or ticket.state is not TicketState.OPEN:
            return self.say(language, "card.sent", time=sent)
        return self.say(
            language, "card.sent_ago", time=sent, waited=self._in_words(waited, language)
        )

    def _in_words(self, span: timedelta, language: str) -> str:
        minutes = int(span.total_seconds()) // 60
        unit, count = "minutes", minutes
        if minutes >= 2 * 24 * 60:
            unit, count = "days", minutes // (24 * 60)
        elif minutes >= 2 * 60:
            unit, count = "hours", minutes // 60
        return self.say(language, f"span.{unit}", count=str(count))

    def _state(self, ticket: Ticket, language: str) -> str:
        if ticket.state in (TicketState.CLAIMED, TicketState.DONE):
            helper = literal(ticket.helper_name or "")
            return self.say(language, f"card.{ticket.state.value}", helper=helper)
        return self.say(language, f"card.{ticket.state.value}")

    def _guide(self, ticket: Ticket) -> Guide | None:
        """The guide the person was in, if there is one and it can be read."""
        try:
            return self._library.current().guide(ticket.guide) if ticket.guide else None
        except CamTayError:
            return None

    def _is_quiet(self, group: Group | None) -> bool:
        now: datetime = self._clock.now()
        quiet = group is not None and group.quiet is not None and group.quiet.hold(now.time())
        return quiet or not self._hours.hold(now)


def person_address(person: ConversationKey) -> Address:
    """The private chat of a person."""
    return Address(channel=person.channel, chat=person.chat)


def _reply(text: str, choices: Sequence[Choice], language: str) -> Reply:
    return Reply(text=text, choices=tuple(choices), status=Status.HANDOFF, language=language)
