"""Guide reply: a text that a guide stands behind."""

from collections.abc import Iterable

from bot.answering.compose import citations_of
from bot.domain.answer import Choice, Status
from bot.domain.conversation import Reply
from bot.domain.guide import Guide
from bot.domain.search import ChunkKind


def guide_reply(
    guide: Guide,
    text: str,
    language: str,
    choices: Iterable[Choice] = (),
    *,
    step: str | None = None,
    chunk_kind: ChunkKind | None = None,
) -> Reply:
    """The reply that says a text of a guide, with its sources; one that is at a `step`, by its
    id, is of that kind where no other is named."""
    kind = chunk_kind or (ChunkKind.STEP if step else None)
    return Reply(
        text=text,
        choices=tuple(choices),
        status=Status.ANSWERED,
        guide=guide.id,
        chunk_kind=kind.value if kind else None,
        step=step,
        citations=citations_of(guide),
        language=language,
    )
