"""Communes: one code for a commune however its name is written."""

import hashlib

from bot.language.fold import clean
from bot.language.tokens import folded, syllables

_KINDS = (["xa"], ["phuong"], ["thi", "tran"], ["dac", "khu"])


def commune_code(name: str) -> str:
    """Eight hexadecimal digits for a commune's name, the same for `Xã Ba Vì` and `ba vi`, so
    that a printed address needs no table: BLAKE2b, 4 bytes. Empty for a name without letters."""
    words = commune_words(name)
    if not words:
        return ""
    return hashlib.blake2b(" ".join(words).encode(), digest_size=4).hexdigest()


def commune_words(name: str) -> list[str]:
    """The folded words of a commune's name without `xã`, `phường` and the like before them."""
    words = folded(syllables(clean(name)))
    for kind in _KINDS:
        if words[: len(kind)] == kind and len(words) > len(kind):
            return words[len(kind) :]
    return words
