"""Fault: what is wrong in a guide, where, and how to mend it, in Vietnamese for editors."""

from enum import StrEnum

from bot.domain.values import Value


class FaultKind(StrEnum):
    """Every kind of fault that `camtay-kb check` names."""

    UNREADABLE = "unreadable"
    FRONT_MATTER = "front_matter"
    UNKNOWN_KEY = "unknown_key"
    MISSING_KEY = "missing_key"
    BAD_VALUE = "bad_value"
    NUMBER_NOT_TEXT = "number_not_text"
    FILE_NAME = "file_name"
    DUPLICATE_ID = "duplicate_id"
    UNKNOWN_CATEGORY = "unknown_category"
    MISSING_SECTION = "missing_section"
    UNKNOWN_SECTION = "unknown_section"
    EMPTY_SECTION = "empty_section"
    STEP_WITHOUT_ACTION = "step_without_action"
    STEP_NUMBER = "step_number"
    DUPLICATE_STEP = "duplicate_step"
    VANISHED_STEP = "vanished_step"
    UNDATED_SOURCE = "undated_source"
    NO_SOURCE = "no_source"
    FOREIGN_LINK = "foreign_link"
    PERSONAL_NUMBER = "personal_number"
    ORDERS = "orders"
    HTML = "html"
    NOT_NFC = "not_nfc"
    CHECKED_IN_FUTURE = "checked_in_future"
    OVERDUE = "overdue"
    ASKS_COUNT = "asks_count"
    DUPLICATE_ASK = "duplicate_ask"
    LONELY_FAMILY = "lonely_family"


ADVICE = frozenset(
    {
        FaultKind.NOT_NFC,
        FaultKind.OVERDUE,
        FaultKind.ASKS_COUNT,
        FaultKind.DUPLICATE_ASK,
        FaultKind.STEP_NUMBER,
        FaultKind.LONELY_FAMILY,
    }
)
"""Faults that an editor must mend but that do not make a guide harmful: it is published."""


class Fault(Value):
    """One fault. `line` counts from 1; `message` says what is wrong and how to mend it."""

    file: str
    line: int
    kind: FaultKind
    message: str

    @property
    def blocks(self) -> bool:
        """Whether the guide may not be published as it is."""
        return self.kind not in ADVICE

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"
