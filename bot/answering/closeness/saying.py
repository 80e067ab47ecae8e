"""Saying: a sentence of the guide with what it is said of."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from bot.answering.closeness.wording import BREAK, Wording, broken, named, words_of
from bot.domain.values import Value

_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+")
_PARTS = re.compile(r"(?<=;)\s+")
_ITEM = re.compile(r"\s*- ")
_HEADED = re.compile(r"([^:]{2,120}?):\s+(.+)")
_ASKING = ("?", " không", " chưa")
_ASKED = {
    "vi": re.compile(
        r"\b(?:bao nhiêu|bao lâu|mấy|ở đâu|thế nào|làm sao|gì|ai|khi nào|nào)\b", re.I
    ),
    "en": re.compile(r"\b(?:how|what|where|when|who|which)\b", re.I),
}
# What these open says where something is written, or gives an example: no condition.
_BESIDES = frozenset(("theo", "ví", "under"))
# `trước khi` is a time, not a case.
_TIMED = frozenset("trước sau đến tới từ before after until".split())


class Need(Value):
    """Something that must be said beside a saying: one of its `either` whole, and of all their
    words `share` at least, with every figure of `figures`; `before_then` if anything is."""

    either: tuple[tuple[str, ...], ...]
    share: float = 0.0
    figures: frozenset[str] = frozenset()
    before_then: bool = False


class Saying(Value):
    """The words of a sentence of the guide with breaks between clauses: first the passage's
    heading, then what stands before a colon, from `headed` on, then from `begins` on what is
    said. `clause` numbers each word's clause; a condition is a clause of its own. `needs` must be
    said with it."""

    words: tuple[str, ...]
    headed: int
    begins: int
    clause: tuple[int, ...]
    needs: tuple[Need, ...]


def sayings_in(text: str, language: str, wording: Wording) -> Iterator[Saying]:
    """The sentences of a passage that state something, with and without the passage's heading,
    which says what they are about. A question that is answered by yes or no says what may be
    false, so it goes with nothing; any other heading is a sentence too."""
    head, _, body = text.partition("\n")
    states = not head.endswith(_ASKING) or _ASKED[language].search(head)
    abouts = [broken(head), []] if body and states else [[]]
    for line in (body or head).split("\n"):
        for part in _parts(line, wording):
            for about in abouts:
                yield _saying(about, part.headed, part, wording)
                if part.headed and not part.own:
                    yield _saying(about, (), part, wording)
    if body and not head.endswith("?"):
        yield _saying([], (), _Part(said=tuple(broken(head))), wording)


class _Part(Value):
    """A part of a sentence, what stands before a colon above it, and whether that is its `own`
    sentence's; and the part before it that says on what condition it holds."""

    said: tuple[str, ...]
    headed: tuple[str, ...] = ()
    own: bool = False
    under: tuple[str, ...] = ()


def _parts(line: str, wording: Wording) -> Iterator[_Part]:
    """What a line says. The head of an item of a list goes with all its sentences, a condition
    with what stands behind a semicolon without one of its own."""
    above: tuple[str, ...] = ()
    for sentence in _SENTENCE_ENDS.split(line.strip(" -")):
        headed: tuple[str, ...] | None = None
        under: tuple[str, ...] = ()
        for text in _PARTS.split(sentence):
            if not text.strip() or text.rstrip().endswith("?"):
                continue
            found = _HEADED.match(text)
            if found is not None:
                headed = tuple(broken(found[1]))
                above = headed if _ITEM.match(line) else ()
            said = tuple(broken(found[2] if found else text))
            if wording.then in said or found is not None:
                under = ()
            yield _Part(
                said=said,
                headed=above if headed is None else headed,
                own=headed is not None,
                under=under,
            )
            under = said if wording.then in said else under


def _saying(about: list[str], headed: tuple[str, ...], part: _Part, wording: Wording) -> Saying:
    before = [*about, BREAK] if about else []
    between = [*headed, BREAK] if headed else []
    words = [*before, *between, *part.said]
    opens = [word == BREAK for word in words]
    behind = [False, *(word == wording.then for word in words)][: len(words)]
    numbers = accumulate(int(a) + int(b) for a, b in zip(opens, behind, strict=True))
    conditions = [*_conditions(part.said, wording), *_conditions(part.under, wording)]
    return Saying(
        words=tuple(words),
        headed=len(before),
        begins=len(before) + len(between),
        clause=tuple(numbers),
        needs=(*conditions, *(_whose(headed, wording) if part.own else ())),
    )


def _whose(headed: Sequence[str], wording: Wording) -> Iterator[Need]:
    """What stands before a colon: for whom or what the rest holds."""
    if not headed or headed[0] in _BESIDES:
        return
    for narrowed in _split(headed, wording.which, breaks=False):
        parts = [named(one, wording) for one in _split(narrowed, wording.either | wording.both)]
        told = [tuple(w for w in part if w not in wording.topics) for part in parts]
        if all(told) and any(set(part) - wording.light for part in told):
            yield Need(either=tuple(part for part in told if set(part) - wording.light))


def _conditions(said: Sequence[str], wording: Wording) -> Iterator[Need]:
    """What stands before `thì`, and behind each word that opens a condition, to the end of the
    clause."""
    if wording.then in said:
        yield from _needed(said[: said.index(wording.then)], wording, before_then=True)
    ends = [at for at, word in enumerate(said) if word in (BREAK, wording.then)] + [len(said)]
    for at, word in enumerate(said):
        if word in wording.conditional and (not at or said[at - 1] not in _TIMED):
            end = next(end for end in ends if end > at)
            yield from _needed(said[at + 1 : end], wording)


def _needed(
    condition: Sequence[str], wording: Wording, *, before_then: bool = False
) -> Iterator[Need]:
    for part in _split(condition, wording.both | wording.which, breaks=False):
        parts = [one for one in _split(part, wording.either) if one[0] not in _BESIDES]
        either = tuple(tuple(named(one, wording)) for one in parts if named(one, wording))
        if not either:
            continue
        # Of a long list one is a case; of two parts the second may only end the first.
        listed = bool(wording.either & set(part)) or len(either) > 2
        yield Need(
            either=either,
            share=0.0 if listed else 0.5,
            figures=frozenset(w for w in part if w[0].isdigit() and not listed),
            before_then=before_then,
        )


def _split(words: Sequence[str], at: frozenset[str], *, breaks: bool = True) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word in at or (breaks and word == BREAK):
            parts.append([])
        else:
            parts[-1].append(word)
    return [part for part in parts if any(word != BREAK for word in part)]


def openings_of(text: str) -> list[str]:
    """The words of the first sentence below a passage's heading."""
    head, _, body = text.partition("\n")
    return words_of(re.split(r"(?<=[.!?;])\s+|\n", body or head)[0])
