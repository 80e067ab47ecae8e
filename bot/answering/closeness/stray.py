"""Stray: where a sentence strays from the words of its passages."""

import re
from itertools import pairwise

from bot.answering.closeness.cited import Cited, cited_by
from bot.answering.closeness.made import is_made_of
from bot.answering.closeness.wording import BREAK, broken, named, words_of
from bot.domain.draft import Evidence, Fault, FaultKind, Sentence

# How far apart two words may stand that a sentence joins, and the share of its joins that the
# guide must make too.
_BESIDE, _JOINED = 5, 0.6
# So few words before a sentence are an answer.
_ANSWER = 5
_ENDS = re.compile(r"(?<=[.!?])\s+|\n")
_PAUSE = re.compile(r"(?<=[.,])\s+")
_DUTY_ENDS = {
    "vi": re.compile(r"(?<!\w)(?:nếu|khi|vì|thì|để|nhưng|còn|mà|bạn)(?!\w)|[,;:.!?]", re.I),
    "en": re.compile(r"\b(?:if|when|because|then|but|while|so|you)\b|[,;:.!?]", re.I),
}


def stray(sentence: Sentence, evidence: Evidence) -> Fault | None:
    """Where a sentence in the passages' language strays from their words, or None."""
    cited = cited_by(sentence, evidence)
    text = _answered(_in_person(sentence.text, cited), cited)
    words = words_of(text)
    return (
        _new_word(words, cited)
        or _other_answer(text, cited)
        or _other_duty(text, cited)
        or _torn(text, cited)
        or _other_bound(broken(text), cited)
        or _other_joins(words, cited)
    )


def _in_person(text: str, cited: Cited) -> str:
    """The sentence with `bạn` for the citizen's own people where the passages speak of nobody's,
    as far as these do nothing themselves: `Ông không đi được thì`, `căn cước của mẹ`; and without
    a wish to remember."""
    wording, words = cited.wording, words_of(text)
    then = words.index(wording.then) if wording.then in words else -1
    own = [at for at, word in enumerate(words) if word in wording.own]
    free = all(at < then or (at and words[at - 1] in wording.owned) for at in own)
    found = {words[at] for at in own} if free else set()
    if any(cited.has(word) for word in wording.own):
        found = set()
    before = ["", *words][words.index(wording.mind)] if wording.mind in words else ""
    if wording.mind in words and not cited.has(wording.mind) and before not in wording.denials:
        found.add(wording.mind)
    if not found:
        return text
    return re.sub(rf"(?<!\w)(?:{'|'.join(sorted(found))})(?!\w)", "bạn", text, flags=re.I)


def _answered(text: str, cited: Cited) -> str:
    """The sentence without the yes or no that a passage begins with."""
    first, *rest = _PAUSE.split(text, maxsplit=1)
    is_answer = rest and len(words_of(first)) < _ANSWER and words_of(first) in cited.openings
    return rest[0] if is_answer else text


def _new_word(words: list[str], cited: Cited) -> Fault | None:
    for word in words:
        if word not in cited.wording.neutral and not cited.places(word):
            return Fault(kind=FaultKind.NOVELTY, detail=word[:40])
    return None


def _other_answer(text: str, cited: Cited) -> Fault | None:
    """A word or two that answer before the sentence begins, and open none of the passages."""
    first, *rest = _ENDS.split(text)
    words = words_of(first)
    if rest and len(words) < _ANSWER and words not in cited.openings:
        return Fault(kind=FaultKind.POLARITY, detail="another answer")
    return None


def _other_duty(text: str, cited: Cited) -> Fault | None:
    """A part of a sentence that says of nothing by name that it must be, in words that
    no sentence of the guide has together: `Phải đi nữa nếu …`."""
    for part in _DUTY_ENDS[cited.language].split(text):
        words = words_of(part)
        duty = set(words) & cited.wording.duties
        if duty and not named(words, cited.wording) and not cited.has_run(words):
            return Fault(kind=FaultKind.POLARITY, detail=" ".join(words)[:40])
    return None


def _torn(text: str, cited: Cited) -> Fault | None:
    """A clause that no single sentence of the guide is made of."""
    if is_made_of(text, cited):
        return None
    return Fault(kind=FaultKind.NOVELTY, detail="no one sentence of the guide")


def _other_bound(words: list[str], cited: Cited) -> Fault | None:
    """A bounding word beside other words than in the guide; where it opens a clause it joins."""
    for at, word in enumerate(words):
        if word not in cited.wording.bounds or words[max(0, at - 1)] in (BREAK, word):
            continue
        beside = [*words[max(0, at - 1) : at], *words[at + 1 : at + 2]]
        if beside and not any(cited.within(word, other, 1) for other in beside):
            return Fault(kind=FaultKind.POLARITY, detail=f"{word} {beside[-1]}"[:40])
    return None


def _other_joins(words: list[str], cited: Cited) -> Fault | None:
    """Words joined that the guide keeps apart."""
    named = [word for word in words if word not in cited.wording.neutral]
    pairs = list(pairwise(named))
    joined = sum(cited.within(first, second, _BESIDE) for first, second in pairs)
    if pairs and joined < _JOINED * len(pairs):
        return Fault(kind=FaultKind.NOVELTY, detail=f"{joined} of {len(pairs)} joins")
    return None
