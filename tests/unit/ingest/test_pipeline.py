"""Pipeline: what a sync publishes, keeps, leaves out and takes back."""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from knowledge_folder import (
    FILES,
    GUIDES,
    OWNER,
    PASSWORD,
    SCAM,
    TENANT,
    TODAY,
    FixedClock,
    KnowledgeFolder,
)

from bot.adapters.generations import Generation, GenerationLibrary
from bot.domain.errors import DamagedGeneration, ReadOnlyData
from bot.domain.guide import SectionKind
from ingest.faults import ADVICE, FaultKind
from ingest.pipeline import Ingest, NoGuides, SyncReport, VerificationFailed
from ingest.verify import lost_guides


@dataclass
class Desk:
    """A knowledge folder, its data folder, and one running bot's view of it."""

    folder: KnowledgeFolder
    data: Path
    clock: FixedClock
    ingest: Ingest
    bot: GenerationLibrary

    def edit(self) -> None:
        """A harmless edit that makes the next sync publish."""
        self.folder.replace(PASSWORD, "khoảng 10 phút.", "khoảng 10 phút thôi.")

    def generations(self) -> list[str]:
        return self.bot.ids()


def desk_at(place: Path) -> Desk:
    clock = FixedClock()
    folder, data = KnowledgeFolder(place / "knowledge"), place / "data"
    return Desk(folder, data, clock, Ingest(folder.path, data, clock), GenerationLibrary(data))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SyncReport, list[str]]:
    """The good folder synced once: its data folder, the report, and what was told."""
    desk = desk_at(tmp_path_factory.mktemp("first"))
    told: list[str] = []
    return desk.data, desk.ingest.sync(told.append), told


@pytest.fixture
def desk(first: tuple[Path, SyncReport, list[str]], tmp_path: Path) -> Desk:
    """A desk of the test's own with that first sync behind it."""
    shutil.copytree(first[0], tmp_path / "data")
    return desk_at(tmp_path)


@pytest.fixture
def empty(tmp_path: Path) -> Desk:
    """A desk where nothing was ever published."""
    return desk_at(tmp_path)


# Publishing


def test_the_first_sync_publishes_every_guide_in_shelf_order(
    first: tuple[Path, SyncReport, list[str]],
) -> None:
    data, report, _ = first
    current = GenerationLibrary(data).current()

    assert report.published
    assert report.added == tuple(current.guide_ids()) == GUIDES
    assert (report.changed, report.removed, report.left_out, report.kept) == ((), (), (), ())
    assert report.generation == current.generation
    assert report.chunks == current.manifest.chunks > 4 * len(GUIDES)
    assert [c.id for c in current.categories()] == ["vneid", "cu-tru", "an-toan-mang"]


def test_a_sync_tells_what_it_is_doing(first: tuple[Path, SyncReport, list[str]]) -> None:
    assert first[2][0] == "Đọc và kiểm tra hướng dẫn"
    assert len(first[2]) == 3


def test_the_second_sync_says_that_nothing_changed(desk: Desk) -> None:
    before = desk.bot.current_id()

    report = desk.ingest.sync()

    assert not report.published
    assert report.generation == desk.bot.current_id() == before
    assert (report.added, report.changed, report.removed) == ((), (), ())
    assert len(desk.generations()) == 1


def test_one_edited_guide_changes_only_that_guide(desk: Desk) -> None:
    before = desk.bot.current()
    desk.edit()

    report = desk.ingest.sync()

    after = desk.bot.current()
    assert (report.published, report.changed) == (True, (PASSWORD,))
    assert (report.added, report.removed, report.guides) == ((), (), 4)
    for guide in (OWNER, TENANT, SCAM):
        assert after.guide(guide) == before.guide(guide)
    fees = after.guide(PASSWORD).section(SectionKind.FEES)  # type: ignore[union-attr]
    assert fees is not None
    assert fees.text == "Không mất phí, làm khoảng 10 phút thôi."


def test_removed_text_is_never_found_again(desk: Desk) -> None:
    def found_texts() -> str:
        results = desk.bot.current().searcher("vi").search("passcode khác nhau thế nào").results
        return "\n".join(scored.chunk.text for result in results for scored in result.chunks)

    assert "passcode" in found_texts()
    desk.folder.replace(
        PASSWORD,
        "### Mật khẩu và passcode khác nhau thế nào?\n"
        "Mật khẩu để đăng nhập, passcode để mở giấy tờ.\n",
        "### Ai đặt lại được?\nChỉ chủ tài khoản.\n",
    )
    desk.ingest.sync()

    assert "passcode" not in found_texts()
    folder = desk.bot.folder / (desk.bot.current_id() or "")
    everything = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
    assert b"passcode" not in everything


