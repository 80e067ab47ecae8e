"""The semantic search: vectors and a reranker move the ranking; without them the words lead."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from knowledge_folder import GUIDES, OWNER, PASSWORD, SCAM, TENANT, KnowledgeFolder
from structlog.testing import capture_logs

from bot.adapters.lexical_index import LexicalIndex
from bot.adapters.memory_vectors import MemoryVectors
from bot.adapters.semantic_search import RERANKED, SemanticSearch
from bot.domain.search import Chunk, ChunkKind, Meaning, ModelStamp, Near, Vector
from bot.language.abbreviations import Glossary
from bot.ports import Embedder, Reranker, VectorIndex
from ingest.chunk import chunks_of, phrases_of
from ingest.tables import read_tables

STAMP = ModelStamp(model="axes", revision="1", dimension=len(GUIDES))
AXES = {
    guide: [float(at == place) for at in range(len(GUIDES))] for place, guide in enumerate(GUIDES)
}
VECTORS = MemoryVectors(STAMP, AXES)
# All its words speak of the password, its meaning of the scam.
ASKED = "quên mật khẩu vneid"
# These words stand in one guide only.
NARROW = "passcode"


class Means:
    """An Embedder to which every question means one guide."""

    stamp = STAMP

    def __init__(self, guide: str) -> None:
        self._guide = guide

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        return [self.query(text) for text in texts]

    def query(self, text: str) -> Vector:
        return AXES[self._guide] if text.strip() else [0.0] * STAMP.dimension


class Prefers:
    """A Reranker that prefers the passages with a word; it keeps what it was shown."""

    name = "prefers"

    def __init__(self, word: str) -> None:
        self._word = word
        self.shown: list[str] = []

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        self.shown = list(passages)
        return [7.0 if self._word in passage else -3.0 for passage in passages]


class Broken:
    """An Embedder, a VectorIndex and a Reranker that broke."""

    stamp, name = STAMP, "broken"

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        raise RuntimeError("broken")

    def query(self, text: str) -> Vector:
        raise RuntimeError("broken")

    def nearest(self, vector: Vector, limit: int) -> list[Near]:
        raise RuntimeError("broken")

    def all(self) -> dict[str, Vector]:
        raise RuntimeError("broken")

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        raise RuntimeError("broken")


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    place = tmp_path_factory.mktemp("semantic")
    folder = KnowledgeFolder(place / "knowledge")
    glossary = Glossary(read_tables(folder.path).glossary)
    chunks = [chunk for guide in folder.guides() for chunk in chunks_of(guide)]
    phrases = [phrase for guide in folder.guides() for phrase in phrases_of(guide)]
    LexicalIndex.build(chunks, phrases, glossary, place / "index")
    return LexicalIndex.open(place / "index", chunks, glossary)


def search(
    lexical: LexicalIndex,
    *,
    weight: float = 0.0,
    embedder: Embedder | None = None,
    vectors: VectorIndex | None = VECTORS,
    reranker: Reranker | None = None,
    reranker_weight: float = 0.0,
) -> SemanticSearch:
    meaning = Meaning(stamp=STAMP, weight=weight, reranker_weight=reranker_weight)
    return SemanticSearch(lexical, meaning, lambda: embedder, lambda: vectors, lambda: reranker)


def order(searcher: SemanticSearch | LexicalIndex, query: str = ASKED, limit: int = 5) -> list[str]:
    return [result.guide for result in searcher.search(query, limit=limit).results]


def test_a_vector_brings_up_a_guide_whose_words_do_not_match(lexical: LexicalIndex) -> None:
    assert order(lexical, NARROW) == [PASSWORD]

    found = search(lexical, weight=0.5, embedder=Means(SCAM)).search(NARROW).results

    raised = next(result for result in found if result.guide == SCAM)
    assert raised.phrase_score == raised.passage_score == raised.topic_score == 0
    assert raised.score == raised.dense_score == pytest.approx(0.5 * found[0].score, abs=1e-3)


def test_a_heavy_vector_comes_before_the_words(lexical: LexicalIndex) -> None:
    assert order(lexical)[0] == PASSWORD
    assert order(search(lexical, weight=1.5, embedder=Means(SCAM)))[0] == SCAM


def test_a_vector_that_agrees_with_the_words_changes_no_order(lexical: LexicalIndex) -> None:
    assert order(search(lexical, weight=0.3, embedder=Means(PASSWORD))) == order(lexical)


def test_vectors_that_earned_no_weight_leave_everything_as_it_is(lexical: LexicalIndex) -> None:
    # An embedder without weight is not even asked.
    found = search(lexical, embedder=Broken()).search(ASKED)

    assert found.results == lexical.search(ASKED, keenly=RERANKED).results


WITHOUT: dict[str, Callable[[LexicalIndex], SemanticSearch]] = {
    "embedder broken": lambda words: search(words, weight=1.0, embedder=Broken()),
    "vectors broken": lambda words: search(
        words, weight=1.0, embedder=Means(SCAM), vectors=Broken()
    ),
    "reranker broken": lambda words: search(words, reranker_weight=1.0, reranker=Broken()),
    "embedder not loaded": lambda words: search(words, weight=1.0),
    "vectors not loaded": lambda words: search(
        words, weight=1.0, embedder=Means(SCAM), vectors=None
    ),
    "reranker not loaded": lambda words: search(words, reranker_weight=1.0),
    "reranker without weight": lambda words: search(words, reranker=Broken()),
    "vectors of guides that are gone": lambda words: search(
        words,
        weight=1.0,
        embedder=Means(SCAM),
        vectors=MemoryVectors(STAMP, {"gone": AXES[SCAM]}),
    ),
}


@pytest.mark.parametrize("case", WITHOUT)
def test_what_is_broken_or_not_there_leaves_the_order_of_the_words(
    case: str, lexical: LexicalIndex
) -> None:
    for question in (ASKED, "đăng ký tạm trú", "xyz"):
        assert order(WITHOUT[case](lexical), question) == order(lexical, question)


@pytest.mark.parametrize("case", ["embedder broken", "vectors broken", "reranker broken"])
def test_what_broke_is_told_in_the_log(case: str, lexical: LexicalIndex) -> None:
    with capture_logs() as logs:
        WITHOUT[case](lexical).search("đăng ký tạm trú cho khách ở trọ")

    assert [(line["event"], line["why"]) for line in logs] == [("going on without", "broken")]


def test_a_reranker_moves_what_it_prefers_to_the_front(lexical: LexicalIndex) -> None:
    question = "đăng ký tạm trú"
    before = order(lexical, question)
    assert set(before[:2]) == {OWNER, TENANT}
    words = {OWNER: "cho người đến ở nhà mình", TENANT: "khi đi thuê nhà"}

    for guide, word in words.items():
        preferring = search(lexical, reranker=Prefers(word), reranker_weight=1.0)
        assert order(preferring, question)[0] == guide


def test_a_light_reranker_leaves_a_clear_first_where_it_is(lexical: LexicalIndex) -> None:
    preferring = search(lexical, reranker=Prefers("xưng công an"), reranker_weight=0.1)

    assert order(preferring)[0] == PASSWORD


def test_a_reranker_reads_titles_and_best_pieces_of_the_first_five_only(tmp_path: Path) -> None:
    chunks = [
        Chunk(id=f"g{at}", guide=f"g{at}", kind=ChunkKind.HEAD, part="", title=f"Thẻ số {at}",
              text="làm thẻ " * (at + 1))
        for at in range(9)
    ]  # fmt: skip
    LexicalIndex.build(chunks, [], Glossary(()), tmp_path / "index")
    words = LexicalIndex.open(tmp_path / "index", chunks, Glossary(()))
    reranker = Prefers("nothing")

    found = order(search(words, reranker=reranker, reranker_weight=1.0), "làm thẻ", limit=8)

    assert len(reranker.shown) == RERANKED
    by_title = {f"Thẻ số {at}": f"g{at}" for at in range(9)}
    titles = [passage.split("\n")[0] for passage in reranker.shown]
    assert [by_title[title] for title in titles] == order(words, "làm thẻ", limit=RERANKED)
    # All are alike to it, so all stay in their place.
    assert found == order(words, "làm thẻ", limit=8)


@pytest.mark.parametrize("limit", [1, 3, 5])
def test_no_more_guides_come_than_asked_for(limit: int, lexical: LexicalIndex) -> None:
    searcher = search(
        lexical, weight=1.0, embedder=Means(SCAM), reranker=Prefers("x"), reranker_weight=0.5
    )

    assert len(order(searcher, "tạm trú mật khẩu công an", limit)) == min(limit, len(GUIDES))


def test_what_one_guide_has_is_the_words_business(lexical: LexicalIndex) -> None:
    searcher = search(lexical, weight=1.0, embedder=Broken(), reranker=Broken(), reranker_weight=1)

    for guide in (PASSWORD, "gone"):
        assert searcher.look_in(ASKED, guide) == lexical.look_in(ASKED, guide)


def test_hiding_a_guide_hides_its_vector(lexical: LexicalIndex) -> None:
    searcher = search(lexical, weight=1.5, embedder=Means(PASSWORD))

    found = searcher.search_hiding(ASKED, PASSWORD, None).results

    assert order(searcher)[0] == PASSWORD
    assert PASSWORD not in [result.guide for result in found]


def test_hiding_a_line_leaves_the_vector(lexical: LexicalIndex) -> None:
    searcher = search(lexical, weight=1.5, embedder=Means(SCAM))

    assert searcher.search_hiding(ASKED, PASSWORD, 1).results[0].guide == SCAM


BAD_INPUT = {
    "stop-words": "thì là mà của và cho với ở",
    "100 kB": "quên mật khẩu vneid " * 5_000,
    "100 kB in one word": "q" * 100_000,
    "one character": "q",
    "another script": "忘记密码怎么办 пароль 🔑",
    "empty": "",
    "blanks": " \t\n ",
    "signs": "?!.,;:'\"()[]{}<>*_#",
}


@pytest.mark.parametrize("text", BAD_INPUT.values(), ids=BAD_INPUT)
def test_bad_input_breaks_nothing_and_is_quick(text: str, lexical: LexicalIndex) -> None:
    searcher = search(
        lexical, weight=0.3, embedder=Means(SCAM), reranker=Prefers("x"), reranker_weight=0.3
    )
    searcher.search(ASKED)
    started = time.perf_counter()

    with capture_logs() as logs:
        found = searcher.search(text)

    assert time.perf_counter() - started < 1
    assert len(found.results) <= len(GUIDES)
    assert logs == []


def test_what_no_word_matches_is_not_found_by_vectors_alone(lexical: LexicalIndex) -> None:
    """Cosines alone can't tell a strange question from a near one."""
    assert order(search(lexical, weight=1.0, embedder=Means(SCAM)), "忘记密码") == []
