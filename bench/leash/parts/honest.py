"""Honest drafts as the model's answer: how many are not said."""

from collections import Counter

from bench.leash.corpora import SEEN, corpora
from bench.leash.drafts import Honest, draft_of
from bench.leash.parts.ground import Ground
from bench.leash.results import Corpus, Honestly, Rejected
from bot.answering.draft_guard import fault_in
from bot.domain.draft import Completeness, Draft, Evidence, Outcome

_FEW = 6
_SAID = "said"


async def honest(ground: Ground) -> Honestly:
    """Every draft served once."""
    rejected: list[Rejected] = []
    found: list[Corpus] = []
    for name, drafts in corpora().items():
        outcomes: Counter[str] = Counter()
        for draft in ground.some(drafts, _FEW):
            why = await _served(ground, name, draft, outcomes)
            rejected += [why] if why else []
        said = outcomes.pop(_SAID, 0)
        one = Corpus(
            name=name,
            held_out=name not in SEEN,
            drafts=said + outcomes.total(),
            said=said,
            outcomes=dict(outcomes.most_common()),
        )
        ground.say(f"{name}: {one.said} of {one.drafts} said; {one.outcomes}")
        found.append(one)
    return Honestly(corpora=tuple(found), rejected=tuple(rejected))


async def _served(
    ground: Ground, corpus: str, honest: Honest, outcomes: Counter[str]
) -> Rejected | None:
    evidence = ground.desk.evidence(honest)
    draft = draft_of(honest, evidence)
    if draft is None:
        outcomes["no passage"] += 1
        return Rejected(corpus=corpus, q=honest.q, sentence="", cited=(), outcome="no passage")
    ground.answer_with(honest.q, honest.language, draft)
    asked = await ground.desk.ask_rested(honest.q)
    # One that finds no answer in the passages is to be believed.
    right = Outcome.NOTHING if draft.completeness is Completeness.NONE else Outcome.WORDED
    if asked.outcome == right.value:
        outcomes[_SAID] += 1
        return None
    outcomes[asked.outcome] += 1
    done = asked.assistance
    sentence = _stopped(draft, evidence, honest.language)
    cited = next((said.cites for said in draft.sentences if said.text == sentence), ())
    return Rejected(
        corpus=corpus,
        q=honest.q,
        sentence=sentence,
        cited=tuple(p.text for p in evidence.passages if p.id in cited),
        outcome=asked.outcome,
        detail=done.fault.detail if done and done.fault else "",
    )


def _stopped(draft: Draft, evidence: Evidence, language: str) -> str:
    faulty = (said.text for said in draft.sentences if fault_in(said, evidence, language))
    return next(faulty, "")
