"""Vectors in Chroma: what a generation must be able to rely on."""

import hashlib
import os
from pathlib import Path

import pytest
from small_models import TEXTS, words_embedder

from bot.adapters.chroma_vectors import ChromaVectors
from bot.domain.errors import DamagedGeneration, OtherModel

EMBEDDER = words_embedder()
VECTORS = {str(at): vector for at, vector in enumerate(EMBEDDER.passages(TEXTS))}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ChromaVectors.build(tmp_path / "vectors", EMBEDDER.stamp, VECTORS)
    return tmp_path / "vectors"


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_opening_asking_and_closing_changes_no_file(folder: Path) -> None:
    before = digests(folder)

    index = ChromaVectors(folder, EMBEDDER.stamp)
    index.nearest(VECTORS["0"], 3)
    index.all()
    index.close()

    assert digests(folder) == before


def test_two_can_have_it_open_at_once(folder: Path) -> None:
    one, other = (ChromaVectors(folder, EMBEDDER.stamp) for _ in range(2))

    one.close()
    assert other.nearest(VECTORS["1"], 1)[0].id == "1"
    other.close()


def test_vectors_of_another_model_are_refused_with_what_to_do(folder: Path) -> None:
    newer = EMBEDDER.stamp.model_copy(update={"revision": "2"})

    with pytest.raises(OtherModel, match=r"words@1 .* words@2 .*camtay-kb sync"):
        ChromaVectors(folder, newer)


def test_a_collection_of_nothing_opens_and_finds_nothing(tmp_path: Path) -> None:
    ChromaVectors.build(tmp_path / "empty", EMBEDDER.stamp, {})

    index = ChromaVectors(tmp_path / "empty", EMBEDDER.stamp)

    assert index.nearest(VECTORS["0"], 3) == []
    assert index.all() == {}
    index.close()


@pytest.mark.parametrize("damage", ["no stamp", "no database", "database of noise", "no folder"])
def test_damage_is_a_damaged_generation(folder: Path, damage: str) -> None:
    database = folder / "chroma" / "chroma.sqlite3"
    match damage:
        case "no stamp":
            (folder / "stamp.json").unlink()
        case "no database":
            database.unlink()
        case "database of noise":
            database.write_bytes(os.urandom(4_096))
        case _:
            for path in sorted(folder.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()

    with pytest.raises(DamagedGeneration):
        ChromaVectors(folder, EMBEDDER.stamp)
