"""A catalogue: one searchable part of a generation, its chunks, index and calibration."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.adapters.json_lines import JsonLines
from bot.adapters.lexical_index import LexicalIndex
from bot.domain.errors import DamagedGeneration
from bot.domain.search import Calibration, Chunk, Phrase
from bot.language.abbreviations import Glossary


@dataclass(frozen=True)
class Contents:
    """What goes into a catalogue. Chunks are grouped by guide; `calibrate` is shown the
    finished index."""

    chunks: Sequence[Chunk]
    phrases: Sequence[Phrase]
    calibrate: Callable[[LexicalIndex], Calibration]

    def digest(self, tables: str) -> str:
        """The SHA-256 of everything a catalogue is made from, the tables by their digest."""
        whole = hashlib.sha256(tables.encode())
        for value in (*self.chunks, *self.phrases):
            whole.update(value.model_dump_json().encode())
        return whole.hexdigest()


class Catalogue:
    """A catalogue in a folder, opened."""

    def __init__(self, folder: Path, glossary: Glossary) -> None:
        """Raises DamagedGeneration when it can't be read."""
        try:
            self._chunks = JsonLines(folder / "chunks.jsonl", Chunk)
            calibration = (folder / "calibration.json").read_bytes()
            self.calibration = Calibration.model_validate_json(calibration)
        except (OSError, ValueError) as error:
            raise DamagedGeneration(f"{folder.name}: {error}") from error
        self.searcher = LexicalIndex.open(folder / "index", self._chunks, glossary)

    @classmethod
    def write(
        cls, folder: Path, contents: Contents, glossary: Glossary, memory: Path | None = None
    ) -> None:
        """Write a catalogue into a new folder; `memory` is the topic model's. Raises OSError."""
        folder.mkdir()
        lines = "".join(chunk.model_dump_json() + "\n" for chunk in contents.chunks)
        (folder / "chunks.jsonl").write_text(lines, encoding="utf-8")
        where = folder / "index"
        LexicalIndex.build(contents.chunks, contents.phrases, glossary, where, memory)
        index = LexicalIndex.open(where, contents.chunks, glossary)
        calibration = contents.calibrate(index).model_dump_json()
        (folder / "calibration.json").write_text(calibration, encoding="utf-8")

    def chunk(self, chunk_id: str) -> Chunk | None:
        """The chunk with that id."""
        place = self._places.get(chunk_id)
        return None if place is None else self._chunks[place]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {chunk.id: place for place, chunk in enumerate(self._chunks)}
