"""Remember what the staff group is, and which topic of it is about whom."""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "0012"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "staff_groups",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("chat_id", sa.String(length=64), nullable=False),
        sa.Column("is_forum", sa.Boolean(), nullable=False),
        sa.Column("manages_topics", sa.Boolean(), nullable=True),
        sa.Column("told_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("away_since", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("away_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_groups")),
        sa.UniqueConstraint("channel", "chat_id", name=op.f("uq_staff_groups_channel_chat_id")),
    )
    op.create_table(
        "staff_topics",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("chat_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", BIG_ID, nullable=False),
        sa.Column("thread_id", sa.String(length=64), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_staff_topics_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_topics")),
        sa.UniqueConstraint("channel", "chat_id", "conversation_id", name=op.f("uq_staff_topics_channel_chat_id_conversation_id")),
        sa.UniqueConstraint("channel", "chat_id", "thread_id", name="uq_staff_topics_thread"),
    )
    op.create_index(op.f("ix_staff_topics_conversation_id"), "staff_topics", ["conversation_id"])
    op.add_column("staff_posts", sa.Column("thread_id", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("staff_posts", "thread_id")
    op.drop_table("staff_topics")
    op.drop_table("staff_groups")
