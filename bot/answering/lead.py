"""Lead: a draft that the guard let pass, put before the guide's own words."""

import re

from bot.answering.compose import Composer
from bot.domain.answer import Action, Answer, Choice
from bot.domain.draft import Completeness, Draft, Evidence
from bot.domain.guide import Guide, SectionKind, Step
from bot.domain.search import ChunkKind
from bot.ports import Knowledge

_CONDITION = re.compile(
    r"\b(?:nếu|trường hợp|chỉ khi|chỉ áp dụng|áp dụng khi|không bắt buộc|if|only)\b", re.I
)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|\n")
_NOT_OURS = re.compile(r"[\\\[\]<>]")


def lead_of(draft: Draft, evidence: Evidence) -> str:
    """The sentences of a draft as light Markdown, links and phones filled in."""
    said = [_NOT_OURS.sub("", sentence.text.strip()) for sentence in draft.sentences]
    if len(said) == 1:
        return evidence.filled(said[0])
    return evidence.filled("".join(f"\n- {one}" for one in said))


def led(
    answer: Answer,
    draft: Draft,
    evidence: Evidence,
    knowledge: Knowledge,
    composer: Composer,
    *,
    quoted: bool,
) -> Answer:
    """The answer with a draft's words in front, the conditions of the steps it may spare the
    citizen, what the guides leave open, and the way to a second guide it rests on. `quoted`
    tells that all of them are the guide's own."""
    language = answer.language
    other = _second_guide(answer, draft, evidence, knowledge)
    parts = [
        composer.say(
            language, "model.quotes" if quoted else "model.lead", lead=lead_of(draft, evidence)
        ),
        *_conditions(answer, draft, evidence, knowledge, composer),
        composer.say(language, "model.also", title=other.title) if other else "",
        composer.say(language, "model.partial") if _leaves_open(draft) else "",
    ]
    lead = "\n\n".join(part for part in parts if part)
    help_ = _help(answer, knowledge, composer) if _leaves_open(draft) else []
    choices = (*answer.choices, *help_, *_starts(answer, other, composer))
    return answer.led_by(lead).model_copy(update={"choices": choices})


def in_other_language(answer: Answer, composer: Composer) -> Answer:
    """The answer for who wrote in a language that nothing is said in, with a word that it is
    so."""
    return answer.led_by(composer.say(answer.language, "model.other_language"))


def unanswered(answer: Answer, knowledge: Knowledge, composer: Composer) -> Answer:
    """The answer, with a word that it may not be what was asked, where to get help, and the
    near guides to pick from."""
    near = [
        guide
        for candidate in answer.candidates[1:3]
        if (guide := knowledge.guide(candidate.guide)) is not None and guide.id != answer.guide
    ]
    offered = [c for c in composer.start_choices(near) if c not in answer.choices]
    choices = (*answer.choices, *_help(answer, knowledge, composer), *offered)
    led_answer = answer.led_by(composer.say(answer.language, "model.nothing"))
    return led_answer.model_copy(update={"choices": choices})


def _leaves_open(draft: Draft) -> bool:
    return draft.completeness is Completeness.PARTIAL


def _conditions(
    answer: Answer, draft: Draft, evidence: Evidence, knowledge: Knowledge, composer: Composer
) -> list[str]:
    """What the steps that may not be needed say of when they are: the editors' words, so that
    nobody leaves a step out because a model said so."""
    guide = knowledge.guide(answer.guide) if answer.guide else None
    lines = []
    for id_ in draft.steps_not_needed:
        passage = evidence.passage(id_)
        if guide is None or passage is None:
            continue
        step = _step(guide, passage.chunk)
        condition = _condition(step) if step is not None else ""
        if step is not None and condition:
            number = str(guide.step_index(step.id) + 1)
            say = composer.say
            lines.append(say(answer.language, "model.step", number=number, text=condition))
    return lines


def _step(guide: Guide, chunk: str) -> Step | None:
    of_guide = f"{guide.id}#{ChunkKind.STEP.value}:"
    return next((step for step in guide.steps if of_guide + step.id == chunk), None)


def _condition(step: Step) -> str:
    """The first sentence of a step that states a condition; empty where none does."""
    texts = (step.action, step.detail, step.note)
    sentences = (sentence for text in texts for sentence in _SENTENCE_ENDS.split(text))
    return next((s.strip(" -.") for s in sentences if _CONDITION.search(s)), "")


def _second_guide(
    answer: Answer, draft: Draft, evidence: Evidence, knowledge: Knowledge
) -> Guide | None:
    """The guide beside the answer's own that a sentence rests on."""
    cited = [passage for sentence in draft.sentences for passage in evidence.cited(sentence)]
    guides = [passage.chunk.partition("#")[0] for passage in cited]
    other = next((guide for guide in guides if guide != answer.guide), None)
    return knowledge.guide(other) if other else None


def _help(answer: Answer, knowledge: Knowledge, composer: Composer) -> list[Choice]:
    """The button to where the answer's guide says that help is; none where that stands on the
    screen, or a button to it is there."""
    guide = knowledge.guide(answer.guide) if answer.guide else None
    part = SectionKind.HELP.value
    if guide is None or guide.section(SectionKind.HELP) is None or answer.part == part:
        return []
    action = Action(verb="section", guide=guide.id, part=part)
    if any(choice.action == action for choice in answer.choices):
        return []
    return [composer.choice(answer.language, "help", action)]


def _starts(answer: Answer, other: Guide | None, composer: Composer) -> list[Choice]:
    if other is None or any(choice.does("start", other.id) for choice in answer.choices):
        return []
    return list(composer.start_choices([other]))
