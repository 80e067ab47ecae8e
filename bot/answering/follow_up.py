"""Follow-up: whether a message leans on the guide in hand or names a subject of its own."""

from bot.domain.answer import FACT_INTENTS, Intent, Understanding
from bot.domain.search import SearchResults
from bot.language.cues import Cues
from bot.language.tokens import syllables

# How clearly the words must speak of some guide to be a subject of their own. Measured on
# the follow-ups and changes of subject in tests/unit/answering/test_follow_up.py: the two
# part at two fifths. "... thì sao" speaks of a circumstance, and words a guide uses as its own
# name are a subject however common they are.
_SPEAKS, _SPEAKS_OF_A_CASE, _SPEAKS_BY_NAME = 0.39, 0.6, 0.2
_NAMED = 0.5
_SHORT, _SHORT_CASE = 9, 14

_CASE = Cues(
    "thì sao", "thì s", "thì răng", "thì làm sao", "thì làm răng", "thì nhận sao", "thì thế nào",
    "thì như thế nào", "thì như nào", "thì tn", "còn nếu", "lỡ như", "ủa", "ủa vậy", "vậy hả",
    "hả", "what if", "and if",
)  # fmt: skip
_WHAT_TO_DO = Cues(
    "phải làm gì", "làm gì bây giờ", "giờ làm gì", "làm gì tiếp", "làm sao bây giờ", "làm sao đây",
    "phải làm sao", "bắt đầu từ đâu", "chỉ từng bước", "what should i do", "what do i do",
)  # fmt: skip
_LEANING = Cues(
    "thế còn", "còn", "vậy", "thế", "nó", "cái này", "cái đó", "cái nớ", "cái ni", "việc này",
    "việc đó", "thủ tục này", "thủ tục đó", "vậy thì", "thế thì", "rồi sao", "and", "then", "it",
    "this",
)  # fmt: skip
NO_SUBJECT = frozenset(
    "thế the còn con vậy vay nó no này nay đó do thì thi mất mat hết het bao nhiêu nhieu tiền"
    " tien lâu lau ngày ngay gì gi cần can giấy giay tờ to phí phi lệ le làm lam có co không"
    " khong ko k phải phai ở o đâu dau khi nào nao mấy may là la được duoc xong à a ạ nhỉ nhi hả"
    " ha vậy cái cai việc viec thủ thu tục tuc mang theo chuẩn chuan bị bi những nhung và va rồi"
    " roi sao ra chỗ cho tôi toi em mình minh bác bac bạn ban với voi cho xin hỏi hoi nữa nua"
    " chi r z j v bn and then how much long does it take cost what do i need this is the where"
    " when fee hông hong hổng hk tui nhiu dậy dzậy zậy zay ni nớ rứa rua răng ủa ua nếu neu"
    " miễn mien lỡ lo lấy lay chừng chung người nguoi giùm gium dùm dum hộ ho giúp giup".split()
)
"""Words that name no subject of their own."""


def follows(understanding: Understanding, results: SearchResults) -> bool:
    """Whether a question leans on the guide in hand: it is short and has no words of its
    own, or its words speak of no guide clearly."""
    if understanding.guide is None:
        return False
    query = results.analysis.reading or understanding.query
    words = syllables(query)
    if len(words) <= _SHORT and all(word in NO_SUBJECT for word in words):
        leans = _LEANING.found(query) or asks_what_to_do(query)
        return understanding.intent is not Intent.HOW_TO or leans
    case = _CASE.found(query)
    if results.topic is None or len(words) > (_SHORT_CASE if case else _SHORT):
        return False
    if case:
        return results.topic < _SPEAKS_OF_A_CASE
    return results.topic < (_SPEAKS_BY_NAME if _is_named(understanding, results) else _SPEAKS)


def asks_what_to_do(query: str) -> bool:
    """Whether a message asks to be led through the steps of what was spoken of."""
    return _WHAT_TO_DO.found(query)


def asks_of_a_case(query: str) -> bool:
    """Whether a short message asks what holds in some case: `còn ... thì sao`."""
    return len(syllables(query)) <= _SHORT and _CASE.found(query)


def _is_named(understanding: Understanding, results: SearchResults) -> bool:
    """Whether the words, no question of fact, all stand in one line of a guide."""
    if understanding.intent in FACT_INTENTS or understanding.intent is Intent.FACT:
        return False
    first = results.results[0] if results.results else None
    return first is not None and first.achieved >= _NAMED and first.coverage == 1
