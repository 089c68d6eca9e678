"""What happens to what: the whole table on one page."""

from collections.abc import Callable, Mapping

from nlu.understanding import Part, Understanding
from support import (
    also,
    complaints,
    data_requests,
    files,
    handovers,
    intake,
    introductions,
    my_tickets,
    order_guesses,
    pending,
    questions,
    replies,
    requests,
    reviews,
    smalltalk,
    surveys,
    tickets,
    to_staff,
    unsure,
)
from support.visit import Turn

Handler = Callable[[Turn], None]

BY_KIND: Mapping[str, Handler] = {
    "question": questions.answer,
    "complaint": complaints.complain,
    "review": reviews.review,
}
BY_INTENT: Mapping[str, Handler] = {
    "other_greeting": smalltalk.greet,
    "other_thanks": smalltalk.thanks,
    "other_bye": smalltalk.bye,
    "other_yes": smalltalk.yes,
    "other_no": smalltalk.no,
    "other_wait": smalltalk.wait,
    "other_bot": smalltalk.is_a_bot,
    "other_human": requests.person,
    "other_insult": requests.soothe,
    "other_stop": data_requests.stop,
    "other_see_my_data": data_requests.see,
    "other_erase_my_data": data_requests.ask_to_erase,
    "other_order": requests.order,
    "other_change_order": requests.change_order,
    "other_cancel_order": requests.cancel_order,
    "request_return": requests.return_goods,
    "request_warranty": requests.warranty,
    "other_give_info": requests.information,
    "other_foreign": requests.foreign,
    "other_nonsense": unsure.ask_back,
    "other_spam": unsure.not_for_us,
    "other_out_of_scope": unsure.not_for_us,
}
# Staff who work on a ticket need not read these.
SMALL_TALK = frozenset(
    f"other_{topic}" for topic in ("greeting", "thanks", "bye", "yes", "no", "wait", "bot", "stop")
)
# A caption like this ("here it is") says nothing of its own: what matters is the file.
SAYS_NOTHING_OF_A_FILE = SMALL_TALK | unsure.NOT_FOR_US | {"other_nonsense", "other_give_info"}
# Behind these a first contact is asked for consent; a mere greeting waits for its matter.
CONSENT_AFTER = frozenset({"question", "review"})


def decide(turn: Turn) -> None:
    """Weigh a message: harm and anger first, then what the bot had asked, then doubt, then the matter itself."""
    if pending.what(turn.conversation, turn.desk.clock()) == "unread":
        pending.clear(turn.conversation)  # the model reads again; the next outage is told anew
    if turn.understanding.severity == "S1" or turn.understanding.angry:
        _rescue(turn)
    elif _is_for_what_was_asked(turn):
        turn.conversation.unsure_in_a_row = 0
    elif intake.take(turn):
        turn.conversation.unsure_in_a_row = 0
        order_guesses.note(turn)
        _handle_questions_behind(turn)
    else:
        asking = intake.running(turn)
        _decide_matter(turn)
        if asking is not None and intake.running(turn) is asking:
            intake.after_something_else(turn, asking)


def _decide_matter(turn: Turn) -> None:
    if (
        turn.message.attachments
        and not smalltalk.is_sign(turn)
        and (turn.intent in SAYS_NOTHING_OF_A_FILE or unsure.is_unsure(turn))
    ):
        files.receive(turn)
    elif unsure.is_unsure(turn):
        _doubt(turn)
    else:
        handle(turn)


def handle(turn: Turn) -> None:
    """Do what a message that is understood asks for."""
    order_guesses.note(turn)
    turn = requests.as_wished(turn)
    if turn.intent not in unsure.NOT_FOR_US | {"other_nonsense"}:
        turn.conversation.unsure_in_a_row = 0
    _handler(turn.understanding)(turn)
    for part in turn.understanding.also:
        if handovers.running(turn.session, turn.conversation) is None:
            also.handle(turn, part, _handler(part))
    if handovers.running(turn.session, turn.conversation) is None:
        _keep_staff_posted(turn)
        if turn.understanding.kind in CONSENT_AFTER and intake.running(turn) is None:
            introductions.ask_after_matter(turn)


def _handle_questions_behind(turn: Turn) -> None:
    """Behind the answer to what was asked stands a question: it is answered too."""
    for part in turn.understanding.also:
        if part.kind == "question":
            also.handle(turn, part, _handler(part))


def _handler(said: Understanding | Part) -> Handler:
    return BY_KIND.get(said.kind) or BY_INTENT.get(said.intent, unsure.ask_back)


def _rescue(turn: Turn) -> None:
    """Somebody was harmed or is angry: a person takes over, whatever the message is about."""
    if turn.understanding.kind == "complaint":
        complaints.complain(turn)
    elif turn.understanding.severity == "S1":
        to_staff.hand_over(turn, "S1", "reason_harm", "hand_over_urgent")
    elif turn.understanding.kind == "review":
        kept = reviews.keep(turn, reviews.stars_of(turn))
        requests.soothe(turn)
        kept.ticket_id = turn.message.ticket_id
    else:
        requests.soothe(turn)
    data_requests.note(turn)


def _is_for_what_was_asked(turn: Turn) -> bool:
    if replies.take(turn):
        return True
    asked = pending.waiting_for(turn.conversation, turn.desk.clock())
    if asked.get("what") == "addition":
        return not smalltalk.is_plain_answer(turn) and my_tickets.take_addition(turn)
    if asked.get("what") == "stars":
        return reviews.take_typed(turn, asked["review_id"])
    if reviews.take_change(turn):
        return True
    if asked.get("what") == "ticket":
        return reviews.take_wish(turn, asked["review_id"])
    return asked.get("what") == "comment" and _is_comment(turn)


def _is_comment(turn: Turn) -> bool:
    """Whoever asks or wants something, or only says yes or no, is not commenting; a complaint is kept as a comment and gets its ticket too."""
    clear = not unsure.is_unsure(turn)
    if clear and (turn.understanding.kind == "question" or turn.intent in also.WISHES):
        return False
    if smalltalk.is_plain_answer(turn):
        return False
    taken = surveys.take_comment(turn.session, turn.desk, turn.conversation, turn.message.text)
    return taken and not (clear and turn.understanding.kind == "complaint")


def _doubt(turn: Turn) -> None:
    """An unclear message behind a fresh ticket belongs to it; any other is asked about."""
    ticket = to_staff.newest_unclosed(turn)
    if ticket is None or not tickets.is_fresh(turn.desk, ticket):
        unsure.ask_back(turn)
        return
    tickets.add(turn.session, turn.desk, ticket, turn.message)
    turn.say("added_to_ticket", code=ticket.code)


def _keep_staff_posted(turn: Turn) -> None:
    """Show the staff what a customer with an open ticket writes, also when the bot has answered it."""
    ticket = to_staff.newest_unclosed(turn)
    if order_guesses.stops(turn):
        return  # they were told once that codes are tried here
    if ticket is not None and turn.message.ticket_id is None and turn.intent not in SMALL_TALK:
        tickets.add(turn.session, turn.desk, ticket, turn.message, "relay_answered_title")
