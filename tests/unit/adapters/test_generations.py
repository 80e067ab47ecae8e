"""Generations: immutable builds on a shelf, and the pointer to the published one."""

import hashlib
import json
from pathlib import Path

import pytest
from knowledge_folder import GUIDES, OWNER, PASSWORD, TODAY, KnowledgeFolder

from bot.adapters.generations import FORMAT, Generation, GenerationLibrary, Manifest, Tables
from bot.domain.errors import DamagedGeneration, NoKnowledge, ReadOnlyData
from bot.domain.procedure import Abolished
from bot.domain.search import ChunkKind
from ingest.calibrate import NEUTRAL
from ingest.chunk import chunks_of
from ingest.tables import read_tables


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeFolder:
    return KnowledgeFolder(tmp_path_factory.mktemp("knowledge"))


@pytest.fixture(scope="module")
def written(folder: KnowledgeFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One generation; not to be written into."""
    data = tmp_path_factory.mktemp("data")
    folder.write_generation(data, "20260101-a", folder.guides())
    return data / "generations" / "20260101-a"


@pytest.fixture
def library(tmp_path: Path) -> GenerationLibrary:
    return GenerationLibrary(tmp_path)


def put(folder: KnowledgeFolder, library: GenerationLibrary, *names: str) -> None:
    """Generations of one guide each, published one after another."""
    for name in names:
        folder.write_generation(library.folder.parent, name, [folder.guide(PASSWORD)])
        library.publish(name)


def test_what_was_written_is_read_back_whole(folder: KnowledgeFolder, written: Path) -> None:
    opened = Generation(written)

    assert opened.generation == "20260101-a"
    assert tuple(opened.guide_ids()) == GUIDES
    assert [opened.guide(guide) for guide in GUIDES] == folder.guides()
    assert opened.calibration("vi") == NEUTRAL
    assert opened.glossary.knows("mk")
    assert opened.searcher("vi").search("quên mk vneid").results[0].guide == PASSWORD


def test_every_chunk_is_found_by_its_id(folder: KnowledgeFolder, written: Path) -> None:
    opened = Generation(written)

    for chunk in chunks_of(folder.guide(PASSWORD)):
        assert opened.chunk(chunk.id) == chunk


def test_what_is_not_there_is_none(written: Path) -> None:
    opened = Generation(written)

    assert opened.guide("khong-co") is None
    assert opened.chunk("khong-co#head") is None


def test_only_shelves_with_a_guide_are_shown(written: Path) -> None:
    assert [shelf.id for shelf in Generation(written).categories()] == [
        "vneid",
        "cu-tru",
        "an-toan-mang",
    ]


def test_the_manifest_counts_and_hashes_what_was_written(
    folder: KnowledgeFolder, written: Path
) -> None:
    manifest = Generation(written).manifest

    assert (manifest.format, manifest.id, manifest.created) == (FORMAT, "20260101-a", TODAY)
    assert manifest.guides == {guide.id: guide.digest for guide in folder.guides()}
    assert manifest.tables == read_tables(folder.path).digest()
    assert set(manifest.files) == {
        str(p.relative_to(written))
        for p in written.rglob("*")
        if p.is_file() and p.stem != "manifest"
    }


def test_a_generation_of_another_format_does_not_open(
    folder: KnowledgeFolder, library: GenerationLibrary
) -> None:
    put(folder, library, "20260101-a")
    path = library.folder / "20260101-a" / "manifest.json"
    manifest = Manifest.model_validate_json(path.read_text(encoding="utf-8"))
    other = manifest.model_copy(update={"format": FORMAT + 1})
    text = json.dumps(other.model_dump(mode="json"))
    path.write_text(text, encoding="utf-8")
    path.with_suffix(".sha256").write_text(hashlib.sha256(text.encode()).hexdigest())

    with pytest.raises(DamagedGeneration, match="format"):
        Generation(path.parent)


def test_any_change_of_the_tables_changes_their_digest() -> None:
    empty = Tables(glossary=(), categories=())

    assert empty.digest() == Tables(glossary=(), categories=()).digest()
    assert empty.digest() != Tables(glossary=(("mk", ("mật khẩu",)),), categories=()).digest()
    assert empty.digest() != Tables(glossary=(), categories=(), others="x").digest()
    assert empty.digest() != Tables(glossary=(), categories=(), served={"1.0": "a"}).digest()
    gone = Abolished(code="1.014061", note="Đã bãi bỏ.")
    assert empty.digest() != Tables(glossary=(), categories=(), abolished=(gone,)).digest()


def test_an_existing_folder_is_never_written_over(
    folder: KnowledgeFolder, library: GenerationLibrary
) -> None:
    put(folder, library, "20260101-a")

    with pytest.raises(ReadOnlyData):
        folder.write_generation(library.folder.parent, "20260101-a", [folder.guide(OWNER)])

    assert tuple(library.current().guide_ids()) == (PASSWORD,)


def test_a_shelf_where_nothing_was_published_has_no_knowledge(
    folder: KnowledgeFolder, library: GenerationLibrary
) -> None:
    with pytest.raises(NoKnowledge):
        library.current()

    # Written is not published.
    folder.write_generation(library.folder.parent, "20260101-a", [folder.guide(PASSWORD)])
    with pytest.raises(NoKnowledge):
        library.current()

    assert (library.current_id(), library.previous(), library.ids()) == (None, None, ["20260101-a"])


def test_a_running_bot_changes_over_when_the_pointer_is_swapped(
    folder: KnowledgeFolder, library: GenerationLibrary
) -> None:
    put(folder, library, "20260101-a")
    seen = [library.current().generation]
    another_process = GenerationLibrary(library.folder.parent)
    put(folder, another_process, "20260102-b")
    seen.append(library.current().generation)
    another_process.publish("20260101-a")
    seen.append(library.current().generation)

    assert seen == ["20260101-a", "20260102-b", "20260101-a"]


def test_a_generation_is_opened_once_while_the_pointer_stands(
    folder: KnowledgeFolder, library: GenerationLibrary
) -> None:
    put(folder, library, "20260101-a")

    assert library.current() is library.current()


def test_a_bot_that_holds_a_dropped_generation_goes_on_answering(
    folder: KnowledgeFolder, library: GenerationLibrary
) -> None:
    put(folder, library, "20260101-a")
    held = library.current()
    put(folder, library, "20260102-b", "20260103-c", "20260104-d")

    assert not (library.folder / "20260101-a").exists()
    result = held.searcher("vi").search("quên mk vneid").results[0]
    assert held.chunk(result.chunks[0].chunk.id) is not None
    assert held.guide(PASSWORD) == folder.guide(PASSWORD)


def test_three_generations_are_kept(folder: KnowledgeFolder, library: GenerationLibrary) -> None:
    put(folder, library, "20260101-a", "20260102-b", "20260103-c", "20260104-d", "20260105-e")

    assert library.ids() == ["20260103-c", "20260104-d", "20260105-e"]
    assert (library.current_id(), library.previous()) == ("20260105-e", "20260104-d")


def test_the_guides_of_an_older_generation_are_known_while_it_is_kept(
    folder: KnowledgeFolder, library: GenerationLibrary
) -> None:
    data = library.folder.parent
    guides = folder.guides()
    folder.write_generation(data, "20260101T000000", guides[:2])
    folder.write_generation(data, "20260102T000000", guides)
    library.publish("20260102T000000")

    then = library.guides_of("20260101T000000")
    assert then == {guide.id: guide.digest for guide in guides[:2]}
    assert library.guides_of("20250101T000000") is None


def test_going_back_drops_nothing(folder: KnowledgeFolder, library: GenerationLibrary) -> None:
    put(folder, library, "20260101-a", "20260102-b", "20260103-c")

    library.publish("20260101-a")

    assert library.ids() == ["20260101-a", "20260102-b", "20260103-c"]
    assert library.previous() is None


def test_a_half_written_generation_does_not_stand_on_the_shelf(
    folder: KnowledgeFolder, library: GenerationLibrary
) -> None:
    put(folder, library, "20260101-a")
    (library.folder / "20260102-b").mkdir()
    (library.folder / "20260102-b" / "guides.jsonl").write_text("{}", encoding="utf-8")

    assert library.ids() == ["20260101-a"]
    assert GenerationLibrary(library.folder.parent).current().generation == "20260101-a"


def test_an_english_guide_and_its_chunks_keep_their_slash(
    folder: KnowledgeFolder, library: GenerationLibrary
) -> None:
    guide = folder.guide(PASSWORD).model_copy(update={"id": "en/password", "language": "en"})
    folder.write_generation(library.folder.parent, "20260101-a", [guide])
    library.publish("20260101-a")

    chunk = library.current().chunk("en/password#head")
    assert chunk is not None
    assert (chunk.guide, chunk.kind) == ("en/password", ChunkKind.HEAD)
