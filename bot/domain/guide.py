"""Guide: a checked how-to on one goal, made of steps, sections, errors and quick answers."""

from datetime import date
from enum import StrEnum

from bot.domain.values import Value

_ENGLISH = "en/"


class SourceKind(StrEnum):
    """What stands behind a source: an official page, a legal document, or the press."""

    OFFICIAL = "official"
    LAW = "law"
    PRESS = "press"


class GuideStatus(StrEnum):
    """Only published guides reach citizens."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class SectionKind(StrEnum):
    """The parts of a guide besides its steps, errors and quick answers."""

    NEEDS = "needs"
    FEES = "fees"
    SCAMS = "scams"
    CHANGES = "changes"
    LAW = "law"
    HELP = "help"


SECTION_TITLES: dict[SectionKind, str] = {
    SectionKind.NEEDS: "Cần chuẩn bị",
    SectionKind.FEES: "Lệ phí và thời hạn",
    SectionKind.SCAMS: "Cảnh báo lừa đảo",
    SectionKind.CHANGES: "Điều đã thay đổi",
    SectionKind.LAW: "Căn cứ pháp lý",
    SectionKind.HELP: "Nơi trợ giúp",
}

_ENGLISH_TITLES: dict[SectionKind, str] = {
    SectionKind.NEEDS: "What you need",
    SectionKind.FEES: "Fees and times",
    SectionKind.SCAMS: "Beware of scams",
    SectionKind.CHANGES: "What has changed",
    SectionKind.LAW: "Legal basis",
    SectionKind.HELP: "Where to get help",
}


def section_title(kind: SectionKind, language: str) -> str:
    """A section's title as readers of that language see it."""
    return (_ENGLISH_TITLES if language == "en" else SECTION_TITLES)[kind]


class Source(Value):
    """A dated page or document a guide rests on."""

    title: str
    url: str
    kind: SourceKind
    date: date


class Step(Value):
    """One action. `id` is stable, so a citizen in mid-guide survives an edit.

    Texts are light Markdown: `**bold**`, `- ` bullets, plain links.
    """

    id: str
    action: str
    detail: str = ""
    result: str = ""
    stuck: str = ""
    note: str = ""


class ErrorFix(Value):
    """An error as the phone shows it or as people say it, and what to do."""

    id: str
    symptom: str
    fix: str


class QuickAnswer(Value):
    """A short question of fact and its answer."""

    id: str
    question: str
    answer: str


class Section(Value):
    """A titled part of the guide, in light Markdown."""

    kind: SectionKind
    text: str


def guide_language(identity: str) -> str:
    """The language of a guide by its id: English guides stand under `en/`."""
    return "en" if identity.startswith(_ENGLISH) else "vi"


class Guide(Value):
    """A checked how-to. `digest` is the SHA-256 of the file it was read from."""

    id: str
    title: str
    summary: str
    category: str
    audience: tuple[str, ...]
    family: str | None
    case: str | None
    minutes: int
    asks: tuple[str, ...]
    procedures: tuple[str, ...]
    sources: tuple[Source, ...]
    checked: date
    review_by: date
    status: GuideStatus
    moved: dict[str, str]
    language: str
    steps: tuple[Step, ...]
    sections: tuple[Section, ...]
    errors: tuple[ErrorFix, ...]
    quick_answers: tuple[QuickAnswer, ...]
    digest: str

    @property
    def twin(self) -> str | None:
        """The id of the Vietnamese guide an English one stands beside."""
        return self.id.removeprefix(_ENGLISH) if self.language == "en" else None

    def step_index(self, step_id: str) -> int:
        """The place of a step, from 0. A step that was moved leads to its successor;
        one that is unknown leads to the first step."""
        wanted = self.moved.get(step_id, step_id)
        return next((i for i, step in enumerate(self.steps) if step.id == wanted), 0)

    def section(self, kind: SectionKind) -> Section | None:
        """The section of that kind, if the guide has one."""
        return next((s for s in self.sections if s.kind == kind), None)

    def error(self, error_id: str) -> ErrorFix | None:
        """The error with that id, if the guide has it."""
        return next((e for e in self.errors if e.id == error_id), None)

    def is_overdue(self, today: date) -> bool:
        """Whether the guide is past the day by which it had to be checked again."""
        return today > self.review_by
