"""Quantities: the figures of a text, however they are written, as values that compare."""

import itertools
import re
from enum import StrEnum
from functools import lru_cache

from bot.domain.values import Value


class FigureKind(StrEnum):
    """What a figure counts or names. RANGE is two ends of one unit, LABEL a place in an order
    (level 2, article 13), CODE anything that must stand letter for letter."""

    AMOUNT = "amount"
    DATE = "date"
    TIME = "time"
    COUNT = "count"
    RANGE = "range"
    LABEL = "label"
    CODE = "code"


class Bound(StrEnum):
    """From which side a figure limits."""

    NONE = ""
    UP_TO = "up to"
    AT_LEAST = "at least"
    UNDER = "under"
    OVER = "over"
    FROM = "from"
    UNTIL = "until"
    BEFORE = "before"
    AFTER = "after"
    ABOUT = "about"


class Figure(Value):
    """A figure: its value in one form (`15000`, `2026-01-01`, `3~5`), its unit or label under
    an English name or, where the unit is any word, that word; where it stands in the text."""

    kind: FigureKind
    value: str
    unit: str = ""
    bound: Bound = Bound.NONE
    start: int
    end: int

    def same(self, other: "Figure") -> bool:
        """Whether both say the same, their bounds aside."""
        return (self.kind, self.value, self.unit) == (other.kind, other.value, other.unit)


_VI_UNITS = {
    "ngày làm việc": "working day", "giờ làm việc": "working hour", "ngày": "day", "hôm": "day",
    "giờ": "hour", "tiếng": "hour", "tiếng đồng hồ": "hour", "phút": "minute", "giây": "second",
    "tuần": "week", "tuần lễ": "week", "tháng": "month", "quý": "quarter", "năm": "year",
    "tuổi": "year of age", "lần": "time", "%": "percent", "phần trăm": "percent",
    "km": "km", "cm": "cm", "mm": "mm", "kg": "kg", "m2": "m2", "m²": "m2", "mét vuông": "m2",
    "mét": "m", "m": "m", "mb": "mb", "gb": "gb", "kb": "kb", "lít": "litre",
    "chữ số": "digit", "số": "digit", "ký tự": "character", "kí tự": "character",
    "người": "person", "bản": "copy", "bước": "step",
    "usd": "usd", "đô la": "usd", "euro": "eur", "đêm": "night",
}  # fmt: skip
_EN_UNITS = {
    "working day": "working day", "business day": "working day", "working hour": "working hour",
    "day": "day", "hour": "hour", "hr": "hour", "minute": "minute", "min": "minute",
    "second": "second", "week": "week", "month": "month", "quarter": "quarter", "year": "year",
    "year old": "year of age", "years old": "year of age", "years of age": "year of age",
    "year of age": "year of age", "time": "time", "%": "percent", "percent": "percent",
    "per cent": "percent", "km": "km", "cm": "cm", "mm": "mm", "kg": "kg", "m2": "m2",
    "square metre": "m2", "square meter": "m2", "metre": "m", "meter": "m", "m": "m",
    "mb": "mb", "gb": "gb", "kb": "kb", "litre": "litre", "liter": "litre",
    "digit": "digit", "number": "digit", "character": "character", "person": "person",
    "people": "person", "copy": "copy", "copies": "copy", "step": "step", "usd": "usd",
    "dollar": "usd", "euro": "eur", "night": "night",
}  # fmt: skip
_VI_LABELS = {
    "mức độ": "level", "mức": "level", "cấp độ": "level", "bước": "step", "điều": "article",
    "khoản": "clause", "lớp": "grade", "cấp": "tier", "loại": "type", "hạng": "class",
    "nhóm": "group", "mẫu": "form", "mẫu số": "form", "quý": "quarter", "đợt": "round",
    "vòng": "round", "phím": "key", "android": "android", "ios": "ios", "mục": "item",
    "trang": "page",
    "lần thứ": "ordinal", "thứ": "ordinal", "bậc": "rank", "tốp": "top", "bản": "version",
    "phiên bản": "version", "số": "number", "chương": "chapter", "gói": "package",
}  # fmt: skip
_EN_LABELS = {
    "level": "level", "step": "step", "article": "article", "articles": "article",
    "clause": "clause", "grade": "grade", "tier": "tier", "type": "type", "class": "class",
    "group": "group", "form": "form", "quarter": "quarter", "round": "round", "key": "key",
    "press": "key", "android": "android", "ios": "ios", "item": "item", "page": "page",
    "rank": "rank",
    "version": "version", "number": "number", "chapter": "chapter", "package": "package",
}  # fmt: skip
_LAWS = (
    "nghị định|thông tư|luật|quyết định|nghị quyết|công văn|kế hoạch|decree|decrees|circular|"
    "circulars|law|laws|decision|resolution|letter|plan"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sep sept", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_VI_DIGITS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8,
    "chín": 9, "mười": 10,
}  # fmt: skip
_VI_TAILS = {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5, **_VI_DIGITS}
_EN_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_EN_COUNTS = {
    "fortnight": ("2", "week"), "dozen": ("12", ""), "twice": ("2", "time"), "thrice": ("3",
    "time"),
    "double": ("2", "fold"), "triple": ("3", "fold"),
}  # fmt: skip
_SCALES = {
    "trăm": 100, "nghìn": 1_000, "ngàn": 1_000, "k": 1_000, "triệu": 1_000_000,
    "tr": 1_000_000, "củ": 1_000_000, "tỷ": 1_000_000_000, "tỉ": 1_000_000_000,
    "hundred": 100, "thousand": 1_000, "million": 1_000_000, "mil": 1_000_000,
    "billion": 1_000_000_000,
}  # fmt: skip
_DONG = frozenset("đồng đ vnđ vnd dong dongs ₫ đông".split())
_WEEKDAYS = {
    "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7,
    "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7,
}  # fmt: skip
_EN_WEEKDAYS = {
    "monday": 2, "tuesday": 3, "wednesday": 4, "thursday": 5, "friday": 6, "saturday": 7,
    "sunday": 8,
}  # fmt: skip
_DAYLONG = frozenset({"hour", "day", "working day", "week", "month", "year", "quarter", "minute"})
# A number word before these counts; before anything else `ba` may be a father, `năm` a year.
_COUNTED = frozenset(
    "ngày giờ tiếng phút giây tuần tháng năm tuổi lần người bản bước số chữ ký đồng nghìn ngàn "
    "triệu tỷ trăm mươi mét phần loại cách bên điều cấp mức trường giấy ảnh tờ tấm cái nơi chỗ "
    "mục ô dòng góc tai con cháu tin nhóm vợ mẹ bộ thứ mặt tên hộ đứa việc khoản hạng gói kỳ đợt "
    "tài số sim thẻ máy phương ứng app ngân cơ thông cổng câu hình hướng lớp vòng đầu "
    "đêm quý lượt vé xe nhà phòng cửa trang quyển cuốn điểm thành".split()
)
_ARTICLE_COUNTS = frozenset(
    "ngày giờ tiếng phút tuần tháng năm nghìn ngàn triệu tỷ trăm lần".split()
)

