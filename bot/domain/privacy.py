"""Privacy: what must not be kept, and what takes its place in the text.

Secrets (a one-time code, a password, a PIN, a card number) and personal numbers (identity,
phone, account, e-mail) are replaced at the door, before anything is stored.
"""

import re
import unicodedata
from enum import StrEnum

from bot.domain.values import Value


class Sensitive(StrEnum):
    """The kinds of sensitive text; the value is the mark that replaces it."""

    OTP = "[mã OTP đã che]"
    PASSWORD = "[mật khẩu đã che]"
    PIN = "[mã PIN đã che]"
    CARD = "[số thẻ đã che]"
    IDENTITY = "[số giấy tờ đã che]"
    PHONE = "[số điện thoại đã che]"
    ACCOUNT = "[số tài khoản đã che]"
    EMAIL = "[email đã che]"


SECRETS = frozenset({Sensitive.OTP, Sensitive.PASSWORD, Sensitive.PIN, Sensitive.CARD})


class Masked(Value):
    """A text without sensitive parts, and the kinds that were or are marked in it."""

    text: str
    kinds: frozenset[Sensitive]


_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NUMBER = re.compile(r"(?<!\d)\+?\d(?:[ .-]?\d){3,18}(?!\d)")
_GROUPED = re.compile(r"^\d{1,3}(?:\.\d{3})+$")
_PROCEDURE_CODE = re.compile(r"^\d\.\d{6}$")
_HOTLINE = re.compile(r"^1[89]00")
_UNIT = re.compile(
    r"^\s*(?:(?:đ|đồng|dong|vnđ|vnd|k|nghìn|ngàn|triệu|trieu|tr|tỷ|củ|cu|mah|km|kg|m2|lít|ngày|tháng"
    r"|năm|người|usd)\b|%)",
    re.I,
)
_OTP = re.compile(
    r"otp|m[aã]\s*x[aá]c\s*(?:th[uự]c|nh[aậ]n|minh)|m[aã]\s*(?:xn|xt)\b|verification\s*code", re.I
)
_OTP_FOLLOWS = re.compile(
    r"^\s*(?:l[aà]|is)\s+(?:\S{1,20}\s+){0,2}?(?:m[aã]\b|otp|verification)", re.I
)
_PIN = re.compile(r"\bpin\b|passcode|pass\s*code|p[aá]t\s*c[oố]t", re.I)
_ACCOUNT = re.compile(r"\bstk\b|s[oố]\s*t[aà]i\s*kho[aả]n", re.I)
_OLD_IDENTITY = re.compile(r"\bcmnd|\bcmt|ch[uứ]ng\s*minh", re.I)
_IS_YEAR = re.compile(r"^(?:19|20)\d\d$")
_CALLED = re.compile(r"(?:g[oọ]i|t[oổ]ng\s*đ[aà]i|hotline)\s*(?:s[oố]\s*)?$", re.I)
_CODE_BEFORE = re.compile(r"\bm[aã]\s*(?:s[oố]\s*)?(?:l[aà]\s*)?$", re.I)
_NEAR, _BESIDE = 45, 25
# A six-digit number with hardly a letter beside it is a code.
_HARDLY_MORE = 4

_PASSWORD_WORD = r"\b(?:m[aậ]t\s*kh[aẩ]u|m[aậ]t\s*m[aã]|password|pass|mk|pw)\b"
_PASSWORD_IS = re.compile(
    rf"({_PASSWORD_WORD}(?:\s+[^\s=:]{{1,30}}){{0,5}}?\s*(?:(?<=\s)l[aà]\s|(?<=\s)is\s|=|:|\s-)\s*)"
    r"(?=\S{0,64}[\d@#$%^&*!])\S{4,}",
    re.I,
)
_PASSWORD_BESIDE = re.compile(
    rf"((?i:{_PASSWORD_WORD})\s+)(?=\S{{0,64}}[@#$%^&*!]|\S{{0,64}}[A-Z]\S{{0,64}}\d)\S{{6,}}"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}")
_TOO_LONG = 20_000

_WITHHELD = "[số đã che]"
_FEWEST_WITHHELD, _LONGEST_AMOUNT, _AS_LONG_AS_A_PAPERS = 4, 10, 9
_LOOKS_LIKE_NUMBER = re.compile(
    r"(?<!\w)(?=(?:\w{0,12}\d){4})(?=\d{0,13}[OolIi])[\dOolIi]{8,14}(?!\w)"
)
_ANY_NUMBER = re.compile(r"(?<!\d)\d(?:[^\w\s]{0,3}[\s_]{0,2}[^\w\s]{0,3}\d)*")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d|\d{1,2}[/.-](?:19|20)\d\d")
_DIGIT_WORD = (
    r"(?:kh[oô]ng|linh|l[eẻ]|m[oộ]t|m[oố]t|hai|ba|b[oố]n|t[uư]|n[aă]m|l[aă]m|s[aá]u|b[aả]y|b[aẩ]y"
    r"|t[aá]m|ch[ií]n|m[uườ]{1,2}i|zero|oh|one|two|three|four|five|six|seven|eight|nine|\d{1,3})"
)
_IN_WORDS = re.compile(rf"\b{_DIGIT_WORD}(?:[\s,.;:-]{{1,3}}{_DIGIT_WORD}){{4,40}}\b", re.I)
_AFTER_SECRET = re.compile(
    r"(\b(?:otp|pin|passcode|m[aậ]t\s*kh[aẩ]u|password|mk)\b[^\n.?!]{0,20}?(?:l[aà]|is|:|=)\s*)"
    r"[^\s\[]{3,64}",
    re.I,
)
_OWN_NAME = re.compile(
    r"\b((?i:t[eê]n|name|h[oọ] t[eê]n)"
    r"(?i:\s+(?:l[aà]|is|t[oô]i|em|m[iì]nh|con|ch[aá]u)){0,2}\s*:?\s+)"
    r"[A-ZÀ-ỸĐ][\wÀ-ỹ]+(?:\s+[A-ZÀ-ỸĐ][\wÀ-ỹ]+){1,4}"
)


