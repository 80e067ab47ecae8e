"""Shortened: words left out of the guide's where they say of whom or from when something holds."""

import itertools
from collections.abc import Sequence

from bot.answering.closeness.fit import Fit
from bot.answering.closeness.wording import BREAK

# What a number behind one of these names, a summary need not.
_NAMES_A_LAW = frozenset("tư định thị tục luật văn điều khoản".split())


def shortened(fit: Fit) -> bool:
    """Whether a subject, a person, a time or what tells one from others is not the guide's
    whole."""
    return (
        any(
            _other_subject(fit, places) or _other_person(fit, places) or _other_time(fit, places)
            for places in fit.clauses.values()
        )
        or _not_told_apart(fit)
        or _spliced(fit)
        or _heading_for_subject(fit)
    )


def other_figures(fit: Fit) -> bool:
    """Whether a figure between the words or in their clauses is left out."""
    words = fit.saying.words
    if not fit.places:
        return False
    start, end = min(fit.places), max(fit.places) + 1
    while start > 0 and words[start - 1] != BREAK:
        start -= 1
    while end < len(words) and words[end] != BREAK:
        end += 1
    around = itertools.pairwise(["", *words[start:end]])
    figures = {word for before, word in around if word[0].isdigit() and before not in _NAMES_A_LAW}
    return not figures <= set(fit.piece)


def _mine(fit: Fit, places: Sequence[int]) -> list[int]:
    return [at for at in places if at in fit.said]


def _other_subject(fit: Fit, places: Sequence[int]) -> bool:
    """Whether what stands before the turn of a clause is left out, all or in part, though what
    follows is said. The last of a list may be missing."""
    words = fit.saying.words
    turn = next((at for at in places if words[at] in fit.wording.turns), None)
    if turn is None or max(_mine(fit, places)) < turn:
        return False
    missing = fit.left_out(places[0], turn)
    whole = len(missing) == sum(not fit.is_neutral(at) for at in range(places[0], turn))
    return bool(missing) and not (whole and _ends_a_list(fit, places[0]))


def _ends_a_list(fit: Fit, start: int) -> bool:
    """Whether the clause ends a list of which an earlier part is said to its end."""
    before = [at for at in fit.said if at < start]
    if not before or fit.saying.words[start - 1 : start] != (BREAK,):
        return False
    last = max(before)
    ends = next(at for at in range(last, start) if fit.saying.words[at] == BREAK)
    return not fit.left_out(last + 1, ends)


def _other_person(fit: Fit, places: Sequence[int]) -> bool:
    """Whether something is left out of the words that tell who is meant, to the next turn."""
    words, wording = fit.saying.words, fit.wording
    ends = wording.turns - wording.relative
    for at in places:
        opens = at == places[0] or words[at - 1] in wording.tied
        if words[at] not in wording.persons or not opens:
            continue
        end = next((n for n in places if n > at and words[n] in ends), places[-1] + 1)
        said = any(at < n < end for n in fit.said)
        if said and not wording.either & set(words[at:end]) and fit.left_out(at, end):
            return True
    return False


def _other_time(fit: Fit, places: Sequence[int]) -> bool:
    """Whether something is left out behind `kể từ`, `trước khi` and the like."""
    words, wording = fit.saying.words, fit.wording
    for at in places:
        if words[at : at + 2] not in wording.since or max(_mine(fit, places)) < at:
            continue
        stops = wording.either | wording.both
        end = next((n for n in places if n > at + 1 and words[n] in stops), places[-1] + 1)
        if fit.left_out(at, end):
            return True
    return False


def _not_told_apart(fit: Fit) -> bool:
    """Whether `người [đang hưởng lương hưu] mất` has lost what tells it from others."""
    words, wording = fit.saying.words, fit.wording
    for one, other in itertools.pairwise(sorted(fit.said)):
        between = words[one + 1 : other]
        if {BREAK, wording.then} & set(between) or not fit.left_out(one + 1, other):
            continue
        opening = itertools.takewhile(lambda word: word in wording.neutral, between)
        if wording.relative & set(opening):
            return True
    return False


def _spliced(fit: Fit) -> bool:
    """Whether the head of one clause goes with the tail of another."""
    of = fit.saying.clause
    for one, other in itertools.pairwise(fit.said):
        if one < other and of[one] != of[other]:
            missing = {of[at] for at in fit.left_out(one + 1, other)}
            if {of[one], of[other]} <= missing:
                return True
    return False


def _heading_for_subject(fit: Fit) -> bool:
    """Whether words of the heading stand where a clause began with others."""
    if not fit.said or fit.places[0] >= fit.saying.begins:
        return False
    first = fit.said[0]
    places = fit.clauses[fit.saying.clause[first]]
    return bool(fit.left_out(places[0], first))
