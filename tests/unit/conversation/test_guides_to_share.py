"""Guides to share: what shows in any chat while somebody types."""

from pathlib import Path

import pytest
from neighbours import Neighbours

from bot.adapters.generations import GenerationLibrary


@pytest.fixture(scope="module")
def library(published: Path) -> GenerationLibrary:
    return GenerationLibrary(published)


@pytest.fixture
def neighbours(library: GenerationLibrary) -> Neighbours:
    return Neighbours(library)


def suggested(neighbours: Neighbours, typed: str) -> list[str | None]:
    return [reply.guide for reply in neighbours.share.suggest(typed, "vi")]


@pytest.mark.parametrize(
    ("typed", "guide"),
    [
        ("quen mat kh", "vneid-quen-mat-khau"),
        ("tạm tr", "cu-tru-tam-tru"),
        ("can c", "can-cuoc-cap-doi"),
        ("đổi bằng l", "gplx-doi-cap-lai"),
        ("dang ky ket", "dang-ky-ket-hon"),
        ("lương hưu", "tro-cap-huu-tri-xa-hoi"),
    ],
)
def test_guides_show_while_a_word_is_not_finished(
    typed: str, guide: str, neighbours: Neighbours
) -> None:
    found = suggested(neighbours, typed)

    assert guide in found
    assert len(found) <= 8


def test_what_only_shares_a_word_is_not_suggested(neighbours: Neighbours) -> None:
    assert suggested(neighbours, "doi bang lai") == ["gplx-doi-cap-lai"]


def test_a_suggestion_has_title_summary_steps_sources_and_a_link(neighbours: Neighbours) -> None:
    reply = neighbours.share.suggest("quên mật khẩu vneid", "vi")[0]

    title, summary, _, first_step, *_ = reply.text.split("\n")
    assert title == "**Quên mật khẩu, quên passcode VNeID**"
    assert summary.startswith("Đặt lại mật khẩu")
    assert first_step.startswith("1. ")
    assert "Đã kiểm tra ngày" in reply.text
    (choice,) = reply.choices
    assert choice.link is not None
    assert choice.link.guide == "vneid-quen-mat-khau"


def test_nothing_typed_yet_shows_the_fronts_of_the_shelves(
    neighbours: Neighbours, library: GenerationLibrary
) -> None:
    knowledge = library.current()
    guides = [knowledge.guide(guide or "") for guide in suggested(neighbours, "  ")]

    assert len(guides) == 8
    assert len({guide.category for guide in guides if guide}) == 8


def test_a_trick_suggests_the_guides_of_the_safety_shelf_alone(
    neighbours: Neighbours, library: GenerationLibrary
) -> None:
    found = suggested(neighbours, "có người gọi xưng công an bảo chuyển tiền")

    shelves = {g.category for g in map(library.current().guide, filter(None, found)) if g}
    assert shelves == {"an-toan-mang"}


@pytest.mark.parametrize(
    "typed", ["otp của tôi 482913", "cháy nhà rồi", "chays nhaf rooif", "thời tiết", "mua bằng giả"]
)
def test_danger_secrets_and_other_matters_suggest_nothing(
    typed: str, neighbours: Neighbours
) -> None:
    assert suggested(neighbours, typed) == []
