"""Extras: everything a generation is built from besides its guides."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.adapters.generations import Tables
from bot.domain.errors import CamTayError
from bot.domain.guide import Guide
from bot.domain.procedure import Abolished, ProcedureCard
from bot.domain.search import Chunk, ChunkKind, Phrase
from bot.domain.values import Value
from ingest.outside import Outside, read_outside
from ingest.tables import read_rows, read_tables


class DamagedImport(CamTayError):
    """What was imported can't be read; the message says what to do."""


class EnglishEntry(Value):
    """A Vietnamese guide that has no English twin: its title in English and the ways of
    asking for it, so that an English question still finds it."""

    guide: str
    title: str
    asks: tuple[str, ...]

    def chunk(self) -> Chunk:
        """Its one chunk in the English catalogue."""
        return Chunk(
            id=f"{self.guide}#english",
            guide=self.guide,
            kind=ChunkKind.HEAD,
            part="english",
            title=self.title,
            text="\n".join(self.asks),
        )

    def phrases(self) -> list[Phrase]:
        """The lines that lead to it."""
        return [Phrase(text=line, chunk=self.chunk().id) for line in (self.title, *self.asks)]


class Extras(Value):
    """The tables, the subjects without a guide, the English entries, the procedures."""

    tables: Tables
    outside: tuple[Outside, ...]
    english: tuple[EnglishEntry, ...]
    cards: tuple[ProcedureCard, ...]

    def beside(self, guides: Sequence[Guide]) -> "Extras":
        """The extras that stand beside those guides: a procedure that a guide names, or
        that served.csv says a guide serves, leads to the guide, and its record is left out."""
        named = {code: guide.id for guide in guides for code in guide.procedures if not guide.twin}
        published = {guide.id for guide in guides}
        served = {c: g for c, g in (self.tables.served | named).items() if g in published}
        return self.model_copy(
            update={
                "tables": self.tables.model_copy(update={"served": served}),
                "cards": tuple(card for card in self.cards if card.code not in served),
            }
        )


def read_extras(knowledge: Path, data: Path) -> Extras:
    """The extras of a knowledge folder and of what was imported into a data folder.
    Procedures that are no more are left out of the cards."""
    outside, english = read_outside(knowledge), list(_english(knowledge))
    abolished = tuple(_abolished(knowledge))
    gone = {one.code for one in abolished}
    digest = hashlib.sha256()
    for value in (*outside, *english):
        digest.update(value.model_dump_json().encode())
    served = {
        row["code"].strip(): (row.get("guide") or "").strip()
        for row in read_rows(knowledge / "served.csv")
        if row.get("code")
    }
    return Extras(
        tables=read_tables(knowledge).model_copy(
            update={"abolished": abolished, "served": served, "others": digest.hexdigest()}
        ),
        outside=tuple(outside),
        english=tuple(english),
        cards=tuple(card for card in read_cards(data) if card.code not in gone),
    )


def cards_file(data: Path) -> Path:
    """Where imported procedures lie in a data folder."""
    return data / "imports" / "procedures.jsonl"


def read_cards(data: Path) -> list[ProcedureCard]:
    """The procedures imported into a data folder. Raises DamagedImport."""
    path = cards_file(data)
    if not path.is_file():
        return []
    try:
        lines = path.read_bytes().splitlines()
        return [ProcedureCard.model_validate_json(line) for line in lines]
    except ValueError as error:
        raise DamagedImport(
            f"{path} bị hỏng; nhập lại bằng 'camtay-kb import procedures' hoặc xóa tệp."
        ) from error


def write_cards(data: Path, cards: Sequence[ProcedureCard]) -> None:
    """Put procedures in place of those imported before, whole or not at all."""
    path = cards_file(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    lines = "".join(card.model_dump_json() + "\n" for card in cards)
    fresh.write_text(lines, encoding="utf-8")
    fresh.replace(path)


def _english(knowledge: Path) -> Iterator[EnglishEntry]:
    for row in read_rows(knowledge / "english.csv"):
        asks = tuple(a.strip() for a in (row.get("asks") or "").split("|") if a.strip())
        if row.get("guide") and row.get("title_en"):
            yield EnglishEntry(guide=row["guide"].strip(), title=row["title_en"].strip(), asks=asks)


def _abolished(knowledge: Path) -> Iterator[Abolished]:
    for row in read_rows(knowledge / "abolished.csv"):
        if row.get("code") and row.get("note"):
            yield Abolished(code=row["code"].strip(), note=row["note"].strip())
