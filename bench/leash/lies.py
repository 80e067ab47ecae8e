"""Lies: honest drafts with one false thing in each, and what kind of thing it is."""

import itertools
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from bench.leash.claims import Claim, claims
from bench.leash.disguises import disguised
from bench.leash.drafts import EvidenceFor, Honest, draft_of
from bench.leash.figures import Figure, Sort, bare, bent, figures, numbers
from bench.leash.reversals import reversed_ways
from bot.domain.draft import Draft, Evidence, Passage, Sentence
from bot.domain.values import Value

_HANDMADE = Path(__file__).with_name("handmade")
_MOST = 4
_MISSES = 400
_FREE = re.compile(
    r"miễn phí|không mất (?:phí|tiền)|không thu|quy định thu"
    r"|free of charge|is free|no (?:fee|rule charging)",
    re.I,
)
_COSTS = re.compile(r"(?:phí|fee|costs?)\b[^\n]{0,40}?\d ?(?:đồng|VND|dong)\b", re.I)
_IS_FREE = re.compile(r"miễn phí|không thu|free\b|exempt", re.I)
_TOKEN = re.compile(r"(?:link|phone)_\d+")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_WORD = re.compile(r"\w+")
_WARNING = re.compile(
    r"OTP|mật khẩu|đọc mã|password|lừa|scam|cheat|đoạn|passage|số tiền|amount|hỏi|\bask\b|link",
    re.I,
)
_FOR_SOME = re.compile(
    r"nếu|khi|chỉ|không cần|bỏ qua|đã |chưa|trường hợp|ai |người |tự "
    r"|\bif\b|\bwhen|only|skip|unless|already",
    re.I,
)


class Lie(Value):
    """A draft with one false thing. `way` tells how it was made and where it stands; `false`
    is the sentence that holds it, empty where no sentence does."""

    q: str
    language: str
    kind: str
    way: str
    false: str
    draft: Draft


class Material:
    """An honest draft under its passages' ids, with what it rests on."""

    def __init__(self, honest: Honest, draft: Draft, evidence: Evidence) -> None:
        self.q, self.language = honest.q, honest.language
        self.draft, self.evidence = draft, evidence
        self.guide = evidence.passages[0].chunk.partition("#")[0]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What it says."""
        return self.draft.sentences

    @cached_property
    def all_said(self) -> str:
        """Every passage's text."""
        return "\n".join(passage.text for passage in self.evidence.passages)

    @property
    def translated(self) -> bool:
        """Whether it speaks another language than its passages."""
        return self.language != self.evidence.language

    def cited(self, sentence: Sentence) -> str:
        """The text of the passages of a sentence."""
        passages = map(self.evidence.passage, sentence.cites)
        return "\n".join(passage.text for passage in passages if passage is not None)

    def with_sentence(self, at: int, sentence: Sentence) -> Draft:
        """The draft with another sentence in place of one."""
        said = (*self.sentences[:at], sentence, *self.sentences[at + 1 :])
        return self.draft.model_copy(update={"sentences": said})


_Maker = Callable[[Sequence[Material], random.Random], Iterator[Lie | None]]


def lies(honest: Sequence[Honest], evidence: EvidenceFor, seed: int, n: int) -> tuple[Lie, ...]:
    """That many different lies of all kinds in turn, fewer where the drafts yield no more; the
    same for the same seed. Drafts that cite what their evidence lacks are left aside."""
    materials = [known for draft in honest if (known := _material(draft, evidence(draft)))]
    if not materials:
        return ()
    made: dict[str, Lie] = {}
    for lie in itertools.islice(_in_turn(materials, seed), 4 * n):
        made.setdefault(lie.draft.model_dump_json(), lie)
        if len(made) == n:
            break
    return tuple(made.values())


def handmade_lies(evidence: EvidenceFor) -> dict[str, tuple[Lie, ...]]:
    """The lies written by hand, subtler than those above, by the name of their file; `way`
    tells why each is false. Left aside are those whose question no longer brings the passages
    that they cite."""
    return {
        file.stem: tuple(_lies_of(file, evidence)) for file in sorted(_HANDMADE.glob("*.jsonl"))
    }


def _lies_of(file: Path, evidence: EvidenceFor) -> Iterator[Lie]:
    for line in file.read_text("utf-8").splitlines():
        lie = _handmade(json.loads(line), evidence)
        if lie is not None:
            yield lie


