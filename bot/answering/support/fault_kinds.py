"""Fault kinds: what is wrong when a figure, a rival or a dangerous word is."""

from bot.answering.alignment import Term
from bot.domain.draft import FaultKind
from bot.language.quantities import Figure, FigureKind

HARD = frozenset(
    "residence police council copy body code app chat wallet place paper agreement channel deal "
    "house pay bold".split()
)
"""Kinds of rivals of which none may stand for another even where nothing else tells."""

_KINDS = {
    FigureKind.AMOUNT: FaultKind.AMOUNT,
    FigureKind.DATE: FaultKind.DATE,
    FigureKind.CODE: FaultKind.CODE,
}


def figure_kind(figure: Figure) -> FaultKind:
    """The kind of fault of a figure that is not the source's."""
    if figure.unit == "dong":
        return FaultKind.AMOUNT
    if figure.kind is FigureKind.LABEL and figure.unit in ("month", "weekday", "day of month"):
        return FaultKind.DATE
    return _KINDS.get(figure.kind, FaultKind.NUMBER)


def rival_kind(term: Term) -> FaultKind:
    """The kind of fault of a term that stands for its rival."""
    if term.word.figure is not None:
        return figure_kind(term.word.figure)
    return {
        "bold": FaultKind.NAME, "app": FaultKind.NAME, "police": FaultKind.NAME,
        "council": FaultKind.NAME, "place": FaultKind.NAME, "chat": FaultKind.NAME,
        "wallet": FaultKind.NAME, "paper": FaultKind.DOCUMENT, "copy": FaultKind.DOCUMENT,
        "pay": FaultKind.ACTION, "body": FaultKind.ACTION, "code": FaultKind.ACTION,
    }.get(term.kind, FaultKind.POLARITY)  # fmt: skip


def dangerous_kind(phrase: str) -> FaultKind:
    """The kind of fault of a dangerous word that the source lacks: a paper, or else an errand."""
    papers = (
        "giấy",
        "sổ",
        "đơn",
        "hợp đồng",
        "hộ chiếu",
        "phiếu",
        "ảnh",
        "bản gốc",
        "bản sao",
        "bản chính",
        "tờ khai",
    )
    return FaultKind.DOCUMENT if phrase in papers else FaultKind.ACTION
