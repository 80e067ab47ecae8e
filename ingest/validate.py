"""Validate: from a parsed file to a guide, or the faults that stand in the way."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from bot.domain.guide import (
    SECTION_TITLES,
    ErrorFix,
    Guide,
    GuideStatus,
    QuickAnswer,
    Section,
    SectionKind,
    Source,
    SourceKind,
    Step,
    guide_language,
)
from bot.domain.privacy import Sensitive, mask
from bot.language.fold import fold
from bot.language.orders import orders_a_model
from bot.language.tokens import syllables
from ingest.faults import Fault, FaultKind
from ingest.parse import Block, Entry, ParsedGuide

STEPS_TITLE = "Các bước"
ERRORS_TITLE = "Lỗi thường gặp"
QUICK_TITLE = "Hỏi nhanh"
_REQUIRED_SECTIONS = (
    SECTION_TITLES[SectionKind.NEEDS],
    STEPS_TITLE,
    SECTION_TITLES[SectionKind.HELP],
)
_TEXT_KEYS = ("title", "summary", "category", "status", "family", "case", "language")
_DATE_KEYS = ("checked", "review_by")
_LIST_KEYS = ("audience", "asks", "procedures")
_REQUIRED_KEYS = (
    "title", "summary", "category", "audience", "minutes", "asks", "sources", "checked",
    "review_by", "status",
)  # fmt: skip
_KEYS = {*_TEXT_KEYS, *_LIST_KEYS, *_REQUIRED_KEYS, "moved"}
_SOURCE_KEYS = {"title", "url", "kind", "date"}
_STEP_HEADING = re.compile(r"^(\d+)\.?\s*(.*?)\s*(?:\{#([a-z0-9-]+)\})?$", re.S)
_ANCHOR = re.compile(r"\s*\{#([a-z0-9-]+)\}$")
_ITEM = re.compile(r"^- (Kết quả|Nếu vướng|Lưu ý):\s*(.*)$")
_ITEM_FIELDS = {"Kết quả": "result", "Nếu vướng": "stuck", "Lưu ý": "note"}
_FILE_NAME = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_LINK = re.compile(r"https?://[^\s<>)\]\"]+")
_FEWEST_ASKS, _MOST_ASKS = 8, 40
_PERSONAL = frozenset({Sensitive.IDENTITY, Sensitive.PHONE, Sensitive.CARD, Sensitive.EMAIL})


@dataclass(frozen=True)
class RuleBook:
    """What a guide is held against: the allowed domains by kind, the known shelves (None
    allows any), today, the step ids now published by guide, and whether the press may be any
    paper (where a folder brings no list of its own)."""

    domains: Mapping[str, SourceKind]
    categories: frozenset[str] | None
    today: date
    published_steps: Mapping[str, tuple[str, ...]]
    any_press: bool = False

    def kind_of(self, url: str) -> SourceKind | None:
        """The kind of the address' domain, or None when it is on no list."""
        try:
            host = (urlsplit(url).hostname or "").lower()
        except ValueError:
            return None
        parts = host.split(".")
        names = (".".join(parts[at:]) for at in range(len(parts)))
        return next((self.domains[name] for name in names if name in self.domains), None)


@dataclass(frozen=True)
class Validated:
    """A guide, or None when a fault blocks it, and every fault found."""

    id: str
    guide: Guide | None
    faults: tuple[Fault, ...]


def guide_id(file: str) -> str:
    """A guide's id: its file's name, English guides under `en/`."""
    folders, _, name = file.rpartition("/")
    stem = name.removesuffix(".md")
    return f"en/{stem}" if folders.split("/")[-1] == "en" else stem


def validate(parsed: ParsedGuide, rules: RuleBook) -> Validated:
    """The guide in a parsed file, held against the rules."""
    checker = _Checker(parsed, rules)
    guide = checker.guide()
    faults = tuple(sorted(checker.faults, key=lambda fault: fault.line))
    blocked = any(fault.blocks for fault in faults)
    return Validated(guide_id(parsed.file), None if blocked else guide, faults)