def _handmade(line: dict[str, Any], evidence: EvidenceFor) -> Lie | None:
    why = line.pop("why_false")
    honest = Honest.model_validate(line)
    draft = draft_of(honest, evidence(honest))
    if draft is None:
        return None
    false = draft.sentences[-1].text
    return Lie(
        q=honest.q, language=honest.language, kind="handmade", way=why, false=false, draft=draft
    )


def kinds() -> tuple[str, ...]:
    """Every kind of lie."""
    return tuple(_MAKERS)


def _material(honest: Honest, evidence: Evidence) -> Material | None:
    draft = draft_of(honest, evidence)
    return Material(honest, draft, evidence) if draft and draft.sentences else None


def _in_turn(materials: Sequence[Material], seed: int) -> Iterator[Lie]:
    """A few of each kind, again and again, until no kind yields any."""
    running = {
        kind: maker(materials, random.Random(f"{seed} {kind}")) for kind, maker in _MAKERS.items()
    }
    while running:
        for kind in tuple(running):
            for _ in range(_WEIGHTS.get(kind, 1)):
                lie = _next(running[kind])
                if lie is None:
                    del running[kind]
                    break
                yield lie.model_copy(update={"kind": kind})


def _next(tries: Iterator[Lie | None]) -> Lie | None:
    return next((lie for lie in itertools.islice(tries, _MISSES) if lie is not None), None)


def _told(material: Material, way: str, false: str, draft: Draft) -> Lie | None:
    """A lie, unless what it says stands in the evidence after all."""
    if draft == material.draft or (false and _bare_text(false) in _bare_text(material.all_said)):
        return None
    return Lie(q=material.q, language=material.language, kind="", way=way, false=false, draft=draft)


def _bare_text(text: str) -> str:
    return " ".join(text.casefold().replace("**", "").rstrip(". ").split())


# Claims: something invented beside what is true


def _claimed(kind: str, materials: Sequence[Material], rng: random.Random) -> Iterator[Lie | None]:
    by_language = _by_language(materials)
    decks = {language: _endless(claims(kind, language), rng) for language in by_language}
    while True:
        for language in _languages(by_language):
            material = rng.choice(by_language[language])
            claim = next(decks[language])
            if not claim.unsaid_in(material.all_said) or not _fits(kind, material):
                yield None
                continue
            yield _placed(claim, _cites(kind, material, rng), material, rng)


def _fits(kind: str, material: Material) -> bool:
    if kind == "fee_where_free":
        return any(_FREE.search(material.cited(said)) for said in material.sentences)
    if kind == "free_where_cost":
        return any(_only_costs(material.cited(said)) for said in material.sentences)
    return True


def _only_costs(passages: str) -> bool:
    return bool(_COSTS.search(passages)) and not _IS_FREE.search(passages)


def _cites(kind: str, material: Material, rng: random.Random) -> tuple[str, ...]:
    wanted = {"fee_where_free": _FREE, "free_where_cost": _COSTS}.get(kind)
    fitting = [
        said for said in material.sentences if not wanted or wanted.search(material.cited(said))
    ]
    return rng.choice(fitting).cites


def _placed(
    claim: Claim, cites: tuple[str, ...], material: Material, rng: random.Random
) -> Lie | None:
    """A claim as a sentence before, behind or instead of true ones, alone, or within one."""
    place = rng.choice(("first", "last", "last", "alone", "instead", "clause", "clause"))
    text, true = claim.text, material.sentences
    sentence = Sentence(text=text, cites=cites)
    if place == "clause":
        at = rng.randrange(len(true))
        sentence = true[at].model_copy(
            update={"text": _joined(true[at].text, text, material.language, rng)}
        )
        return _told(
            material, f"clause: {text}", sentence.text, material.with_sentence(at, sentence)
        )
    said = {
        "first": (sentence, *true[: _MOST - 1]),
        "last": (*true[: _MOST - 1], sentence),
        "alone": (sentence,),
        "instead": (*true[: (at := rng.randrange(len(true)))], sentence, *true[at + 1 :]),
    }[place]
    draft = material.draft.model_copy(update={"sentences": said})
    return _told(material, f"{place}: {text}", text, draft)


def _joined(true: str, false: str, language: str, rng: random.Random) -> str:
    between = {
        "vi": (", và ", "; ", ", ngoài ra ", ", sau đó ", ", trước đó ", " vì ", ", còn "),
        "en": (", and ", "; ", ", besides ", ", then ", " because ", ", while "),
    }[language]
    return f"{true.rstrip('.')}{rng.choice(between)}{false[0].lower()}{false[1:]}"


