"""Faults of the disk: damaged generations, half-written ones, two syncs at once."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from knowledge_folder import PASSWORD, TODAY, FixedClock, KnowledgeFolder
from procedure_records import card
from small_models import words_embedder

from bot.adapters.catalogue import Loaded
from bot.adapters.generations import GenerationLibrary, write_generation
from bot.domain.errors import DamagedGeneration, NoKnowledge, ReadOnlyData
from ingest.catalogues import catalogues
from ingest.extras import read_extras, write_cards
from ingest.pipeline import Ingest

OLD, NEW = "20260101T000000000-cu", "20260102T000000000-moi"
CATALOGUES = ("vi", "en", "cards")
FILES = [
    "manifest.json",
    "manifest.sha256",
    "guides.jsonl",
    "cards.jsonl",
    "cards.json",
    "tables.json",
    *(
        f"{part}/{file}"
        for part in CATALOGUES
        for file in ("chunks.jsonl", "calibration.json", "index/layout.json", "index/words.txt")
    ),
    *(
        f"{part}/index/{field}/{file}"
        for part in CATALOGUES
        for field in ("passages", "phrases")
        for file in (
            "best.npy",
            "common.npy",
            "keys.npy",
            "rows.npy",
            "starts.npy",
            "texts.npy",
            "values.npy",
        )
    ),
    # The cards teach nothing: their catalogue has no topic model.
    *(
        f"{part}/index/topics/{file}"
        for part in ("vi", "en")
        for file in ("idf.npy", "keys.npy", "weights.npy")
    ),
    *(
        f"{part}/{file}"
        for part in CATALOGUES
        for file in ("meaning.json", "vectors/stamp.json", "vectors/chroma/chroma.sqlite3")
    ),
    # Chroma names this folder at random.
    *(
        f"{part}/vectors/chroma/*/{file}"
        for part in CATALOGUES
        for file in ("data_level0.bin", "header.bin", "length.bin", "link_lists.bin")
    ),
]
# Of few vectors there are no links; an empty file can only be taken away.
EMPTY = "link_lists.bin"
Damage = Callable[[Path], object]


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def one_byte_changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    # In the manifest, a digit of the last hash; elsewhere any byte will do.
    at = content.rindex(b'"') - 1
    content[at] ^= 1
    path.write_bytes(content)


def one_bit_flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES: list[Damage] = [Path.unlink, emptied, cut_short, one_bit_flipped]
CASES = [
    (file, one_byte_changed if (file, damage) == (FILES[0], one_bit_flipped) else damage)
    for file in FILES
    for damage in (DAMAGES[:1] if file.endswith(EMPTY) else DAMAGES)
]


def write_whole(folder: KnowledgeFolder, data: Path, name: str) -> None:
    """A generation that has everything: a guide, its English twin and a procedure."""
    guide = folder.guide(PASSWORD)
    guides = [guide, guide.model_copy(update={"id": f"en/{guide.id}", "language": "en"})]
    write_cards(data, [card()])
    extras = read_extras(folder.path, data)
    tables, built = extras.tables, catalogues(guides, extras)
    folder_of_it = data / "generations" / name
    loaded = Loaded(words_embedder())
    write_generation(folder_of_it, name, TODAY, guides, extras.cards, built, tables, loaded=loaded)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[KnowledgeFolder, Path]:
    """Two good generations, the newer published. Not to be written into."""
    place = tmp_path_factory.mktemp("shelf")
    folder = KnowledgeFolder(place / "knowledge")
    for name in (OLD, NEW):
        write_whole(folder, place / "data", name)
        GenerationLibrary(place / "data").publish(name)
    return folder, place / "data"


@pytest.fixture
def data(shelf: tuple[KnowledgeFolder, Path], tmp_path: Path) -> Path:
    return shutil.copytree(shelf[1], tmp_path / "data")


@pytest.mark.parametrize(
    ("file", "damage"), CASES, ids=[f"{file}-{damage.__name__}" for file, damage in CASES]
)
def test_a_damaged_generation_gives_way_to_the_one_before(
    file: str, damage: Damage, data: Path
) -> None:
    (damaged,) = (data / "generations" / NEW).glob(file)
    damage(damaged)

    current = GenerationLibrary(data).current()

    assert current.generation == OLD
    assert current.searcher("vi").search("quên mk vneid").results[0].guide == PASSWORD


def test_the_list_of_damaged_files_is_every_file_of_a_generation(data: Path) -> None:
    folder = data / "generations" / NEW
    written = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]

    assert all(len(list(folder.glob(file))) == 1 for file in FILES)
    assert [path for path in written if not any(path.match(file) for file in FILES)] == []
    assert len(written) == len(FILES)


def test_a_file_that_does_not_belong_makes_a_generation_damaged(data: Path) -> None:
    (data / "generations" / NEW / "vi" / "index" / "them.npy").write_bytes(b"x")

    assert GenerationLibrary(data).current().generation == OLD


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_shelf_where_nothing_opens_is_damaged_and_not_empty(damage: Damage, data: Path) -> None:
    for name in (OLD, NEW):
        damage(data / "generations" / name / "guides.jsonl")

    with pytest.raises(DamagedGeneration, match=NEW):
        GenerationLibrary(data).current()


def test_a_published_generation_that_is_wholly_gone_gives_way_too(data: Path) -> None:
    shutil.rmtree(data / "generations" / NEW)

    assert GenerationLibrary(data).current().generation == OLD


def test_a_bot_never_falls_forward_to_a_generation_that_was_rolled_back(data: Path) -> None:
    GenerationLibrary(data).publish(OLD)
    cut_short(data / "generations" / OLD / "vi" / "chunks.jsonl")

    with pytest.raises(DamagedGeneration):
        GenerationLibrary(data).current()


def test_a_running_bot_answers_on_when_its_generation_is_deleted(data: Path) -> None:
    library = GenerationLibrary(data)
    library.current()
    shutil.rmtree(data / "generations" / NEW)

    current = library.current()

    assert current.generation == NEW
    assert current.searcher("vi").search("quên mk vneid").results[0].chunks
    assert current.guide(PASSWORD) is not None


def test_a_shelf_without_a_pointer_has_no_knowledge(data: Path) -> None:
    (data / "generations" / "CURRENT").unlink()

    with pytest.raises(NoKnowledge):
        GenerationLibrary(data).current()


def test_what_a_killed_sync_left_behind_disturbs_neither_bots_nor_the_next_sync(
    shelf: tuple[KnowledgeFolder, Path], data: Path
) -> None:
    half = data / "generations" / "20261121T093000000-do-dang"
    shutil.copytree(data / "generations" / NEW, half)
    (half / "manifest.json").unlink()
    (data / "generations" / "CURRENT.new").write_text("2026", encoding="utf-8")
    (data / "generations" / ".lock").write_text("", encoding="utf-8")

    before = GenerationLibrary(data).current().generation
    report = Ingest(shelf[0].path, data, FixedClock()).sync()

    assert before == NEW
    assert report.published
    assert GenerationLibrary(data).current().generation == report.generation


def test_two_syncs_at_once_publish_once(
    shelf: tuple[KnowledgeFolder, Path], tmp_path: Path
) -> None:
    desks = [Ingest(shelf[0].path, tmp_path, FixedClock()) for _ in range(2)]

    with ThreadPoolExecutor() as pool:
        reports = list(pool.map(lambda desk: desk.sync(), desks))

    assert sorted(report.published for report in reports) == [False, True]
    assert len({report.generation for report in reports}) == 1
    assert GenerationLibrary(tmp_path).ids() == [reports[0].generation]


def test_a_sync_that_cannot_swap_the_pointer_leaves_the_bots_where_they_were(
    shelf: tuple[KnowledgeFolder, Path], data: Path
) -> None:
    (data / "generations" / "CURRENT.new").mkdir()

    with pytest.raises(ReadOnlyData):
        Ingest(shelf[0].path, data, FixedClock()).sync()

    assert GenerationLibrary(data).current().generation == NEW
