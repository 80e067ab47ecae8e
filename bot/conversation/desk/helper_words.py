"""Helper words: what a helper writes, looked over before it goes to a citizen.

Whoever is in an approved group can write to citizens in the bot's name, so nothing that a
scammer would need leaves here: no wish for a secret or for money, no address and no number
that the guides don't know.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from bot.answering.screen import screen
from bot.conversation.vouched import guides_of, hosts_of, is_vouched_for, texts_of
from bot.domain.answer import Reason, Status
from bot.domain.errors import CamTayError
from bot.domain.privacy import Sensitive, mask
from bot.domain.values import Value
from bot.language.cues import Cues
from bot.language.fold import clean, fold, has_diacritics
from bot.language.tokens import folded, syllables
from bot.ports import Library


class Unfit(StrEnum):
    """Why a helper's words are not carried."""

    EMPTY = "empty"
    SECRET = "secret"
    MONEY = "money"
    REMOTE = "remote"
    LINK = "link"
    PHONE = "phone"
    SCAM = "scam"
    RUDE = "rude"


class Vetted(Value):
    """A helper's words as they may be carried, masked; or why not, and the place at fault."""

    text: str = ""
    unfit: Unfit | None = None
    place: str = ""


_SECRETS = (
    "otp", "mã xác thực", "mã xác nhận", "mã xác minh", "mật khẩu", "mật mã", "mk", "password",
    "mã pin", "passcode", "cvv", "số thẻ", "mã số sau thẻ",
)  # fmt: skip
_PICTURES = ("ảnh", "hình", "chụp", "căn cước", "cccd", "cmnd", "giấy tờ", "sổ hồng", "sổ đỏ")
_GIVE = ("gửi", "nhắn", "đọc", "cung cấp", "đưa", "cho xin", "xin", "chuyển", "send", "give")
_US = (
    "cho tôi", "cho em", "cho anh", "cho chị", "cho mình", "cho cháu", "cho bên", "cho con",
    "cho tổ", "cho nhóm", "cho bot", "to me",
)  # fmt: skip
_HERE = (
    "vào đây", "ở đây", "lên đây", "qua đây", "tại đây", "qua zalo", "tới zalo", "vào nhóm", "here",
)  # fmt: skip
_ASKS = Cues(
    *(f"{give} * {secret}" for give in _GIVE for secret in _SECRETS),
    *(f"{secret} * * {us}" for secret in _SECRETS for us in _US),
    *(f"{secret} * {here}" for secret in _SECRETS for here in _HERE),
)
_ASKS_PICTURE = Cues(
    *(f"{give} * {what}" for give in ("gửi", "nhắn", "cho xin", "send") for what in _PICTURES),
    *(f"{what} * {us}" for what in ("căn cước", "cccd") for us in (*_US, *_HERE)),
    "chụp * gửi", "quét mặt cho", "gọi video",
)  # fmt: skip
_MONEY = Cues(
    "chuyển tiền", "chuyển khoản", "đặt cọc", "tiền cọc", "số tài khoản", "stk", "nộp tiền trước",
    "đóng phí trước", "nộp phí trước", "nạp tiền", "momo", "gửi tiền", "mã qr", "nạp thẻ",
    "thẻ cào", "bồi dưỡng", "transfer money", "bank account",
)  # fmt: skip
_REMOTE = Cues(
    "teamviewer", "ultraviewer", "anydesk", "file apk", "apk", "chia sẻ màn hình",
    "điều khiển từ xa", "kết bạn zalo", "nhắn zalo", "nhắn riêng", "inbox", "kết bạn với",
    "share your screen",
)  # fmt: skip
# Warnings and what the guides' own steps say are no wishes. A bare `không` is none: "không gửi
# OTP thì không xong" asks for it.
_NO_WISH = Cues(
    *(
        f"{never} * {verb}"
        for never in ("đừng", "không được", "không bao giờ", "tuyệt đối không", "chớ", "không nên",
                      "không ai được", "never", "do not", "don t")
        for verb in (*_GIVE, "chụp", "nói", "chuyển tiền", "chuyển khoản", "đặt cọc", "nạp tiền",
                     "gửi tiền", "kết bạn", "chia sẻ màn hình", "hỏi")
    ),
    "gửi lại mã", "gửi lại otp", "gửi về", "gửi đến máy", "gửi tới máy",
)  # fmt: skip
_WARNING = Cues("đừng", "không được", "không bao giờ", "tuyệt đối không", "chớ", "không nên",
                "lừa đảo", "never", "scam")  # fmt: skip

_HIDDEN_DOT = re.compile(r"\s*[\[({]\s*(?:\.|dot|chấm)\s*[\])}]\s*|(?<=\w)\s+(?:chấm|dot)\s+(?=\w)")
_SPACED = re.compile(r"(?<=\w)\s*\.\s+(?=(?:com|vn|net|org|me|ly|info|top|xyz|site|online|app)\b)")
_ADDRESS = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+-]{1,9}:/{0,2})?(?P<host>(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,18})(?![\w-])"
    r"(?::\d{1,5})?(?:[/?#]\S*)?",
    re.I,
)
_ABBREVIATED = re.compile(r"^(?:tp|tx|tt)\.(?:hcm|hn|dn|ct|hp)$", re.I)
_STILL_AN_ADDRESS = re.compile(
    r"(?:://|\bwww\b|\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<!\w)@\w{3,})\S{0,60}", re.I
)
_NUMBER = re.compile(r"(?<![\w.])\+?\(?\d(?:[ .()-]{0,3}\d){2,14}(?!\w)")
# The children's helpline, which our own sentences name.
_OURS = frozenset({"111"})
_SHORT_LENGTHS = range(3, 7)
_CALLED = re.compile(
    r"(?:g[oọ]i|alo|t[oổ]ng\s*đ[aà]i|hotline|đ[uư][oờ]ng\s*d[aâ]y\s*n[oó]ng|call)"
    r"(?:\s+(?:ngay|s[oố]|t[oớ]i|cho|l[aà]|đến))*[\s:*]*$",
    re.I,
)
_GROUPED = re.compile(r"^[1-9]\d{0,2}(?:\.\d{3})+$")
_DIGIT_WORDS = frozenset("khong mot hai ba bon tu nam lam sau bay tam chin zero one two three four"
                         " five six seven eight nine".split())  # fmt: skip
