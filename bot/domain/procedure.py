"""ProcedureCard: an official procedure as the National Public Service Portal publishes it."""

from datetime import date
from enum import StrEnum

from bot.domain.values import Value


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
