"""The question after a delivery: is everything all right with the order? One for each order."""

from textwrap import shorten

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.models import Conversation, Order, Response
from store.outbox import BACKGROUND, Button
from support import calendar, handovers, speaking, tickets
from support.desk import Desk
from support.due import next_time_to_ask
from support.visit import in_words

CHECK_IN = "check_in"
LONGEST_ITEMS = 120  # characters: an order may hold forty things, the question stays short


def ask_about(session: Session, desk: Desk, order: Order, conversation: Conversation) -> bool:
    """Ask about an order for the first time; False when somebody else did it in the same moment."""
    response = Response(
        survey=CHECK_IN,
        customer_id=conversation.customer_id,
        conversation_id=conversation.id,
        order_id=order.id,
        state="queued",
    )
    try:
        with session.begin_nested():
            session.add(response)
    except IntegrityError:
        return False
    send(session, desk, response)
    return True


def send(session: Session, desk: Desk, response: Response) -> None:
    """Put the question in the outbox; who put it off once is not offered that again."""
    order = session.get_one(Order, response.order_id)
    actions = ("ok", "wrong") if response.answer == "later" else ("ok", "wrong", "later")
    conversation = session.get_one(Conversation, response.conversation_id)
    words = desk.speaking_to(conversation.customer).wording
    response.state, response.due_at = "queued", None
    speaking.say(
        session,
        desk,
        conversation,
        words.variants("checkin_question", order=_in_words(desk, order), date=_delivered(desk, order)),
        buttons=tuple((_button(desk, response, action),) for action in actions),
        lane=BACKGROUND,
        at_most_once=True,
        response_id=response.id,
    )


def answer(session: Session, desk: Desk, conversation: Conversation, response: Response, said: str) -> str:
    """Take a customer's answer ("ok", "wrong", "later") and return the toast for it."""
    if said == "later":
        return _put_off(desk, response)
    response.state, response.answer, response.answered_at = "answered", said, desk.clock()
    if said == "wrong":
        return _open_ticket(session, desk, conversation, response)
    if not handovers.running(session, conversation):
        speaking.say(session, desk, conversation, desk.wording.variants("checkin_thanks"))
    return desk.wording.say("checkin_ok_toast")


def _put_off(desk: Desk, response: Response) -> str:
    check_in, zone = desk.config.check_in, desk.config.shop.timezone
    due_at = next_time_to_ask(check_in, zone, desk.clock() + check_in.later)
    response.state, response.answer, response.due_at = "postponed", "later", due_at
    return desk.wording.say("checkin_later_toast", when=in_words(desk, due_at))


def _open_ticket(session: Session, desk: Desk, conversation: Conversation, response: Response) -> str:
    order = session.get_one(Order, response.order_id)
    ticket = tickets.open_ticket(
        session,
        desk,
        conversation,
        intent=CHECK_IN,
        topic=CHECK_IN,
        severity="S3",
        reasons=[desk.wording.say("checkin_wrong_reason", order=_in_words(desk, order))],
        order=order,
    )
    if not handovers.running(session, conversation):
        answer_by = in_words(desk, ticket.answer_by)
        words = desk.wording.variants("checkin_what_is_wrong", code=ticket.code, answer_by=answer_by)
        speaking.say(session, desk, conversation, words)
    return desk.wording.say("checkin_wrong_toast", code=ticket.code)


def _button(desk: Desk, response: Response, action: str) -> Button:
    return Button(desk.wording.say(f"checkin_button_{action}"), f"checkin:{response.id}:{action}")


def _in_words(desk: Desk, order: Order) -> str:
    if not order.items:
        return desk.wording.say("checkin_order_bare", code=order.code)
    items = shorten(order.items, LONGEST_ITEMS, placeholder="…")
    return desk.wording.say("checkin_order", code=order.code, items=items)


def _delivered(desk: Desk, order: Order) -> str:
    if order.delivered_at is None:
        return ""
    return calendar.date_in_words(order.delivered_at, desk.config.shop.timezone)
