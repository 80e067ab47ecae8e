"""Quoted: a sentence that is the guide's own, word for word."""

from bot.answering.closeness.cited import cited_by
from bot.answering.closeness.wording import words_of
from bot.domain.draft import Evidence, Sentence

# A sentence of so many words that stands in the guide as it is may be said as it is.
_WHOLE = 5


def is_quoted(sentence: Sentence, evidence: Evidence) -> bool:
    """Whether a sentence is one of its cited passages' own, word for word, and cites nothing
    that is none. What stands behind a semicolon may hang on what stands before it."""
    words = words_of(sentence.text)
    resolve = len(evidence.cited(sentence)) == len(sentence.cites)
    return resolve and len(words) >= _WHOLE and words in cited_by(sentence, evidence).sentences
