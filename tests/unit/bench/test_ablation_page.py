"""The ablation's page: a table a set, with what was asked, when and where."""

from bench.ablation import as_markdown
from ingest.evaluation.ablation import Row

ROWS = [
    Row(set="guides", ranking="lexical", right_first={"clean": 0.9, "nodia": 0.8}),
    Row(set="guides", ranking="deployed (0.2)", right_first={"clean": 0.95, "nodia": 0.8}),
    Row(set="xquad", ranking="lexical", right_first={"clean": 0.5, "nodia": 0.25}),
]


def test_every_row_is_told_under_its_set() -> None:
    page = as_markdown(ROWS, {"guides": 728, "xquad": 1190}, "2026-11-22. A machine")

    assert page.split("\n")[2] == "2026-11-22. A machine."
    ours, theirs = page.split("| xquad, 1190 questions | clean | nodia |\n|---|---|---|\n")
    assert "| guides, 728 questions | clean | nodia |\n|---|---|---|\n" in ours
    assert "| deployed (0.2) | 0.950 | 0.800 |\n" in ours
    assert theirs == "| lexical | 0.500 | 0.250 |\n"
