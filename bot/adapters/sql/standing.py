"""Standing: what a doctor asks of the database, read with SQLite alone: SQLAlchemy takes longer
to load than everything else the doctor looks at."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.adapters.sql.versions import FILE, HEAD, VERSIONS, refuse_newer
from bot.domain.errors import ReadOnlyData
from bot.domain.values import Value

_PATIENCE = 1.0
_DESKS = "SELECT count(*) FROM groups WHERE NOT gone AND desk IN ('commune', 'province')"
_ASKING = "SELECT count(*) FROM groups WHERE NOT gone AND desk = 'asked'"
_SET_ASIDE = """
SELECT (SELECT count(*) FROM inbox WHERE state = 'quarantined')
     + (SELECT count(*) FROM dead_letters)
"""


class Standing(Value):
    """How many groups answer citizens, how many ask to, and how much was set aside."""

    desks: int = 0
    asking: int = 0
    set_aside: int = 0


def standing(data: Path) -> Standing:
    """The counts in a data folder's database, which is neither created nor changed. All are 0
    where there is none, or one of an earlier release, which a start will migrate. Raises
    NewerData, or ReadOnlyData when it can't be read."""
    file = data / FILE
    if not file.is_file():
        return Standing()
    try:
        # Opened for writing, since reading beside a write-ahead log needs that; nothing is.
        address = f"{file.resolve().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as connection:
            connection.execute("PRAGMA query_only=ON")
            return _counted(connection)
    except sqlite3.Error as error:
        raise ReadOnlyData(f"{file} ({error})") from error


def _counted(connection: sqlite3.Connection) -> Standing:
    version = _version(connection)
    refuse_newer(version)
    if version != HEAD:
        return Standing()
    queries = (_DESKS, _ASKING, _SET_ASIDE)
    desks, asking, set_aside = (connection.execute(query).fetchone()[0] for query in queries)
    return Standing(desks=desks, asking=asking, set_aside=set_aside)


def _version(connection: sqlite3.Connection) -> str | None:
    query = "SELECT 1 FROM sqlite_master WHERE name = ?"
    if connection.execute(query, (VERSIONS,)).fetchone() is None:
        return None
    found = connection.execute(f"SELECT version_num FROM {VERSIONS}").fetchone()
    return str(found[0]) if found else None
