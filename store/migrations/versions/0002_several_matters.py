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
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("also", types.Json, nullable=False, server_default=NONE))

    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.add_column(sa.Column("topics", types.Json, nullable=False, server_default=NONE))
        batch_op.drop_column("topic")


def downgrade() -> None:
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.add_column(sa.Column("topic", sa.String(length=60), nullable=False, server_default=""))
        batch_op.drop_column("topics")

    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_column("also")
