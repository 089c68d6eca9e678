"""Keep by when a ticket is to be solved, and how long the customer is silent."""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENTS = ("solve_by", "quiet_since", "warned_at")


def upgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        for name in MOMENTS:
            batch_op.add_column(sa.Column(name, types.UtcDateTime, nullable=True))
        batch_op.add_column(sa.Column("solve_left", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        for name in ("solve_left", *MOMENTS):
            batch_op.drop_column(name)
