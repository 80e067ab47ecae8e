"""Postings: which texts have a term, and how often, for every term of many texts."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.adapters.run_keys import run_keys
from bot.adapters.term_keys import Keys, term_keys
from bot.language.fold import fold
from bot.language.tokens import PAIR, RAW, syllables

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Postings:
    """Terms by key, ascending; in how many texts each stands; and, term after term, those
    texts, ascending, with how often they have it. `lengths` are the texts' terms counted,
    `words` the folded syllables among the terms, in no order."""

    keys: Keys
    counts: Numbers
    texts: NDArray[np.int32]
    times: NDArray[np.int32]
    lengths: Numbers
    words: tuple[str, ...]

    @classmethod
    def of_terms(cls, texts: Iterable[Iterable[str]]) -> "Postings":
        """The postings of texts given as their terms."""
        kind, lengths, words = _terms(texts)
        return _by_key([kind], lengths, words)

    @classmethod
    def of_runs(cls, lines: Sequence[str], longest: int) -> "Postings":
        """The postings of the character runs of lines."""
        kind, lengths = _runs(*run_keys(lines, longest), len(lines))
        return _by_key([kind], lengths, ())

    @classmethod
    def of_phrases(cls, texts: Iterable[Iterable[str]], lines: Sequence[str]) -> "Postings":
        """The postings of texts given as their terms, each with the runs of a line."""
        kind, lengths, words = _terms(texts)
        runs, run_counts = _runs(*run_keys(lines), len(lines))
        return _by_key([kind, runs], lengths + run_counts, words)

    @classmethod
    def of_passages(cls, texts: Iterable[str]) -> "Postings":
        """The postings of passages: their folded syllables, the pairs of these, and their raw
        syllables. A word is folded once, not at every place where it stands."""
        raw, lengths, raw_words = _numbered(map(syllables, texts))
        number_of, words = _numbered([map(fold, raw_words)])[::2]
        plain = number_of[raw]
        first = _followed(lengths)
        pairs = plain[first] * len(words) + plain[first + 1]

        def pair_keys(found: Numbers) -> Keys:
            before, after = np.divmod(found, max(1, len(words)))
            both = zip(_picked(words, before), _picked(words, after), strict=True)
            return term_keys([one + PAIR + other for one, other in both])

        def raw_keys(found: Numbers) -> Keys:
            return term_keys([RAW + word for word in _picked(raw_words, found)])

        pair_counts = np.maximum(lengths - 1, 0)
        kinds = [
            _Kind.of(pairs, pair_counts, pair_keys),
            _Kind.of(plain, lengths, lambda found: term_keys(_picked(words, found))),
            _Kind.of(raw, lengths, raw_keys),
        ]
        return _by_key(kinds, 2 * lengths + pair_counts, words)


@dataclass(frozen=True)
class _Kind:
    """The postings of one kind of term, in the order of its numbers."""

    keys: Keys
    counts: Numbers
    texts: NDArray[np.int32]
    times: NDArray[np.int32]

    @classmethod
    def of(cls, numbers: Numbers, lengths: Numbers, keys_of: Callable[[Numbers], Keys]) -> "_Kind":
        """From the terms' numbers, text after text; `lengths` tell where each text ends."""
        size = max(1, len(lengths))
        places = numbers * size + np.repeat(np.arange(len(lengths)), lengths)
        places.sort()
        starts = _starts(places)
        terms, texts = np.divmod(places[starts], size)
        times = np.diff(starts, append=len(places))
        term_starts = _starts(terms)
        return cls(
            keys=keys_of(terms[term_starts]),
            counts=np.diff(term_starts, append=len(terms)),
            texts=texts.astype(np.int32),
            times=times.astype(np.int32),
        )


class _Numbering(dict[str, int]):
    """Numbers words as they come."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def _terms(texts: Iterable[Iterable[str]]) -> tuple[_Kind, Numbers, list[str]]:
    """The postings of terms, the texts' lengths, and the folded syllables."""
    numbers, lengths, terms = _numbered(texts)
    kind = _Kind.of(numbers, lengths, lambda found: term_keys(_picked(terms, found)))
    return kind, lengths, [term for term in terms if term[0] != RAW and PAIR not in term]


def _runs(keys: Keys, owners: Numbers, size: int) -> tuple[_Kind, Numbers]:
    """The postings of runs, and how many each line has."""
    unique, numbers = np.unique(keys, return_inverse=True)
    order = np.argsort(owners, kind="stable")
    lengths = np.bincount(owners, minlength=size)
    return _Kind.of(numbers[order], lengths, lambda found: unique[found]), lengths


def _numbered(texts: Iterable[Iterable[str]]) -> tuple[Numbers, Numbers, list[str]]:
    """The words of all texts as numbers, the texts' lengths, and the words by number."""
    numbering, numbers, ends = _Numbering(), array("q"), [0]
    for text in texts:
        numbers.extend(map(numbering.__getitem__, text))
        ends.append(len(numbers))
    return np.array(numbers, dtype=np.int64), np.diff(ends), list(numbering)


def _followed(lengths: Numbers) -> Numbers:
    """The places of all words that another one follows in the same text."""
    followed = np.ones(int(lengths.sum()), dtype=bool)
    followed[np.cumsum(lengths)[lengths > 0] - 1] = False
    return np.flatnonzero(followed)


def _picked(words: Sequence[str], numbers: Numbers) -> list[str]:
    return [words[number] for number in numbers.tolist()]


def _starts(ascending: Numbers) -> Numbers:
    """The places where another value begins."""
    changes = np.ones(len(ascending), dtype=bool)
    changes[1:] = ascending[1:] != ascending[:-1]
    return np.flatnonzero(changes)


def _by_key(kinds: Sequence[_Kind], lengths: Numbers, words: Iterable[str]) -> Postings:
    # A word typed with `_` can have the key of a pair; it gives way, since pairs come first.
    keys, order = np.unique(np.concatenate([kind.keys for kind in kinds]), return_index=True)
    counts = np.concatenate([kind.counts for kind in kinds])
    begins = (np.cumsum(counts) - counts)[order]
    counts = counts[order]
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    places = np.arange(total) + np.repeat(begins - (ends - counts), counts)
    return Postings(
        keys=keys,
        counts=counts,
        texts=np.concatenate([kind.texts for kind in kinds])[places],
        times=np.concatenate([kind.times for kind in kinds])[places],
        lengths=lengths,
        words=tuple(words),
    )
