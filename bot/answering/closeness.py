"""Closeness: a model's sentence is made of the guide's words, joined as the guide joins them.

The guard compares what a sentence claims; this compares the words themselves. It knows nothing of
meaning, so nothing talks it into anything; what it refuses is quoted instead.
"""

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.domain.draft import Evidence, Fault, FaultKind, Sentence
from bot.language.fold import clean
from bot.language.synonyms import synonyms

_WORD = re.compile(r"\d+(?:[.,/:-]\d+)*%?|(?:link|phone)_\d+|[^\W\d_]+")
_ENDS = re.compile(r"(?<=[.!?;])\s+|\n")
# What stands in brackets, a law or a date, bounds nothing a summary must repeat.
_ASIDE = re.compile(r"\([^()]{0,200}\)")
_CLAUSE_ENDS = re.compile(r"[;.!?,:–](?=\s|$)\s*")
# How far a denial reaches, and how far apart two words may stand that a sentence joins.
_DENIES, _BESIDE = 3, 5
# What a number behind one of these names, a summary need not.
_NAMES_A_LAW = frozenset("tư định thị tục luật văn điều khoản".split())
# The share of a sentence's joins that the guide must make too.
_JOINED = 0.6
# A sentence of so many words that stands in the guide as it is may be said as it is.
_WHOLE = 5
_BREAK = ","
# A clause of fewer named words says nothing alone and is read with the next.
_FEWEST = 3
# The share of a clause's words that must stand in the order of the guide.
_IN_ORDER = 0.75
# A sentence of the guide is what a model's was made of when it holds this share of it.
_MADE_OF = 0.55
# The share of a condition's words that must be said with what it is a condition of.
_CONDITION_SAID = 0.5

_NEUTRAL = {
    "vi": frozenset(
        "bạn mình ạ nhé thì là mà của và với ở tại cho để này đó ấy kia các những việc rằng vào"
        " ra lên xuống đi lại rồi theo hướng dẫn ghi nói thế vậy như về bởi do nên vì xin hãy"
        " tự người có thể đã đang sẽ cũng bị bằng trong ngay khi nếu tới đến nơi một chiếc cái"
        " bước mục phần được phải cần còn vẫn mới nhưng nữa thêm gì nào sao đâu giúp cứ muốn"
        " cách ta hay hoặc".split()
    ),
    "en": frozenset(
        "you your they their them he she his her it its the a an and or of to for at on in with by"
        " is are be was were this that these those there then so as from into please also here"
        " one who which what where when if will can may guide says step do does did has have"
        " need needs must should but still how".split()
    ),
}
_DENIALS = {
    "vi": frozenset("không chưa chẳng đừng khỏi cấm ko".split()),
    "en": frozenset("not no never none cannot don doesn isn without nobody nothing".split()),
}
# What bounds the word beside it: the two must stand together in the guide.
_BOUNDING = {
    "vi": frozenset(
        "không chưa đừng chỉ mọi tất mỗi từng tối ít nhiều nhất trước sau trên dưới quá đủ hết"
        " nửa riêng miễn trừ ngoài luôn bắt hơn còn".split()
    ),
    "en": frozenset(
        "not no never only except unless every each all any before after until above below least"
        " most more less than always free half".split()
    ),
}
_CONDITION = {
    "vi": re.compile(
        r"\b(?:nếu|trừ|chỉ|trường hợp|đối với|với điều kiện|miễn là|riêng|thuộc diện)\b"
    ),
    "en": re.compile(r"\b(?:if|only|except|unless|provided|for those)\b"),
}

_ASKED = {
    "vi": re.compile(
        r"\b(?:bao nhiêu|bao lâu|mấy|ở đâu|thế nào|làm sao|gì|ai|khi nào|nào)\b", re.I
    ),
    "en": re.compile(r"\b(?:how|what|where|when|who|which)\b", re.I),
}

_CONDITION_ENDS = re.compile(r"\b(?:thì|then)\b")


def is_quoted(sentence: Sentence, evidence: Evidence) -> bool:
    """Whether a sentence is one of its cited passages' own, word for word, and cites nothing
    that is none."""
    words = _words(sentence.text)
    resolve = len(evidence.cited(sentence)) == len(sentence.cites)
    return resolve and len(words) >= _WHOLE and words in _cited(sentence, evidence).sentences


def stray(sentence: Sentence, evidence: Evidence) -> Fault | None:
    """Where a sentence in the passages' language strays from their words, or None."""
    language = evidence.language
    source = _cited(sentence, evidence)
    words = _words(sentence.text)
    return (
        _new_word(words, source, language)
        or _other_answer(sentence.text, source)
        or _torn(sentence.text, source, language)
        or _other_denial(words, source, language)
        or _other_bound(words, source, language)
        or _other_joins(words, source, language)
        or _left_out(words, source, language)
    )


