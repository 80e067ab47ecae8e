"""Honest drafts as the model's answer: how many are not said."""

from collections import Counter
from collections.abc import Sequence

from bench.leash.corpora import SEEN, corpora
from bench.leash.desk import NOT_ASKED, Asked
from bench.leash.drafts import Honest, draft_of
from bench.leash.parts.ground import Ground
from bench.leash.results import Corpus, Honestly, Unsaid
from bench.leash.unaccounted import shown_as
from bot.domain.draft import Completeness, Draft, Evidence, Outcome, Sentence

_FEW = 6
_OTHERWISE = "none: quoted, in the answer, or beside a fault"
_WHOLE, _MENDED, _ALREADY = "whole", "mended", "already"
_NO_PASSAGE = "its passages are not found"
# Danger is answered without a model, and where the bot asks back no words are wanted.
_ASIDE = (_NO_PASSAGE, NOT_ASKED, Outcome.SPARED.value)


async def honest(ground: Ground) -> Honestly:
    """Every draft served once."""
    found = [await _corpus(ground, name, drafts) for name, drafts in corpora().items()]
    return Honestly(
        corpora=tuple(corpus for corpus, _ in found),
        unsaid=tuple(one for _, unsaid in found for one in unsaid),
    )


async def _corpus(
    ground: Ground, name: str, drafts: Sequence[Honest]
) -> tuple[Corpus, list[Unsaid]]:
    ends: Counter[str] = Counter()
    unsaid: list[Unsaid] = []
    sentences = quoted = 0
    for honest in ground.some(drafts, _FEW):
        evidence = ground.desk.evidence(honest)
        draft = draft_of(honest, evidence)
        if draft is None:
            ends[_NO_PASSAGE] += 1
            continue
        ground.answer_with(honest.q, honest.language, draft)
        asked = await ground.desk.ask_rested(honest.q)
        end = _end(draft, asked)
        ends[end] += 1
        if end in _ASIDE:
            continue
        missing = [one for one in draft.sentences if not _is_read(one, evidence, asked)]
        sentences += len(draft.sentences)
        quoted += ground.desk.quoted(asked)
        unsaid += [_unsaid(ground, name, honest, one, end) for one in missing]
    whole, mended, already = (ends.pop(end, 0) for end in (_WHOLE, _MENDED, _ALREADY))
    aside = {end: ends.pop(end) for end in _ASIDE if end in ends}
    corpus = Corpus(
        name=name,
        held_out=name not in SEEN,
        drafts=whole + mended + already + ends.total(),
        whole=whole,
        mended=mended,
        already=already,
        rejected=dict(ends.most_common()),
        aside=aside,
        sentences=sentences,
        said=sentences - len(unsaid),
        quoted=quoted,
        faults=dict(Counter(one.fault for one in unsaid).most_common()),
    )
    ground.say(
        f"{name}: of {corpus.drafts} drafts {whole} whole, {mended} mended, {already} said"
        f" already, {ends.total()} rejected, {sum(aside.values())} aside; of {sentences} sentences"
        f" {corpus.said} said, {quoted} quoted; {corpus.faults}"
    )
    return corpus, unsaid


def _end(draft: Draft, asked: Asked) -> str:
    # One that finds no answer in the passages is to be believed.
    right = Outcome.NOTHING if draft.completeness is Completeness.NONE else Outcome.WORDED
    done = asked.assistance
    if done is None:
        return asked.outcome
    ends = {right: _WHOLE, Outcome.MENDED: _MENDED, Outcome.SAID: _ALREADY}
    return ends.get(done.outcome, asked.outcome)


def _is_read(sentence: Sentence, evidence: Evidence, asked: Asked) -> bool:
    return shown_as(sentence, evidence) in asked.answer.lead


def _unsaid(ground: Ground, corpus: str, honest: Honest, sentence: Sentence, end: str) -> Unsaid:
    evidence = ground.desk.evidence(honest)
    fault = ground.desk.fault(honest.q, sentence, honest.language)
    return Unsaid(
        corpus=corpus,
        q=honest.q,
        sentence=sentence.text,
        cited=tuple(p.text for p in evidence.passages if p.id in sentence.cites),
        fault=fault.kind.value if fault else _OTHERWISE,
        detail=fault.detail if fault else "",
        rejected=end not in (_MENDED, _ALREADY),
    )
