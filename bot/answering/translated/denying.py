"""Denying: the words that deny, in the sentence and in its Vietnamese source."""

from collections.abc import Sequence
from itertools import pairwise

from bot.answering.alignment import Place
from bot.answering.support.held import Held

DENIALS = frozenset(
    "not no never without cannot can't don't doesn't didn't isn't aren't won't needn't mustn't "
    "nobody none nothing neither nor".split()
)
KHONG = frozenset("không chưa đừng chẳng chớ chả".split())
TURNING = frozenset(
    "top free only wrong false instead stop stops fake untrue unless except rumour exempt waived "
    "yes refuse refused scam scammer cheat fraud avoid".split()
)
IFS = frozenset("if when unless whether where in_case sure".split())
_CUTS = frozenset("mà thì nên để rồi nhưng".split())
_SO = (["không"], ["điều"], ["việc"])
_UNTRUE = frozenset((("không", "đúng"), ("không", "phải")))


def denies_near(held: Held, at: int) -> bool:
    """Whether the sentence denies within six words of the word `at`, in its clause."""
    clause = held.words[at].clause
    near = held.words[max(0, at - 6) : at + 7]
    return any(w.clause == clause and w.text in DENIALS for w in near)


def denied_before(held: Held, place: Place) -> bool:
    """Whether `không` stands before a place in its clause, or the next sentence says that it
    is not so."""
    words = held.source.claims[place.passage].words
    before = [
        w.text for w in words[max(0, place.start - 7) : place.start]
        if w.clause == place.word.clause
    ]  # fmt: skip
    after = [
        w.text for w in words
        if w.sentence == place.word.sentence + 1 and w.line == place.word.line
    ][:4]  # fmt: skip
    untrue = after[:1] in _SO and any(pair in _UNTRUE for pair in pairwise(after))
    return bool(KHONG & since_turn(before)) or untrue


def since_turn(texts: Sequence[str]) -> set[str]:
    """The words after the last that begins something new: `mà`, `thì`, `nên`."""
    cut = max((n for n, text in enumerate(texts) if text in _CUTS), default=-1)
    return set(texts[cut + 1 :])