@pytest.mark.parametrize("how", ["deleted", "retired"])
def test_a_guide_taken_away_is_gone_and_the_rest_stay(how: str, desk: Desk) -> None:
    if how == "deleted":
        desk.folder.remove(SCAM)
    else:
        desk.folder.replace(SCAM, "status: published", f"status: {how}")

    report = desk.ingest.sync()

    current = desk.bot.current()
    assert (report.removed, report.left_out, report.guides) == ((SCAM,), (), 3)
    assert current.guide(SCAM) is None
    found = current.searcher("vi").search("cuộc gọi dọa bắt giam").results
    assert SCAM not in [result.guide for result in found]


def test_a_table_alone_makes_a_new_generation_with_the_same_guides(desk: Desk) -> None:
    path = desk.folder.path / "glossary.csv"
    path.write_text(path.read_text(encoding="utf-8") + "cgbđ,dọa bắt giam,\n", encoding="utf-8")

    report = desk.ingest.sync()

    assert (report.published, report.changed) == (True, ())
    assert desk.bot.current().searcher("vi").search("cgbđ").results[0].guide == SCAM


def test_generations_sort_by_time_even_when_the_clock_goes_back(desk: Desk) -> None:
    desk.edit()
    desk.clock.time = TODAY - timedelta(days=1)

    report = desk.ingest.sync()

    assert report.generation == max(desk.generations())
    assert desk.bot.current().generation == report.generation


# Faults


def test_a_broken_guide_keeps_its_last_good_version(desk: Desk) -> None:
    before = desk.bot.current().guide(PASSWORD)
    desk.folder.replace(PASSWORD, "minutes: 10", "minutes: mười")
    desk.folder.replace(SCAM, "- Bình tĩnh.", "- Bình tĩnh, ngồi xuống.")

    report = desk.ingest.sync()

    assert (report.left_out, report.kept, report.changed) == ((PASSWORD,), (PASSWORD,), (SCAM,))
    assert [(f.file, f.kind) for f in report.faults] == [(FILES[PASSWORD], FaultKind.BAD_VALUE)]
    assert desk.bot.current().guide(PASSWORD) == before
    found = desk.bot.current().searcher("vi").search("quên mk vneid").results
    assert found[0].guide == PASSWORD


def test_a_broken_guide_alone_publishes_nothing(desk: Desk) -> None:
    desk.folder.replace(PASSWORD, "minutes: 10", "minutes: mười")

    report = desk.ingest.sync()

    assert (report.published, report.left_out, report.kept) == (False, (PASSWORD,), (PASSWORD,))


def test_a_new_broken_guide_is_left_out_and_the_others_are_published(empty: Desk) -> None:
    empty.folder.write(FILES[SCAM], "không phải hướng dẫn")

    report = empty.ingest.sync()

    assert (report.left_out, report.kept, report.guides) == ((SCAM,), (), 3)
    assert empty.bot.current().guide(SCAM) is None


def test_advice_does_not_stop_a_guide_from_being_published(empty: Desk) -> None:
    empty.folder.replace(PASSWORD, "2099-12-31", "2025-12-31")
    empty.folder.replace(PASSWORD, "  - đặt lại pass vneid\n", "")
    empty.folder.replace(PASSWORD, "### 3.", "### 4.")
    empty.folder.replace(OWNER, "family: tam-tru", "family: -")
    empty.folder.replace(TENANT, "ở trọ muốn tự làm tạm trú", "khai báo người ở trọ qua mạng")
    empty.folder.replace(SCAM, "Bình tĩnh", "Bi\u0300nh tĩnh")

    report = empty.ingest.sync()

    assert {fault.kind for fault in report.faults} == ADVICE
    assert (report.guides, report.left_out) == (4, ())


def test_a_vanished_step_holds_a_guide_back_until_moved_says_where(desk: Desk) -> None:
    desk.folder.replace(PASSWORD, "{#nhap-so-dinh-danh}", "{#nhap-so}")
    held = desk.ingest.sync()
    desk.folder.replace(PASSWORD, "minutes: 10", "minutes: 10\nmoved: {nhap-so-dinh-danh: nhap-so}")
    mended = desk.ingest.sync()

    assert (held.published, held.kept) == (False, (PASSWORD,))
    assert [fault.kind for fault in held.faults] == [FaultKind.VANISHED_STEP]
    assert (mended.changed, mended.left_out) == ((PASSWORD,), ())
    guide = desk.bot.current().guide(PASSWORD)
    assert guide is not None
    assert guide.step_index("nhap-so-dinh-danh") == 1


