"""What a poster says, and where its code leads."""

from pathlib import Path

import pytest
from knowledge_folder import PASSWORD, KnowledgeFolder

from bot.adapters.prompt_files import PromptFiles
from bot.domain.errors import BadPosterOrder
from bot.domain.guide import Guide
from bot.domain.link import Link, read_link
from bot.language.communes import commune_code
from bot.posters.words import PosterWords

ROOT = Path(__file__).resolve().parents[3]
BOT = "CamTayBot"


@pytest.fixture
def guide(tmp_path: Path) -> Guide:
    return KnowledgeFolder(tmp_path).guide(PASSWORD)


def words(bot: str | None = BOT, commune: str | None = None) -> PosterWords:
    return PosterWords(PromptFiles(ROOT / "prompts"), bot, commune)


def link(address: str) -> Link | None:
    return read_link(address.partition("?start=")[2])


def test_the_address_opens_the_guide_in_the_bot(guide: Guide) -> None:
    assert words().address(guide) == f"https://t.me/{BOT}?start={PASSWORD}"


def test_the_address_carries_the_commune(guide: Guide) -> None:
    address = words(commune="Xã Ba Vì").address(guide)
    assert link(address) == Link(guide=PASSWORD, commune=commune_code("ba vi"))


def test_an_english_poster_leads_to_the_vietnamese_twin(guide: Guide) -> None:
    english = guide.model_copy(update={"id": f"en/{PASSWORD}", "language": "en"})
    assert words().address(english) == words().address(guide)


@pytest.mark.parametrize("bot", ["CamTayBot", "@CamTayBot"])
def test_the_at_sign_before_a_bots_name_does_not_matter(bot: str, guide: Guide) -> None:
    assert words(bot).poster(guide).name == "t.me/CamTayBot"


@pytest.mark.parametrize(
    "bot", [None, "", "abcd", "a" * 33, "cầm_tay", "cam-tay", "cam tay\n", "@"]
)
def test_no_name_of_a_bot_is_told_before_anything_is_printed(bot: str | None) -> None:
    with pytest.raises(BadPosterOrder):
        words(bot)


@pytest.mark.parametrize("commune", ["", "  ", "..."])
def test_a_commune_without_a_name_is_refused(commune: str) -> None:
    with pytest.raises(BadPosterOrder):
        words(commune=commune)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Xã Ba Vì", "xã Ba Vì"),
        ("  PHƯỜNG   Bến Nghé ", "phường Bến Nghé"),
        ("Ba Vì", "Ba Vì"),
        ("Xãng", "Xãng"),
    ],
)
def test_the_commune_stands_inside_the_groups_name(typed: str, printed: str, guide: Guide) -> None:
    poster = words(commune=typed).poster(guide)
    assert poster.group == f"Tổ công nghệ số cộng đồng {printed}"


def test_no_group_is_named_without_a_commune(guide: Guide) -> None:
    assert words().poster(guide).group == ""


def test_a_poster_says_what_the_wall_needs(guide: Guide) -> None:
    poster = words().poster(guide)
    assert poster.title == guide.title
    assert "15/1/2025" in " ".join(poster.promises)
    assert "miễn phí" in poster.promises[0]
    assert "OTP" in poster.alarm
    assert "công an" in poster.warning
    assert "ngân hàng" in poster.warning
    assert "không phải cơ quan nhà nước" in poster.disclaimer
    assert f"@{BOT}" in poster.typing


def test_an_english_guides_poster_is_english(guide: Guide) -> None:
    english = guide.model_copy(update={"language": "en"})
    poster = words(commune="Xã Ba Vì").poster(english)
    assert poster.group == "Community digital technology group of xã Ba Vì"
    assert "not a government agency" in poster.disclaimer
