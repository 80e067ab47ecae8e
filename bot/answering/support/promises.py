"""Promises: what nobody may promise for the state."""

import re
from collections.abc import Iterator

from bot.answering.support.held import Held
from bot.domain.draft import Fault, FaultKind
from bot.language.everyday import PROMISES


def promise_faults(held: Held) -> Iterator[Fault]:
    """Promises that no passage makes in the same words."""
    low = " ".join(word.text for word in held.words)
    for promise in PROMISES:
        if re.search(rf"(?<!\w){promise}(?!\w)", low) and not any(
            promise in passage.text.lower() for passage in held.cited
        ):
            yield Fault(kind=FaultKind.PROMISE, detail=promise)
