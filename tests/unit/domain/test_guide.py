from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from bot.domain.guide import (
    SECTION_TITLES,
    ErrorFix,
    Guide,
    GuideStatus,
    Section,
    SectionKind,
    Step,
)

REVIEW_BY = date(2027, 2, 21)
GUIDE = Guide(
    id="vneid-quen-mat-khau",
    title="Quên mật khẩu VNeID",
    summary="Lấy lại quyền vào ứng dụng.",
    category="vneid",
    audience=("mọi người",),
    family=None,
    case=None,
    minutes=10,
    asks=("quên mk vneid",),
    procedures=(),
    sources=(),
    checked=date(2026, 11, 21),
    review_by=REVIEW_BY,
    status=GuideStatus.PUBLISHED,
    moved={"bam-quen": "mo-quen", "buoc-da-bo": "khong-con"},
    language="vi",
    steps=(
        Step(id="mo-app", action="Mở VNeID."),
        Step(id="mo-quen", action="Bấm **Quên mật khẩu**."),
        Step(id="quet-mat", action="Quét mặt."),
    ),
    sections=(Section(kind=SectionKind.FEES, text="Miễn phí."),),
    errors=(ErrorFix(id="khong-khop", symptom="Không khớp", fix="Tháo kính."),),
    quick_answers=(),
    digest="0" * 64,
)


@pytest.mark.parametrize(
    ("step", "index"),
    [
        ("mo-app", 0),
        ("quet-mat", 2),
        ("bam-quen", 1),
        ("khong-co", 0),
        ("buoc-da-bo", 0),
        ("", 0),
    ],
)
def test_a_step_is_found_by_its_id_or_its_successors(step: str, index: int) -> None:
    assert GUIDE.step_index(step) == index


def test_a_section_is_found_by_its_kind() -> None:
    assert GUIDE.section(SectionKind.FEES) == GUIDE.sections[0]
    assert GUIDE.section(SectionKind.HELP) is None


def test_an_error_is_found_by_its_id() -> None:
    assert GUIDE.error("khong-khop") == GUIDE.errors[0]
    assert GUIDE.error("khac") is None


@pytest.mark.parametrize(("days", "overdue"), [(-1, False), (0, False), (1, True)])
def test_a_guide_is_overdue_from_the_day_after_its_review(days: int, overdue: bool) -> None:
    assert GUIDE.is_overdue(REVIEW_BY + timedelta(days=days)) is overdue


@pytest.mark.parametrize("kind", SectionKind)
def test_every_section_has_a_title_of_its_own(kind: SectionKind) -> None:
    assert SECTION_TITLES[kind]
    assert len(set(SECTION_TITLES.values())) == len(SectionKind)


def test_a_guide_cannot_be_changed_once_read() -> None:
    with pytest.raises(ValidationError):
        GUIDE.title = "khác"


def test_a_field_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match="fee"):
        Step.model_validate({"id": "a", "action": "b", "fee": "0"})
