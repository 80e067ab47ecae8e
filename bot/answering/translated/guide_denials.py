"""Guide denials: what a Vietnamese passage denies, how, of whom and in which case."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.claims import Asked
from bot.answering.support.held import Held
from bot.answering.translated.statements import Force

_DENIES = frozenset("không chưa đừng chẳng chớ".split())
BREAKS = frozenset("thì mà nhưng nên vì nếu khi để rồi do song trừ".split())
"""Words that begin another clause."""
_CASES = frozenset("nếu khi ai muốn lỡ trừ".split())
_ABLE = frozenset("được nổi".split())
_FREE = frozenset("phải cần buộc".split())
_WONDERS = frozenset("xem hỏi kiểm biết".split())
_LOOKS = frozenset("quá chỉ những kể dưới hơn vượt muộn lâu gian ngừng đồng đến tới".split())
# `không nên`, `đã trừ`: no words that begin a clause.
_NO_BREAK = {"nên": _DENIES, "trừ": frozenset("đã bị được khấu".split())}
_OR = frozenset(("hoặc", "hay"))
_NO = frozenset(("không", "chưa"))


@dataclass(frozen=True, slots=True)
class GuideDenial:
    """One denial of a passage by the numbers of its words. Its sentence begins at `begin`; whom
    it is about stands in `start` to `denial`, what is denied in `behind` to `end`; a list goes
    on to `list_end`. It is a `case` where something else follows of it, `asked` where a question
    is answered with no; `cases` are the other parts of its sentence that it hangs on, `topic`
    the first part where its own names nobody and nothing."""

    passage: int
    begin: int
    start: int
    denial: int
    behind: int
    end: int
    list_end: int
    forces: frozenset[Force]
    case: bool = False
    asked: bool = False
    cases: tuple[tuple[int, int], ...] = ()
    topic: tuple[tuple[int, int], ...] = ()


def guide_denials(held: Held) -> list[GuideDenial]:
    """Every denial of the cited passages, also what a question asks that is answered with no."""
    return [
        denial for number in range(len(held.cited)) for denial in _Passage(held, number).denials()
    ]


def cases_of(held: Held) -> list[tuple[int, int, int]]:
    """The parts of the cited passages that only name a case: passage, first word, word behind the
    last."""
    return [
        (number, start, end)
        for number in range(len(held.cited))
        for start, end in _Passage(held, number).cases()
    ]


class _Passage:
    def __init__(self, held: Held, number: int) -> None:
        self._number = number
        self._text = held.source.texts[number]
        self._words = held.source.claims[number].words
        self._asks = self._text.partition("\n")[0].endswith("?")
        self._names_a_case = bool(re.search("#error:|#quick:", held.cited[number].chunk))
        self._parts = list(self._in_parts())

    def denials(self) -> Iterator[GuideDenial]:
        """All of them."""
        for at, word in enumerate(self._words):
            if word.text in _DENIES and word.asked is Asked.NOT:
                yield from self._stated(at)
        yield from self._answered()

    def cases(self) -> Iterator[tuple[int, int]]:
        """Its parts that something else follows of."""
        for part, bounds in enumerate(self._parts):
            if self._is_case(part):
                yield bounds

    def _in_parts(self) -> Iterator[tuple[int, int]]:
        """The clauses: what stands between pauses, colons and the words that begin another."""
        start = 0
        for at, word in enumerate(self._words):
            before = self._words[at - 1] if at else word
            between = self._text[before.end : word.start]
            paused = before.clause != word.clause or bool(set(between) & set(":()"))
            begins = word.text in BREAKS and before.text not in _NO_BREAK.get(word.text, ())
            if at and (paused or begins):
                yield start, at
                start = at
        if self._words:
            yield start, len(self._words)

    def _stated(self, at: int) -> Iterator[GuideDenial]:
        part = next(n for n, (first, last) in enumerate(self._parts) if first <= at < last)
        start, end = self._parts[part]
        before = self._texts(start, at)
        rest = self._texts(at + 1, end)
        if not rest or rest[0] in _LOOKS or before[-1:] in (["hay"], ["hoặc"]):
            return
        if rest[-1] in _NO and _WONDERS & set(before):
            return
        skip, forces = _forces(before, self._words[at].text, rest)
        behind, listed = at + 1 + skip, self._list_end(part)
        # `không thấy hoặc thấy tên lạ`
        again = [
            n for n in range(behind, end - 1)
            if rest[n - at - 1] in _OR and rest[n - at] == rest[skip]
        ]  # fmt: skip
        if again:
            end = listed = again[0]
        yield GuideDenial(
            self._number, self._begin(part), start, at, behind, end, listed, forces,
            self._is_case(part), cases=tuple(self._cases(part)), topic=self._topic(part, at),
        )  # fmt: skip

    def _is_case(self, part: int) -> bool:
        start, end = self._parts[part]
        line = self._words[start].line
        after = self._words[end].text if end < len(self._words) else ""
        if end < len(self._words) and self._words[end].line != line:
            after = ""
        first, before = self._words[start], self._words[start - 1] if start else None
        led = first.text in _CASES and not (
            before is not None and before.text in _NO_BREAK.get(first.text, ())
        )
        heads = line == 0 and self._names_a_case and not self._asks
        colon = end < len(self._words) and ":" in self._between(end)
        return after in ("thì", "mà") or led or heads or (colon and not self._answers(part))

    def _answers(self, part: int) -> bool:
        return self._words[self._parts[part][0]].line == 1

    def _cases(self, part: int) -> Iterator[tuple[int, int]]:
        """The other parts of the sentence that end in `thì` or a colon before it, or begin with
        `nếu`, `trừ` behind it."""
        mine = self._words[self._parts[part][0]].sentence
        for other, (start, end) in enumerate(self._parts):
            if self._words[start].sentence != mine or other == part:
                continue
            after = self._words[end].text if end < len(self._words) else ""
            before = other < part and (after == "thì" or ":" in self._between(end))
            if before or (self._words[start].text in ("nếu", "trừ", "khi")):
                yield start, end

    def _begin(self, part: int) -> int:
        mine = self._words[self._parts[part][0]].sentence
        return next(start for start, _ in self._parts if self._words[start].sentence == mine)

    def _topic(self, part: int, at: int) -> tuple[tuple[int, int], ...]:
        start, _ = self._parts[part]
        first = next(p for p in self._parts if p[0] == self._begin(part))
        told = any(not word.glue for word in self._words[start:at])
        if told or first[0] == start or set(self._texts(*first)) & _DENIES:
            return ()
        return (first,)

    def _between(self, end: int) -> str:
        """The text before the word `end`, from the word before it."""
        if not 0 < end < len(self._words):
            return ""
        return self._text[self._words[end - 1].end : self._words[end].start]

    def _list_end(self, part: int) -> int:
        """Where the list that a part begins ends: before what is denied or bound anew, or has
        more words than an item."""
        end = self._parts[part][1]
        mine = self._words[self._parts[part][0]].sentence
        for start, last in self._parts[part + 1 :]:
            run = self._words[start:last]
            fresh = any(w.text in _DENIES | BREAKS or w.binds for w in run)
            if run[0].sentence != mine or fresh or len(run) > 5:
                break
            end = last
        return end

    def _answered(self) -> Iterator[GuideDenial]:
        """What a question asks whose answer begins with no, or only denies something; how that
        is meant for what was asked, only a plain no tells."""
        head = self._texts(0, sum(word.line == 0 for word in self._words))
        below = [word for word in self._words if word.line == 1]
        answer = [word.text for word in below if word.sentence == below[0].sentence][:3]
        if not (below and len(head) > 2 and head[-1] in _NO and self._asks):
            return
        if answer[:1] in (["có"], ["được"], ["đúng"]) or set(head[:-1]) & _DENIES:
            return
        plain = answer[:1] in (["không"], ["chưa"])
        if not plain and not _DENIES & {w.text for w in self._words if w.line == 1}:
            return
        # Not that of `khi VNeID đã có không`.
        yes = [n for n, text in enumerate(head[:-2]) if text == "có"]
        begins = yes[-1] + 1 if yes else 0
        forces = _asked_forces(head, begins, answer) if plain else frozenset()
        behind = begins + (head[begins] in _FREE | {"được"})
        last = len(head) - 1
        cut = max((n for n in range(begins) if head[n] in BREAKS), default=0)
        cases = ((0, cut),) if cut else ()
        yield GuideDenial(
            self._number, 0, cut, behind, behind, last, last, forces, asked=True,
            cases=(*cases, *self._qualified()),
        )  # fmt: skip

    def _qualified(self) -> Iterator[tuple[int, int]]:
        """The cases that an answer is for: `Không, nếu bạn có thẻ`."""
        first = next(word.sentence for word in self._words if word.line == 1)
        for start, end in self._parts:
            if self._words[start].sentence == first and self._words[start].text in _CASES:
                yield start, end

    def _texts(self, start: int, end: int) -> list[str]:
        return [word.text for word in self._words[start:end]]


def _forces(
    before: Sequence[str], denial: str, rest: Sequence[str]
) -> tuple[int, frozenset[Force]]:
    """How many words behind a denial belong to it, and how it denies."""
    first = rest[0]
    if list(rest) == ["được"]:
        return 0, frozenset({Force.NOT, Force.UNABLE})
    if first in _FREE and rest[1:2] not in (["là"], ["ai"]):
        return 1, frozenset({Force.FREE})
    if first == "bắt" and rest[1:2] == ["buộc"]:
        return 2 + (rest[2:3] == ["phải"]), frozenset({Force.FREE})
    if list(rest[:3]) == ["thấy", "quy", "định"]:
        return 1, frozenset({Force.NO_RULE})
    known = {
        "ai": {Force.NOBODY},
        "còn": {Force.GONE, Force.LACKING},
        "có": {Force.LACKING},
        "được": {Force.BARRED, Force.UNABLE},
        "nên": {Force.BARRED},
        "thể": {Force.UNABLE},
    }.get(first)
    if known is not None:
        return 1, frozenset(known)
    forces = {Force.NOT}
    if denial in ("đừng", "chớ") or not before:
        forces.add(Force.BARRED)
    if _ABLE & set(rest[1:]):
        forces = {Force.UNABLE}
    if rest[-1] == "nữa":
        forces.add(Force.GONE)
    return 0, frozenset(forces)


def _asked_forces(head: Sequence[str], begins: int, answer: Sequence[str]) -> frozenset[Force]:
    must = head[begins] in _FREE or head[begins : begins + 2] == ["bắt", "buộc"]
    if must:
        return frozenset({Force.FREE})
    if answer[1:2] in (["phải"], ["cần"], ["bắt"], ["buộc"]):
        return frozenset()
    if answer[1:2] == ["nên"] or head[begins] == "được" or head[-2] == "được":
        return frozenset({Force.BARRED, Force.UNABLE})
    return frozenset({Force.NOT})
