"""Run keys: the runs of characters of a line, as numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.run_keys import run_keys
from bot.adapters.term_keys import term_keys

LINES = st.lists(st.text("ab d\U0001f44d", max_size=9), max_size=5)


def runs(line: str) -> list[str]:
    return [line[at : at + size] for size in (3, 4, 5) for at in range(len(line) - size + 1)]


@given(LINES)
def test_every_line_has_its_own_runs_and_none_that_reach_into_the_next(lines: list[str]) -> None:
    keys, owners = run_keys(lines)

    for place, line in enumerate(lines):
        alone, _ = run_keys([line])
        assert sorted(keys[owners == place].tolist()) == sorted(alone.tolist())
        assert len(alone) == len(runs(line))


@given(LINES)
def test_two_runs_share_a_key_only_when_they_are_the_same(lines: list[str]) -> None:
    every = {run for line in lines for run in runs(line)}

    assert len(set(run_keys(lines)[0].tolist())) == len(every)


@pytest.mark.parametrize("line", ["", "a", "ab", "\U0001f44d"])
def test_a_line_shorter_than_the_shortest_run_has_none(line: str) -> None:
    assert len(run_keys([line])[0]) == 0


def test_runs_go_across_word_borders_and_no_longer_than_asked_for() -> None:
    assert len(run_keys(["ab cd"])[0]) == 3 + 2 + 1
    assert len(run_keys(["ab cd"], longest=4)[0]) == 3 + 2


def test_the_same_letters_as_a_run_and_as_a_term_are_two_things() -> None:
    assert run_keys(["mat"])[0].tolist() != term_keys(["mat"]).tolist()