def test_of_two_files_with_one_name_the_first_is_published(desk: Desk) -> None:
    twin = desk.folder.text(SCAM).replace("Bình tĩnh", "Hoảng hốt")
    desk.folder.write(f"guides/xe/{SCAM}.md", twin)

    report = desk.ingest.sync()

    assert (report.published, report.left_out, report.guides) == (False, (SCAM,), 4)
    assert [fault.kind for fault in report.faults] == [FaultKind.DUPLICATE_ID]


def test_a_folder_with_nothing_to_publish_is_refused_and_the_old_guides_answer_on(
    desk: Desk,
) -> None:
    for guide in GUIDES:
        desk.folder.replace(guide, "status: published", "status: draft")

    with pytest.raises(NoGuides):
        desk.ingest.sync()

    assert tuple(desk.bot.current().guide_ids()) == GUIDES


def test_a_generation_that_cannot_find_its_own_guides_is_not_published(desk: Desk) -> None:
    before = desk.bot.current_id()
    for number in range(5):
        twin = desk.folder.text(SCAM)
        desk.folder.write(f"guides/an-toan-mang/giong-{number}.md", twin)

    with pytest.raises(VerificationFailed, match="giong-"):
        desk.ingest.sync()

    assert desk.bot.current_id() == before
    assert desk.generations() == [before]
    assert [p.name for p in desk.bot.folder.iterdir() if p.is_dir()] == [before]


def test_a_good_generation_finds_every_guide_by_its_own_questions(desk: Desk) -> None:
    assert lost_guides(desk.bot.folder / (desk.bot.current_id() or "")) == []


def test_templates_and_readmes_are_no_guides(empty: Desk) -> None:
    empty.folder.write("guides/vneid/_mau.md", "mẫu")
    empty.folder.write("guides/README.md", "cách viết")

    report = empty.ingest.check()

    assert (report.files, report.faults) == (4, ())


def test_checking_writes_nothing(empty: Desk) -> None:
    empty.ingest.check()

    assert not empty.data.exists()


# Rollback


def test_rollback_goes_back_and_a_running_bot_notices(desk: Desk) -> None:
    old = desk.bot.current().generation
    desk.edit()
    new = desk.ingest.sync().generation
    seen_new = desk.bot.current().generation

    back = desk.ingest.rollback()

    assert (seen_new, back) == (new, old)
    assert desk.bot.current().generation == old
    fees = desk.bot.current().chunk(f"{PASSWORD}#section:fees")
    assert fees is not None
    assert "thôi" not in fees.text


def test_rollback_without_an_older_generation_changes_nothing(desk: Desk, empty: Desk) -> None:
    before = desk.bot.current_id()

    assert desk.ingest.rollback() is None
    assert desk.bot.current_id() == before


def test_rollback_where_nothing_was_published_does_nothing(empty: Desk) -> None:
    assert empty.ingest.rollback() is None


def test_rollback_refuses_a_damaged_generation_and_keeps_the_present_one(desk: Desk) -> None:
    old = desk.bot.current().generation
    desk.folder.write_generation(desk.data, "20270101T000000000-moi", desk.folder.guides())
    desk.bot.publish("20270101T000000000-moi")
    (desk.bot.folder / old / "chunks.jsonl").write_bytes(b"")

    with pytest.raises(DamagedGeneration):
        desk.ingest.rollback()

    assert desk.bot.current().generation == "20270101T000000000-moi"


def test_a_sync_after_a_rollback_publishes_the_folder_again(desk: Desk) -> None:
    desk.folder.write_generation(desk.data, "20270101T000000000-moi", desk.folder.guides()[:2])
    desk.bot.publish("20270101T000000000-moi")

    report = desk.ingest.sync()

    assert report.added == (TENANT, SCAM)
    assert report.generation > "20270101T000000000-moi"


def test_a_sync_mends_a_damaged_shelf(desk: Desk) -> None:
    (desk.bot.folder / (desk.bot.current_id() or "") / "tables.json").unlink()

    report = desk.ingest.sync()

    assert (report.published, report.added) == (True, GUIDES)
    assert Generation(desk.bot.folder / report.generation).guide_ids() == GUIDES


# The data folder


@pytest.mark.parametrize("what", ["data", "data/generations", "data/generations/CURRENT.new"])
def test_a_data_folder_that_cannot_be_written_is_named(what: str, empty: Desk) -> None:
    place = empty.data.parent / what
    if what.endswith(".new"):
        place.mkdir(parents=True)
    else:
        place.parent.mkdir(exist_ok=True)
        place.write_text("tôi là một tệp", encoding="utf-8")

    with pytest.raises(ReadOnlyData, match=r"data/generations"):
        empty.ingest.sync()
