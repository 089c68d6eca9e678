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
    for name in MOMENTS:
        op.add_column("tickets", sa.Column(name, types.UtcDateTime, nullable=True))
    op.add_column("tickets", sa.Column("solve_left", sa.Integer(), nullable=True))


def downgrade() -> None:
    for name in ("solve_left", *MOMENTS):
        op.drop_column("tickets", name)
