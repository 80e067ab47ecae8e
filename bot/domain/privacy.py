"""Privacy: what must not be kept, and what takes its place in the text.

Secrets (a one-time code, a password, a PIN, a card number) and personal numbers (identity,
phone, account, e-mail) are replaced at the door, before anything is stored.
"""

import re
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


_OTP_WORD = (
    r"(?:otp|m[aã]\s*x[aá]c\s*(?:th[uự]c|nh[aậ]n|minh)|m[aã]\s*(?:xn|xt)|verification\s*code)"
)
_PIN_WORD = r"(?:pin|passcode|pass\s*code|p[aá]t\s*c[oố]t)"
_PASSWORD_WORD = r"(?:m[aậ]t\s*kh[aẩ]u|m[aậ]t\s*m[aã]|password|pass|mk|pw)"
_IS = r"(?:\s+[^\s=:]+){0,5}?\s*(?:(?<=\s)l[aà]\s|(?<=\s)is\s|=|:|\s-)\s*"
_CODE = r"\d(?:[ -]?\d){3,7}(?!\d)"

_OTP_AFTER_WORD = re.compile(rf"({_OTP_WORD}[^\d\n]{{0,40}}?)(?<![\d.,]){_CODE}(?![.,]?\d)", re.I)
_OTP_BEFORE_WORD = re.compile(
    rf"(?<![\d.,]){_CODE}(\s*(?:l[aà]|is)\s*(?:\S+\s+){{0,2}}?(?:m[aã]|{_OTP_WORD}))", re.I
)
_OTP_ALONE = re.compile(r"^\s*\d{3}[ -]?\d{3}\s*$")
_PIN_AFTER_WORD = re.compile(rf"(\b{_PIN_WORD}\b[^\d\n]{{0,20}}?)(?<![\d.,])\d{{4,6}}(?!\d)", re.I)
_PASSWORD_AFTER_WORD = re.compile(rf"(\b{_PASSWORD_WORD}\b{_IS})(?=\S*[\d@#$%^&*!])\S{{4,}}", re.I)
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_IDENTITY = re.compile(r"(?<![\d.])\d{12}(?![\d.])|(?<=\b[cC][mM][nNtT][dD]\s)\d{9}(?!\d)")
_PHONE = re.compile(r"(?<![\d.])(?:\+?84|0)(?:[ .-]?\d){9}(?!\d)")
_ACCOUNT = re.compile(
    r"((?:\bstk\b|s[oố]\s*t[aà]i\s*kho[aả]n)[^\d\n]{0,20}?)\d(?:[ .-]?\d){5,18}(?!\d)", re.I
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TOO_LONG = 100_000


def mask(text: str) -> Masked:
    """The text with every sensitive part replaced by its mark. Marks already there count,
    so masking twice changes nothing. Text past 100,000 characters is cut off."""
    text = text[:_TOO_LONG]
    if _OTP_ALONE.match(text):
        text = Sensitive.OTP
    text = _CARD.sub(_card_mark, text)
    text = _OTP_AFTER_WORD.sub(rf"\1{Sensitive.OTP}", text)
    text = _OTP_BEFORE_WORD.sub(rf"{Sensitive.OTP}\1", text)
    text = _PIN_AFTER_WORD.sub(rf"\1{Sensitive.PIN}", text)
    text = _PASSWORD_AFTER_WORD.sub(rf"\1{Sensitive.PASSWORD}", text)
    text = _EMAIL.sub(Sensitive.EMAIL, text)
    text = _ACCOUNT.sub(rf"\1{Sensitive.ACCOUNT}", text)
    text = _IDENTITY.sub(Sensitive.IDENTITY, text)
    text = _PHONE.sub(Sensitive.PHONE, text)
    return Masked(text=text, kinds=frozenset(kind for kind in Sensitive if kind in text))


def _card_mark(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    return Sensitive.CARD if _passes_luhn(digits) else found[0]


def _passes_luhn(digits: str) -> bool:
    """Luhn's check, ISO/IEC 7812-1 annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
