"""What only a person can do: sell, change or cancel an order, take goods back, or simply talk."""

from dataclasses import replace

from sqlalchemy import select

from nlu.understanding import Understanding
from store.models import Message
from support import intake, order_guesses, order_stage, order_status, to_staff
from support.visit import Turn

PERSON, DOING, ASKING = "S2", "S3", "S4"
# Behind these a customer may say outright what they want done (`wishes` in data/choices.yml).
WISHED_BEHIND = frozenset({"question_exchange_return", "question_warranty", "complaint_warranty"})


def person(turn: Turn) -> None:
    """Hand over to a person, with an honest time."""
    to_staff.hand_over(turn, PERSON, "reason_wants_person", "hand_over_asked")


def soothe(turn: Turn) -> None:
    """Hand over somebody who is angry or swears."""
    to_staff.hand_over(turn, PERSON, "reason_angry", "hand_over_angry")


def order(turn: Turn) -> None:
    """Pass on what a customer wants to buy."""
    _pass_on(turn, DOING, "order_passed_on")


def change_order(turn: Turn) -> None:
    """Pass on a change of an order."""
    _request(turn, "change_passed_on")


def cancel_order(turn: Turn) -> None:
    """Pass on a cancellation; nothing is promised, the order may be on its way."""
    known = order_stage.of(turn, to_staff.order_of(turn))
    _request(turn, "cancel_passed_on_plain" if known else "cancel_passed_on")


def return_goods(turn: Turn) -> None:
    """Open a ticket for goods that are to be exchanged or taken back."""
    _request(turn, "return_passed_on")


def warranty(turn: Turn) -> None:
    """Open a ticket for goods that are to be repaired under warranty."""
    _request(turn, "warranty_passed_on")


def as_wished(turn: Turn) -> Turn:
    """Return the turn as a request where its words ask outright for an exchange, a return or a repair.

    Who has just asked about exchanging and then wants another size wants that exchange, not a change of an order.
    """
    behind = turn.intent in WISHED_BEHIND
    behind = behind or (
        turn.intent == "other_change_order" and _asked_before(turn) == "question_exchange_return"
    )
    wish = turn.desk.choices.wish(turn.message.text) if behind else None
    return turn if wish is None else replace(turn, understanding=_meant(turn.understanding, wish))


def _asked_before(turn: Turn) -> str | None:
    """What the customer's last message but this was about."""
    earlier = select(Message.intent).where(
        Message.conversation_id == turn.conversation.id,
        Message.author == "customer",
        Message.id < turn.message.id,
    )
    return turn.session.scalars(earlier.order_by(Message.id.desc()).limit(1)).first()


def _meant(said: Understanding, wish: str) -> Understanding:
    return replace(said, kind="other", intent=wish, topic=wish.partition("_")[2])


def foreign(turn: Turn) -> None:
    """Pass on a message in another language; the bot speaks Vietnamese only and says so in both."""
    _pass_on(turn, DOING, "foreign_passed_on")


def information(turn: Turn) -> None:
    """Take an order code or a phone number; whose order it is must be proved, so a typed number is not enough."""
    ticket = to_staff.newest_unclosed(turn)
    if order_guesses.stops(turn):
        order_status.refuse(turn)
        return
    if ticket is not None:
        to_staff.join(turn, ticket, ASKING)
        turn.say("information_added", code=ticket.code)
    elif turn.understanding.severity:
        _pass_on(turn, ASKING, "information_passed_on")
    elif to_staff.order_code(turn):
        order_status.answer(turn)
    elif any(entity.name == "phone" for entity in turn.understanding.entities):
        order_status.ask_for_phone(turn, "phone_must_be_shared")
    else:
        _pass_on(turn, ASKING, "information_passed_on")


def _request(turn: Turn, name: str) -> None:
    """Open a ticket of its own for something to be done, with the first question about what is missing."""
    severity = min(DOING, turn.understanding.severity or DOING)
    passed = to_staff.pass_on(turn, severity, alone=True)
    code, answer_by = passed.ticket.code, turn.moment(passed.ticket.answer_by)
    if not passed.new:
        turn.say(name, "question_added", code=code)
        return
    question, variants = intake.begin(turn, passed.ticket), turn.desk.wording.variants
    turn.say_text(
        variants(name),
        order_stage.words(turn, passed.ticket),
        variants("ticket_is", code=code, answer_by=answer_by),
        question.words,
        buttons=question.buttons,
    )


def _pass_on(turn: Turn, severity: str, name: str) -> None:
    graver = min(severity, turn.understanding.severity or severity)
    passed = to_staff.pass_on(turn, graver, alone=True)
    told = "ticket_is" if passed.new else "question_added"
    turn.say(name, told, code=passed.ticket.code, answer_by=turn.moment(passed.ticket.answer_by))
