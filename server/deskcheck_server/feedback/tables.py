"""The tables of the feedback store."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    inspect,
)

METADATA = MetaData()
_NUMBER = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up Integer keys alone

GROUPS = Table(
    "feedback_groups",
    METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("request_id", String(128), nullable=False),
    Column("number", Integer, nullable=False),
    Column("model", Text, nullable=False),
    Column("problem_id", String(32), nullable=False),
    Column("problem", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("ranked_at", Float, nullable=False, index=True),
    Column("reported_at", Float, index=True),
    Index("feedback_groups_by_request", "request_id", "number"),
)

CANDIDATES = Table(
    "feedback_candidates",
    METADATA,
    Column("group_id", _NUMBER, ForeignKey(GROUPS.c.id, ondelete="CASCADE"), primary_key=True),
    Column("index", Integer, primary_key=True),
    Column("program", Text, nullable=False),
    Column("language", String(64)),
    Column("valid", Boolean),
    Column("score", Float),
    Column("rank", Integer, nullable=False),
    Column("passed", Boolean),
    Column("test_seconds", Float),
    Column("policy", String(128)),
)


def add_missing(connection: Connection) -> None:
    """Give tables that an earlier version made the columns that have come since."""
    there = {column["name"] for column in inspect(connection).get_columns(CANDIDATES.name)}
    if CANDIDATES.c.policy.name not in there:
        connection.exec_driver_sql(f"ALTER TABLE {CANDIDATES.name} ADD COLUMN policy VARCHAR(128)")
