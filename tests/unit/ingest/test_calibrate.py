"""Calibrate: how sure a search is, fitted on the generation's own questions."""

import pytest
from knowledge_folder import KnowledgeFolder

from bot.adapters.lexical_index import LexicalIndex
from bot.domain.guide import Guide
from bot.domain.search import Signals
from bot.language.abbreviations import Glossary
from ingest.calibrate import NEUTRAL, calibrate
from ingest.chunk import chunks_of, phrases_of
from ingest.outside import Outside
from ingest.tables import read_tables


@pytest.fixture(scope="module")
def index(
    folder: KnowledgeFolder,
    guides: list[Guide],
    outside: list[Outside],
    tmp_path_factory: pytest.TempPathFactory,
) -> LexicalIndex:
    place = tmp_path_factory.mktemp("index")
    glossary = Glossary(read_tables(folder.path).glossary)
    chunks = [c for g in guides for c in chunks_of(g)] + [o.chunk() for o in outside]
    phrases = [p for g in guides for p in phrases_of(g)]
    phrases += [p for o in outside for p in o.phrases()]
    LexicalIndex.build(chunks, phrases, glossary, place)
    return LexicalIndex.open(place, chunks, glossary)


def test_a_close_match_is_surer_than_a_chance_one(
    index: LexicalIndex, guides: list[Guide], outside: list[Outside]
) -> None:
    fitted = calibrate(index, guides, outside)

    sure = fitted.confidence(Signals.of(index.search("quen mk vneid lay lai kieu gi")))
    unsure = fitted.confidence(Signals.of(index.search("mua vé máy bay ở đâu rẻ")))

    assert fitted != NEUTRAL
    assert sure > fitted.answer_from > fitted.offer_from
    assert sure > unsure


def test_few_answerable_questions_fall_below_the_threshold(
    index: LexicalIndex, guides: list[Guide], outside: list[Outside]
) -> None:
    fitted = calibrate(index, guides, outside)

    # One question in twenty, of 32: two at most.
    assert 0 < fitted.declined <= 2 / 32
    assert 0 <= fitted.answered < 1 - fitted.declined


def test_calibration_gives_the_same_every_time(
    index: LexicalIndex, guides: list[Guide], outside: list[Outside]
) -> None:
    assert calibrate(index, guides, outside) == calibrate(index, guides, outside)


def test_a_signal_that_never_varies_has_no_weight_and_breaks_nothing(
    index: LexicalIndex, guides: list[Guide], outside: list[Outside]
) -> None:
    same = [g.model_copy(update={"asks": (g.asks[0],) * 8}) for g in guides[:1]] * 4
    nothing = [o.model_copy(update={"asks": ("zz qq",) * 8}) for o in outside]

    fitted = calibrate(index, same, nothing)

    assert all(scale > 0 for scale in fitted.scales)
    assert 0 <= fitted.offer_from <= fitted.answer_from <= 1


@pytest.mark.parametrize("keep", ["no guides", "one guide"])
def test_too_few_questions_leave_the_neutral_calibration(
    keep: str, index: LexicalIndex, guides: list[Guide], outside: list[Outside]
) -> None:
    few = [] if keep == "no guides" else guides[:1]

    assert calibrate(index, few, outside) is NEUTRAL


def test_the_neutral_calibration_answers_a_close_match_and_not_a_miss() -> None:
    close = Signals(coverage=1, bigram_coverage=1, margin=1, topic=1, length=1.6)
    miss = Signals(coverage=0.1, bigram_coverage=0, margin=0, topic=0, length=1.6)

    assert NEUTRAL.confidence(close) > NEUTRAL.answer_from
    assert NEUTRAL.confidence(miss) < NEUTRAL.offer_from
