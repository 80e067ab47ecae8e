"""Draft wording: what no sentence of a draft may hold, whatever its passages say."""

import re
import unicodedata

from bot.domain.draft import Fault, FaultKind
from bot.language.fold import VIETNAMESE_LETTERS, has_diacritics
from bot.language.orders import orders_a_model
from bot.language.quantities import FigureKind, figures

_LONGEST = 600
_MOST_WORDS = 60
_PUNCTUATION = frozenset(" .,;:!?()\"'“”‘’-–—…/%&+*_²₫×·")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz") | VIETNAMESE_LETTERS
_DIGITS = frozenset("0123456789")
_MARKUP = frozenset("<>{}[]\\|^~`$#=")
_TOKEN = re.compile(r"(?:link|phone)_\d{1,3}(?!\w)")
_SPACED_DIGITS = re.compile(r"\d(?:[.,]? [.,]?\d(?!\d)){2}|\d [.,] ?\d|\d [.,]?\d{3}(?!\d)")
_LISTED = re.compile(r"\s*(?:[-•*]\s|\d{1,2}[.)]\s)")
_LINK = re.compile(
    r"://|\bwww\b|@|\b[^\W\d_][\w-]*\.[^\W\d_]{2,}|\b(?:dot|chấm|cham) ?(?:com|vn|net|org|info|"
    r"gov|me|io|xyz)\b"
    r"|\b[\w-]+ ?\. ?(?:com|vn|net|org|info|gov|me|io|xyz|top|club|site|online|app)\b|\bt\.me\b|"
    r"\bbit\.?ly\b",
    re.I,
)
_LONG_NUMBER = re.compile(r"\+?\d(?:[ .()-]{0,2}\d){6,}")
_CALLED = re.compile(r"\+84|\(\+?84\)")
_DIGIT_WORDS = re.compile(
    r"(?:(?:không|một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín|zero|oh|one|two|three|four|five|"
    r"six|"
    r"seven|eight|nine)[ ,.-]+){4,}",
    re.I,
)
_MODEL_TALK = re.compile(
    r"\b(?:prompt|chỉ thị hệ thống|câu lệnh|system message|system prompt|my instructions|"
    r"instructed to|as an ai|i am an ai|i'm an ai|trí tuệ nhân tạo này|mô hình ngôn ngữ|language "
    r"model|"
    r"chatbot|trợ lý ảo|trợ lý ai|tôi là ai\b|là một ai|json|pwned|canary|dan mode|"
    r"tôi đã được lập trình|theo yêu cầu của lập trình viên|system:|assistant:|user:)",
    re.I,
)
_TO_US = re.compile(
    r"\b(?:gửi|nhắn|đọc|nhập|chụp|cung cấp|cho|nói|báo|đưa|điền|dán|paste|send|tell|give|type|"
    r"share|"
    r"enter|show|read|reply)\b[^.!?]{0,60}?\b(?:cho tôi|cho mình|cho em|cho chúng tôi|cho bot|"
    r"vào đây|tại đây|"
    r"ở đây|vào khung chat|trong khung chat|trong tin nhắn này|lại tin này|to me|to us|with me|"
    r"with us|"
    r"in this chat|in the chat|right here|back to this|me your|us your)\b",
    re.I,
)
_TOLD = re.compile(
    r"\b(?:đọc|cung cấp|nói|chia sẻ|nhắn|đưa|tiết lộ|tell|share|read out|reveal|disclose)\b"
    r"(?:(?!\b(?:không|đừng|chớ|not|never)\b)[^.,;!?]){0,40}?"
    r"\b(?:otp|mật khẩu|passcode|mã pin|pin|cvv|password|mã xác nhận|mã xác thực|one-time code)\b",
    re.I,
)
_WARNED = re.compile(
    r"\b(?:không|đừng|chớ|chẳng|tuyệt đối|lừa|kẻ gian|not|never|don't|no one|nobody|scam\w*)\b",
    re.I,
)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")
_OTHERS = re.compile(
    r"\b(?:người dùng khác|người dân khác|người khác đã hỏi|người hỏi trước|khách hàng khác|"
    r"another user|other users?|previous user|another citizen|other citizens?)\b",
    re.I,
)


