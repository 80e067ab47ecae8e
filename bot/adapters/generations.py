"""Generations: complete, immutable, verified builds of the knowledge on disk.

```
<data>/generations/CURRENT          the id of the published generation
<data>/generations/<id>/manifest.json  manifest.sha256  guides.jsonl  tables.json
                         cards.jsonl  cards.json
                         vi/  en/  cards/   catalogues: chunks.jsonl  calibration.json  index/
```
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

from pydantic import Field, ValidationError

from bot.adapters.catalogue import NO_MODELS, Catalogue, Contents, Loaded
from bot.adapters.json_lines import JsonLines
from bot.adapters.models import Models
from bot.domain.errors import DamagedGeneration, NoKnowledge, ReadOnlyData
from bot.domain.guide import Guide, guide_language
from bot.domain.procedure import Abolished, ProcedureCard
from bot.domain.search import Calibration, Chunk
from bot.domain.values import Value
from bot.language.abbreviations import Glossary
from bot.ports import Category, Searcher

FORMAT = 3
"""Raised when a change of code makes older generations unreadable or worse."""
_KEPT = 3


class Manifest(Value):
    """What a generation holds. `guides` are ids with their file digests, in shelf order;
    `tables` and `cards` digests of those, `built_from` of what in the tables the indexes
    depend on; `inputs` the digest of what each catalogue was made
    from; `files` SHA-256 by relative path."""

    format: int
    id: str
    created: datetime
    guides: dict[str, str]
    tables: str
    cards: str
    chunks: int
    phrases: int
    built_from: str
    inputs: dict[str, str]
    models: str
    files: dict[str, str]


class Tables(Value):
    """What a generation carries besides guides and cards: the glossary, the shelves, the
    procedures that are no more, those that a guide serves (guide by code), and the digest of
    what else its indexes were built from."""

    glossary: tuple[tuple[str, tuple[str, ...]], ...]
    categories: tuple[Category, ...]
    abolished: tuple[Abolished, ...] = ()
    served: dict[str, str] = Field(default_factory=dict)
    others: str = ""

    def digest(self) -> str:
        """The SHA-256 of all."""
        return _digest(self.model_dump_json().encode())

    def built_from(self) -> str:
        """The SHA-256 of what every catalogue is built from besides its own contents."""
        return _digest(self.model_dump_json(include={"glossary", "others"}).encode())


class _CardList(Value):
    """What is known of every card without reading it."""

    codes: tuple[str, ...]
    base_names: tuple[str, ...]

    @classmethod
    def of(cls, cards: Sequence[ProcedureCard]) -> "_CardList":
        return cls(
            codes=tuple(card.code for card in cards),
            base_names=tuple(card.base_name for card in cards),
        )


class CardShelf:
    """The official procedures of a generation. A Cards."""

    def __init__(self, folder: Path, glossary: Glossary, models: Models | None = None) -> None:
        """Raises DamagedGeneration."""
        try:
            listed = _CardList.model_validate_json((folder / "cards.json").read_bytes())
            self._cards = JsonLines(folder / "cards.jsonl", ProcedureCard)
        except (OSError, ValueError) as error:
            raise DamagedGeneration(f"{folder.name}: {error}") from error
        self._base_names = listed.base_names
        self._places = {code: place for place, code in enumerate(listed.codes)}
        self._catalogue = Catalogue(folder / "cards", glossary, models)

    @property
    def searcher(self) -> Searcher:
        """The search over the procedures."""
        return self._catalogue.searcher

    def card(self, code: str) -> ProcedureCard | None:
        """The procedure with that code."""
        place = self._places.get(code)
        return None if place is None else self._cards[place]

    def levels(self, card: ProcedureCard) -> Sequence[ProcedureCard]:
        """The procedures of that name at every level."""
        return [self._cards[place] for place in self._by_name.get(card.base_name, ())]

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, name in enumerate(self._base_names):
            found.setdefault(name, []).append(place)
        return found


class Generation:
    """One generation, opened. A Knowledge."""

    def __init__(self, folder: Path, models: Models | None = None) -> None:
        """Open and verify; without models the words alone are searched. Raises
        DamagedGeneration when a file is missing, changed or unreadable."""
        try:
            text = (folder / "manifest.json").read_text(encoding="utf-8")
            if (folder / "manifest.sha256").read_text() != _digest(text.encode()):
                raise DamagedGeneration(f"{folder.name}: the manifest was changed")
            self.manifest = Manifest.model_validate_json(text)
            _verify(folder, self.manifest)
            tables = Tables.model_validate_json((folder / "tables.json").read_bytes())
            self._guides = JsonLines(folder / "guides.jsonl", Guide)
        except (OSError, ValueError, ValidationError) as error:
            raise DamagedGeneration(f"{folder.name}: {error}") from error
        self.folder = folder
        self._places = {guide: at for at, guide in enumerate(self.manifest.guides)}
        self._categories = tables.categories
        self._served = tables.served
        self._abolished = {gone.code: gone for gone in tables.abolished}
        self.glossary = Glossary(tables.glossary)
        self._models = models
        self._vietnamese = Catalogue(folder / "vi", self.glossary, models)

    @property
    def generation(self) -> str:
        """The generation's id."""
        return self.manifest.id

    def searcher(self, language: str) -> Searcher:
        """The search for questions in that language."""
        return self.catalogue(language).searcher

    def catalogue(self, language: str) -> Catalogue:
        """The catalogue for questions in that language; Vietnamese for any unknown one."""
        return self._english or self._vietnamese if language == "en" else self._vietnamese

    def calibration(self, language: str) -> Calibration:
        """How sure that search is."""
        return self.catalogue(language).calibration

    def guide(self, guide_id: str) -> Guide | None:
        """The published guide with that id."""
        place = self._places.get(guide_id)
        return None if place is None else self._guides[place]

    def chunk(self, chunk_id: str) -> Chunk | None:
        """The chunk with that id."""
        return self.catalogue(guide_language(chunk_id)).chunk(chunk_id)

    def guide_ids(self, language: str = "vi") -> Sequence[str]:
        """Every published guide's id in that language, in shelf order."""
        return tuple(guide for guide in self._places if guide_language(guide) == language)

    def related(self, guide_id: str) -> Sequence[str]:
        """The ids of the guides nearest to a guide, nearest first."""
        meaning = self.catalogue(guide_language(guide_id)).meaning
        return meaning.related.get(guide_id, ()) if meaning else ()

    def categories(self, language: str = "vi") -> Sequence[Category]:
        """The shelves that have at least one guide in that language; one that the tables
        don't name goes by its id, last."""
        guides = map(self.guide, self.guide_ids(language))
        used = dict.fromkeys(guide.category for guide in guides if guide)
        known = [category for category in self._categories if category.id in used]
        named = {category.id for category in known}
        unnamed = [Category(id=i, title=i, title_en=i) for i in used if i not in named]
        return (*known, *unnamed)

    @cached_property
    def cards(self) -> CardShelf | None:
        """The official procedures, if any were imported."""
        if not (self.folder / "cards").is_dir():
            return None
        return CardShelf(self.folder, self.glossary, self._models)

    def abolished(self, code: str) -> Abolished | None:
        """What became of a procedure that is no more."""
        return self._abolished.get(code)

    def served_by(self, code: str) -> str | None:
        """The guide that leads through a procedure."""
        return self._served.get(code)

    @cached_property
    def _english(self) -> Catalogue | None:
        folder = self.folder / "en"
        return Catalogue(folder, self.glossary, self._models) if folder.is_dir() else None


