"""Figure term: a figure of a sentence, where its sources say it and where they say another."""

from bot.answering.alignment import Source, Term
from bot.answering.claims import Word
from bot.language.quantities import says


def figure_term(word: Word, at: int, source: Source) -> Term:
    """The term of a word that is a figure, the word `at` of its sentence. Its rivals are the
    other figures of its kind and unit."""
    figure = word.figure
    assert figure is not None
    places, apart = [], []
    for place in source.figures:
        other = place.word.figure
        assert other is not None
        if says(figure, other):
            places.append(place)
        elif other.unit == figure.unit != "weekday" and other.kind is figure.kind:
            apart.append(place)
    kind = f"{figure.kind}:{figure.unit}"
    return Term(word, word.text, word.clause, at, at + 1, tuple(places), kind, tuple(apart))
