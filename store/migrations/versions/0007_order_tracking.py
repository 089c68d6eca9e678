"""Keep how an order travels and when it should arrive, and count the codes that are not a chat's own."""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "0007"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("orders", sa.Column("carrier", sa.String(length=40), nullable=True))
    op.add_column("orders", sa.Column("tracking_code", sa.String(length=60), nullable=True))
    op.add_column("orders", sa.Column("expected_on", sa.Date(), nullable=True))
    op.create_table(
        "order_guesses",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("chat", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_guesses")),
        sa.UniqueConstraint("chat", "code", name=op.f("uq_order_guesses_chat_code")),
    )
    op.create_index(op.f("ix_order_guesses_at"), "order_guesses", ["at"])


def downgrade() -> None:
    op.drop_table("order_guesses")
    for column in ("expected_on", "tracking_code", "carrier"):
        op.drop_column("orders", column)
