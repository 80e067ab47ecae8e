"""Left free: where the source says that nobody has to."""

from bot.answering.alignment import Place
from bot.answering.support.held import Held

_ABLE = frozenset(("được", "nổi"))


def left_free(held: Held, place: Place) -> bool:
    """Whether a place's sentence binds to nothing, and it or the words before it say that
    nobody has to: `Không bắt buộc. Bạn cập nhật khi muốn`, `ngồi cạnh giúp được`."""
    said = [p.word for p in held.source.binding if p.passage == place.passage]
    here = [word for word in said if word.sentence == place.word.sentence]
    if any(not word.refused and word.text not in _ABLE for word in here):
        return False
    if any(w.text in _ABLE and not w.refused and w.clause == place.word.clause for w in here):
        return True
    bare = [p.word for p in held.source.bare if p.passage == place.passage]
    return any(
        word.line == place.word.line and word.sentence == place.word.sentence - 1
        for word in bare
        if any(w.refused and w.sentence == word.sentence for w in said)
    )
