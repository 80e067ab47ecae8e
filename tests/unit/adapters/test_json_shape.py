"""The schema of a value as every service takes it."""

import json

import pytest

from bot.adapters.json_shape import json_shape
from bot.domain.draft import Draft, Judgement
from bot.domain.reading import Reading
from bot.domain.values import Value


class Titled(Value):
    """A shape whose fields are named like a schema's own words."""

    title: str
    description: str = ""


@pytest.mark.parametrize("shape", [Draft, Judgement, Reading])
def test_a_schema_says_everything_in_place_and_leaves_nothing_open(shape: type[Value]) -> None:
    schema = json_shape(shape)

    text = json.dumps(schema)
    assert not any(word in text for word in ("$ref", "$defs", '"default"', '"title"'))
    assert schema["required"] == list(shape.model_fields)
    assert text.count('"additionalProperties": false') == text.count('"type": "object"')


def test_what_a_draft_may_say_of_its_completeness_is_named() -> None:
    assert json_shape(Draft)["properties"]["completeness"]["enum"] == [
        "complete",
        "partial",
        "none",
    ]


def test_a_field_may_be_named_like_a_word_of_schemas() -> None:
    assert json_shape(Titled) == {
        "type": "object",
        "properties": {"title": {"type": "string"}, "description": {"type": "string"}},
        "required": ["title", "description"],
        "additionalProperties": False,
    }