def wording_fault(text: str, language: str, *, judged: bool = False) -> Fault | None:
    """What is wrong with a sentence as such: too long, characters that hide or deceive, links,
    phone numbers, markup, talk of models, a wish for somebody's data, another language than
    the one named. Expects NFC. Looks at nothing before it knows that the text is short."""
    if len(text) > _LONGEST or "\n" in text or "\r" in text or not text.strip():
        return Fault(kind=FaultKind.LENGTH, detail=f"{len(text)} characters")
    if len(text.split()) > _MOST_WORDS or _LISTED.match(text):
        return Fault(kind=FaultKind.LENGTH, detail=f"{len(text.split())} words")
    if len(re.findall(r"[.!?…]+[\"”]?\s+(?=\w)", text)) > 1:
        return Fault(kind=FaultKind.LENGTH, detail="several sentences")
    known = language in ("vi", "en")
    fault = _character_fault(text, known)
    if fault is not None:
        return fault
    bare = _TOKEN.sub("", text)
    if "_" in bare or bare.replace("**", "").count("*") or bare.count("**") % 2:
        return Fault(kind=FaultKind.INJECTION, detail="markup")
    if _LINK.search(bare.replace("TP.", "TP ")):
        return Fault(kind=FaultKind.LINK)
    fault = _phone_fault(bare, language)
    if fault is not None:
        return fault
    if _MODEL_TALK.search(text) or orders_a_model(text):
        return Fault(kind=FaultKind.INJECTION, detail="talk of models")
    if _TO_US.search(_QUOTED.sub(" ", text)):
        return Fault(kind=FaultKind.SECRET, detail="to be sent here")
    told = _TOLD.search(text)
    if told is not None and not _WARNED.search(text):
        return Fault(kind=FaultKind.SECRET, detail="told to somebody")
    if _OTHERS.search(text):
        return Fault(kind=FaultKind.OTHER_PERSON)
    return _language_fault(bare, language)


def _character_fault(text: str, known: bool) -> Fault | None:
    for character in dict.fromkeys(text):
        low = character.lower()
        if low in _LATIN or character in _DIGITS or character in _PUNCTUATION:
            continue
        if character in _MARKUP:
            return Fault(kind=FaultKind.INJECTION, detail="markup")
        if character == "@":
            return Fault(kind=FaultKind.LINK)
        category = unicodedata.category(character)
        if category[0] == "C" or category in ("Zl", "Zp", "Zs", "Sk"):
            return Fault(kind=FaultKind.INJECTION, detail=f"U+{ord(character):04X}")
        if category[0] == "N":
            return Fault(kind=FaultKind.NUMBER, detail=f"U+{ord(character):04X}")
        if known or category[0] not in "LMP":
            return Fault(kind=FaultKind.LANGUAGE, detail=f"U+{ord(character):04X}")
    return None


def _phone_fault(text: str, language: str) -> Fault | None:
    if _CALLED.search(text) or _DIGIT_WORDS.search(text):
        return Fault(kind=FaultKind.PHONE)
    known = [
        (figure.start, figure.end)
        for figure in figures(text, language)
        if figure.kind in (FigureKind.AMOUNT, FigureKind.DATE, FigureKind.RANGE)
        or (figure.kind is FigureKind.CODE and "/" in figure.value)
        or figure.kind is FigureKind.CODE
    ]
    for found in _LONG_NUMBER.finditer(text):
        if not any(start <= found.start() and found.end() <= end for start, end in known):
            parts = [
                f
                for f in figures(text, language)
                if f.start < found.end() and f.end > found.start()
            ]
            dates = all(
                f.kind in (FigureKind.DATE, FigureKind.CODE, FigureKind.RANGE) for f in parts
            )
            if not (parts and dates):
                return Fault(kind=FaultKind.PHONE)
    if _SPACED_DIGITS.search(text) and not re.search(r"\d, \d", text):
        return Fault(kind=FaultKind.NUMBER, detail="spaced digits")
    return None


_ENGLISH_SIGNS = frozenset(
    "the a an is are to of in at on for with and or you your if not can must it this that by from "
    "be have has do does when no will as open tap ask go show bring use".split()
)


def _language_fault(text: str, language: str) -> Fault | None:
    words = re.findall(r"[^\W\d_]+", re.sub(r"\*\*.+?\*\*|\"[^\"]*\"|“[^”]*”", " ", text))
    if not words:
        return None
    if language == "vi":
        marked = sum(map(has_diacritics, words))
        if marked < 0.3 * len(words) or (len(words) < 4 and not marked):
            return Fault(kind=FaultKind.LANGUAGE, detail="not Vietnamese")
    elif language == "en":
        marked = sum(map(has_diacritics, words))
        signs = sum(word.lower() in _ENGLISH_SIGNS for word in words)
        if marked > 0.4 * len(words) or (len(words) > 8 and not signs):
            return Fault(kind=FaultKind.LANGUAGE, detail="not English")
    return None
