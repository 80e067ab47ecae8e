"""Posts to any chat instead of replies to one; groups, tickets, buttons outside sessions,
kept questions; what was wrong with an answer."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Turn the replies not sent yet into posts and add what is new."""
    _posts_for_replies()
    op.add_column("feedback", sa.Column("part", sa.String()))
    op.add_column("feedback", sa.Column("fault", sa.String()))
    _create_what_became_of_posts()
    _create_buttons()
    _create_tickets()
    _create_groups()
    _create_kept_questions()


def _posts_for_replies() -> None:
    replies = sa.table("outbox", sa.column("id"), sa.column("key"), sa.column("reply"))
    unsent = op.get_bind().execute(sa.select(replies).order_by(replies.c.id)).all()
    op.drop_index("ix_outbox_receipt", table_name="outbox")
    op.drop_table("outbox")
    posts = op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_chat", "outbox", ["channel", "chat"])
    if unsent:
        op.bulk_insert(posts, [_post(row.id, row.key, row.reply) for row in unsent])


def _post(id_: int, key: str, reply: str) -> dict[str, object]:
    to = {name: json.loads(key)[name] for name in ("channel", "chat")}
    post = json.dumps({"to": to, "reply": json.loads(reply)}, ensure_ascii=False)
    return {"id": id_, **to, "post": post}


def _create_what_became_of_posts() -> None:
    op.create_table(
        "dead_letters",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "posted",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("channel", "chat", "message", name="uq_posted_message"),
    )
    op.create_index("ix_posted_name", "posted", ["channel", "chat", "name"])


def _create_buttons() -> None:
    op.create_table(
        "button_keys",
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("chat", sa.String(), primary_key=True),
        sa.Column("token", sa.String(), primary_key=True),
        sa.Column("user", sa.String()),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "asked_elsewhere",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("asked", sa.DateTime(), nullable=False),
    )


def _create_tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("guide", sa.String()),
        sa.Column("step", sa.String()),
        sa.Column("commune", sa.String()),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("helper", sa.String()),
        sa.Column("helper_name", sa.String()),
        sa.Column("opened", sa.DateTime(), nullable=False),
        sa.Column("raised", sa.DateTime(), nullable=False),
        sa.Column("touched", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index("ix_tickets_state", "tickets", ["state"])
    op.create_index("ix_tickets_person", "tickets", ["channel", "chat", "user"])
    op.create_table(
        "ticket_lines",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("from_helper", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_ticket_lines_ticket", "ticket_lines", ["ticket"])
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("guide", sa.String()),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_suggestions_ticket", "suggestions", ["ticket"])


def _create_groups() -> None:
    op.create_table(
        "groups",
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("chat", sa.String(), primary_key=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("quiet_start", sa.Time()),
        sa.Column("quiet_end", sa.Time()),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("news", sa.Boolean(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
    )


def _create_kept_questions() -> None:
    op.create_table(
        "kept_questions",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("asked", sa.DateTime(), nullable=False),
        sa.Column("generation", sa.String(), nullable=False),
    )
    op.create_index("ix_kept_questions_person", "kept_questions", ["channel", "chat", "user"])
