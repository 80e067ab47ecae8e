"""What every vector index must do, run on each of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from small_models import TEXTS, words_embedder

from bot.adapters.chroma_vectors import ChromaVectors
from bot.adapters.memory_vectors import MemoryVectors
from bot.domain.search import Vector
from bot.ports import VectorIndex

EMBEDDER = words_embedder()
VECTORS = dict(zip("abcde", EMBEDDER.passages(TEXTS), strict=True)) | {
    "nothing": [0.0] * EMBEDDER.stamp.dimension
}


def chroma(folder: Path, vectors: Mapping[str, Vector]) -> ChromaVectors:
    ChromaVectors.build(folder, EMBEDDER.stamp, vectors)
    return ChromaVectors(folder, EMBEDDER.stamp)


@pytest.fixture(scope="module", params=["memory", "chroma"])
def index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[VectorIndex]:
    if request.param == "memory":
        yield MemoryVectors(EMBEDDER.stamp, VECTORS)
        return
    opened = chroma(tmp_path_factory.mktemp("vectors") / "new", VECTORS)
    yield opened
    opened.close()


def test_a_text_is_its_own_nearest_neighbour(index: VectorIndex) -> None:
    for name, text in zip("abcde", TEXTS, strict=True):
        first = index.nearest(EMBEDDER.query(text), 1)[0]
        assert first.id == name
        assert first.cosine == pytest.approx(1, abs=1e-4)


def test_neighbours_come_nearest_first(index: VectorIndex) -> None:
    found = index.nearest(EMBEDDER.query("mật khẩu đăng nhập"), 5)

    assert found[0].id == "b"
    cosines = [near.cosine for near in found]
    assert cosines == sorted(cosines, reverse=True)


@pytest.mark.parametrize(("limit", "found"), [(0, 0), (-1, 0), (2, 2), (100, 5)])
def test_no_more_neighbours_come_than_asked_for_or_there(
    index: VectorIndex, limit: int, found: int
) -> None:
    assert len(index.nearest(EMBEDDER.query(TEXTS[0]), limit)) == found


def test_zeros_have_no_neighbours_and_are_nobodys(index: VectorIndex) -> None:
    assert index.nearest(VECTORS["nothing"], 5) == []
    assert "nothing" not in index.all()


def test_all_vectors_come_back_as_they_were(index: VectorIndex) -> None:
    every = index.all()

    assert sorted(every) == list("abcde")
    assert every["c"] == pytest.approx(VECTORS["c"], abs=1e-6)


def test_the_stamp_is_that_of_the_model(index: VectorIndex) -> None:
    assert index.stamp == EMBEDDER.stamp


@pytest.mark.parametrize("vectors", [{}, {"nothing": VECTORS["nothing"]}])
def test_an_index_of_nothing_finds_nothing(vectors: dict[str, Vector], tmp_path: Path) -> None:
    opened = chroma(tmp_path / "empty", vectors)

    for index in (MemoryVectors(EMBEDDER.stamp, vectors), opened):
        assert index.nearest(EMBEDDER.query(TEXTS[0]), 5) == []
        assert len(index.all()) == 0
    opened.close()
