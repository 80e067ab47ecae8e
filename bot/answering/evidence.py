"""Evidence: the passages a language model may rest its words on."""

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from bot.answering.own_words import sayings_of
from bot.domain.answer import Answer
from bot.domain.draft import Evidence, Passage, Token
from bot.domain.guide import Guide, SectionKind
from bot.domain.search import Chunk, ChunkKind, chunk_id
from bot.language.orders import orders_a_model
from bot.ports import Knowledge

_LONGEST = 9_000
_OTHER_PIECES = 2
# A second guide is worth comparing with when the search found it about as near.
_ABOUT_AS_NEAR = 0.6
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((https?://[^\s)]{1,2000})\)|https?://[^\s)\]]+")
_BARE_HOST = re.compile(
    r"(?<![\w.@/-])(?:[a-z0-9-]{1,63}\.)+(?:vn|com|net|org|info|gov)(?:/[\w/.-]*\w)?\b", re.I
)
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:1[89]00(?:[ .-]?\d){4,6}|\+?84(?:[ .-]?\d){9}|0(?:[ .-]?\d){9,10})"
    r"(?![\w/-]|[.,]\d)"
    r"|(?<![\w.,/-])(?<=gọi )1\d\d(?!\w)"
)
_PRIVATE_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)[ .-]?[35789](?:[ .-]?\d){8}(?!\d)")
# Who may hold a name under these is checked by the state; csgt.vn is the traffic police's.
_OFFICIAL = ("gov.vn", "edu.vn", "csgt.vn")


def evidence_of(answer: Answer, knowledge: Knowledge) -> Evidence:
    """The passages of an answer's guide, the piece that answers first, and the nearest ones of
    a second guide about as near; none where no guide answers. Steps are passages `s1`, `s2`…
    by their number in the guide, all else is `c1`, `c2`…, and tokens stand for links and
    phones. A chunk with words that sound like orders to a model, with an address that is
    neither official nor one of the guide's sources or with a private phone number is left out
    whole, whoever wrote it into the guide."""
    guide = knowledge.guide(answer.guide) if answer.guide else None
    if guide is None:
        return Evidence(passages=())
    tokens = _Tokens()
    hosts = frozenset(_host(source.url) for source in guide.sources)
    numbers = itertools.count(1)
    passages: list[Passage] = []
    left = _LONGEST
    for chunk in _chunks(answer, guide, knowledge):
        if not _is_trusted(chunk.text, hosts):
            continue
        text = tokens.put_into(chunk.text)
        if len(text) > left:
            continue
        left -= len(text)
        passages.append(
            Passage(
                id=_id(chunk, guide, numbers),
                chunk=chunk.id,
                text=text,
                sayings=tuple(map(tokens.put_into, sayings_of(chunk, guide))),
            )
        )
    return Evidence(passages=tuple(passages), tokens=tokens.known(), language=guide.language)


# A generation's chunks are the same at every question; reading one takes half a millisecond.
@lru_cache(maxsize=4_096)
def _is_trusted(text: str, hosts: frozenset[str]) -> bool:
    if orders_a_model(text) or _PRIVATE_PHONE.search(text):
        return False
    linked = (found[2] or found[0] for found in _LINK.finditer(text))
    addresses = [*linked, *(found[0] for found in _BARE_HOST.finditer(text))]
    return all(_is_official(_host(address), hosts) for address in addresses)


def _host(address: str) -> str:
    named = urlsplit(address if "//" in address else f"//{address}")
    return (named.hostname or "").rstrip(".,;:").removeprefix("www.")


def _is_official(host: str, hosts: frozenset[str]) -> bool:
    return host in hosts or any(host == one or host.endswith(f".{one}") for one in _OFFICIAL)


def _id(chunk: Chunk, guide: Guide, numbers: Iterator[int]) -> str:
    if chunk.kind is ChunkKind.STEP and chunk.guide == guide.id:
        return f"s{guide.step_index(chunk.part) + 1}"
    return f"c{next(numbers)}"


def _chunks(answer: Answer, guide: Guide, knowledge: Knowledge) -> Iterator[Chunk]:
    """What answers, what the search found near in the guide, its needs and fees, its steps,
    the rest of it, and what a second guide has; each once."""
    seen: set[str] = set()
    for id_ in _ids(answer, guide, knowledge):
        chunk = knowledge.chunk(id_)
        if chunk is not None and id_ not in seen:
            seen.add(id_)
            yield chunk


def _ids(answer: Answer, guide: Guide, knowledge: Knowledge) -> Iterator[str]:
    if answer.chunk_kind is not None and answer.part is not None:
        yield chunk_id(guide.id, answer.chunk_kind, answer.part)
    yield chunk_id(guide.id, ChunkKind.HEAD)
    results = answer.trace.results.results if answer.trace else ()
    for result in results:
        if result.guide == guide.id:
            yield from (scored.chunk.id for scored in result.chunks)
    for kind in (SectionKind.NEEDS, SectionKind.FEES):
        yield chunk_id(guide.id, ChunkKind.SECTION, kind.value)
    yield from (chunk_id(guide.id, ChunkKind.STEP, step.id) for step in guide.steps)
    others = [result for result in results if result.guide != guide.id]
    first = next((result.score for result in results if result.guide == guide.id), 0.0)
    if others and others[0].score >= _ABOUT_AS_NEAR * first:
        other = knowledge.guide(others[0].guide)
        if other is not None and other.language == guide.language:
            yield chunk_id(other.id, ChunkKind.HEAD)
            yield from (scored.chunk.id for scored in others[0].chunks[:_OTHER_PIECES])
    yield from (chunk_id(guide.id, ChunkKind.QUICK, quick.id) for quick in guide.quick_answers)
    yield from (chunk_id(guide.id, ChunkKind.ERROR, error.id) for error in guide.errors)
    yield from (chunk_id(guide.id, ChunkKind.SECTION, kind.value) for kind in SectionKind)


class _Tokens:
    """Names for links and phones, the same one for the same thing."""

    def __init__(self) -> None:
        self._names: dict[str, Token] = {}

    def put_into(self, text: str) -> str:
        text = _LINK.sub(self._link, text)
        text = _BARE_HOST.sub(lambda found: self._token("link", found[0]), text)
        return _PHONE.sub(lambda found: self._token("phone", found[0]), text)

    def known(self) -> tuple[Token, ...]:
        return tuple(self._names.values())

    def _link(self, found: re.Match[str]) -> str:
        address = found[0].rstrip(".,;:")
        return self._token("link", address) + found[0][len(address) :]

    def _token(self, kind: str, text: str) -> str:
        if text not in self._names:
            number = sum(token.name.startswith(kind) for token in self._names.values()) + 1
            self._names[text] = Token(name=f"{kind}_{number}", text=text)
        return self._names[text].name
