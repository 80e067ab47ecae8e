"""Every protocol between the assistant and the outside, one per outside thing."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.address import Address, ConversationKey
from bot.domain.answer import Action
from bot.domain.conversation import (
    AskedElsewhere,
    ChatEvent,
    Feedback,
    KeptQuestion,
    Message,
    Post,
    Reply,
    Session,
)
from bot.domain.draft import ModelOutput, Prompt, Usage
from bot.domain.group import Group
from bot.domain.guide import Guide
from bot.domain.poster import Modules, Sheet
from bot.domain.procedure import Abolished, ProcedureCard
from bot.domain.search import (
    Calibration,
    Chunk,
    ModelStamp,
    Near,
    SearchResult,
    SearchResults,
    Vector,
)
from bot.domain.ticket import Suggestion, Ticket, TicketLine
from bot.domain.turn import Turn
from bot.domain.values import Value


class Clock(Protocol):
    """The time, so that tests can set it."""

    def now(self) -> datetime:
        """The present moment, with its time zone."""
        ...


class Handler(Protocol):
    """The door of the assistant, as channels see it."""

    async def handle(self, message: Message) -> tuple[Reply, ...]:
        """The replies to a message, saved together with what it changed."""
        ...

    async def happened(self, event: ChatEvent) -> None:
        """Take in what happened to a chat, saved together with what it changed."""
        ...

    async def suggest(self, text: str, language: str) -> tuple[Reply, ...]:
        """Guides to share in any chat for what was typed so far, best first, each with its
        title, its steps in short and a link; nothing is saved."""
        ...


class Chats(Protocol):
    """What a messenger knows of its groups."""

    async def is_admin(self, channel: str, chat: str, user: str) -> bool:
        """Whether the user is an admin of that group right now; False when nobody can say."""
        ...

    async def is_member(self, channel: str, chat: str, user: str) -> bool:
        """Whether the user is in that group right now; False when nobody can say."""
        ...


class Searcher(Protocol):
    """Finds guides for a query."""

    def search(self, query: str, *, limit: int = 5) -> SearchResults:
        """The best guides, best first; none when nothing matches at all.

        Raises SearchFailed when the index itself broke."""
        ...

    def look_in(self, query: str, guide: str) -> SearchResult | None:
        """What one guide has for a query, its best pieces first; None when it has nothing.

        Raises SearchFailed when the index itself broke."""
        ...


class Embedder(Protocol):
    """Turns texts into vectors, near each other where the texts mean the same."""

    @property
    def stamp(self) -> ModelStamp:
        """Which model makes the vectors."""
        ...

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text that is to be found."""
        ...

    def query(self, text: str) -> Vector:
        """The vector of a question, to be compared with those of passages."""
        ...


class Reranker(Protocol):
    """Reads a question and a passage together; slower and keener than vectors."""

    @property
    def name(self) -> str:
        """Which model it is."""
        ...

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        """How well each passage answers the question: the higher the better, comparable
        within one question only."""
        ...


class ChatModel(Protocol):
    """A language model that fills in JSON objects."""

    @property
    def name(self) -> str:
        """Which model it is: `provider:model`."""
        ...

    def filled(self, prompt: Prompt, shape: type[Value]) -> AsyncGenerator[ModelOutput, None]:
        """The object the model makes of a prompt, again and again as it grows; the last one
        is done. Nothing in it has been checked against the shape.

        Raises ModelUnreachable, ModelBusy or ModelGarbled. There is no deadline in it; the
        caller's cancelling, or closing it, ends the call."""
        ...


class Prompts(Protocol):
    """What a language model is told, from files that editors can change."""

    def filled(self, name: str, /, **values: str) -> Prompt:
        """A prompt with its declared inputs filled in. Raises MissingText when there is no
        such prompt, or inputs are missing or not declared."""
        ...


class ModelDay(Value):
    """What a model came to on one day: how many answers ended in an outcome, the calls and
    tokens they took."""

    day: date
    outcome: str
    answers: int
    calls: int
    usage: Usage


class ModelLedger(Protocol):
    """What a language model was used for, by day."""

    async def admit(self, day: date, person: str) -> bool:
        """Count one more answer for a person and for the day, if neither is used up."""
        ...

    async def note(self, day: date, outcome: str, calls: int, usage: Usage) -> None:
        """Add what one answer came to: an Outcome's value, with the fault's kind behind a
        colon where there was one."""
        ...

    async def days(self) -> list[ModelDay]:
        """Everything noted, by day and outcome, the latest day first."""
        ...


