"""A JSON schema as language models' services take it."""

from typing import Any

from bot.domain.values import Value


def json_shape(shape: type[Value]) -> dict[str, Any]:
    """The schema of a value, in the strict form that every service takes: no references, no
    defaults, every field required and no others; without titles and descriptions, which the
    prompt says better."""
    schema = shape.model_json_schema()
    plain = _plain(schema, schema.get("$defs", {}))
    assert isinstance(plain, dict)
    return plain


def _plain(node: Any, named: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_plain(one, named) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _plain(named[node["$ref"].removeprefix("#/$defs/")], named)
    kept = {
        key: _plain(value, named)
        for key, value in node.items()
        if key not in ("$defs", "title", "description", "default", "properties")
    }
    if "properties" in node:
        kept["properties"] = {name: _plain(one, named) for name, one in node["properties"].items()}
        kept |= {"required": list(node["properties"]), "additionalProperties": False}
    return kept
