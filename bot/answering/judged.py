"""Judged: a sentence in a language without a lexicon, which a judge model reads too."""

import re
from collections.abc import Iterator, Sequence

from bot.answering.claims import claims_of
from bot.answering.support.verbatim import verbatim
from bot.domain.draft import Fault, FaultKind, Passage

_DIGITS = re.compile(r"\d+(?:[.,/:-]\d+)*")


def judged_faults(text: str, cited: Sequence[Passage], language: str) -> Iterator[Fault]:
    """What a sentence in a language without a lexicon says and its passages do not: names in bold
    and numbers. A judge model reads it too."""
    for name in (name for _, _, name in claims_of(text, language).bold):
        if not verbatim(cited, name, bold=True):
            yield Fault(kind=FaultKind.NAME, detail=name[:40])
    inside = [found.span() for found in re.finditer(r"\*\*.+?\*\*|(?:link|phone)_\d+", text)]
    known = {
        number.replace(".", "").replace(",", "")
        for passage in cited
        for number in _DIGITS.findall(passage.text)
    }
    for found in _DIGITS.finditer(text):
        if any(start <= found.start() < end for start, end in inside):
            continue
        if found[0].replace(".", "").replace(",", "") not in known:
            yield Fault(kind=FaultKind.NUMBER, detail=found[0][:40])