_NEVER_COUNTED = frozenset(
    "đến tới x và hoặc hay thì là mà nếu khi để ở tại của cho do theo với trên dưới trong không "
    "có đã được phải cần trở or to and if when of in for on at is are the a by with from than "
    "must can may not as".split()
)
_PEOPLE = re.compile(
    r"(?:aged?|child|children|kids?|people|person|citizens?|seniors?|anyone|everyone|those|turns?|"
    r"turned|đủ|tuổi)(?: (?:of|who|are|is|under|over|below|above|from|at least|than|younger|"
    r"older))*"
    r"(?: \d+)?(?: (?:to|and))? $"
)

_PIECE = re.compile(
    r"(?P<token>(?:link|phone)_\d{1,3}\b)"
    r"|(?P<decree>\d{1,5}(?:/\d{4})?/[A-ZĐ][\w.-]*\w)"
    r"|(?P<day>\d{1,2}[/-]\d{1,2}[/-]\d{4})(?![\w/])"
    r"|(?P<iso>\d{4}-\d{2}-\d{2})(?![\w/-])"
    r"|(?P<month_year>\d{1,5}/\d{4})(?![\w/])"
    r"|(?P<day_month>\d{1,2}/\d{1,2})(?![\w/])"
    r"|(?P<clock>\d{1,2}(?::\d{2}|[hg]\d{0,2}))(?!\w)"
    r"|(?P<procedure>\d\.\d{6})(?!\w)"
    r"|(?P<version>\d+(?:\.\d+){2,})(?!\w)(?<!\.\d{3})"
    r"|(?P<short>\d+(?:[.,]\d+)?(?:k|tr\d?|đ|cm|mm|km|kg|mb|gb|kb|m2|m|tỷ)|\d+tr\d+)(?!\w)"
    r"|(?P<code>(?=[^\W_]*\d)(?=[^\W_]*[^\W\d_])[^\W_]+(?:[-/.][^\W_]*\d[^\W_]*)*)"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<sign>[%₫])"
    r"|(?P<word>[^\W\d_]+)",
    re.I,
)


_FREE_VI = re.compile(
    r"(?:miễn phí(?!, lệ phí)|(?:không|chẳng|khỏi|không phải|không cần|không bị|không có)"
    r"(?: (?:mất|tốn|thu|tính|trả|đóng|nộp|chịu|lấy|phải|cần|bị|thêm|khoản)){1,3}"
    r"(?: (?:bất kỳ|khoản|một|đồng|thêm))*"
    r" (?:tiền|phí|lệ phí|cước|đồng nào|xu nào|chi phí|cước phí)(?! (?:vào|phạt))|không "
    r"đồng)(?!\w)",
    re.I,
)
_FREE_EN = re.compile(
    r"(?:(?<!feel )(?<!toll-)free(?: of charge)?(?! to\b|-)|(?:no|without|without any|without a) "
    r"(?:fees?|charges?|"
    r"costs?|payment)|(?:costs?|pay|charges?) nothing|(?:do|does|did|need|must|should|is|are) "
    r"?n[o']t (?:need to |have to |be )?"
    r"(?:cost|pay|charged?)(?: (?:a|any) (?:fee|money|thing))?|at no cost|zero (?:fee|cost))(?!\w)",
    re.I,
)


class _Piece:
    __slots__ = ("end", "kind", "low", "start", "text")

    def __init__(self, found: re.Match[str]) -> None:
        self.kind = found.lastgroup or ""
        self.text = found[0]
        self.low = found[0].lower()
        self.start = found.start()
        self.end = found.end()


