"""Moves: words that press a button of a walkthrough."""

import re
from collections.abc import Sequence

from bot.language.cues import Cues
from bot.language.fold import clean
from bot.language.tokens import folded, syllables

_MOST_WORDS = 6

_WORDS: tuple[tuple[str, Cues], ...] = (
    ("restart", Cues("làm lại từ đầu", "bắt đầu lại", "từ đầu", "start again", "restart")),
    ("all", Cues("xem hết", "xem tất cả", "tất cả các bước", "xem cả bài", "show all", "all",
                 "all steps")),
    ("again", Cues("nói lại", "nhắc lại", "lặp lại", "nói lại đi", "gì cơ", "chưa nghe rõ",
                   "chưa kịp đọc", "cho xem lại", "xem lại", "say again", "repeat",
                   "say that again")),
    ("brief", Cues("ngắn gọn", "nói ngắn", "tóm tắt", "ngắn thôi", "dài quá", "nói gọn",
                   "vắn tắt", "tóm lại", "shorter", "too long", "in short")),
    ("next", Cues("rồi sao nữa", "rồi sao", "rồi làm gì nữa", "làm gì nữa", "làm gì tiếp",
                  "xong rồi sao", "xong rồi làm gì", "xong rồi làm gì nữa",
                  "rồi sao tiếp", "rồi răng nữa", "sau đó thì sao", "sau đó sao",
                  "what next", "what now", "and then")),
    ("stuck", Cues(
        "bị vướng", "vướng", "tôi bị vướng", "bị kẹt", "kẹt", "mắc", "khó quá", "không làm được",
        "ko làm được", "k làm được", "làm không được", "làm ko được", "chưa làm được", "chưa được",
        "không được", "ko được", "k được", "không đc", "ko dc", "k dc", "k đc", "hổng được",
        "bị lỗi", "báo lỗi", "lỗi rồi", "không hiểu", "chưa hiểu", "bó tay", "stuck", "not working",
        "i am stuck", "doesn t work", "it failed",
    )),
    ("back", Cues("quay lại", "bước trước", "lùi", "lùi lại", "trở lại", "back", "previous")),
    ("stop", Cues("!dừng", "dừng lại", "thôi", "thôi nhé", "nghỉ", "để sau", "mai làm", "hủy",
                  "không làm nữa", "thoát", "exit", "quit", "stop", "later", "cancel")),
    ("go_on", Cues("tiếp", "tiếp tục", "làm tiếp", "tiếp đi", "tiếp nhé", "continue", "go on",
                   "resume")),
    ("done", Cues(
        "xong", "xong rồi", "xong bước", "rồi", "rồi ạ", "được rồi", "đã xong", "làm xong",
        "làm rồi",
        "tiếp theo", "bước tiếp", "bước tiếp theo", "bước sau", "sang bước",
        "ok", "oke", "okie", "okê", "ừ", "ừm", "vâng", "dạ", "r", "rùi", "xog", "xg", "done",
        "next",
        "yes", "finished", "thấy rồi", "có rồi", "bấm rồi", "vào rồi", "vào được rồi",
        "nhập rồi", "gửi rồi", "it worked", "worked",
    )),
)  # fmt: skip
_EXTRA = frozenset(
    "roi rồi a ạ nhe nhé nha nhá em e anh chi chị bac bác toi tôi minh mình tui con chau cháu"
    " oi ơi da dạ vang vâng buoc bước nay này do đó cai cái thi thì va và ban bạn co có day đây"
    " it i m s the step now please me s kia luon luôn het hết qua quá duoc được hả ha vay vậy z lai"
    " lại di đi tiep tiếp nua nữa vẫn van thôi thoi nghen hen cưng cung".split()
)
_YES = Cues(
    "!có",
    "ok",
    "oke",
    "ừ",
    "vâng",
    "dạ",
    "được",
    "chỉ đi",
    "chỉ tôi",
    "chỉ bác",
    "chỉ với",
    "bắt đầu",
    "bắt đầu đi",
    "làm đi",
    "chỉ từng bước",
    "yes",
    "yes please",
    "start",
)
_ORDINALS = {
    word: place
    for place, words in enumerate(
        ("1 một mot nhất nhat đầu dau first", "2 hai nhì nhi second", "3 ba third",
         "4 tư tu bốn bon fourth", "5 năm nam fifth"), 1
    )
    for word in words.split()
}  # fmt: skip
_ORDINAL = re.compile(
    r"^\s*(?:lấy|lay|chọn|chon|cho|bấm|bam|tôi|toi|là|la)?\s*(?:cái|cai|câu|cau|việc|viec|số|so|mục|muc"
    r"|bài|bai|the|option)?\s*(?:thứ|thu|số|so)?\s*(?P<word>\w+)\s*(?:tiên|tien|one)?"
    r"\s*(?:đi|di|nhé|nhe|ạ|a|nha|nghe|á)?[.!]?\s*$",
    re.I,
)
_QUESTION = ("cau", "question")
_LAST = Cues("cái cuối", "cái cuối cùng", "cuối cùng", "cái chót", "last one", "the last")
_NAMES_NOTHING = frozenset(
    "cái cai câu cau việc viec cấp cap số so mã ma tôi toi em mình minh bác bac con của cua là la"
    " thì thi ở o loại loai bài bai về ve cho ạ a nhé nhe nha đó do ấy này nay the one muốn muon"
    " hỏi hoi chọn chon lấy lay dùng dung xài xai tui máy may".split()
)
_STEP = re.compile(r"^\s*(?:b[uư][oơớ]c|b|step)\s*(?:s[oố]\s*)?(\d{1,2})\b", re.I)
_ASKS_OF_STEP = Cues(
    "là sao", "là gì", "nghĩa là", "sao ta", "làm sao", "kiểu gì", "là thế nào", "răng",
    "không hiểu", "chưa hiểu", "ko hiểu", "what is", "what does", "how", "nói gì", "ở đâu",
    "thế nào",
)  # fmt: skip
_NUMBER = re.compile(r"^\s*(?:s[oố]\s*|ch[oọ]n\s*)?(\d{1,2})[.)]?\s*$", re.I)