class Previews(Protocol):
    """Shows what is on its way, for a moment, where a messenger can."""

    async def show(self, to: Address, text: str) -> None:
        """Show a text that the answer will take the place of. Never raises; nothing is kept,
        and nothing is shown where the messenger has no room for it."""
        ...


class VectorIndex(Protocol):
    """The vectors of one generation, by id."""

    @property
    def stamp(self) -> ModelStamp:
        """Which model made the vectors; questions must be embedded by the same."""
        ...

    def nearest(self, vector: Vector, limit: int) -> list[Near]:
        """The nearest neighbours, nearest first; none for a vector of zeros.

        Raises SearchFailed when the index itself broke."""
        ...

    def all(self) -> Mapping[str, Vector]:
        """Every vector by its id."""
        ...


class Category(Value):
    """A shelf of guides, for browsing."""

    id: str
    title: str
    title_en: str


class Cards(Protocol):
    """The official procedures of a generation."""

    @property
    def searcher(self) -> Searcher:
        """The search over the procedures; a result's guide is `procedure/<code>`."""
        ...

    def card(self, code: str) -> ProcedureCard | None:
        """The procedure with that code."""
        ...

    def levels(self, card: ProcedureCard) -> Sequence[ProcedureCard]:
        """The procedures of that name at every level, the card itself among them."""
        ...


class Knowledge(Protocol):
    """One generation: the guides citizens are answered from, and the search over them."""

    @property
    def generation(self) -> str:
        """The generation's id."""
        ...

    def searcher(self, language: str) -> Searcher:
        """The search for questions in that language; Vietnamese for any unknown one."""
        ...

    def calibration(self, language: str) -> Calibration:
        """How sure that search is."""
        ...

    def guide(self, guide_id: str) -> Guide | None:
        """The published guide with that id."""
        ...

    def chunk(self, chunk_id: str) -> Chunk | None:
        """The chunk with that id."""
        ...

    def guide_ids(self, language: str = "vi") -> Sequence[str]:
        """Every published guide's id in that language, in shelf order."""
        ...

    def related(self, guide_id: str) -> Sequence[str]:
        """The ids of the guides nearest to a guide, nearest first; none when no vectors tell."""
        ...

    def categories(self, language: str = "vi") -> Sequence[Category]:
        """The shelves that have at least one guide in that language, in their order."""
        ...

    @property
    def cards(self) -> Cards | None:
        """The official procedures, if any were imported."""
        ...

    def abolished(self, code: str) -> Abolished | None:
        """What became of a procedure that is no more."""
        ...

    def served_by(self, code: str) -> str | None:
        """The id of the guide that leads through a procedure; it outranks the record."""
        ...


class Library(Protocol):
    """The shelf of generations."""

    def current(self) -> Knowledge:
        """The generation published last; a new one is noticed by the next call.

        Raises NoKnowledge when there is none, DamagedGeneration when none opens."""
        ...

    def guides_of(self, generation: str) -> Mapping[str, str] | None:
        """The digest of every guide of a generation, by id; None when it is not kept any
        more."""
        ...


class Replies(Protocol):
    """The assistant's own fixed sentences."""

    def text(self, language: str, key: str, **values: str) -> str:
        """The sentence `key` in that language with `$name` filled in.

        Raises MissingText when there is none."""
        ...


class SessionStore(Protocol):
    """Where conversations are kept."""

    async def load(self, key: ConversationKey) -> Session:
        """The conversation's session; a new one when there is none."""
        ...

    async def knows(self, key: ConversationKey) -> bool:
        """Whether that person has spoken with us before and was not forgotten."""
        ...

    async def commit(self, turn: Turn) -> None:
        """Save everything the turn changed in one transaction, its receipts' inbox entries
        settled and its posts put in the outbox. Raises TicketMoved when one of its tickets
        was changed meanwhile; nothing is saved then."""
        ...


class Buttons(Protocol):
    """What buttons outside private sessions do, and what our messages are about."""

    async def pressed(self, channel: str, chat: str, user: str, token: str) -> Action | None:
        """The action of a button in that chat; None for a forged one, one of another chat or
        of another user."""
        ...

    async def named(self, channel: str, chat: str, message: str) -> str | None:
        """The name under which a message of ours was posted, if it had one."""
        ...

    async def asked_elsewhere(self, key: str) -> AskedElsewhere | None:
        """The question a link into the private chat carries."""
        ...


class InboxEntry(Value):
    """A raw update, stored before it was acknowledged. `lane` keeps one chat in order."""

    receipt: str
    lane: str
    raw: str


