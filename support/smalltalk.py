"""What is said between the matters: greetings, thanks, yes and no, and honest words about being a bot."""

from datetime import timedelta

from store.models import Message, Review, Ticket
from support import (
    casework,
    data_requests,
    introductions,
    order_status,
    pending,
    places,
    reviews,
    signs,
    to_staff,
    unsure,
)
from support.speaking import REPEATED_WITHIN, last_said
from support.visit import Turn

COURTESIES = ("yes_heard", "no_heard", "you_are_welcome", "bye", "take_your_time")
CALM_FOR = timedelta(minutes=10)  # behind one of them a further "ok" or "thanks" needs no word


def greet(turn: Turn) -> None:
    """Greet back and listen; who says hello twice in a breath hears it once."""
    said = last_said(turn.session, turn.conversation)
    greeted = said is not None and said.text in turn.desk.in_all_forms("greeting")
    if said is None or not greeted or turn.desk.clock() - said.at >= REPEATED_WITHIN:
        turn.say("greeting")


def thanks(turn: Turn) -> None:
    """Answer thanks; a heart under the question whether all is well now says that it is."""
    asked = pending.waiting_for(turn.conversation, turn.desk.clock())
    if is_sign(turn) and asked.get("what") in {"solved", "stars"}:
        yes(turn)
    else:
        _hear(turn, "you_are_welcome")


def bye(turn: Turn) -> None:
    """Say goodbye."""
    _hear(turn, "bye")


def wait(turn: Turn) -> None:
    """Wait gladly."""
    _hear(turn, "take_your_time")


def is_sign(turn: Turn) -> bool:
    """Return whether a message has nothing but a thumb, a heart, a smile."""
    return bool(turn.desk.signs.meaning(signs.of_message(turn.message)))


def is_plain_answer(turn: Turn) -> bool:
    """Return whether a message is a mere yes or no: an answer, but nothing to write into a case or to keep as a comment."""
    return turn.intent in {"other_yes", "other_no"} and not unsure.is_unsure(turn) and not _has_files(turn)


def is_a_bot(turn: Turn) -> None:
    """Say honestly that this is a bot, and offer a person."""
    turn.say("i_am_a_bot", buttons=to_staff.person_button(turn))


def yes(turn: Turn) -> None:
    """Take a yes for what the bot asked last; without a question it is only heard."""
    asked = pending.waiting_for(turn.conversation, turn.desk.clock())
    match asked.get("what"):
        case "consent" if introductions.was_just_asked(turn):
            introductions.agree(turn)
        case "ticket":
            reviews.open_ticket(turn, turn.session.get_one(Review, asked["review_id"]))
        case "stars":
            turn.say(
                "tap_a_star",
                buttons=reviews.star_buttons(turn, turn.session.get_one(Review, asked["review_id"])),
            )
        case "place":
            places.pass_on(turn, turn.session.get_one(Message, asked["message_id"]))
        case "erase":
            data_requests.ask_to_erase(turn)
        case "order_status":
            order_status.ask_for_phone(turn, "tap_share_phone")
        case "meaning":
            turn.say("tap_a_meaning")
        case "solved":
            _settle(turn, asked["ticket_id"], solved=True)
        case _:
            _hear(turn, "yes_heard")


def no(turn: Turn) -> None:
    """Take a no for what the bot asked last."""
    waited = pending.waiting_for(turn.conversation, turn.desk.clock())
    asked = waited.get("what")
    if asked == "solved" and turn.desk.signs.waive(turn.message.text):
        turn.say("tap_solved", buttons=casework.solved_buttons(turn.desk, waited["ticket_id"]))
        return
    if asked == "solved":
        _settle(turn, waited["ticket_id"], solved=False)
        return
    if asked == "consent" and introductions.was_just_asked(turn):
        introductions.decline(turn)
        return
    if asked == "erase":
        data_requests.keep(turn)
        return
    if asked == "place":
        places.leave(turn)
        return
    pending.clear(turn.conversation)
    if asked == "meaning":
        turn.say("say_it_again", buttons=to_staff.person_button(turn))
    else:
        _hear(turn, "no_heard")


def _hear(turn: Turn, name: str) -> None:
    """Say a courtesy, once: not behind another one, and no word to a mere sign in a talk that goes on."""
    said = last_said(turn.session, turn.conversation)
    if said is None:
        turn.say("greeting" if is_sign(turn) else name)
    elif not is_sign(turn) and not _was_courtesy(turn, said):
        turn.say(name)


def _was_courtesy(turn: Turn, said: Message) -> bool:
    forms = (text for name in COURTESIES for text in turn.desk.in_all_forms(name))
    return turn.desk.clock() - said.at < CALM_FOR and said.text in forms


def _has_files(turn: Turn) -> bool:
    return bool(turn.message.attachments) and not is_sign(turn)


def _settle(turn: Turn, ticket_id: int, *, solved: bool) -> None:
    ticket = turn.session.get_one(Ticket, ticket_id)
    if casework.settle(turn.session, turn.desk, ticket, solved=solved) == "toast_done":
        turn.say("yes_heard" if solved else "no_heard")
