"""ProcedureCard: an official procedure as the National Public Service Portal publishes it."""

import re
from datetime import date
from enum import StrEnum

from bot.domain.values import Value

_LEVEL = re.compile(
    r"\(?\s*(?:được\s+)?(?:thực hiện\s+)?(?:tại|ở)?\s*(?:cơ quan\s+)?"
    r"cấp\s+(?:trung ương|bộ|tỉnh|huyện|xã)\s*\)?"
)


class Level(StrEnum):
    """Where a procedure is carried out."""

    MINISTRY = "bộ"
    PROVINCE = "tỉnh"
    COMMUNE = "xã"
    OTHER = "khác"


class Filing(Value):
    """One way to file: how (`Trực tuyến`, `Trực tiếp`, `Dịch vụ bưu chính`), how long it
    takes, the fee, and the portal's note. A fee the record does not state is empty: the
    portal's tag `Miễn phí` is no statement, it is often false."""

    how: str
    time: str
    fee: str
    note: str


class ProcedureCard(Value):
    """What a citizen needs of a procedure's record. Texts are plain lines, no markup."""

    code: str
    name: str
    levels: tuple[Level, ...]
    field: str
    audience: tuple[str, ...]
    agency: str
    filings: tuple[Filing, ...]
    documents: tuple[str, ...]
    steps: str
    conditions: str
    result: tuple[str, ...]
    legal: tuple[str, ...]
    url: str
    fetched: date

    @property
    def base_name(self) -> str:
        """The name without its level, folded to lower case: procedures that differ only in
        where they are carried out share it."""
        return " ".join(_LEVEL.sub(" ", self.name.lower()).split()).strip(" .;,-")


class Abolished(Value):
    """A procedure that is no more, and a sentence for citizens on what holds now."""

    code: str
    note: str
