"""The project's own search, as it is written to disk and opened by a bot."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.documents import HITS, Document
from bot.adapters.catalogue import Catalogue, Contents
from bot.domain.search import Chunk, ChunkKind, Meaning, Phrase
from bot.language.abbreviations import Glossary
from bot.settings import Settings
from ingest.calibrate import NEUTRAL
from ingest.lessons import lessons_of
from ingest.tables import read_tables

GlossaryRows = Sequence[tuple[str, tuple[str, ...]]]


class CamTay:
    """A catalogue as a sync without an embedder writes it, with the project's glossary: pieces
    of guides teach a topic model, documents that stand alone, like procedures, teach nothing.
    Calibration is no part of the search."""

    def build(self, documents: Sequence[Document]) -> None:
        """Write the catalogue, then open it."""
        rows = read_tables(Settings().knowledge).glossary
        glossary = Glossary(rows)
        with tempfile.TemporaryDirectory() as folder:
            Catalogue.write(Path(folder) / "vi", _contents(documents, rows), glossary)
            catalogue = Catalogue(Path(folder) / "vi", glossary)
            self._searcher, self.has_topics = catalogue.searcher, catalogue.index.has_topics

    def find(self, question: str) -> list[str]:
        """The guides found."""
        return [r.guide for r in self._searcher.search(question, limit=HITS).results]


def _contents(documents: Sequence[Document], glossary: GlossaryRows) -> Contents:
    chunks = [
        Chunk(id=d.id, guide=d.owner, kind=ChunkKind(d.kind), part="", title=d.title, text=d.text)
        for d in documents
    ]
    phrases = [Phrase(text=line, chunk=d.id) for d in documents for line in d.lines]
    alone = len({document.owner for document in documents}) == len(documents)
    return Contents(
        chunks=chunks,
        phrases=phrases,
        lessons=tuple if alone else lambda: lessons_of(chunks, phrases, glossary),
        heads={},
        calibrate=lambda index: NEUTRAL,
        weigh=lambda index, vectors, loaded: Meaning(stamp=vectors.stamp),
    )
