"""What only a person can do: sell, change or cancel an order, or simply talk."""

from support import order_guesses, order_status, to_staff
from support.visit import Turn

PERSON, DOING, ASKING = "S2", "S3", "S4"


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
    _pass_on(turn, DOING, "change_passed_on", asks_code=True)


def cancel_order(turn: Turn) -> None:
    """Pass on a cancellation; nothing is promised, the order may be on its way."""
    _pass_on(turn, DOING, "cancel_passed_on", asks_code=True)


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


def _pass_on(turn: Turn, severity: str, name: str, *, asks_code: bool = False) -> None:
    graver = min(severity, turn.understanding.severity or severity)
    passed = to_staff.pass_on(turn, graver, alone=True)
    told = ["ticket_is" if passed.new else "question_added"]
    if asks_code and passed.new and passed.ticket.order_id is None and not to_staff.order_code(turn):
        told.append("ask_order")
    turn.say(name, *told, code=passed.ticket.code, answer_by=turn.moment(passed.ticket.answer_by))
