"""Extras: English entries, procedures that are no more, and imported procedures."""

from pathlib import Path

import pytest
from knowledge_folder import GUIDES, OWNER, PASSWORD, SCAM, TENANT, KnowledgeFolder
from procedure_records import card

from bot.domain.procedure import Abolished, ProcedureCard
from bot.domain.search import ChunkKind
from ingest.catalogues import catalogues
from ingest.extras import Extras, cards_file, read_cards, read_extras, write_cards

ENGLISH = "guide,title_en,asks\n"


@pytest.fixture
def folder(tmp_path: Path) -> KnowledgeFolder:
    return KnowledgeFolder(tmp_path / "knowledge")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def codes(extras: Extras) -> list[str]:
    return [one.code for one in extras.cards]


def test_a_folder_without_extras_has_none(tmp_path: Path) -> None:
    extras = read_extras(tmp_path, tmp_path / "data")

    assert (extras.outside, extras.english, extras.cards) == ((), (), ())
    assert (extras.tables.abolished, extras.tables.served) == ((), {})


# english.csv


def test_an_english_entry_is_one_chunk_with_its_title_and_ways_of_asking(
    folder: KnowledgeFolder, data: Path
) -> None:
    folder.write("english.csv", f"\ufeff{ENGLISH}{OWNER}, Register a guest ,host a guest| | kt3 \n")

    (entry,) = read_extras(folder.path, data).english

    chunk = entry.chunk()
    assert (chunk.id, chunk.guide, chunk.kind) == (f"{OWNER}#english", OWNER, ChunkKind.HEAD)
    assert chunk.title == "Register a guest"
    assert [p.text for p in entry.phrases()] == ["Register a guest", "host a guest", "kt3"]
    assert {p.chunk for p in entry.phrases()} == {chunk.id}


@pytest.mark.parametrize("row", [",Title,a", f"{OWNER},,a", OWNER])
def test_an_english_row_without_a_guide_or_a_title_is_passed_over(
    row: str, folder: KnowledgeFolder, data: Path
) -> None:
    folder.write("english.csv", f"{ENGLISH}{row}\n{TENANT},Rent a room\n")

    extras = read_extras(folder.path, data)

    assert [(e.guide, e.asks) for e in extras.english] == [(TENANT, ())]


def test_an_english_question_can_lead_to_published_guides_without_a_twin_alone(
    folder: KnowledgeFolder, data: Path
) -> None:
    rows = "".join(f"{guide},Title,ask\n" for guide in (PASSWORD, OWNER, "chua-dang"))
    folder.write("english.csv", ENGLISH + rows)
    guide = folder.guide(PASSWORD)
    twin = guide.model_copy(update={"id": f"en/{PASSWORD}", "language": "en"})

    english = catalogues([*folder.guides(), twin], read_extras(folder.path, data))["en"]

    assert {chunk.guide for chunk in english.chunks} == {f"en/{PASSWORD}", OWNER}
    assert {phrase.chunk for phrase in english.phrases} <= {chunk.id for chunk in english.chunks}


def test_there_is_no_catalogue_for_what_there_is_none_of(
    folder: KnowledgeFolder, data: Path
) -> None:
    assert set(catalogues(folder.guides(), read_extras(folder.path, data))) == {"vi"}


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("english.csv", f"{ENGLISH}{OWNER},Register a guest,kt3\n"),
        ("abolished.csv", "code,note\n1.014061,Đã bãi bỏ.\n"),
        ("served.csv", f"code,guide\n1.014061,{OWNER}\n"),
    ],
)
def test_a_new_file_beside_the_guides_changes_the_digest(
    file: str, text: str, folder: KnowledgeFolder, data: Path
) -> None:
    before = read_extras(folder.path, data).tables.digest()
    folder.write(file, text)

    assert read_extras(folder.path, data).tables.digest() != before


# abolished.csv


def test_what_holds_now_is_read_with_the_code_and_a_row_without_either_is_passed_over(
    folder: KnowledgeFolder, data: Path
) -> None:
    folder.write(
        "abolished.csv",
        "code,replaced_by,note\n 1.014061 ,,Nay làm thủ tục khác.\n,,Không mã\n1.014062,,\n",
    )

    gone = read_extras(folder.path, data).tables.abolished

    assert gone == (Abolished(code="1.014061", note="Nay làm thủ tục khác."),)


def test_a_procedure_that_is_no_more_is_no_card_and_the_others_stay(
    folder: KnowledgeFolder, data: Path
) -> None:
    folder.write("abolished.csv", "code,note\n1.014061,Đã bãi bỏ.\n")
    write_cards(data, [card("1.014061"), card("1.004194")])

    assert codes(read_extras(folder.path, data)) == ["1.004194"]


# Procedures that a guide serves


def test_a_procedure_that_a_guide_names_or_serves_leads_to_the_guide(
    folder: KnowledgeFolder, data: Path
) -> None:
    folder.write("served.csv", f"code,guide\n1.000002, {OWNER} \n")
    write_cards(data, [card("1.010384"), card("1.000002"), card("1.004194")])

    extras = read_extras(folder.path, data).beside(folder.guides())

    assert codes(extras) == ["1.004194"]
    assert extras.tables.served == {"1.010384": PASSWORD, "1.000002": OWNER}


def test_an_english_twin_serves_no_procedure(folder: KnowledgeFolder, data: Path) -> None:
    update = {"id": "en/password", "language": "en", "procedures": ("1.004194",)}
    twin = folder.guide(SCAM).model_copy(update=update)
    write_cards(data, [card("1.004194")])

    assert codes(read_extras(folder.path, data).beside([twin])) == ["1.004194"]


# Imports


def test_imported_procedures_are_read_back_as_they_were(data: Path) -> None:
    written = [card("1.004194", yeu_cau_dieu_kien="Đủ 18 tuổi.\nCó đất."), card("2.000001")]
    write_cards(data, written)

    assert read_cards(data) == written


@pytest.mark.parametrize("second", [[], [card("2.000001")]])
def test_an_import_takes_the_place_of_the_one_before(
    second: list[ProcedureCard], data: Path
) -> None:
    write_cards(data, [card("1.004194"), card("1.004222")])
    write_cards(data, second)

    assert read_cards(data) == second
    assert [path.name for path in cards_file(data).parent.iterdir()] == [cards_file(data).name]


def test_an_import_that_could_not_be_written_leaves_the_one_before(data: Path) -> None:
    write_cards(data, [card("1.004194")])
    cards_file(data).with_suffix(".new").mkdir()

    with pytest.raises(OSError, match="new"):
        write_cards(data, [card("2.000001")])

    assert [one.code for one in read_cards(data)] == ["1.004194"]


def test_guides_alone_have_no_procedures(folder: KnowledgeFolder, data: Path) -> None:
    extras = read_extras(folder.path, data).beside([folder.guide(guide) for guide in GUIDES])

    assert (extras.cards, extras.tables.served) == ((), {"1.010384": PASSWORD})
