"""Faults: what a sentence says in the language of its passages and they do not."""

from collections.abc import Iterator, Sequence

from bot.answering.alignment import Source
from bot.answering.claims import claims_of
from bot.answering.support.answers import answer_faults, empty_faults
from bot.answering.support.dangerous import dangerous_faults
from bot.answering.support.denials import denial_faults
from bot.answering.support.doubt import doubt_faults
from bot.answering.support.errands import going_faults, phone_faults
from bot.answering.support.figures import figure_faults
from bot.answering.support.held import Held
from bot.answering.support.joins import join_faults
from bot.answering.support.moods import mood_faults, obligation_faults
from bot.answering.support.names import name_faults
from bot.answering.support.only import only_faults
from bot.answering.support.order import order_faults
from bot.answering.support.own_term import own_term
from bot.answering.support.papers import paper_faults
from bot.answering.support.promises import promise_faults
from bot.answering.support.rivals import rival_faults
from bot.answering.support.terms import terms_of
from bot.domain.draft import Fault, Passage

_CHECKS = (
    empty_faults,
    answer_faults,
    name_faults,
    figure_faults,
    rival_faults,
    promise_faults,
    dangerous_faults,
    paper_faults,
    denial_faults,
    obligation_faults,
    mood_faults,
    only_faults,
    order_faults,
    join_faults,
    going_faults,
    phone_faults,
    doubt_faults,
)
"""The gravest first."""


def support_faults(
    text: str, cited: Sequence[Passage], source: Source, language: str, *, home: bool = False
) -> Iterator[Fault]:
    """What a sentence in `language`, `vi` or `en`, says and its passages of that language do not,
    the gravest first. `source` are the texts of `cited`; `home`: whether the evidence speaks of
    the state's own app anywhere."""
    claims = claims_of(text, language)
    terms = terms_of(claims, source, lambda at: own_term(claims.words, at, source, language))
    held = Held(text, cited, source, language, claims, terms, home)
    for faults in _CHECKS:
        yield from faults(held)
