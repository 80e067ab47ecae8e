"""Pipeline: parse, validate, chunk, build, verify, publish."""

import fcntl
import hashlib
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.adapters.catalogue import NO_MODELS, Loaded
from bot.adapters.generations import (
    Generation,
    GenerationLibrary,
    Manifest,
    cards_digest,
    write_generation,
)
from bot.domain.errors import CamTayError, DamagedGeneration, NoKnowledge, ReadOnlyData
from bot.domain.guide import Guide, GuideStatus
from bot.domain.procedure import ProcedureCard
from bot.domain.values import Value
from bot.ports import Clock
from ingest.catalogues import catalogues
from ingest.checked_files import CheckedFiles, KnowledgeFile
from ingest.extras import Extras, read_extras, write_cards
from ingest.faults import Fault, FaultKind
from ingest.freshness import Freshness, freshness
from ingest.tables import read_categories, read_domains
from ingest.validate import RuleBook, Validated, guide_id, validate_together
from ingest.verify import Verifier

_LITTLE, _EVERY = 0.1, 8
Progress = Callable[[str], None]
"""Told what is being done, one short phrase at a time."""


class VerificationFailed(CamTayError):
    """A new generation did not answer its own guides' questions; it was not published."""


class NoGuides(CamTayError):
    """The knowledge folder has no guide that can be published."""


class CheckReport(Value):
    """What `check` found."""

    files: int
    guides: int
    faults: tuple[Fault, ...]


class SyncReport(Value):
    """What `sync` did. `left_out` are guides kept back by a fault; those also in `kept`
    still answer with their last good version."""

    generation: str
    published: bool
    guides: int
    chunks: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    left_out: tuple[str, ...]
    kept: tuple[str, ...]
    faults: tuple[Fault, ...]
    seconds: float


@dataclass(frozen=True)
class Checked:
    """Every file of a knowledge folder, validated."""

    validated: tuple[Validated, ...]
    faults: tuple[Fault, ...]

    @property
    def guides(self) -> list[Guide]:
        """The guides no fault blocks."""
        return [v.guide for v in self.validated if v.guide is not None]


