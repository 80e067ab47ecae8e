"""Guard: the last gate. What fails here never reaches a citizen."""

import re

from bot.domain.answer import Answer, Status
from bot.domain.errors import CamTayError
from bot.domain.search import ChunkKind, chunk_id
from bot.language.cues import Cues
from bot.ports import Knowledge

_LONGEST = 12_000
_MARKS = re.compile(r"\*\*|\s+")
_ASKS_FOR_SECRETS = Cues(
    "gửi mã otp cho tôi", "gửi otp cho tôi", "cho tôi mã otp", "cho tôi biết mật khẩu",
    "gửi mật khẩu cho tôi", "gửi ảnh căn cước cho tôi", "gửi cho tôi ảnh căn cước",
    "chụp căn cước gửi tôi", "đọc mã otp cho tôi", "nhập otp vào đây", "nhập mật khẩu vào đây",
    "send me your otp", "send me your password", "send me a photo of your id",
)  # fmt: skip


class GuardFailed(CamTayError):
    """An answer was not fit to be said; the message says why, for the log."""


def guard(answer: Answer, knowledge: Knowledge) -> Answer:
    """The answer itself, if its guide and sources are current, its quoted piece stands in
    the guide word for word, and it asks for no secret. Raises GuardFailed."""
    if not answer.text.strip() or len(answer.text) > _LONGEST:
        raise GuardFailed(f"text of {len(answer.text)} characters")
    if _ASKS_FOR_SECRETS.found(answer.text):
        raise GuardFailed("asks for a secret")
    if answer.guide is not None:
        _hold_to_guide(answer, answer.guide, knowledge)
    elif answer.status is Status.ANSWERED and not _has_card(answer, knowledge):
        raise GuardFailed("an answer without a guide")
    return answer


def _has_card(answer: Answer, knowledge: Knowledge) -> bool:
    cards = knowledge.cards
    return cards is not None and answer.card is not None and cards.card(answer.card) is not None


def _hold_to_guide(answer: Answer, guide_id: str, knowledge: Knowledge) -> None:
    guide = knowledge.guide(guide_id)
    if guide is None:
        raise GuardFailed(f"guide {guide_id} is not in {knowledge.generation}")
    known = {source.url for source in guide.sources}
    if any(citation.url not in known for citation in answer.citations):
        raise GuardFailed("a source that is not the guide's")
    step = answer.step or (answer.part if answer.chunk_kind is ChunkKind.STEP else None)
    if step is not None:
        quoted = guide.steps[guide.step_index(step)].action
    elif answer.chunk_kind is not None:
        chunk = knowledge.chunk(chunk_id(guide_id, answer.chunk_kind, answer.part or ""))
        quoted = chunk.text.partition("\n")[2] or chunk.text if chunk else "\0"
    else:
        return
    if _plain(quoted) not in _plain(answer.text):
        raise GuardFailed("the quoted piece is not verbatim")


def _plain(text: str) -> str:
    return _MARKS.sub("", text)
