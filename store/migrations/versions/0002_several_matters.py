"""Keep the further things a message says and what a review judges."""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NONE = sa.text("'[]'")


def upgrade() -> None:
    op.add_column("messages", sa.Column("also", types.Json, nullable=False, server_default=NONE))
    op.add_column("reviews", sa.Column("topics", types.Json, nullable=False, server_default=NONE))
    op.drop_column("reviews", "topic")


def downgrade() -> None:
    op.add_column("reviews", sa.Column("topic", sa.String(length=60), nullable=False, server_default=""))
    op.drop_column("reviews", "topics")
    op.drop_column("messages", "also")
