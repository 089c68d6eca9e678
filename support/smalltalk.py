"""What is said between the matters: greetings, thanks, yes and no, and honest words about being a bot."""

from store.models import Message, Review, Ticket
from support import casework, data_requests, introductions, order_status, pending, places, reviews, to_staff
from support.speaking import REPEATED_WITHIN, last_said
from support.visit import Turn


def greet(turn: Turn) -> None:
    """Greet back and listen; who says hello twice in a breath hears it once."""
    said = last_said(turn.session, turn.conversation)
    greeted = said is not None and said.text in turn.desk.in_all_forms("greeting")
    if said is None or not greeted or turn.desk.clock() - said.at >= REPEATED_WITHIN:
        turn.say("greeting")


def thanks(turn: Turn) -> None:
    """Answer thanks."""
    turn.say("you_are_welcome")


def bye(turn: Turn) -> None:
    """Say goodbye."""
    turn.say("bye")


def wait(turn: Turn) -> None:
    """Wait gladly."""
    turn.say("take_your_time")


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
            turn.say("yes_heard")


def no(turn: Turn) -> None:
    """Take a no for what the bot asked last."""
    waited = pending.waiting_for(turn.conversation, turn.desk.clock())
    asked = waited.get("what")
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
        turn.say("no_heard")


def _settle(turn: Turn, ticket_id: int, *, solved: bool) -> None:
    ticket = turn.session.get_one(Ticket, ticket_id)
    if casework.settle(turn.session, turn.desk, ticket, solved=solved) == "toast_done":
        turn.say("yes_heard" if solved else "no_heard")
