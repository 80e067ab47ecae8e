"""Denied alike: what an English sentence denies, denied of the same in one clause of the guide;
and nothing said as it is that the guide only denies."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.answering.alignment import Place, Term
from bot.answering.support.held import Held
from bot.answering.support.joins import OR
from bot.answering.translated.denying import TURNING
from bot.answering.translated.guide_denials import BREAKS, GuideDenial, cases_of, guide_denials
from bot.answering.translated.segments import is_telling
from bot.answering.translated.statements import NEEDED, Force, Statement, statements_of
from bot.domain.draft import Fault, FaultKind
from bot.language.everyday import FAMILY, LIGHT

_BOUNDS = frozenset(
    "chỉ mọi tất từng ít nhiều trước sau trên dưới quá đủ hết nửa riêng trừ ngoài luôn thay mới cũ "
    "lạ ngay nào khác mỗi vẫn còn hai cả".split()
)
_AGREE = {
    Force.LACKING: {Force.LACKING, Force.NOT},
    Force.NOT: {Force.NOT, Force.UNABLE},
    Force.UNABLE: {Force.UNABLE, Force.BARRED},
}
_BY = frozenset("qua bằng tại ở theo với trong trên từ".split())
_LAWS = frozenset("luật nghị định thông tư quyết".split())
_LEFT_OUT = 1 / 3
_BINDS = frozenset("makes making make requires requiring require must forces forcing".split())
_ALLOWS = frozenset("lets letting allows allowing allow let may can".split())
_POINTED_AT = 1 / 2
_POINTING = frozenset("it one them this that".split())
_EXCUSED = TURNING - {"only", "top"}


def denied_alike_faults(held: Held) -> Iterator[Fault]:
    """A denial that no clause of the guide makes: of the same words and no others, as strictly,
    of the same, in the same case."""
    statements = statements_of(held.claims, held.text)
    if not any(said.many for said in statements):
        return
    denials = guide_denials(held)
    for number, said in enumerate(statements):
        if not said.many or _answers_no(held, said):
            continue
        alike = [one for one in denials if _is_alike(held, said, one)]
        if said.many > 1 or not any(_hangs(held, statements, number, one) for one in alike):
            detail = " ".join(word.text for word in held.words[said.start : said.end])
            yield Fault(kind=FaultKind.POLARITY, detail=f"not so denied: {detail[:40]}")


def denied_there_faults(held: Held) -> Iterator[Fault]:
    """A statement without a denial all of which stands in one clause that the guide denies, and
    plainly nowhere else, or in the same case there."""
    denials = guide_denials(held)
    statements = statements_of(held.claims, held.text)
    for number, said in enumerate(statements):
        texts = {word.text for word in held.words[said.start : said.end]}
        placed = [t for t in _terms(held, said) if t.places]
        terms = [t for t in placed if is_telling(held, t)]
        if said.many or texts & _EXCUSED or not placed:
            continue
        plainly = _said_plainly(held, said, terms, denials)
        for one in denials:
            if one.case != said.case:
                continue
            alone = bool(terms) and not plainly and _all_within(terms, one)
            if alone or (_all_within(placed, one) and _case_alike(held, statements, number, one)):
                detail = f"denied there: {placed[0].phrase[:40]}"
                yield Fault(kind=FaultKind.POLARITY, detail=detail)
                break


def _all_within(terms: Sequence[Term], one: GuideDenial) -> bool:
    """Whether all stands in the sentence of a denial up to its end, some of it behind it."""
    return all(any(_within(p, one) for p in term.places) for term in terms) and any(
        _is_in(p, one.passage, one.denial, one.end) for term in terms for p in term.places
    )


def _case_alike(held: Held, statements: Sequence[Statement], number: int, one: GuideDenial) -> bool:
    """Whether the case of a statement is that of a denial, or what follows of the one follows
    of the other."""
    beside = _beside(held, statements, number)
    if statements[number].case:
        return any(_in_sentence(held, o, one, 0.7) for o in beside if not o.case)
    told = [[t for t in _terms(held, o) if t.places] for o in beside if o.case]
    return any(
        terms and all(
            any(_is_in(p, one.passage, *case) for p in t.places) for t in terms
        )
        for terms in told
        for case in one.cases
    )  # fmt: skip


def _answers_no(held: Held, said: Statement) -> bool:
    """Whether it is but `no` before a sentence that denies, or what was asked is answered so."""
    if said.start or said.end != 1 or held.words[0].text != "no":
        return False
    denies = any(other.many for other in statements_of(held.claims, held.text)[1:])
    return denies or any(one.asked for one in guide_denials(held))


def _is_alike(held: Held, said: Statement, one: GuideDenial) -> bool:
    if not _agrees(held, said, one) or said.case != one.case:
        return False
    assert said.denial is not None
    behind = [t for t in _terms(held, said) if t.at >= said.behind]
    before = [t for t in _terms(held, said) if t.at < said.denial]
    points = said.order and any(w.text in _POINTING for w in held.words[said.behind : said.end])
    end = one.list_end if _is_list(held, said) else one.end
    told = [p for t in held.terms for p in t.places if _is_in(p, one.passage, one.behind, end)]
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
        and _same_subject(held, said, before, one)
    )


def _rules_alike(held: Held, said: Statement, one: GuideDenial) -> bool:
    """Whether the rule that there is none of binds where the guide's would, and allows where it
    would."""
    mine = {word.text for word in held.words[said.start : said.end]}
    words = held.source.claims[one.passage].words
    theirs = {word.text for word in words[one.behind : one.end]}
    allows = bool(theirs & {"cho", "phép", "được"})
    return not (mine & _BINDS and allows) and not (mine & _ALLOWS and not allows)


def _agrees(held: Held, said: Statement, one: GuideDenial) -> bool:
    if one.forces & _AGREE.get(said.force, {said.force}):
        return True
    # `You do not pay tax` says that one need not.
    return said.force is Force.NOT and Force.FREE in one.forces and not said.case


def _terms(held: Held, said: Statement) -> list[Term]:
    return [
        t for t in held.terms
        if said.start <= t.at < said.end
        and not (said.denial is not None and said.denial < t.end and t.at < said.behind)
    ]  # fmt: skip


def _first_denied(held: Held, behind: Sequence[Term], one: GuideDenial) -> bool:
    """Whether what is denied first stands right behind the guide's denial."""
    first = next((t for t in behind if t.places), None)
    if first is None:
        return False
    if Force.NO_RULE in one.forces:
        return True
    words = held.source.claims[one.passage].words
    reach = 2 if one.forces & {Force.FREE, Force.LACKING} else 0
    return any(
        _is_in(p, one.passage, one.behind, one.end)
        and (one.asked or sum(not w.glue for w in words[one.behind : p.start]) <= reach)
        for p in first.places
    )


