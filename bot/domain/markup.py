"""Markup: light Markdown (`**bold**`, `- ` bullets, `[title](url)`), and what it becomes.

A backslash before one of the marks' characters, or before another backslash, takes its meaning
away. Marks are ours alone: what people wrote goes through `literal` before it stands in a text.
"""

import re

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.S)
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((https?://[^\s)]{1,2000})\)")

_MARK = re.compile(r"[\\*\[\]]|-(?= )")
_ESCAPED = re.compile(r"\\([\\*\[\]-])")
# Escaped characters wait as noncharacters, which Unicode keeps for a program's own use, until
# the marks have been read.
_HELD = {mark: chr(0xFDD0 + number) for number, mark in enumerate("\\*[]-")}
_RELEASED = {ord(held): mark for mark, held in _HELD.items()}

_JOINER = "\u2060"
_OFFICIAL = re.compile(
    r"""(?<![^\s("'“‘])((?:https?://)?(?:[a-z0-9-]{1,63}\.){1,8}gov\.vn(?:/[\w/.?=&%+~-]*+)?)"""
    r"""(?=[.,;:!?)"'”’]*+(?:\s|$))""",
    re.A | re.I,
)
_DOT = re.compile(r"(?<=[\w-])\.(?=[^\W\d_])")
_ONE_OR_TWO_DIGITS = re.compile(r"(?<![\w.-])\d{1,2}$")
_ASCII_LABEL = re.compile(r"[A-Za-z0-9-]+(?!\w)")
_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IP = re.compile(rf"(?<![\d.]){_BYTE}(?:\.{_BYTE}){{3}}(?!\.?\d)")
_SIGN = re.compile(r"@(?=\w)|(?<![\w/])/(?=\w)|[#$](?=\w)")
_LONG_NUMBER = re.compile(r"\+?\d(?:[ .()-]{0,2}\d){7,}+")
_THREE_DIGITS = re.compile(r"(?:\d[ .()-]{0,2}){3}(?=\d)")


def plain(text: str) -> str:
    """The text without marks: bold loses its stars, a link keeps its title."""
    return _BOLD.sub(r"\1", _LINK.sub(r"\1", _held(text))).translate(_RELEASED)


def html(text: str) -> str:
    """The text as HTML with `<b>` and `<a>` alone; everything else is escaped."""
    escaped = _held(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    linked = _LINK.sub(lambda m: f'<a href="{m[2].replace(chr(34), "%22")}">{m[1]}</a>', escaped)
    marked = re.sub(r"^- ", "• ", _BOLD.sub(r"<b>\1</b>", linked), flags=re.M)
    return marked.translate(_RELEASED)


def literal(text: str) -> str:
    """What a person wrote, as light Markdown that comes out as it was typed: no mark in it means
    anything, and nothing in it can be tapped. Mask first, then make literal, once.

    Messengers make links by themselves, so the dots of a host's name become `[.]`, and `://`
    becomes `[:]//`; names, commands, tags and telephone numbers are broken by an invisible word
    joiner (U+2060), and so is a missing space after a full stop. Addresses of the state, whose
    host ends in `.gov.vn`, stay as they are."""
    text = text.translate(dict.fromkeys(_RELEASED))
    parts = _OFFICIAL.split(text)
    parts[::2] = [_MARK.sub(r"\\\g<0>", _defused(part)) for part in parts[::2]]
    return "".join(parts)


def _held(text: str) -> str:
    return _ESCAPED.sub(lambda found: _HELD[found[1]], text)


def _defused(text: str) -> str:
    text = _IP.sub(lambda found: found[0].replace(".", "[.]"), text)
    text = _LONG_NUMBER.sub(_broken_number, text)
    text = _DOT.sub(_broken_dot, text)
    return _SIGN.sub(rf"\g<0>{_JOINER}", text.replace("://", "[:]//"))


def _broken_dot(found: re.Match[str]) -> str:
    """A dot of a host's name is shown broken. After a list's number, or before a word no host
    ends in, it is more likely a full stop without its space."""
    whole = found.string
    before = whole[max(0, found.start() - 4) : found.start()]
    host = _ASCII_LABEL.match(whole, found.end()) and not _ONE_OR_TWO_DIGITS.search(before)
    return "[.]" if host else f".{_JOINER}"


def _broken_number(found: re.Match[str]) -> str:
    return _THREE_DIGITS.sub(rf"\g<0>{_JOINER}", found[0])


def shortened(text: str, longest: int) -> str:
    """The text, cut to so many characters with a sign that it was."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def utf16_length(text: str) -> int:
    """The length in UTF-16 units, as messengers count."""
    return len(text.encode("utf-16-le")) // 2


def pieces(text: str, longest: int) -> list[str]:
    """The text in pieces of at most `longest` UTF-16 units, cut between paragraphs, else
    between lines, else between words."""
    if utf16_length(text) <= longest:
        return [text]
    for border in ("\n\n", "\n", " "):
        parts = text.split(border)
        if len(parts) > 1 and all(utf16_length(part) <= longest for part in parts):
            return _joined(parts, border, longest)
    return [piece for half in _halves(text) for piece in pieces(half, longest)]


def _joined(parts: list[str], border: str, longest: int) -> list[str]:
    found = [parts[0]]
    for part in parts[1:]:
        together = found[-1] + border + part
        if utf16_length(together) <= longest:
            found[-1] = together
        else:
            found.append(part)
    return [piece for piece in found if piece.strip()]


def _halves(text: str) -> tuple[str, str]:
    middle = len(text) // 2
    for border in ("\n\n", "\n", " "):
        at = text.rfind(border, 0, middle)
        if at > 0:
            return text[:at], text[at + len(border) :]
    if middle > 1 and _ends_in_escape(text[:middle]):
        middle -= 1
    return text[:middle], text[middle:]


def _ends_in_escape(text: str) -> bool:
    """Whether the last backslash belongs to the character after it."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1
