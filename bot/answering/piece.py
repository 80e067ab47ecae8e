"""Piece: which part of a guide answers a question, or none to start its steps."""

import re

from bot.answering.follow_up import NO_SUBJECT, asks_of_a_case
from bot.answering.understand import intent_of
from bot.domain.answer import Intent, Understanding
from bot.domain.guide import SectionKind
from bot.domain.search import Chunk, ChunkKind, SearchResult, chunk_id
from bot.language.cues import Cues
from bot.language.fold import has_diacritics
from bot.language.tokens import folded, syllables
from bot.ports import Knowledge

_CLEARLY_ABOVE_HEAD = 1.25
_NEAR_TOP = 0.85
_TELLING = (ChunkKind.QUICK, ChunkKind.ERROR, ChunkKind.SECTION)
_COVERED_IN_HAND = 0.4
# A piece speaks of what a follow-up names when it has this share of its words: neither the
# nearest piece nor the fee of the whole matter may stand in for it.
_OF_THE_SAME_EVENT = 0.6
_SAME_QUESTION = 0.6

_SECTIONS: dict[Intent, SectionKind] = {
    Intent.FEE: SectionKind.FEES,
    Intent.TIME: SectionKind.FEES,
    Intent.NEEDS: SectionKind.NEEDS,
    Intent.HELP: SectionKind.HELP,
    Intent.LAW: SectionKind.LAW,
    Intent.TRUST: SectionKind.SCAMS,
    Intent.NEWS: SectionKind.CHANGES,
}
_STATES: dict[Intent, re.Pattern[str]] = {
    Intent.TIME: re.compile(
        r"\d\s*(?:ngày|giờ|tháng|tuần|phút|giây|năm|working days?|days?|hours?|weeks?|months?)\b"
        r"|thời gian|thời điểm|(?:thời )?hạn (?:giải quyết|trả lời|xử lý|nộp|bổ sung)"
        r"|trong ngày|lúc nào|(?:phiếu|giấy) hẹn|làm ngay|deadline|immediate",
        re.I,
    ),
    Intent.FEE: re.compile(r"đồng|phí|tiền|giá|miễn|dong|fee|free|cost|charge|pay", re.I),
}
# Circumstances that every guide's readers ask about, each in its several wordings. Nearness
# in words is no guide here: "xã" and "khác" stand in many pieces that are not about it.
_CIRCUMSTANCES = (
    Cues("xã khác", "tỉnh khác", "phường khác", "nơi khác", "chỗ khác", "huyện khác",
         "địa phương khác", "thành phố khác", "bất kỳ xã", "bất kỳ tỉnh", "bất kỳ địa phương",
         "nơi tạm trú", "another commune", "another province"),
    Cues("làm hộ", "làm thay", "làm giùm", "làm dùm", "lấy giùm", "lấy hộ", "nhận hộ",
         "nhận giùm", "đi thay", "nộp thay", "nộp hộ", "đi giùm", "đi hộ", "nhận thay",
         "khai thay", "khai hộ", "ủy quyền", "nhờ người khác", "người khác làm",
         "on my behalf", "for someone else"),
    Cues("bị phạt", "phạt bao nhiêu", "phạt nhiêu", "phạt không", "fined"),
    Cues("hoàn tiền", "trả lại tiền", "lấy lại tiền", "hoàn phí", "refund"),
)  # fmt: skip
_WHERE = Cues(
    "ở đâu", "chỗ nào", "nơi nào", "đâu vậy", "ra đâu", "đi đâu", "đến đâu", "tới đâu", "where"
)


