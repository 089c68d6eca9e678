"""What happens when a talk falls silent: a case that waits for its customer is closed, and the bot speaks again.

Nobody is told anything at night, and nothing is closed about which the customer wrote after the staff's last word.
"""

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from store.models import Conversation, Handover, Message, Ticket
from support import cards, casework, due, handovers, speaking, tickets
from support.desk import Desk
from support.visit import in_words

MOST_AT_ONCE = 50


def anything_due(session: Session, desk: Desk) -> bool:
    """Return whether `end_due` would do anything now; it only reads, so no writer waits for it."""
    handover = session.scalar(_silent_handovers(desk).limit(1))
    return handover is not None or (
        _decent(desk) and session.scalar(_silent_tickets(desk).limit(1)) is not None
    )


def end_due(session: Session, desk: Desk) -> int:
    """Give silent conversations back to the bot, warn of silent cases, close those warned of; return how many."""
    ended = session.scalars(_silent_handovers(desk).limit(MOST_AT_ONCE)).all()
    for handover in ended:
        _give_back(session, desk, handover)
    silent = session.scalars(_silent_tickets(desk).limit(MOST_AT_ONCE)).all() if _decent(desk) else ()
    for ticket in silent:
        _warn_or_close(session, desk, ticket)
    return len(ended) + len(silent)


def _give_back(session: Session, desk: Desk, handover: Handover) -> None:
    conversation = session.get_one(Conversation, handover.conversation_id)
    handovers.stop(session, desk, conversation)
    for ticket in tickets.unclosed(session, conversation):
        cards.refresh(session, desk, ticket)


def _warn_or_close(session: Session, desk: Desk, ticket: Ticket) -> None:
    if ticket.warned_at is not None:
        solved = ticket.state == "solved"
        words = "" if solved else "ticket_closed_in_silence"
        casework.close(session, desk, ticket, None, "clock", words=words, ask_how=solved)
        return
    now = desk.clock()
    ticket.warned_at = now
    tickets.record(session, desk, ticket, "warned", "clock")
    if ticket.conversation.unreachable_since is None:
        closes = in_words(desk, now + desk.config.tickets.silence.close_after)
        wording = desk.speaking_to(ticket.customer).wording
        warning = wording.variants("ticket_will_close", code=ticket.code, closes=closes)
        speaking.say(session, desk, ticket.conversation, warning)


def _decent(desk: Desk) -> bool:
    return due.may_ask(desk.config.check_in, desk.config.shop.timezone, desk.clock())


def _silent_handovers(desk: Desk) -> Select[Handover]:
    since = desk.clock() - desk.config.tickets.silence.bot_back_after
    spoken = exists().where(
        Message.conversation_id == Handover.conversation_id, Message.author != "bot", Message.at > since
    )
    return select(Handover).where(Handover.ended_at.is_(None), Handover.began_at <= since, ~spoken)


def _silent_tickets(desk: Desk) -> Select[Ticket]:
    """Cases to warn of or to close, the longest silent first; none in which a person still speaks."""
    silence, now = desk.config.tickets.silence, desk.clock()
    to_warn = and_(Ticket.warned_at.is_(None), Ticket.quiet_since <= now - silence.warn_after)
    to_close = Ticket.warned_at <= now - silence.close_after
    query = select(Ticket).where(
        tickets.UNCLOSED,
        Ticket.state.in_(("waiting", "solved")),
        or_(to_warn, to_close),
        ~_written_since(),
        ~_person_speaks(),
    )
    return query.order_by(Ticket.quiet_since, Ticket.id)


def _written_since() -> ColumnElement[bool]:
    return exists().where(
        Message.conversation_id == Ticket.conversation_id,
        Message.author == "customer",
        Message.at > Ticket.quiet_since,
    )


def _person_speaks() -> ColumnElement[bool]:
    return exists().where(Handover.conversation_id == Ticket.conversation_id, Handover.ended_at.is_(None))
