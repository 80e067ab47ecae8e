"""Catalogues: what goes into each searchable part of a generation."""

from collections.abc import Iterable

from bot.adapters.catalogue import Contents
from bot.adapters.generations import Generation
from bot.domain.guide import Guide
from bot.domain.procedure import ProcedureCard
from bot.domain.search import Calibration, Chunk, ChunkKind, Phrase
from ingest.calibrate import NEUTRAL, calibrate, carried
from ingest.chunk import chunks_of, phrases_of
from ingest.extras import Extras

_STEPS_INDEXED = 1_500
_CONDITIONS_INDEXED = 500


def catalogues(
    guides: list[Guide], extras: Extras, before: Generation | None = None
) -> dict[str, Contents]:
    """The Vietnamese catalogue, and the English and the procedures' where they have
    something in them. What little differs from the generation before is calibrated like it."""
    vietnamese = [guide for guide in guides if guide.language == "vi"]
    english = [guide for guide in guides if guide.language == "en"]
    found = {"vi": _vietnamese(vietnamese, extras, before)}
    published = {guide.id for guide in vietnamese}
    if english:
        found["en"] = _english(english, extras, published, before)
    if extras.cards:
        found["cards"] = _cards(extras.cards)
    return found


def _vietnamese(guides: list[Guide], extras: Extras, before: Generation | None) -> Contents:
    return Contents(
        chunks=[chunk for guide in guides for chunk in chunks_of(guide)]
        + [subject.chunk() for subject in extras.outside],
        phrases=[phrase for guide in guides for phrase in phrases_of(guide)]
        + [phrase for subject in extras.outside for phrase in subject.phrases()],
        calibrate=lambda index: (
            _carried("vi", guides, extras, before) or calibrate(index, guides, extras.outside)
        ),
    )


def _english(
    guides: list[Guide], extras: Extras, published: set[str], before: Generation | None
) -> Contents:
    twins = {guide.twin for guide in guides}
    others = [e for e in extras.english if e.guide in published and e.guide not in twins]
    return Contents(
        chunks=[chunk for guide in guides for chunk in chunks_of(guide)]
        + [entry.chunk() for entry in others],
        phrases=[phrase for guide in guides for phrase in phrases_of(guide)]
        + [phrase for entry in others for phrase in entry.phrases()],
        calibrate=lambda index: (
            _carried("en", guides, extras, before) or calibrate(index, guides, ())
        ),
    )


def _carried(
    language: str, guides: list[Guide], extras: Extras, before: Generation | None
) -> Calibration | None:
    """The calibration of the generation before, if so little is other that it still holds."""
    if before is None or before.manifest.built_from != extras.tables.built_from():
        return None
    share = _share_changed(language, guides, before)
    return carried(before.calibration(language), before.generation, share)


def _share_changed(language: str, guides: list[Guide], before: Generation) -> float:
    """The share of the phrases that are new or gone, a rewritten one counted once."""
    digests = before.manifest.guides
    old = [guide for guide in map(before.guide, before.guide_ids(language)) if guide is not None]
    now = {guide.id: guide.digest for guide in guides}
    new_lines = _lines(g for g in guides if digests.get(g.id) != g.digest)
    old_lines = _lines(g for g in old if now.get(g.id) != g.digest)
    total = sum(len(phrases_of(guide)) for guide in guides)
    return max(len(new_lines - old_lines), len(old_lines - new_lines)) / max(1, total)


def _lines(guides: Iterable[Guide]) -> set[tuple[str, str]]:
    return {(phrase.text, phrase.chunk) for guide in guides for phrase in phrases_of(guide)}


def _cards(cards: tuple[ProcedureCard, ...]) -> Contents:
    chunks = [card_chunk(card) for card in cards]
    return Contents(
        chunks=chunks,
        phrases=[
            Phrase(text=card.name, chunk=chunk.id)
            for card, chunk in zip(cards, chunks, strict=True)
        ],
        calibrate=lambda index: NEUTRAL,
    )


def card_chunk(card: ProcedureCard) -> Chunk:
    """A procedure as one retrievable piece."""
    parts = (
        card.field,
        card.agency,
        *card.documents,
        card.conditions[:_CONDITIONS_INDEXED],
        card.steps[:_STEPS_INDEXED],
    )
    identity = f"procedure/{card.code}"
    return Chunk(
        id=f"{identity}#card",
        guide=identity,
        kind=ChunkKind.CARD,
        part=card.code,
        title=card.name,
        text="\n".join(part for part in parts if part),
    )
