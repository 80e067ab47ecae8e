"""Made: whether a sentence is made of sentences of the guide."""

from collections.abc import Sequence

from bot.answering.closeness.cited import Cited
from bot.answering.closeness.denied import denial_cut, denial_lost
from bot.answering.closeness.due import only_heading, other_consequence, other_variant, unmet
from bot.answering.closeness.fit import laid
from bot.answering.closeness.moved import moved, turned_round
from bot.answering.closeness.saying import Saying
from bot.answering.closeness.shortened import other_figures, shortened
from bot.answering.closeness.wording import BREAK, cut, named
from bot.domain.values import Value

# A clause of fewer named words says nothing alone and is read with the next.
_FEWEST = 3
# So many clauses may come of one sentence of the guide.
_TOGETHER = 3


def is_made_of(text: str, cited: Cited) -> bool:
    """Whether a sentence can be cut at its pauses so that each piece is made of one sentence of
    the guide."""
    clauses = _clauses(text, cited)
    sentence = [word for clause in clauses for word in clause.words]
    reached = [True] + [False] * len(clauses)
    for end in range(1, len(clauses) + 1):
        reached[end] = any(
            reached[start]
            and _piece(clauses[start:end], sentence, cited)
            and (start == 0 or _can_be_cut(clauses[start - 1], clauses[start], sentence, cited))
            for start in range(max(0, end - _TOGETHER), end)
        )
    return reached[-1]


class _Clause(Value):
    """The words of a clause, and whether it says of what the next one holds."""

    words: tuple[str, ...]
    bears: bool


def _clauses(text: str, cited: Cited) -> list[_Clause]:
    """The clauses; a short one goes with the next, the last with the one before."""
    clauses: list[_Clause] = []
    held: list[str] = []
    bears = False
    for words, sign in cut(text):
        held = [*held, BREAK, *words]
        opens = held[1:2] and held[1] in cited.wording.conditional
        bears = sign == ":" or bool(opens and cited.wording.then not in held)
        if len(named(held, cited.wording)) >= _FEWEST:
            clauses.append(_Clause(words=tuple(held), bears=bears))
            held = []
    if clauses:
        last = clauses.pop()
        clauses.append(_Clause(words=(*last.words, *held), bears=False))
    elif held:
        clauses.append(_Clause(words=tuple(held), bears=False))
    return clauses


def _can_be_cut(before: _Clause, after: _Clause, sentence: Sequence[str], cited: Cited) -> bool:
    """Whether two clauses may come of two sentences of the guide: not where one says of what the
    other holds, nor where what is said to come next comes first in a sentence that has both."""
    if before.bears:
        return False
    if not set(after.words[:2]) & cited.wording.after:
        return True
    both = (
        saying
        for saying in cited.sayings
        if _made(before.words, saying, sentence, cited)
        and _made(after.words, saying, sentence, cited)
    )
    return all(_made((*before.words, *after.words), one, sentence, cited) for one in both)


def _piece(clauses: Sequence[_Clause], sentence: Sequence[str], cited: Cited) -> bool:
    piece = [word for clause in clauses for word in clause.words]
    return any(_made(piece, saying, sentence, cited) for saying in cited.sayings)


def _made(piece: Sequence[str], saying: Saying, sentence: Sequence[str], cited: Cited) -> bool:
    """Whether a piece is this saying with words left out that it can do without."""
    fit = laid(piece, saying, cited.wording, cited.language)
    if fit is None:
        return False
    if not fit.places:
        return True
    return not (
        denial_lost(fit)
        or other_figures(fit)
        or only_heading(fit)
        or moved(fit)
        or turned_round(fit)
        or shortened(fit)
        or denial_cut(fit)
        or other_variant(fit, cited.varied, cited.language)
        or other_consequence(fit, sentence, cited.language)
        or unmet(fit, sentence, cited.language)
    )