def _cited(sentence: Sentence, evidence: Evidence) -> "_Source":
    texts = tuple(passage.text for passage in evidence.cited(sentence))
    return _source(texts, evidence.language)


class _Source:
    """Cited passages as words and where they stand."""

    def __init__(self, texts: Sequence[str], language: str) -> None:
        texts = [_ASIDE.sub(" ", text) for text in texts]
        parts = [part.strip(" -") for text in texts for part in _ENDS.split(text)]
        self.sentences = [_words(part) for part in parts if part]
        self.stated = [words for text in texts for words in _stated(text, language)]
        bodies = [text.partition("\n")[2] or text for text in texts]
        self.openings = [_words(_ENDS.split(body)[0]) for body in bodies]
        self.words: list[str] = []
        for part in parts:
            words = _broken(part)
            # A gap keeps the last word of one sentence from the first of the next.
            self.words += [*words, *[_BREAK] * _BESIDE]
        self.at: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            self.at.setdefault(word, []).append(place)
        self.denied = {p for p in range(len(self.words)) if _denied(self.words, p, language)}
        self.conditions = [_conditions(part, language) for part in parts if part]

    def places(self, word: str, language: str) -> list[int]:
        """Where a word stands, or one that says the same."""
        found = list(self.at.get(word, ()))
        for phrase in synonyms(language).get(word, ()):
            if len(phrase) == 1:
                found += self.at.get(phrase[0], ())
        return found


@lru_cache(maxsize=256)
def _source(texts: tuple[str, ...], language: str) -> _Source:
    return _Source(texts, language)


def _new_word(words: Sequence[str], source: _Source, language: str) -> Fault | None:
    for word in words:
        if word not in _NEUTRAL[language] and not source.places(word, language):
            return Fault(kind=FaultKind.NOVELTY, detail=word[:40])
    return None


def _other_answer(text: str, source: _Source) -> Fault | None:
    """A word or two that answer before the sentence begins, and open none of the passages."""
    for part in _ENDS.split(text):
        words = _words(part)
        if len(words) < _WHOLE and len(part) < len(text) and words not in source.openings:
            return Fault(kind=FaultKind.POLARITY, detail="another answer")
    return None


def _torn(text: str, source: _Source, language: str) -> Fault | None:
    """A clause that no single sentence of the guide is made of."""
    for clause in _clauses(text, language):
        if not any(_made_of(clause, theirs, language) for theirs in source.stated):
            return Fault(kind=FaultKind.NOVELTY, detail="no one sentence of the guide")
    return None


def _clauses(text: str, language: str) -> list[list[str]]:
    """The words of each clause; a short clause goes with the next, the last with the one
    before."""
    clauses: list[list[str]] = []
    held: list[str] = []
    for part in _CLAUSE_ENDS.split(text):
        held = [*held, _BREAK, *_words(part)]
        if sum(word not in _NEUTRAL[language] and word != _BREAK for word in held) >= _FEWEST:
            clauses.append(held)
            held = []
    if clauses:
        clauses[-1] = clauses[-1] + held
    elif held:
        clauses.append(held)
    return clauses


def _made_of(clause: Sequence[str], theirs: Sequence[str], language: str) -> bool:
    """Whether a sentence of the guide has all named words of a clause, in the same order,
    denied or not as there, and no figure between them that the clause leaves out."""
    places: list[int] = []
    free = dict.fromkeys(range(len(theirs)))
    for here, word in enumerate(clause):
        if word in _NEUTRAL[language] or word == _BREAK:
            continue
        same = {word, *(p[0] for p in synonyms(language).get(word, ()) if len(p) == 1)}
        last = places[-1] if places else -1
        found = [at for at in free if theirs[at] in same]
        if not found:
            return False
        at = min(found, key=lambda at: (at < last, at))
        if _denied(clause, here, language) != _denied(theirs, at, language):
            return False
        del free[at]
        places.append(at)
    if not places:
        return True
    around = _clause_around(theirs, places)
    figures = {
        word
        for before, word in itertools.pairwise(["", *around])
        if word[0].isdigit() and before not in _NAMES_A_LAW
    }
    return figures <= set(clause) and _in_order(places) >= _IN_ORDER * len(places)


def _clause_around(words: Sequence[str], places: Sequence[int]) -> Sequence[str]:
    """The words between the first and the last place, with the rest of their clauses."""
    start, end = min(places), max(places) + 1
    while start > 0 and words[start - 1] != _BREAK:
        start -= 1
    while end < len(words) and words[end] != _BREAK:
        end += 1
    return words[start:end]