def validate_together(guides: Iterable[tuple[str, Guide]]) -> list[Fault]:
    """The faults only seen across guides, given as (file, guide): an id or a way of asking
    that two guides share, a family of one."""
    faults = []
    ids: dict[str, str] = {}
    asks: dict[str, tuple[str, str]] = {}
    families: dict[str, list[str]] = {}
    for file, guide in guides:
        if guide.id in ids:
            message = f"trùng tên với {ids[guide.id]}; đổi tên một trong hai tệp."
            faults.append(Fault(file=file, line=1, kind=FaultKind.DUPLICATE_ID, message=message))
        ids[guide.id] = file
        if guide.family:
            families.setdefault(guide.family, []).append(file)
        for ask in dict.fromkeys(guide.asks):
            key = fold(" ".join(syllables(ask)))
            if key in asks and asks[key][0] != guide.id:
                message = f"câu hỏi “{ask}” đã có trong {asks[key][1]}; bỏ ở một trong hai bài."
                faults.append(
                    Fault(file=file, line=1, kind=FaultKind.DUPLICATE_ASK, message=message)
                )
            asks.setdefault(key, (guide.id, file))
    for family, files in families.items():
        if len(files) == 1:
            message = f"family “{family}” chỉ có một bài; thêm bài còn lại hoặc ghi '-'."
            faults.append(
                Fault(file=files[0], line=1, kind=FaultKind.LONELY_FAMILY, message=message)
            )
    return faults


