"""The question after a ticket was closed: how was the help, from 1 to 5? One for each ticket (docs/decisions/0004)."""

from datetime import datetime, timedelta
from textwrap import shorten

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.models import Conversation, Response, Ticket
from store.outbox import BACKGROUND, Button
from support import cards, consents, handovers, pending, speaking
from support.desk import Desk
from support.due import next_time_to_ask

CSAT = "csat"
SCORES = range(1, 6)
LOW = 2  # and below: staff are told
LONGEST_COMMENT = 2000  # characters of it in the staff group; all of it is kept
COMMENT_WITHIN = timedelta(hours=12)


def ask_csat(session: Session, desk: Desk, ticket: Ticket) -> None:
    """Ask about a closed ticket: now when it is a decent hour, otherwise in the morning.

    Never asked: who withdrew consent, and about a ticket that was asked about before. While a person speaks with the
    customer, or the customer cannot be reached, the question waits.
    """
    if consents.refused(session, ticket.customer_id, consents.CHECK_IN):
        return
    now = desk.clock()
    due_at = next_time_to_ask(desk.config.check_in, desk.config.shop.timezone, now)
    response = _put_off(session, ticket, due_at)
    if response is None or due_at > now or ticket.conversation.unreachable_since:
        return
    if not handovers.running(session, ticket.conversation):
        send(session, desk, response)


def send(session: Session, desk: Desk, response: Response) -> None:
    """Put the question with its five buttons in the outbox."""
    ticket = session.get_one(Ticket, response.ticket_id)
    words = desk.speaking_to(ticket.customer).wording
    buttons = tuple(
        Button(desk.wording.say("csat_button", score=score), f"csat:{response.id}:{score}")
        for score in SCORES
    )
    response.state, response.due_at = "queued", None
    speaking.say(
        session,
        desk,
        session.get_one(Conversation, response.conversation_id),
        words.variants("csat_question", code=ticket.code),
        buttons=(buttons,),
        lane=BACKGROUND,
        at_most_once=True,
        response_id=response.id,
    )


def answer(session: Session, desk: Desk, conversation: Conversation, response: Response, score: int) -> str:
    """Take a score from 1 to 5, ask why, and return the toast for it; staff hear of a low one at once."""
    now = desk.clock()
    response.state, response.answer, response.answered_at = "answered", str(score), now
    response.score = score
    if score <= LOW:
        _tell_staff(session, desk, conversation, response)
    if not handovers.running(session, conversation):
        pending.wait_for(conversation, "comment", now, COMMENT_WITHIN, response_id=response.id)
        words = "csat_comment_low" if score <= LOW else "csat_comment"
        speaking.say(session, desk, conversation, desk.wording.variants(words))
    return desk.wording.say("csat_toast", score=score)


def take_comment(session: Session, desk: Desk, conversation: Conversation, text: str) -> bool:
    """Keep what the customer says to the question why; False when nothing was asked, so the text is something else."""
    waited = pending.waiting_for(conversation, desk.clock())
    if waited.get("what") != "comment" or not text.strip():
        return False
    response = session.get(Response, waited["response_id"])
    pending.clear(conversation)
    if response is None or response.conversation_id != conversation.id:
        return False
    response.comment = text
    if response.score is not None and response.score <= LOW:
        _tell_staff(session, desk, conversation, response)
    speaking.say(session, desk, conversation, desk.wording.variants("csat_thanks"))
    return True


def _put_off(session: Session, ticket: Ticket, due_at: datetime) -> Response | None:
    """Begin the question of a ticket, or move it when the ticket was opened again before it was sent."""
    response = Response(
        survey=CSAT,
        customer_id=ticket.customer_id,
        conversation_id=ticket.conversation_id,
        ticket_id=ticket.id,
        state="postponed",
        due_at=due_at,
    )
    try:
        with session.begin_nested():
            session.add(response)
    except IntegrityError:
        this = select(Response).where(Response.survey == CSAT, Response.ticket_id == ticket.id)
        response = session.scalars(this.with_for_update()).one()
        if response.state != "postponed":  # it was asked before
            return None
        response.due_at = due_at
    return response


def _tell_staff(session: Session, desk: Desk, conversation: Conversation, response: Response) -> None:
    ticket = session.get_one(Ticket, response.ticket_id)
    name = "csat_low_comment" if response.comment else "csat_low"
    comment = shorten(response.comment or "", LONGEST_COMMENT, placeholder="…")
    facts = {"name": conversation.customer.name, "code": ticket.code, "score": response.score}
    cards.note(session, desk, ticket, desk.wording.say(name, comment=comment, **facts))
