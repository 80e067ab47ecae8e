"""Schema: a database of any release becomes one of this release."""

from sqlalchemy import Connection, inspect, text

from bot.adapters.sql.tables import metadata
from bot.adapters.sql.versions import FIRST, HEAD, VERSIONS, refuse_newer


def bring_up_to_date(connection: Connection) -> None:
    """Create or migrate the tables inside the connection's transaction. Raises NewerData for a
    database that a later release has written.

    alembic takes part where there is something to migrate only: importing it takes a quarter
    of the start.
    """
    tables = inspect(connection).get_table_names()
    if not tables:
        _create(connection)
        return
    version = _version(connection) if VERSIONS in tables else None
    if version == HEAD:
        return
    refuse_newer(version)
    _migrate(connection, stamped=version is not None)


def _create(connection: Connection) -> None:
    metadata.create_all(connection)
    connection.execute(
        text(
            f"CREATE TABLE {VERSIONS} (version_num VARCHAR(32) NOT NULL, "
            f"CONSTRAINT {VERSIONS}_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text(f"INSERT INTO {VERSIONS} VALUES (:head)"), {"head": HEAD})


def _version(connection: Connection) -> str | None:
    return connection.execute(text(f"SELECT version_num FROM {VERSIONS}")).scalar()


def _migrate(connection: Connection, *, stamped: bool) -> None:
    from alembic import command

    from bot.adapters.sql.migrations import configured

    config = configured(connection)
    if not stamped:
        command.stamp(config, FIRST)
    command.upgrade(config, "head")
