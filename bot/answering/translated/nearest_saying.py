"""Nearest saying: what a Vietnamese guide says itself where an English sentence can't be held to
it."""

from bot.answering.alignment import source_of
from bot.answering.claims import Claims, claims_of
from bot.answering.support.terms import terms_of
from bot.answering.translated.english_term import english_term
from bot.answering.translated.plainly import plainly
from bot.domain.draft import Evidence, Passage, Sentence

# A saying is what was meant when it has so many of the sentence's words, and this share of them.
_FEWEST, _SHARE = 2, 0.5


def nearest_saying(sentence: Sentence, evidence: Evidence) -> tuple[Passage, str] | None:
    """The saying of the cited passages that has most of an English sentence's words, with its
    passage; None when none has enough of them to be what was meant."""
    claims = claims_of(plainly(sentence.text), "en")
    near = [
        (_share(claims, saying, evidence.language), passage, saying)
        for passage in evidence.cited(sentence)
        for saying in passage.sayings
    ]
    best = max(near, key=lambda one: one[0], default=None)
    return best[1:] if best is not None and best[0] >= _SHARE else None


def _share(claims: Claims, saying: str, language: str) -> float:
    """The share of a sentence's words that a saying has; none where they are too few to tell."""
    source = source_of((saying,), language)
    terms = terms_of(claims, source, lambda at: english_term(claims.words, at, source))
    held = sum(bool(term.places) for term in terms)
    return held / len(terms) if held >= _FEWEST else 0.0
