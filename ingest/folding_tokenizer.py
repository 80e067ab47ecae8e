"""The folding tokenizer: text with or without diacritics gives the same pieces.

Its normaliser lowers the case, drops every diacritic and turns what is no letter or digit
into a space. A piece is a syllable, two syllables that keep company (most Vietnamese words
have two), or a run of characters for words never seen. The pieces are chosen by counting, so
that the same texts always give the same tokenizer, and a Unigram model (Kudo 2018,
arXiv:1804.10959) cuts a text into the likeliest of them.
"""

import itertools
import math
import string
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.language.fold import fold
from bot.language.tokens import syllables

if TYPE_CHECKING:
    from tokenizers import Tokenizer

UNKNOWN = 0
"""The id of the piece that stands for characters never seen."""
_SPACE = "▁"
_PLAIN = frozenset(string.ascii_lowercase + string.digits + _SPACE)
_LONGEST_RUN = 4
_FEWEST_OCCURRENCES = 5
# A run must lose against any cut into syllables, however rare.
_RUN_PENALTY = 20.0


def folding_tokenizer(texts: Iterable[str], size: int, runs: int) -> "Tokenizer":
    """A tokenizer of at most `size` pieces for texts like these; `runs` of them are runs of
    characters, the rest syllables and pairs."""
    singles, pairs = _counts(texts)
    words = _words(singles, pairs, size - runs - 1)
    spelled = _runs(singles, runs)
    return _tokenizer([("<unk>", -2 * _RUN_PENALTY), *words, *spelled])


def _counts(texts: Iterable[str]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        words = syllables(fold(text))
        singles.update(words)
        pairs.update(itertools.pairwise(words))
    return singles, pairs


def _words(
    singles: Counter[str], pairs: Counter[tuple[str, str]], size: int
) -> list[tuple[str, float]]:
    """The syllables and pairs worth most, with the logarithm of their probability. A
    syllable is worth its count, a pair what it saves: its count times its mutual
    information."""
    total = sum(singles.values())
    worth: list[tuple[float, str, float]] = []
    for word, count in singles.items():
        if count >= _FEWEST_OCCURRENCES:
            worth.append((count * math.log(total), _SPACE + word, math.log(count / total)))
    for (first, second), count in pairs.items():
        if count >= _FEWEST_OCCURRENCES:
            saved = (
                math.log(count / total)
                - math.log(singles[first] / total)
                - math.log(singles[second] / total)
            )
            if saved > 0:
                piece = _SPACE + first + _SPACE + second
                worth.append((count * saved, piece, math.log(count / total)))
    best = sorted(worth, key=lambda entry: (-entry[0], entry[1]))[:size]
    return [(piece, log) for _, piece, log in best]


def _runs(singles: Counter[str], size: int) -> list[tuple[str, float]]:
    """The plain letters and digits, then the commonest runs of characters inside words, each
    word counted once."""
    counts: Counter[str] = Counter()
    for word in singles:
        marked = _SPACE + word
        for length in range(1, _LONGEST_RUN + 1):
            counts.update(marked[at : at + length] for at in range(len(marked) - length + 1))
    total = sum(counts.values())
    order = sorted(counts.items(), key=lambda entry: (entry[0] not in _PLAIN, -entry[1], entry[0]))
    known = {_SPACE + word for word, count in singles.items() if count >= _FEWEST_OCCURRENCES}
    kept = [(run, count) for run, count in order if run not in known][:size]
    return [(run, math.log(count / total) - _RUN_PENALTY) for run, count in kept]


def _tokenizer(pieces: list[tuple[str, float]]) -> "Tokenizer":
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.Unigram(pieces, UNKNOWN, False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Lowercase(),
            normalizers.NFD(),
            normalizers.StripAccents(),
            normalizers.Replace("đ", "d"),
            normalizers.Replace(Regex(r"[^\p{L}\p{N}]+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(split=False)
    return tokenizer