def _in_order(places: Sequence[int]) -> int:
    """The length of the longest run of places that only grows."""
    tails: list[int] = []
    for place in places:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return len(tails)


def _stated(text: str, language: str) -> Iterator[list[str]]:
    """The sentences of a passage that state something: alone, and with the passage's heading
    before them, which says what they are about. A question that is answered by yes or no says
    what may be false, so it goes with nothing."""
    head, _, body = text.partition("\n")
    sentences = [part.strip(" -") for part in _ENDS.split(body or head)]
    about = (
        _broken(head) if body and (not head.endswith("?") or _ASKED[language].search(head)) else []
    )
    for sentence in sentences:
        if sentence and not sentence.endswith("?"):
            yield _broken(sentence)
            if about:
                yield [*about, _BREAK, *_broken(sentence)]
    if body and not head.endswith("?"):
        yield _broken(head)


def _other_denial(words: Sequence[str], source: _Source, language: str) -> Fault | None:
    """A word that the guide only denies and the sentence does not, or the other way round."""
    for at, word in enumerate(words):
        if word in _NEUTRAL[language] or word in _DENIALS[language]:
            continue
        denied = [place in source.denied for place in source.places(word, language)]
        here = _denied(words, at, language)
        if denied and ((all(denied) and not here) or (here and not any(denied))):
            return Fault(kind=FaultKind.POLARITY, detail=word[:40])
    return None


def _other_bound(words: Sequence[str], source: _Source, language: str) -> Fault | None:
    """A bounding word beside another word than in the guide."""
    for at, word in enumerate(words):
        if word not in _BOUNDING[language]:
            continue
        # Its neighbours, whichever way it bounds.
        beside = [*words[max(0, at - 1) : at], *words[at + 1 : at + 2]]
        if beside and not any(_beside(word, other, source, 1) for other in beside):
            return Fault(kind=FaultKind.POLARITY, detail=f"{word} {beside[-1]}"[:40])
    return None


def _other_joins(words: Sequence[str], source: _Source, language: str) -> Fault | None:
    """Words joined that the guide keeps apart."""
    named = [word for word in words if word not in _NEUTRAL[language]]
    pairs = list(itertools.pairwise(named))
    joined = sum(_near(first, second, source, language) for first, second in pairs)
    if pairs and joined < _JOINED * len(pairs):
        return Fault(kind=FaultKind.NOVELTY, detail=f"{joined} of {len(pairs)} joins")
    return None


def _left_out(words: Sequence[str], source: _Source, language: str) -> Fault | None:
    """A condition that stands in the sentence of the guide this one was made of."""
    named = {word for word in words if word not in _NEUTRAL[language]}
    for theirs, conditions in zip(source.sentences, source.conditions, strict=True):
        held = sum(word in set(theirs) for word in named)
        if held < _MADE_OF * len(named):
            continue
        for condition in conditions:
            wanted = [word for word in condition if word not in _NEUTRAL[language]]
            said = sum(word in named for word in wanted)
            if wanted and said < _CONDITION_SAID * len(wanted):
                return Fault(kind=FaultKind.POLARITY, detail="a condition left out")
    return None


def _conditions(text: str, language: str) -> list[list[str]]:
    """What stands behind each word that opens a condition, to the end of the condition."""
    found = [_CONDITION[language].search(part.lower()) for part in _CLAUSE_ENDS.split(text)]
    behind = [one.string[one.end() :] for one in found if one is not None]
    return [_words(_CONDITION_ENDS.split(part)[0]) for part in behind]


def _beside(first: str, second: str, source: _Source, reach: int) -> bool:
    theirs = source.words
    return any(
        second in theirs[max(0, at - reach) : at + reach + 1] for at in source.at.get(first, ())
    )


def _near(first: str, second: str, source: _Source, language: str) -> bool:
    there = source.places(second, language)
    return any(abs(a - b) <= _BESIDE for a in source.places(first, language) for b in there)


def _denied(words: Sequence[str], at: int, language: str) -> bool:
    """Whether a denial stands shortly before a word in its clause."""
    named = 0
    for word in reversed(words[:at]):
        if word == _BREAK or named == _DENIES:
            return False
        if word in _DENIALS[language]:
            return True
        named += word not in _NEUTRAL[language]
    return False


def _broken(text: str) -> list[str]:
    """The words of a text with breaks between its clauses."""
    clauses = [_words(part) for part in _CLAUSE_ENDS.split(text)]
    return [word for clause in clauses for word in (*clause, _BREAK)][:-1]


def _words(text: str) -> list[str]:
    return _WORD.findall(clean(text).lower())
