"""Figures in a sentence, and wrong ones in their place."""

import random
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from bench.leash.number_words import in_words


class Sort(StrEnum):
    """What a figure counts."""

    FEE = "fee"
    DURATION = "duration"
    AGE = "age"
    DATE = "date"
    PERCENT = "percent"
    LAW = "law"
    CODE = "code"
    COUNT = "count"


class Figure(NamedTuple):
    """Where a figure stands, what it is as written, and the number in it with its unit."""

    start: int
    end: int
    text: str
    number: str
    unit: str
    sort: Sort


class Bent(NamedTuple):
    """A wrong figure, in what way, and the number it says."""

    way: str
    text: str
    number: str


_N = r"(?<![\d.,])(?P<n>\d{1,3}(?:[.,]\d{3})+|\d+)"
_MONEY = (
    r"(?:đồng|đ|VND|VNĐ|dong|nghìn|triệu|tỷ|million|thousand|billion)\b(?: (?:đồng|VND|dong)\b)?"
)
_TIME = (
    r"(?:ngày|giờ|phút|giây|tháng|tuần|năm|hôm"
    r"|(?:working |business )?(?:day|hour|minute|second|month|week|year)s?)\b"
)
_THINGS = (
    r"(?:MB|KB|cm|ký tự|chữ số|số|lần|bản|ảnh|người|bước|mục|tờ|đêm|m2"
    r"|characters|digits?|times|copies|photos|people|steps)\b"
)
_DAY = r"\d{1,2}/\d{1,2}/(?:19|20)\d\d|\d{1,2}/(?:19|20)\d\d"
_FORM = r"(?:mẫu số|Mẫu số|mẫu|form|Form No\.|đầu số|to) "
_SHAPES = tuple(
    (sort, re.compile(shape))
    for sort, shape in (
        (Sort.LAW, r"(?P<n>\d{1,4}/(?:19|20)\d\d)(?P<u>/[A-ZĐ]{2,}(?:-[A-ZĐ0-9]+)*)"),
        (Sort.LAW, r"(?P<u>(?:Điều|khoản|điểm|Article|clause) )(?P<n>\d{1,3})\b"),
        (Sort.DATE, rf"\b(?P<n>{_DAY})\b(?P<u>)"),
        (Sort.DATE, r"(?P<u>(?:năm|year|in|since) )(?P<n>(?:19|20)\d\d)\b"),
        (Sort.CODE, r"\b(?P<n>\d\.\d{6})\b(?P<u>)"),
        (Sort.CODE, r"\b(?P<u>[A-Z]{2}-?)(?P<n>\d{1,3})\b"),
        (Sort.CODE, rf"(?P<u>{_FORM})(?P<n>\d{{1,4}})\b"),
        (Sort.PERCENT, rf"{_N}(?P<u> ?%)"),
        (Sort.FEE, rf"{_N}(?P<u> ?{_MONEY})"),
        (Sort.AGE, rf"{_N}(?P<u> (?:tuổi|years old|years of age))"),
        (Sort.AGE, rf"(?P<u>(?:under|aged?|from age|tuổi) ){_N}\b(?!\.\d)"),
        (Sort.DURATION, rf"{_N}(?P<u> ?-?{_TIME})"),
        (Sort.COUNT, rf"{_N}(?P<u> ?{_THINGS})"),
    )
)
_NUMBERS = re.compile(r"\d+(?:[.,/]\d+)*")


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text, each once, as the first sort that it fits."""
    taken: list[Figure] = []
    for sort, shape in _SHAPES:
        for found in shape.finditer(text):
            if all(found.end() <= other.start or found.start() >= other.end for other in taken):
                taken.append(
                    Figure(found.start(), found.end(), found[0], found["n"], found["u"], sort)
                )
    return tuple(sorted(taken))


def numbers(text: str) -> frozenset[str]:
    """Every number of a text without its marks."""
    return frozenset(bare(number) for number in _NUMBERS.findall(text))


def bare(number: str) -> str:
    """A number without its marks and its first zeros."""
    return re.sub(r"[.,]", "", number).lstrip("0")


def bent(figure: Figure, language: str, rng: random.Random) -> tuple[Bent, ...]:
    """Wrong figures in place of a right one, in many ways."""
    ways = {Sort.LAW: _law, Sort.DATE: _date, Sort.CODE: _code}.get(figure.sort, _quantity)
    right = bare(figure.number)
    return tuple(wrong for wrong in ways(figure, language, rng) if bare(wrong.number) != right)


def _quantity(figure: Figure, language: str, rng: random.Random) -> Iterator[Bent]:
    value = int(bare(figure.number) or 0)
    step = 10 ** max(
        0, len(str(value).rstrip("0")) and len(str(value)) - len(str(value).rstrip("0"))
    )
    changed = {
        "more": value + step * rng.randint(1, 3),
        "less": max(1, value - step),
        "tenfold": value * 10,
        "doubled": value * 2,
        "digits": int(str(value)[::-1]),
        "far": value + step * rng.randint(4, 9),
    }
    for way, number in changed.items():
        yield Bent(
            way, figure.text.replace(figure.number, _as_written(number, figure)), str(number)
        )
    wrong = value + step * rng.randint(1, 4)
    if figure.text.startswith(figure.number):
        yield Bent("words", in_words(wrong, language) + _spaced(figure.unit), str(wrong))
    if figure.sort is Sort.FEE and wrong % 1000 == 0:
        yield Bent("k", f"{wrong // 1000}k", str(wrong))
        thousand = "ngàn" if language == "vi" else "thousand"
        yield Bent("thousand", f"{wrong // 1000} {thousand}{_spaced(figure.unit)}", str(wrong))
        yield Bent("run together", f"{wrong}{figure.unit}", str(wrong))


def _as_written(number: int, figure: Figure) -> str:
    mark = next((mark for mark in figure.number if mark in ".,"), "")
    return f"{number:,}".replace(",", mark) if mark else str(number)


def _spaced(unit: str) -> str:
    return f" {unit.strip(' -')}"


def _law(figure: Figure, language: str, rng: random.Random) -> Iterator[Bent]:
    first, _, year = figure.number.partition("/")
    for way, number in (
        ("number", int(first) + rng.randint(1, 9)),
        ("digits", int(first[::-1])),
        ("more digits", int(f"{first}{rng.randint(1, 9)}")),
    ):
        wrong = f"{number}/{year}" if year else str(number)
        yield Bent(way, figure.text.replace(figure.number, wrong), wrong)
    if year:
        wrong = f"{first}/{int(year) + rng.choice((-1, 1, 2))}"
        yield Bent("year", figure.text.replace(figure.number, wrong), wrong)


def _date(figure: Figure, language: str, rng: random.Random) -> Iterator[Bent]:
    *days, year = (int(part) for part in figure.number.split("/"))
    for way, parts in (
        ("year", [*days, year + rng.choice((-1, 1, 2))]),
        ("month", [*days[:-1], days[-1] % 12 + 1, year] if days else [year + 3]),
        ("day", [days[0] % 28 + 1, *days[1:], year] if days else [year - 3]),
    ):
        wrong = "/".join(map(str, parts))
        yield Bent(way, figure.text.replace(figure.number, wrong), wrong)
        if len(parts) == 3 and language == "vi":
            day, month, in_year = parts
            words = f"ngày {in_words(day, language)} tháng {in_words(month, language)}"
            yield Bent(f"{way} in words", f"{words} năm {in_year}", wrong)


def _code(figure: Figure, language: str, rng: random.Random) -> Iterator[Bent]:
    number = figure.number
    place = rng.randrange(len(number))
    while not number[place].isdigit():
        place = rng.randrange(len(number))
    changed = str((int(number[place]) + rng.randint(1, 8)) % 10)
    wrong = number[:place] + changed + number[place + 1 :]
    yield Bent("a digit", figure.text.replace(number, wrong), wrong)
    yield Bent("longer", figure.text.replace(number, f"{number}{changed}"), f"{number}{changed}")
    if figure.unit.isalpha() and figure.unit.isupper():
        yield Bent("letters", f"{figure.unit[::-1]}{wrong}", wrong)
