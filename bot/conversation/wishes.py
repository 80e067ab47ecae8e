"""Wishes: words that ask for a person, and words that answer the desk's own questions."""

from bot.language.cues import Cues
from bot.language.fold import clean
from bot.language.tokens import folded, syllables

_PERSON = Cues(
    "nhờ người giúp", "cần người giúp", "gọi người giúp", "muốn người giúp", "tìm người giúp",
    "có người giúp không", "có ai giúp không", "nhờ người thật", "gặp người thật", "người thật",
    "gặp người", "nói chuyện với người", "nói với người", "gặp cán bộ", "nói chuyện với cán bộ",
    "hỏi cán bộ", "gọi cán bộ", "gặp nhân viên", "gặp tổng đài viên", "gặp tư vấn viên",
    "gặp tổ công nghệ số", "nhờ tổ công nghệ số", "gặp người trực", "talk to a person",
    "talk to a human", "speak to a person", "speak to someone", "real person", "human help",
    "ask a person", "ask people for help",
)  # fmt: skip
_BESIDE = frozenset(
    "toi tui minh em con chau bac ba ong co chu anh chi cho xin muon can duoc khong ko k a nhe nha"
    " nhe di voi giup dum gium ho lam on hay oi bot ban cam tay truc tiep that nao do mot nguoi co"
    " the gi de hoi noi chuyen luon gap va ngay gio bay gio i want to would like a the please can"
    " with need me dang thoi lai u day tai xa phuong can bo nhan vien vi".split()
)
_MOST_WORDS = 14
_OTHER_WORDS = 1
_NO = frozenset(
    ("khong", "ko", "k", "khong gui", "khong dong y", "dung gui", "khong can", "khong can nua",
     "no", "dont send")
)  # fmt: skip
_CANCEL = frozenset(("huy", "huy di", "huy cau hoi", "cancel"))
_POLITE = frozenset(("a", "nhe", "nha", "dau", "oi", "ban", "em", "con", "chau"))


def wishes_person(text: str) -> bool:
    """Whether a message asks for a person and for little else: `cho tôi gặp người thật`, but
    not `nhờ người giúp khai tạm trú thì cần giấy gì`, which a guide answers."""
    text = clean(text)
    if len(syllables(text)) > _MOST_WORDS or not _PERSON.found(text):
        return False
    others = [w for w in folded(syllables(_PERSON.without(text))) if w not in _BESIDE]
    return len(others) <= _OTHER_WORDS


def says_no(text: str) -> bool:
    """Whether a message refuses what was just offered."""
    return _plain(text) in _NO


def cancels(text: str) -> bool:
    """Whether a message is nothing but the wish to cancel."""
    return _plain(text) in _CANCEL


def _plain(text: str) -> str:
    """The folded words without the polite ones at the end."""
    words = folded(syllables(clean(text)))
    while words and words[-1] in _POLITE:
        words.pop()
    return " ".join(words)
