"""What customers think: kept with stars, thanked for, and help offered where it is three stars or less."""

import re

from store.models import Message, Order, Review, Ticket
from store.outbox import Button
from support import pending, situations, tickets, to_staff
from support.speaking import Rows
from support.visit import Turn, Visit

MOST = 5
CONTENT_FROM = 4  # stars; with fewer, something was not right
TYPED_STARS = re.compile(
    r"\s*([1-5])\s*(?:/\s*5)?\s*(?:sao|điểm|diem|đ|\*|⭐|🌟)?\s*(?:nha|nhé|ạ|thôi)?\s*[.!]*\s*", re.IGNORECASE
)
SEVERITY = "S3"


def review(turn: Turn) -> None:
    """Keep a review; thank for its stars, or ask for them with five buttons."""
    asked = pending.waiting_for(turn.conversation, turn.desk.clock())
    stars = stars_of(turn)
    if asked.get("what") == "stars":
        _more_of(turn, turn.session.get_one(Review, asked["review_id"]), stars)
        return
    kept = keep(turn, stars)
    words = situations.answers(turn)
    if stars is None:
        _ask_stars(turn, kept, words)
    else:
        answer_stars(turn, kept, words)


def keep(turn: Turn, stars: int | None) -> Review:
    """Keep a message as a review."""
    order = to_staff.order_of(turn)
    kept = Review(
        conversation_id=turn.conversation.id,
        customer_id=turn.conversation.customer_id,
        message_id=turn.message.id,
        order_id=order.id if order else None,
        stars=stars,
        topics=list(turn.understanding.topics),
        sentiment=turn.understanding.sentiment,
        at=turn.desk.clock(),
    )
    turn.session.add(kept)
    turn.session.flush()
    return kept


def stars_of(turn: Turn) -> int | None:
    """Return the stars a message gives, None when it gives none."""
    found = [int(entity.value) for entity in turn.understanding.entities if entity.name == "stars"]
    return found[-1] if found and 1 <= found[-1] <= MOST else None


def typed_stars(text: str) -> int | None:
    """Return the stars of a message that is nothing but stars: "5", "4 sao"; None for any other."""
    match = TYPED_STARS.fullmatch(text)
    return int(match[1]) if match else None


def take_typed(turn: Turn, review_id: int) -> bool:
    """Take a message as the stars that were asked for; False when it is something else."""
    stars = typed_stars(turn.message.text) or (
        stars_of(turn) if turn.understanding.kind != "review" else None
    )
    if stars is None:
        return False
    kept = turn.session.get_one(Review, review_id)
    kept.stars = stars
    answer_stars(turn, kept)
    return True


def answer_stars(visit: Visit, kept: Review, words: tuple[str, ...] = ()) -> None:
    """Thank for the stars; where they are few, say sorry and offer to open a ticket."""
    pending.clear(visit.conversation)
    wording, stars = visit.desk.wording, kept.stars or 0
    if stars >= CONTENT_FROM:
        visit.say_text(words, wording.variants("stars_noted" if words else "stars_many", stars=stars))
        return
    pending.wait_for(visit.conversation, "ticket", visit.desk.clock(), review_id=kept.id)
    visit.say("stars_few", stars=stars, buttons=_ticket_button(visit, kept))


def open_ticket(visit: Visit, kept: Review) -> Ticket:
    """Open a ticket with the review's words, once, and tell the customer."""
    pending.clear(visit.conversation)
    ticket = visit.session.get(Ticket, kept.ticket_id) if kept.ticket_id else None
    if ticket is None:
        ticket = _new_ticket(visit, kept)
        kept.ticket_id = ticket.id
    visit.say("review_ticket", code=ticket.code, answer_by=visit.moment(ticket.answer_by))
    return ticket


def _new_ticket(visit: Visit, kept: Review) -> Ticket:
    message = visit.session.get_one(Message, kept.message_id)
    stars = visit.desk.wording.say("reason_stars", stars=kept.stars)
    return tickets.open_ticket(
        visit.session,
        visit.desk,
        visit.conversation,
        intent=message.intent or "review_negative",
        topic=message.topic or "negative",
        severity=min(message.severity or SEVERITY, SEVERITY),
        reasons=[stars, *message.reasons],
        message=message,
        order=visit.session.get(Order, kept.order_id) if kept.order_id else None,
    )


def _more_of(turn: Turn, kept: Review, stars: int | None) -> None:
    """A second message while the stars are awaited belongs to the same review."""
    if stars is not None:
        kept.stars = stars
        answer_stars(turn, kept)
    else:
        turn.say("review_more", buttons=star_buttons(turn, kept))


def _ask_stars(turn: Turn, kept: Review, words: tuple[str, ...]) -> None:
    pending.wait_for(turn.conversation, "stars", turn.desk.clock(), review_id=kept.id)
    turn.say_text(words, turn.desk.wording.variants("ask_stars"), buttons=star_buttons(turn, kept))


def star_buttons(visit: Visit, kept: Review) -> Rows:
    """Return the five buttons that ask for a review's stars."""
    say = visit.desk.wording.say
    return (tuple(Button(say("button_star", stars=n), f"stars:{kept.id}:{n}") for n in range(1, MOST + 1)),)


def _ticket_button(visit: Visit, kept: Review) -> Rows:
    return ((Button(visit.desk.wording.say("button_open_ticket"), f"ticket:{kept.id}"),),)
