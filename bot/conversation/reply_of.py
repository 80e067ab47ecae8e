"""Reply of: what is said of an answer."""

from bot.domain.answer import Answer
from bot.domain.conversation import Reply


def reply_of(answer: Answer) -> Reply:
    """An answer as a reply to say."""
    return Reply(
        text=answer.text,
        choices=answer.choices,
        status=answer.status,
        reason=answer.reason,
        guide=answer.guide,
        chunk_kind=answer.chunk_kind.value if answer.chunk_kind else None,
        step=answer.step,
        candidates=tuple((c.guide, c.score) for c in answer.candidates),
        citations=answer.citations,
        language=answer.language,
    )
