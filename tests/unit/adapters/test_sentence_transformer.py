"""Named models of sentence-transformers: prompts, revisions, and models that do not load."""

import shutil
import sys
from pathlib import Path

import pytest
from small_models import TEXTS, WHY_SKIPPED, write_cross_encoder, write_static, write_transformer

from bot.adapters.cross_encoder import CrossEncoderReranker
from bot.adapters.sentence_transformer import SentenceTransformerEmbedder
from bot.adapters.static_embedding import StaticEmbedding
from bot.app import build_embedder, build_reranker
from bot.domain.errors import NoModel
from bot.settings import Settings


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_transformer(tmp_path_factory.mktemp("plain"))


def test_questions_and_passages_get_the_prompts_the_model_declares(tmp_path: Path) -> None:
    prompts = {"query": "quên mật khẩu ", "document": "tạm trú "}
    model = SentenceTransformerEmbedder(str(write_transformer(tmp_path, prompts)))

    asked, found = model.query("nhà"), model.passages(["nhà"])[0]

    assert asked != pytest.approx(found, abs=1e-3)


def test_without_prompts_a_question_is_read_like_a_passage(folder: Path) -> None:
    model = SentenceTransformerEmbedder(str(folder))

    assert model.query(TEXTS[0]) == pytest.approx(model.passages([TEXTS[0]])[0], abs=1e-5)


def test_a_question_takes_one_thread_and_gives_the_others_back(folder: Path) -> None:
    import torch

    model, before = SentenceTransformerEmbedder(str(folder)), torch.get_num_threads()
    model.query("nhà")
    assert torch.get_num_threads() == before


def test_a_folders_revision_is_that_of_its_content(folder: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(folder, tmp_path / folder.name)
    stamp = SentenceTransformerEmbedder(str(folder)).stamp
    assert SentenceTransformerEmbedder(str(copied)).stamp == stamp

    (copied / "README.md").write_text("changed", encoding="utf-8")
    assert SentenceTransformerEmbedder(str(copied)).stamp.revision != stamp.revision


def test_a_named_models_revision_is_the_commit_of_the_hub(folder: Path, tmp_path: Path) -> None:
    constants = pytest.importorskip("huggingface_hub.constants", reason=WHY_SKIPPED)
    place, commit = tmp_path / "models--somebody--small", "0123456789abcdef0123456789abcdef01234567"
    shutil.copytree(folder, place / "snapshots" / commit)
    (place / "refs").mkdir()
    (place / "refs" / "main").write_text(commit, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "HF_HUB_OFFLINE", True)
        stamp = SentenceTransformerEmbedder("somebody/small", cache=tmp_path).stamp

    assert (stamp.model, stamp.revision) == ("somebody/small", commit)


def test_a_model_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason=WHY_SKIPPED)
    with pytest.raises(NoModel, match=r"^Không nạp được mô hình [^\n]*$"):
        SentenceTransformerEmbedder(str(tmp_path / "no" / "model"))


@pytest.mark.parametrize("load", [SentenceTransformerEmbedder, CrossEncoderReranker])
def test_without_the_library_the_sentence_says_how_to_install_it(
    load: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)

    with pytest.raises(NoModel, match=r"pip install 'camtay\[semantic\]'"):
        load("any/model")


def test_the_settings_choose_the_models(folder: Path, tmp_path: Path) -> None:
    settings = Settings(_env_file=None)
    named = settings.model_copy(
        update={"embedding": str(folder), "reranker": str(write_cross_encoder(tmp_path))}
    )

    assert isinstance(build_embedder(settings), StaticEmbedding)
    assert build_embedder(settings.model_copy(update={"embedding": "none"})) is None
    assert isinstance(build_embedder(named), SentenceTransformerEmbedder)
    assert build_reranker(settings) is None
    assert isinstance(build_reranker(named), CrossEncoderReranker)


def test_the_bundled_folder_is_one_sentence_transformers_reads_too(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason=WHY_SKIPPED)
    model = SentenceTransformerEmbedder(str(write_static(tmp_path / "small")))

    assert model.stamp.dimension == 32
