"""Press: the posters of published guides, as files to print."""

from collections.abc import Sequence

from bot.domain.errors import PosterRefused
from bot.domain.guide import Guide
from bot.domain.poster import Poster, Sheet
from bot.language.days import written
from bot.ports import Clock, Knowledge, Photographer, QrCoder, Replies, Typesetter
from bot.posters.choice import Order, all_guides, ordered
from bot.posters.layout import NoRoom, lay_out
from bot.posters.ties import Ties
from bot.posters.words import PosterWords


class Press:
    """Lays posters out and makes PDF files and pictures of them."""

    def __init__(
        self,
        knowledge: Knowledge,
        words: PosterWords,
        replies: Replies,
        clock: Clock,
        code: QrCoder,
        typesetter: Typesetter,
        photograph: Photographer,
    ) -> None:
        self._knowledge = knowledge
        self._words = words
        self._replies = replies
        self._clock = clock
        self._ties = Ties(all_guides(knowledge))
        self._code = code
        self._typesetter = typesetter
        self._photograph = photograph

    def guides(self, order: Order) -> list[Guide]:
        """The guides of an order. Raises PosterRefused when it names a thing unknown."""
        return ordered(order, self._knowledge, self._replies)

    def sheet(self, guide: Guide) -> Sheet:
        """A guide's poster. Raises PosterRefused when the font lacks a letter of it, or a text
        is too long for the page."""
        poster = self._words.poster(guide)
        missing = self._typesetter.unprintable("".join(_printed(poster)))
        if missing:
            raise self._refused(guide, "unprintable", letters=missing)
        try:
            return lay_out(poster, self._code(poster.address), self._typesetter.width, self._ties)
        except NoRoom as error:
            raise self._refused(guide, "poster_overflow", text=str(error)) from error

    def pdf(self, sheets: Sequence[Sheet]) -> bytes:
        """One PDF file with a page for each sheet."""
        return self._typesetter.pdf(sheets)

    def picture(self, pdf: bytes) -> bytes:
        """The first page of such a file as PNG."""
        return self._photograph(pdf)

    def overdue(self, guides: Sequence[Guide]) -> list[str]:
        """A sentence for each guide that should have been checked before it goes on a wall."""
        today = self._clock.now().date()
        return [
            self._say("poster_overdue", guide=guide.id, date=written(guide.review_by))
            for guide in guides
            if guide.is_overdue(today)
        ]

    def _refused(self, guide: Guide, key: str, **values: str) -> PosterRefused:
        return PosterRefused(self._say(key, guide=guide.id, **values))

    def _say(self, key: str, **values: str) -> str:
        return self._replies.text("vi", f"program.{key}", **values)


def _printed(poster: Poster) -> list[str]:
    """Every text of a poster."""
    values = poster.model_dump(exclude={"language", "address"}).values()
    return [text for value in values for text in ([value] if isinstance(value, str) else value)]