class GenerationLibrary:
    """The shelf of generations in a data folder. A Library."""

    def __init__(self, data: Path, models: Models | None = None) -> None:
        self.folder = data / "generations"
        self._models = models
        self._open: Generation | None = None
        self._pointer_stamp: tuple[int, int] | None = None

    def current(self) -> Generation:
        """The published generation, or the newest older one that opens when it is damaged.
        A swap of the pointer is noticed at the next call."""
        stamp = self._stamp()
        if self._open is None or stamp != self._pointer_stamp:
            self._open, self._pointer_stamp = self._newest_that_opens(), stamp
        return self._open

    def guides_of(self, generation_id: str) -> Mapping[str, str] | None:
        """The digest of every guide of a generation, by id, read from its manifest alone; None
        when it was dropped or cannot be read."""
        try:
            text = (self.folder / generation_id / "manifest.json").read_text(encoding="utf-8")
            return Manifest.model_validate_json(text).guides
        except (OSError, ValueError):
            return None

    def current_id(self) -> str | None:
        """The id in the pointer, whether or not it names a generation; None without one."""
        try:
            return self._pointer.read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return None

    def ids(self) -> list[str]:
        """Every complete generation, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(p.parent.name for p in self.folder.glob("[!.]*/manifest.json"))

    def publish(self, generation_id: str) -> None:
        """Swap the pointer atomically and drop all but the newest three generations."""
        fresh = self._pointer.with_suffix(".new")
        try:
            with fresh.open("w", encoding="utf-8") as file:
                file.write(generation_id)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._pointer)
        except OSError as error:
            raise ReadOnlyData(str(self.folder)) from error
        old = [i for i in self.ids() if i != generation_id]
        for dropped in old[: max(0, len(old) - (_KEPT - 1))]:
            shutil.rmtree(self.folder / dropped, ignore_errors=True)

    def previous(self) -> str | None:
        """The newest generation that is older than the published one."""
        current = self.current_id()
        older = [i for i in self.ids() if current is not None and i < current]
        return older[-1] if older else None

    @property
    def _pointer(self) -> Path:
        return self.folder / "CURRENT"

    def _stamp(self) -> tuple[int, int] | None:
        try:
            status = self._pointer.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino

    def _newest_that_opens(self) -> Generation:
        current = self.current_id()
        if current is None:
            raise NoKnowledge(str(self.folder))
        damage: DamagedGeneration | None = None
        # A pointer that was damaged names nothing: then every generation is a candidate.
        known = self.ids()
        older = [i for i in known if i < current] if current in known else known
        for generation_id in [current, *reversed(older)] if current else reversed(older):
            try:
                return Generation(self.folder / generation_id, self._models)
            except DamagedGeneration as error:
                damage = damage or error
        raise damage or NoKnowledge(str(self.folder))


def write_generation(
    folder: Path,
    generation_id: str,
    created: datetime,
    guides: Sequence[Guide],
    cards: Sequence[ProcedureCard],
    catalogues: Mapping[str, Contents],
    tables: Tables,
    before: Generation | None = None,
    loaded: Loaded = NO_MODELS,
) -> Manifest:
    """Write a whole generation into a new folder, its manifest last, and give the manifest.
    `catalogues` are named `vi`, and where there is something in them `en` and `cards`; one
    that is made from the same as in the generation `before` is copied from there.
    Raises ReadOnlyData when the folder can't be written."""
    try:
        folder.mkdir(parents=True)
        _write_lines(folder / "guides.jsonl", [guide.model_dump_json() for guide in guides])
        _write_lines(folder / "cards.jsonl", [card.model_dump_json() for card in cards])
        listed = _CardList.of(cards).model_dump_json()
        (folder / "cards.json").write_text(listed, encoding="utf-8")
        (folder / "tables.json").write_text(tables.model_dump_json(), encoding="utf-8")
        built_from = tables.built_from()
        inputs = {name: c.digest(built_from, str(loaded)) for name, c in catalogues.items()}
        for name, contents in catalogues.items():
            if before and before.manifest.inputs.get(name) == inputs[name]:
                shutil.copytree(before.folder / name, folder / name)
                continue
            Catalogue.write(folder / name, contents, Glossary(tables.glossary), loaded)
        manifest = Manifest(
            format=FORMAT,
            id=generation_id,
            created=created,
            guides={guide.id: guide.digest for guide in guides},
            tables=tables.digest(),
            cards=cards_digest(cards),
            chunks=sum(len(contents.chunks) for contents in catalogues.values()),
            phrases=sum(len(contents.phrases) for contents in catalogues.values()),
            built_from=built_from,
            models=str(loaded),
            inputs=inputs,
            files=_digests(folder),
        )
        text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1)
        (folder / "manifest.sha256").write_text(_digest(text.encode()))
        (folder / "manifest.json").write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReadOnlyData(str(folder)) from error
    return manifest


def cards_digest(cards: Sequence[ProcedureCard]) -> str:
    """The SHA-256 of all cards."""
    return _digest("".join(card.model_dump_json() for card in cards).encode())


def _write_lines(path: Path, lines: list[str]) -> None:
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.stem != "manifest")
    return {str(p.relative_to(folder)): _file_digest(p) for p in files}


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verify(folder: Path, manifest: Manifest) -> None:
    if manifest.format != FORMAT:
        raise DamagedGeneration(f"{folder.name}: format {manifest.format}, not {FORMAT}")
    if manifest.files != _digests(folder):
        raise DamagedGeneration(f"{folder.name}: files differ from the manifest")
