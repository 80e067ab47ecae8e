"""Chunk: the retrievable pieces of a guide, and the phrases that lead to them."""

from bot.domain.guide import Guide, Step, section_title
from bot.domain.search import Chunk, ChunkKind, Phrase, chunk_id


def chunks_of(guide: Guide) -> list[Chunk]:
    """The guide's head, steps, sections, errors and quick answers, in that order."""
    pieces = [(ChunkKind.HEAD, "", guide.summary)]
    pieces += [(ChunkKind.STEP, step.id, step_text(step)) for step in guide.steps]
    pieces += [
        (
            ChunkKind.SECTION,
            section.kind.value,
            f"{section_title(section.kind, guide.language)}\n{section.text}",
        )
        for section in guide.sections
    ]
    pieces += [(ChunkKind.ERROR, e.id, f"{e.symptom}\n{e.fix}") for e in guide.errors]
    pieces += [(ChunkKind.QUICK, q.id, f"{q.question}\n{q.answer}") for q in guide.quick_answers]
    return [
        Chunk(
            id=chunk_id(guide.id, kind, part),
            guide=guide.id,
            kind=kind,
            part=part,
            title=guide.title,
            text=text,
        )
        for kind, part, text in pieces
    ]


def phrases_of(guide: Guide) -> list[Phrase]:
    """The lines people might type: title and asks lead to the head, an error's words to
    its fix, a quick question to its answer."""
    head = chunk_id(guide.id, ChunkKind.HEAD)
    lines = [(text, head) for text in (guide.title, *guide.asks)]
    lines += [(e.symptom, chunk_id(guide.id, ChunkKind.ERROR, e.id)) for e in guide.errors]
    lines += [(q.question, chunk_id(guide.id, ChunkKind.QUICK, q.id)) for q in guide.quick_answers]
    return [Phrase(text=text, chunk=chunk) for text, chunk in lines]


def step_text(step: Step) -> str:
    """A step's whole text."""
    return "\n".join(
        part for part in (step.action, step.detail, step.result, step.stuck, step.note) if part
    )
