"""Keep the staff's own notes about tickets, and who of them left."""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "0011"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ticket_notes",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("staff_member_id", BIG_ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attachments", types.Json, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("chat_id", sa.String(length=64), nullable=True),
        sa.Column("channel_message_id", sa.String(length=64), nullable=True),
        sa.Column("group_id", sa.String(length=64), nullable=True),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_notes_ticket_id_tickets")),
        sa.ForeignKeyConstraint(
            ["staff_member_id"],
            ["staff_members.id"],
            name=op.f("fk_ticket_notes_staff_member_id_staff_members"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_notes")),
        sa.UniqueConstraint(
            "channel",
            "chat_id",
            "channel_message_id",
            name=op.f("uq_ticket_notes_channel_chat_id_channel_message_id"),
        ),
    )
    op.create_index(op.f("ix_ticket_notes_ticket_id"), "ticket_notes", ["ticket_id"])
    op.add_column("staff_members", sa.Column("level", sa.Text(), nullable=True))
    op.add_column("staff_members", sa.Column("left_at", types.UtcDateTime(timezone=True), nullable=True))
    op.add_column(
        "staff_posts", sa.Column("asks", sa.String(length=10), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("staff_posts", "asks")
    op.drop_column("staff_members", "left_at")
    op.drop_column("staff_members", "level")
    op.drop_table("ticket_notes")
