"""Procedures: the records crawled from the National Public Service Portal, made into cards.

Source of the shape: the records crawled by github.com/chatbot-tthc/chatbot_tthc on
20/7/2026. The crawler took each page's visible text, so every table arrives as one string
with its cells run together; the functions below cut it back into rows. Nothing of a record
can become markup, and the portal's tag `Miễn phí` never becomes a fee: it is often false.
"""

import gzip
import html
import io
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import date

from bot.domain.procedure import Filing, Level, ProcedureCard
from bot.domain.values import Value
from bot.language.fold import VIETNAMESE_LETTERS, clean

_LONGEST_FILE = 256 * 1024 * 1024
_LONGEST_FIELD = 100_000
_LONGEST_ENTRY = 600
_LONGEST_TEXT = 6_000

_LOWER = "a-z" + "".join(sorted(VIETNAMESE_LETTERS))
_UPPER = "A-Z" + "".join(sorted(letter.upper() for letter in VIETNAMESE_LETTERS))

_FIELDS = (
    "cap_thuc_hien",
    "linh_vuc",
    "doi_tuong_thuc_hien",
    "co_quan_thuc_hien",
    "co_quan_co_tham_quyen",
    "cach_thuc_thuc_hien",
    "thanh_phan_ho_so",
    "trinh_tu_thuc_hien",
    "yeu_cau_dieu_kien",
    "ket_qua_xu_ly",
    "can_cu_phap_ly",
    "detail_url",
)
_CODE = re.compile(r"\d\.\d{6}", re.ASCII)
_URL = re.compile(r"https://dichvucong\.gov\.vn/[\w\-./?=&%]*", re.ASCII)


class RecordFault(Value):
    """What was wrong with one record (a line, counted from 1) and what was done about it."""

    record: int
    code: str
    message: str


class ProcedureImport(Value):
    """The cards of a file, in its order, and what was wrong with the rest."""

    cards: tuple[ProcedureCard, ...]
    faults: tuple[RecordFault, ...]