class OutboxEntry(Value):
    """A post on its way to a chat. `tries` counts how often it failed."""

    id: int
    post: Post
    tries: int = 0


class Stuck(Value):
    """What an operator should look at: an update that can't be read or kept failing
    (`inbox`), or a post the service refused for good (`outbox`)."""

    box: str
    id: str
    chat: str
    why: str
    since: datetime
    content: str


class Mailbox(Protocol):
    """The durable inbox and outbox."""

    async def receive(self, entries: Sequence[InboxEntry]) -> list[InboxEntry]:
        """Store entries, each id once ever, in one commit; those that were new."""
        ...

    async def waiting(self) -> list[InboxEntry]:
        """The entries not settled yet, oldest first."""
        ...

    async def settle(self, receipts: Sequence[str]) -> None:
        """Mark entries as done with no reply; their raw text is dropped."""
        ...

    async def quarantine(self, receipts: Sequence[str], why: str) -> None:
        """Set entries aside that can't be read; they are kept and not tried again."""
        ...

    def watch(self, queued: Callable[[Sequence[OutboxEntry]], None]) -> None:
        """Have `queued` called with the entries of every turn as soon as it is saved."""
        ...

    async def outgoing(self) -> list[OutboxEntry]:
        """The posts not sent yet, oldest first."""
        ...

    async def posted(self, name: str, to: Address) -> str | None:
        """The id of the message last posted under that name in that chat."""
        ...

    async def sent(self, entry: OutboxEntry, message: str | None) -> None:
        """Drop a post that was sent; the id of the message it became is remembered under the
        post's name."""
        ...

    async def bury(self, entry: OutboxEntry, why: str) -> None:
        """Set a post aside that can never be sent: a dead letter."""
        ...

    async def stuck(self) -> list[Stuck]:
        """Everything set aside, oldest first."""
        ...

    async def retry(self, box: str, id_: str) -> bool:
        """Put something set aside back in its line; whether it was there."""
        ...

    async def discard(self, box: str, id_: str) -> bool:
        """Drop something set aside for good; whether it was there."""
        ...


class Tickets(Protocol):
    """The desk's tickets. They change by turns only."""

    async def ticket(self, id_: str) -> Ticket | None:
        """The ticket with that id."""
        ...

    async def running(self, person: ConversationKey) -> Ticket | None:
        """The person's ticket that is open or claimed."""
        ...

    async def opened_since(self, person: ConversationKey, since: datetime) -> int:
        """How many tickets of the person were opened at that moment or later."""
        ...

    async def held_by(self, channel: str, desk: str, helper: str) -> list[Ticket]:
        """The tickets in that helper's hands in that group."""
        ...

    async def unfinished(self) -> list[Ticket]:
        """Every ticket that is open or claimed, oldest first."""
        ...

    async def lines(self, id_: str) -> list[TicketLine]:
        """What was carried in a ticket, oldest first."""
        ...

    async def suggestions(self) -> list[Suggestion]:
        """What helpers answered, for editors, oldest first."""
        ...


class Groups(Protocol):
    """The groups the bot is or was in. They change by turns only."""

    async def group(self, channel: str, chat: str) -> Group | None:
        """The group with that chat id."""
        ...

    async def groups(self) -> list[Group]:
        """Every group the bot is in, by title."""
        ...


class KeptQuestions(Protocol):
    """Questions waiting for a guide. They change by turns only."""

    async def not_asked_of(self, generation: str) -> list[KeptQuestion]:
        """The kept questions that this generation was not asked yet, oldest first."""
        ...


class FeedbackStore(Protocol):
    """Verdicts on guides, for editors."""

    async def feedback(self) -> list[Feedback]:
        """Every verdict, oldest first."""
        ...


class QrCoder(Protocol):
    """Turns addresses into QR codes."""

    def __call__(self, address: str) -> Modules:
        """The code of an address, of level M or better."""
        ...


class Typesetter(Protocol):
    """Knows a font, and makes a printable file of sheets set in it."""

    def width(self, text: str, size: float, bold: bool) -> float:
        """A text's width in millimetres at a size in points."""
        ...

    def unprintable(self, text: str) -> str:
        """The characters of a text that the font lacks."""
        ...

    def pdf(self, sheets: Sequence[Sheet]) -> bytes:
        """One PDF file with a page for each sheet, of which there is at least one."""
        ...


class Photographer(Protocol):
    """Turns printable files into pictures."""

    def __call__(self, pdf: bytes) -> bytes:
        """The first page of a PDF file as PNG."""
        ...