def mask(text: str) -> Masked:
    """The text in NFC with every sensitive part replaced by its mark. Marks already there
    count and end a context, so masking twice changes nothing. Text past 20,000 characters,
    five times what a messenger carries, is cut off."""
    text = unicodedata.normalize("NFC", _HIDDEN.sub("", text[:_TOO_LONG]))
    text = _PASSWORD_IS.sub(rf"\1{Sensitive.PASSWORD}", text)
    text = _PASSWORD_BESIDE.sub(rf"\1{Sensitive.PASSWORD}", text)
    text = _EMAIL.sub(Sensitive.EMAIL, text)
    text = _NUMBER.sub(_number_mark, text)
    return Masked(text=text, kinds=frozenset(kind for kind in Sensitive if kind in text))


def withheld(text: str) -> str:
    """The text as it may leave this machine: masked, and less than that. Every number of four
    digits or more goes but years, amounts and quantities; digits written in words, a name said
    to be one's own, and what stands behind `otp` go too. What is lost here a search never
    needed."""
    text = mask(text).text
    text = _LOOKS_LIKE_NUMBER.sub(_WITHHELD, _ANY_NUMBER.sub(_unless_public, text))
    text = _IN_WORDS.sub(_WITHHELD, text)
    text = _AFTER_SECRET.sub(rf"\1{_WITHHELD}", text)
    return _OWN_NAME.sub(r"\1[tên đã che]", text)


def _unless_public(found: re.Match[str]) -> str:
    """A number that names an amount, a year or a date stays; marks and short ones too."""
    number, after = found[0], found.string[found.end() : found.end() + _NEAR]
    digits = re.sub(r"\D", "", number)
    if len(digits) < _FEWEST_WITHHELD or _DATE.fullmatch(number) or _IS_YEAR.match(number):
        return number
    grouped = _GROUPED.match(number) and len(digits) < _AS_LONG_AS_A_PAPERS
    if len(digits) <= _LONGEST_AMOUNT and (grouped or _UNIT.search(after)):
        return number
    return number if _PROCEDURE_CODE.match(number) else _WITHHELD


def _number_mark(found: re.Match[str]) -> str:
    """The mark for a number by its shape and by the words around it, or the number itself."""
    whole, number = found.string, found[0]
    before = whole[max(0, found.start() - _NEAR) : found.start()].rpartition("đã che]")[2]
    after = whole[found.end() : found.end() + _NEAR]
    kind = _kind(number, before, after, alone=len(whole) - len(number) <= _HARDLY_MORE)
    return number if kind is None else kind.value


def _kind(number: str, before: str, after: str, *, alone: bool) -> Sensitive | None:
    digits = re.sub(r"\D", "", number)
    if _public(number, digits, before, after):
        return None
    if _ACCOUNT.search(before) and len(digits) >= 6:
        return Sensitive.ACCOUNT
    if len(digits) >= 13 and _passes_luhn(digits):
        return Sensitive.CARD
    if len(digits) == 12 and digits[0] == "0":
        return Sensitive.IDENTITY
    if len(digits) == 9 and _OLD_IDENTITY.search(before):
        return Sensitive.IDENTITY
    if (
        (digits[0] == "0" and len(digits) in (10, 11))
        or (digits[:2] == "84" and len(digits) == 11)
        or (len(digits) == 9 and before.rstrip(") ").endswith("+84"))
    ):
        return Sensitive.PHONE
    return _secret(digits, before, after, alone=alone)


def _secret(digits: str, before: str, after: str, *, alone: bool) -> Sensitive | None:
    if not 4 <= len(digits) <= 8:
        return None
    six = len(digits) == 6
    if _OTP.search(before) or _OTP_FOLLOWS.search(after) or (alone and six):
        return Sensitive.OTP
    if six and _CODE_BEFORE.search(before):
        return Sensitive.OTP
    if len(digits) <= 6 and _PIN.search(before[-_BESIDE:]):
        return Sensitive.PIN
    return None


def _public(number: str, digits: str, before: str, after: str) -> bool:
    """An amount, a quantity, a procedure's code, a year or a hotline."""
    said_to_be = before.rstrip().lower().endswith((" là", " la", " is", ":", "="))
    return bool(
        _UNIT.search(after)
        or _GROUPED.match(number)
        or _PROCEDURE_CODE.match(number)
        or (_HOTLINE.match(digits) and len(digits) in (8, 10) and not said_to_be)
        or (_HOTLINE.match(digits) and _CALLED.search(before))
        or (_IS_YEAR.match(digits) and not said_to_be)
    )


def _passes_luhn(digits: str) -> bool:
    """Luhn's check, ISO/IEC 7812-1 annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
