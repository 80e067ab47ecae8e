"""Freshness: guides past their review date, due soon, or resting on the press alone."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.domain.guide import Guide, SourceKind
from bot.domain.values import Value

_SOON = timedelta(days=30)


class Freshness(Value):
    """What needs an editor's eye: guides as (id, review date), ids, and official addresses."""

    overdue: tuple[tuple[str, date], ...]
    due_soon: tuple[tuple[str, date], ...]
    press_only: tuple[str, ...]
    official_links: tuple[str, ...]


def freshness(guides: Iterable[Guide], today: date) -> Freshness:
    """The state of a set of guides on a day; those due first come first."""
    by_date = sorted(guides, key=lambda guide: (guide.review_by, guide.id))
    dated = [(guide.id, guide.review_by) for guide in by_date]
    links = {
        source.url
        for guide in by_date
        for source in guide.sources
        if source.kind is not SourceKind.PRESS
    }
    return Freshness(
        overdue=tuple((i, day) for i, day in dated if day < today),
        due_soon=tuple((i, day) for i, day in dated if today <= day <= today + _SOON),
        press_only=tuple(
            guide.id
            for guide in by_date
            if all(source.kind is SourceKind.PRESS for source in guide.sources)
        ),
        official_links=tuple(sorted(links)),
    )
