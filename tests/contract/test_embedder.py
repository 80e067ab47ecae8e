"""What every embedder must do, run on each of them."""

import math

import pytest
from small_models import TEXTS, words_embedder, write_static, write_transformer

from bot.adapters.static_embedding import StaticEmbedding
from bot.ports import Embedder


@pytest.fixture(scope="module", params=["fake", "static", "sentence-transformers"])
def embedder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    folder = tmp_path_factory.mktemp("model")
    if request.param == "fake":
        return words_embedder()
    if request.param == "static":
        return StaticEmbedding(write_static(folder))
    model = write_transformer(folder)
    from bot.adapters.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(str(model))


def test_vectors_have_the_stamped_dimension_and_length_1(embedder: Embedder) -> None:
    for vector in [*embedder.passages(TEXTS), embedder.query(TEXTS[0])]:
        assert len(vector) == embedder.stamp.dimension
        assert math.hypot(*vector) == pytest.approx(1, abs=1e-5)


def test_the_stamp_names_the_model_and_its_revision(embedder: Embedder) -> None:
    assert embedder.stamp.model
    assert embedder.stamp.revision


def test_a_text_gives_the_same_vector_alone_and_among_others(embedder: Embedder) -> None:
    among = embedder.passages(TEXTS)

    for text, vector in zip(TEXTS, among, strict=True):
        assert embedder.passages([text])[0] == pytest.approx(vector, abs=1e-5)


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.passages([]) == []


@pytest.mark.parametrize(
    "text", ["", " \n", "a", "😀", "ສະບາຍດີ", "và là thì", "\ud800 x", "\x00", "mật khẩu " * 11_000]
)
def test_any_text_gives_a_vector_of_length_1_or_of_zeros(embedder: Embedder, text: str) -> None:
    vector = embedder.query(text)

    assert len(vector) == embedder.stamp.dimension
    assert math.hypot(*vector) == pytest.approx(1 if any(vector) else 0, abs=1e-5)
