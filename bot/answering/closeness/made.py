"""Made: whether a sentence is made of sentences of the guide."""

from collections.abc import Sequence

from bot.answering.closeness.cited import Cited
from bot.answering.closeness.denied import denial_cut, denial_lost
from bot.answering.closeness.due import only_heading, other_consequence, other_variant, unmet
from bot.answering.closeness.fit import laid
from bot.answering.closeness.moved import moved
from bot.answering.closeness.saying import Saying
from bot.answering.closeness.shortened import other_figures, shortened
from bot.answering.closeness.wording import BREAK, clauses_of, named

# A clause of fewer named words says nothing alone and is read with the next.
_FEWEST = 3
# So many clauses may come of one sentence of the guide.
_TOGETHER = 3


def is_made_of(text: str, cited: Cited) -> bool:
    """Whether a sentence can be cut at its pauses so that each piece is made of one sentence of
    the guide."""
    clauses = _clauses(text, cited)
    sentence = [word for clause in clauses for word in clause]
    reached = [True] + [False] * len(clauses)
    for end in range(1, len(clauses) + 1):
        reached[end] = any(
            reached[start] and _piece(clauses[start:end], sentence, cited)
            for start in range(max(0, end - _TOGETHER), end)
        )
    return reached[-1]


def _clauses(text: str, cited: Cited) -> list[list[str]]:
    """The words of each clause; a short clause goes with the next, the last with the one
    before."""
    clauses: list[list[str]] = []
    held: list[str] = []
    for clause in clauses_of(text):
        held = [*held, BREAK, *clause]
        if len(named(held, cited.wording)) >= _FEWEST:
            clauses.append(held)
            held = []
    if clauses:
        clauses[-1] = clauses[-1] + held
    elif held:
        clauses.append(held)
    return clauses


def _piece(clauses: Sequence[Sequence[str]], sentence: Sequence[str], cited: Cited) -> bool:
    piece = [word for clause in clauses for word in clause]
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
        or shortened(fit)
        or denial_cut(fit)
        or other_variant(fit, cited.varied, cited.language)
        or other_consequence(fit, sentence, cited.language)
        or unmet(fit, sentence, cited.language)
    )