def read_move(text: str) -> str | None:
    """The verb a short message presses: done, next, go_on, back, stuck, all, again, brief,
    restart, stop; None when it says anything more."""
    text = clean(text)
    if len(syllables(text)) > _MOST_WORDS:
        return None
    for verb, cues in _WORDS:
        if cues.found(text) and all(word in _EXTRA for word in syllables(cues.without(text))):
            return verb
    return None


def read_yes(text: str) -> bool:
    """Whether a short message agrees to what was offered."""
    text = clean(text)
    few = len(syllables(text)) <= _MOST_WORDS
    return few and _YES.found(text) and all(w in _EXTRA for w in syllables(_YES.without(text)))


def read_choice(text: str, labels: Sequence[str]) -> int | None:
    """Which of the labelled choices a short message picks, from 0: by its very words (`cấp
    xã`, `iphone`), by its place (`cái thứ 2`, `cái cuối`), or as the other question of a
    message (`câu 2`, `câu còn lại`)."""
    text = clean(text)
    said = folded(syllables(text))
    if not said or not labels:
        return None
    labelled = [folded(syllables(clean(label))) for label in labels]
    if said in labelled:
        return labelled.index(said)
    if len(said) > _MOST_WORDS:
        return None
    place = _place(text)
    if said[0] in _QUESTION:
        others = [at for at, words in enumerate(labelled) if words[:1] == said[:1]]
        numbered = [at for at in others if labelled[at][1:2] == [str((place or 0) + 1)]]
        picked = numbered or others
        return picked[0] if len(picked) == 1 else None
    if _LAST.found(text):
        return len(labels) - 1
    if place is not None and len(said) > 1:
        return place if place < len(labels) else None
    named = [word for word in said if word not in _NAMES_NOTHING]
    fits = [at for at, words in enumerate(labelled) if named and set(named) <= set(words)]
    return fits[0] if len(fits) == 1 else None


def names_a_place(text: str) -> bool:
    """Whether a message is nothing but a place in a list: `cái thứ 2`, `câu hai`."""
    text = clean(text)
    return len(syllables(text)) > 1 and (_LAST.found(text) or _place(text) is not None)


def _place(text: str) -> int | None:
    found = _ORDINAL.match(text.lower())
    word = found["word"] if found else ""
    place = int(word) if word.isdecimal() and len(word) <= 2 else _ORDINALS.get(word)
    return None if place is None else place - 1


def asks_of_step(text: str) -> bool:
    """Whether a message that names a step asks about it rather than goes there."""
    return _ASKS_OF_STEP.found(clean(text))


def read_step(text: str) -> int | None:
    """The step a short message names, from 1: `bước 3`, `b3`."""
    found = _STEP.match(text)
    return int(found[1]) if found and len(syllables(text)) <= _MOST_WORDS else None


def read_number(text: str) -> int | None:
    """The number a message consists of."""
    found = _NUMBER.match(text)
    return int(found[1]) if found else None
