"""What customers think: kept with stars, thanked for, and help offered where it is three stars or less."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from nlu.text import fold
from nlu.understanding import Understanding
from store.models import Message, Order, Review, ReviewFile, ReviewVersion, Ticket
from store.outbox import Button
from support import attachments, handovers, pending, requests, situations, tickets, to_staff, unsure
from support.speaking import Rows, last_said
from support.visit import Turn, Visit, understood

MOST = 5
CONTENT_FROM = 4  # stars; with fewer, something was not right
TYPED_STARS = re.compile(
    r"\s*([1-5])\s*(?:/\s*5)?\s*(?:sao|điểm|diem|đ|\*|⭐|🌟)?\s*(?:nha|nhé|ạ|thôi)?\s*[.!]*\s*", re.IGNORECASE
)
# Of a folded text: "doi lai 5 sao", "nham, 4 sao moi dung".
CHANGES = re.compile(
    r".*\b(?:doi|sua|chinh|cham lai|cho lai|danh gia lai|nham)\b\D{0,40}([1-5])\s*(?:sao|diem|⭐|\*).*"
)
AGREES = re.compile(r"\s*(?:có|co|👍|👌|🆗|✅|🙏)\W*", re.IGNORECASE)
SEVERITY = "S3"
FRESH = timedelta(minutes=30)  # a picture behind a review belongs to it
MAY_CHANGE = timedelta(days=1)
PICTURES = frozenset({"photo", "video", "document"})


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
    for earlier in _pictures_before(turn, kept):
        turn.session.add(ReviewFile(review_id=kept.id, message_id=earlier.id))
    return kept


def stars_of(turn: Turn) -> int | None:
    """Return the stars a message gives, None when it gives none."""
    found = [int(entity.value) for entity in turn.understanding.entities if entity.name == "stars"]
    return found[-1] if found and 1 <= found[-1] <= MOST else None


def typed_stars(text: str) -> int | None:
    """Return the stars of a message that is nothing but stars: "5", "4 sao"; None for any other."""
    match = TYPED_STARS.fullmatch(text)
    return int(match[1]) if match else None


def given_stars(turn: Turn) -> int | None:
    """Return the stars of a message, however they are said; None when it gives none."""
    return typed_stars(turn.message.text) or stars_of(turn)


def take_change(turn: Turn) -> bool:
    """Take other stars for the newest review, "đổi lại 5 sao"; False when the message is something else."""
    changes = CHANGES.fullmatch(fold(turn.message.text))
    stars = int(changes[1]) if changes else typed_stars(turn.message.text)
    kept = _newest(turn, MAY_CHANGE) if stars else None
    return kept is not None and kept.stars is not None and change_stars(turn, kept, stars or 0)


def change_stars(visit: Visit, kept: Review, stars: int) -> bool:
    """Give a review other stars and keep what it had; False when it is too old to be changed."""
    if visit.desk.clock() - kept.at >= MAY_CHANGE:
        return False
    if stars != kept.stars:
        _keep_version(visit, kept)
        kept.stars = stars
    _answer_change(visit, kept)
    return True


def take_tap(visit: Visit, kept: Review, stars: int, *, silent: bool) -> str:
    """Take the tapped stars, the first ones or within a day others; return the name of the toast."""
    first = kept.stars is None
    if not first and visit.desk.clock() - kept.at >= MAY_CHANGE:
        return "toast_done"
    if not first:
        _keep_version(visit, kept)
    kept.stars = stars
    if not silent:
        (answer_stars if first else _answer_change)(visit, kept)
    return "toast_thanks"


def take_edit(visit: Visit, kept: Review, understanding: Understanding | None) -> None:
    """Let a review follow the later version of its words, and keep what it was."""
    _keep_version(visit, kept)
    kept.message_id = visit.message.id
    if understanding is None:
        return
    stars = given_stars(understood(visit, understanding))
    kept.sentiment, kept.topics = understanding.sentiment, list(understanding.topics)
    changed, kept.stars = stars not in {None, kept.stars}, stars or kept.stars
    speaks = handovers.running(visit.session, visit.conversation) is not None
    if changed and not speaks and understanding.kind != "complaint":
        _answer_change(visit, kept)


def take_wish(turn: Turn, review_id: int) -> bool:
    """Take whatever is no matter of its own behind the offer of help as a yes to it; False for the rest."""
    kept = turn.session.get_one(Review, review_id)
    unclear = unsure.is_unsure(turn) and _was_just_offered(turn, kept)
    if turn.intent == "other_human" and not unclear:
        requests.person(turn)
        kept.ticket_id = turn.message.ticket_id
        return True
    if not unclear and not AGREES.fullmatch(turn.message.text or _emoji(turn.message)):
        return False
    ticket = open_ticket(turn, kept)
    if unclear:
        tickets.add(turn.session, turn.desk, ticket, turn.message)
    return True


def take_file(visit: Visit) -> bool:
    """Let a picture behind a fresh review join it, once thanked for; False when it is about something else."""
    kept = _newest(visit, FRESH)
    if kept is None or not attachments.kinds(visit.message) <= PICTURES:
        return False
    ticket = to_staff.newest_unclosed(visit)
    if ticket is not None and ticket.opened_at >= kept.at:
        if ticket.id == kept.ticket_id:  # help for this very review: the staff see the picture, too
            join(visit, kept)
        return False
    behind = (ReviewFile.review_id == kept.id, ReviewFile.message_id > (kept.message_id or 0))
    thanked = visit.session.scalar(select(func.count()).where(*behind))
    join(visit, kept)
    if not thanked:
        visit.say("review_photo")
    return True


def join(visit: Visit, kept: Review) -> None:
    """Let the files of a message belong to a review."""
    visit.session.add(ReviewFile(review_id=kept.id, message_id=visit.message.id))


def of_messages(session: Session, messages: Sequence[Message]) -> Review | None:
    """Return the review that was given in one of these messages, or that their files belong to."""
    ids = [message.id for message in messages]
    joined = select(ReviewFile.review_id).where(ReviewFile.message_id.in_(ids))
    query = select(Review).where(or_(Review.message_id.in_(ids), Review.id.in_(joined)))
    return session.scalars(query.order_by(Review.id.desc()).limit(1)).first()


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
    else:
        _offer(visit, kept, wording.variants("stars_few", stars=stars))


def _answer_change(visit: Visit, kept: Review) -> None:
    """Say what the stars are now; help is offered where they became few, unless it was before."""
    pending.clear(visit.conversation)
    words = visit.desk.wording.variants("stars_changed", stars=kept.stars)
    if (kept.stars or 0) >= CONTENT_FROM or kept.offered_at is not None:
        visit.say_text(words)
    else:
        _offer(visit, kept, visit.desk.wording.variants("stars_few", stars=kept.stars))


def _offer(visit: Visit, kept: Review, words: tuple[str, ...]) -> None:
    """Offer help, once for each review."""
    kept.offered_at = visit.desk.clock()
    pending.wait_for(visit.conversation, "ticket", visit.desk.clock(), review_id=kept.id)
    visit.say_text(words, buttons=_ticket_button(visit, kept))


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


def _keep_version(visit: Visit, kept: Review) -> None:
    since = kept.changed_at or kept.at
    visit.session.add(
        ReviewVersion(
            review_id=kept.id,
            message_id=kept.message_id,
            stars=kept.stars,
            sentiment=kept.sentiment,
            at=since,
        )
    )
    kept.changed_at = visit.desk.clock()


def _newest(visit: Visit, within: timedelta) -> Review | None:
    query = select(Review).where(
        Review.conversation_id == visit.conversation.id, Review.at > visit.desk.clock() - within
    )
    return visit.session.scalars(query.order_by(Review.id.desc()).limit(1)).first()


def _pictures_before(turn: Turn, kept: Review) -> list[Message]:
    """Pictures are often sent first and explained by the review."""
    reviewed = select(Review.message_id).where(Review.message_id.is_not(None))
    query = select(Message).where(
        Message.conversation_id == kept.conversation_id,
        Message.author == "customer",
        Message.ticket_id.is_(None),
        Message.id < turn.message.id,
        Message.at >= turn.message.at - FRESH,
        Message.id.not_in(select(ReviewFile.message_id)),
        Message.id.not_in(reviewed),
    )
    return [
        message
        for message in turn.session.scalars(query.order_by(Message.id))
        if message.attachments and attachments.kinds(message) <= PICTURES
    ]


def _was_just_offered(turn: Turn, kept: Review) -> bool:
    said = last_said(turn.session, turn.conversation)
    return said is not None and kept.offered_at is not None and said.at <= kept.offered_at


def _emoji(message: Message) -> str:
    return "".join(file["name"] for file in message.attachments if file["kind"] == "sticker")
