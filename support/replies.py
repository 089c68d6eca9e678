"""A reply is meant for what it replies to, although something newer was said: a case, a survey's question, the stars of a review."""

from datetime import timedelta

from store.models import Response, Review, Ticket
from support import also, answered, cards, casework, my_tickets, pending, reviews, surveys, tickets, unsure
from support.visit import Turn

COMMENT_WITHIN = timedelta(hours=12)
CONTENT = frozenset({"other_yes", "other_thanks"})
# With these nothing is added to a case.
SMALL_TALK = frozenset(
    f"other_{topic}" for topic in ("greeting", "thanks", "bye", "wait", "bot", "stop", "yes", "no")
)


def take(turn: Turn) -> bool:
    """Do what a reply is meant for; False when it is a matter like any other, or no reply."""
    if not (turn.message.reply_to or turn.message.quote):
        return False
    asked, judged, case = answered.response(turn), answered.review(turn), answered.ticket(turn)
    if asked is not None:
        return _answer_survey(turn, asked)
    if judged is not None and judged.conversation_id == turn.conversation.id:
        return _about_review(turn, judged)
    return case is not None and _about_case(turn, case)


def _answer_survey(turn: Turn, asked: Response) -> bool:
    if asked.survey == "csat":
        return _score(turn, asked)
    if asked.state == "answered":
        return False
    said = _how_it_is(turn)
    if said:
        _tap(turn, f"checkin:{asked.id}:{said}")
    if said == "wrong":
        opened = answered.newest_unclosed(turn)
        if opened is not None:
            tickets.add(turn.session, turn.desk, opened, turn.message)
    return bool(said)


def _score(turn: Turn, asked: Response) -> bool:
    score = reviews.given_stars(turn)
    if asked.state != "answered" and score is not None:
        _tap(turn, f"csat:{asked.id}:{score}")
        return True
    if asked.state == "answered":  # what is said behind the score is a comment, unless it asks for something
        pending.wait_for(
            turn.conversation, "comment", turn.desk.clock(), COMMENT_WITHIN, response_id=asked.id
        )
    return False


def _tap(turn: Turn, action: str) -> None:
    surveys.tap(turn.session, turn.desk, turn.conversation, action, turn.message.reply_to or "")


def _how_it_is(turn: Turn) -> str:
    """Return what a reply to a check-in says, "" for a matter of its own, complaints among them."""
    if turn.intent in CONTENT or turn.intent == "review_positive":
        return "ok"
    return "wrong" if turn.intent in {"other_no", "review_negative", "review_mixed"} else ""


def _about_review(turn: Turn, judged: Review) -> bool:
    stars = reviews.given_stars(turn)
    if judged.stars is None:
        pending.wait_for(turn.conversation, "stars", turn.desk.clock(), review_id=judged.id)
        return False
    return stars is not None and reviews.change_stars(turn, judged, stars)


def _about_case(turn: Turn, case: Ticket) -> bool:
    if case.state == "solved" and turn.intent in {"other_yes", "other_no"}:
        casework.settle(turn.session, turn.desk, case, solved=turn.intent == "other_yes")
        return True
    if turn.intent in SMALL_TALK or _is_matter_of_its_own(turn, case):
        return False
    if case.state != "closed":
        tickets.add(turn.session, turn.desk, case, turn.message, reasons=_reasons(turn))
        turn.say("added_to_ticket", code=case.code)
        return True
    if not my_tickets.may_be_reopened(turn.desk, case):
        return False
    my_tickets.reopen(turn, case)
    tickets.add(turn.session, turn.desk, case, turn.message, reasons=_reasons(turn))
    cards.refresh(turn.session, turn.desk, case)
    return True


def _is_matter_of_its_own(turn: Turn, case: Ticket) -> bool:
    """A question is answered, a wish is obeyed, praise is kept, and a complaint joins the open case by itself."""
    if unsure.is_unsure(turn):
        return False
    joins_by_itself = turn.understanding.kind == "complaint" and case.state != "closed"
    asks = turn.understanding.kind == "question" or turn.intent in also.WISHES
    return joins_by_itself or asks or turn.intent == "review_positive"


def _reasons(turn: Turn) -> tuple[str, ...]:
    return turn.understanding.reasons if turn.understanding.severity else ()
