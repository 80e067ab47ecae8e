"""Silence: where a sentence says that the guide says nothing of something."""

import re

from bot.answering.claims import Claims

_SILENT = re.compile(
    r"(?:bài |các )?(?:hướng dẫn|đoạn)(?: này)? (?:không|chưa) (?:nêu|nói|ghi|đề cập|cho biết)|"
    r"(?:the |this )?guide does(?: not|n't) (?:say|mention|state|give)"
)
_TURNS = frozenset("nhưng mà thì rồi nên but so then and và".split())


def silence_in(claims: Claims) -> tuple[int, int] | None:
    """Where the sentence says that the guide says nothing of something (`hướng dẫn không nêu…`):
    its first word and the word after its last, or None. No figure, name or link may stand in it."""
    words = claims.words
    texts = [word.text for word in words]
    for at in range(min(3, len(texts))):
        found = _SILENT.match(" ".join(texts[at : at + 5]))
        if found is None:
            continue
        end = at + len(found[0].split())
        clause = words[at].clause
        while end < len(texts) and words[end].clause == clause and texts[end] not in _TURNS:
            end += 1
        run = words[at:end]
        named = any(start >= at and start < end for start, _, _ in claims.bold)
        if len(run) <= 14 and not named and not any(w.figure or w.token for w in run):
            return at, end
    return None
