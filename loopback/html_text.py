"""A message's HTML as the service reads it: what people see, the entities, the refusals."""

import html
import re
from dataclasses import dataclass

from .refusals import Malformed
from .sent import JsonObject

_ENTITIES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "a": "text_link",
}
_PART = re.compile(
    r"(?P<entity>&(?:lt|gt|amp|quot|\#\d+|\#x[0-9a-f]+);)"
    r"|<(?P<close>/?)(?P<tag>[^\s>/]*)(?P<attributes>[^>]*)>"
    r"|(?P<stray><)"
    r"|(?P<text>[^&<]+|&)",
    re.I,
)
_ATTRIBUTE = re.compile(r"([a-z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'))?", re.I)


@dataclass(frozen=True)
class Parsed:
    """What people see of a text, where its links lead, its entities in UTF-16 units."""

    shown: str
    links: tuple[str, ...] = ()
    entities: tuple[JsonObject, ...] = ()


def parsed(raw: str) -> Parsed:
    """Raises Malformed as the service refuses tags it can't read."""
    shown: list[str] = []
    units = 0
    opened: list[tuple[str, int, str]] = []
    entities: list[JsonObject] = []
    links: list[str] = []
    for found in _PART.finditer(raw):
        at = len(raw[: found.start()].encode("utf-8", "surrogatepass"))
        if found["stray"]:
            raise _unparsable(f"Unclosed start tag at byte offset {at}")
        if found["tag"] is None:
            piece = html.unescape(found[0]) if found["entity"] else found[0]
            shown.append(piece)
            units += length(piece)
        elif not found["close"]:
            link = _link(found["tag"].lower(), found["attributes"], at)
            links += [link] if link else []
            opened.append((found["tag"].lower(), units, link))
        else:
            entities += _closed(found["tag"].lower(), opened, units, at)
    if opened:
        raise _unparsable(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Parsed("".join(shown), tuple(links), tuple(entities))


def length(text: str) -> int:
    """The length of a text as the service counts it, in UTF-16 units."""
    return len(text) + sum(1 for letter in text if letter > "\uffff")


def _link(tag: str, attributes: str, at: int) -> str:
    if tag not in _ENTITIES:
        raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {at}')
    named = {name.lower(): html.unescape(a or b) for name, a, b in _ATTRIBUTE.findall(attributes)}
    return named.get("href", "") if tag == "a" else ""


def _closed(tag: str, opened: list[tuple[str, int, str]], end: int, at: int) -> list[JsonObject]:
    if not opened:
        raise _unparsable(f"Unexpected end tag at byte offset {at}")
    name, start, link = opened.pop()
    if tag not in ("", name):
        raise _unparsable(
            f'Unmatched end tag at byte offset {at}, expected "</{name}>", found "</{tag}>"'
        )
    if end == start or (name == "a" and not link):
        return []
    entity: JsonObject = {"type": _ENTITIES[name], "offset": start, "length": end - start}
    return [entity | {"url": link} if link else entity]


def _unparsable(why: str) -> Malformed:
    return Malformed(f"can't parse entities: {why}")
