"""Catalogues: what goes into each searchable part of a generation."""

from bot.adapters.catalogue import Contents
from bot.domain.guide import Guide
from bot.domain.procedure import ProcedureCard
from bot.domain.search import Chunk, ChunkKind, Phrase
from ingest.calibrate import NEUTRAL, calibrate
from ingest.chunk import chunks_of, phrases_of
from ingest.extras import Extras

_STEPS_INDEXED = 1_500
_CONDITIONS_INDEXED = 500


def catalogues(guides: list[Guide], extras: Extras) -> dict[str, Contents]:
    """The Vietnamese catalogue, and the English and the procedures' where they have
    something in them."""
    vietnamese = [guide for guide in guides if guide.language == "vi"]
    english = [guide for guide in guides if guide.language == "en"]
    found = {"vi": _vietnamese(vietnamese, extras)}
    published = {guide.id for guide in vietnamese}
    if english:
        found["en"] = _english(english, extras, published)
    if extras.cards:
        found["cards"] = _cards(extras.cards)
    return found


def _vietnamese(guides: list[Guide], extras: Extras) -> Contents:
    return Contents(
        chunks=[chunk for guide in guides for chunk in chunks_of(guide)]
        + [subject.chunk() for subject in extras.outside],
        phrases=[phrase for guide in guides for phrase in phrases_of(guide)]
        + [phrase for subject in extras.outside for phrase in subject.phrases()],
        calibrate=lambda index: calibrate(index, guides, extras.outside),
    )


def _english(guides: list[Guide], extras: Extras, published: set[str]) -> Contents:
    twins = {guide.twin for guide in guides}
    others = [e for e in extras.english if e.guide in published and e.guide not in twins]
    return Contents(
        chunks=[chunk for guide in guides for chunk in chunks_of(guide)]
        + [entry.chunk() for entry in others],
        phrases=[phrase for guide in guides for phrase in phrases_of(guide)]
        + [phrase for entry in others for phrase in entry.phrases()],
        calibrate=lambda index: calibrate(index, guides, ()),
    )


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
