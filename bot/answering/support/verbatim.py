"""Verbatim: whether a name stands in a passage as it is."""

import re
from collections.abc import Sequence

from bot.domain.draft import Passage


def verbatim(cited: Sequence[Passage], name: str, *, bold: bool) -> bool:
    """Whether a name stands in a passage, and not only as a piece of a longer button."""
    plain = name.strip().casefold()
    pattern = re.compile(rf"(?<!\w){re.escape(plain)}(?!\w)")
    for passage in cited:
        low = passage.text.casefold()
        spans = [found.span(1) for found in re.finditer(r"\*\*(.+?)\*\*", low)]
        for found in pattern.finditer(low):
            around = [s for s in spans if s[0] <= found.start() and found.end() <= s[1]]
            if not bold or not around or found.span() in around:
                return bool(plain)
        if "**" in low and not bold and pattern.search(low.replace("**", "")):
            return bool(plain)
    return False
