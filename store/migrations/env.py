"""Alembic's entry: runs migrations on the connection that `store/migrate.py` hands over."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from store.models import Base
from store.types import Json


def render(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our JSON column by its name instead of by its parts."""
    return "types.Json" if kind == "type" and item is Json else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # No batches, which copy a table and drop the old one: SQLite refuses that while rows of another point at it.
    # It adds and drops columns in place; only to change one, a table that nothing points at may be copied.
    render_as_batch=False,
    render_item=render,
    user_module_prefix="types.",
)
with context.begin_transaction():
    context.run_migrations()