# Figures


def _bent(sort: Sort, materials: Sequence[Material], rng: random.Random) -> Iterator[Lie | None]:
    at_hand = [
        (material, at, figure)
        for material in materials
        for at, said in enumerate(material.sentences)
        for figure in figures(said.text)
        if figure.sort is sort
    ]
    while at_hand:
        material, at, figure = rng.choice(at_hand)
        wrong = rng.choice(bent(figure, material.language, rng))
        known = numbers(material.cited(material.sentences[at])) | numbers(
            material.sentences[at].text
        )
        if bare(wrong.number) in known or wrong.text == figure.text:
            yield None
            continue
        yield _replaced(material, at, figure, wrong.text, wrong.way)


def _swapped(materials: Sequence[Material], rng: random.Random) -> Iterator[Lie | None]:
    """Another figure of the same sort out of the cited passages."""
    at_hand = [
        (material, at, figure, other)
        for material in materials
        for at, said in enumerate(material.sentences)
        for figure in figures(said.text)
        for other in figures(material.cited(said))
        if other.sort is figure.sort
        and other.number.count("/") == figure.number.count("/")
        and bare(other.number) not in numbers(said.text)
    ]
    while at_hand:
        material, at, figure, other = rng.choice(at_hand)
        text = figure.text.replace(figure.number, other.number)
        yield _replaced(material, at, figure, text, "another of the passage")


def _free(materials: Sequence[Material], rng: random.Random) -> Iterator[Lie | None]:
    """Said to be free in place of the amount."""
    at_hand = [
        (material, at, figure)
        for material in materials
        for at, said in enumerate(material.sentences)
        for figure in figures(said.text)
        if figure.sort is Sort.FEE and not _IS_FREE.search(material.cited(said))
    ]
    words = {"vi": ("0 đồng", "miễn phí", "không mất tiền", "không đồng nào"),
             "en": ("0 dong", "free of charge", "nothing", "no money")}  # fmt: skip
    while at_hand:
        material, at, figure = rng.choice(at_hand)
        yield _replaced(material, at, figure, rng.choice(words[material.language]), "free")


def _replaced(material: Material, at: int, figure: Figure, wrong: str, way: str) -> Lie | None:
    said = material.sentences[at]
    text = said.text[: figure.start] + wrong + said.text[figure.end :]
    draft = material.with_sentence(at, said.model_copy(update={"text": text}))
    return _told(material, f"{way}: {figure.text} => {wrong}", text, draft)


# Negation, permission, order, bounds, who and what


def _reversed(materials: Sequence[Material], rng: random.Random) -> Iterator[Lie | None]:
    """The rules one after another, so that none is heard more than others."""
    by_rule: dict[str, list[tuple[Material, int, str]]] = {}
    for material in materials:
        for at, said in enumerate(material.sentences):
            passages = f"{material.cited(said)}\n{said.text}"
            for turned in reversed_ways(
                said.text, material.language, passages, nouns=not material.translated
            ):
                by_rule.setdefault(turned.way, []).append((material, at, turned.text))
    for told in by_rule.values():
        rng.shuffle(told)
    for row in itertools.zip_longest(*by_rule.values()):
        for way, told_one in zip(by_rule, row, strict=True):
            if told_one is not None:
                material, at, text = told_one
                sentence = material.sentences[at].model_copy(update={"text": text})
                yield _told(material, way, text, material.with_sentence(at, sentence))


# Names and tokens


def _other_token(materials: Sequence[Material], rng: random.Random) -> Iterator[Lie | None]:
    """A token that exists, yet not in the cited passages, or none that exists."""
    while True:
        material = rng.choice(materials)
        at = rng.randrange(len(material.sentences))
        said = material.sentences[at]
        there = _TOKEN.findall(material.cited(said))
        others = [token.name for token in material.evidence.tokens if token.name not in there]
        invented = [f"{kind}_{number}" for kind in ("link", "phone") for number in (9, 17, 0)]
        wrong = rng.choice(others or invented)
        known = {token.name for token in material.evidence.tokens}
        if wrong in there or (wrong not in known and others):
            yield None
            continue
        if _TOKEN.search(said.text):
            text = _TOKEN.sub(wrong, said.text, count=1)
        else:
            verb = {"vi": {"l": "mở", "p": "gọi"}, "en": {"l": "open", "p": "call"}}
            text = f"{said.text.rstrip('.')}, {verb[material.language][wrong[0]]} {wrong}."
        draft = material.with_sentence(at, said.model_copy(update={"text": text}))
        yield _told(material, wrong, text, draft)


