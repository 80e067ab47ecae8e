"""Alignment: where in its cited passages a sentence comes from, word by word."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.answering.claims import Claims, Word, claims_of
from bot.language.quantities import Figure

Phrase = tuple[str, ...]
_MOST_PLACES = 24


@dataclass(frozen=True, slots=True)
class Place:
    """A run of words in a source."""

    passage: int
    start: int
    end: int
    word: Word


class Source:
    """Cited passages as one text that can be looked up."""

    def __init__(self, texts: Sequence[str], language: str) -> None:
        self.claims = [claims_of(text, language) for text in texts]
        self.texts = texts
        self._at: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.figures: list[Place] = []
        for number, claims in enumerate(self.claims):
            for place, word in enumerate(claims.words):
                self._at[word.key].append((number, place))
                if word.figure is not None:
                    self.figures.append(Place(number, place, place + 1, word))

    def places(self, phrases: Iterable[Phrase]) -> list[Place]:
        """Where any of the phrases stands."""
        found: dict[tuple[int, int, int], Place] = {}
        for phrase in phrases:
            for number, at in self._at.get(phrase[0], ()):
                words = self.claims[number].words
                end = at + len(phrase)
                if end <= len(words) and all(
                    words[at + step].key == phrase[step] for step in range(1, len(phrase))
                ):
                    found[(number, at, end)] = Place(number, at, end, self._telling(words[at:end]))
        return list(found.values())[:_MOST_PLACES]

    def _telling(self, words: Sequence[Word]) -> Word:
        return next((word for word in words if word.denied), words[0])

    def holds(self, word: str) -> bool:
        """Whether the word stands anywhere."""
        return word in self._at

    def answer(self, place: Place) -> str | None:
        """How the question is answered that the place is part of; None outside questions."""
        return self.claims[place.passage].questions.get(place.word.line)


@lru_cache(maxsize=512)
def source_of(texts: tuple[str, ...], language: str) -> Source:
    """The passages, read once."""
    return Source(texts, language)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a sentence says and where it may come from."""

    word: Word
    phrase: str
    places: tuple[Place, ...]
    clause: int


def nearness(first: Place, second: Place) -> float:
    """How closely two places stand together: 3 side by side, 2 in one clause, 1.2 in one
    sentence, 0.9 in one line, 0.5 in one passage, 0 apart."""
    if first.passage != second.passage:
        return 0.0
    if first.start == second.start:
        return -0.5
    a, b = first.word, second.word
    if a.clause == b.clause:
        gap = second.start - first.end
        if 0 <= gap <= 1:
            return 3.0
        return 2.2 if gap > 0 else 1.9
    if a.sentence == b.sentence:
        return 1.4 if abs(a.clause - b.clause) == 1 else 1.2
    if a.line == b.line:
        return 0.9
    return 0.5


def aligned(terms: Sequence[Term], bonus: Mapping[tuple[int, int], float]) -> list[Place | None]:
    """The place of each term that makes the whole sentence hang together best (Viterbi);
    None where a term has none. `bonus` adds to single places, by (term, place)."""
    best: list[tuple[float, int]] = []
    back: list[list[int]] = []
    chain: list[int] = []
    for at, term in enumerate(terms):
        if not term.places:
            continue
        scores: list[tuple[float, int]] = []
        for number, place in enumerate(term.places):
            own = bonus.get((at, number), 0.0)
            if not chain:
                scores.append((own, -1))
                continue
            previous = terms[chain[-1]]
            floor = 0.5 if previous.clause != term.clause else -1.0
            value, origin = max(
                (best[other][0] + max(floor, nearness(before, place)), other)
                for other, before in enumerate(previous.places)
            )
            scores.append((value + own, origin))
        best = scores
        back.append([origin for _, origin in scores])
        chain.append(at)
    path: list[Place | None] = [None] * len(terms)
    if not chain:
        return path
    number = max(range(len(best)), key=lambda n: best[n][0])
    for depth in range(len(chain) - 1, -1, -1):
        path[chain[depth]] = terms[chain[depth]].places[number]
        number = back[depth][number]
    return path
