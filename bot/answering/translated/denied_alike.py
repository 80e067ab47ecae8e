"""Denied alike: what an English sentence denies, denied of the same in one clause of the guide."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.answering.alignment import Place, Term
from bot.answering.support.held import Held
from bot.answering.support.joins import OR
from bot.answering.translated.guide_denials import BREAKS, GuideDenial
from bot.answering.translated.held_across import HeldAcross
from bot.answering.translated.segments import is_telling
from bot.answering.translated.stated_terms import (
    beside_statement,
    in_sentence,
    is_in,
    stated_terms,
)
from bot.answering.translated.statements import Force, Statement
from bot.domain.draft import Fault, FaultKind
from bot.language.everyday import FAMILY, LIGHT

# Words that must not be left out of what the guide denies: they say how far it goes.
_BOUNDS = frozenset(
    "chỉ mọi tất từng ít nhiều trước sau trên dưới quá đủ hết nửa riêng trừ ngoài luôn thay mới cũ "
    "lạ ngay nào khác mỗi vẫn còn hai cả".split()
)
_BY = frozenset("qua bằng tại ở theo với trong trên từ".split())
_AGREE = {
    Force.LACKING: {Force.LACKING, Force.NOT},
    Force.NOT: {Force.NOT, Force.UNABLE},
    Force.UNABLE: {Force.UNABLE, Force.BARRED},
}
# `Theo Luật 107/2025/QH15: …` is no case.
_LAWS = frozenset("luật nghị định thông tư quyết".split())
_BINDS = frozenset("makes making make requires requiring require must forces forcing".split())
_ALLOWS = frozenset("lets letting allows allowing allow let may can".split())
_ALLOWING = frozenset("cho phép được".split())
_POINTING = frozenset("it one them this that".split())
# The shares of what the guide denies that may be left out, also where `it` stands for some.
_LEFT_OUT, _POINTED_AT = 1 / 3, 1 / 2
# So much of a case beside a denial, and of what follows of a denied case, must stand with it.
_CASE, _FOLLOWS = 0.5, 0.7
# How many words of its own `need not` and `no` may have before what is named: `không phải nộp`.
_REACH = 2


def denied_alike_faults(held: HeldAcross) -> Iterator[Fault]:
    """A denial that no clause of the guide makes: of the same words and no others, as strictly,
    of the same, in the same case."""
    statements = held.statements
    for number, said in enumerate(statements):
        if not said.many or _answers_no(held, said):
            continue
        alike = [one for one in held.denials if _is_alike(held, said, one)]
        if said.many > 1 or not any(_hangs(held, statements, number, one) for one in alike):
            detail = " ".join(word.text for word in held.words[said.start : said.end])
            yield Fault(kind=FaultKind.POLARITY, detail=f"not so denied: {detail[:40]}")


def _answers_no(held: HeldAcross, said: Statement) -> bool:
    """Whether it is but `no` before a sentence that denies, or what was asked is answered so."""
    if said.start or said.end != 1 or held.words[0].text != "no":
        return False
    denies = any(other.many for other in held.statements[1:])
    return denies or any(one.asked for one in held.denials)


def _is_alike(held: Held, said: Statement, one: GuideDenial) -> bool:
    if not _agrees(held, said, one) or said.case != one.case:
        return False
    assert said.denial is not None
    behind = [t for t in stated_terms(held, said) if t.at >= said.behind]
    before = [t for t in stated_terms(held, said) if t.at < said.denial]
    points = said.order and any(w.text in _POINTING for w in held.words[said.behind : said.end])
    end = one.list_end if _is_list(held, said) else one.end
    told = [p for t in held.terms for p in t.places if is_in(p, one.passage, one.behind, end)]
    if said.force is Force.NO_RULE:
        behind = [t for t in behind if t.word.text not in _BINDS | _ALLOWS]
        if not _rules_alike(held, said, one):
            return False
    return (
        _first_denied(held, behind, one)
        and all(_has_place(held, t, one, end, told) for t in behind)
        and _in_order([_first(t, one, end) for t in behind])
        and all(_is_of(held, t, one) for t in before)
        and _whole(held, one, told, _POINTED_AT if points else _LEFT_OUT)
        and _same_subject(held, said, one)
    )


def _rules_alike(held: Held, said: Statement, one: GuideDenial) -> bool:
    """Whether the rule that there is none of binds where the guide's would, and allows where it
    would."""
    mine = {word.text for word in held.words[said.start : said.end]}
    words = held.source.claims[one.passage].words
    theirs = {word.text for word in words[one.behind : one.end]}
    allows = bool(theirs & _ALLOWING)
    return not (mine & _BINDS and allows) and not (mine & _ALLOWS and not allows)


def _agrees(held: Held, said: Statement, one: GuideDenial) -> bool:
    if one.forces & _AGREE.get(said.force, {said.force}):
        return True
    # `You do not pay tax` says that one need not.
    return said.force is Force.NOT and Force.FREE in one.forces and not said.case


def _first_denied(held: Held, behind: Sequence[Term], one: GuideDenial) -> bool:
    """Whether what is denied first stands right behind the guide's denial."""
    first = next((t for t in behind if t.places), None)
    if first is None:
        return False
    if Force.NO_RULE in one.forces:
        return True
    words = held.source.claims[one.passage].words
    reach = _REACH if one.forces & {Force.FREE, Force.LACKING} else 0
    return any(
        is_in(p, one.passage, one.behind, one.end)
        and (one.asked or sum(not w.glue for w in words[one.behind : p.start]) <= reach)
        for p in first.places
    )