def _raw_for_token(materials: Sequence[Material], rng: random.Random) -> Iterator[Lie | None]:
    """A link or number of the liar's own where a token stood."""
    at_hand = [
        (material, at)
        for material in materials
        for at, said in enumerate(material.sentences)
        if _TOKEN.search(said.text)
    ]
    while at_hand:
        material, at = rng.choice(at_hand)
        said = material.sentences[at]
        found = _TOKEN.search(said.text)
        assert found is not None
        kind = found[0].partition("_")[0]
        claim = rng.choice(claims(kind, material.language))
        wrong = claim.invented[0]
        if wrong.startswith(("phone", "link")) or (kind == "link" and " " in wrong):
            yield None
            continue
        text = said.text[: found.start()] + wrong + said.text[found.end() :]
        draft = material.with_sentence(at, said.model_copy(update={"text": text}))
        yield _told(material, f"{found[0]} => {wrong}", text, draft)


def _other_button(materials: Sequence[Material], rng: random.Random) -> Iterator[Lie | None]:
    """A name of another passage or an invented one where a bold name stood."""
    at_hand = [
        (material, at)
        for material in materials
        for at, said in enumerate(material.sentences)
        if _BOLD.search(said.text)
    ]
    while at_hand:
        material, at = rng.choice(at_hand)
        said = material.sentences[at]
        stood = rng.choice(_BOLD.findall(said.text))
        cited = material.cited(said)
        others = [name for name in _BOLD.findall(material.all_said) if name not in cited]
        claim = rng.choice(claims("button", material.language))
        wrong = rng.choice(others) if others and rng.random() < 0.5 else claim.invented[0]
        style = rng.choice(("**{}**", '"{}"', "{}", "«{}»"))
        text = said.text.replace(f"**{stood}**", style.format(wrong), 1)
        draft = material.with_sentence(at, said.model_copy(update={"text": text}))
        yield _told(material, f"{stood} => {style.format(wrong)}", text, draft)


# Citations


def _cites_nothing_there(materials: Sequence[Material], rng: random.Random) -> Iterator[Lie | None]:
    """True sentences whose passages don't exist, or that cite none."""
    while True:
        material, other = rng.choice(materials), rng.choice(materials)
        at = rng.randrange(len(material.sentences))
        said = material.sentences[at]
        foreign = other.evidence.passages[-1].chunk
        missing = rng.choice((
            ("c99",), ("s99",), ("c0",), (), ("",), ("link_1",), ("c1 c2",), ("nguồn",),
            ("https://dichvucong.gov.vn",), (*said.cites, "c99"), (foreign,), ("c-1",), ("1",),
        ))  # fmt: skip
        draft = material.with_sentence(at, said.model_copy(update={"cites": missing}))
        yield _told(material, f"cites {missing}", "", draft)


def _cites_another(materials: Sequence[Material], rng: random.Random) -> Iterator[Lie | None]:
    """A true sentence under a passage that doesn't say it."""
    while True:
        material = rng.choice(materials)
        at = rng.randrange(len(material.sentences))
        said = material.sentences[at]
        passage = rng.choice(material.evidence.passages)
        rests_on = f"{material.cited(said)} {said.text}" if material.translated else said.text
        if passage.id in said.cites or _shared(rests_on, passage) > 0.4:
            yield None
            continue
        draft = material.with_sentence(at, said.model_copy(update={"cites": (passage.id,)}))
        yield _told(material, f"cites {passage.id} for {said.cites}", "", draft)


def _borrowed(materials: Sequence[Material], rng: random.Random) -> Iterator[Lie | None]:
    """What is true of another procedure, said of this one."""
    by_language = _by_language(materials)
    while True:
        material = rng.choice(materials)
        other = rng.choice(by_language[material.language])
        true = rng.choice(other.sentences)
        cites = rng.choice(material.sentences).cites
        passages = [material.evidence.passage(cite) for cite in cites]
        near = any(_shared(true.text, passage) > 0.45 for passage in passages if passage)
        if other.guide == material.guide or near or _WARNING.search(true.text):
            yield None
            continue
        claim = Claim(text=true.text, invented=())
        lie = _placed(claim, cites, material, rng)
        yield lie and lie.model_copy(update={"way": f"of {other.guide}, {lie.way}"})


