"""Parse: a guide's Markdown file taken apart, every piece with its line."""

import re
import unicodedata
from dataclasses import dataclass, field

import yaml
from markdown_it import MarkdownIt

from ingest.faults import Fault, FaultKind

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.S)
# `family: -` means none; to YAML the bare dash would open a list.
_BARE_DASH = re.compile(r"^(\w+:[ \t]*)-([ \t]*(?:#.*)?)$", re.M)
_TEXT_TAG = "tag:yaml.org,2002:str"
_MARKDOWN = MarkdownIt("commonmark")
# libyaml's parser is ten times faster; where PyYAML was built without it, its own will do.
_FAST_YAML: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Entry:
    """A front matter value: text, a list of texts, or a list of mappings, with its line.

    `numbers` are the lines of scalars that YAML takes for something other than text."""

    value: str | list[str] | list[dict[str, str]]
    line: int
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Block:
    """A heading and the text under it; level 0 is text before any heading. `line` is the
    heading's, `body_line` that of the body's first line."""

    level: int
    title: str
    line: int
    body: str
    body_line: int


@dataclass(frozen=True)
class ParsedGuide:
    """One file taken apart."""

    file: str
    text: str
    front: dict[str, Entry]
    blocks: tuple[Block, ...]
    faults: tuple[Fault, ...] = field(default=())


def parse(file: str, content: bytes) -> ParsedGuide:
    """Take a guide's file apart. Never raises: what can't be read is a fault."""
    try:
        raw = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "tệp không phải UTF-8; mở bằng trình soạn thảo khác rồi lưu lại dạng UTF-8."
        return ParsedGuide(
            file,
            "",
            {},
            (),
            (Fault(file=file, line=1, kind=FaultKind.UNREADABLE, message=message),),
        )
    lines_unified = raw.replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", lines_unified)
    faults = _normal_form_faults(file, lines_unified, text)
    front_match = _FRONT.match(text)
    if front_match is None:
        message = "thiếu phần đầu giữa hai dòng ---; chép lại từ knowledge/_template.md."
        fault = Fault(file=file, line=1, kind=FaultKind.FRONT_MATTER, message=message)
        return ParsedGuide(file, text, {}, (), (*faults, fault))
    front, front_faults = _front(file, front_match[1])
    first_line = text[: front_match.end()].count("\n")
    blocks, html_faults = _blocks(file, text[front_match.end() :], first_line)
    return ParsedGuide(file, text, front, blocks, (*faults, *front_faults, *html_faults))


def _normal_form_faults(file: str, raw: str, text: str) -> tuple[Fault, ...]:
    if raw == text:
        return ()
    pairs = zip(raw.split("\n"), text.split("\n"), strict=False)
    line = next((n for n, (a, b) in enumerate(pairs, 1) if a != b), 1)
    message = "chữ có dấu gõ dạng tách rời (NFD); lưu lại tệp ở dạng NFC (Unicode dựng sẵn)."
    return (Fault(file=file, line=line, kind=FaultKind.NOT_NFC, message=message),)


def _front(file: str, text: str) -> tuple[dict[str, Entry], tuple[Fault, ...]]:
    try:
        node = _composed(_BARE_DASH.sub(r'\1"-"\2', text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 2
        message = "phần đầu không đọc được; để giá trị có dấu : hoặc # trong dấu ngoặc kép."
        return {}, (Fault(file=file, line=line, kind=FaultKind.FRONT_MATTER, message=message),)
    if not isinstance(node, yaml.MappingNode):
        message = "phần đầu phải gồm các dòng 'khóa: giá trị'."
        return {}, (Fault(file=file, line=2, kind=FaultKind.FRONT_MATTER, message=message),)
    front = {}
    for key, value in node.value:
        front[str(key.value)] = Entry(
            value=_value(value),
            line=key.start_mark.line + 2,
            numbers=tuple(_not_text(value)),
        )
    return front, ()


def _composed(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=_FAST_YAML)
    except yaml.YAMLError:
        # Only its own parser says on which line the fault is.
        return yaml.compose(text, Loader=yaml.SafeLoader)


def _value(node: yaml.Node) -> str | list[str] | list[dict[str, str]]:
    if isinstance(node, yaml.ScalarNode):
        return str(node.value).strip()
    if isinstance(node, yaml.SequenceNode) and any(
        isinstance(item, yaml.MappingNode) for item in node.value
    ):
        return [_mapping(item) for item in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [str(item.value).strip() for item in node.value]
    return [_mapping(node)]


def _mapping(node: yaml.Node) -> dict[str, str]:
    if not isinstance(node, yaml.MappingNode):
        return {"": str(node.value)}
    found = {
        str(key.value): str(value.value).strip()
        for key, value in node.value
        if isinstance(value, yaml.ScalarNode)
    }
    return found | {"_line": str(node.start_mark.line + 2)}


def _not_text(node: yaml.Node) -> list[int]:
    """The lines of scalars that YAML reads as numbers, dates or truth values."""
    if isinstance(node, yaml.ScalarNode):
        plain = node.tag == _TEXT_TAG or not node.value
        return [] if plain else [node.start_mark.line + 2]
    if isinstance(node, yaml.SequenceNode):
        return [line for item in node.value for line in _not_text(item)]
    return []


def _line_with_tag(lines: list[str], span: list[int]) -> int:
    return next((n for n in range(*span) if "<" in lines[n]), span[0])


def _blocks(file: str, body: str, first_line: int) -> tuple[tuple[Block, ...], tuple[Fault, ...]]:
    tokens = _MARKDOWN.parse(body)
    lines = body.split("\n")
    heads = [
        (token.map[0], int(token.tag[1]), tokens[at + 1].content.strip())
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.map and token.level == 0
    ]
    preface = "\n".join(lines[: heads[0][0]] if heads else lines)
    blocks = [Block(0, "", first_line + 1, preface.strip(), first_line + 1)]
    for at, (start, level, title) in enumerate(heads):
        end = heads[at + 1][0] if at + 1 < len(heads) else len(lines)
        under = lines[start + 1 : end]
        blank = next((n for n, line in enumerate(under) if line.strip()), 0)
        blocks.append(
            Block(
                level=level,
                title=title,
                line=first_line + start + 1,
                body="\n".join(under).strip("\n"),
                body_line=first_line + start + 2 + blank,
            )
        )
    if not blocks[0].body:
        del blocks[0]
    html = [
        Fault(
            file=file,
            line=first_line + _line_with_tag(lines, token.map or [0, 1]) + 1,
            kind=FaultKind.HTML,
            message="có thẻ HTML; chỉ dùng chữ thường, **chữ đậm** và gạch đầu dòng.",
        )
        for token in tokens
        if token.type == "html_block"
        or any(child.type == "html_inline" for child in token.children or ())
    ]
    return tuple(blocks), tuple(html)
