"""QR codes, by segno."""

from bot.domain.poster import Modules


def qr_modules(address: str) -> Modules:
    """The QR code of an address. A quarter of it may be torn or dirty (level Q)."""
    import segno

    code = segno.make_qr(address, error="q", boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)
