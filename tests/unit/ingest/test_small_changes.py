"""A sync after a small change answers like one from nothing, and says what it took over."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from knowledge_folder import GUIDES, SCAM, FixedClock, KnowledgeFolder
from procedure_records import card

from bot.adapters.generations import Generation, GenerationLibrary
from bot.domain.search import Calibration
from ingest.calibrate import NEUTRAL, carried
from ingest.extras import write_cards
from ingest.pipeline import Ingest, SyncReport

SUBJECTS = (
    "hộ chiếu", "bằng lái xe", "khai sinh", "kết hôn", "căn cước gắn chip", "bảo hiểm y tế",
    "lương hưu", "sổ đỏ", "hộ kinh doanh", "thẻ ngân hàng", "lý lịch tư pháp",
    "trợ cấp thất nghiệp",
)  # fmt: skip
WAYS = (
    "muốn làm {}", "{} cần giấy tờ gì", "{} mất bao lâu mới xong", "làm {} ở đâu gần nhà",
    "bị mất {} phải làm sao", "xin cấp lại {} qua mạng", "{} tốn bao nhiêu tiền",
    "đi làm {} giùm mẹ được không",
)  # fmt: skip
EDITED = "guides/giay-to/ho-chieu.md"


def slug(subject: str) -> str:
    from ingest.validate import slug as slug_of

    return slug_of(subject)


@dataclass
class Desk:
    folder: KnowledgeFolder
    data: Path

    def sync(self) -> SyncReport:
        return Ingest(self.folder.path, self.data, FixedClock()).sync()

    def current(self) -> Generation:
        return GenerationLibrary(self.data).current()

    def edit(self, old: str, new: str) -> None:
        path = self.folder.path / EDITED
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")


def first(desk: Desk, question: str) -> str | None:
    """The guide that comes first."""
    found = desk.current().searcher("vi").search(question).results
    return found[0].guide if found else None


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of sixteen guides and a procedure, synced once. Not to be written into."""
    place = tmp_path_factory.mktemp("small")
    folder = KnowledgeFolder(place / "knowledge")
    pattern = folder.text(SCAM)
    for subject in SUBJECTS:
        asks = "".join(f"  - {way.format(subject)}\n" for way in WAYS)
        text = re.sub(r"asks:\n(?:  - .*\n)+", f"asks:\n{asks}", pattern)
        text = text.replace("Có người xưng công an gọi điện đòi tiền", f"Thủ tục về {subject}")
        folder.write(f"guides/giay-to/{slug(subject)}.md", text)
    write_cards(place / "data", [card()])
    Desk(folder, place / "data").sync()
    return place


@pytest.fixture
def desk(synced: Path, tmp_path: Path) -> Desk:
    shutil.copytree(synced / "data", tmp_path / "data")
    shutil.copytree(synced / "knowledge", tmp_path / "knowledge", dirs_exist_ok=True)
    folder = KnowledgeFolder.__new__(KnowledgeFolder)
    folder.path = tmp_path / "knowledge"
    return Desk(folder, tmp_path / "data")


def test_one_edited_line_answers_like_a_sync_from_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.edit("muốn làm hộ chiếu", "muốn xin sổ thông hành đi nước ngoài")
    report = desk.sync()
    anew = Desk(desk.folder, tmp_path / "anew")
    anew.sync()

    assert report.changed == ("ho-chieu",)
    small, whole = desk.current(), anew.current()
    assert small.calibration("vi").carried == 1
    assert whole.calibration("vi").carried == 0
    guides = [guide for guide in map(whole.guide, whole.guide_ids()) if guide is not None]
    for question in {line for guide in guides for line in (guide.title, *guide.asks)}:
        found, expected = (
            [result.guide for result in one.searcher("vi").search(question).results[:1]]
            for one in (small, whole)
        )
        assert found == expected, question


def test_a_new_way_of_asking_is_found_at_once(desk: Desk) -> None:
    asked = "sổ thông hành đi nước ngoài"
    assert first(desk, asked) != "ho-chieu"

    desk.edit("muốn làm hộ chiếu", f"muốn xin {asked}")
    desk.sync()

    assert first(desk, asked) == "ho-chieu"
    assert first(desk, "so thong hanh di nuoc ngoai") == "ho-chieu"


