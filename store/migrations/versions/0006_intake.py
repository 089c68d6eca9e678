"""Keep what a ticket's customer wants, what else they told, and what is asked meanwhile."""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "0006"
down_revision = "0008"
branch_labels = None
depends_on = None

NONE = sa.text("'{}'")


def upgrade() -> None:
    op.add_column("tickets", sa.Column("remedy", sa.String(length=20), nullable=True))
    op.add_column("tickets", sa.Column("facts", types.Json, nullable=False, server_default=NONE))
    op.add_column("tickets", sa.Column("intake", types.Json, nullable=True))


def downgrade() -> None:
    for name in ("intake", "facts", "remedy"):
        op.drop_column("tickets", name)
