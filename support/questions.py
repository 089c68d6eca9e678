"""Questions: answered from the shop's facts, and passed on to a person where facts do not answer them."""

from support import follow_ups, order_status, situations, to_staff
from support.visit import Turn

SEVERITY = "S4"


def answer(turn: Turn) -> None:
    """Answer a question; what only a person knows goes to the staff, and the customer is told by when.

    So does a question in which something grave is heard: it may be a complaint that was taken for one.
    """
    if turn.understanding.severity:
        pass_on(turn)
    elif turn.intent == "question_order_status" or order_status.is_asked_of_a_late_one(turn):
        order_status.answer(turn)
    elif turn.desk.answers.goes_to_staff(turn.intent):
        pass_on(turn)
    else:
        turn.say_text(situations.answers(turn), buttons=follow_ups.buttons(turn))


def pass_on(turn: Turn) -> None:
    """Give a question to the staff with what the shop's answer says meanwhile."""
    meanwhile, buttons = situations.answers(turn), follow_ups.buttons(turn)
    passed = to_staff.pass_on(turn, turn.understanding.severity or SEVERITY)
    name = "question_passed_on" if passed.new else "question_added"
    code, moment = passed.ticket.code, turn.moment(passed.ticket.answer_by)
    turn.say_text(meanwhile, turn.desk.wording.variants(name, code=code, answer_by=moment), buttons=buttons)
