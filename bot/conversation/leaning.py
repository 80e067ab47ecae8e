"""Leaning: words beside another's message that say nothing without it."""

from bot.answering.follow_up import NO_SUBJECT
from bot.answering.understand import intent_of
from bot.domain.answer import Intent
from bot.language.tokens import syllables

# Words that point at a message or call for help, and say nothing of their own.
_POINTING = frozenset(
    "này nay nầy kia đó do đấy day ấy cái cai giúp giup với voi trả tra lời loi ai biết biet chỉ"
    " chi hộ ho giùm gium dùm dum mình minh tôi toi tui em ạ a nhé nhe nha nhá ơi oi bạn ban bot"
    " cho xin hỏi hoi câu cau tin trên tren ở o người nguoi mọi moi bà ba con bác bac anh chị cô"
    " co chú chu admin ad ad xem đi di thế the vậy vay à ơ ừ dạ da vâng vang please help this it"
    " me answer".split()
)
_DOUBTING = frozenset(
    "thật that thiệt thiet giả gia hay lừa lua đảo dao đúng dung chuẩn chuan real true".split()
)
_LEANING = _POINTING | _DOUBTING | NO_SUBJECT


def points(text: str) -> bool:
    """Whether words do no more than point at another message. Expects clean text."""
    return all(word in _POINTING for word in syllables(text))


def leans(text: str) -> bool:
    """Whether words only point at another message, doubt it or ask of it without naming a
    subject: `giúp với`, `cái này thật không`, `bao nhiêu tiền`. Expects clean text."""
    return all(word in _LEANING for word in syllables(text))


def leaning_question(text: str, quoted: str) -> str:
    """The question that leaning words ask of another's text: that text, with the words where
    they ask something of their own."""
    return quoted if intent_of(text) is Intent.HOW_TO else f"{quoted} {text}"
