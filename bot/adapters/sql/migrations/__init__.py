"""The migrations, one release's tables into the next one's."""

from alembic.config import Config
from sqlalchemy import Connection


def configured(connection: Connection) -> Config:
    """What alembic's commands need to work on that connection, in its transaction."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "bot.adapters.sql:migrations")
    return config
