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
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("level", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("reminders", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("remind_at", types.UtcDateTime, nullable=True))
        batch_op.create_index(
            "ix_tickets_remind_at", ["remind_at"], sqlite_where=REMINDED, postgresql_where=REMINDED
        )


def downgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index("ix_tickets_remind_at")
        for name in ("remind_at", "reminders", "level"):
            batch_op.drop_column(name)
