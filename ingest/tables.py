"""Tables: the CSV files beside the guides."""

import csv
from collections.abc import Iterator
from pathlib import Path

from bot.adapters.generations import Tables
from bot.domain.guide import SourceKind
from bot.ports import Category

# What is allowed where a knowledge folder brings no domains.csv of its own.
_DEFAULT_DOMAINS = {"gov.vn": SourceKind.OFFICIAL, "chinhphu.vn": SourceKind.OFFICIAL}


def read_tables(knowledge: Path) -> Tables:
    """The glossary and the shelves of a knowledge folder; a missing file is an empty table."""
    glossary = tuple(
        (row["term"].strip(), tuple(r.strip() for r in row["readings"].split("|") if r.strip()))
        for row in read_rows(knowledge / "glossary.csv")
        if row.get("term") and row.get("readings")
    )
    return Tables(glossary=glossary, categories=tuple(read_categories(knowledge)))


def read_categories(knowledge: Path) -> list[Category]:
    """The shelves in their order."""
    return [
        Category(id=row["id"], title=row["title"], title_en=row.get("title_en") or row["title"])
        for row in read_rows(knowledge / "categories.csv")
        if row.get("id") and row.get("title")
    ]


def read_domains(knowledge: Path) -> dict[str, SourceKind]:
    """The allowed domains with what kind of source they are."""
    found = {
        row["domain"].strip().lower(): SourceKind(row["kind"].strip())
        for row in read_rows(knowledge / "domains.csv")
        if row.get("domain") and (row.get("kind") or "").strip() in set(SourceKind)
    }
    return found or dict(_DEFAULT_DOMAINS)


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file by column; none when there is no such file. Bytes that are not
    UTF-8 are read as U+FFFD."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        yield from csv.DictReader(file)