def _has_place(held: Held, term: Term, one: GuideDenial, end: int, told: Sequence[Place]) -> bool:
    if any(is_in(p, one.passage, one.behind, end) for p in term.places):
        return True
    asked = held.source.texts[one.passage].partition("\n")[0].endswith("?")
    if (
        asked
        and not _left(held, one, told)
        and any(
            p.passage == one.passage and p.word.line == 0 and p.start >= _asked_from(held, one)
            for p in term.places
        )
    ):
        return True
    return not is_telling(held, term) and term.word.figure is None


def _first(term: Term, one: GuideDenial, end: int) -> int | None:
    """Where a term first stands in what is denied."""
    here = [p.start for p in term.places if is_in(p, one.passage, one.behind, end)]
    return min(here, default=None)


def _in_order(places: Sequence[int | None]) -> bool:
    """Whether most of these stand as they follow each other: who stands for whom."""
    known = [place for place in places if place is not None]
    turned = sum(second < first for first, second in pairwise(known))
    return turned <= max(1, len(known) // 3)


def _asked_from(held: Held, one: GuideDenial) -> int:
    """Where a heading asks, behind the case it asks about: `giữ số cũ thì có phải đổi không`."""
    words = held.source.claims[one.passage].words
    return max((n for n, w in enumerate(words) if w.line == 0 and w.text in BREAKS), default=0)


def _is_of(held: Held, term: Term, one: GuideDenial) -> bool:
    """Whether what stands before a denial stands before the guide's, or in its heading."""
    words = held.source.claims[one.passage].words
    sentence = words[one.denial].sentence
    return any(
        p.passage == one.passage and (p.word.sentence == sentence or p.word.line == 0)
        for p in term.places
    ) or (not is_telling(held, term) and term.word.figure is None)


def _whole(held: Held, one: GuideDenial, said: Sequence[Place], share: float) -> bool:
    """Whether little of what the guide denies is left out, and nothing that bounds it."""
    words = held.source.claims[one.passage].words
    named = _named(held, one)
    left = _left(held, one, said)
    for at in left:
        figure = words[at].figure
        bounds = words[at].text in _BOUNDS or words[at - 1].text in _BY
        if bounds or (figure is not None and figure.value != "1"):
            return False
    weighty = [at for at in left if words[at].text not in LIGHT | FAMILY]
    return len(weighty) <= share * len(named)


def _left(held: Held, one: GuideDenial, said: Sequence[Place]) -> list[int]:
    """The words of what the guide denies that are not said."""
    told = {at for place in said for at in range(place.start, place.end)}
    return [at for at in _named(held, one) if at not in told]


def _named(held: Held, one: GuideDenial) -> list[int]:
    """What the guide denies; of neither this nor that one may be said alone."""
    words = held.source.claims[one.passage].words
    end = next((n for n in range(one.behind, one.end) if words[n].text in OR), one.end)
    return [at for at in range(one.behind, end) if not words[at].glue]


def _same_subject(held: Held, said: Statement, one: GuideDenial) -> bool:
    """Whether the guide denies it of whom or what the statement does."""
    words = held.source.claims[one.passage].words
    if one.asked:
        return True
    of = [at for at in range(one.start, one.denial) if not words[at].glue]
    told = {at for t in held.terms for p in t.places if p.passage == one.passage
            for at in range(p.start, p.end)}  # fmt: skip
    left = [at for at in of if at not in told and words[at].text not in FAMILY]
    if said.order:
        return not left
    return len(left) <= len(of) / 2


def _is_list(held: Held, said: Statement) -> bool:
    run = held.words[said.start : said.end]
    return run[0].clause != run[-1].clause or any(word.text == "or" for word in run)


def _hangs(held: Held, statements: Sequence[Statement], number: int, one: GuideDenial) -> bool:
    """Whether the cases beside a denial are those of the guide, and what follows of a case that
    is denied follows of it there."""
    said = statements[number]
    words = held.source.claims[one.passage].words
    told = {at for t in held.terms for p in t.places if p.passage == one.passage
            for at in range(p.start, p.end)}  # fmt: skip
    for start, end in (*one.cases, *(() if said.order else one.topic)):
        named = [
            at for at in range(start, end)
            if not (words[at].glue or words[at].figure or words[at].text in _LAWS)
        ]  # fmt: skip
        if sum(at in told for at in named) < len(named) / 2:
            return False
    beside = beside_statement(held, statements, number)
    for other in beside:
        if other.case and not said.case and not in_sentence(held, other, one, _CASE):
            return False
    if not said.case:
        return True
    follows = [other for other in reversed(beside) if not other.case]
    return bool(follows) and in_sentence(held, follows[0], one, _FOLLOWS)
