"""Statements: what an English sentence says one after another, and which of it is denied how."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.answering.claims import Claims, Word
from bot.language.grammar import grammar_of

NEEDED = frozenset("needed required necessary mandatory compulsory obligatory".split())
"""English that binds and stands behind what it binds to: `is needed`."""

_BEGINS = frozenset("and but because so if when while unless then although where as".split())
_APART = frozenset("only not but then".split())
_LED = frozenset(("with", "without"))
_SUBJECTS = frozenset("you he she they we i it".split())
_CASES = frozenset("if when unless without whether".split())
_FINITE = frozenset(
    "is are was were do does did can must may will should has have had could would need "
    "needs".split()
)
_VERBS = frozenset(
    "be tap call ask send go open type bring take pay report read give show wait stop keep "
    "check use write hang update delete install scan visit apply register submit file sign "
    "upload choose get buy lock change find save put enter look hold turn press tell say try "
    "copy print paste note record log reset restart remove return come leave stay meet follow "
    "add click select confirm lend borrow transfer deposit withdraw share post store fill "
    "hand attach download reply answer believe trust rely let make move sell hire block "
    "unlock renew extend cancel accept refuse agree join contact talk set switch link scroll "
    "swipe search compare count".split()
)
_BARRED = frozenset("must may should mustn't shouldn't".split())
_UNABLE = frozenset("cannot can't couldn't unable".split())
_NEED = re.compile(
    r"(?:\bnot|n't) (?:have|need|required|needed|necessary|mandatory|compulsory|obligatory)\b"
    r"|\bneed not\b|\bneedn't\b|\bno need\b|\b(?:nobody|no one) (?:has to|needs? to)\b"
)
_GONE = re.compile(r"\bno longer\b|\bany ?(?:more|longer)\b")
_RULE = re.compile(r"\bno rule\b|\bnot (?:found|find|seen|see) any rule\b")
_DENIALS = frozenset(
    "not no never without cannot can't don't doesn't didn't isn't aren't won't needn't mustn't "
    "wasn't weren't hasn't haven't hadn't shouldn't couldn't wouldn't nobody none nothing neither "
    "nor unable".split()
)


class Force(StrEnum):
    """How something is denied: it need not be, may not be, can't be, is not, is lacking, is no
    more, is so of nobody, or stands in no rule."""

    FREE = "free"
    BARRED = "barred"
    UNABLE = "unable"
    NOT = "not"
    LACKING = "lacking"
    GONE = "gone"
    NOBODY = "nobody"
    NO_RULE = "no rule"


@dataclass(frozen=True, slots=True)
class Statement:
    """The words from `start` to before `end`. `denial` and `behind` bound the denial in it, if
    there is one; `many` counts them. A `case` is what something else depends on; an `order`
    denies at its head, without a subject."""

    start: int
    end: int
    denial: int | None = None
    behind: int = 0
    force: Force = Force.NOT
    many: int = 0
    case: bool = False
    order: bool = False


def statements_of(claims: Claims, text: str) -> list[Statement]:
    """The statements of an English sentence, in order. A name or a list behind a comma goes on
    with what is before it."""
    words = claims.words
    return [_read(words, start, end) for start, end in pairwise(_bounds(claims, text))]


def _bounds(claims: Claims, text: str) -> list[int]:
    words = claims.words
    bounds = [0]
    inside = {at for start, end, _ in claims.bold for at in range(start + 1, end)}
    for at, (before, word) in enumerate(pairwise(words), 1):
        if at in inside:
            continue
        pause = before.clause != word.clause
        colon = ":" in text[before.end : word.start]
        # `Without a bank account you can …`
        turned = words[bounds[-1]].text in _LED and word.text in _SUBJECTS
        joins = word.text == "and" and not _says_something(words[bounds[-1] : at])
        begins = word.text in _BEGINS and not joins
        if colon or turned or begins or (pause and not _goes_on(words, at)):
            bounds.append(at)
    return [*dict.fromkeys(bounds), len(words)] if words else []


def _says_something(words: Sequence[Word]) -> bool:
    """Whether words before `and` are more than the first of two things: `provinces and
    communes`."""
    texts = [word.text for word in words if word.text not in _BEGINS | _APART]
    return texts[:1] != [] and (texts[0] in _VERBS or bool(set(texts) & (_DENIALS | _FINITE)))


def _goes_on(words: Sequence[Word], at: int) -> bool:
    """Whether a list goes on behind a comma: `your OTP, password or PIN`."""
    clause = words[at].clause
    piece = [w for w in words[at:] if w.clause == clause]
    listed = [w.text for w in words[at:] if w.sentence == words[at].sentence]
    short = len(piece) <= 6 and not _says_something(piece)
    item = [w.text for w in piece[:4]]
    joined = item.index("and") if "and" in item and item[0] not in _APART else 0
    return (short and "or" in listed) or (joined > 0 and not _says_something(piece[:joined]))


def _read(words: Sequence[Word], start: int, end: int) -> Statement:
    run = words[start:end]
    texts = [word.text for word in run]
    case = bool(_CASES & set(texts[:3])) or texts[:1] == ["with"]
    denials = list(_denials(texts))
    if not denials:
        return Statement(start, end, case=case)
    first, behind = denials[0]
    many = len(denials)
    said = " ".join(texts)
    force = _force(said, texts, first, behind)
    if force is Force.NO_RULE:
        behind = texts.index("rule")
    head = {*texts[:first]} - {"do", "please", "then", "and", "but", "so", "also"}
    order = not head and texts[first] in ("not", "don't", "never")
    if order and force is Force.NOT:
        force = Force.BARRED
    return Statement(start, end, start + first, start + behind, force, many, case, order)


def _denials(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(texts):
        behind = at + 1
        if " ".join(texts[at : at + 3]) in grammar_of("en").no_denials:
            at += 3
            continue
        if texts[at] == "no" and texts[at + 1 : at + 2] in (["longer"], ["one"]):
            behind += 1
        if texts[at] in _DENIALS or texts[at].endswith("n't"):
            yield at, behind
        at = behind


def _force(said: str, texts: Sequence[str], at: int, behind: int) -> Force:
    denial, before = texts[at], texts[at - 1] if at else ""
    if _RULE.search(said):
        return Force.NO_RULE
    if _NEED.search(said) or (denial == "no" and NEEDED & set(texts[behind:])):
        needs = texts[behind : behind + 2]
        return Force.LACKING if needs[:1] == ["have"] and needs[1:] != ["to"] else Force.FREE
    if _GONE.search(said):
        return Force.GONE
    if denial == "nobody" or texts[at:behind] == ["no", "one"]:
        return Force.NOBODY
    if denial in _UNABLE or (denial == "not" and before == "can"):
        return Force.UNABLE
    if denial in _BARRED | {"never"} or (denial == "not" and before in _BARRED):
        return Force.BARRED
    if denial in ("without", "no"):
        return Force.LACKING
    return Force.NOT
