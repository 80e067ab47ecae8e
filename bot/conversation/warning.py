"""Warning: an editor's own words to groups, and what may not stand in them."""

import re
import unicodedata

from bot.conversation.vouched import guides_of, hosts_of, is_vouched_for, texts_of
from bot.domain.guide import Guide
from bot.domain.markup import literal
from bot.domain.privacy import mask
from bot.domain.values import Value
from bot.ports import Knowledge

MOST = 600
"""The most characters of a warning."""

# An address with its scheme or without; what only looks like one counts as well, since a
# messenger may make a link of it.
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://)?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})"
    r"(?::\d+)?(?:/[\w.~%/?=&#+-]*)?",
    re.I | re.A,
)
_LIKE_AN_ADDRESS = re.compile(r"\S*(?:://|\w[.。](?=[^\W\d_]{2})|(?<!\w)@\w|www\.)\S*", re.I)
_MASKED = re.compile(r"\[[^\[\]]+ đã che\]")
_NUMBER = re.compile(r"(?<![\d.,/])\+?\d(?:[ .-]?\d){2,14}(?![.,/-]?\d)")
_NO_PHONE = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,2}[ .-]\d{1,2}[ .-]\d{4}")
_AMOUNT = re.compile(r"\s*(?:đ|đồng|vnđ|vnd|nghìn|ngàn|triệu|tỷ|usd)\b", re.I)
_HOTLINE = re.compile(r"1[89]00")
_CALLED = re.compile(
    r"(?:gọi|goi|tổng đài|tong dai|hotline|liên hệ|lien he|nhắn|nhan|sms|zalo)\W+(?:\w+\W+){0,3}$",
    re.I,
)
_NEAR = 40
_AS_LONG_AS_A_PHONE = 7


class Refusal(Value):
    """Why a warning can't be sent: the name of the sentence that says it, and its values."""

    key: str
    values: dict[str, str]


def refusal_of(text: str, knowledge: Knowledge) -> Refusal | None:
    """What must not stand in a warning: too many words, private numbers, addresses of neither
    the state nor a guide's source, phone numbers that no guide has. None when it may be sent."""
    if len(text) > MOST:
        return Refusal(key="too_long", values={"length": str(len(text)), "most": str(MOST)})
    private = _MASKED.search(mask(text).text)
    if private is not None:
        return Refusal(key="private", values={"found": private[0].strip("[]")})
    guides = guides_of(knowledge)
    address = _foreign_address(text, hosts_of(guides))
    if address is not None:
        return Refusal(key="address", values={"found": literal(address)})
    number = _foreign_number(text, guides)
    return Refusal(key="number", values={"found": number}) if number is not None else None


def as_typed(text: str) -> str:
    """The words of a warning that may be sent: its addresses lead somewhere, nothing else in
    it is read as marks."""
    shown, at = "", 0
    for address in _ADDRESS.finditer(text):
        shown += literal(text[at : address.start()]) + address[0]
        at = address.end()
    return shown + literal(text[at:])


def _foreign_address(text: str, hosts: frozenset[str]) -> str | None:
    """The first thing in a text that is, or may be taken for, an address of somebody else."""
    text = unicodedata.normalize("NFKC", text)
    rest, at = "", 0
    for found in _ADDRESS.finditer(text):
        host = found["host"].lower()
        scheme = found[0].partition("://")[0].lower() if "://" in found[0] else "https"
        if not is_vouched_for(host, hosts) or scheme not in ("http", "https"):
            return found[0]
        rest += text[at : found.start()] + "\x00"
        at = found.end()
    rest += text[at:]
    # What stands against an address of ours can lead it elsewhere: `gov.vn@elsewhere`.
    beside = re.search(r"[^\s\x00(“\"]\x00|\x00[^\s\x00).,;:!?”\"]", rest)
    like = _LIKE_AN_ADDRESS.search(rest)
    wrong = beside or like
    return wrong[0].replace("\x00", "…") if wrong else None


def _foreign_number(text: str, guides: list[Guide]) -> str | None:
    """The first phone number of a text that no guide has."""
    known: frozenset[str] | None = None
    for found in _NUMBER.finditer(text):
        if not _is_called(found):
            continue
        known = known if known is not None else _numbers(guides)
        if _digits(found[0]) not in known:
            return found[0]
    return None


def _is_called(found: re.Match[str]) -> bool:
    """Whether a number is one to call, by its shape or by the words before it."""
    number, text = found[0], found.string
    if _CALLED.search(text[max(0, found.start() - _NEAR) : found.start()]):
        return True
    if _NO_PHONE.fullmatch(number) or _AMOUNT.match(text, found.end()):
        return False
    digits = _digits(number)
    return len(digits) >= _AS_LONG_AS_A_PHONE or bool(_HOTLINE.match(digits))


def _numbers(guides: list[Guide]) -> frozenset[str]:
    texts = (text for guide in guides for text in texts_of(guide))
    return frozenset(_digits(found[0]) for text in texts for found in _NUMBER.finditer(text))


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
