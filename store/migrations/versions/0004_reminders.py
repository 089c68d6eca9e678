"""Keep whose a ticket is and when the staff are reminded of it."""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

REMINDED = sa.text("remind_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("tickets", sa.Column("level", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("tickets", sa.Column("reminders", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("tickets", sa.Column("remind_at", types.UtcDateTime, nullable=True))
    op.create_index(
        "ix_tickets_remind_at", "tickets", ["remind_at"], sqlite_where=REMINDED, postgresql_where=REMINDED
    )


def downgrade() -> None:
    op.drop_index("ix_tickets_remind_at", "tickets")
    for name in ("remind_at", "reminders", "level"):
        op.drop_column("tickets", name)
