"""Denied: whether what a sentence denies is what the guide denies."""

from bot.answering.closeness.fit import Fit


def denial_lost(fit: Fit) -> bool:
    """Whether something is said that stands behind a denial, a `trừ` or a `chỉ` in its
    clause, without it. One that the guide does not have is a word it lacks."""
    words, of = fit.saying.words, fit.saying.clause
    turning = fit.wording.denials | fit.wording.excepting
    lost = [at for at, word in enumerate(words) if word in turning and at not in fit.places]
    return any(at > denial and of[at] == of[denial] for denial in lost for at in fit.places)


def denial_cut(fit: Fit) -> bool:
    """Whether what is said of something stops before a denial: `số trên các bài cũ` of `số trên
    các bài cũ không còn đúng`; or is cut within what is denied, which denies more than the guide:
    `không được đòi giấy` of `không được đòi giấy đã có trên VNeID`."""
    words, wording = fit.saying.words, fit.wording
    for places in fit.clauses.values():
        mine = [at for at in places if at in fit.said]
        denial = next((at for at in places if words[at] in wording.denials), None)
        if denial is None:
            continue
        if max(mine) < denial and fit.left_out(denial + 1, places[-1] + 1):
            return True
        behind = [at for at in mine if at > denial]
        if behind and (fit.left_out(denial, behind[-1]) or _cut(fit, behind[-1], places[-1])):
            return True
    return False


def _cut(fit: Fit, last: int, end: int) -> bool:
    missing = fit.left_out(last + 1, end + 1)
    if not missing:
        return False
    return not set(fit.saying.words[last + 1 : missing[0] + 1]) & fit.wording.apart