def test_after_small_edits_every_guide_still_answers_to_its_title(desk: Desk) -> None:
    was = "muốn làm hộ chiếu"
    for now in ("xin sổ thông hành", "xin passport đi Lào"):
        desk.edit(was, now)
        desk.sync()
        was = now

    assert desk.current().calibration("vi").carried == 2
    for subject in SUBJECTS:
        assert first(desk, f"thủ tục về {subject}") == slug(subject)


def test_a_calibration_taken_over_says_so_and_from_where(desk: Desk) -> None:
    fitted = desk.current()
    for text in ("xong", "xong việc"):
        desk.edit(
            "mất bao lâu mới xong" if text == "xong" else "mất bao lâu thì xong\n",
            "mất bao lâu thì xong" if text == "xong" else "mất bao lâu là xong\n",
        )
        desk.sync()

    now, before = desk.current().calibration("vi"), fitted.calibration("vi")
    assert (before.fitted_in, before.carried, before.changed) == ("", 0, 0)
    assert (now.fitted_in, now.carried) == (fitted.generation, 2)
    assert 0 < now.changed <= 0.02
    assert now.weights == before.weights


@pytest.mark.parametrize("what", ["glossary", "outside", "guides"])
def test_a_large_change_fits_anew(what: str, desk: Desk) -> None:
    if what == "guides":
        for subject in SUBJECTS[:3]:
            (desk.folder.path / f"guides/giay-to/{slug(subject)}.md").unlink()
    else:
        row = "xnk,xuất nhập khẩu,\n" if what == "glossary" else "xổ số,out_of_scope,dò vé số\n"
        path = desk.folder.path / f"{what}.csv"
        path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")

    desk.sync()

    assert desk.current().calibration("vi").carried == 0


def test_a_catalogue_made_from_the_same_is_copied_whole(desk: Desk) -> None:
    before = desk.current().manifest
    desk.edit("Bình tĩnh.", "Bình tĩnh lại.")
    desk.sync()

    after = desk.current().manifest
    assert after.inputs["cards"] == before.inputs["cards"]
    assert after.inputs["vi"] != before.inputs["vi"]
    for name, digest in before.files.items():
        if name.startswith("cards/"):
            assert after.files[name] == digest
    shelf = desk.current().cards
    assert shelf is not None
    assert shelf.searcher.search(card().name).results


def test_a_glossary_reaches_every_catalogue(desk: Desk) -> None:
    before = desk.current().manifest
    path = desk.folder.path / "glossary.csv"
    path.write_text(path.read_text(encoding="utf-8") + "xnk,xuất nhập khẩu,\n", encoding="utf-8")
    desk.sync()

    after = desk.current().manifest
    assert all(after.inputs[name] != digest for name, digest in before.inputs.items())


def test_removing_the_cache_changes_no_answer(desk: Desk) -> None:
    shutil.rmtree(desk.data / "cache")
    desk.edit("Bình tĩnh.", "Bình tĩnh lại.")

    report = desk.sync()

    assert report.changed == ("ho-chieu",)
    assert (desk.data / "cache").is_dir()
    assert len(report.added) == 0
    assert desk.current().guide_ids()[: len(GUIDES) - 1]


def test_two_syncs_from_nothing_write_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    files = []
    for name in ("one", "other"):
        again = Desk(desk.folder, tmp_path / name)
        again.sync()
        files.append(again.current().manifest.files)

    assert files[0] == files[1]


@pytest.mark.parametrize(
    ("before", "changed", "taken"),
    [
        (NEUTRAL, 0.0, True),
        (NEUTRAL, 0.02, True),
        (NEUTRAL, 0.021, False),
        (NEUTRAL.model_copy(update={"changed": 0.015, "carried": 3}), 0.006, False),
        (NEUTRAL.model_copy(update={"carried": 19}), 0.0, True),
        (NEUTRAL.model_copy(update={"carried": 20}), 0.0, False),
    ],
)
def test_a_calibration_serves_on_for_little_and_not_for_ever(
    before: Calibration, changed: float, taken: bool
) -> None:
    assert (carried(before, "20260101", changed) is not None) == taken
