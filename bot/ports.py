"""Every protocol between the assistant and the outside, one per outside thing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.conversation import ConversationKey, Feedback, Message, Reply, Session, Turn
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

    async def commit(self, turn: Turn) -> None:
        """Save everything the turn changed in one transaction: session, feedback, the
        receipt's inbox entry settled and its replies put in the outbox."""
        ...


class InboxEntry(Value):
    """A raw update, stored before it was acknowledged. `lane` keeps one chat in order."""

    receipt: str
    lane: str
    raw: str


class OutboxEntry(Value):
    """A reply on its way to a chat."""

    id: int
    key: ConversationKey
    reply: Reply


class Mailbox(Protocol):
    """The durable inbox and outbox of one channel."""

    async def receive(self, entries: Sequence[InboxEntry]) -> list[InboxEntry]:
        """Store entries, each id once ever, in one commit; those that were new."""
        ...

    async def waiting(self) -> list[InboxEntry]:
        """The entries not settled yet, oldest first."""
        ...

    async def settle(self, receipt: str) -> None:
        """Mark an entry as done with no reply; its raw text is dropped."""
        ...

    async def quarantine(self, receipt: str, why: str) -> None:
        """Set an entry aside that can't be read; it is kept and never tried again."""
        ...

    async def outgoing(self, receipt: str | None = None) -> list[OutboxEntry]:
        """The replies not sent yet, oldest first; of one inbox entry, or all."""
        ...

    async def sent(self, entry_id: int) -> None:
        """Drop a reply that was sent or can never be."""
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
