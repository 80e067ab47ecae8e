"""Faults: what an English sentence says and its Vietnamese passages do not."""

from collections.abc import Iterator, Sequence

from bot.answering.alignment import Source
from bot.answering.claims import claims_of
from bot.answering.support.answers import answer_faults, empty_faults
from bot.answering.support.errands import phone_faults
from bot.answering.support.figures import figure_faults
from bot.answering.support.moods import mood_faults
from bot.answering.support.names import name_faults
from bot.answering.support.order import order_faults
from bot.answering.support.rivals import rival_faults
from bot.answering.support.terms import terms_of
from bot.answering.translated.asides import aside_faults, in_aside
from bot.answering.translated.asked import asked_no_faults, left_out_faults, yes_faults
from bot.answering.translated.bindings import binding_faults
from bot.answering.translated.buttons import button_faults
from bot.answering.translated.denials import english_denial_faults
from bot.answering.translated.denied_alike import denied_alike_faults
from bot.answering.translated.denied_there import denied_there_faults
from bot.answering.translated.doubt import clause_faults, doubt_faults
from bot.answering.translated.english_term import english_term
from bot.answering.translated.figures import (
    figures_apart_faults,
    other_figure_faults,
    unit_faults,
)
from bot.answering.translated.held_across import HeldAcross
from bot.answering.translated.joins import english_join_faults
from bot.answering.translated.missing_words import claimed_faults, stranger_faults
from bot.answering.translated.only import english_only_faults
from bot.answering.translated.papers import paper_kind_faults
from bot.answering.translated.plainly import plainly
from bot.answering.translated.promises import assurance_faults
from bot.answering.translated.tricks import trick_faults
from bot.answering.translated.turned import turned_faults
from bot.answering.translated.turning import small_word_faults, time_faults
from bot.domain.draft import Fault, Passage

_CHECKS = (
    empty_faults,
    answer_faults,
    name_faults,
    aside_faults,
    figure_faults,
    rival_faults,
    assurance_faults,
    claimed_faults,
    stranger_faults,
    trick_faults,
    button_faults,
    paper_kind_faults,
    unit_faults,
    english_denial_faults,
    turned_faults,
    denied_alike_faults,
    denied_there_faults,
    asked_no_faults,
    yes_faults,
    left_out_faults,
    other_figure_faults,
    figures_apart_faults,
    binding_faults,
    mood_faults,
    english_only_faults,
    small_word_faults,
    time_faults,
    order_faults,
    english_join_faults,
    phone_faults,
    clause_faults,
    doubt_faults,
)
"""The gravest first."""


def translated_faults(text: str, cited: Sequence[Passage], source: Source) -> Iterator[Fault]:
    """What an English sentence says and its Vietnamese passages do not, the gravest first.
    `source` are the texts of `cited`."""
    text = plainly(text)
    claims = claims_of(text, "en")
    terms = terms_of(claims, source, lambda at: english_term(claims.words, at, source))
    terms = [term for term in terms if not in_aside(text, term.word.start)]
    held = HeldAcross(text, cited, source, "en", claims, terms)
    for faults in _CHECKS:
        yield from faults(held)
