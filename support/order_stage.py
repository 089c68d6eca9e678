"""What the status of an order means for changing or cancelling it: said honestly before anybody hopes in vain."""

from store.models import Order, Ticket
from support.visit import Visit

DEPENDS = frozenset({"change_order", "cancel_order"})


def of(visit: Visit, order: Order | None) -> str:
    """Return where an order is: "on_its_way", "delivered" or "" for anything else."""
    if order is not None and order.delivered_at is not None:
        return "delivered"
    return visit.desk.choices.stage(order.status) if order else ""


def words(visit: Visit, ticket: Ticket) -> tuple[str, ...]:
    """Return what is to be said about the order of a change or a cancellation, nothing while it can still be stopped."""
    order = visit.session.get(Order, ticket.order_id) if ticket.order_id else None
    stage = of(visit, order)
    if order is None or not stage or ticket.topic not in DEPENDS:
        return ()
    return visit.desk.wording.variants(f"stage_{ticket.topic}_{stage}", order=order.code)
