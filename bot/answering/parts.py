"""Parts: the questions of a message that asks more than one thing."""

import re

from bot.domain.values import Value
from bot.language.tokens import syllables

_MOST = 3
_FEWEST_WORDS = 2
_LONGEST = 1_000
_NUMBERED = re.compile(r"(?:^|\s)(?:câu\s*)?[1-4]\s*[.):/]\s+(?=\D)", re.I)
_ANOTHER = (
    r"với\s+lại\s+cho|voi\s+lai\s+cho|với\s+lại|voi\s+lai|cho\s+hỏi\s+thêm|cho\s+hoi\s+them"
    r"|hỏi\s+thêm|hoi\s+them|tiện\s+thể|sẵn\s+(?:đây\s+)?cho|san\s+cho|luôn\s+tiện"
    r"|nhân\s+tiện|à\s+mà|câu\s+nữa|cau\s+nua|một\s+việc\s+nữa|and\s+also|also"
)
_OPENLY = re.compile(rf"[\s,.;?!]+(?:{_ANOTHER})\b[\s,:]*", re.I)
_ENDS = re.compile(r"[?？]+\s*|\n+")


class Parts(Value):
    """The questions of a message, in order. `openly` tells that the person counted them or
    said there was another, so even one that can't be answered deserves a word."""

    texts: tuple[str, ...]
    openly: bool


def parts_of(text: str) -> Parts | None:
    """The two or three questions a message seems to ask; None when it asks one. Whether they
    are about different matters is for the search to tell."""
    if len(text) > _LONGEST:
        return None
    for marks, openly in ((_NUMBERED, True), (_OPENLY, True), (_ENDS, False)):
        texts = [part.strip(" ,.;-") for part in marks.split(text)]
        texts = [part for part in texts if len(syllables(part)) >= _FEWEST_WORDS]
        if 1 < len(texts) <= _MOST:
            return Parts(texts=tuple(texts), openly=openly)
    return None
