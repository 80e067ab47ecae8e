"""Choice: which guides' posters were ordered."""

from collections.abc import Sequence
from difflib import get_close_matches

from bot.domain.errors import PosterRefused
from bot.domain.guide import Guide
from bot.domain.values import Value
from bot.language.fold import clean, fold
from bot.ports import Knowledge, Replies

_LANGUAGES = ("vi", "en")
_NEAR = 3


class Order(Value):
    """One guide by its id, or the guides of a category by its id, or all when neither is named."""

    guide: str | None = None
    category: str | None = None


def all_guides(knowledge: Knowledge) -> list[Guide]:
    """Every published guide, Vietnamese ones first, in shelf order."""
    ids = [id_ for language in _LANGUAGES for id_ in knowledge.guide_ids(language)]
    return [guide for guide in map(knowledge.guide, ids) if guide is not None]


def ordered(order: Order, knowledge: Knowledge, replies: Replies) -> list[Guide]:
    """The guides of an order. Raises PosterRefused when it names a thing unknown."""
    guides = all_guides(knowledge)
    if order.guide is not None:
        wanted = [guide for guide in guides if guide.id == order.guide]
        near = ", ".join(_near(order.guide, [guide.id for guide in guides]))
        key = "unknown_guide_near" if near else "unknown_guide"
        unknown = replies.text("vi", f"program.{key}", name=clean(order.guide), near=near)
    elif order.category is not None:
        wanted = [guide for guide in guides if guide.category == order.category]
        shelves = [shelf.id for shelf in knowledge.categories()]
        near = ", ".join(_near(order.category, shelves) or shelves)
        unknown = replies.text(
            "vi", "program.unknown_category", name=clean(order.category), near=near
        )
    else:
        return guides
    if not wanted:
        raise PosterRefused(unknown)
    return wanted


def _near(name: str, ids: Sequence[str]) -> list[str]:
    """The ids most like a name, however it was typed."""
    typed = fold(clean(name)).lower().strip().replace(" ", "-")
    holding = [id_ for id_ in ids if typed and typed in id_]
    alike = get_close_matches(typed, ids, n=_NEAR, cutoff=0.5)
    return list(dict.fromkeys([*alike, *holding]))[:_NEAR]
