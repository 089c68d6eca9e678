"""Keep how customers want to be called."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("address", sa.String(length=10), nullable=True))
    op.add_column(
        "customers", sa.Column("address_told", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("customers", "address_told")
    op.drop_column("customers", "address")