def piece_for(
    understanding: Understanding, result: SearchResult | None, guide: str, knowledge: Knowledge
) -> str | None:
    """The chunk of a guide that answers, or None to start its steps."""
    intent = understanding.intent
    scored = result.chunks if result else ()
    top = scored[0].score if scored else 0.0
    strong = [s.chunk for s in scored if s.score >= _NEAR_TOP * top]
    if intent in _SECTIONS:
        found = _of_section(understanding, strong, guide, knowledge)
        return found.id if found else None
    quick = _first(strong, ChunkKind.QUICK)
    if intent is Intent.ERROR:
        found = _first(strong, ChunkKind.ERROR) or quick
        return found.id if found else None
    if intent in (Intent.FACT, Intent.HOW_TO) and _WHERE.found(understanding.query):
        return next((c.id for c in strong if _asks_only_where(c, understanding)), None)
    if intent is Intent.FACT:
        return next((c.id for c in strong if c.kind is not ChunkKind.HEAD), None)
    head = max((s.score for s in scored if s.chunk.kind is ChunkKind.HEAD), default=0.0)
    best = scored[0].chunk if scored else None
    if (
        best
        and best.kind in (ChunkKind.QUICK, ChunkKind.ERROR)
        and not _only_names(understanding.query, best.title)
    ):
        return best.id if top > head * _CLEARLY_ABOVE_HEAD else None
    return None


def piece_in_hand(
    understanding: Understanding, found: SearchResult | None, guide: str, knowledge: Knowledge
) -> str | None:
    """The chunk of the guide in hand that answers a follow-up; None when it says too little."""
    section = _section(understanding.intent, guide, knowledge)
    if section is not None:
        chunk = _same_question(understanding, found) or _same_event(understanding, found)
        return (chunk or section).id
    circumstance = next((c for c in _CIRCUMSTANCES if c.found(understanding.query)), None)
    if circumstance is not None:
        return _told_of(circumstance, guide, knowledge)
    own = [w for w in folded(syllables(understanding.query)) if w not in NO_SUBJECT]
    said = [w for w in syllables(understanding.query) if w not in NO_SUBJECT]
    step = _step_named(own, guide, knowledge)
    if step is not None and asks_of_a_case(understanding.query):
        return step
    if found is None or (own and found.coverage < _COVERED_IN_HAND):
        return None
    if _WHERE.found(understanding.query):
        told = next((s.chunk.id for s in found.chunks if _tells_where(s.chunk)), None)
        return told or chunk_id(guide, ChunkKind.SECTION, SectionKind.HELP.value)
    telling = [s for s in found.chunks if s.chunk.kind in _TELLING and _speaks_of(s.chunk, said)]
    about = found.model_copy(update={"chunks": tuple(telling)})
    piece = piece_for(understanding, about, guide, knowledge)
    return piece or next((scored.chunk.id for scored in telling), None)


def _step_named(own: list[str], guide_id: str, knowledge: Knowledge) -> str | None:
    """The step whose action has every word that was named."""
    guide = knowledge.guide(guide_id)
    steps = guide.steps if guide and own else ()
    named = (s for s in steps if set(own) <= set(folded(syllables(s.action))))
    return next((chunk_id(guide_id, ChunkKind.STEP, step.id) for step in named), None)


def _told_of(circumstance: Cues, guide_id: str, knowledge: Knowledge) -> str | None:
    """The quick answer or error of a guide that names a circumstance."""
    guide = knowledge.guide(guide_id)
    if guide is None:
        return None
    lines = [(ChunkKind.QUICK, quick.id, quick.question) for quick in guide.quick_answers]
    lines += [(ChunkKind.ERROR, error.id, error.symptom) for error in guide.errors]
    told = (
        chunk_id(guide_id, kind, part) for kind, part, line in lines if circumstance.found(line)
    )
    return next(told, None)


def leaves_unsaid(understanding: Understanding, chunk: Chunk | None) -> bool:
    """Whether a question of time or money is answered by a piece that states neither."""
    states = _STATES.get(understanding.intent)
    if states is None or chunk is None or chunk.kind is not ChunkKind.SECTION:
        return False
    return not states.search(chunk.text)


def names_a_piece(query: str, guide_id: str, knowledge: Knowledge) -> bool:
    """Whether everything a short message names stands in one step, error or question of a
    guide."""
    guide = knowledge.guide(guide_id)
    named = {w for w in folded(syllables(query)) if w not in NO_SUBJECT}
    if guide is None or not named:
        return False
    lines = [
        *(step.action for step in guide.steps),
        *(error.symptom for error in guide.errors),
        *(quick.question for quick in guide.quick_answers),
    ]
    return any(named <= set(folded(syllables(line))) for line in lines)


