"""Validate: from a parsed file to a guide."""

from datetime import date
from pathlib import Path

import pytest
from knowledge_folder import FILES, PASSWORD, TENANT, KnowledgeFolder

from bot.domain.guide import GuideStatus, SectionKind, SourceKind
from ingest.parse import parse
from ingest.validate import RuleBook, guide_id, slug, validate


@pytest.fixture
def folder(tmp_path: Path) -> KnowledgeFolder:
    return KnowledgeFolder(tmp_path)


def test_a_valid_file_becomes_a_whole_guide(folder: KnowledgeFolder) -> None:
    guide = folder.guide(PASSWORD)

    assert (guide.id, guide.title) == (PASSWORD, "Quên mật khẩu VNeID")
    assert (guide.category, guide.audience, guide.minutes) == ("vneid", ("mọi người",), 10)
    assert (guide.family, guide.case) == (None, None)
    assert (guide.procedures, len(guide.asks)) == (("1.010384",), 8)
    assert (guide.checked, guide.review_by) == (date(2025, 1, 15), date(2099, 12, 31))
    assert (guide.status, guide.language) == (GuideStatus.PUBLISHED, "vi")
    assert guide.sources[0].kind is SourceKind.OFFICIAL
    assert [s.kind for s in guide.sections] == [
        SectionKind.NEEDS,
        SectionKind.FEES,
        SectionKind.HELP,
    ]
    assert guide.errors[0].id == "khong-nhan-duoc-ma-otp"
    assert guide.quick_answers[0].answer == "Mật khẩu để đăng nhập, passcode để mở giấy tờ."


def test_a_step_is_taken_apart_into_action_detail_result_stuck_and_note(
    folder: KnowledgeFolder,
) -> None:
    first, second, _ = folder.guide(PASSWORD).steps

    assert first.id == "bam-quen-mat-khau"
    assert first.action == "Mở **VNeID**, bấm **Quên mật khẩu**"
    assert first.detail == "Nút nằm dưới ô đăng nhập."
    assert (first.result, first.stuck, first.note) == (
        "màn hình hỏi số định danh.",
        "cập nhật ứng dụng rồi mở lại.",
        "",
    )
    assert second.note == "không đọc mã cho ai."


def test_bullets_of_a_step_stay_in_its_detail_and_long_results_stay_whole(
    folder: KnowledgeFolder,
) -> None:
    folder.replace(
        PASSWORD,
        "- Kết quả: màn hình hỏi số định danh.",
        "- chọn tiếng Việt\n- Kết quả: màn hình hỏi\n  số định danh.\n- xoay ngang máy",
    )

    step = folder.guide(PASSWORD).steps[0]

    assert step.detail == "Nút nằm dưới ô đăng nhập.\n- chọn tiếng Việt\n- xoay ngang máy"
    assert step.result == "màn hình hỏi\nsố định danh."


def test_a_step_without_an_anchor_is_named_after_its_words(folder: KnowledgeFolder) -> None:
    folder.replace(PASSWORD, " {#dat-mat-khau-moi}", "")

    assert folder.guide(PASSWORD).steps[2].id == "dat-mat-khau-moi"


def test_a_family_and_its_case_are_kept(folder: KnowledgeFolder) -> None:
    guide = folder.guide(TENANT)

    assert (guide.family, guide.case) == ("tam-tru", "Tôi đi thuê nhà")


def test_moved_steps_lead_to_their_successors(folder: KnowledgeFolder) -> None:
    folder.replace(PASSWORD, "minutes: 10", "minutes: 10\nmoved: {nhap-ma: dat-mat-khau-moi}")

    guide = folder.guide(PASSWORD)

    assert guide.step_index("nhap-ma") == 2


def test_two_errors_of_one_name_get_ids_of_their_own(folder: KnowledgeFolder) -> None:
    folder.replace(
        PASSWORD, "## Hỏi nhanh", "### Không nhận được mã OTP!\nGọi tổng đài.\n\n## Hỏi nhanh"
    )

    assert [e.id for e in folder.guide(PASSWORD).errors] == [
        "khong-nhan-duoc-ma-otp",
        "khong-nhan-duoc-ma-otp-2",
    ]


def test_an_ask_written_twice_in_a_guide_counts_once(folder: KnowledgeFolder) -> None:
    folder.replace(
        PASSWORD, "  - đặt lại pass vneid", "  - đặt lại pass vneid\n  - đặt lại pass vneid"
    )

    assert folder.guide(PASSWORD).asks.count("đặt lại pass vneid") == 1


def test_any_edit_changes_the_digest_and_line_ends_alone_do_not(folder: KnowledgeFolder) -> None:
    before = folder.guide(PASSWORD).digest
    folder.write(FILES[PASSWORD], folder.text(PASSWORD).replace("\n", "\r\n"))
    windows = folder.guide(PASSWORD).digest
    folder.replace(PASSWORD, "một lần", "hai lần")

    assert windows == before
    assert folder.guide(PASSWORD).digest != before


def test_a_folder_without_shelves_takes_any_category(folder: KnowledgeFolder) -> None:
    folder.replace(PASSWORD, "category: vneid", "category: tùy ý")
    rules = RuleBook(folder.rules().domains, None, folder.rules().today, {})

    found = folder.validated(PASSWORD, rules)

    assert found.guide is not None
    assert found.guide.category == "tùy ý"


@pytest.mark.parametrize(
    ("file", "identity", "language"),
    [
        ("guides/vneid/quen-mat-khau.md", "quen-mat-khau", "vi"),
        ("guides/en/quen-mat-khau.md", "en/quen-mat-khau", "en"),
        ("guides/enough/quen-mat-khau.md", "quen-mat-khau", "vi"),
    ],
)
def test_the_file_name_is_the_id_and_english_guides_stand_under_en(
    file: str, identity: str, language: str, folder: KnowledgeFolder
) -> None:
    guide = validate(parse(file, folder.text(PASSWORD).encode()), folder.rules()).guide

    assert guide_id(file) == identity
    assert guide is not None
    assert (guide.id, guide.language) == (identity, language)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://gov.vn", SourceKind.OFFICIAL),
        ("https://a.b.GOV.VN/x?y#z", SourceKind.OFFICIAL),
        ("https://user@vneid.gov.vn:8443/", SourceKind.OFFICIAL),
        ("https://notgov.vn", None),
        ("https://gov.vn.evil.com", None),
        ("https://gov.vn@evil.com", None),
        ("https://tuoitre.vn/gov.vn", SourceKind.PRESS),
        ("gov.vn", None),
    ],
)
def test_an_address_has_the_kind_of_the_listed_domain_it_lies_in(
    url: str, kind: SourceKind | None, folder: KnowledgeFolder
) -> None:
    assert folder.rules().kind_of(url) is kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đặt lại **mật khẩu**!", "dat-lai-mat-khau"),
        ("một hai ba bốn năm sáu bảy tám chín", "mot-hai-ba-bon-nam-sau-bay-tam"),
        ("", ""),
    ],
)
def test_a_slug_is_the_first_eight_words_without_diacritics(text: str, expected: str) -> None:
    assert slug(text) == expected