_SPELLED = 7

_CONTACTS = {
    Sensitive.PHONE: Unfit.PHONE,
    Sensitive.ACCOUNT: Unfit.MONEY,
    Sensitive.CARD: Unfit.MONEY,
    Sensitive.EMAIL: Unfit.LINK,
}
_MARKS = re.compile("|".join(re.escape(kind) for kind in Sensitive))


class HelperWords:
    """Looks over what helpers write, by what the published guides know."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: tuple[str, frozenset[str], frozenset[str]] = ("", frozenset(), frozenset())

    def vet(self, text: str) -> Vetted:
        """The words masked, or why they can't be carried."""
        text = _bare(text)
        if not syllables(text):
            return Vetted(unfit=Unfit.EMPTY)
        hosts, numbers = self._of_guides()
        masked = mask(text)
        found = (
            _link(text, hosts)
            or _phone(text, numbers)
            or _contact(masked.kinds)
            or _wish(text)
            or _screened(_MARKS.sub(" ", masked.text))
        )
        return found or Vetted(text=masked.text)

    def _of_guides(self) -> tuple[frozenset[str], frozenset[str]]:
        """The hosts and the telephone numbers of the published guides; none when there is no
        generation, so that nothing passes."""
        try:
            knowledge = self._library.current()
        except CamTayError:
            return frozenset(), frozenset()
        if self._known[0] != knowledge.generation:
            guides = guides_of(knowledge)
            texts = (text for guide in guides for text in texts_of(guide))
            numbers = frozenset(digits for text in texts for digits, _ in _phones(text))
            self._known = (knowledge.generation, hosts_of(guides), numbers)
        return self._known[1], self._known[2]


def _bare(text: str) -> str:
    """The text in one form: full-width letters, digits and dots become plain ones."""
    return clean(unicodedata.normalize("NFKC", text)).replace("。", ".")


def _link(text: str, hosts: frozenset[str]) -> Vetted | None:
    text = _SPACED.sub(".", _HIDDEN_DOT.sub(".", text))
    for found in _ADDRESS.finditer(text):
        host = found["host"].lower()
        ending = host.rpartition(".")[2]
        # After a full stop without its space stands a word, which mostly has diacritics.
        if found["scheme"] is None and (has_diacritics(ending) or _ABBREVIATED.match(host)):
            continue
        secure = (found["scheme"] or "https://").lower() in ("https://", "http://")
        if not secure or not is_vouched_for(host, hosts):
            return Vetted(unfit=Unfit.LINK, place=found[0][:60])
    left = _STILL_AN_ADDRESS.search(_ADDRESS.sub(" ", text))
    return Vetted(unfit=Unfit.LINK, place=left[0][:60]) if left else None


def _phone(text: str, known: frozenset[str]) -> Vetted | None:
    for digits, shown in _phones(text):
        if digits not in known | _OURS:
            return Vetted(unfit=Unfit.PHONE, place=shown)
    run = 0
    for word in folded(syllables(text)):
        run = run + 1 if word in _DIGIT_WORDS else 0
        if run == _SPELLED:
            return Vetted(unfit=Unfit.PHONE)
    return None


def _phones(text: str) -> Iterable[tuple[str, str]]:
    """The digits of every number that can be called, and how it is written."""
    for found in _NUMBER.finditer(text):
        shown = found[0]
        digits = "".join(str(int(c)) for c in shown if c.isdecimal())
        if _GROUPED.match(shown):
            continue
        long = (
            (digits[0] == "0" and 9 <= len(digits) <= 11)
            or ((digits[:2] == "84" or shown[0] == "+") and len(digits) >= 10)
            or (digits[:4] in ("1800", "1900") and 8 <= len(digits) <= 10)
        )
        if long or (len(digits) in _SHORT_LENGTHS and _CALLED.search(text[: found.start()])):
            yield digits, shown


def _contact(kinds: frozenset[Sensitive]) -> Vetted | None:
    """A way to reach or pay somebody, which may have been masked at the door."""
    why = next((why for kind, why in _CONTACTS.items() if kind in kinds), None)
    return Vetted(unfit=why) if why is not None else None


def _wish(text: str) -> Vetted | None:
    wished = _NO_WISH.without(text)
    for cues, why in (
        (_ASKS, Unfit.SECRET),
        (_ASKS_PICTURE, Unfit.SECRET),
        (_MONEY, Unfit.MONEY),
        (_REMOTE, Unfit.REMOTE),
    ):
        # Somebody who writes bare words among words with diacritics means them too.
        if cues.found(wished) or cues.found(fold(wished)):
            return Vetted(unfit=why)
    return None


def _screened(text: str) -> Vetted | None:
    """What no citizen may get to read. A helper may say to call an ambulance, and may warn."""
    found = screen(text)
    if found is None or found.soft:
        return None
    if found.reason is Reason.SCAM and not _WARNING.found(text):
        return Vetted(unfit=Unfit.SCAM)
    return Vetted(unfit=Unfit.RUDE) if found.status is Status.DECLINED else None
