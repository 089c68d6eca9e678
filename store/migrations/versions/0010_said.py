"""Keep by which names a message of the bot was said."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("said", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("messages", "said")
