"""Weigh: vectors and rerankers count only where the catalogue's own questions show that they
help."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from knowledge_folder import GUIDES, KnowledgeFolder

from bot.adapters.catalogue import Loaded
from bot.adapters.lexical_index import LexicalIndex
from bot.adapters.memory_vectors import MemoryVectors
from bot.adapters.topic_model import TopicModel
from bot.domain.guide import Guide
from bot.domain.search import Meaning, ModelStamp, Vector
from bot.language.abbreviations import Glossary
from ingest.chunk import chunks_of, phrases_of
from ingest.lessons import is_held_out, lessons_of
from ingest.weigh import head_of, weigh

STAMP = ModelStamp(model="made up", revision="1", dimension=16)
ASKS = 40


def strange(text: str) -> str:
    """A word that nothing else is like."""
    return "".join(chr(ord("a") + byte % 26) for byte in hashlib.sha256(text.encode()).digest()[:8])


class Knows:
    """An Embedder, and a Reranker, that know which guide a text belongs to."""

    stamp, name = STAMP, "knows"

    def __init__(self, guides: Sequence[Guide]) -> None:
        self._guides = guides

    def place(self, text: str) -> int:
        return next(
            at
            for at, guide in enumerate(self._guides)
            if text.split("\n")[0] in (guide.title, *guide.asks)
        )

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        return [self.query(text) for text in texts]

    def query(self, text: str) -> Vector:
        return [float(at == self.place(text)) for at in range(STAMP.dimension)]

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        return [float(self.place(text) == self.place(query)) for text in passages]


class Guesses(Knows):
    """One that says anything, always the same of a text."""

    name = "guesses"

    def query(self, text: str) -> Vector:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        drawn = np.abs(np.random.default_rng(seed).normal(size=STAMP.dimension))
        return [float(value) for value in drawn / np.linalg.norm(drawn)]

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        return [self.query(query + text)[0] for text in passages]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> list[Guide]:
    """Guides whose ways of asking share their words with the title: words find them."""
    folder = KnowledgeFolder(tmp_path_factory.mktemp("plain"))
    folder.ask_more()
    return folder.guides()


@pytest.fixture(scope="module")
def riddles(plain: list[Guide]) -> list[Guide]:
    """The same guides asked for in strange words, which words alone can't find."""
    return [
        guide.model_copy(
            update={
                "asks": tuple(f"chuyện {strange(f'{guide.id} {at}')}" for at in range(ASKS)),
                "title": f"Bài về {strange(guide.id)}",
            }
        )
        for guide in plain
    ]


@pytest.fixture(scope="module")
def index_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[Guide]], LexicalIndex]:
    """The index of guides, with a topic model that has not seen what is held out."""

    def made(guides: list[Guide]) -> LexicalIndex:
        place: Path = tmp_path_factory.mktemp("index")
        chunks = [chunk for guide in guides for chunk in chunks_of(guide)]
        phrases = [phrase for guide in guides for phrase in phrases_of(guide)]
        LexicalIndex.build(chunks, phrases, Glossary(()), place)
        index = LexicalIndex.open(place, chunks, Glossary(()))
        seen = [one for one in lessons_of(chunks, phrases, ()) if not one.held_out]
        return index.with_topics(TopicModel.learn(index.read_lessons(seen), len(guides)))

    return made


@pytest.fixture(scope="module")
def easy(
    plain: list[Guide], index_of: Callable[[list[Guide]], LexicalIndex]
) -> tuple[LexicalIndex, list[Guide]]:
    return index_of(plain), plain


@pytest.fixture(scope="module")
def hard(
    riddles: list[Guide], index_of: Callable[[list[Guide]], LexicalIndex]
) -> tuple[LexicalIndex, list[Guide]]:
    return index_of(riddles), riddles


def weighed(
    index: LexicalIndex, guides: list[Guide], embedder: Knows, reranker: Knows | None = None
) -> Meaning:
    heads = embedder.passages([head_of(guide) for guide in guides])
    vectors = MemoryVectors(STAMP, dict(zip([g.id for g in guides], heads, strict=True)))
    return weigh(index, guides, vectors, Loaded(embedder, reranker))


def held_out(guides: list[Guide]) -> int:
    return sum(is_held_out(ask) for guide in guides for ask in guide.asks)


