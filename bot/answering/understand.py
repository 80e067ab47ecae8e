"""Understand: the language, the intent, and the text to search for."""

from bot.domain.answer import Intent, Question, Understanding
from bot.language.cues import Cues
from bot.language.fold import clean
from bot.language.language import language_of
from bot.language.tokens import syllables

_LONGEST = 2_000
_SHORT = 9

_INTENTS: tuple[tuple[Intent, Cues], ...] = (
    (Intent.TIME, Cues(
        "bao lâu", "mấy ngày", "mấy bữa", "bao nhiêu ngày", "khi nào có", "bao giờ có",
        "khi nào xong", "bao giờ xong", "mất bao lâu", "thời hạn", "mấy hôm", "chừng nào có",
        "chừng nào xong", "mấy tuần", "bao nhiêu lâu", "mấy tháng", "lâu không", "lâu ko",
        "mất mấy", "thời gian giải quyết", "how long",
    )),
    (Intent.FEE, Cues(
        "bao nhiêu tiền", "bn tiền", "nhiêu tiền", "mất tiền", "tốn tiền", "mất phí", "tốn phí",
        "lệ phí", "phí bao nhiêu", "mất bao nhiêu tiền", "hết bao nhiêu", "hết nhiêu",
        "có mất phí", "có tốn", "có miễn phí", "được miễn", "trả bao nhiêu", "đóng bao nhiêu",
        "giá bao nhiêu", "phải trả tiền", "mấy đồng", "bao tiền", "nhiêu vậy", "tiền lệ phí",
        "có phải đóng tiền", "có lấy tiền", "tốn bao nhiêu", "mất bao nhiêu",
        "tốn nhiêu", "bao nhiêu vậy", "how much", "cost", "fee",
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

# What a follow-up says of the guide in hand, with no subject of its own.
_LEANING = Cues(
    "thế còn", "còn", "vậy", "thế", "nó", "cái này", "cái đó", "việc này", "việc đó", "thủ tục này",
    "thủ tục đó", "cái ni", "cái nớ", "vậy thì", "thế thì", "rồi sao", "and", "then", "it", "this",
)  # fmt: skip
_FILLERS = frozenset(
    "thế the còn con vậy vay nó no này nay đó do thì thi mất mat hết het bao nhiêu nhieu tiền"
    " tien lâu lau ngày ngay gì gi cần can giấy giay tờ to phí phi lệ le làm lam có co không"
    " khong ko k phải phai ở o đâu dau khi nào nao mấy may là la được duoc xong à a ạ nhỉ nhi hả"
    " ha vậy cái cai việc viec thủ thu tục tuc mang theo chuẩn chuan bị bi những nhung và va rồi"
    " roi sao ra chỗ cho tôi toi em mình minh bác bac bạn ban với voi cho xin hỏi hoi nữa nua"
    " chi r z j v bn and then how much long does it take cost what do i need this is the where"
    " when fee".split()
)


def understand(question: Question) -> Understanding:
    """How the question reads. A short question with no subject of its own leans on the
    guide in hand."""
    text = clean(question.text)[:_LONGEST]
    intent = intent_of(text)
    follow_up = question.guide is not None and _leans(text, intent)
    return Understanding(
        language=question.language or language_of(text),
        intent=intent,
        query=text,
        guide=question.guide,
        follow_up=follow_up,
    )


def intent_of(text: str) -> Intent:
    """What kind of thing a text asks; how-to when nothing tells. Expects clean text."""
    return next((intent for intent, cues in _INTENTS if cues.found(text)), Intent.HOW_TO)


def _leans(text: str, intent: Intent) -> bool:
    words = syllables(text)
    if len(words) > _SHORT:
        return False
    own = [word for word in words if word not in _FILLERS]
    if not own:
        return intent is not Intent.HOW_TO or _LEANING.found(text)
    return False
