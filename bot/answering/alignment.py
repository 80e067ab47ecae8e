"""Alignment: where in its cited passages a sentence comes from, word by word."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.answering.claims import Word, claims_of

Phrase = tuple[str, ...]
_MOST_PLACES = 24


@dataclass(frozen=True, slots=True)
class Place:
    """A run of words in a source; `word` is the one that tells whether it is denied."""

    passage: int
    start: int
    end: int
    word: Word


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a sentence says, where it may come from, and where its rivals stand: what must
    not be taken for it. Terms of one `kind` may be each other's rivals."""

    word: Word
    phrase: str
    clause: int
    at: int
    end: int
    places: tuple[Place, ...]
    kind: str = ""
    rivals: tuple[Place, ...] = ()


class Source:
    """Cited passages that can be looked up."""

    def __init__(self, texts: Sequence[str], language: str) -> None:
        self.claims = [claims_of(text, language) for text in texts]
        self.texts = texts
        self._at: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.figures: list[Place] = []
        self.bold: list[tuple[str, Place]] = []
        self.binding: list[Place] = []
        self.bare: list[Place] = []
        for number, claims in enumerate(self.claims):
            for place, word in enumerate(claims.words):
                self._at[word.key].append((number, place))
                here = Place(number, place, place + 1, word)
                if word.figure is not None:
                    self.figures.append(here)
                if word.binds:
                    self.binding.append(here)
                if word.bare:
                    self.bare.append(here)
            for start, end, name in claims.bold:
                self.bold.append((name, Place(number, start, end, claims.words[start])))

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
                    found[(number, at, end)] = Place(number, at, end, self._telling(words, at, end))
        return list(found.values())[:_MOST_PLACES]

    def _telling(self, words: Sequence[Word], at: int, end: int) -> Word:
        """The word of a run that is denied, else its first; glue is denied with the next word
        that is not."""
        run = words[at:end]
        if all(word.glue for word in run):
            after = next((word for word in words[end : end + 2] if not word.glue), None)
            if after is not None and after.denied == 1 and after.clause == run[0].clause:
                return after
        return next((word for word in run if word.denied), run[0])

    def holds(self, word: str) -> bool:
        """Whether the word stands anywhere."""
        return word in self._at

    def close(self, first: str, second: str, within: int) -> bool:
        """Whether one word stands so many words before another at most, in one clause."""
        return any(
            0 < at - start <= within
            and self.claims[number].words[start].clause == self.claims[number].words[at].clause
            for number, start in self._at.get(first, ())
            for other, at in self._at.get(second, ())
            if other == number
        )

    def between(self, first: Place, second: Place) -> frozenset[str]:
        """The words between two places of one passage."""
        low, high = sorted((first, second), key=lambda place: place.start)
        words = self.claims[first.passage].words[low.end : high.start]
        return frozenset(word.text for word in words)

    def before(self, place: Place, many: int) -> tuple[str, ...]:
        """So many words before a place, the nearest last."""
        words = self.claims[place.passage].words
        return tuple(word.text for word in words[max(0, place.start - many) : place.start])

    def run(self, place: Place) -> frozenset[str]:
        """The words at a place."""
        words = self.claims[place.passage].words[place.start : place.end]
        return frozenset(word.text for word in words)

    def is_bare(self, place: Place) -> bool:
        """Whether a denial right before a word that binds has nothing after it."""
        words = self.claims[place.passage].words
        return any(word.bare for word in words[max(0, place.start - 2) : place.start])

    def sentence(self, place: Place) -> frozenset[str]:
        """All words of the sentence that a place is in."""
        words = self.claims[place.passage].words
        return frozenset(word.text for word in words if word.sentence == place.word.sentence)

    def line(self, place: Place) -> frozenset[str]:
        """All words of the line that a place is in."""
        words = self.claims[place.passage].words
        return frozenset(word.text for word in words if word.line == place.word.line)


@lru_cache(maxsize=512)
def source_of(texts: tuple[str, ...], language: str) -> Source:
    """The passages, read once."""
    return Source(texts, language)


def within(place: Place, other: Place) -> bool:
    """Whether a place lies in another."""
    return place.passage == other.passage and other.start <= place.start and place.end <= other.end


def nearness(first: Place, second: Place) -> float:
    """How closely two places stand together: 3 side by side, 2 in one clause, 1.2 in one
    sentence, 1 in a heading and the line under it, 0.9 in one line, 0.5 in one passage, 0 apart."""
    if first.passage != second.passage:
        return 0.0
    if first.start < second.end and second.start < first.end:
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
    # The first line is the question or the heading of all the others.
    return 1.0 if 0 in (a.line, b.line) and abs(a.line - b.line) == 1 else 0.5


def aligned(terms: Sequence[Term], bonus: Mapping[tuple[int, int], float]) -> list[Place | None]:
    """The place of each term that makes the whole sentence hang together best (Viterbi);
    None where a term has none. `bonus` adds to single places, by (term, place)."""
    best: list[float] = []
    back: list[list[int]] = []
    chain: list[int] = []
    for at, term in enumerate(terms):
        if not term.places:
            continue
        if not chain:
            best = [bonus.get((at, number), 0.0) for number in range(len(term.places))]
            origins = [-1] * len(best)
        else:
            best, origins = _step(best, terms[chain[-1]], term, at, bonus)
        back.append(origins)
        chain.append(at)
    path: list[Place | None] = [None] * len(terms)
    if not chain:
        return path
    number = max(range(len(best)), key=lambda n: best[n])
    for depth in range(len(chain) - 1, -1, -1):
        path[chain[depth]] = terms[chain[depth]].places[number]
        number = back[depth][number]
    return path


def _step(
    best: Sequence[float],
    previous: Term,
    term: Term,
    at: int,
    bonus: Mapping[tuple[int, int], float],
) -> tuple[list[float], list[int]]:
    floor = 0.5 if previous.clause != term.clause else -1.0
    scores, origins = [], []
    for number, place in enumerate(term.places):
        reached = [
            best[other] + max(floor, nearness(before, place))
            for other, before in enumerate(previous.places)
        ]
        origin = max(range(len(reached)), key=lambda n: reached[n])
        scores.append(reached[origin] + bonus.get((at, number), 0.0))
        origins.append(origin)
    return scores, origins
