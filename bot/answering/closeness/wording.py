"""Wording: a text as words, and what sorts of words there are in a language."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest

from bot.domain.values import Value
from bot.language.fold import clean
from bot.language.synonyms import synonyms

BREAK = ","
"""Stands between two clauses among words."""

_WORD = re.compile(r"\d+(?:[.,/:-]\d+)*%?|(?:link|phone)_\d+|[^\W\d_]+")
_CLAUSE_ENDS = re.compile(r"[;.!?,:–](?=\s|$)\s*")
# A working day is no day.
_ONE_WORD = re.compile(r"\bngày làm việc\b")
_SAME_DENIAL = dict.fromkeys(("đừng", "chớ", "ko"), "không")


class Wording(Value):
    """The sorts of words of a language, in lower case.

    `neutral` ones say nothing that must stand in the guide; the guide's `light` ones may be left
    out. `denials` deny what follows, `excepting` narrow it. `then` stands between a condition
    and what follows of it, `conditional` opens a condition; of what `either` joins one is enough,
    of what `both` joins each is meant; what `which` opens narrows what stands before, what
    `after` opens comes after it; `done` words say that something is done to
    somebody. A subject ends at one of `turns`; `persons` open who is
    meant, `tied` stands before them; `relative` opens what tells one thing from others; from one
    of `since` on it is said when. What one of `aside` opens may be moved to the front; before one
    of `apart` a clause may be cut. Neutral `bounds` limit the word beside them; `variants` make
    another thing of the word before them. `duties` say that something must be. `topics` name what
    is told, not of whom. `own` are the citizen's own people, `owned` stands before them where they
    do nothing themselves, `mind` is a wish to remember."""

    neutral: frozenset[str]
    light: frozenset[str]
    denials: frozenset[str]
    then: str
    conditional: frozenset[str]
    excepting: frozenset[str]
    either: frozenset[str]
    both: frozenset[str]
    which: frozenset[str]
    after: frozenset[str]
    done: frozenset[str]
    turns: frozenset[str]
    persons: frozenset[str]
    tied: frozenset[str]
    relative: frozenset[str]
    since: frozenset[tuple[str, str]]
    aside: frozenset[str]
    apart: frozenset[str]
    bounds: frozenset[str]
    variants: frozenset[str]
    duties: frozenset[str]
    topics: frozenset[str]
    own: frozenset[str] = frozenset()
    owned: frozenset[str] = frozenset()
    mind: str = ""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    return frozenset((one.split()[0], one.split()[1]) for one in text.split("|"))


VIETNAMESE = Wording(
    neutral=_words(
        "bạn mình ạ nhé thì là mà của và với ở tại cho để này đó ấy kia các những việc rằng vào"
        " ra lên xuống đi lại rồi theo hướng dẫn ghi nói thế vậy như về bởi do nên vì xin hãy"
        " tự người có thể đã đang sẽ cũng bị bằng trong ngay khi nếu tới đến nơi một chiếc cái"
        " bước mục phần được phải cần còn vẫn mới nhưng nữa thêm gì nào sao đâu giúp cứ muốn"
        " cách ta hay hoặc"
    ),
    light=_words("làm hãy thường phường cá nhân dùng họ tôi vừa đều riêng nay đứng"),
    denials=_words("không chưa chẳng khỏi cấm"),
    then="thì",
    conditional=_words("nếu trừ riêng khi nhưng"),
    excepting=_words("trừ chỉ"),
    either=_words("hoặc hay"),
    both=_words("và"),
    which=_words("mà"),
    after=_words("rồi sau"),
    done=_words("được bị"),
    turns=_words("phải được không có là cần sẽ chưa vẫn đều cũng nên thể tối"),
    persons=_words("người ai"),
    tied=_words("với cho của thì"),
    relative=_words("có đang đã mà chưa không bị"),
    since=_pairs(
        "kể từ|tính từ|từ tháng|từ khi|từ ngày|từ lúc|sau khi|sau ngày|sau lúc|trước khi|"
        "trước ngày|trước lúc"
    ),
    aside=_words("khi nếu trước sau từ trong ở tại theo bằng để vì lúc với qua đến nhờ"),
    apart=_words(
        "và hoặc hay cùng ở tại trong bằng qua để khi nếu trước sau theo của cho vì từ đến tới"
        " với do mà rồi như kèm gồm kể trừ nhưng nên thì nơi về"
    ),
    bounds=_words("còn"),
    variants=_words("mới cũ lại"),
    duties=_words("phải cần"),
    topics=_words("lệ phí thời hạn gian giải quyết mức lưu ý"),
    own=_words("ông bà bố mẹ ba má vợ chồng cháu con dì cậu"),
    owned=_words("của nơi giúp cho"),
    mind="nhớ",
)  # fmt: skip
"""Vietnamese."""

ENGLISH = Wording(
    neutral=_words(
        "you your they their them he she his her it its the a an and or of to for at on in with by"
        " is are be was were this that these those there then so as from into please also here"
        " one who which what where when if will can may guide says step do does did has have"
        " need needs must should but still how"
    ),
    light=_words("usually normally"),
    denials=_words("not no never none cannot don doesn isn without nobody nothing"),
    then="then",
    conditional=_words("if unless except when"),
    excepting=_words("except unless only"),
    either=_words("or"),
    both=_words("and"),
    which=_words("who which that"),
    after=_words("then after"),
    done=_words("by"),
    turns=_words("is are was were must can may should will do does not has have need needs"),
    persons=_words("people anyone whoever"),
    tied=_words("with for of"),
    relative=_words("who which that with not"),
    since=_pairs("after the|from the|since the|before the|once the"),
    aside=_words("if when before after from in at on by for with once unless"),
    apart=_words("and or at on in with by for to from if when before after of as then through"),
    bounds=_words("still"),
    variants=_words("new old"),
    duties=_words("must need needs"),
    topics=_words("fee fees cost costs time deadline"),
)
"""English."""


@cache
def wording_of(language: str) -> Wording:
    """The words of `vi` or `en`."""
    return VIETNAMESE if language == "vi" else ENGLISH


def words_of(text: str) -> list[str]:
    """The words of a text in lower case; a prohibition is a denial."""
    low = _ONE_WORD.sub("ngàylàmviệc", clean(text).lower())
    return [_SAME_DENIAL.get(word, word) for word in _WORD.findall(low)]


def clauses_of(text: str) -> list[list[str]]:
    """The words of each clause of a text."""
    return [words for words, _ in cut(text)]


def cut(text: str) -> Iterator[tuple[list[str], str]]:
    """The words of each clause of a text, and the sign that ends it."""
    parts = _CLAUSE_ENDS.split(text)
    signs = [found[0].strip() for found in _CLAUSE_ENDS.finditer(text)]
    for part, sign in zip_longest(parts, signs, fillvalue=""):
        yield words_of(part), sign


def broken(text: str) -> list[str]:
    """The words of a text with breaks between its clauses."""
    return [word for clause in clauses_of(text) for word in (*clause, BREAK)][:-1]


@cache
def alike(word: str, language: str) -> frozenset[str]:
    """A word and those that say the same."""
    same = synonyms(language).get(word, ())
    return frozenset((word, *(phrase[0] for phrase in same if len(phrase) == 1)))


def named(words: list[str], wording: Wording) -> list[str]:
    """The words that must stand in the guide."""
    return [word for word in words if word != BREAK and word not in wording.neutral]
