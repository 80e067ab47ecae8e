"""Meanings: what a run of English words may be in Vietnamese."""

from collections.abc import Sequence

from bot.answering.alignment import Phrase
from bot.answering.claims import Word
from bot.language.lexicon import english_vietnamese


def meanings_of(run: Sequence[Word]) -> tuple[Phrase, ...] | None:
    """The Vietnamese phrases that a run of words may stand for, or None where it is unknown."""
    found = _entries(run)
    return tuple(dict.fromkeys(m for meanings, _ in found for m in meanings)) if found else None


def is_firm(run: Sequence[Word]) -> bool:
    """Whether a run is known and every entry of it must have a counterpart in the guide."""
    found = _entries(run)
    return bool(found) and all(firm for _, firm in found)


def _entries(run: Sequence[Word]) -> list[tuple[tuple[Phrase, ...], bool]]:
    forms = {" ".join(w.text for w in run): None, " ".join(w.key for w in run): None}
    return [known for form in forms if (known := english_vietnamese().get(form)) is not None]
