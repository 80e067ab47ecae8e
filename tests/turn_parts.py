"""Parts of turns, as tests save them."""

from datetime import UTC, datetime

from bot.domain.address import Address, ConversationKey
from bot.domain.answer import Action, Choice, Status
from bot.domain.conversation import KeptQuestion, Post, Reply
from bot.domain.ticket import Level, Ticket, TicketReason

AT = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
CHANNEL = "test"
DESK = "-100"


def person(user: str) -> ConversationKey:
    """A person in the private chat with the bot."""
    return ConversationKey(channel=CHANNEL, chat=user, user=user)


def reply(text: str) -> Reply:
    choice = Choice(label="Xong", action=Action(verb="done", guide="g", part="a"), token="t")
    return Reply(text=text, status=Status.ANSWERED, choices=(choice,))


def post(text: str, chat: str = "1", name: str | None = None) -> Post:
    return Post(to=Address(channel=CHANNEL, chat=chat), reply=reply(text), name=name)


def ticket(id_: str = "k1", user: str = "1", question: str = "quên mật khẩu") -> Ticket:
    """A ticket that was just opened."""
    return Ticket(
        id=id_,
        person=person(user),
        language="vi",
        reason=TicketReason.ASKED,
        question=question,
        level=Level.COMMUNE,
        desk=DESK,
        opened=AT,
        raised=AT,
        touched=AT,
    )


def changed(ticket: Ticket, **values: object) -> Ticket:
    """The ticket's next version."""
    return ticket.model_copy(update={**values, "version": ticket.version + 1})


def kept(id_: str, user: str = "1", text: str = "đổi tên trên sổ đỏ") -> KeptQuestion:
    return KeptQuestion(
        id=id_, key=person(user), text=text, language="vi", asked=AT, generation="g1"
    )
