"""Due: what a sentence must say with the words that it takes from a saying."""

from collections.abc import Sequence

from bot.answering.closeness.fit import Fit
from bot.answering.closeness.saying import Need
from bot.answering.closeness.wording import Wording, alike

# How far the words of a condition may stand from each other.
_LOOSELY, _BETWEEN = 2, 4
# A denial stands so close before what it denies.
_DENIES = 2
# Of a long condition so much must be said.
_LONG, _ENOUGH = 9, 0.75


def unmet(fit: Fit, sentence: Sequence[str], language: str) -> bool:
    """Whether a condition of the saying, or for whom it holds, is not said in the sentence."""
    return any(not _met(need, sentence, fit.wording, language) for need in fit.saying.needs)


def other_consequence(fit: Fit, sentence: Sequence[str], language: str) -> bool:
    """Whether the condition is said, and behind it nothing of what follows of it."""
    words, wording, saying = fit.saying.words, fit.wording, fit.saying
    if wording.then not in words[saying.begins :]:
        return False
    then = words.index(wording.then, saying.begins)
    if not any(at < then for at in fit.said):
        return False
    follows = [word for word in words[then + 1 :] if word not in wording.neutral]
    known = set(sentence)
    if not any(alike(word, language) & known for word in follows):
        return True
    if wording.then not in fit.piece:
        return False
    here = fit.piece.index(wording.then)
    behind = [at for n, at in zip(fit.here, fit.places, strict=True) if n > here]
    return bool(behind) and all(at < saying.headed for at in behind)


def only_heading(fit: Fit) -> bool:
    """Whether a clause of the piece has nothing but words of the heading."""
    clauses: dict[int, list[bool]] = {}
    for here, at in zip(fit.here, fit.places, strict=True):
        number = sum(word == "," for word in fit.piece[:here])
        clauses.setdefault(number, []).append(at >= fit.saying.headed)
    alone = any(len(said) > 1 and not any(said) for said in clauses.values())
    return alone or not any(at >= fit.saying.headed for at in fit.places)


def other_variant(fit: Fit, varied: frozenset[str], language: str) -> bool:
    """Whether a thing is said to be new that is not said to be so here, though the guide tells
    new ones from old."""
    variants, words = fit.wording.variants, fit.saying.words
    for here, there in zip(fit.here, fit.places, strict=True):
        variant = fit.piece[here + 1 : here + 2]
        if not set(variant) & variants or not alike(fit.piece[here], language) & varied:
            continue
        if list(variant) != list(words[there + 1 : there + 2]):
            return True
    return False


def _met(need: Need, sentence: Sequence[str], wording: Wording, language: str) -> bool:
    known = set(sentence)
    words = [word for one in need.either for word in one]
    said = sum(bool(alike(word, language) & known) for word in words)
    if said < need.share * len(words) or not need.figures <= known:
        return False
    if need.before_then and wording.then in known:
        last = max(at for at, word in enumerate(sentence) if word == wording.then)
        sentence = sentence[:last]
    return any(_is_said(one, sentence, wording, language) for one in need.either)


def _is_said(
    words: Sequence[str], sentence: Sequence[str], wording: Wording, language: str
) -> bool:
    """Whether the words stand close together in the sentence, denied only if they are."""
    hard = [word for word in words if word not in wording.light] or list(words)
    known = [alike(word, language) if len(hard) > 1 else {word} for word in hard]
    wanted = len(hard) if len(hard) < _LONG else _ENOUGH * len(hard)
    figures = {word for word in hard if word[0].isdigit()}
    denied = bool(set(words) & wording.denials)
    reach = _LOOSELY * len(hard) + _BETWEEN
    for at in range(len(sentence)):
        if not any(sentence[at] in same for same in known):
            continue
        window = set(sentence[at : at + reach])
        met = figures <= window and sum(bool(same & window) for same in known) >= wanted
        if met and (denied or not set(sentence[max(0, at - _DENIES) : at]) & wording.denials):
            return True
    return False
