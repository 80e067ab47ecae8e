"""Sister: another guide of the same family, whose case a follow-up names."""

from bot.answering.follow_up import NO_SUBJECT
from bot.domain.guide import Guide
from bot.language.cues import Cues
from bot.language.tokens import folded, syllables
from bot.ports import Knowledge

_CHILD = Cues(
    "con tôi", "con em", "con mình", "con tui", "cho con", "cho cháu", "cháu tôi", "cháu nội",
    "cháu ngoại", "trẻ em", "trẻ con", "em bé", "con nít", "đứa nhỏ", "mấy đứa nhỏ", "thằng cu",
    "con gái", "con trai", "con nhỏ", "my child", "my son", "my daughter", "children",
)  # fmt: skip
_FOREIGN = Cues("người nước ngoài", "ngoại quốc", "ông tây", "foreigner", "foreigners")
_FIRM = Cues("công ty", "hợp tác xã", "doanh nghiệp", "htx", "company")
_GROUPS = (
    (_CHILD, frozenset("tre con chau be".split())),
    (_FOREIGN, frozenset("ngoai".split())),
    (_FIRM, frozenset("ty doanh".split())),
)


def sister_for(query: str, guide_id: str, knowledge: Knowledge) -> str | None:
    """The guide of the same family that is about those (children, foreigners, firms) or that
    case which the question names, when the guide in hand is not."""
    guide = knowledge.guide(guide_id)
    if guide is None or guide.family is None:
        return None
    family = [
        sister
        for sister in map(knowledge.guide, knowledge.guide_ids(guide.language))
        if sister and sister.family == guide.family and sister.id != guide.id
    ]
    for cues, marks in _GROUPS:
        if cues.found(query) and not _is_about(guide, marks):
            return next((sister.id for sister in family if _is_about(sister, marks)), None)
    named = {word for word in folded(syllables(query)) if word not in NO_SUBJECT}
    if not named or named <= _name(guide):
        return None
    return next((sister.id for sister in family if named <= _name(sister)), None)


def _name(guide: Guide) -> set[str]:
    return set(folded(syllables(f"{guide.title} {guide.case}")))


def _is_about(guide: Guide, marks: frozenset[str]) -> bool:
    return not marks.isdisjoint(folded(syllables(guide.case or "")))