def _has_place(held: Held, term: Term, one: GuideDenial, end: int, told: Sequence[Place]) -> bool:
    if any(_is_in(p, one.passage, one.behind, end) for p in term.places):
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
    here = [p.start for p in term.places if _is_in(p, one.passage, one.behind, end)]
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


def _same_subject(held: Held, said: Statement, before: Sequence[Term], one: GuideDenial) -> bool:
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
    beside = _beside(held, statements, number)
    for other in beside:
        if other.case and not said.case and not _in_sentence(held, other, one, 0.5):
            return False
    if not said.case:
        return True
    follows = [other for other in reversed(beside) if not other.case]
    return bool(follows) and _in_sentence(held, follows[0], one, 0.7)


def _beside(held: Held, statements: Sequence[Statement], number: int) -> list[Statement]:
    """The statements before and behind one that no semicolon keeps apart from it."""
    found = []
    for other in (number - 1, number + 1):
        if 0 <= other < len(statements):
            first, second = sorted((statements[number], statements[other]), key=lambda s: s.start)
            between = held.text[held.words[first.end - 1].end : held.words[second.start].start]
            if not set(between) & set(";:"):
                found.append(statements[other])
    return found


def _in_sentence(held: Held, other: Statement, one: GuideDenial, share: float) -> bool:
    """Whether so much of a statement stands in the sentence of a denial, or below its line
    where that is a heading."""
    words = held.source.claims[one.passage].words
    at = words[one.denial]
    terms = [t for t in _terms(held, other) if t.places]
    here = [
        t for t in terms
        if any(
            p.passage == one.passage
            and (p.word.sentence == at.sentence or (at.line == 0 and p.word.line == 1)
                 or p.word.line == 0)
            for p in t.places
        )
    ]  # fmt: skip
    return bool(terms) and len(here) >= share * len(terms)


def _said_plainly(
    held: Held, said: Statement, terms: Sequence[Term], denials: Sequence[GuideDenial]
) -> bool:
    """Whether some sentence of the guide says all of it outside any denial, and not only as a
    case; and binds where the statement does."""
    cases = [] if said.case else cases_of(held)
    found: dict[tuple[int, int], int] = {}
    for term in terms:
        plain = {
            (p.passage, p.word.sentence)
            for p in term.places
            if not any(_within(p, one) for one in denials)
            and not any(_is_in(p, *case) for case in cases)
        }
        for key in plain:
            found[key] = found.get(key, 0) + 1
    whole = {key for key, many in found.items() if many == len(terms)}
    if any(w.binds or w.text in NEEDED for w in held.words[said.start : said.end]):
        bound = {(p.passage, p.word.sentence) for p in held.source.binding if not p.word.refused}
        whole &= bound
    return bool(whole)


def _within(place: Place, one: GuideDenial) -> bool:
    return _is_in(place, one.passage, one.begin, one.end)


def _is_in(place: Place, passage: int, start: int, end: int) -> bool:
    return place.passage == passage and start <= place.start and place.end <= end
