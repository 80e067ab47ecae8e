"""The project's own search, as it is written to disk and opened by a bot."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.documents import HITS, Document
from bot.adapters.catalogue import Catalogue, Contents
from bot.domain.search import Chunk, ChunkKind, Phrase
from bot.language.abbreviations import Glossary
from bot.settings import Settings
from ingest.calibrate import NEUTRAL
from ingest.tables import read_tables


class CamTay:
    """A catalogue with the project's glossary; calibration is no part of the search."""

    def build(self, documents: Sequence[Document]) -> None:
        """Write the catalogue, then open it."""
        glossary = Glossary(read_tables(Settings().knowledge).glossary)
        with tempfile.TemporaryDirectory() as folder:
            Catalogue.write(Path(folder) / "vi", _contents(documents), glossary)
            self._searcher = Catalogue(Path(folder) / "vi", glossary).searcher

    def find(self, question: str) -> list[str]:
        """The guides found."""
        return [r.guide for r in self._searcher.search(question, limit=HITS).results]


def _contents(documents: Sequence[Document]) -> Contents:
    chunks = [
        Chunk(id=d.id, guide=d.owner, kind=ChunkKind(d.kind), part="", title=d.title, text=d.text)
        for d in documents
    ]
    phrases = [Phrase(text=line, chunk=d.id) for d in documents for line in d.lines]
    return Contents(chunks=chunks, phrases=phrases, calibrate=lambda index: NEUTRAL)
