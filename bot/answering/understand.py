"""Understand: the language, the intent, and the text to search for."""

import re

from bot.domain.answer import Intent, Question, Understanding
from bot.language.cues import Cues
from bot.language.fold import clean
from bot.language.language import language_of
from bot.language.tokens import syllables

_LONGEST = 2_000

_NEWS = Cues(
    "người dân cần biết", "người dân cần lưu ý", "người dân lưu ý", "ai cũng cần biết",
    "những điều cần biết", "chính thức", "chính thức từ", "mới nhất", "tin nóng", "tin mới",
    "hàng triệu người", "chuyển tiếp", "fwd", "theo báo", "bộ công an thông báo",
    "bộ công an đề nghị", "từ ngày mai", "nóng", "tin vui",
)  # fmt: skip
_FROM_A_DAY = re.compile(
    r"^\W{0,3}(?:kể\s+|ke\s+)?(?:từ|tu)\s+(?:ngày\s+|ngay\s+)?\d{1,2}[/.-]\d", re.I
)
_ASKS = Cues(
    "tôi", "em", "mình", "tui", "con", "cháu", "làm sao", "thế nào", "kiểu gì", "phải không",
    "không ạ", "hả", "vậy", "có phải", "ở đâu", "cho hỏi", "bao lâu", "bao nhiêu", "được không",
    "đúng không", "thì sao",
)  # fmt: skip
_FEWEST_OF_NEWS = 6

_INTENTS: tuple[tuple[Intent, Cues], ...] = (
    (Intent.TRUST, Cues(
        "thật hay giả", "thiệt hay giả", "thật hay là giả", "có phải lừa", "phải lừa đảo không",
        "có lừa đảo không", "lừa đảo không", "lừa đảo hông", "có nên tin", "tin được không",
        "đáng tin không", "có đáng tin", "có thật không", "có thiệt không", "phải lừa không",
        "là lừa đảo à", "có phải giả", "is it a scam", "is this a scam", "is it real",
        "is this real", "scam or", "can i trust",
    )),
    (Intent.TIME, Cues(
        "bao lâu", "mấy ngày", "mấy bữa", "bao nhiêu ngày", "khi nào có", "bao giờ có",
        "khi nào xong", "bao giờ xong", "mất bao lâu", "thời hạn", "mấy hôm", "chừng nào có",
        "chừng nào xong", "mấy tuần", "bao nhiêu lâu", "mấy tháng", "lâu không", "lâu ko",
        "mất mấy", "chừng nào nhận", "chừng nào lấy", "khi nào nhận", "khi nào lấy", "bao giờ nhận",
        "bao giờ lấy", "bao giờ thì nhận", "khi nào thì nhận", "bao giờ thì lấy", "chừng nào thì",
        "hồi nào có", "thời gian giải quyết", "how long",
    )),
    (Intent.FEE, Cues(
        "bao nhiêu tiền", "bn tiền", "nhiêu tiền", "mất tiền", "tốn tiền", "mất phí", "tốn phí",
        "lệ phí", "phí bao nhiêu", "mất bao nhiêu tiền", "hết bao nhiêu", "hết nhiêu",
        "có mất phí", "có tốn", "có miễn phí", "được miễn", "trả bao nhiêu", "đóng bao nhiêu",
        "giá bao nhiêu", "phải trả tiền", "mấy đồng", "bao tiền", "nhiêu vậy", "tiền lệ phí",
        "có phải đóng tiền", "có lấy tiền", "tốn bao nhiêu", "mất bao nhiêu",
        "tốn nhiêu", "bao nhiêu vậy", "miễn phí hả", "miễn phí à", "miễn phí không",
        "mất đồng nào", "tốn đồng nào", "free of charge", "is it free", "how much", "cost", "fee",
    )),
    (Intent.NEEDS, Cues(
        "cần giấy tờ gì", "cần giấy gì", "giấy tờ gì", "giấy gì", "cần gì", "cần những gì",
        "chuẩn bị gì", "chuẩn bị những gì", "mang theo gì", "mang gì", "đem gì", "đem theo gì",
        "hồ sơ gồm", "gồm những gì", "gồm những giấy", "cần mang", "cần chuẩn bị", "giấy tờ nào",
        "what do i need", "documents",
    )),
    (Intent.HELP, Cues(
        "gọi số nào", "gọi số mấy", "gọi cho ai", "hỏi ai", "tổng đài", "số điện thoại nào",
        "đường dây nóng", "hotline", "liên hệ ai", "liên hệ đâu", "nhờ ai", "ai giúp",
    )),
    (Intent.LAW, Cues(
        "căn cứ", "nghị định nào", "thông tư nào", "luật nào", "quy định nào", "theo quy định",
        "văn bản nào",
    )),
    (Intent.ERROR, Cues(
        "báo lỗi", "bị lỗi", "lỗi", "không được", "ko được", "k được", "ko dc", "k dc", "k đc",
        "không đc", "không vào", "ko vào", "không nhận", "ko nhận", "báo sai", "không khớp",
        "bị từ chối", "bị trả", "bị treo", "xoay hoài", "quay hoài", "bị thoát", "không thấy",
        "không hiện", "ko hiện", "không ra", "error", "not working", "doesn t work",
    )),
    (Intent.HOW_TO, Cues(
        "làm sao", "làm thế nào", "như thế nào", "kiểu gì", "cách", "hướng dẫn", "các bước",
        "từng bước", "làm kiểu", "làm ntn", "ntn", "chỉ tôi", "chỉ em", "chỉ giúp", "chỉ cho",
        "chỉ với", "làm răng", "muốn", "how do i", "how to", "how can i",
    )),
    (Intent.FACT, Cues(
        "có được không", "được không", "được ko", "dc ko", "đc k", "có phải", "phải không",
        "có cần", "có bắt buộc", "là gì", "có sao không", "có bị", "có còn", "còn xài được",
        "còn dùng được", "khác gì", "khác nhau", "mấy tuổi", "bao nhiêu tuổi", "ở đâu", "chỗ nào",
        "hay không", "không ạ", "tại sao", "vì sao", "sao lại",
    )),
)  # fmt: skip


def understand(question: Question) -> Understanding:
    """How the question reads."""
    text = clean(question.text)[:_LONGEST]
    intent = intent_of(text)
    return Understanding(
        language=question.language or language_of(text),
        intent=intent,
        query=text,
        guide=question.guide,
    )


def intent_of(text: str) -> Intent:
    """What kind of thing a text asks; how-to when nothing tells. Expects clean text."""
    if _is_news(text):
        return Intent.NEWS
    return next((intent for intent, cues in _INTENTS if cues.found(text)), Intent.HOW_TO)


def _is_news(text: str) -> bool:
    """A headline or a forwarded notice: it tells, and nobody in it asks."""
    told = _NEWS.found(text) or _FROM_A_DAY.match(text) is not None
    enough = len(syllables(text)) >= _FEWEST_OF_NEWS
    return told and enough and "?" not in text and not _ASKS.found(text)
