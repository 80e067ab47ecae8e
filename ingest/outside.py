"""Outside: subjects the assistant knows it has no guide on, so that it declines them.

`outside.csv` has columns subject, reason (`no_guide` or `out_of_scope`) and asks, the ways
of saying it separated by `|`. In the index each stands like a guide, and wins over one.
"""

from pathlib import Path

from bot.domain.answer import Reason
from bot.domain.search import Chunk, ChunkKind, Phrase, chunk_id
from bot.domain.values import Value
from ingest.tables import read_rows
from ingest.validate import slug

_REASONS = {Reason.NO_GUIDE.value, Reason.OUT_OF_SCOPE.value}


class Outside(Value):
    """A subject without a guide."""

    id: str
    subject: str
    reason: Reason
    asks: tuple[str, ...]

    def chunk(self) -> Chunk:
        """Its one chunk; `part` carries the reason."""
        return Chunk(
            id=chunk_id(self.id, ChunkKind.OUTSIDE, self.reason.value),
            guide=self.id,
            kind=ChunkKind.OUTSIDE,
            part=self.reason.value,
            title=self.subject,
            text="\n".join(self.asks),
        )

    def phrases(self) -> list[Phrase]:
        """The lines that lead to it."""
        return [Phrase(text=line, chunk=self.chunk().id) for line in (self.subject, *self.asks)]


def read_outside(knowledge: Path) -> list[Outside]:
    """The subjects of a knowledge folder; none when it has no such file. Rows without a
    subject or with another reason are skipped."""
    found: dict[str, Outside] = {}
    for row in read_rows(knowledge / "outside.csv"):
        subject, reason = (row.get("subject") or "").strip(), (row.get("reason") or "").strip()
        if not subject or reason not in _REASONS:
            continue
        identity = f"outside/{slug(subject)}"
        asks = tuple(a.strip() for a in (row.get("asks") or "").split("|") if a.strip())
        found[identity] = Outside(id=identity, subject=subject, reason=Reason(reason), asks=asks)
    return list(found.values())
