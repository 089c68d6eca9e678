"""Cases in one line each, as lists in the staff group show them; no line names the customer, because lists stay there."""

from store.models import Ticket
from support import sla
from support.desk import Desk
from support.visit import in_words


def line(desk: Desk, ticket: Ticket) -> str:
    """Return a case's line: code, severity, topic, and by when what is due."""
    topic = desk.answers.label(ticket.intent)
    facts = {"code": ticket.code, "severity": ticket.severity, "topic": topic}
    return desk.wording.say("ticket_line", state=state(desk, ticket), **facts)


def state(desk: Desk, ticket: Ticket) -> str:
    """Return by when staff must act on a case, or what it waits for."""
    due = sla.deadline(ticket)
    if due is None:
        return desk.wording.say(f"line_{ticket.state}")
    return desk.wording.say("line_late" if due < desk.clock() else "line_due", due=in_words(desk, due))
