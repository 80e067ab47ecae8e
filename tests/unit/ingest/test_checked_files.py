"""Checked files: a file is checked once, as long as nothing it depends on changed."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from knowledge_folder import FILES, GUIDES, PASSWORD, SCAM, TODAY, KnowledgeFolder

from ingest.checked_files import CheckedFiles, KnowledgeFile
from ingest.faults import FaultKind
from ingest.parse import parse
from ingest.validate import RuleBook, validate


@pytest.fixture
def folder(tmp_path: Path) -> KnowledgeFolder:
    return KnowledgeFolder(tmp_path / "knowledge")


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "checked.json"


def file_of(folder: KnowledgeFolder, guide: str) -> KnowledgeFile:
    return KnowledgeFile(FILES[guide], folder.text(guide).encode())


def remembered(folder: KnowledgeFolder, memory: Path, rules: RuleBook) -> None:
    checker = CheckedFiles(memory, rules)
    for guide in GUIDES:
        checker.check(file_of(folder, guide))
    checker.remember()


def test_what_is_remembered_is_what_checking_gave(folder: KnowledgeFolder, memory: Path) -> None:
    folder.replace(SCAM, "minutes: 5", "minutes: năm")
    remembered(folder, memory, folder.rules())
    again = CheckedFiles(memory, folder.rules())

    for guide in GUIDES:
        file = file_of(folder, guide)
        assert again.check(file) == validate(parse(file.name, file.content), folder.rules())


def test_a_file_is_taken_from_memory_only_while_it_is_the_same(
    folder: KnowledgeFolder, memory: Path
) -> None:
    remembered(folder, memory, folder.rules())
    lie = memory.read_text(encoding="utf-8").replace("Quên mật khẩu VNeID", "Từ trí nhớ")
    memory.write_text(lie, encoding="utf-8")

    taken = CheckedFiles(memory, folder.rules()).check(file_of(folder, PASSWORD))
    folder.replace(PASSWORD, "khoảng 10 phút.", "khoảng 10 phút thôi.")
    checked = CheckedFiles(memory, folder.rules()).check(file_of(folder, PASSWORD))

    assert taken.guide is not None
    assert checked.guide is not None
    assert (taken.guide.title, checked.guide.title) == ("Từ trí nhớ", "Quên mật khẩu VNeID")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"today": TODAY.date() + timedelta(days=40_000)}, FaultKind.OVERDUE),
        ({"categories": frozenset({"cu-tru"})}, FaultKind.UNKNOWN_CATEGORY),
        ({"domains": {}}, FaultKind.FOREIGN_LINK),
        ({"published_steps": {PASSWORD: ("buoc-cu",)}}, FaultKind.VANISHED_STEP),
    ],
)
def test_other_rules_check_again(
    change: dict[str, object], kind: FaultKind, folder: KnowledgeFolder, memory: Path
) -> None:
    remembered(folder, memory, folder.rules())
    rules = replace(folder.rules(), **change)  # type: ignore[arg-type]

    found = CheckedFiles(memory, rules).check(file_of(folder, PASSWORD))

    assert kind in {fault.kind for fault in found.faults}


@pytest.mark.parametrize("content", [b"", b"{", b'{"a": 1}', b"\xff"])
def test_a_memory_that_cannot_be_read_is_no_memory(
    content: bytes, folder: KnowledgeFolder, memory: Path
) -> None:
    memory.parent.mkdir()
    memory.write_bytes(content)

    found = CheckedFiles(memory, folder.rules()).check(file_of(folder, PASSWORD))

    assert found.guide == folder.guide(PASSWORD)


def test_a_memory_that_cannot_be_written_stops_nothing(
    folder: KnowledgeFolder, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("tôi là một tệp", encoding="utf-8")

    remembered(folder, tmp_path / "cache" / "checked.json", folder.rules())


def test_files_that_are_gone_are_forgotten(folder: KnowledgeFolder, memory: Path) -> None:
    remembered(folder, memory, folder.rules())
    checker = CheckedFiles(memory, folder.rules())
    checker.check(file_of(folder, SCAM))
    checker.remember()

    assert "Quên mật khẩu VNeID" not in memory.read_text(encoding="utf-8")
