"""Joins: `and` for `hoặc`, and the other way round."""

from collections.abc import Iterator

from bot.answering.support.held import Held
from bot.answering.support.joins import join_faults
from bot.answering.translated.denying import DENIALS
from bot.domain.draft import Fault


def english_join_faults(held: Held) -> Iterator[Fault]:
    """`and` where the guide says `hoặc`, and the other way round, unless it is denied: neither
    this `or` that is both not."""
    denies = any(word.text in DENIALS for word in held.words)
    for fault in join_faults(held):
        if not (denies and fault.detail == "or for and"):
            yield fault
