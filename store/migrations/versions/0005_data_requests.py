"""Make room for data requests, and keep of worked updates only their ids."""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "data_requests",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("done_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("outbox_id", BIG_ID, nullable=True),
        sa.Column("staff_member_id", BIG_ID, nullable=True),
        sa.Column("receipt", types.Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_data_requests_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["outbox.id"], name=op.f("fk_data_requests_outbox_id_outbox")
        ),
        sa.ForeignKeyConstraint(
            ["staff_member_id"],
            ["staff_members.id"],
            name=op.f("fk_data_requests_staff_member_id_staff_members"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_requests")),
    )
    with op.batch_alter_table("data_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_requests_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(
            "uq_data_requests_open",
            ["customer_id", "what"],
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )

    # Plainly, because a batch would make the tables anew: others point at them, and the outbox would use ids again.
    for table in ("customers", "orders"):
        op.add_column(table, sa.Column("erased_at", types.UtcDateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("ephemeral", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.alter_column("message_id", existing_type=BIG_ID, nullable=True)

    op.execute("UPDATE inbox SET payload = '{}' WHERE state = 'done'")


def downgrade() -> None:
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.alter_column("message_id", existing_type=BIG_ID, nullable=False)

    op.drop_column("outbox", "ephemeral")
    for table in ("customers", "orders"):
        op.drop_column(table, "erased_at")

    op.drop_table("data_requests")
