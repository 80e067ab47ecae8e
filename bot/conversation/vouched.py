"""Vouched: what the published guides vouch for where people write to citizens in the bot's name.
Editors' warnings and helpers' words name no other place and no other number."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from bot.domain.guide import Guide
from bot.ports import Knowledge

_STATE = "gov.vn"


def guides_of(knowledge: Knowledge) -> list[Guide]:
    """Every published guide, in both languages."""
    ids = (*knowledge.guide_ids("vi"), *knowledge.guide_ids("en"))
    return [guide for guide in map(knowledge.guide, ids) if guide is not None]


def texts_of(guide: Guide) -> Iterator[str]:
    """Everything a guide says."""
    yield guide.summary
    for step in guide.steps:
        yield from (step.action, step.detail, step.result, step.stuck, step.note)
    yield from (section.text for section in guide.sections)
    yield from (error.fix for error in guide.errors)
    yield from (quick.answer for quick in guide.quick_answers)


def hosts_of(guides: Iterable[Guide]) -> frozenset[str]:
    """The hosts of the guides' sources."""
    hosts = (urlsplit(source.url).hostname for guide in guides for source in guide.sources)
    return frozenset(host for host in hosts if host)


def is_vouched_for(host: str, hosts: frozenset[str]) -> bool:
    """Whether a host, in small letters, is the state's or a source's. Letters that only look
    like Latin ones make another host of it."""
    official = host == _STATE or host.endswith(f".{_STATE}")
    return host.isascii() and (official or host in hosts)