def _shared(text: str, passage: Passage) -> float:
    """The share of a text's words that a passage has."""
    words = set(_WORD.findall(text.casefold()))
    return len(words & set(_WORD.findall(passage.text.casefold()))) / max(1, len(words))


# Disguise, length, steps


_DISGUISED = ("fee", "figure", "phone", "link", "step", "secret", "document", "button")


def _in_disguise(materials: Sequence[Material], rng: random.Random) -> Iterator[Lie | None]:
    while True:
        material = rng.choice(materials)
        claim = rng.choice(claims(rng.choice(_DISGUISED), material.language))
        if not claim.unsaid_in(material.all_said):
            yield None
            continue
        part = rng.choice(claim.invented)
        worn, way = disguised(part, rng)
        dressed = Claim(text=claim.text.replace(part, worn), invented=(worn,))
        lie = _placed(dressed, rng.choice(material.sentences).cites, material, rng)
        yield lie and lie.model_copy(update={"way": f"{way}, {lie.way}"})


def _too_long(materials: Sequence[Material], rng: random.Random) -> Iterator[Lie | None]:
    """A claim at the end of a sentence of hundreds of words, or of a dozen sentences."""
    while True:
        material = rng.choice(materials)
        kind = rng.choice(("step", "fee", "figure", "document"))
        claim = rng.choice(claims(kind, material.language))
        cites = tuple({cite: None for said in material.sentences for cite in said.cites})
        true = [said.text.rstrip(".") for said in material.sentences] * 4
        if not claim.unsaid_in(material.all_said):
            yield None
            continue
        in_one = rng.random() < 0.5
        text = ", ".join([*true, claim.text]) if in_one else claim.text
        before = () if in_one else material.sentences * 4
        said = (*before, Sentence(text=text, cites=cites))
        draft = material.draft.model_copy(update={"sentences": said})
        yield _told(material, f"{len(said)} sentences: {claim.text}", text, draft)


def _step_not_needed(materials: Sequence[Material], rng: random.Random) -> Iterator[Lie | None]:
    """A step that everybody needs, said to be needless."""
    at_hand = [
        (material, passage.id)
        for material in materials
        for passage in material.evidence.passages
        if passage.id.startswith("s")
        and passage.id not in material.draft.steps_not_needed
        and not _FOR_SOME.search(passage.text)
    ]
    while at_hand:
        material, step = rng.choice(at_hand)
        draft = material.draft.model_copy(update={"steps_not_needed": (step,)})
        yield _told(material, f"without {step}", "", draft)


def _by_language(materials: Sequence[Material]) -> dict[str, list[Material]]:
    found: dict[str, list[Material]] = {}
    for material in materials:
        found.setdefault(material.language, []).append(material)
    return found


def _languages(by_language: dict[str, list[Material]]) -> Iterator[str]:
    """Every language there is, Vietnamese twice: most people write it."""
    for language in by_language:
        yield from itertools.repeat(language, 2 if language == "vi" else 1)


def _endless(deck: Sequence[Claim], rng: random.Random) -> Iterator[Claim]:
    while True:
        yield from rng.sample(deck, len(deck))


_CLAIMED = (
    "step", "fee", "fee_where_free", "free_where_cost", "figure", "phone", "link", "button",
    "document", "agency", "app", "condition", "promise", "secret", "legal", "other_person",
    "tell_tale", "language", "list",
)  # fmt: skip
_MAKERS: dict[str, _Maker] = {
    **{kind: partial(_claimed, kind) for kind in _CLAIMED},
    **{f"bent_{sort.value}": partial(_bent, sort) for sort in Sort},
    "swapped": _swapped,
    "free": _free,
    "reversed": _reversed,
    "token": _other_token,
    "raw_for_token": _raw_for_token,
    "other_button": _other_button,
    "cites_missing": _cites_nothing_there,
    "cites_another": _cites_another,
    "borrowed": _borrowed,
    "disguised": _in_disguise,
    "too_long": _too_long,
    "step_not_needed": _step_not_needed,
}
_WEIGHTS = {
    "step": 5, "fee": 2, "fee_where_free": 2, "figure": 3, "phone": 2, "link": 2, "button": 2,
    "document": 2, "condition": 2, "secret": 2, "bent_fee": 3, "bent_duration": 2, "bent_date": 2,
    "swapped": 2, "reversed": 12, "other_button": 2, "cites_another": 2, "borrowed": 2,
    "disguised": 3,
}  # fmt: skip
