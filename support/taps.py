"""What a customer's tap on a button does; every tap is answered, so that the button stops waiting."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from nlu.understanding import Understanding
from store.models import Conversation, Message, Order, Review, Ticket
from store.outbox import Content, Outgoing, put
from support import (
    arrivals,
    casework,
    data_requests,
    decisions,
    follow_ups,
    giving_up,
    handovers,
    intake,
    introductions,
    my_tickets,
    order_status,
    places,
    regroup,
    requests,
    reviews,
    surveys,
    unsure,
)
from support.desk import Desk
from support.events import CustomerTap
from support.speaking import last_said, toast
from support.visit import Visit, understood

# An id of at most 18 digits fits the column, whoever made the button.
NUMBER = re.compile(r"[0-9]{1,18}")
WANTS_PERSON = Understanding("", "other", "other_human", "human", "neutral", None, (), 1.0, ())


@dataclass(frozen=True)
class Tap:
    """A tapped button: its action's parts, `number` the id in it (0 for none), `value` what was chosen."""

    session: Session
    desk: Desk
    conversation: Conversation
    event: CustomerTap
    number: int
    value: str

    @property
    def silent(self) -> bool:
        """Whether a person speaks with the customer, so that the bot only takes note."""
        return handovers.running(self.session, self.conversation) is not None

    def visit(self, words: str, *, again: bool = False) -> Visit | None:
        """Keep the tap in the conversation as what the button said; None when it was kept before.

        Its buttons go, unless they may be tapped `again`.
        """
        message = arrivals.keep_tap(self.session, self.conversation, self.event, words)
        if not again:
            content = Content("buttons", target=self.event.message_id)
            put(self.session, Outgoing(self.event.channel, self.event.chat_id, content), self.desk.clock())
        return Visit(self.session, self.desk, self.conversation, message) if message else None


def tap(session: Session, desk: Desk, conversation: Conversation, event: CustomerTap) -> None:
    """Do what a button says, and answer the tap."""
    name, number, value = _parts(event.action)
    if name in {"checkin", "csat"}:
        words = surveys.tap(session, desk, conversation, event.action, event.message_id)
    else:
        toast_name = TAPS.get(name, _old)(Tap(session, desk, conversation, event, number, value))
        words = desk.wording.say(toast_name) if toast_name else ""
    toast(session, desk, event, words)


def _stars(tapped: Tap) -> str:
    kept = tapped.session.get(Review, tapped.number)
    if kept is None or kept.conversation_id != tapped.conversation.id or tapped.value not in {*"12345"}:
        return "toast_old"
    if kept.stars == int(tapped.value):
        return "toast_done"
    visit = tapped.visit(tapped.desk.wording.say("button_star", stars=tapped.value), again=True)
    if visit is None:
        return "toast_done"
    return reviews.take_tap(visit, kept, int(tapped.value), silent=tapped.silent)


def _ticket(tapped: Tap) -> str:
    kept = tapped.session.get(Review, tapped.number)
    if kept is None or kept.conversation_id != tapped.conversation.id:
        return "toast_old"
    if tapped.silent:
        return "toast_person_speaks"
    visit = tapped.visit(tapped.desk.wording.say("button_open_ticket"))
    if visit is not None:
        reviews.open_ticket(visit, kept)
    return ""


def _meaning(tapped: Tap) -> str:
    message = tapped.session.get(Message, tapped.number)
    known = tapped.value in tapped.desk.answers.topics
    if message is None or message.conversation_id != tapped.conversation.id or not known:
        return "toast_old"
    if tapped.silent:
        return "toast_person_speaks"
    visit = tapped.visit(tapped.desk.answers.label(tapped.value))
    if visit is None or unsure.is_chosen(visit, message):
        return "toast_done"
    meant = Visit(tapped.session, tapped.desk, tapped.conversation, message)
    turn = understood(meant, unsure.choose(meant, tapped.value))
    said = last_said(tapped.session, tapped.conversation)
    decisions.handle(turn)
    giving_up.finish(turn, said)
    return ""


def _consent(tapped: Tap) -> str:
    given = tapped.value == "yes"
    visit = tapped.visit(tapped.desk.wording.say("button_agree" if given else "button_decline"))
    if visit is None:
        return "toast_done"
    if tapped.silent:
        introductions.write_consent(visit, given=given)
    else:
        (introductions.agree if given else introductions.decline)(visit)
    return "toast_noted"


def _person(tapped: Tap) -> str:
    if tapped.silent:
        return "toast_person_speaks"
    visit = tapped.visit(tapped.desk.wording.say("button_person"))
    if visit is not None:
        requests.person(understood(visit, WANTS_PERSON))
    return ""


def _solved(tapped: Tap) -> str:
    ticket = tapped.session.get(Ticket, tapped.number, with_for_update=True)
    if (
        ticket is None
        or ticket.conversation_id != tapped.conversation.id
        or tapped.value not in {"yes", "no"}
    ):
        return "toast_old"
    visit = tapped.visit(tapped.desk.wording.say(f"button_solved_{tapped.value}"))
    if visit is None:
        return "toast_done"
    return casework.settle(tapped.session, tapped.desk, ticket, solved=tapped.value == "yes")


