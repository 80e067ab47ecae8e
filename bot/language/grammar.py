"""Grammar: the words of Vietnamese and English that carry no fact of their own, those that deny,
and those that bind or allow."""

from enum import StrEnum

from bot.domain.values import Value


class Mood(StrEnum):
    """How binding a statement is."""

    PLAIN = ""
    MUST = "must"
    SHOULD = "should"
    MAY = "may"


class Grammar(Value):
    """One language's grammar, in lower case. `glue` says nothing that needs a source. A denial
    reaches as far as the next of `breaks`; `no_denials` only look like denials. `yes` and `no`
    answer a question as the first word after it."""

    glue: frozenset[str]
    glue_phrases: frozenset[str]
    breaks: frozenset[str]
    denials: frozenset[str]
    no_denials: frozenset[str]
    moods: dict[str, Mood]
    yes: frozenset[str]
    no: frozenset[str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


VIETNAMESE = Grammar(
    glue=_words(
        "bạn mình tôi bác cô chú anh chị ông bà em cháu quý vị "
        "thì là mà và rồi còn cũng vẫn để với của cho ở tại này đó ấy kia đây khi lúc nếu vì do "
        "nên như theo các những cái chiếc việc điều bởi bằng về vào ra lên đi đến tới từ qua "
        "trong trên được bị có đã đang sẽ hay hoặc gì nào đâu sao ai thế vậy nhé ạ à "
        "hãy xin cứ lại nữa thôi tùy tuỳ nhưng chứ thêm một rằng nhau"
    ),
    glue_phrases=_phrases(
        "sau đó|trước hết|trước tiên|đầu tiên|cuối cùng|tiếp theo|trường hợp|lúc đó|khi đó|như vậy|"
        "vì vậy|vì thế|do đó|ngoài ra|bên cạnh đó|đồng thời|tuy nhiên|ngoài việc|nghĩa là|tức là|"
        "như sau|bao nhiêu|bao lâu|thế nào"
    ),
    breaks=_words("nhưng thì mà vì nếu khi để rồi nên chứ song tuy do"),
    denials=_phrases("không|không bao giờ|chưa|đừng|chẳng|chớ|không hề|chả|tuyệt đối không|không "
                     "thể|khỏi"),
    no_denials=_phrases(
        "không chỉ|không những|không quá|không dưới|không kể|không hơn|không ít hơn|không đồng|"
        "không vượt quá|không muộn quá|không lâu hơn|chưa đủ|chưa đến|chưa tới|chưa quá|hay không|"
        "hay chưa|chưa kể|không gian|không ngừng"
    ),
    moods={
        "phải": Mood.MUST, "cần": Mood.MUST, "bắt buộc": Mood.MUST, "bắt buộc phải": Mood.MUST,
        "buộc": Mood.MUST, "buộc phải": Mood.MUST, "cần phải": Mood.MUST, "nhất định": Mood.MUST,
        "nhất định phải": Mood.MUST, "nên": Mood.SHOULD, "có thể": Mood.MAY,
    },
    yes=_words("có được đúng"),
    no=_words("không chưa"),
)  # fmt: skip
"""Vietnamese."""

ENGLISH = Grammar(
    glue=_words(
        "a an the this that these those it its they them their you your yours we our us i my he "
        "she his her who whom whose which what when where how why if then so and or but as of in "
        "on at to for from by with about into onto is are was were be been being am do does did "
        "have has had will would shall there here also too just still again either both each "
        "any some such than while because since though although however therefore thus please "
        "one ones other others up out off over back yet let lets s t"
    ),
    glue_phrases=_phrases(
        "after that|first of all|in that case|at that point|in addition|for example|such as|"
        "as well|as well as|in order to|in this case|if so|how much|how long"
    ),
    breaks=_words("but so because if when then while unless and"),
    denials=_phrases(
        "not|no|never|without|cannot|can't|don't|doesn't|didn't|isn't|aren't|won't|needn't|"
        "mustn't|shouldn't|wasn't|weren't|haven't|hasn't|nor|neither|none|nothing|nobody|no one|"
        "cannot|couldn't|wouldn't|do not|does not|are not|is not|can not|need not|must not|"
        "should not|have not|has not|will not|no longer|not any|unable"
    ),
    no_denials=_phrases(
        "no more than|not more than|no longer than|not only|no later than|not later than|"
        "no less than|not less than|no fewer than"
    ),
    moods={
        "must": Mood.MUST, "need to": Mood.MUST, "needs to": Mood.MUST, "have to": Mood.MUST,
        "has to": Mood.MUST, "required": Mood.MUST, "required to": Mood.MUST, "need": Mood.MUST,
        "needs": Mood.MUST, "mandatory": Mood.MUST, "compulsory": Mood.MUST,
        "obligatory": Mood.MUST, "should": Mood.SHOULD, "may": Mood.MAY, "might": Mood.MAY,
        "can": Mood.MAY, "could": Mood.MAY, "possibly": Mood.MAY, "perhaps": Mood.MAY,
    },
    yes=_words("yes"),
    no=_words("no not"),
)  # fmt: skip
"""English."""


def grammar_of(language: str) -> Grammar:
    """The grammar of `vi` or `en`."""
    return VIETNAMESE if language == "vi" else ENGLISH


def stem(word: str) -> str:
    """An English word without its ending: `registered`, `registers`, `registering` alike."""
    word = word.removesuffix("'s")
    for ending, instead in (
        ("ies", "y"),
        ("ied", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            if ending == "s" and word[-2] in "sui":
                break
            word = word[: -len(ending)] + instead
            if ending in ("ing", "ed") and word[-1] == word[-2] and word[-1] not in "lse":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word
