"""Moves: words that press a button of a walkthrough."""

import re

from bot.language.cues import Cues
from bot.language.fold import clean
from bot.language.tokens import syllables

_MOST_WORDS = 6

_WORDS: tuple[tuple[str, Cues], ...] = (
    ("restart", Cues("làm lại từ đầu", "bắt đầu lại", "từ đầu", "start again", "restart")),
    ("all", Cues("xem hết", "xem tất cả", "tất cả các bước", "xem cả bài", "show all", "all",
                 "all steps")),
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
    " lại di đi tiep tiếp nua nữa vẫn van".split()
)
_STEP = re.compile(r"^\s*(?:b[uư][oơớ]c|b|step)\s*(?:s[oố]\s*)?(\d{1,2})\b", re.I)
_NUMBER = re.compile(r"^\s*(?:s[oố]\s*|ch[oọ]n\s*)?(\d{1,2})[.)]?\s*$", re.I)


def read_move(text: str) -> str | None:
    """The verb a short message presses: done, go_on, back, stuck, all, restart, stop; None
    when it says anything more."""
    text = clean(text)
    if len(syllables(text)) > _MOST_WORDS:
        return None
    for verb, cues in _WORDS:
        if cues.found(text) and all(word in _EXTRA for word in syllables(cues.without(text))):
            return verb
    return None


def read_step(text: str) -> int | None:
    """The step a short message names, from 1: `bước 3`, `b3`."""
    found = _STEP.match(text)
    return int(found[1]) if found and len(syllables(text)) <= _MOST_WORDS else None


def read_number(text: str) -> int | None:
    """The number a message consists of."""
    found = _NUMBER.match(text)
    return int(found[1]) if found else None
