"""Cases that somebody of the shop must solve: opened, held, answered, closed."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from store.models import Conversation, Message, Order, StaffMember, Ticket
from support.desk import Desk


def open_ticket(
    session: Session,
    desk: Desk,
    conversation: Conversation,
    *,
    intent: str,
    topic: str,
    severity: str,
    reasons: Sequence[str],
    message: Message | None = None,
    order: Order | None = None,
) -> Ticket:
    """Open a case and post its card in the staff group; the customer is told by the caller."""
    raise NotImplementedError


def close(
    session: Session, desk: Desk, ticket: Ticket, staff_member: StaffMember | None, source: str
) -> None:
    """Close a case, tell the customer, and ask how the help was."""
    raise NotImplementedError


def reply(
    session: Session,
    desk: Desk,
    conversation: Conversation,
    staff_member: StaffMember,
    text: str,
    *,
    source: str,
    ticket: Ticket | None = None,
    copy_from: tuple[str, str] | None = None,
) -> bool:
    """Say something to a customer as a person of the shop."""
    raise NotImplementedError
