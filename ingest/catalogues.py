"""Catalogues: what goes into each searchable part of a generation."""

from collections.abc import Iterable, Sequence

from bot.adapters.catalogue import Carried, Contents
from bot.adapters.generations import Generation
from bot.domain.guide import Guide
from bot.domain.procedure import ProcedureCard
from bot.domain.search import Chunk, ChunkKind, Phrase
from ingest.calibrate import NEUTRAL, calibrate, carried
from ingest.chunk import chunks_of, phrases_of
from ingest.extras import EnglishEntry, Extras
from ingest.lessons import lessons_again, lessons_of
from ingest.outside import Outside
from ingest.weigh import head_of, weigh

_STEPS_INDEXED = 1_500
_CONDITIONS_INDEXED = 500
_HEAD = 300


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
    return _of_guides("vi", guides, extras.outside, extras.outside, extras, before)


def _english(
    guides: list[Guide], extras: Extras, published: set[str], before: Generation | None
) -> Contents:
    twins = {guide.twin for guide in guides}
    others = [e for e in extras.english if e.guide in published and e.guide not in twins]
    return _of_guides("en", guides, others, (), extras, before)


def _of_guides(
    language: str,
    guides: list[Guide],
    others: Sequence[Outside | EnglishEntry],
    outside: Sequence[Outside],
    extras: Extras,
    before: Generation | None,
) -> Contents:
    """Guides with what else can be found beside them."""
    chunks = [chunk for guide in guides for chunk in chunks_of(guide)]
    chunks += [other.chunk() for other in others]
    phrases = [phrase for guide in guides for phrase in phrases_of(guide)]
    phrases += [phrase for other in others for phrase in other.phrases()]
    glossary = extras.tables.glossary
    return Contents(
        chunks=chunks,
        phrases=phrases,
        lessons=lambda: lessons_of(chunks, phrases, glossary),
        heads={guide.id: head_of(guide) for guide in guides},
        calibrate=lambda index: calibrate(index, guides, outside),
        weigh=lambda index, vectors, loaded: weigh(index, guides, vectors, loaded),
        carried=_carried(language, guides, chunks, phrases, extras, before),
    )


def _carried(
    language: str,
    guides: list[Guide],
    chunks: list[Chunk],
    phrases: list[Phrase],
    extras: Extras,
    before: Generation | None,
) -> Carried | None:
    """What still holds of the generation before, if it has the same guides and tables and
    little in them is other."""
    if before is None or before.manifest.built_from != extras.tables.built_from():
        return None
    if list(before.guide_ids(language)) != [guide.id for guide in guides]:
        return None
    digests = before.manifest.guides
    changed = [guide for guide in guides if digests[guide.id] != guide.digest]
    share = _share_changed(changed, guides, before)
    calibration = carried(before.calibration(language), before.generation, share)
    if calibration is None:
        return None
    catalogue = before.catalogue(language)
    ids = {guide.id for guide in changed}
    return Carried(
        topics=catalogue.index.topics,
        calibration=calibration,
        meaning=catalogue.meaning,
        folder=before.folder / language,
        lessons=lessons_again(ids, chunks, phrases, extras.tables.glossary),
    )


def _share_changed(changed: list[Guide], guides: list[Guide], before: Generation) -> float:
    """The share of the phrases that are new or gone, a rewritten one counted once."""
    old = [guide for guide in map(before.guide, (g.id for g in changed)) if guide is not None]
    new_lines, old_lines = _lines(changed), _lines(old)
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
        lessons=tuple,
        heads={chunk.guide: f"{chunk.title}\n{chunk.text[:_HEAD]}" for chunk in chunks},
        calibrate=lambda index: NEUTRAL,
        weigh=lambda index, vectors, loaded: weigh(index, (), vectors, loaded),
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
