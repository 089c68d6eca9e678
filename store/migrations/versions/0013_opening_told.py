"""Keep which opening a customer who writes while the shop is closed was told to wait for."""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "0013"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handovers", sa.Column("opening_told", types.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("handovers", "opening_told")
