"""Names of communes and provinces."""

import pytest

from bot.language.communes import commune_code, is_province, within_sentence


def test_a_commune_has_one_code_however_it_is_written() -> None:
    codes = {commune_code(name) for name in ("Xã Ba Vì", "xa ba vi", "Ba Vì", "XÃ  BA VÌ")}
    assert len(codes) == 1
    assert commune_code("Phường Ba Đình") not in codes
    assert commune_code("...") == ""


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Xã Ba Vì", "xã Ba Vì"),
        ("Đặc khu Côn Đảo", "đặc khu Côn Đảo"),
        ("Thành phố Hà Nội", "thành phố Hà Nội"),
        ("Ba Vì", "Ba Vì"),
        ("Xã", "Xã"),
        ("", ""),
    ],
)
def test_a_name_stands_in_a_sentence_as_people_write_it(name: str, inside: str) -> None:
    assert within_sentence(name) == inside


def test_provinces_and_cities_say_what_they_are() -> None:
    assert is_province("Tỉnh Phú Thọ")
    assert is_province("thanh pho Ha Noi")
    assert not is_province("Xã Ba Vì")
    assert not is_province("Hà Nội")
