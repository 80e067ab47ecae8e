"""Hand-made portal records for tests, and the cards they become."""

import json
from datetime import date

from bot.domain.procedure import ProcedureCard
from ingest.importers.procedures import read_procedures

FETCHED = date(2026, 7, 20)
FREE = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến10 Ngày làm việcMiễn phí"
"""A table of one way to file that the portal tags as free."""


def record(
    code: str = "1.004194", name: str = "Cấp giấy phép nuôi ong lấy mật", **fields: str
) -> dict[str, str]:
    """A procedure's record as the portal's crawler writes it."""
    plain = {"cap_thuc_hien": "Cấp Xã", "cach_thuc_thuc_hien": FREE}
    return {"ma_thu_tuc": code, "ten_thu_tuc": name, **plain, **fields}


def lines(*records: object) -> bytes:
    """Records as JSON Lines."""
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in records).encode()


def card(
    code: str = "1.004194", name: str = "Cấp giấy phép nuôi ong lấy mật", **fields: str
) -> ProcedureCard:
    """The card of one record."""
    (only,) = read_procedures(lines(record(code, name, **fields)), FETCHED).cards
    return only
