"""Versions: which file the database is, and which migration left it as it is."""

from bot.domain.errors import NewerData

FILE = "camtay.sqlite"
"""Its name in the data folder."""

FIRST, HEAD = "0001", "0003"
"""The release that knew no migrations, and the newest migration."""

VERSIONS = "alembic_version"
"""The table that says it."""


def refuse_newer(version: str | None) -> None:
    """Raises NewerData for a database that a later release has written."""
    if version is not None and version > HEAD:
        raise NewerData(
            f"Dữ liệu do một bản Cầm Tay mới hơn ghi (lược đồ {version}, bản này biết đến {HEAD}); "
            "hãy cài lại bản mới đó."
        )
