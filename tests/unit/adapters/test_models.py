"""Models: loaded once, when first needed; what can't be loaded stays away for good."""

import gc
import tempfile
import threading
from pathlib import Path

import pytest
from small_models import TEXTS, SharedWordsReranker, WordsEmbedder, words_embedder
from structlog.testing import capture_logs

from bot.adapters.chroma_vectors import ChromaVectors
from bot.adapters.models import Models
from bot.domain.errors import NoModel
from bot.ports import Embedder

EMBEDDER = words_embedder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    vectors = dict(zip("abcde", EMBEDDER.passages(TEXTS), strict=True))
    ChromaVectors.build(tmp_path / "vectors", EMBEDDER.stamp, vectors)
    return tmp_path / "vectors"


class Loading:
    """Loads an embedder when it is let, and counts how often it was asked to."""

    def __init__(self, made: Embedder | Exception | None = EMBEDDER) -> None:
        self._made = made
        self.begun = 0
        self.let = threading.Event()
        self.let.set()

    def __call__(self) -> Embedder | None:
        self.begun += 1
        self.let.wait(10)
        if isinstance(self._made, Exception):
            raise self._made
        return self._made


def test_nothing_is_loaded_before_it_is_needed() -> None:
    loading = Loading()

    models = Models(loading)
    models.wait()

    assert loading.begun == 0


def test_a_model_is_loaded_once_and_nobody_waits_for_it() -> None:
    loading = Loading()
    loading.let.clear()
    models = Models(loading)

    assert [models.embedder() for _ in range(3)] == [None] * 3
    loading.let.set()
    models.wait()

    assert models.embedder() is models.embedder() is EMBEDDER
    assert loading.begun == 1


def test_the_reranker_is_loaded_apart_from_the_embedder() -> None:
    loading, reranker = Loading(), SharedWordsReranker()
    models = Models(loading, lambda: reranker)

    models.reranker()
    models.wait()

    assert models.reranker() is reranker
    assert loading.begun == 0


@pytest.mark.parametrize("made", [NoModel("không có mạng"), RuntimeError("không có mạng"), None])
def test_what_cannot_be_loaded_is_none_for_good_and_tried_once(
    made: Exception | None, folder: Path
) -> None:
    loading = Loading(made)
    models = Models(loading)
    vectors = models.vectors(folder)
    models.wait()

    assert [models.embedder(), models.embedder(), vectors.get()] == [None] * 3
    assert loading.begun == 1


def test_settings_without_any_model_name_none(folder: Path) -> None:
    models = Models()
    vectors = models.vectors(folder)
    models.wait()

    assert (models.embedder(), models.reranker(), vectors.get()) == (None, None, None)


def test_vectors_are_opened_when_the_embedder_is_there(folder: Path) -> None:
    loading = Loading()
    loading.let.clear()
    models = Models(loading)
    vectors = models.vectors(folder)

    assert vectors.get() is None
    loading.let.set()
    models.wait()

    opened = vectors.get()
    assert opened is not None
    assert opened.nearest(EMBEDDER.query(TEXTS[2]), 1)[0].id == "c"


def test_vectors_of_another_model_are_not_opened_and_the_log_says_what_to_do(folder: Path) -> None:
    models = Models(lambda: WordsEmbedder(["mật", "khẩu"]))

    with capture_logs() as logs:
        vectors = models.vectors(folder)
        models.wait()

    assert vectors.get() is None
    (why,) = [line["why"] for line in logs if line["event"] == "going on without"]
    assert "camtay-kb sync" in why


@pytest.mark.parametrize("damage", ["gone", "no stamp"])
def test_vectors_that_cannot_be_read_are_none(damage: str, folder: Path, tmp_path: Path) -> None:
    if damage == "no stamp":
        (folder / "stamp.json").unlink()
    models = Models(lambda: EMBEDDER)

    vectors = models.vectors(tmp_path / "none" if damage == "gone" else folder)
    models.wait()

    assert vectors.get() is None
    assert models.embedder() is EMBEDDER


def test_vectors_that_nobody_holds_any_more_leave_nothing_behind(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A running bot opens the vectors of every generation that is published."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    models = Models(lambda: EMBEDDER)
    for _ in range(3):
        vectors = models.vectors(folder)
        models.wait()
    gc.collect()

    opened = vectors.get()
    assert opened is not None
    assert opened.nearest(EMBEDDER.query(TEXTS[0]), 1)[0].id == "a"
    assert len(list(tmp_path.glob("camtay-vectors-*"))) == 1
