"""Coverage: which digital systems have a guide that serves them."""

from pathlib import Path

import pytest

from ingest.coverage import System, coverage


def systems(folder: Path, rows: str, *published: str) -> list[System]:
    (folder / "systems.csv").write_text(f"\ufeffsystem,guides\n{rows}", encoding="utf-8")
    return coverage(folder, published)


@pytest.mark.parametrize(
    ("guides", "served", "missing"),
    [
        ("a", True, ()),
        ("a|b", True, ()),
        ("a|chua-co", True, ("chua-co",)),
        ("chua-co", False, ("chua-co",)),
        ("chua-co|cung-chua", False, ("chua-co", "cung-chua")),
        ("", False, ()),
        (" | ", False, ()),
    ],
)
def test_one_published_guide_serves_a_system_and_every_other_is_named(
    guides: str, served: bool, missing: tuple[str, ...], tmp_path: Path
) -> None:
    (system,) = systems(tmp_path, f"Ví điện tử,{guides}\n", "a", "b")

    assert (system.served, system.missing) == (served, missing)


def test_systems_are_told_in_their_order_with_their_guides(tmp_path: Path) -> None:
    found = systems(tmp_path, '"Ví, thẻ ", b | a\nVNeID,a\n', "a", "b")

    assert [(s.name, s.guides) for s in found] == [("Ví, thẻ", ("b", "a")), ("VNeID", ("a",))]


def test_a_folder_without_the_table_is_an_error_and_not_full_coverage(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        coverage(tmp_path, ["a"])
