"""Own term: the term that begins at a word, in the language of its source."""

from collections.abc import Sequence

from bot.answering.alignment import Phrase, Place, Source, Term, within
from bot.answering.claims import Word
from bot.answering.support.figure_term import figure_term
from bot.language.rivals import rivals
from bot.language.synonyms import synonyms


def own_term(words: Sequence[Word], at: int, source: Source, language: str) -> Term | None:
    """The longest term that begins at the word `at`, by the synonyms and rivals of `language`
    (ISO 639-1), or None where that word is glue."""
    word = words[at]
    if word.figure is not None:
        return figure_term(word, at, source)
    for length in range(min(6, len(words) - at), 0, -1):
        run = words[at : at + length]
        if (
            run[-1].clause != word.clause
            or (length == 1 and word.glue)
            or any(w.figure for w in run)
        ):
            continue
        term = _phrase_term(run, at, source, language)
        if term is not None:
            return term
    if word.glue:
        return None
    places = tuple(source.places(((word.key,),)))
    return Term(word, word.text, word.clause, at, at + 1, places)


def _phrase_term(run: Sequence[Word], at: int, source: Source, language: str) -> Term | None:
    phrase = " ".join(word.key for word in run)
    same, other = synonyms(language).get(phrase), rivals(language).get(phrase)
    if same is None and other is None:
        return None
    phrases: tuple[Phrase, ...] = (same or ()) + (other.same if other else ())
    apart = tuple(source.places(other.others)) if other else ()
    places = tuple(source.places(phrases))
    apart = tuple(p for p in apart if not any(_inside(p, own) for own in places))
    places = tuple(p for p in places if not any(within(p, rival) for rival in apart))
    telling = next((w for w in run if w.denied), run[0])
    text = " ".join(word.text for word in run)
    kind = other.kind if other else ""
    return Term(telling, text, run[0].clause, at, at + len(run), places, kind, apart)


def _inside(place: Place, other: Place) -> bool:
    """Whether a place is a part of another, not all of it."""
    return within(place, other) and (place.start, place.end) != (other.start, other.end)
