"""What a language model was used for: budgets and counters by day."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "model_budgets",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("who", sa.String(), primary_key=True),
        sa.Column("answers", sa.Integer(), nullable=False),
    )
    op.create_table(
        "model_outcomes",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("outcome", sa.String(), primary_key=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
    )
