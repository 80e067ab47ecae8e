"""Moved: words in another order than the guide's."""

from itertools import pairwise

from bot.answering.closeness.fit import Fit
from bot.answering.closeness.wording import BREAK


def moved(fit: Fit) -> bool:
    """Whether words stand in another order than in the guide, but for one thing moved to the
    front whole: a condition, a time, a place. What is said may be told of the heading before or
    behind; two things that change their places say something else."""
    said = fit.said
    back = [at for at, (one, other) in enumerate(pairwise(said), 1) if other < one]
    if not back:
        return False
    front, rest = said[: back[0]], said[back[0] :]
    inside = any(front[0] < at < max(front) for at in rest)
    return len(back) > 1 or inside or not (_stands_alone(fit, front) and _ends_there(fit, front))


def turned_round(fit: Fit) -> bool:
    """Whether what is done to one is said to be done to another: `Tòa án được giao` of `được Tòa
    án giao`."""
    done, words = fit.wording.done, fit.saying.words
    mine = {there for here, there in _pairs(fit) if here and fit.piece[here - 1] in done}
    theirs = {there for _, there in _pairs(fit) if there and words[there - 1] in done}
    return bool(mine - theirs) and bool(theirs - mine)


def _pairs(fit: Fit) -> list[tuple[int, int]]:
    return list(zip(fit.here, fit.places, strict=True))


def _stands_alone(fit: Fit, front: tuple[int, ...]) -> bool:
    """Whether what is moved begins like a condition, a time or a place, or is a condition."""
    words, wording, start = fit.saying.words, fit.wording, min(front)
    before = start
    while before > fit.saying.begins and fit.is_neutral(before - 1) and words[before - 1] != BREAK:
        before -= 1
    if words[max(front) + 1 : max(front) + 2] == (wording.then,):
        return max(fit.said) > max(front)
    begins = bool(wording.aside & set(words[before : start + 1]))
    from_within = before > fit.saying.begins and words[before - 1] != BREAK
    return begins and not (from_within and max(fit.said) > max(front))


def _ends_there(fit: Fit, front: tuple[int, ...]) -> bool:
    after = fit.saying.words[max(front) + 1 : max(front) + 2]
    return not after or after[0] == BREAK or after[0] in fit.wording.apart
