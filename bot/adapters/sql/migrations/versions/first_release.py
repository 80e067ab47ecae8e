"""The tables of the first release: sessions, verdicts, an inbox and an outbox of replies."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "sessions",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("guide", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("step", sa.String()),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_feedback_guide", "feedback", ["guide"])
    op.create_table(
        "inbox",
        sa.Column("receipt", sa.String(), primary_key=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("raw", sa.Text()),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.Text()),
        sa.Column("received_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_inbox_place", "inbox", ["place"])
    op.create_index("ix_inbox_state", "inbox", ["state"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
    )
    op.create_index("ix_outbox_receipt", "outbox", ["receipt"])