class _Refused(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def read_procedures(content: bytes, fetched: date) -> ProcedureImport:
    """The cards of a JSON Lines file, plain or gzipped. Never raises: a record that cannot
    be read is reported and passed over."""
    text, faults = _unpacked(content)
    cards: dict[str, ProcedureCard] = {}
    for number, line in enumerate(text.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            record = _record(line)
            code = _code(record, cards)
            values, wrong = _values(record)
            cards[code] = _card(code, _name(record), values, fetched)
        except _Refused as refused:
            faults.append(RecordFault(record=number, code=refused.code, message=refused.message))
            continue
        if wrong:
            message = f"Trường {', '.join(wrong)} không phải là chữ nên được để trống."
            faults.append(RecordFault(record=number, code="wrong_type", message=message))
    return ProcedureImport(cards=tuple(cards.values()), faults=tuple(faults))


def _unpacked(content: bytes) -> tuple[bytes, list[RecordFault]]:
    if not content.startswith(b"\x1f\x8b"):
        return content.removeprefix(b"\xef\xbb\xbf"), []
    text, broken = bytearray(), False
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
        try:
            while len(text) < _LONGEST_FILE and (block := file.read1(1024 * 1024)):
                text += block
        except (OSError, EOFError, zlib.error):
            broken = True
    if not broken and len(text) < _LONGEST_FILE:
        return bytes(text), []
    whole, _, _ = bytes(text).rpartition(b"\n")
    fault = RecordFault(
        record=whole.count(b"\n") + 2 if whole else 1,
        code="broken_file",
        message="Tệp nén bị hỏng hoặc quá lớn nên chỉ đọc được các dòng đứng trước chỗ này.",
    )
    return whole, [fault]


def _record(line: bytes) -> dict[str, object]:
    try:
        record = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _Refused("bad_json", "Dòng này không phải là JSON nên bị bỏ qua.") from None
    if not isinstance(record, dict):
        raise _Refused("not_object", "Dòng này không phải là một bản ghi nên bị bỏ qua.")
    return record


def _code(record: dict[str, object], known: Iterable[str]) -> str:
    code = record.get("ma_thu_tuc")
    if not isinstance(code, str) or not _CODE.fullmatch(code.strip()):
        raise _Refused("bad_code", "Bản ghi không có mã thủ tục dạng 1.234567 nên bị bỏ qua.")
    code = code.strip()
    if code in known:
        raise _Refused("duplicate", f"Mã {code} đã có ở một dòng trước nên bản ghi này bị bỏ qua.")
    return code


def _name(record: dict[str, object]) -> str:
    name = record.get("ten_thu_tuc")
    line = _line(_clean(name)).rstrip(" .;,") if isinstance(name, str) else ""
    if not any(character.isalpha() for character in line):
        raise _Refused("bad_name", "Bản ghi không có tên thủ tục nên bị bỏ qua.")
    return line


def _values(record: dict[str, object]) -> tuple[dict[str, str], list[str]]:
    values, wrong = {}, []
    for key in _FIELDS:
        value = record.get(key)
        values[key] = _clean(value) if isinstance(value, str) else ""
        if value is not None and not isinstance(value, str):
            wrong.append(key)
    return values, wrong


def _card(code: str, name: str, values: dict[str, str], fetched: date) -> ProcedureCard:
    url = values["detail_url"].strip()
    return ProcedureCard(
        code=code,
        name=name,
        levels=_levels(values["cap_thuc_hien"]),
        field=_stated(values["linh_vuc"]),
        audience=_audience(values["doi_tuong_thuc_hien"]),
        agency=_stated(values["co_quan_thuc_hien"]) or _stated(values["co_quan_co_tham_quyen"]),
        filings=_filings(values["cach_thuc_thuc_hien"]),
        documents=_documents(values["thanh_phan_ho_so"]),
        steps=_paragraphs(values["trinh_tu_thuc_hien"]),
        conditions=_paragraphs(values["yeu_cau_dieu_kien"]),
        result=_results(values["ket_qua_xu_ly"]),
        legal=_legal(values["can_cu_phap_ly"]),
        url=url if _URL.fullmatch(url) else "",
        fetched=fetched,
    )


# Text: what every field goes through.

_SCRIPT = re.compile(
    r"<(script|style)\b.*?(?:</\1\b[^<>]{0,100}>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_BREAK = re.compile(r"</?(?:br|p|div|li|tr|h\d)\b[^<>]{0,500}>", re.IGNORECASE)
_TAG = re.compile(r"<[/!?]?[a-zA-Z][^<>]{0,2000}>")
_MARKS = (("[", "("), ("]", ")"), ("`", "'"))
# What `clean` would leave as it is; asking first saves a third of the import's time.
_PLAIN = re.compile(r"[\n\t -~À-ɏḀ-ỿ–“”‘’…]*")
_DOUBLED = re.compile(r"([*~_])\1+")
_GLUE = re.compile(
    f"(?<=[{_LOWER}])(?=(?:Mẫu|Phụ lục|Bước \\d|Trường hợp|Tờ khai|Ghi chú|Lưu ý)(?![{_LOWER}]))"
    f"|(?<=[{_LOWER})][.;:])(?=[{_UPPER}][{_LOWER}])|(?<=[A-ZĐ]{{2}})(?=ngày \\d)"
)
_STEP = re.compile(r"(?:(?<=[.;:”])|(?<=\w\w\)))\s?(?=Bước \d)")
_SENTENCE = re.compile(r"[.;:!?…](?=\s)|\n")
_NOTHING = {"", "không", "không có", "không có thông tin", "không quy định", "không yêu cầu"}
_FURNITURE = re.compile(r"Từ khóa(?=\S)|Chọn cơ quan thực hiện")


def _clean(raw: str) -> str:
    """The field without hidden characters, tags, scripts and entities; no `<` is left."""
    text = raw[:_LONGEST_FIELD]
    text = text if _PLAIN.fullmatch(text) else clean(text)
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", _SCRIPT.sub(" ", text)))
    if "&" in text:
        text = clean(html.unescape(text))
    return text.replace("->", "→").replace("<", "‹").replace(">", "›")


def _line(text: str, longest: int = _LONGEST_ENTRY) -> str:
    """The text as one line that no messenger can read as markup."""
    plain = " ".join(text.split())
    for mark, harmless in _MARKS:
        plain = plain.replace(mark, harmless)
    plain = _DOUBLED.sub(lambda m: "…" if m[1] == "_" else m[1], plain).lstrip("# ")
    return _cut(_GLUE.sub(" ", plain), longest)


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    ends = [found.start() for found in _SENTENCE.finditer(head, longest // 2)]
    at = ends[-1] if ends else head.rfind(" ", longest // 2)
    return (head[:at] if at > 0 else head).rstrip(" .;:,!?…\n") + "…"


def _stated(text: str) -> str:
    line = _line(text)
    return "" if line.strip(" .-").casefold() in _NOTHING else line


def _paragraphs(text: str) -> str:
    """The lines of a long text, with the lines that a PDF broke in mid-sentence mended."""
    lines: list[str] = []
    body = _FURNITURE.split(_DOCUMENT_HEAD.sub("\n", text), maxsplit=1)[0]
    for raw in _STEP.sub("\n", body).split("\n"):
        line = _line(raw, _LONGEST_TEXT)
        if not line.strip("-+* ."):
            continue
        if lines and _goes_on(lines[-1], line):
            lines[-1] += " " + line
        else:
            lines.append(line)
    whole = "\n".join(lines)
    return _cut(whole, _LONGEST_TEXT) if _stated(whole[:100]) else ""


def _goes_on(line: str, following: str) -> bool:
    bullet = re.match(r"\w{1,3}[.)]|-", following)
    return not bullet and following[0].islower() and line[-1] not in ".;:!?…"


def _strip_bullet(text: str) -> str:
    return text.strip().lstrip("-+*•– \t\n").strip()


def _levels(text: str) -> tuple[Level, ...]:
    known = {
        "cấp bộ": Level.MINISTRY,
        "cấp tỉnh": Level.PROVINCE,
        "cấp xã": Level.COMMUNE,
    }
    parts = [part.strip().casefold() for part in text.split(",")]
    return tuple(dict.fromkeys(known.get(p, Level.OTHER) for p in parts if p not in _NOTHING))


def _audience(text: str) -> tuple[str, ...]:
    parts = re.split(f",\\s*(?=[{_UPPER}])(?![^()]{{0,100}}\\))", text)
    return tuple(dict.fromkeys(filter(None, map(_stated, parts))))


# Filings: how, how long, how much.

_CURRENCY = "Việt Nam Đồng|VNĐ|USD"
_ROW = re.compile(
    f"(Trực tuyến|Trực tiếp|Dịch vụ bưu chính)(?=[\\d{_UPPER}])"
    r"(Không có thông tin|[^(\n]{1,160}?)"
    rf"(?=Miễn phí|Không có thông tin|\d[\d,]{{0,20}}(?:\.\d+)? (?:{_CURRENCY}))"
)
_FEE = re.compile(
    rf"Miễn phí(?! [{_LOWER}])|Không có thông tin|(\d[\d,]{{0,20}})(?:\.\d+)? ({_CURRENCY})"
)
_TIME = re.compile(r"(\d[\d.,]*) (Ngày làm việc|Ngày|Giờ|Tháng|Năm|Tuần|Phút)")
_LIST_MARK = re.compile(r"\((?:\d{1,2}|[a-zđ]|[ivx]{1,4})\) ")
_HAS_MONEY = re.compile(
    r"\d\s{0,2}(?:/[^\s()]{1,20}\s)?(?:đồng|đ\b|vnđ|vnd|usd|triệu|nghìn|ngàn|tỷ|%)|[.,]000\b",
    re.IGNORECASE,
)
_BARE_MONEY = re.compile(r"(?<![\d.,/])(\d{4,12})(/[^\s()/]{1,20})? (?:Đồng|VNĐ)(?!\w)")
_SMALLEST_FEE = 1_000


def _filings(text: str) -> tuple[Filing, ...]:
    """The rows of the table of ways to file (`cach_thuc_thuc_hien`)."""
    rows = list(_ROW.finditer(text))
    starts = [*(row.start() for row in rows), len(text)]
    found = (_filing(row, text[row.end() : at]) for row, at in zip(rows, starts[1:], strict=True))
    return tuple(dict.fromkeys(found))


def _filing(row: re.Match[str], cell: str) -> Filing:
    how, time = row[1], row[2]
    if re.fullmatch(r"\d+", time):
        cell = _without_glued_time(time, cell)
    fees, notes = _fees(cell)
    return Filing(
        how=how,
        time=_time(time),
        fee=_line("; ".join(dict.fromkeys(fees))),
        note=_line(". ".join(dict.fromkeys(note.rstrip(" .;") for note in notes))),
    )


def _time(text: str) -> str:
    """`3 Ngày làm việc` gives `3 ngày làm việc`; a number without a unit says nothing."""
    found = _TIME.fullmatch(text.strip())
    if found:
        return f"{found[1].replace('.', ',')} {found[2].lower()}"
    return "" if text.strip().isdigit() else _stated(text)


def _without_glued_time(time: str, cell: str) -> str:
    """`1` + `150,000 VNĐ`: a time without a unit runs into the amount. Where the digits can
    be cut in more than one place the amount is unknown and goes."""
    amount = re.match(r"\d+", cell)
    if not amount:
        return cell
    digits = time + amount[0]
    places = [
        at for at in range(1, len(digits)) if digits[at] != "0" and 1 <= len(digits) - at <= 3
    ]
    if len(places) == 1:
        return digits[places[0] :] + cell[amount.end() :]
    return re.sub(r"^[\d,.]+", "0", cell)


def _fees(cell: str) -> tuple[list[str], list[str]]:
    """The fees a cell states, each with its explanation, and the rest of the cell."""
    fees, notes = [], []
    while found := _FEE.match(cell):
        cell, explanation = cell[found.end() :].lstrip(), ""
        bracketed = cell.startswith("(") and not _LIST_MARK.match(cell)
        if bracketed and found[0] != "Không có thông tin":
            explanation, cell = _bracketed(cell)
        fee, note = _fee(_money(found[1], found[2]), _explanation(explanation))
        fees.append(fee)
        notes.append(note)
    notes.append(_stated(_strip_bullet(cell)))
    return list(filter(None, fees)), list(filter(None, notes))


def _bracketed(text: str) -> tuple[str, str]:
    depth = 0
    for found in re.finditer(r"[()]", text):
        depth += 1 if found[0] == "(" else -1
        if not depth:
            return text[1 : found.start()], text[found.end() :]
    return text[1:], ""


def _explanation(text: str) -> str:
    inner = text.strip(" .;\n\t")
    if inner.startswith("(") and _bracketed(inner)[1] == "":
        inner = _bracketed(inner)[0]
    line = _line(_strip_bullet(inner), _LONGEST_FIELD).rstrip(" .;,")
    if line.casefold() in _NOTHING | {"miễn phí", "phí, lệ phí", "phí", "lệ phí"}:
        return ""
    return _BARE_MONEY.sub(lambda m: _money(m[1], "VNĐ") + (m[2] or ""), line)


def _money(number: str | None, currency: str | None) -> str:
    """`7,000 Việt Nam Đồng` gives `7.000 đồng`. No fee is below 1.000 đồng: such a number
    lost its thousands on the way (`135 VNĐ` for 135.000), so it is no statement."""
    if number is None:
        return ""
    amount = int(number.replace(",", ""))
    if currency == "USD":
        return f"{amount:,}".replace(",", ".") + " USD" if amount else ""
    return f"{amount:,}".replace(",", ".") + " đồng" if amount >= _SMALLEST_FEE else ""


def _fee(amount: str, explanation: str) -> tuple[str, str]:
    """The fee's text and the note's: an explanation stays with the fee when it has money."""
    explanation = re.sub(r"^(?:đ[ồô]ng\b|đ(?=/)) ?", "", explanation, flags=re.IGNORECASE)
    if amount and explanation.startswith("/"):
        return amount + explanation, ""
    if not _HAS_MONEY.search(explanation):
        return amount, explanation
    if not amount or explanation.startswith(amount):
        return explanation, ""
    return f"{amount} ({explanation})", ""


# Documents: what to hand in.

_DOCUMENT_HEAD = re.compile(
    r"Tên giấy tờ\s?Mẫu đơn, tờ khai\s?Số lượng(?:\s?Biểu mẫu điện tử\s?Kết quả thay thế)?"
)
_COUNT = re.compile(
    r"(?<!\D0)(\d) bản chính(?:,(\d{1,2}) bản sao)?(?=\Z|[^ ,.;:)]|\.{3})", re.ASCII
)
_FILE = re.compile(r"\.(?i:docx?|pdf|xlsx?)(?![a-z/])")
_FILE_TITLE = re.compile(
    r"(?<=[^\s(])(?:\d{1,3}[-.] ?)?"
    r"(?:M[ẪA]U |M[ẫaâ]?u(?![\w])|M[ẫaâ]?u?(?=\d)|m[ẫa]u s|Mau|Ph[ụu] ?l[ụu]c|PH[ỤU] ?L[ỤU]C|PHL"
    r"|PL|TK|Bi[ểe]u)"
)
_FILE_GLUE = re.compile(
    f"(?:(?<=[{_LOWER})”;:,.])|(?<=\\d{{4}})|(?<=[A-ZĐ]{{2}})(?=[{_UPPER}][{_LOWER}]))"
    f"(?=[{_UPPER}])|(?<=[{_LOWER})”][.;])(?=[{_LOWER}\\d])"
)


def _documents(text: str) -> tuple[str, ...]:
    """The rows of the tables of papers (`thanh_phan_ho_so`), each table under its label."""
    label, *tables = _DOCUMENT_HEAD.split(text)
    lines: list[str] = []
    for table in tables:
        rows = list(_COUNT.finditer(table))
        starts = [0, *(row.end() for row in rows)]
        lines.extend(_label(label))
        for row, start in zip(rows, starts, strict=False):
            lines.extend(_document(table[start : row.start()], row))
        label = table[starts[-1] :]
    return tuple(lines)


def _label(text: str) -> Iterator[str]:
    line = _line(_strip_bullet(text), _LONGEST_ENTRY - 1).rstrip(" .;:,-")
    if line:
        yield line if line.endswith("…") else line + ":"


def _document(text: str, count: re.Match[str]) -> Iterator[str]:
    copies = [
        f"{int(number)} {kind}"
        for number, kind in ((count[1], "bản chính"), (count[2], "bản sao"))
        if number and int(number)
    ]
    end = f" ({', '.join(copies)})" if copies else ""
    name = _strip_bullet(_without_files(text.strip())).rstrip(" .;,*")
    if name:
        yield _line(name, _LONGEST_ENTRY - len(end)) + end


def _without_files(name: str) -> str:
    """The name without the form files glued to its end: `…theo mẫu;Mẫu số 01.docx`."""
    files = list(_FILE.finditer(name))
    if not files:
        return name
    first = files[0].start()
    if re.search(r"https?://\S*\Z", name[:first]):
        return name
    rest = name[files[-1].end() :].strip(" .")
    return name[: _file_start(name, first)].rstrip() + (f" {rest}" if rest else "")


def _file_start(name: str, end: int) -> int:
    title = _FILE_TITLE.search(name, max(0, end - 120), end)
    if title:
        return title.start()
    glue = _FILE_GLUE.search(name, max(0, end - 60), end)
    return glue.start() if glue else end


# Results: what one receives.

_RESULT_CODE = re.compile(r"Mã: ?(?:[A-Za-z\d._-]{0,40}\d|Chưa xác định(?: rõ)?)?")


def _results(text: str) -> tuple[str, ...]:
    """The names of the results (`ket_qua_xu_ly`): each stands before its code, and the
    page's furniture after the last."""
    *names, _ = _RESULT_CODE.split(text)
    lines = (_line(_strip_bullet(name)).rstrip(" .;,") for name in names)
    return tuple(dict.fromkeys(_capital(line) for line in lines if _stated(line)))


# Legal basis.

_LEGAL_HEAD = "Tên văn bản pháp lýMã văn bản"
_AGENCY = (
    "BNNPTNT|BNN&PTNT|BLĐTBXH|BVHTTDL|VKSNDTC|TANDTC|BNNMT|BTNMT|BGTVT|BTTTT|BKHCN|BKHĐT|BGDĐT"
    "|BVHTT|NHNN|VPCP|TTCP|UBND|HĐND|HĐTP|UBDT|KTNN|BHXH|BTC|BTP|BCA|BXD|BYT|BCT|BNV|BQP|BNG|BTM|BKH"
    r"|UBTVQH(?:\d\d)?|UBTƯMTTQVN|QH\d\d|TTg|CTN|CP|C"
)
_NUMBER = re.compile(
    r"(?:\d{1,2}\.)?(\d{1,9})[a-d]?/(?:\d{4}/)?"
    rf"(?:QH\d\d|UBTVQH\d\d|[A-ZĐ]{{1,5}}(?: ?- ?(?:{_AGENCY})){{1,4}})"
)
_KIND = re.compile(
    r"(?<![\s(“])((?:Luật|Luất|Bộ luật|Nghị định|Nghị quyết|Thông tư(?: liên tịch)?|Quyết định"
    r"|Pháp lệnh|Lệnh|Chỉ thị|NĐ|TT|NQ|QĐ)(?: số)?):?\s*\Z",
    re.IGNORECASE,
)


def _legal(text: str) -> tuple[str, ...]:
    """The rows of the table of laws (`can_cu_phap_ly`): name, then number, run together."""
    table = text.partition(_LEGAL_HEAD)[2].partition("Cơ quan thực hiện")[0]
    lines, start = [], 0
    for number in _NUMBER.finditer(table):
        # A year and a number run together: `năm 2024` + `46/2024/QH15`.
        glued = 4 if len(number[1]) > 4 else 0
        at = number.start() + glued
        if at < start or not _ends_row(table, at, number.end()):
            continue
        lines.append(_law(table[start:at], _mended(table[at : number.end()])))
        start = number.end()
    lines.append(_line(table[start:].strip(" .;,-")))
    return tuple(dict.fromkeys(line for line in lines if re.search(r"[^\W\d]", line)))


def _mended(number: str) -> str:
    """The number without spaces; 225 rows cut `NĐ-CP` to `NĐ-C`."""
    whole = number.replace(" ", "")
    return whole + "P" if whole.endswith("-C") else whole


def _ends_row(table: str, start: int, end: int) -> bool:
    """Whether a number is a cell of its own: glued to what stands before or after it."""
    number, before, after = table[start:end], table[start - 1 : start], table[end : end + 40]
    if after.lstrip(".; ").startswith(number):
        return False
    if not after or (before and before not in " \t\n(“/-"):
        return True
    if _NUMBER.match(after):
        return False
    return after.lstrip(".;")[:1].isalnum() and not after.startswith(("ngày", "của"))


def _law(name: str, number: str) -> str:
    name = name.strip().removeprefix("Trang chủ")
    kind = _KIND.search(name)
    if kind:
        name, number = name[: kind.start()], f"{kind[1]} {number}"
    name = _strip_bullet(name).strip(" .;,-")
    if not name or (kind and name.casefold() == kind[1].casefold()):
        return _line(number)
    if _KIND.fullmatch(name):
        return _line(f"{name} {number}")
    if number in name:
        return _line(_capital(name))
    end = f" {number}" if name.endswith(" số") else f" ({number})"
    return _line(_capital(name), _LONGEST_ENTRY - len(end)) + end


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
