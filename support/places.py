"""A place on the map: most likely where something is to be delivered. A person looks at it, a bot knows no way."""

from datetime import timedelta

from sqlalchemy import select

from store.models import Message
from store.outbox import Button
from support import pending, tickets, to_staff
from support.visit import Visit

DELIVERY = frozenset({"question_delivery_time", "question_delivery_fee", "question_delivery_area"})
INTENT, SEVERITY = "question_delivery_area", "S4"
ASKED_WITHIN = timedelta(minutes=30)


def receive(visit: Visit) -> None:
    """Take the place behind a question about delivery; any other is asked about, once."""
    if _asked_about_delivery(visit):
        pass_on(visit, visit.message)
        return
    asked_before = pending.what(visit.conversation, visit.desk.clock()) == "place"
    pending.wait_for(
        visit.conversation, "place", visit.desk.clock(), ASKED_WITHIN, message_id=visit.message.id
    )
    if not asked_before:
        say = visit.desk.wording.say
        buttons = tuple(
            Button(say(f"button_place_{answer}"), f"place:{visit.message.id}:{answer}")
            for answer in ("yes", "no")
        )
        visit.say("is_it_where_to_deliver", buttons=(buttons,))


def pass_on(visit: Visit, place: Message) -> None:
    """Give the staff a place to deliver to, on the open case or as a new one."""
    pending.clear(visit.conversation)
    ticket = to_staff.newest_unclosed(visit)
    if ticket is not None:
        tickets.add(visit.session, visit.desk, ticket, place)
        visit.say("file_added", code=ticket.code)
        return
    ticket = tickets.open_ticket(
        visit.session,
        visit.desk,
        visit.conversation,
        intent=INTENT,
        topic=INTENT.partition("_")[2],
        severity=SEVERITY,
        reasons=[visit.desk.wording.say("reason_place")],
        message=place,
    )
    visit.say("place_passed_on", code=ticket.code, answer_by=visit.moment(ticket.answer_by))


def leave(visit: Visit) -> None:
    """It is about something else."""
    pending.clear(visit.conversation)
    visit.say("what_is_the_place_about")


def _asked_about_delivery(visit: Visit) -> bool:
    query = select(Message.intent).where(
        Message.conversation_id == visit.conversation.id,
        Message.author == "customer",
        Message.id < visit.message.id,
        Message.at >= visit.message.at - ASKED_WITHIN,
    )
    return visit.session.scalars(query.order_by(Message.id.desc()).limit(1)).first() in DELIVERY
