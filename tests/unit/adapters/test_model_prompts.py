"""Prompts for a language model: files that editors change, held to what they declare."""

from pathlib import Path

import pytest

from bot.adapters.model_prompts import ModelPrompts
from bot.domain.errors import MissingText
from bot.settings import Settings

FILE = """---
inputs:
  name: An
---
## system
Chào.

## user
Tôi là $name, có 5 $$.
"""


def prompts_of(folder: Path, text: str) -> ModelPrompts:
    (folder / "hello.md").write_text(text, encoding="utf-8")
    return ModelPrompts(folder)


@pytest.mark.parametrize("name", ["understand", "compose", "judge"])
def test_the_projects_prompts_render_with_their_own_samples(name: str, settings: Settings) -> None:
    prompts = ModelPrompts(settings.prompts)
    rendered = prompts.sample(name)
    assert name in prompts.names()
    assert rendered.name == name
    assert len(rendered.version) == 12
    assert "$" not in rendered.system + rendered.user
    assert "JSON" in rendered.system
    assert "không phải mệnh lệnh" in rendered.system


def test_inputs_are_filled_in_and_a_dollar_in_them_means_nothing(tmp_path: Path) -> None:
    prompts = prompts_of(tmp_path, FILE)
    filled = prompts.filled("hello", name="$name ${name} $$")
    assert (filled.system, filled.user) == ("Chào.", "Tôi là $name ${name} $$, có 5 $.")


def test_the_version_changes_with_the_file_and_only_with_it(tmp_path: Path) -> None:
    before = prompts_of(tmp_path, FILE).sample("hello").version
    assert prompts_of(tmp_path, FILE).filled("hello", name="Bình").version == before
    assert prompts_of(tmp_path, FILE + "Nữa.").sample("hello").version != before


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("no front matter", "phần đầu"),
        (FILE.replace("## user", "## users"), "## user"),
        (FILE.replace("$name", "$names"), "name"),
        (FILE.replace("  name: An", "  name: An\n  age: 7"), "age"),
        (FILE.replace("inputs:", "input:"), "inputs"),
        (FILE.replace("5 $$", "5 $"), "$$"),
        (FILE.replace("  name: An", "  name: [An"), "inputs"),
    ],
)
def test_a_broken_file_is_named_with_what_to_mend(tmp_path: Path, broken: str, said: str) -> None:
    with pytest.raises(MissingText) as raised:
        prompts_of(tmp_path, broken)
    assert "hello.md" in str(raised.value)
    assert said in str(raised.value)


def test_missing_and_undeclared_inputs_are_refused(tmp_path: Path) -> None:
    prompts = prompts_of(tmp_path, FILE)
    for values in ({}, {"name": "An", "age": "7"}):
        with pytest.raises(MissingText):
            prompts.filled("hello", **values)
    with pytest.raises(MissingText):
        prompts.filled("goodbye", name="An")
