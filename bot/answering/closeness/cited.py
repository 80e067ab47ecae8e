"""Cited: the passages that a sentence cites, as its words are looked for in them."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from bot.answering.closeness.saying import Saying, openings_of, sayings_in
from bot.answering.closeness.wording import BREAK, alike, broken, wording_of, words_of
from bot.domain.draft import Evidence, Sentence

# What stands in brackets, a law or a date, bounds nothing a summary must repeat.
_ASIDE = re.compile(r"\([^()]{0,200}\)")
_ENDS = re.compile(r"(?<=[.!?])\s+|\n")
_PARTS = re.compile(r"(?<=[.!?;])\s+|\n")
# A gap keeps the last word of one sentence from the first of the next.
_APART = 5


class Cited:
    """Cited passages as sentences, sayings, and words where they stand."""

    def __init__(self, texts: tuple[str, ...], language: str) -> None:
        texts = tuple(_ASIDE.sub(" ", text) for text in texts)
        self.language, self.wording = language, wording_of(language)
        self.sentences = [words_of(part) for text in texts for part in _ENDS.split(text)]
        self.openings = [openings_of(text) for text in texts]
        self.sayings: list[Saying] = list(
            dict.fromkeys(s for text in texts for s in sayings_in(text, language, self.wording))
        )
        self.words: list[str] = []
        for part in (part for text in texts for part in _PARTS.split(text)):
            self.words += [*broken(part.strip(" -")), *[BREAK] * _APART]
        self._at: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            self._at[word].append(place)
        variants = self.wording.variants
        self.varied = frozenset(one for one, other in pairwise(self.words) if other in variants)
        """The words that one of the wording's variants stands behind anywhere."""

    def has(self, word: str) -> bool:
        """Whether the word itself stands anywhere."""
        return word in self._at

    def places(self, word: str) -> list[int]:
        """Where a word stands, or one that says the same."""
        return [at for one in alike(word, self.language) for at in self._at.get(one, ())]

    def has_run(self, words: Sequence[str]) -> bool:
        """Whether a sentence of the guide that states something has these words in a row."""
        run, many = tuple(words), len(words)
        return any(
            saying.words[at : at + many] == run
            for saying in self.sayings
            for at in range(len(saying.words) - many + 1)
        )

    def within(self, first: str, second: str, reach: int) -> bool:
        """Whether two words stand so close to each other, or such as say the same."""
        there = self.places(second)
        return any(abs(a - b) <= reach for a in self.places(first) for b in there)


def cited_by(sentence: Sentence, evidence: Evidence) -> Cited:
    """The passages of a sentence, read once."""
    texts = tuple(passage.text for passage in evidence.cited(sentence))
    return _cited(texts, evidence.language)


@lru_cache(maxsize=256)
def _cited(texts: tuple[str, ...], language: str) -> Cited:
    return Cited(texts, language)
