"""Where an order is: told to the customer whose chat proved to own it, and to nobody else."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from nlu.understanding import Entity, Understanding
from store.models import Order, Ticket
from store.outbox import Button
from support import follow_ups, gravity, order_guesses, order_words, orders, pending, tickets, to_staff
from support.speaking import Rows
from support.visit import Turn, Visit

MOST_ORDERS = 3  # what is under way, then the newest: these are what people ask about
SEVERITY = "S3"


def answer(turn: Turn) -> None:
    """Tell the status of the customer's own orders, or ask for the phone number that proves which they are."""
    codes = to_staff.order_codes(turn)
    if codes:
        _answer_for(turn, codes)
        return
    mine = orders.of_customer(turn.session, turn.conversation.customer_id)
    if mine:
        tell(turn, mine, follow_ups.buttons(turn))
    elif turn.conversation.customer.phone:
        _pass_on(turn, turn.desk.wording.variants("order_not_found"))
    else:
        ask_for_phone(turn, "order_ask_phone")


def is_asked_of_a_late_one(turn: Turn) -> bool:
    """Whether somebody asks how long delivery takes whose own order should have come before today."""
    if turn.intent != "question_delivery_time":
        return False
    return any(
        order_words.is_late(turn.desk, order)
        for order in orders.meant(turn.session, turn.conversation.customer_id, to_staff.order_codes(turn))
    )


def tell(visit: Visit, mine: Sequence[Order], buttons: Rows = ()) -> None:
    """Say what is known of a customer's orders; one that is late is owned up to, with a button that opens a case.

    `buttons` stand below when no order is late.
    """
    wording = visit.desk.wording
    shown = sorted(mine, key=lambda order: not order_words.is_under_way(order))[:MOST_ORDERS]
    lines = "\n".join(order_words.told(visit.desk, order) for order in shown)
    said = wording.variants("orders_are" if len(mine) > 1 else "order_is", orders=lines)
    late = [order for order in shown if order_words.is_late(visit.desk, order)]
    told = {order.id: ticket for order in late if (ticket := _case_of(visit, order))}
    untold = [order for order in late if order.id not in told]
    below = _late_buttons(visit, untold) if late else buttons
    visit.say_text(said, _sorry(visit, untold, [*told.values()]), buttons=below)


def late_complaint(visit: Visit, order: Order) -> Understanding:
    """Return what a tap on the button under a late order means: a complaint about this very order."""
    reason = visit.desk.wording.say("reason_late_tapped", order=order.code)
    named = Entity("order_code", order.code, order.code, 0, 0)
    text, topic = visit.message.text, "late"
    return Understanding(
        text, "complaint", f"complaint_{topic}", topic, "negative", "S3", (reason,), 1.0, (named,)
    )


def ask_for_phone(visit: Visit, name: str) -> None:
    """Ask for the phone number of the order with the button that proves it is the customer's own."""
    pending.wait_for(visit.conversation, "order_status", visit.desk.clock(), timedelta(hours=1))
    visit.say(name, ask_contact=visit.desk.wording.say("button_share_phone"))


def refuse(visit: Visit) -> bool:
    """Say that no further code is looked after for now; False when this chat has not named too many."""
    stands = order_guesses.standing(visit)
    if stands.state == "free" or stands.until is None:
        return False
    words = visit.desk.wording.variants(f"codes_{stands.state}", until=visit.moment(stands.until))
    if visit.conversation.customer.phone:
        visit.say_text(words, buttons=to_staff.person_button(visit))
    else:
        visit.say_text(words, *_share_phone(visit), ask_contact=visit.desk.wording.say("button_share_phone"))
    return True


def _pass_on(turn: Turn, *words: tuple[str, ...]) -> None:
    """Say honestly that the order cannot be told here and give the question to a person."""
    passed = to_staff.pass_on(turn, SEVERITY)
    wording, moment = turn.desk.wording, turn.moment(passed.ticket.answer_by)
    told = "question_passed_on" if passed.new else "question_added"
    share = "" if turn.conversation.customer.phone else wording.say("button_share_phone")
    turn.say_text(
        *words, wording.variants(told, code=passed.ticket.code, answer_by=moment), ask_contact=share
    )


def _answer_for(turn: Turn, codes: Sequence[str]) -> None:
    found = {code: orders.find(turn.session, turn.conversation.customer_id, code) for code in codes}
    mine = [order for order in found.values() if order is not None]
    others = [code for code, order in found.items() if order is None]
    if mine:
        tell(turn, mine, follow_ups.buttons(turn))
    # Whether such an order exists at all is not said: it may be somebody else's.
    if others and not refuse(turn):
        names = ", ".join(others[:MOST_ORDERS])
        _pass_on(turn, turn.desk.wording.variants("order_not_yours", order=names), *_share_phone(turn))


def _share_phone(visit: Visit) -> tuple[tuple[str, ...], ...]:
    """How the chat proves at once whose the order is; nothing when it shared its number before."""
    return () if visit.conversation.customer.phone else (visit.desk.wording.variants("order_share_phone"),)


def _sorry(visit: Visit, untold: Sequence[Order], told: Sequence[Ticket]) -> tuple[str, ...]:
    if untold:
        return visit.desk.wording.variants("order_late_sorry")
    return visit.desk.wording.variants("order_late_told", code=told[0].code) if told else ()


def _late_buttons(visit: Visit, late: Sequence[Order]) -> Rows:
    say = visit.desk.wording.say
    return tuple((Button(say("button_late", order=order.code), f"late:{order.id}"),) for order in late)


def _case_of(visit: Visit, order: Order) -> Ticket | None:
    """The customer's open complaint about an order."""
    theirs = select(Ticket).where(
        Ticket.conversation_id == visit.conversation.id, Ticket.order_id == order.id, tickets.UNCLOSED
    )
    found = visit.session.scalars(theirs.order_by(Ticket.id.desc()))
    return next((ticket for ticket in found if gravity.is_complaint(ticket.intent)), None)