class _Checker:
    """Walks one parsed file, gathering the guide's parts and faults."""

    def __init__(self, parsed: ParsedGuide, rules: RuleBook) -> None:
        self.parsed = parsed
        self.rules = rules
        self.faults: list[Fault] = list(parsed.faults)

    def fault(self, line: int, kind: FaultKind, message: str) -> None:
        self.faults.append(Fault(file=self.parsed.file, line=line, kind=kind, message=message))

    def guide(self) -> Guide | None:
        if any(
            fault.kind in (FaultKind.UNREADABLE, FaultKind.FRONT_MATTER) for fault in self.faults
        ):
            return None
        self._file_name()
        self._keys()
        self._personal_numbers()
        self._orders()
        self._links()
        sections = self._top_sections()
        steps = self._steps(sections.get(STEPS_TITLE, []))
        checked, review_by = self._date("checked"), self._date("review_by")
        self._freshness(checked, review_by)
        moved = self._moved()
        self._vanished_steps(steps, moved)
        identity = guide_id(self.parsed.file)
        guide = Guide(
            id=identity,
            title=self._text("title"),
            summary=self._text("summary"),
            category=self._category(),
            audience=tuple(self._list("audience")),
            family=self._optional("family"),
            case=self._optional("case"),
            minutes=self._minutes(),
            asks=self._asks(),
            procedures=tuple(self._list("procedures")),
            sources=self._sources(),
            checked=checked or self.rules.today,
            review_by=review_by or self.rules.today,
            status=self._status(),
            moved=moved,
            language=guide_language(identity),
            steps=steps,
            sections=self._plain_sections(sections),
            errors=self._errors(sections.get(ERRORS_TITLE, [])),
            quick_answers=self._quick_answers(sections.get(QUICK_TITLE, [])),
            digest=hashlib.sha256(self.parsed.text.encode()).hexdigest(),
        )
        return None if any(fault.blocks for fault in self.faults) else guide

    # Front matter

    def _file_name(self) -> None:
        stem = self.parsed.file.rpartition("/")[2].removesuffix(".md")
        if not _FILE_NAME.match(stem):
            message = f"tên tệp “{stem}.md” phải gồm chữ thường không dấu, số và gạch nối."
            self.fault(1, FaultKind.FILE_NAME, message)

    def _keys(self) -> None:
        for key, entry in self.parsed.front.items():
            if key not in _KEYS:
                self.fault(
                    entry.line,
                    FaultKind.UNKNOWN_KEY,
                    f"khóa lạ “{key}”; xóa dòng này hoặc sửa tên.",
                )
        for key in _REQUIRED_KEYS:
            if key not in self.parsed.front or self.parsed.front[key].value in ("", []):
                self.fault(2, FaultKind.MISSING_KEY, f"thiếu “{key}”; thêm dòng '{key}: ...'.")
        for key in (*_TEXT_KEYS, *_DATE_KEYS, "minutes"):
            if not isinstance(self._entry(key).value, str):
                message = f"“{key}” phải là một giá trị, không phải danh sách."
                self.fault(self._entry(key).line, FaultKind.BAD_VALUE, message)
        for key in _LIST_KEYS:
            if any(isinstance(item, dict) for item in self._entry(key).value):
                message = f"“{key}” có dòng chứa dấu hai chấm; đặt cả dòng trong dấu ngoặc kép."
                self.fault(self._entry(key).line, FaultKind.BAD_VALUE, message)
        for key in (*_TEXT_KEYS, *_LIST_KEYS):
            for line in self._entry(key).numbers:
                self.fault(
                    line,
                    FaultKind.NUMBER_NOT_TEXT,
                    f"“{key}” có giá trị bị YAML hiểu là số hoặc ngày; đặt trong dấu ngoặc kép.",
                )

    def _entry(self, key: str) -> Entry:
        return self.parsed.front.get(key, Entry("", 2))

    def _text(self, key: str) -> str:
        value = self._entry(key).value
        return value if isinstance(value, str) else ""

    def _optional(self, key: str) -> str | None:
        text = self._text(key)
        return None if text in ("", "-") else text

    def _list(self, key: str) -> list[str]:
        value = self._entry(key).value
        if isinstance(value, str):
            return [value] if value not in ("", "-") else []
        return [item for item in value if isinstance(item, str)]

    def _date(self, key: str) -> date | None:
        text = self._text(key)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            message = f"“{key}” phải là ngày dạng 2026-11-21."
            self.fault(self._entry(key).line, FaultKind.BAD_VALUE, message)
            return None

    def _freshness(self, checked: date | None, review_by: date | None) -> None:
        if checked and checked > self.rules.today:
            message = f"“checked” ({checked}) ở tương lai; ghi ngày đã kiểm tra thật."
            self.fault(self._entry("checked").line, FaultKind.CHECKED_IN_FUTURE, message)
        if review_by and review_by < self.rules.today:
            message = f"đã quá hạn kiểm tra lại ({review_by}); kiểm tra rồi sửa checked, review_by."
            self.fault(self._entry("review_by").line, FaultKind.OVERDUE, message)

    def _minutes(self) -> int:
        text = self._text("minutes")
        if text.isdecimal() and int(text) > 0:
            return int(text)
        if text:
            message = "“minutes” phải là số phút, ví dụ 10."
            self.fault(self._entry("minutes").line, FaultKind.BAD_VALUE, message)
        return 0

    def _category(self) -> str:
        category = self._text("category")
        known = self.rules.categories
        if category and known is not None and category not in known:
            message = f"không có nhóm “{category}”; chọn một nhóm trong categories.csv."
            self.fault(self._entry("category").line, FaultKind.UNKNOWN_CATEGORY, message)
        return category

    def _status(self) -> GuideStatus:
        text = self._text("status")
        try:
            return GuideStatus(text)
        except ValueError:
            if text:
                message = "“status” phải là draft, published hoặc retired."
                self.fault(self._entry("status").line, FaultKind.BAD_VALUE, message)
            return GuideStatus.DRAFT

    def _asks(self) -> tuple[str, ...]:
        asks = self._list("asks")
        if asks and not _FEWEST_ASKS <= len(asks) <= _MOST_ASKS:
            message = f"“asks” có {len(asks)} câu; cần {_FEWEST_ASKS} đến {_MOST_ASKS} câu."
            self.fault(self._entry("asks").line, FaultKind.ASKS_COUNT, message)
        return tuple(dict.fromkeys(asks))

    def _moved(self) -> dict[str, str]:
        value = self._entry("moved").value
        if isinstance(value, str):
            return {}
        return {
            old: new
            for item in value
            if isinstance(item, dict)
            for old, new in item.items()
            if old != "_line"
        }

    def _sources(self) -> tuple[Source, ...]:
        value = self._entry("sources").value
        items = (
            [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
        )
        if "sources" in self.parsed.front and not items:
            message = "“sources” chưa có nguồn nào; thêm {title, url, kind, date}."
            self.fault(self._entry("sources").line, FaultKind.NO_SOURCE, message)
        found = [self._source(item) for item in items]
        return tuple(source for source in found if source)

    def _source(self, item: dict[str, str]) -> Source | None:
        line = int(item.get("_line", self._entry("sources").line))
        unknown = set(item) - _SOURCE_KEYS - {"_line"}
        if unknown:
            message = f"nguồn có khóa lạ “{min(unknown)}”; chỉ dùng title, url, kind, date."
            self.fault(line, FaultKind.UNKNOWN_KEY, message)
        if not item.get("title") or not item.get("url"):
            self.fault(line, FaultKind.MISSING_KEY, "nguồn thiếu title hoặc url.")
            return None
        try:
            day = date.fromisoformat(item.get("date", ""))
        except ValueError:
            message = f"nguồn “{item['title']}” thiếu ngày; thêm date: dạng 2026-11-21."
            self.fault(line, FaultKind.UNDATED_SOURCE, message)
            return None
        try:
            kind = SourceKind(item.get("kind", ""))
        except ValueError:
            self.fault(line, FaultKind.BAD_VALUE, "kind của nguồn: official, law hoặc press.")
            return None
        listed = self.rules.kind_of(item["url"])
        if kind is SourceKind.PRESS and self.rules.any_press:
            listed = SourceKind.PRESS
        if listed is None or (kind is not SourceKind.PRESS and listed is SourceKind.PRESS):
            message = f"nguồn {item['url']} không thuộc tên miền được phép (xem domains.csv)."
            self.fault(line, FaultKind.FOREIGN_LINK, message)
        return Source(title=item["title"], url=item["url"], kind=kind, date=day)

    # Body

    def _top_sections(self) -> dict[str, list[Block]]:
        """Blocks by the title of the `##` section they stand in, that one first."""
        sections: dict[str, list[Block]] = {}
        known = {*SECTION_TITLES.values(), STEPS_TITLE, ERRORS_TITLE, QUICK_TITLE}
        title = ""
        for block in self.parsed.blocks:
            if block.level == 0:
                message = "có chữ trước mục đầu tiên; chuyển vào một mục ## hoặc xóa."
                self.fault(block.line, FaultKind.UNKNOWN_SECTION, message)
                continue
            if block.level == 2:
                title = block.title
                if title in sections:
                    message = f"mục “{title}” viết hai lần; gộp lại làm một."
                    self.fault(block.line, FaultKind.UNKNOWN_SECTION, message)
                elif title not in known:
                    message = f"không có mục “{title}”; dùng đúng tên mục trong _template.md."
                    self.fault(block.line, FaultKind.UNKNOWN_SECTION, message)
            elif block.level != 3 or title not in (STEPS_TITLE, ERRORS_TITLE, QUICK_TITLE):
                message = (
                    f"tiêu đề “{block.title}” không đúng chỗ; dùng ## cho mục,"
                    " ### cho bước, lỗi, câu hỏi."
                )
                self.fault(block.line, FaultKind.UNKNOWN_SECTION, message)
            sections.setdefault(title, []).append(block)
        for required in _REQUIRED_SECTIONS:
            if required not in sections:
                last = self.parsed.text.count("\n") + 1
                message = f"thiếu mục “## {required}”; thêm mục này."
                self.fault(last, FaultKind.MISSING_SECTION, message)
        return sections

    def _plain_sections(self, sections: dict[str, list[Block]]) -> tuple[Section, ...]:
        found = []
        for kind, title in SECTION_TITLES.items():
            if title not in sections:
                continue
            block = sections[title][0]
            if not block.body.strip():
                message = f"mục “{title}” trống; viết nội dung hoặc xóa mục."
                self.fault(block.line, FaultKind.EMPTY_SECTION, message)
            found.append(Section(kind=kind, text=block.body.strip()))
        return tuple(found)

    def _steps(self, blocks: list[Block]) -> tuple[Step, ...]:
        steps: list[Step] = []
        for place, block in enumerate(blocks[1:], 1):
            found = _STEP_HEADING.match(block.title)
            number, action, anchor = found.groups() if found else ("", block.title, None)
            action, anchor = _anchored(action, anchor)
            if not action:
                message = "bước chưa có hành động; viết '### 1. Bấm **Tên nút**'."
                self.fault(block.line, FaultKind.STEP_WITHOUT_ACTION, message)
                continue
            if number != str(place):
                message = f"bước này phải mang số {place}."
                self.fault(block.line, FaultKind.STEP_NUMBER, message)
            step = _step(anchor or slug(action), action, block.body)
            if any(step.id == other.id for other in steps):
                message = f"hai bước cùng mã “{step.id}”; thêm {{#mã-khác}} cuối tiêu đề bước."
                self.fault(block.line, FaultKind.DUPLICATE_STEP, message)
            steps.append(step)
        if blocks and len(blocks) == 1:
            message = "mục “Các bước” chưa có bước nào; thêm '### 1. ...'."
            self.fault(blocks[0].line, FaultKind.STEP_WITHOUT_ACTION, message)
        return tuple(steps)

    def _vanished_steps(self, steps: tuple[Step, ...], moved: dict[str, str]) -> None:
        ids = {step.id for step in steps}
        for old in self.rules.published_steps.get(guide_id(self.parsed.file), ()):
            if old not in ids and moved.get(old) not in ids:
                message = (
                    f"bước “{old}” đã đăng nay không còn; thêm {{#{old}}} vào bước thay nó,"
                    f" hoặc ghi 'moved: {{{old}: mã-bước-mới}}' ở phần đầu."
                )
                line = next((b.line for b in self.parsed.blocks if b.title == STEPS_TITLE), 1)
                self.fault(line, FaultKind.VANISHED_STEP, message)

    def _errors(self, blocks: list[Block]) -> tuple[ErrorFix, ...]:
        return tuple(
            ErrorFix(id=identity, symptom=title, fix=body)
            for identity, title, body in self._entries(blocks)
        )

    def _quick_answers(self, blocks: list[Block]) -> tuple[QuickAnswer, ...]:
        return tuple(
            QuickAnswer(id=identity, question=title, answer=body)
            for identity, title, body in self._entries(blocks)
        )

    def _entries(self, blocks: list[Block]) -> list[tuple[str, str, str]]:
        found: list[tuple[str, str, str]] = []
        for block in blocks[1:]:
            title, anchor = _anchored(block.title, None)
            if not block.body.strip():
                message = f"“{title}” chưa có câu trả lời; viết thêm hoặc xóa."
                self.fault(block.line, FaultKind.EMPTY_SECTION, message)
                continue
            identity = anchor or slug(title)
            if any(identity == other for other, _, _ in found):
                identity = f"{identity}-{len(found) + 1}"
            found.append((identity, title, block.body.strip()))
        return found

    def _personal_numbers(self) -> None:
        for number, line in enumerate(self.parsed.text.split("\n"), 1):
            words = _LINK.sub("", line)
            if _PERSONAL.intersection(mask(words).kinds):
                message = (
                    "có số điện thoại, số giấy tờ hoặc email cá nhân; xóa hoặc thay bằng “...”."
                )
                self.fault(number, FaultKind.PERSONAL_NUMBER, message)

    def _orders(self) -> None:
        for number, line in enumerate(self.parsed.text.split("\n"), 1):
            if orders_a_model(_LINK.sub("", line)):
                message = (
                    "có câu như ra lệnh cho mô hình AI; xóa câu này hoặc viết lại cho người dân."
                )
                self.fault(number, FaultKind.ORDERS, message)

    def _links(self) -> None:
        for block in self.parsed.blocks:
            lines = [(block.line, block.title)]
            lines += list(enumerate(block.body.split("\n"), block.body_line))
            for number, line in lines:
                for url in _LINK.findall(line):
                    if self.rules.kind_of(url.rstrip(".,;:")) in (None, SourceKind.PRESS):
                        message = f"đường dẫn {url} không phải trang chính thức; bỏ hoặc thay."
                        self.fault(number, FaultKind.FOREIGN_LINK, message)


def slug(text: str) -> str:
    """A stable id made of a text's first eight words: `mo-ung-dung-vneid`."""
    return "-".join(fold(word) for word in syllables(text)[:8])


def _anchored(title: str, anchor: str | None) -> tuple[str, str | None]:
    found = _ANCHOR.search(title)
    return (title[: found.start()].strip(), found[1]) if found else (title.strip(), anchor)


def _step(identity: str, action: str, body: str) -> Step:
    fields: dict[str, list[str]] = {"detail": []}
    current = "detail"
    for line in body.split("\n"):
        item = _ITEM.match(line)
        if item:
            current = _ITEM_FIELDS[item[1]]
            fields[current] = [item[2]]
        elif line.startswith("- ") and current != "detail":
            current = "detail"
            fields["detail"].append(line)
        else:
            fields[current].append(line.strip() if current != "detail" else line)
    texts = {name: "\n".join(lines).strip() for name, lines in fields.items()}
    return Step(id=identity, action=action, **texts)