@lru_cache(maxsize=4096)
def figures(text: str, language: str = "vi") -> tuple[Figure, ...]:
    """Every figure of a text in order, in figures or in words: amounts, dates, times of day,
    counts with their units, places in an order, codes, weekdays. Vietnamese or English;
    another language is read as English. Expects clean text."""
    return tuple(_Reader(text, language).read())


class _Reader:
    """Walks a text from figure to figure."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.vietnamese = language == "vi"
        self.units = _VI_UNITS if self.vietnamese else _EN_UNITS
        self.labels = _VI_LABELS if self.vietnamese else _EN_LABELS
        self.pieces = [_Piece(found) for found in _PIECE.finditer(text)]
        self.at = 0

    def read(self) -> list[Figure]:
        found: list[Figure] = []
        while self.at < len(self.pieces):
            figure = self._figure()
            if figure is None:
                self.at += 1
            else:
                found.append(figure)
        return self._ranges(found)

    def _figure(self) -> Figure | None:
        piece = self.pieces[self.at]
        match piece.kind:
            case "token" | "sign":
                return None
            case "decree" | "procedure" | "version" | "code":
                return self._code(piece)
            case "day" | "iso" | "month_year" | "day_month":
                return self._numeric_date(piece)
            case "clock":
                return self._clock(piece)
            case "short":
                return self._short(piece)
            case "number":
                return self._number(piece)
            case _:
                return self._words(piece)

    # Dates, times and codes

    def _code(self, piece: _Piece) -> Figure:
        self.at += 1
        return self._made(FigureKind.CODE, piece.low, "", piece.start, piece.end)

    def _numeric_date(self, piece: _Piece) -> Figure:
        first = self._word(self.at - 1)
        parts = [int(part) for part in re.split(r"[/-]", piece.text)]
        self.at += 1
        if piece.kind == "iso":
            return self._date(parts[2], parts[1], parts[0], piece.start, piece.end)
        if piece.kind == "month_year":
            law = re.search(
                rf"(?:{_LAWS})(?: \w+){{0,4}} $", self.text[: piece.start].lower()[-60:]
            )
            if parts[0] > 12 or law:
                return self._made(FigureKind.CODE, piece.low, "", piece.start, piece.end)
            return self._date(None, parts[0], parts[1], piece.start, piece.end)
        if piece.kind == "day_month":
            if parts[0] > 31 or parts[1] > 12 or not all(parts):
                return self._made(FigureKind.CODE, piece.low, "", piece.start, piece.end)
            if first == "tháng":
                return self._made(FigureKind.CODE, piece.low, "", piece.start, piece.end)
            return self._date(parts[0], parts[1], None, piece.start, piece.end)
        return self._date(parts[0], parts[1], parts[2], piece.start, piece.end)

    def _date(
        self, day: int | None, month: int | None, year: int | None, start: int, end: int
    ) -> Figure:
        value = "-".join(
            f"{part:0{width}d}" if part is not None else "?"
            for part, width in ((year, 4), (month, 2), (day, 2))
        )
        return self._made(FigureKind.DATE, value, "", start, end)

    def _clock(self, piece: _Piece) -> Figure:
        hours, _, minutes = re.sub(r"[hg]", ":", piece.low).partition(":")
        self.at += 1
        after = self._word(self.at)
        if after in ("am", "pm"):
            self.at += 1
            hours = str(int(hours) % 12 + (12 if after == "pm" else 0))
        end = self.pieces[self.at - 1].end
        if "h" in piece.low and not minutes:
            return self._made(FigureKind.COUNT, str(int(hours)), "hour", piece.start, end)
        value = f"{int(hours):02d}:{int(minutes or 0):02d}"
        return self._made(FigureKind.TIME, value, "", piece.start, end)

    def _short(self, piece: _Piece) -> Figure:
        """A number grown together with its unit: 15k, 2tr5, 4cm."""
        self.at += 1
        number, unit, rest = re.match(r"([\d.,]+)(\D\w?\D*?)(\d*)$", piece.low).groups()  # type: ignore[union-attr]
        if unit == "m" and rest == "2":
            unit, rest = "m2", ""
        end = piece.end
        if unit in _SCALES:
            amount = _decimal(number) * _SCALES[unit] + _rest_of(rest, _SCALES[unit])
            if self._word(self.at) in _DONG:
                end = self.pieces[self.at].end
                self.at += 1
            return self._made(FigureKind.AMOUNT, _plain(amount), "dong", piece.start, end)
        if unit == "đ":
            return self._made(FigureKind.AMOUNT, _plain(_grouped(number)), "dong", piece.start, end)
        named = self.units.get(unit, unit)
        return self._made(FigureKind.COUNT, _plain(_decimal(number)), named, piece.start, end)

    # Numbers

    def _number(self, piece: _Piece) -> Figure:
        before = self._word(self.at - 1)
        self.at += 1
        if self.vietnamese:
            written = self._vietnamese_date(piece, before)
        else:
            written = self._english_date(piece, before)
        if written:
            return written
        if before == "thứ" and self.vietnamese and piece.text in _WEEKDAYS:
            value = str(_WEEKDAYS[piece.text])
            return self._made(FigureKind.LABEL, value, "weekday", piece.start, piece.end)
        return self._measured(_grouped(piece.text), piece.text, piece.start, piece.end)

    def _measured(self, value: float, text: str, start: int, end: int) -> Figure:
        """A number with what follows it: a scale, the currency, a unit; or a label before it."""
        scaled = False
        while self._word(self.at) in _SCALES and self._near(end):
            scale = _SCALES[self._word(self.at)]
            if not scaled:
                value = _decimal(text) if text else value
            value *= scale
            end = self.pieces[self.at].end
            self.at += 1
            scaled = True
            if self._word(self.at) == "rưỡi":
                value += scale / 2
                end = self.pieces[self.at].end
                self.at += 1
            tail = self._tail(scale)
            if tail is not None:
                value += tail
                end = self.pieces[self.at - 1].end
        if self._word(self.at) in _DONG and self._near(end):
            end = self.pieces[self.at].end
            self.at += 1
            return self._made(FigureKind.AMOUNT, _plain(value), "dong", start, end)
        unit, used = self._unit(end)
        if unit and (not scaled or unit not in ("digit",)):
            end = self.pieces[self.at + used - 1].end
            self.at += used
            if self._word(self.at) == "rưỡi" and self._near(end):
                value += 0.5
                end = self.pieces[self.at].end
                self.at += 1
            if unit == "hour" and self.vietnamese:
                return self._o_clock(value, start, end)
            aged = unit in ("year of age", "year") or bool(
                re.search(r"\b(?:tuổi|aged?)\s$", self.text[max(0, start - 6) : start].lower())
            )
            if not self.vietnamese and unit == "year" and self._word(self.at) in ("old", "olds"):
                unit, end = "year of age", self.pieces[self.at].end
                self.at += 1
            elif not self.vietnamese and unit == "year" and aged and self._word(self.at) == "of":
                unit = "year of age" if self._word(self.at + 1) == "age" else unit
            return self._made(FigureKind.COUNT, _plain(value), unit, start, end)
        if scaled and value >= 1_000:
            return self._made(FigureKind.AMOUNT, _plain(value), "dong", start, end)
        label = self._label(start)
        if label:
            return self._made(FigureKind.LABEL, _plain(value), label, start, end)
        before = self.text[max(0, start - 40) : start].lower()
        if before.endswith(("vnd ", "vnđ ")):
            return self._made(FigureKind.AMOUNT, _plain(value), "dong", start - 4, end)
        if not self.vietnamese and value < 120 and _PEOPLE.search(before):
            return self._made(FigureKind.COUNT, _plain(value), "year of age", start, end)
        if text.isdigit() and 1900 <= value <= 2100 and len(text) == 4:
            return self._date(None, None, int(value), start, end)
        return self._made(FigureKind.COUNT, _plain(value), self._counted(end), start, end)

    def _tail(self, scale: int) -> float | None:
        """What follows a scale without another: `2 triệu 5`, `hai triệu rưỡi`."""
        if self.at >= len(self.pieces) or scale < 1_000:
            return None
        piece = self.pieces[self.at]
        after = self._word(self.at + 1)
        if (
            piece.kind == "number"
            and len(piece.text) <= 3
            and self._near(self.pieces[self.at - 1].end)
        ):
            if after in _SCALES and _SCALES[after] < scale:
                self.at += 2
                return float(_grouped(piece.text) * _SCALES[after])
            if len(piece.text) == 1 and after in _DONG:
                self.at += 1
                return _rest_of(piece.text, scale)
        return None

    def _o_clock(self, value: float, start: int, end: int) -> Figure:
        """`8 giờ 30` and `8 giờ sáng` are times of day, `24 giờ` alone may be a length."""
        piece = self.pieces[self.at] if self.at < len(self.pieces) else None
        if piece and piece.kind == "number" and len(piece.text) <= 2 and self._near(end):
            minutes = int(piece.text)
            end = piece.end
            self.at += 1
            if self._word(self.at) == "phút":
                end = self.pieces[self.at].end
                self.at += 1
            return self._made(FigureKind.TIME, f"{int(value):02d}:{minutes:02d}", "", start, end)
        return self._made(FigureKind.COUNT, _plain(value), "hour", start, end)

    def _vietnamese_date(self, piece: _Piece, before: str) -> Figure | None:
        """`ngày 1 tháng 1 năm 2026` and its shorter forms; the word before is not taken."""
        if not piece.text.isdigit():
            return None
        number = int(piece.text)
        if self._word(self.at) == "tháng" and self._is_number(self.at + 1) and number <= 31:
            month = (
                int(self.pieces[self.at + 1].text) if self.pieces[self.at + 1].text.isdigit() else 0
            )
            if self.pieces[self.at + 1].kind == "month_year" and before == "ngày":
                month, year = (int(part) for part in self.pieces[self.at + 1].text.split("/"))
                self.at += 2
                return self._date(number, month, year, piece.start, self.pieces[self.at - 1].end)
            if 1 <= month <= 12 and before in ("ngày", "hôm", "đến", "từ", "mùng", "mồng", "hết"):
                self.at += 2
                year_after = self._year_after()
                return self._date(
                    number, month, year_after, piece.start, self.pieces[self.at - 1].end
                )
        if before == "tháng" and 1 <= number <= 12:
            year_after = self._year_after()
            if year_after is not None:
                return self._date(
                    None, number, year_after, piece.start, self.pieces[self.at - 1].end
                )
            return self._made(FigureKind.LABEL, str(number), "month", piece.start, piece.end)
        if before in ("ngày", "mùng", "mồng") and number <= 31 and not self._unit(piece.end)[0]:
            return self._made(FigureKind.LABEL, str(number), "day of month", piece.start, piece.end)
        return None

    def _year_after(self) -> int | None:
        if self._word(self.at) == "năm" and self._is_number(self.at + 1):
            text = self.pieces[self.at + 1].text
            if len(text) == 4 and text.isdigit():
                self.at += 2
                return int(text)
        return None

    def _english_date(self, piece: _Piece, before: str) -> Figure | None:
        if not piece.text.isdigit():
            return None
        number = int(piece.text)
        after = self._word(self.at)
        if after == "of" and self._word(self.at + 1) in _MONTHS:
            self.at += 1
            after = self._word(self.at)
        if after in _MONTHS and 1 <= number <= 31:
            self.at += 1
            year = self._english_year()
            return self._date(
                number, _MONTHS[after], year, piece.start, self.pieces[self.at - 1].end
            )
        if after in ("am", "pm") and number <= 12:
            self.at += 1
            hours = number % 12 + (12 if after == "pm" else 0)
            return self._made(
                FigureKind.COUNT, str(hours), "hour", piece.start, self.pieces[self.at - 1].end
            )
        return None

    def _month_first(self, piece: _Piece) -> Figure | None:
        """`January 1, 2026`, `January 2026`, `in January`."""
        if piece.low == "may" and piece.text != "May":
            return None
        at = self.at
        if self._is_number(at + 1) or self._ordinal(at + 1):
            digits = re.match(r"\d+", self.pieces[at + 1].text)[0]  # type: ignore[index]
            self.at = at + 2
            if len(digits) == 4:
                return self._date(
                    None, _MONTHS[piece.low], int(digits), piece.start, self.pieces[at + 1].end
                )
            year = self._english_year()
            return self._date(
                int(digits), _MONTHS[piece.low], year, piece.start, self.pieces[self.at - 1].end
            )
        if piece.low in ("may", "march", "mar", "sep", "jan", "dec", "oct", "jun", "jul"):
            return None
        self.at += 1
        return self._made(
            FigureKind.LABEL, str(_MONTHS[piece.low]), "month", piece.start, piece.end
        )

    def _english_year(self) -> int | None:
        if self._is_number(self.at):
            text = self.pieces[self.at].text
            if len(text) == 4 and text.isdigit():
                self.at += 1
                return int(text)
        return None

    # Numbers in words

    def _words(self, piece: _Piece) -> Figure | None:
        free = self._free(piece)
        if free is not None:
            return free
        if self.vietnamese:
            return self._vietnamese_words(piece)
        return self._english_words(piece)

    def _free(self, piece: _Piece) -> Figure | None:
        """`miễn phí`, `không mất tiền`, `no fee`: an amount of nothing."""
        pattern = _FREE_VI if self.vietnamese else _FREE_EN
        found = pattern.match(self.text, piece.start)
        if found is None:
            return None
        while self.at < len(self.pieces) and self.pieces[self.at].start < found.end():
            self.at += 1
        return self._made(FigureKind.AMOUNT, "0", "dong", found.start(), found.end())

    def _vietnamese_words(self, piece: _Piece) -> Figure | None:
        before = self._word(self.at - 1)
        if before == "thứ" and piece.low in _WEEKDAYS:
            self.at += 1
            value = str(_WEEKDAYS[piece.low])
            if self._word(self.at - 3) == "lần":
                return self._made(FigureKind.LABEL, value, "ordinal", piece.start, piece.end)
            return self._made(FigureKind.LABEL, value, "weekday", piece.start, piece.end)
        if piece.low == "chủ" and self._word(self.at + 1) == "nhật":
            self.at += 2
            return self._made(
                FigureKind.LABEL, "8", "weekday", piece.start, self.pieces[self.at - 1].end
            )
        if piece.low == "nửa" and self._unit_at(self.at + 1) in _DAYLONG:
            unit = self._unit_at(self.at + 1)
            end = self.pieces[self.at + 1].end
            self.at += 2
            return self._made(FigureKind.COUNT, "0.5", unit, piece.start, end)
        if before == "tháng" and piece.low in (
            "hai",
            "ba",
            "tư",
            "năm",
            "sáu",
            "bảy",
            "tám",
            "chín",
            "mười",
        ):
            self.at += 1
            month = 4 if piece.low == "tư" else _VI_DIGITS[piece.low]
            return self._made(FigureKind.LABEL, str(month), "month", piece.start, piece.end)
        return self._spelled(piece, before)

    def _spelled(self, piece: _Piece, before: str) -> Figure | None:
        value, used = self._spelled_value(self.at)
        if value is None:
            return None
        next_word = self._word(self.at + used)
        if used == 1:
            if piece.low == "một" and (
                next_word not in _ARTICLE_COUNTS or (before in _DONG and next_word not in _SCALES)
            ):
                return None
            if piece.low == "năm" and (
                next_word not in _COUNTED
                or before in ("một", "hai", "ba", "bốn", "mỗi", "hàng", "trong", "cả", "nửa")
                or self._is_number(self.at - 1)
                or self._is_number(self.at + 1)
            ):
                return None
            if next_word not in _COUNTED and not self._labelled(before, piece.low):
                return None
            if piece.low == "ba" and next_word in ("mẹ", "con", "cháu"):
                return None
        start, end = piece.start, self.pieces[self.at + used - 1].end
        self.at += used
        return self._measured(float(value), "", start, end)

    def _labelled(self, before: str, word: str) -> bool:
        return before in ("mức", "bước", "điều", "khoản", "lớp", "cấp", "độ", "phím") and word in (
            "một", "hai", "ba", "bốn", "sáu", "bảy", "tám", "chín", "mười",
        )  # fmt: skip

    def _spelled_value(self, at: int) -> tuple[int | None, int]:
        """A Vietnamese number below a thousand in words, and how many words it takes."""
        first = self._word(at)
        if first not in _VI_DIGITS:
            return None, 0
        value, used = _VI_DIGITS[first], 1
        if self._word(at + used) == "trăm" and value < 10:
            value, used = value * 100, used + 1
            if self._word(at + used) in ("linh", "lẻ") and self._word(at + used + 1) in _VI_TAILS:
                return value + _VI_TAILS[self._word(at + used + 1)], used + 2
            tens, more = self._tens(at + used)
            return (value + tens, used + more) if tens else (value, used)
        tens, more = self._tens(at)
        return (tens, more) if tens else (value, used)

    def _tens(self, at: int) -> tuple[int, int]:
        first, second, third = (self._word(at + step) for step in range(3))
        if first == "mười" and second in _VI_TAILS and second not in ("mười", "mốt", "tư"):
            if second == "năm" and self._word(at + 2) not in _COUNTED:
                return 10, 1
            return 10 + _VI_TAILS[second], 2
        if first == "mười":
            return 10, 1
        if first in _VI_DIGITS and second in ("mươi", "chục") and _VI_DIGITS[first] < 10:
            value = _VI_DIGITS[first] * 10
            if third in _VI_TAILS and third not in ("mười", "năm"):
                return value + _VI_TAILS[third], 3
            return value, 2
        if (
            first in _VI_DIGITS
            and second in ("mốt", "tư", "lăm", "nhăm")
            and first not in ("một", "năm")
        ):
            return _VI_DIGITS[first] * 10 + _VI_TAILS[second], 2
        return 0, 0

    def _english_words(self, piece: _Piece) -> Figure | None:
        if piece.low in _MONTHS:
            return self._month_first(piece)
        if piece.low in _EN_WEEKDAYS or piece.low.removesuffix("s") in _EN_WEEKDAYS:
            self.at += 1
            day = str(_EN_WEEKDAYS[piece.low.removesuffix("s")])
            return self._made(FigureKind.LABEL, day, "weekday", piece.start, piece.end)
        if piece.low == "half":
            at = self.at + 1 + (self._word(self.at + 1) in ("a", "an"))
            unit = self._unit_at(at)
            if unit in _DAYLONG:
                end = self.pieces[at].end
                self.at = at + 1
                return self._made(FigureKind.COUNT, "0.5", unit, piece.start, end)
        if piece.low in _EN_COUNTS:
            count, unit = _EN_COUNTS[piece.low]
            self.at += 1
            return self._made(FigureKind.COUNT, count, unit, piece.start, piece.end)
        if piece.low in ("a", "an") and self._unit_at(self.at + 1) in _DAYLONG:
            if self._per(self.at):
                return None
            self.at += 1
            return self._measured(1.0, "", piece.start, piece.end)
        if piece.low not in _EN_NUMBERS:
            return None
        value, used = float(_EN_NUMBERS[piece.low]), 1
        follower = self._word(self.at + 1)
        if value >= 20 and follower in _EN_NUMBERS and _EN_NUMBERS[follower] < 10:
            value, used = value + _EN_NUMBERS[follower], 2
        following = self._word(self.at + used)
        if piece.low == "one" and self._unit_of(following) is None and following not in _SCALES:
            return None
        end = self.pieces[self.at + used - 1].end
        self.at += used
        return self._measured(value, "", piece.start, end)

    def _per(self, at: int) -> bool:
        """`a` that means `each`: 500,000 dong a month."""
        before = self._word(at - 1)
        return before in _DONG or before in ("once", "twice", "times", "many", "such", "times")

    # Words around

    def _word(self, at: int) -> str:
        if 0 <= at < len(self.pieces) and self.pieces[at].kind in ("word", "sign", "code", "short"):
            return self.pieces[at].low
        return ""

    def _is_number(self, at: int) -> bool:
        return 0 <= at < len(self.pieces) and self.pieces[at].kind in ("number", "month_year")

    def _ordinal(self, at: int) -> bool:
        return 0 <= at < len(self.pieces) and bool(
            re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)", self.pieces[at].low)
        )

    def _near(self, end: int) -> bool:
        """Whether the next piece follows at once: nothing between but a space or a hyphen."""
        if self.at >= len(self.pieces):
            return False
        return self.text[end : self.pieces[self.at].start] in ("", " ", "-", " - ")

    def _unit(self, end: int) -> tuple[str, int]:
        """The unit after a number, and how many pieces it takes."""
        if not self._near(end):
            return "", 0
        for length in (3, 2, 1):
            words = [self._word(self.at + step) for step in range(length)]
            if all(words) and self._adjacent(length):
                unit = self._unit_of(" ".join(words))
                if unit:
                    return unit, length
        return "", 0

    def _adjacent(self, length: int) -> bool:
        run = self.pieces[self.at : self.at + length]
        return all(
            self.text[first.end : second.start] == " " for first, second in itertools.pairwise(run)
        )

    def _unit_of(self, words: str) -> str | None:
        unit = self.units.get(words)
        if unit is None and not self.vietnamese and words.endswith("s"):
            unit = self.units.get(words[:-1])
        return unit

    def _unit_at(self, at: int) -> str:
        return self._unit_of(self._word(at)) or ""

    def _label(self, start: int) -> str:
        """The label before a number: `mức độ 2`, `Điều 7, 10, 13` for each of them."""
        before = self.text[max(0, start - 60) : start].lower()
        before = re.sub(r"(?:[\d.]+(?:, | và | and | hoặc | or | hay ))+$", "", before)
        words = re.findall(r"[^\W\d_]+", before[-30:])
        if not words or not re.search(r"\w[ .]$|\w số $", before[-3:] + ""):
            return ""
        two = " ".join(words[-2:])
        return self.labels.get(two) or self.labels.get(words[-1], "")

    def _counted(self, end: int) -> str:
        """Any word right after a number is its unit, as far as it goes."""
        if self._near(end) and self.pieces[self.at].kind == "word":
            word = self.pieces[self.at].low
            return "" if word in _NEVER_COUNTED else word
        return ""

    def _made(self, kind: FigureKind, value: str, unit: str, start: int, end: int) -> Figure:
        bound = _bound(self.text, start, end, self.vietnamese)
        if kind is FigureKind.AMOUNT and bound is Bound.UNTIL:
            # What something costs: `hết 7.000 đồng`, `comes to 7,000 dong`.
            bound = Bound.NONE
        after = _AT_ONCE.match(self.text, end)
        if after is not None:
            end = after.end()
            while self.at < len(self.pieces) and self.pieces[self.at].start < end:
                self.at += 1
        return Figure(kind=kind, value=value, unit=unit, bound=bound, start=start, end=end)

    # Ranges

    def _ranges(self, found: list[Figure]) -> list[Figure]:
        """Two figures joined by `đến`, `-` or `to` become one: neither end stands alone."""
        joined: list[Figure] = []
        for figure in found:
            last = joined[-1] if joined else None
            if last is not None and self._shares_unit(last, figure):
                joined[-1] = last.model_copy(update={"unit": figure.unit})
            if last is not None and self._makes_range(last, figure):
                joined[-1] = self._range(last, figure)
            else:
                joined.append(figure)
        return joined

    def _shares_unit(self, first: Figure, second: Figure) -> bool:
        """`từ đủ 15 đến dưới 18 tuổi`: both are ages."""
        between = self.text[first.end : second.start].lower().strip()
        both = first.kind is FigureKind.COUNT and second.kind is FigureKind.COUNT
        return both and not first.unit and between in _TO_UNDER

    def _makes_range(self, first: Figure, second: Figure) -> bool:
        between = self.text[first.end : second.start].lower().strip()
        if between not in ("đến", "tới", "-", "–", "—", "to", "and", "x", "×", "hoặc", "or", "hay"):
            return False
        if between in ("and", "hoặc", "or", "hay"):
            word = self.text[: first.start].rstrip().lower()
            return between == "and" and word.endswith("between")
        if FigureKind.CODE in (first.kind, second.kind) or first.kind is FigureKind.RANGE:
            return False
        if first.kind is FigureKind.DATE or second.kind is FigureKind.DATE:
            return False
        if "weekday" in (first.unit, second.unit):
            return False
        return first.unit in ("", second.unit, second.unit.split(" ")[-1]) or (
            second.kind is FigureKind.AMOUNT and first.kind is FigureKind.COUNT
        )

    def _range(self, first: Figure, second: Figure) -> Figure:
        low = first.value
        if second.kind is FigureKind.AMOUNT and first.kind is FigureKind.COUNT:
            low = _plain(float(first.value) * _scale_of(self.text[second.start : second.end]))
        return Figure(
            kind=FigureKind.RANGE, value=f"{low}~{second.value}", unit=second.unit,
            bound=Bound.NONE, start=first.start, end=second.end,
        )  # fmt: skip


_BOUNDS_BEFORE = (
    (Bound.UP_TO, "không quá|không vượt quá|không hơn|không lâu hơn|không muộn quá|tối đa|nhiều "
                  "nhất|dài nhất"
     "|lâu nhất|cao nhất|muộn nhất|chậm nhất|trong vòng|trong|nội trong|up to|at most|within|no "
     "more than"
     "|not more than|no longer than|no later than|maximum|maximum of|a maximum of|at the latest"),
    (Bound.AT_LEAST, "ít nhất|tối thiểu|thấp nhất|sớm nhất|ngắn nhất|từ đủ|không dưới|không ít "
                     "hơn|at least|minimum"
     "|minimum of|a minimum of|no less than|not less than|not under"),
    (Bound.UNDER, "dưới|chưa đủ|chưa đến|chưa tới|chưa quá|ít hơn|nhỏ hơn|thấp hơn|under|less "
                  "than|below"
     "|fewer than|younger than|not yet"),
    (Bound.OVER, "quá|hơn|trên|vượt|vượt quá|nhiều hơn|lớn hơn|sau quá|over|more than|above|"
                 "older than|longer than|exceeds?"
     "|beyond|after more than"),
    (Bound.FROM, "từ|từ ngày|kể từ|kể từ ngày|từ tháng|từ năm|since|from|starting|beginning|as "
                 "of|starting from"),
    (Bound.UNTIL, "đến|tới|hết|đến hết|tới hết|đến ngày|tới ngày|đến hết ngày|tới hết ngày|hết "
                  "ngày|đến tháng|đến năm|until|till"
     "|through|up until|to"),
    (Bound.BEFORE, "trước|trước ngày|trước tháng|trước năm|before|by|prior to"),
    (Bound.AFTER, "sau|sau ngày|sau khi|sau năm|after"),
    (Bound.ABOUT, "khoảng|chừng|gần|about|around|roughly|approximately|some|nearly|almost"),
)  # fmt: skip
_BEFORE = {
    phrase: bound
    for bound, phrases in _BOUNDS_BEFORE
    for phrase in phrases.replace("s?", "").split("|")
} | {"exceeds": Bound.OVER}
_UPWARDS = re.compile(
    r"(?:\s+[^\W\d_]+){0,3}?\s*(?:trở lên|trở đi|or more|or over|or older|and over|and above|or "
    r"above|and older|and up|upwards?)\b",
    re.I,
)
_DOWNWARDS = re.compile(
    r"(?:\s+[^\W\d_]+){0,3}?\s*(?:trở xuống|trở về trước|or less|or under|or below|and under|or "
    r"younger)\b",
    re.I,
)
_AT_ONCE = re.compile(
    r"\s(?:trở lên|trở đi|trở xuống|or more|or over|or older|and over|and above|or above|and older|"
    r"or less|or under|or below|and under|or younger)\b",
    re.I,
)
_TO_UNDER = frozenset(("đến dưới", "tới dưới", "đến chưa đủ", "to under", "to less than"))
_UNTIL_AN_HOUR = re.compile(r"(?:đến|tới)(?: hết)? \d{1,2} giờ(?: \d{1,2}(?: phút)?)? ngày $", re.I)
_LAST_WORDS = re.compile(r"(?:[^\W\d_]+ ){1,4}$")
_FILLERS = frozenset("ngày the a an mức số tổng cộng tháng năm".split())


def _bound(text: str, start: int, end: int, vietnamese: bool) -> Bound:
    if _UPWARDS.match(text, end):
        return Bound.AT_LEAST
    if _DOWNWARDS.match(text, end):
        return Bound.UP_TO
    if _UNTIL_AN_HOUR.search(text[max(0, start - 40) : start]):
        return Bound.UNTIL
    found = _LAST_WORDS.search(text[max(0, start - 40) : start].lower())
    if not found:
        return Bound.NONE
    words = found[0].split()
    while words:
        for length in range(min(4, len(words)), 0, -1):
            bound = _BEFORE.get(" ".join(words[-length:]))
            if bound is not None:
                return bound
        if words[-1] not in _FILLERS:
            return Bound.NONE
        words.pop()
    return Bound.NONE


def _grouped(text: str) -> float:
    """A number as it is mostly meant: groups of three are thousands, else a fraction."""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", text):
        return float(re.sub(r"[.,]", "", text))
    return _decimal(text)


def _decimal(text: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3}){2,}", text):
        return float(re.sub(r"[.,]", "", text))
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float(re.sub(r"\D", "", text) or 0)


def _rest_of(digits: str, scale: int) -> float:
    return float(digits) * scale / 10 ** len(digits) if digits else 0.0


def _scale_of(text: str) -> int:
    words = re.findall(r"[^\W\d_]+", text.lower())
    scale = 1
    for word in words:
        scale *= _SCALES.get(word, 1)
    return scale


def _plain(value: float) -> str:
    return f"{value:.10g}"


def says(figure: Figure, other: Figure) -> bool:
    """Whether a source's figure says what a sentence's figure says: the same, or more exactly
    (the whole number of a decree, the year of a day)."""
    if figure.same(other):
        return True
    if figure.kind is FigureKind.CODE and other.kind is FigureKind.CODE:
        return "/" in figure.value and other.value.startswith(figure.value + "/")
    if figure.kind is FigureKind.DATE and other.kind is FigureKind.DATE:
        day = figure.value[1:]
        return figure.value.startswith("?-") and day == other.value[4:] and "?" not in day
    plain = {FigureKind.COUNT, FigureKind.LABEL}
    if figure.kind in plain and other.kind in plain and figure.value == other.value:
        return figure.unit in ("", "number") and other.unit in ("", "number", "key")
    return False


_COMPATIBLE = {
    Bound.NONE: {Bound.NONE, Bound.UP_TO, Bound.ABOUT},
    Bound.UP_TO: {Bound.UP_TO, Bound.NONE},
    Bound.AT_LEAST: {Bound.AT_LEAST, Bound.FROM},
    Bound.UNDER: {Bound.UNDER},
    Bound.OVER: {Bound.OVER},
    Bound.FROM: {Bound.FROM, Bound.AT_LEAST, Bound.NONE},
    Bound.UNTIL: {Bound.UNTIL, Bound.UP_TO},
    Bound.BEFORE: {Bound.BEFORE},
    Bound.AFTER: {Bound.AFTER},
    Bound.ABOUT: {Bound.ABOUT},
}


def bounds_agree(mine: Bound, theirs: Bound) -> bool:
    """Whether a figure may limit as `mine` where its source limits as `theirs`."""
    return theirs in _COMPATIBLE[mine]
