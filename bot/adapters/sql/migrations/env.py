"""What alembic runs around the migrations: the connection is the caller's, and so is its
transaction."""

from alembic import context

from bot.adapters.sql.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
