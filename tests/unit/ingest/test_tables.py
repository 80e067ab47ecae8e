"""Tables and outside subjects: the CSV files beside the guides."""

from pathlib import Path

import pytest
from knowledge_folder import KnowledgeFolder

from bot.domain.answer import Reason
from bot.domain.guide import SourceKind
from bot.domain.search import ChunkKind
from ingest.extras import read_extras
from ingest.outside import read_outside
from ingest.tables import read_categories, read_domains, read_tables


@pytest.fixture
def folder(tmp_path: Path) -> KnowledgeFolder:
    return KnowledgeFolder(tmp_path)


def test_a_folder_without_tables_has_empty_ones_and_only_government_domains(tmp_path: Path) -> None:
    tables = read_tables(tmp_path)

    assert (tables.glossary, tables.categories, read_outside(tmp_path)) == ((), (), [])
    assert set(read_domains(tmp_path)) == {"gov.vn", "chinhphu.vn"}


def test_a_glossary_term_may_have_several_readings(folder: KnowledgeFolder) -> None:
    folder.write("glossary.csv", "term,readings\ncc, công chứng | căn cước |\nrỗng,\n,vô danh\n")

    assert read_tables(folder.path).glossary == (("cc", ("công chứng", "căn cước")),)


def test_a_table_saved_by_a_spreadsheet_with_a_byte_order_mark_is_read(
    folder: KnowledgeFolder,
) -> None:
    folder.write("categories.csv", "\ufeffid,title\nvneid,VNeID\n")
    folder.write("outside.csv", "\ufeffsubject,reason,asks\nbói,out_of_scope,xem bói\n")

    assert [c.id for c in read_categories(folder.path)] == ["vneid"]
    assert [o.subject for o in read_outside(folder.path)] == ["bói"]


def test_a_shelf_without_an_english_title_goes_by_its_own(folder: KnowledgeFolder) -> None:
    folder.write("categories.csv", "id,title,title_en\nxe,Xe cộ,\nnha,Nhà,Homes\n,Không tên,\n")

    shelves = read_categories(folder.path)

    assert [(s.id, s.title_en) for s in shelves] == [("xe", "Xe cộ"), ("nha", "Homes")]


def test_domains_are_read_in_lower_case_and_unknown_kinds_are_passed_over(
    folder: KnowledgeFolder,
) -> None:
    folder.write("domains.csv", "domain,kind\nCSGT.vn, official\nvidu.vn,bạn bè\n,law\n")

    assert read_domains(folder.path) == {"csgt.vn": SourceKind.OFFICIAL}


@pytest.mark.parametrize(
    ("file", "more"),
    [
        ("glossary.csv", "sđt,số điện thoại,\n"),
        ("categories.csv", "xe,Xe,Vehicles\n"),
        ("outside.csv", "câu cá,out_of_scope,câu cá ở đâu\n"),
    ],
)
def test_a_new_row_in_any_table_changes_the_digest(
    file: str, more: str, folder: KnowledgeFolder
) -> None:
    def digest() -> str:
        return read_extras(folder.path, folder.path / "data").tables.digest()

    before = digest()
    assert digest() == before

    path = folder.path / file
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")

    assert digest() != before


def test_an_outside_subject_becomes_one_chunk_with_its_ways_of_asking(
    folder: KnowledgeFolder,
) -> None:
    subject = read_outside(folder.path)[0]
    chunk = subject.chunk()

    assert (subject.subject, subject.reason) == ("giấy phép xây dựng nhà ở", Reason.NO_GUIDE)
    assert chunk.guide == "outside/giay-phep-xay-dung-nha-o"
    assert (chunk.kind, chunk.part) == (ChunkKind.OUTSIDE, "no_guide")
    assert [p.text for p in subject.phrases()] == [
        "giấy phép xây dựng nhà ở",
        "xin phép cất nhà cấp bốn ở đâu",
        "xây thêm tầng phải xin phép không",
    ]
    assert {p.chunk for p in subject.phrases()} == {chunk.id}


@pytest.mark.parametrize("row", [",no_guide,a", "xây nhà,,a", "xây nhà,insult,a", "xây nhà"])
def test_an_outside_row_without_a_subject_or_a_reason_is_passed_over(
    row: str, folder: KnowledgeFolder
) -> None:
    folder.write("outside.csv", f"subject,reason,asks\n{row}\nbói,out_of_scope,| xem bói |\n")

    assert [(o.subject, o.asks) for o in read_outside(folder.path)] == [("bói", ("xem bói",))]
