"""Communes: one code for a commune however its name is written."""

import hashlib

from bot.language.fold import clean
from bot.language.tokens import folded, syllables

_KINDS = (["xa"], ["phuong"], ["thi", "tran"], ["dac", "khu"])
_PROVINCES = (["tinh"], ["thanh", "pho"])


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
    return words[len(_kind(name, _KINDS) or ()) :]


def is_province(name: str) -> bool:
    """Whether a name says that it is a province's or a city's: `Thành phố Hà Nội`."""
    return _kind(name, _PROVINCES) is not None


def within_sentence(name: str) -> str:
    """The name as it stands inside a sentence: `xã Ba Vì` for `Xã Ba Vì`; a name without its
    kind stays as it is."""
    return name if _kind(name, _KINDS + _PROVINCES) is None else name[:1].lower() + name[1:]


def _kind(name: str, kinds: tuple[list[str], ...]) -> list[str] | None:
    words = folded(syllables(clean(name)))
    return next((k for k in kinds if words[: len(k)] == k and len(words) > len(k)), None)
