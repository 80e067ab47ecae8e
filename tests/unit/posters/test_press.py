"""Which posters are printed, and which are refused with a sentence."""

from datetime import date
from pathlib import Path

import pytest

from bot.adapters.pdf_sheets import PdfSheets
from bot.app import build_press
from bot.domain.errors import MissingFont, PosterRefused, UnwritableFolder
from bot.posters.choice import Order
from bot.posters.press import Press
from bot.print_posters import print_posters
from bot.settings import Settings

GUIDE = "gplx-doi-cap-lai"


@pytest.fixture(scope="module")
def press(settings: Settings) -> Press:
    return build_press(settings, "CamTayBot", "Xã Ba Vì")


def test_a_guide_is_found_by_its_id(press: Press) -> None:
    assert [guide.id for guide in press.guides(Order(guide=GUIDE))] == [GUIDE]


def test_a_category_is_every_guide_on_its_shelf(press: Press) -> None:
    found = press.guides(Order(category="xe"))
    assert {guide.category for guide in found} == {"xe"}
    assert f"en/{GUIDE}" in [guide.id for guide in found]


@pytest.mark.parametrize("typed", ["gplx", "gplx-doi-cap", "GPLX đổi cấp lại", "doi-cap-lai"])
def test_an_unknown_guide_is_answered_with_near_ones(press: Press, typed: str) -> None:
    with pytest.raises(PosterRefused, match=GUIDE):
        press.guides(Order(guide=typed))


def test_a_guide_like_no_other_is_answered_with_where_names_come_from(press: Press) -> None:
    with pytest.raises(PosterRefused, match="knowledge/guides"):
        press.guides(Order(guide="@@@@"))


def test_an_unknown_category_is_answered_with_near_ones_or_all(press: Press) -> None:
    with pytest.raises(PosterRefused, match="giống: ngan-hang, "):
        press.guides(Order(category="ngân hàng số"))
    with pytest.raises(PosterRefused, match=r"vneid, dvcqg.*giao-duc"):
        press.guides(Order(category="@@@@"))


def test_a_letter_the_font_lacks_is_named(press: Press) -> None:
    (guide,) = press.guides(Order(guide=GUIDE))
    strange = guide.model_copy(update={"title": "Đổi bằng lái 驾照"})
    with pytest.raises(PosterRefused, match="驾照"):
        press.sheet(strange)


@pytest.mark.parametrize("title", ["Nghiêng" * 20, "Đổi bằng lái xe " * 40])
def test_a_title_no_size_makes_fit_is_refused(press: Press, title: str) -> None:
    (guide,) = press.guides(Order(guide=GUIDE))
    with pytest.raises(PosterRefused, match=f"{GUIDE}.*dài quá"):
        press.sheet(guide.model_copy(update={"title": title.strip()}))


def test_a_commune_too_long_for_the_sheet_is_refused(settings: Settings) -> None:
    press = build_press(settings, "CamTayBot", "Xã " + "Ba Vì " * 40)
    with pytest.raises(PosterRefused, match="dài quá"):
        press.sheet(press.guides(Order(guide=GUIDE))[0])


def test_a_missing_font_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(MissingFont, match="Thiếu phông chữ"):
        PdfSheets(tmp_path)


def test_guides_past_their_day_are_told(press: Press) -> None:
    (guide,) = press.guides(Order(guide=GUIDE))
    fresh = guide.model_copy(update={"review_by": date(2999, 1, 1)})
    old = guide.model_copy(update={"review_by": date(2025, 2, 1)})
    (sentence,) = press.overdue([fresh, old])
    assert GUIDE in sentence
    assert "1/2/2025" in sentence


def test_several_posters_come_one_by_one_and_together(press: Press, tmp_path: Path) -> None:
    guides = press.guides(Order(category="xe"))[-2:]
    print_posters(press, guides, Order(), tmp_path, png=False)
    written = {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.*")}
    assert written == {f"{guide.id}.pdf" for guide in guides} | {"tat-ca.pdf"}


def test_nothing_is_written_when_one_poster_is_refused(press: Press, tmp_path: Path) -> None:
    (guide,) = press.guides(Order(guide=GUIDE))
    strange = guide.model_copy(update={"title": "驾照"})
    with pytest.raises(PosterRefused):
        print_posters(press, [guide, strange], Order(), tmp_path / "out", png=False)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_named(press: Press, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    guides = press.guides(Order(guide=GUIDE))
    with pytest.raises(UnwritableFolder, match="file"):
        print_posters(press, guides, Order(guide=GUIDE), tmp_path / "file" / "in", png=False)
