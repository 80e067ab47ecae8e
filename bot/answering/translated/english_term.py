"""English term: the term that begins at a word, by what it means in Vietnamese."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.alignment import Phrase, Source, Term, within
from bot.answering.claims import Word, normal
from bot.answering.support.figure_term import figure_term
from bot.answering.translated.meanings import meanings_of
from bot.answering.translated.meant_places import places_of
from bot.language.grammar import stem
from bot.language.lexicon import english_vietnamese
from bot.language.quantities import FigureKind
from bot.language.rivals import rivals

WHOLE = frozenset(
    "tell anybody|tell anyone|many times|several times|same phone|all your money|money back|"
    "next day|the next day|following day|"
    "next week|next month|next year|bank statement|proof of income|someone else|paper file|"
    "paper files|at once|in person|by post|original paper|certified copy|the state".split("|")
)
_MEASURES = frozenset(
    "working day|working hour|day|hour|minute|second|week|month|quarter|year|year of age|time|"
    "percent|km|cm|mm|kg|m2|m|mb|gb|kb|litre|digit|character|copy|step|usd|eur|night|dong|"
    "weekday".split("|")
)


_SPELLED = {
    "two": "hai", "three": "ba", "four": "bốn", "five": "năm", "six": "sáu", "seven": "bảy",
    "eight": "tám", "nine": "chín", "ten": "mười", "both": "hai",
}  # fmt: skip


def english_term(words: Sequence[Word], at: int, source: Source) -> Term | None:
    """The term that begins at the word `at`: the longest run that a passage has in Vietnamese, else
    the longest that is known; None where that word is glue."""
    word = words[at]
    if word.figure is not None:
        return _counted(word, at, source)
    longest: Term | None = None
    for length in range(min(6, len(words) - at), 0, -1):
        run = words[at : at + length]
        if run[-1].clause != word.clause or (length == 1 and word.glue):
            continue
        known = meanings_of(run)
        if known is None or any(w.figure for w in run[:-1]):
            continue
        term = _translated(run, at, known, source)
        if term.places or " ".join(w.text for w in run) in WHOLE:
            return term
        longest = longest or term
    if word.glue:
        return longest
    # A name, such as eTax Mobile, stands there as it is.
    as_it_is = Term(
        word, word.text, word.clause, at, at + 1, tuple(source.places(((normal(word.text),),)))
    )
    named = word.capital and as_it_is.places
    return as_it_is if named or longest is None else longest


def _translated(run: Sequence[Word], at: int, meanings: Sequence[Phrase], source: Source) -> Term:
    places = places_of(source, meanings)
    apart = [
        place
        for phrase in meanings
        for rival in (rivals("vi").get(" ".join(phrase)),)
        if rival is not None
        for place in places_of(source, rival.others)
    ]
    apart = [p for p in apart if not any(within(p, q) or within(q, p) for q in places)]
    kinds = [rivals("vi")[" ".join(p)].kind for p in meanings if " ".join(p) in rivals("vi")]
    kind = kinds[0] if kinds and len(meanings) < 4 else ""
    telling = next((w for w in run if w.denied), run[0])
    text = " ".join(word.text for word in run)
    return Term(
        telling, text, run[0].clause, at, at + len(run), tuple(places), kind,
        tuple(apart) if kind else (),
    )  # fmt: skip


def _counted(word: Word, at: int, source: Source) -> Term:
    term = figure_term(word, at, source)
    figure = word.figure
    if term.places or figure is None or figure.kind is not FigureKind.COUNT:
        return term
    counted = english_vietnamese().get(figure.unit) or english_vietnamese().get(stem(figure.unit))
    if figure.unit in _MEASURES or (counted is None and figure.unit):
        return term
    # A small number before a noun is a word like others in Vietnamese.
    spelled = _SPELLED.get(word.text.split()[0])
    if spelled is not None:
        found = source.places(((spelled,),))
        counted_by = [replace(p, word=replace(p.word, figure=figure)) for p in found]
        return replace(term, places=tuple(counted_by), rivals=())
    places = [
        place
        for place in source.figures
        if place.word.figure is not None
        and place.word.figure.value == figure.value
        and place.word.figure.kind is FigureKind.COUNT
        and place.word.figure.unit not in _MEASURES
    ]
    return replace(term, places=tuple(places), rivals=())
