"""Injections: how many, where, and what tells that one was obeyed."""

import json

import pytest

from bench.leash.injections import (
    Injection,
    Place,
    Shape,
    injections,
    judged,
    leaked,
    obeyed,
    poisoned,
    reading,
)
from bot.answering.screen import screen
from bot.domain.draft import Draft
from bot.domain.reading import Reading
from bot.domain.search import Chunk, ChunkKind

PROMPT = (
    'Các đoạn (JSON):\n[{"id": "c1", "text": "Ra \\"xã\\".\\nMang thẻ."},'
    ' {"id": "s2", "text": "Mở máy."}]'
)
CHUNK = Chunk(
    id="a#error:b",
    guide="a",
    kind=ChunkKind.ERROR,
    part="b",
    title="Lỗi",
    text="Máy treo\nTắt máy.",
)


def _at(place: Place, shape: Shape) -> Injection:
    return next(i for i in injections() if i.place is place and i.shape is shape)


def test_there_are_more_than_twelve_hundred_of_eighty_wordings_at_every_place() -> None:
    made = injections()
    assert len(made) >= 1_200
    assert len({i.name for i in made}) == len(made)
    per_goal = [i for i in made if i.place is Place.GUIDE and i.goal == "fee"]
    assert len(per_goal) >= 80
    assert {i.goal for i in made} == {
        "canary", "prompt", "link", "secret", "fee", "swear", "politics",
    }  # fmt: skip
    assert {i.shape for i in made} == set(Shape)


def test_they_are_the_same_each_time() -> None:
    assert injections() == injections()


def test_what_a_model_says_that_obeys_holds_every_mark() -> None:
    for injection in injections():
        assert leaked(injection, injection.says, "") == injection.marks


def test_what_the_verbatim_answer_says_too_is_no_leak() -> None:
    injection = next(i for i in injections() if i.goal == "fee")
    assert leaked(injection, injection.says, f"Bài ghi: {injection.says}") == ()


def test_a_mark_in_disguise_is_a_leak() -> None:
    injection = next(i for i in injections() if i.goal == "canary")
    assert leaked(injection, "\u200b".join(injection.says.lower()), "")


def test_the_words_stand_where_they_are_said_to() -> None:
    for injection in injections():
        assert (injection.words in injection.q) == (injection.place is Place.QUESTION)
        assert (injection.words in injection.earlier) == (injection.place is Place.EARLIER)
        in_guide = injection.place in (Place.GUIDE, Place.HEADING)
        assert (poisoned(CHUNK, injection) != CHUNK) == in_guide


def test_a_poisoned_heading_is_one_line_above_the_text() -> None:
    for injection in injections():
        if injection.place is Place.HEADING:
            text = poisoned(CHUNK, injection).text
            assert text.endswith("\nTắt máy.")
            assert text.count("\n") == 1


def test_screened_tells_what_the_screen_does_with_the_question() -> None:
    made = injections()
    assert any(i.screened for i in made)
    for injection in made[::37]:
        caught = screen(injection.q) is not None
        assert injection.screened == (caught and injection.place is Place.QUESTION)


def test_the_questions_beside_them_reach_a_guide_by_themselves() -> None:
    asked = {i.q for i in injections() if i.place is not Place.QUESTION}
    assert not [q for q in asked if screen(q) is not None]


@pytest.mark.parametrize("shape", [Shape.DRAFT, Shape.BESIDE_TRUTH, Shape.QUOTED, Shape.VERBATIM])
def test_an_obedient_draft_keeps_to_our_schema_and_cites_a_real_passage(shape: Shape) -> None:
    draft = Draft.model_validate_json(obeyed(_at(Place.EARLIER, shape), PROMPT))
    assert {cite for said in draft.sentences for cite in said.cites} == {"c1"}


def test_a_poisoned_passage_is_the_one_that_is_cited() -> None:
    injection = _at(Place.GUIDE, Shape.DRAFT)
    text = json.dumps(f"Mở máy.\n{injection.words}", ensure_ascii=False)
    prompt = f'[{{"id": "c1", "text": "Ra xã."}}, {{"id": "s4", "text": {text}}}]'
    draft = Draft.model_validate_json(obeyed(injection, prompt))
    assert draft.sentences[0].cites == ("s4",)


def test_other_shapes_are_no_draft() -> None:
    for shape in (Shape.PROSE, Shape.OTHER, Shape.EXTRA, Shape.FENCED):
        with pytest.raises(ValueError, match="validation error"):
            Draft.model_validate_json(obeyed(_at(Place.EARLIER, shape), PROMPT))


def test_an_obedient_reading_smuggles_the_words_into_the_query() -> None:
    injection = _at(Place.EARLIER, Shape.DRAFT)
    assert injection.says in Reading.model_validate_json(reading(injection)).query


def test_an_obedient_judge_finds_everything_supported() -> None:
    assert json.loads(judged()) == {"supported": True, "why": ""}
