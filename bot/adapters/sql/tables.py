"""The tables, as the newest migration leaves them."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Time,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC whatever zone it came in: the database knows no zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment as it is kept."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment as it is read."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData()

sessions = Table(
    "sessions",
    metadata,
    Column("key", String, primary_key=True),
    Column("data", Text, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("guide", String, nullable=False, index=True),
    Column("version", String, nullable=False),
    Column("step", String),
    Column("verdict", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("part", String),
    Column("fault", String),
)
inbox = Table(
    "inbox",
    metadata,
    Column("receipt", String, primary_key=True),
    Column("place", Integer, nullable=False, index=True),
    Column("lane", String, nullable=False),
    Column("raw", Text),
    Column("state", String, nullable=False, index=True),
    Column("why", Text),
    Column("received_at", UtcDateTime, nullable=False),
)
# An id is never given twice: who still holds a dropped post must not drop another's.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("post", Text, nullable=False),
    Index("ix_outbox_chat", "channel", "chat"),
    sqlite_autoincrement=True,
)
dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("post", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)
posted = Table(
    "posted",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("message", String, nullable=False),
    Column("name", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("channel", "chat", "message", name="uq_posted_message"),
    Index("ix_posted_name", "channel", "chat", "name"),
)
button_keys = Table(
    "button_keys",
    metadata,
    Column("channel", String, primary_key=True),
    Column("chat", String, primary_key=True),
    Column("token", String, primary_key=True),
    Column("user", String),
    Column("action", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)
asked_elsewhere = Table(
    "asked_elsewhere",
    metadata,
    Column("key", String, primary_key=True),
    Column("text", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("asked", UtcDateTime, nullable=False),
)
tickets = Table(
    "tickets",
    metadata,
    Column("id", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("user", String, nullable=False),
    Column("language", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("question", Text, nullable=False),
    Column("guide", String),
    Column("step", String),
    Column("commune", String),
    Column("level", String, nullable=False),
    Column("desk", String, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("helper", String),
    Column("helper_name", String),
    Column("opened", UtcDateTime, nullable=False),
    Column("raised", UtcDateTime, nullable=False),
    Column("touched", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_tickets_person", "channel", "chat", "user"),
)
ticket_lines = Table(
    "ticket_lines",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket", String, nullable=False, index=True),
    Column("from_helper", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
suggestions = Table(
    "suggestions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket", String, nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("guide", String),
    Column("at", UtcDateTime, nullable=False),
)
groups = Table(
    "groups",
    metadata,
    Column("channel", String, primary_key=True),
    Column("chat", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("commune", String, nullable=False),
    Column("language", String, nullable=False),
    Column("quiet_start", Time),
    Column("quiet_end", Time),
    Column("desk", String, nullable=False),
    Column("news", Boolean, nullable=False),
    Column("gone", Boolean, nullable=False),
)
kept_questions = Table(
    "kept_questions",
    metadata,
    Column("id", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("user", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("asked", UtcDateTime, nullable=False),
    Column("generation", String, nullable=False),
    Index("ix_kept_questions_person", "channel", "chat", "user"),
)
# `who` is a person's digest, or empty for everybody together.
model_budgets = Table(
    "model_budgets",
    metadata,
    Column("day", Date, primary_key=True),
    Column("who", String, primary_key=True),
    Column("answers", Integer, nullable=False),
)
model_outcomes = Table(
    "model_outcomes",
    metadata,
    Column("day", Date, primary_key=True),
    Column("outcome", String, primary_key=True),
    Column("answers", Integer, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
)
