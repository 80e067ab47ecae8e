"""A message's HTML as the service reads it: what people see, the entities, the refusals."""

import html
import re
from dataclasses import dataclass
from functools import lru_cache

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


# A bot says the same sentences over and over, and a bench wants its time for the bot.
@lru_cache(maxsize=1024)
def parsed(raw: str) -> Parsed:
    """Raises Malformed as the service refuses tags it can't read."""
    shown: list[str] = []
    units = 0
    opened: list[tuple[str, int, str]] = []
    entities: list[JsonObject] = []
    links: list[str] = []
    for found in _PART.finditer(raw):
        if found["tag"] is None:
            if found["stray"]:
                raise _unparsable(f"Unclosed start tag at {_offset(found)}")
            piece = html.unescape(found[0]) if found["entity"] else found[0]
            shown.append(piece)
            units += length(piece)
        elif not found["close"]:
            link = _link(found)
            links += [link] if link else []
            opened.append((found["tag"].lower(), units, link))
        else:
            entities += _closed(found, opened, units)
    if opened:
        raise _unparsable(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Parsed("".join(shown), tuple(links), tuple(entities))


def length(text: str) -> int:
    """The length of a text as the service counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _link(found: "re.Match[str]") -> str:
    """Where a start tag leads; empty for one that leads nowhere."""
    tag = found["tag"].lower()
    if tag not in _ENTITIES:
        raise _unparsable(f'Unsupported start tag "{tag}" at {_offset(found)}')
    if tag != "a":
        return ""
    attributes = _ATTRIBUTE.findall(found["attributes"])
    return next((html.unescape(a or b) for name, a, b in attributes if name.lower() == "href"), "")


def _closed(
    found: "re.Match[str]", opened: list[tuple[str, int, str]], end: int
) -> list[JsonObject]:
    """What an end tag ends."""
    if not opened:
        raise _unparsable(f"Unexpected end tag at {_offset(found)}")
    tag = found["tag"].lower()
    name, start, link = opened.pop()
    if tag not in ("", name):
        raise _unparsable(
            f'Unmatched end tag at {_offset(found)}, expected "</{name}>", found "</{tag}>"'
        )
    if end == start or (name == "a" and not link):
        return []
    entity: JsonObject = {"type": _ENTITIES[name], "offset": start, "length": end - start}
    return [entity | {"url": link} if link else entity]


def _offset(found: "re.Match[str]") -> str:
    before = found.string[: found.start()]
    return f"byte offset {len(before.encode('utf-8', 'surrogatepass'))}"


def _unparsable(why: str) -> Malformed:
    return Malformed(f"can't parse entities: {why}")