def _mine(tapped: Tap) -> str:
    ticket = my_tickets.find(tapped.session, tapped.conversation, tapped.number)
    if ticket is None or tapped.value not in my_tickets.DEEDS:
        return "toast_old"
    visit = tapped.visit(tapped.desk.wording.say(f"button_phieu_{tapped.value}", code=ticket.code))
    if visit is not None:
        my_tickets.act(visit, ticket, tapped.value)
    return ""


def _place(tapped: Tap) -> str:
    message = tapped.session.get(Message, tapped.number)
    ours = message is not None and message.conversation_id == tapped.conversation.id
    if message is None or not ours or tapped.value not in {"yes", "no"}:
        return "toast_old"
    if tapped.silent:
        return "toast_person_speaks"
    visit = tapped.visit(tapped.desk.wording.say(f"button_place_{tapped.value}"))
    if visit is None or message.ticket_id is not None:
        return "toast_done"
    if tapped.value == "yes":
        places.pass_on(visit, message)
    else:
        places.leave(visit)
    return "toast_noted"


def _ask(tapped: Tap) -> str:
    if tapped.value not in tapped.desk.answers.offered:
        return "toast_old"
    if tapped.silent:
        return "toast_person_speaks"
    label = tapped.desk.answers.label(tapped.value)
    visit = tapped.visit(label[:1].upper() + label[1:])
    if visit is None:
        return "toast_done"
    decisions.handle(understood(visit, follow_ups.meant_by(visit, tapped.value)))
    return ""


def _late(tapped: Tap) -> str:
    order = tapped.session.get(Order, tapped.number)
    if order is None or order.customer_id != tapped.conversation.customer_id:
        return "toast_old"
    if tapped.silent:
        return "toast_person_speaks"
    visit = tapped.visit(tapped.desk.wording.say("button_late", order=order.code))
    if visit is None:
        return "toast_done"
    decisions.handle(understood(visit, order_status.late_complaint(visit, order)))
    return ""


def _intake(tapped: Tap) -> str:
    ticket = my_tickets.find(tapped.session, tapped.conversation, tapped.number)
    name, _, value = tapped.value.partition(":")
    here = Visit(tapped.session, tapped.desk, tapped.conversation, Message())
    words = intake.label(here, ticket, name, value) if ticket is not None else ""
    if ticket is None or not words:
        return "toast_old"
    visit = tapped.visit(words)
    return "toast_noted" if visit is not None and intake.choose(visit, ticket, name, value) else "toast_done"


def _other_case(tapped: Tap) -> str:
    message = tapped.session.get(Message, tapped.number)
    ticket = _second(tapped)
    if message is None or ticket is None or message.conversation_id != tapped.conversation.id:
        return "toast_old"
    visit = tapped.visit(tapped.desk.wording.say("button_other_case"))
    return "toast_noted" if visit is not None and regroup.split(visit, message, ticket) else "toast_done"


def _same_case(tapped: Tap) -> str:
    ticket, into = my_tickets.find(tapped.session, tapped.conversation, tapped.number), _second(tapped)
    if ticket is None or into is None:
        return "toast_old"
    visit = tapped.visit(tapped.desk.wording.say("button_same_case", code=into.code))
    return "toast_noted" if visit is not None and regroup.merge(visit, ticket, into) else "toast_done"


def _second(tapped: Tap) -> Ticket | None:
    """The second ticket that a button names, None when it is not this customer's."""
    number = int(tapped.value) if NUMBER.fullmatch(tapped.value) else 0
    return my_tickets.find(tapped.session, tapped.conversation, number)


def _erase(tapped: Tap) -> str:
    request = data_requests.erasable(tapped.session, tapped.conversation, tapped.number)
    if request is None or tapped.value not in {"yes", "no"}:
        return "toast_old"
    if tapped.value == "yes":
        event = tapped.event
        data_requests.erase(tapped.session, tapped.desk, tapped.conversation, request, event.message_id)
        return "toast_erased"
    visit = tapped.visit(tapped.desk.wording.say("button_keep"))
    if visit is not None:
        data_requests.keep(visit)
    return "toast_noted"


def _old(_tapped: Tap) -> str:
    return "toast_old"


def _parts(action: str) -> tuple[str, int, str]:
    """Return name, number and value of "stars:12:4", "mean:7:question_price", "ticket:12", "consent:yes", "human"."""
    name, *rest = action.split(":")
    number = int(rest.pop(0)) if rest and NUMBER.fullmatch(rest[0]) else 0
    return name, number, ":".join(rest)


TAPS: Mapping[str, Callable[[Tap], str]] = {
    "stars": _stars,
    "ticket": _ticket,
    "mean": _meaning,
    "consent": _consent,
    "human": _person,
    "solved": _solved,
    "mine": _mine,
    "place": _place,
    "ask": _ask,
    "late": _late,
    "intake": _intake,
    "other_case": _other_case,
    "same_case": _same_case,
    "erase": _erase,
}
