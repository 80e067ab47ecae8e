"""Parse: a guide's file taken apart, every piece with its line."""

import unicodedata
from collections.abc import Callable

import pytest

from ingest.faults import FaultKind
from ingest.parse import Entry, ParsedGuide, parse

FRONT = """\
---
title: Quên mật khẩu
family: -
case: - # chưa có
asks:
  - quên mk
  - "không nhớ: mật khẩu"
procedures: [1.004220]
sources:
  - {title: Cổng, url: "https://dichvucong.gov.vn", date: 2025-06-30}
---
"""
BODY = """\
## Các bước
### 1. Mở ứng dụng {#mo}
Dòng một.

- Kết quả: xong.
## Nơi trợ giúp
Công an xã.
"""


def parsed(text: str) -> ParsedGuide:
    return parse("guides/a.md", text.encode())


@pytest.mark.parametrize("key", ["family", "case"])
def test_a_bare_dash_is_read_as_text(key: str) -> None:
    found = parsed(FRONT + BODY)

    assert found.faults == ()
    assert found.front[key].value == "-"
    assert found.front[key].numbers == ()


def test_front_matter_keeps_texts_lists_and_mappings_with_their_lines() -> None:
    front = parsed(FRONT + BODY).front

    assert front["title"] == Entry("Quên mật khẩu", 2)
    assert front["asks"] == Entry(["quên mk", "không nhớ: mật khẩu"], 5)
    assert front["sources"].value == [
        {"title": "Cổng", "url": "https://dichvucong.gov.vn", "date": "2025-06-30", "_line": "10"}
    ]


def test_an_unquoted_number_keeps_its_digits_and_is_pointed_out() -> None:
    assert parsed(FRONT + BODY).front["procedures"] == Entry(["1.004220"], 8, (8,))


def test_every_heading_becomes_a_block_with_its_body_and_line() -> None:
    blocks = parsed(FRONT + BODY).blocks

    assert [(b.level, b.title, b.line) for b in blocks] == [
        (2, "Các bước", 12),
        (3, "1. Mở ứng dụng {#mo}", 13),
        (2, "Nơi trợ giúp", 17),
    ]
    assert blocks[1].body == "Dòng một.\n\n- Kết quả: xong."
    assert blocks[2].body == "Công an xã."


def test_a_heading_inside_a_quote_or_a_code_block_starts_no_section() -> None:
    blocks = parsed(FRONT + "## Cần chuẩn bị\n> ## Trích\n\n```\n## Mã\n```\n").blocks

    assert [block.title for block in blocks] == ["Cần chuẩn bị"]


@pytest.mark.parametrize(
    "ways",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="windows line ends"),
        pytest.param(lambda text: text.replace("\n", "\r"), id="old mac line ends"),
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
    ],
)
def test_what_an_editor_program_adds_changes_nothing(ways: Callable[[str], str]) -> None:
    assert parsed(ways(FRONT + BODY)) == parsed(FRONT + BODY)


def test_decomposed_letters_are_composed_and_the_first_such_line_is_named() -> None:
    broken = FRONT + BODY.replace("Dòng một", unicodedata.normalize("NFD", "Dòng một"))

    found = parsed(broken)

    assert found.text == FRONT + BODY
    assert [(f.kind, f.line) for f in found.faults] == [(FaultKind.NOT_NFC, 14)]


@pytest.mark.parametrize(
    ("content", "kind", "line"),
    [
        (b"", FaultKind.FRONT_MATTER, 1),
        (b"\xff\xfe\x00", FaultKind.UNREADABLE, 1),
        ("Quên mật khẩu".encode("utf-16"), FaultKind.UNREADABLE, 1),
        (b"---\ntitle: a\n", FaultKind.FRONT_MATTER, 1),
        (b"---\n- a\n- b\n---\n", FaultKind.FRONT_MATTER, 2),
        (b"---\n\n---\n", FaultKind.FRONT_MATTER, 2),
        (b"---\ntitle: a\ncase: b: c\n---\n", FaultKind.FRONT_MATTER, 3),
        (b"---\ntitle: a\nasks: [b\n---\n", FaultKind.FRONT_MATTER, 3),
        (b"---\ntitle: \x00\n---\n", FaultKind.FRONT_MATTER, 2),
    ],
)
def test_what_cannot_be_read_is_a_fault_and_never_raises(
    content: bytes, kind: FaultKind, line: int
) -> None:
    found = parse("guides/a.md", content)

    assert [(f.kind, f.line) for f in found.faults] == [(kind, line)]
    assert found.front == {}


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("## Cần chuẩn bị\n<div>\nx\n</div>\n", [13]),
        ("## Cần chuẩn bị\n- a\n- bấm <b>Gửi</b>\n", [14]),
        ("## Cần chuẩn bị\n- nhiệt độ < 30 & > 20\n- **đậm**\n", []),
    ],
)
def test_html_is_a_fault_at_its_line(body: str, lines: list[int]) -> None:
    faults = parsed(FRONT + body).faults

    assert [(f.kind, f.line) for f in faults] == [(FaultKind.HTML, line) for line in lines]