class Ingest:
    """Turns a knowledge folder into published generations in a data folder."""

    def __init__(
        self, knowledge: Path, data: Path, clock: Clock, loaded: Loaded = NO_MODELS
    ) -> None:
        self._knowledge = knowledge
        self._data = data
        # What is in here saves time and nothing else; it can be deleted.
        self._cache = data / "cache"
        self._library = GenerationLibrary(data)
        self._clock = clock
        self._loaded = loaded

    def check(self) -> CheckReport:
        """Every fault in the knowledge folder; nothing is written."""
        checked = self._check_files()
        return CheckReport(
            files=len(checked.validated),
            guides=len(checked.guides),
            faults=checked.faults,
        )

    def sync(self, progress: Progress = lambda doing: None) -> SyncReport:
        """Publish what changed. Raises NoGuides, VerificationFailed or ReadOnlyData."""
        started = time.perf_counter()
        with self._lock():
            progress("Đọc và kiểm tra hướng dẫn")
            checked = self._check_files(remember=True)
            extras = read_extras(self._knowledge, self._data)
            current = self._current()
            guides, kept = self._publishable(checked, current)
            if not guides:
                raise NoGuides(str(self._knowledge))
            extras = extras.beside(guides)
            before = current.manifest.guides if current else {}
            if current and self._unchanged(current.manifest, guides, extras):
                manifest, published = current.manifest, False
            else:
                manifest, published = self._build(guides, extras, current, progress), True
        after = manifest.guides
        blocked = {v.id for v in checked.validated if v.guide is None}
        return SyncReport(
            generation=manifest.id,
            published=published,
            guides=len(after),
            chunks=manifest.chunks,
            added=tuple(g for g in after if g not in before),
            changed=tuple(g for g in after if g in before and after[g] != before[g]),
            removed=tuple(g for g in before if g not in after),
            left_out=tuple(sorted(blocked)),
            kept=kept,
            faults=checked.faults,
            seconds=round(time.perf_counter() - started, 2),
        )

    def add_cards(self, cards: Sequence[ProcedureCard], progress: Progress) -> SyncReport:
        """Keep imported procedures in place of those imported before, and publish them."""
        try:
            write_cards(self._data, cards)
        except OSError as error:
            raise ReadOnlyData(str(self._data)) from error
        return self.sync(progress)

    def freshness(self) -> Freshness:
        """What in the knowledge folder needs an editor's eye."""
        published = self._published(self._check_files())
        return freshness(published, self._clock.now().date())

    def publishable_ids(self) -> set[str]:
        """The ids of the guides that no fault keeps from citizens."""
        return {guide.id for guide in self._published(self._check_files())}

    @staticmethod
    def _published(checked: Checked) -> list[Guide]:
        return [guide for guide in checked.guides if guide.status is GuideStatus.PUBLISHED]

    def rollback(self) -> str | None:
        """Publish the generation before the current one and give its id; None when there
        is none. The rejected one is dropped, so that a later rollback can't return to it.
        Raises DamagedGeneration when the one before does not open."""
        with self._lock():
            rejected, previous = self._library.current_id(), self._library.previous()
            if previous is None or rejected is None:
                return None
            Generation(self._library.folder / previous)
            self._library.publish(previous)
            shutil.rmtree(self._library.folder / rejected, ignore_errors=True)
            return previous

    # Check

    def _check_files(self, *, remember: bool = False) -> Checked:
        rules = RuleBook(
            domains=read_domains(self._knowledge),
            categories=frozenset(c.id for c in read_categories(self._knowledge)) or None,
            today=self._clock.now().date(),
            published_steps=self._published_steps(),
            any_press=not (self._knowledge / "domains.csv").is_file(),
        )
        files = [
            KnowledgeFile(str(path.relative_to(self._knowledge)), path.read_bytes())
            for path in self._files()
        ]
        checker = CheckedFiles(self._cache / "checked.json", rules)
        validated = tuple(map(checker.check, files))
        if remember:
            checker.remember()
        whole = [
            (file.name, v.guide)
            for file, v in zip(files, validated, strict=True)
            if v.guide is not None
        ]
        together = validate_together(whole)
        doubled = {
            guide_id(fault.file) for fault in together if fault.kind is FaultKind.DUPLICATE_ID
        }
        seen: set[str] = set()
        unique = []
        for one in validated:
            unique.append(
                Validated(one.id, None, one.faults) if one.id in doubled and one.id in seen else one
            )
            seen.add(one.id)
        faults = [fault for one in validated for fault in one.faults] + together
        return Checked(tuple(unique), tuple(sorted(faults, key=lambda f: (f.file, f.line))))

    def _files(self) -> list[Path]:
        guides = self._knowledge / "guides"
        return sorted(
            path
            for path in guides.rglob("*.md")
            if path.is_file() and not path.name.startswith(("_", ".", "README"))
        )

    def _published_steps(self) -> dict[str, tuple[str, ...]]:
        current = self._current()
        if current is None:
            return {}
        guides = (current.guide(guide) for guide in current.manifest.guides)
        return {guide.id: tuple(step.id for step in guide.steps) for guide in guides if guide}

    def _current(self) -> Generation | None:
        try:
            return self._library.current()
        except (NoKnowledge, DamagedGeneration):
            return None

    # Sync

    def _publishable(
        self, checked: Checked, current: Generation | None
    ) -> tuple[list[Guide], tuple[str, ...]]:
        """The guides to publish, and which of them are last good versions of broken files."""
        guides = {guide.id: guide for guide in checked.guides}
        kept = []
        for broken in (one.id for one in checked.validated if one.guide is None):
            last_good = current.guide(broken) if current else None
            if last_good and broken not in guides:
                guides[broken] = last_good
                kept.append(broken)
        shelf = {c.id: place for place, c in enumerate(read_categories(self._knowledge))}
        published = [g for g in guides.values() if g.status is GuideStatus.PUBLISHED]
        published.sort(key=lambda guide: (shelf.get(guide.category, len(shelf)), guide.id))
        return published, tuple(kept)

    def _unchanged(self, manifest: Manifest, guides: list[Guide], extras: Extras) -> bool:
        return (
            manifest.models == str(self._loaded)
            and manifest.tables == extras.tables.digest()
            and manifest.cards == cards_digest(extras.cards)
            and manifest.guides == {guide.id: guide.digest for guide in guides}
        )

    def _build(
        self,
        guides: list[Guide],
        extras: Extras,
        current: Generation | None,
        progress: Progress,
    ) -> Manifest:
        created = self._clock.now()
        generation_id = self._new_id(created, guides)
        # Only what was verified ever carries a generation's name.
        folder = self._library.folder / f".building-{generation_id}"
        verifier = Verifier()
        progress("Lập chỉ mục tìm kiếm và hiệu chỉnh độ tin")
        try:
            manifest = write_generation(
                folder,
                generation_id,
                created,
                guides,
                extras.cards,
                catalogues(guides, extras, current),
                extras.tables,
                current,
                self._loaded,
            )
            progress("Mở thử bản mới và hỏi thử")
            faults = verifier.faults(folder, _to_ask(manifest, current))
            if faults:
                raise VerificationFailed(faults[-500:])
            folder.rename(self._library.folder / generation_id)
        except CamTayError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        finally:
            verifier.close()
        self._library.publish(manifest.id)
        return manifest

    def _new_id(self, created: datetime, guides: list[Guide]) -> str:
        """Sortable by time, and later than every generation on the shelf."""
        digest = hashlib.sha256("".join(guide.digest for guide in guides).encode()).hexdigest()
        stamp = created.strftime("%Y%m%dT%H%M%S%f")[:-3]
        latest = max((i.split("-")[0] for i in self._library.ids()), default="")
        if stamp <= latest:
            stamp = latest + "0"
        return f"{stamp}-{digest[:8]}"

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One sync at a time on a data folder."""
        try:
            self._library.folder.mkdir(parents=True, exist_ok=True)
            file = (self._library.folder / ".lock").open("w")
        except OSError as error:
            raise ReadOnlyData(str(self._library.folder)) from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            for left in self._library.folder.glob(".building-*"):
                shutil.rmtree(left, ignore_errors=True)
            yield


def _to_ask(manifest: Manifest, before: Generation | None) -> list[str] | None:
    """The guides a new generation is asked for: all of them, or where its catalogues were
    calibrated like those before, what changed and a sample of the rest."""
    if before is None or before.manifest.built_from != manifest.built_from:
        return None
    old = before.manifest.guides
    changed = [guide for guide, digest in manifest.guides.items() if old.get(guide) != digest]
    if len(changed) > len(manifest.guides) * _LITTLE:
        return None
    return list(dict.fromkeys([*changed, *list(manifest.guides)[::_EVERY]]))
