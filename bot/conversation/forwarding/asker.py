"""Asker: for whom a forwarded question is answered."""

from dataclasses import dataclass

from bot.language.fold import clean, fold

_LONGEST_NAME = 20
# The names that Vietnamese full names begin with; the given name then stands last.
_FAMILIES = frozenset(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh doan lam mai"
    " trinh dao cao luong trieu ta ha to luu thai chau quach tong".split()
)


@dataclass(frozen=True)
class Asker:
    """The `name` to say, where there are several who ask, and the user id where the answer can
    be sent straight to them (`reached`)."""

    name: str = ""
    reached: str = ""


def first_name(shown: str) -> str:
    """The name people call somebody by, from the name they show: the last word of a
    Vietnamese full name, else the first. Empty where it is no name."""
    words = [word for word in clean(shown).split() if word.isalpha()]
    if not words:
        return ""
    full = len(words) > 1 and fold(words[0].lower()) in _FAMILIES
    return (words[-1] if full else words[0])[:_LONGEST_NAME]