def test_vectors_that_clearly_help_get_a_weight(hard: tuple[LexicalIndex, list[Guide]]) -> None:
    index, guides = hard

    meaning = weighed(index, guides, Knows(guides))

    assert 0 < meaning.weight <= 1
    assert (meaning.stamp, meaning.asked) == (STAMP, held_out(guides))
    assert (meaning.reranker, meaning.reranker_weight) == (None, 0)


@pytest.mark.parametrize("what", ["easy", "hard"])
def test_vectors_that_guess_get_none(what: str, request: pytest.FixtureRequest) -> None:
    index, guides = request.getfixturevalue(what)

    assert weighed(index, guides, Guesses(guides)).weight == 0


def test_a_question_or_two_put_right_prove_nothing(
    easy: tuple[LexicalIndex, list[Guide]],
) -> None:
    index, guides = easy
    wrong = [
        ask
        for guide in guides
        for line, ask in enumerate(guide.asks, start=1)
        if is_held_out(ask)
        and index.search_hiding(ask, guide.id, line).results[0].guide != guide.id
    ]
    assert 1 <= len(wrong) <= 4

    assert weighed(index, guides, Knows(guides)).weight == 0


def test_a_reranker_that_clearly_helps_gets_a_weight(
    hard: tuple[LexicalIndex, list[Guide]],
) -> None:
    index, guides = hard

    meaning = weighed(index, guides, Guesses(guides), Knows(guides))

    assert meaning.weight == 0
    assert meaning.reranker == "knows"
    assert 0 < meaning.reranker_weight <= 1


def test_a_reranker_is_weighed_beside_the_vectors(hard: tuple[LexicalIndex, list[Guide]]) -> None:
    index, guides = hard

    meaning = weighed(index, guides, Knows(guides), Knows(guides))

    # What the vectors have put right, no reranker can.
    assert meaning.weight > 0
    assert (meaning.reranker, meaning.reranker_weight) == ("knows", 0)


@pytest.mark.parametrize("what", ["easy", "hard"])
def test_a_reranker_that_guesses_gets_none(what: str, request: pytest.FixtureRequest) -> None:
    index, guides = request.getfixturevalue(what)

    meaning = weighed(index, guides, Guesses(guides), Guesses(guides))

    assert (meaning.reranker, meaning.reranker_weight) == ("guesses", 0)


def test_without_held_out_questions_nothing_is_worth_anything(
    hard: tuple[LexicalIndex, list[Guide]],
) -> None:
    index, guides = hard
    told = [
        guide.model_copy(update={"asks": tuple(a for a in guide.asks if not is_held_out(a))})
        for guide in guides
    ]

    meaning = weighed(index, told, Knows(guides), Knows(guides))

    assert (meaning.weight, meaning.reranker_weight, meaning.asked) == (0, 0, 0)


def test_without_a_topic_model_that_missed_them_no_question_is_asked(
    hard: tuple[LexicalIndex, list[Guide]],
) -> None:
    index, guides = hard

    assert weighed(index.with_topics(None), guides, Knows(guides)).asked == 0


def test_procedures_without_guides_are_worth_nothing_and_break_nothing(
    easy: tuple[LexicalIndex, list[Guide]],
) -> None:
    index, guides = easy
    vectors = MemoryVectors(STAMP, {"procedure/1": [1.0, *[0.0] * 15]})

    meaning = weigh(index, (), vectors, Loaded(Knows(guides), Knows(guides)))

    assert (meaning.weight, meaning.reranker_weight, meaning.related) == (0, 0, {})


def test_every_guide_has_its_nearest_others_as_related(
    easy: tuple[LexicalIndex, list[Guide]],
) -> None:
    index, guides = easy

    related = weighed(index, guides, Guesses(guides)).related

    assert set(related) == set(GUIDES)
    for guide, others in related.items():
        assert guide not in others
        assert 0 < len(others) <= 3
    # The two of one family are asked between anyway.
    assert "tam-tru-thue-nha" not in related["tam-tru-chu-nha"]


def test_a_head_is_title_summary_and_the_ways_of_asking(plain: list[Guide]) -> None:
    guide = plain[0]
    whole, blind = head_of(guide), head_of(guide, held_out=False)

    assert whole.split("\n") == [guide.title, guide.summary, *guide.asks]
    assert set(whole.split("\n")) - set(blind.split("\n")) == set(filter(is_held_out, guide.asks))
