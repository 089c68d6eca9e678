"""Keep albums, replies, later versions of messages and reviews, photos of reviews, and which groups were told whom the bot serves."""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "0009"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SAID_AS = "ix_messages_conversation_id_channel_message_id"


def upgrade() -> None:
    for name in ("group_id", "reply_to"):
        op.add_column("messages", sa.Column(name, sa.String(length=64), nullable=True))
    op.add_column("messages", sa.Column("quote", sa.Text(), nullable=True))
    op.add_column("messages", sa.Column("edited", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(SAID_AS, "messages", ["conversation_id", "channel_message_id"])
    for name in ("changed_at", "offered_at"):
        op.add_column("reviews", sa.Column(name, types.UtcDateTime, nullable=True))
    _create_review_versions()
    _create_review_files()
    op.create_table(
        "group_notices",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("chat_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_notices")),
        sa.UniqueConstraint("channel", "chat_id", "day", name=op.f("uq_group_notices_channel_chat_id_day")),
    )


def downgrade() -> None:
    for name in ("group_notices", "review_files", "review_versions"):
        op.drop_table(name)
    for name in ("offered_at", "changed_at"):
        op.drop_column("reviews", name)
    op.drop_index(SAID_AS, "messages")
    for name in ("edited", "quote", "reply_to", "group_id"):
        op.drop_column("messages", name)


def _create_review_versions() -> None:
    op.create_table(
        "review_versions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("review_id", BIG_ID, nullable=False),
        sa.Column("message_id", BIG_ID, nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("sentiment", sa.String(length=10), nullable=False),
        sa.Column("at", types.UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_review_versions_review_id_reviews")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_review_versions_message_id_messages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_versions")),
    )
    op.create_index(op.f("ix_review_versions_review_id"), "review_versions", ["review_id"])


def _create_review_files() -> None:
    op.create_table(
        "review_files",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("review_id", BIG_ID, nullable=False),
        sa.Column("message_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_review_files_review_id_reviews")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_review_files_message_id_messages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_files")),
        sa.UniqueConstraint("message_id", name=op.f("uq_review_files_message_id")),
    )
    op.create_index(op.f("ix_review_files_review_id"), "review_files", ["review_id"])
