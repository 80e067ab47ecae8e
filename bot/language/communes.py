"""Communes: one code for a commune however its name is written."""

import hashlib

from bot.language.fold import clean
from bot.language.tokens import folded, syllables

_KINDS = (["xa"], ["phuong"], ["thi", "tran"], ["dac", "khu"])


def commune_code(name: str) -> str:
    """Eight hexadecimal digits for a commune's name, the same for `Xã Ba Vì` and `ba vi`, so
    that a printed address needs no table: BLAKE2b, 4 bytes. Empty for a name without letters."""
    words = folded(syllables(clean(name)))
    for kind in _KINDS:
        if words[: len(kind)] == kind and len(words) > len(kind):
            words = words[len(kind) :]
            break
    if not words:
        return ""
    return hashlib.blake2b(" ".join(words).encode(), digest_size=4).hexdigest()
