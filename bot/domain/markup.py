"""Markup: light Markdown (`**bold**`, `- ` bullets, `[title](url)`), and what it becomes."""

import re

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.S)
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((https?://[^\s)]{1,2000})\)")
_MARKS = re.compile(
    r"(?<=\*)(?=\*)|(?<=\])(?=\()|(?<=\w)(?=\.\w|://|@)|(?<=[@/])(?=\w)|(?<=\d)(?=\d)|^(?=- )", re.M
)


def plain(text: str) -> str:
    """The text without marks: bold loses its stars, a link keeps its title."""
    return _BOLD.sub(r"\1", _LINK.sub(r"\1", text))


def html(text: str) -> str:
    """The text as HTML with `<b>` and `<a>` alone; everything else is escaped."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    linked = _LINK.sub(lambda m: f'<a href="{m[2].replace(chr(34), "%22")}">{m[1]}</a>', escaped)
    return re.sub(r"^- ", "• ", _BOLD.sub(r"<b>\1</b>", linked), flags=re.M)


def literal(text: str) -> str:
    """A person's text so that it comes out as typed: never as marks, and no messenger makes a
    link, a mention, a command or a telephone number of it."""
    return _MARKS.sub("\u2060", text)


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
    return text[:middle], text[middle:]