def _of_section(
    understanding: Understanding, strong: list[Chunk], guide: str, knowledge: Knowledge
) -> Chunk | None:
    intent = understanding.intent
    if intent in (Intent.TRUST, Intent.NEWS):
        told = next((c for c in strong if c.kind in (ChunkKind.QUICK, ChunkKind.ERROR)), None)
        head = knowledge.chunk(chunk_id(guide, ChunkKind.HEAD)) if intent is Intent.NEWS else None
        return told or _section(intent, guide, knowledge) or head
    # A near question about something else ("bị phạt bao nhiêu") is no answer to a fee.
    same = next((c for c in strong if c.kind is ChunkKind.QUICK and _asks(c, intent)), None)
    return same or _section(intent, guide, knowledge) or _first(strong, ChunkKind.QUICK)


def _same_question(understanding: Understanding, found: SearchResult | None) -> Chunk | None:
    """A quick answer whose own question has every word that was asked, and no condition
    (`hủy lịch thì ...`) that was not."""
    asked = set(folded(syllables(understanding.query)))
    for chunk in (scored.chunk for scored in (found.chunks if found else ())):
        question = set(folded(syllables(_headline(chunk))))
        added = question - asked - NO_SUBJECT - set(folded(syllables(chunk.title)))
        if chunk.kind is ChunkKind.QUICK and asked <= question and len(added) <= 1:
            return chunk
    return None


def _same_event(understanding: Understanding, found: SearchResult | None) -> Chunk | None:
    """The quick answer or error that speaks of the event a question of time or money names
    (`bao lâu thì bị khóa hẳn`) and states a time or an amount."""
    states = _STATES.get(understanding.intent)
    named = [w for w in syllables(understanding.query) if w not in NO_SUBJECT]
    if states is None or not named or found is None:
        return None
    for scored in found.chunks:
        chunk = scored.chunk
        told = chunk.kind in (ChunkKind.QUICK, ChunkKind.ERROR) and states.search(chunk.text)
        if told and len(named) > 1 and _speaks_of(chunk, named):
            return chunk
    return None


def _asks_only_where(chunk: Chunk, understanding: Understanding) -> bool:
    """Whether a quick question asks where with hardly a condition that nobody gave; else the
    steps, which say where, are the kinder answer."""
    words = folded(syllables(_headline(chunk)))
    asked = set(folded(syllables(understanding.query)))
    return _tells_where(chunk) and sum(w in asked for w in words) >= _SAME_QUESTION * len(words)


def _only_names(query: str, title: str) -> bool:
    """Whether a message says no more than what a guide is called: `thế còn hộ chiếu`."""
    own = {word for word in folded(syllables(query)) if word not in NO_SUBJECT}
    return own <= set(folded(syllables(title)))


def _speaks_of(chunk: Chunk, named: list[str]) -> bool:
    """Whether a piece has most of the words named; with diacritics where they were typed, or
    `đi không nổi` would be found in every piece that says `nơi`."""
    accented = any(map(has_diacritics, named))
    words = set(syllables(chunk.text) if accented else folded(syllables(chunk.text)))
    return sum(word in words for word in named) >= _OF_THE_SAME_EVENT * len(named)


def _tells_where(chunk: Chunk) -> bool:
    return chunk.kind is ChunkKind.QUICK and _WHERE.found(_headline(chunk))


def _section(intent: Intent, guide: str, knowledge: Knowledge) -> Chunk | None:
    kind = _SECTIONS.get(intent)
    return knowledge.chunk(chunk_id(guide, ChunkKind.SECTION, kind.value)) if kind else None


def _asks(quick: Chunk, intent: Intent) -> bool:
    return intent_of(_headline(quick)) is intent


def _first(chunks: list[Chunk], kind: ChunkKind) -> Chunk | None:
    return next((chunk for chunk in chunks if chunk.kind is kind), None)


def _headline(chunk: Chunk) -> str:
    return chunk.text.partition("\n")[0]
