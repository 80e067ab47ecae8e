"""Lies as the model's answer: how many a citizen reads."""

from collections import Counter
from collections.abc import Sequence

from bench.leash.corpora import every_draft
from bench.leash.desk import Asked
from bench.leash.lies import Lie, handmade_lies
from bench.leash.lies import lies as made_up
from bench.leash.parts.ground import Ground
from bench.leash.results import Lied, Passed
from bot.answering.evidence import evidence_of
from bot.domain.draft import Outcome

SEED, MANY = 20_260, 1_000
_FEW, _FEW_HANDMADE, _FEW_DRAFTS = 60, 20, 80


async def lies(ground: Ground) -> tuple[Lied, ...]:
    """A thousand made of honest drafts, then those written by hand."""
    ground.say("making them up")
    drafts = ground.some(every_draft(), _FEW_DRAFTS)
    generated = made_up(drafts, ground.desk.evidence, SEED, _FEW if ground.small else MANY)
    handmade = ground.some(handmade_lies(ground.desk.evidence), _FEW_HANDMADE)
    return (
        await _told(ground, "generated", generated),
        await _told(ground, "handmade", handmade),
    )


async def _told(ground: Ground, origin: str, lies: Sequence[Lie]) -> Lied:
    stopped_by: Counter[str] = Counter()
    passed: list[Passed] = []
    previewed = 0
    for lie in lies:
        ground.answer_with(lie.q, lie.language, lie.draft)
        asked = await ground.desk.ask_rested(lie.q)
        previewed += any(lie.false and _same(lie.false) in _same(said) for said in asked.shown)
        if ground.desk.adds(asked) or asked.outcome == Outcome.WORDED.value:
            passed.append(_passed(ground, lie, asked))
        else:
            stopped_by[asked.outcome] += 1
    found = Lied(
        origin=origin,
        told=_by_kind(lies),
        passed=_by_kind(passed),
        stopped_by=dict(stopped_by.most_common()),
        previewed=previewed,
        which=tuple(passed),
    )
    ground.say(f"{origin}: {len(passed)} of {len(lies)} read by a citizen; {found.passed}")
    return found


def _passed(ground: Ground, lie: Lie, asked: Asked) -> Passed:
    evidence = evidence_of(asked.verbatim, ground.desk.knowledge)
    said = [one for one in lie.draft.sentences if one.text == lie.false] or lie.draft.sentences
    cites = {cite for one in said for cite in one.cites}
    return Passed(
        kind=lie.kind,
        way=lie.way,
        q=lie.q,
        language=lie.language,
        sentence=lie.false or " ".join(one.text for one in said),
        cited=tuple(p.text for p in evidence.passages if p.id in cites),
    )


def _by_kind(lies: Sequence[Lie] | Sequence[Passed]) -> dict[str, int]:
    return dict(Counter(lie.kind for lie in lies).most_common())


def _same(text: str) -> str:
    return " ".join(text.casefold().replace("**", "").split())
