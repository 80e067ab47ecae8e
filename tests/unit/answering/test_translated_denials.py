"""English denials over Vietnamese passages: each as the guide denies it, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.draft_guard import fault_in
from bot.domain.draft import Evidence, Fault, Passage, Sentence

TABLE = Path(__file__).with_name("denials.txt")


def told(mark: str) -> Iterator[tuple[str, str, str]]:
    """The sentences behind a mark, each with the kind of its passage's chunk and the passage."""
    kind = passage = ""
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("@ "):
            kind, _, passage = line[2:].partition(" ")
        elif line.startswith(f"{mark} "):
            yield kind, passage.replace(" / ", "\n"), line[2:]


def found(kind: str, passage: str, text: str) -> Fault | None:
    cited = Passage(id="c1", chunk=f"guide#{kind}:x", text=passage)
    evidence = Evidence(passages=(cited,), language="vi")
    return fault_in(Sentence(text=text, cites=("c1",)), evidence, "en")


@pytest.mark.parametrize(("kind", "passage", "text"), list(told("+")))
def test_what_the_guide_denies_may_be_denied_in_english(kind: str, passage: str, text: str) -> None:
    assert found(kind, passage, text) is None


@pytest.mark.parametrize(("kind", "passage", "text"), list(told("-")))
def test_a_denial_too_many_too_few_or_of_something_else_may_not(
    kind: str, passage: str, text: str
) -> None:
    assert found(kind, passage, text) is not None


QUESTION = "Sổ đỏ có phải đổi không?\nKhông bắt buộc. Bạn cập nhật khi muốn."


@pytest.mark.parametrize("passage", ["Không?", "Không?\nKhông.", "?\n\n", "Có không?", "không"])
def test_a_passage_that_hardly_says_anything_denies_nothing(passage: str) -> None:
    assert found("quick", passage, "You do not have to change it.") is not None


def test_a_denial_is_as_strict_as_the_guide() -> None:
    assert found("quick", QUESTION, "You do not have to change it.") is None
    assert found("quick", QUESTION, "You must not change it.") is not None
    assert found("quick", QUESTION, "You cannot change it.") is not None
