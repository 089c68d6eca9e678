"""What a customer does: a message, a tap, going away and coming back. `support/decisions.py` says what follows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from nlu.understanding import Understanding
from support import (
    addressing,
    albums,
    arrivals,
    bursts,
    data_requests,
    decisions,
    edits,
    files,
    giving_up,
    handovers,
    introductions,
    my_tickets,
    pending,
    persons,
    reach,
    signs,
    taps,
    to_staff,
)
from support.desk import Desk
from support.events import CustomerLeft, CustomerMessage, CustomerTap
from support.speaking import last_said, toast
from support.visit import Turn, Visit, understood

COMMANDED: Mapping[str, Callable[[Visit], None]] = {
    "phieu": my_tickets.show,
    "dulieu": data_requests.see,
    "xoadulieu": data_requests.ask_to_erase,
    "huy": data_requests.stop,
}
OUTAGE = timedelta(hours=6)  # after so long a customer is told again that the model is down


def receive(
    session: Session, desk: Desk, event: CustomerMessage, understanding: Understanding | None
) -> None:
    """Keep a customer's message, decide, and write what is to be sent.

    Without an understanding there was nothing to read: a command, a shared number, a file.
    """
    if understanding is not None:
        understanding = desk.signs.reread(signs.of_event(event), understanding)
    visit = _visit(session, desk, event, understanding)
    if visit is None:
        return
    said = last_said(session, visit.conversation)
    if event.command:
        _obey(visit, event)
    elif event.edited and edits.receive(visit, understanding):
        return
    elif handovers.running(session, visit.conversation):
        _listen(visit, event)
    elif albums.take_part(visit):
        return
    elif understanding is not None:
        visit = turn = understood(visit, understanding)
        _answer(turn)
    elif event.phone:
        introductions.share_phone(visit, event.phone)
    else:
        files.receive(visit)
        albums.hold_back(visit)
    giving_up.finish(visit, said)


def receive_run(
    session: Session,
    desk: Desk,
    heard: Sequence[tuple[CustomerMessage, Understanding]],
    whole: Understanding,
) -> None:
    """Take messages that came before anything was answered as one turn; `whole` is what they mean as one text."""
    first = arrivals.conversation_of(session, desk, heard[0][0])
    alone = pending.what(first, desk.clock()) not in bursts.ANSWERS
    if alone or handovers.running(session, first):
        for event, understanding in heard:
            receive(session, desk, event, understanding)
        return
    kept = [(_visit(session, desk, event, said), said) for event, said in heard]
    pieces = [bursts.Piece(visit, said) for visit, said in kept if visit is not None]
    if pieces:
        _answer_run(bursts.turn_of(pieces, whole), pieces)


def _answer_run(turn: Turn, pieces: Sequence[bursts.Piece]) -> None:
    after, said = (
        bursts.newest_row(turn.session, turn.conversation),
        last_said(turn.session, turn.conversation),
    )
    _answer(turn)
    giving_up.finish(turn, said)
    bursts.show_rest(turn, pieces)
    bursts.make_one(turn, after)


def may_wait(session: Session, desk: Desk, event: CustomerMessage, understanding: Understanding) -> bool:
    """Return whether a message need not be answered at once, because more of it may follow."""
    known = arrivals.known_conversation(session, event)
    if known is None:
        return bursts.is_idle(understanding, desk.config.understanding.answer_from)
    if handovers.running(session, known):
        return False
    return bursts.may_wait(known, understanding, desk.config.understanding.answer_from)


def receive_unread(session: Session, desk: Desk, event: CustomerMessage) -> None:
    """Take a message that the model could not read: it goes to the staff, and the customer is told so once."""
    visit = _visit(session, desk, event, None)
    if visit is None:
        return
    if event.edited and edits.receive(visit, None):
        return
    excused = pending.what(visit.conversation, desk.clock()) == "unread"
    to_staff.keep(visit, "unread", "reason_unread")
    if handovers.running(session, visit.conversation):
        persons.tell_opening(visit)
    elif not excused:
        pending.wait_for(visit.conversation, "unread", desk.clock(), OUTAGE)
        visit.say("cannot_read_now")


def tap(session: Session, desk: Desk, event: CustomerTap) -> None:
    """Do what the tapped button says and answer the tap."""
    if (
        arrivals.known_conversation(session, event) is None
    ):  # erased: a tap alone must not bring its writer back
        toast(session, desk, event, desk.wording.say("toast_old"))
        return
    conversation = arrivals.conversation_of(session, desk, event)
    taps.tap(session, desk.speaking_to(conversation.customer), conversation, event)


def left(session: Session, desk: Desk, event: CustomerLeft) -> None:
    """Note that a customer blocked the bot or came back; the staff are told when a case of theirs is open."""
    conversation = arrivals.known_conversation(session, event)
    if conversation is None:
        return
    if not event.returned:
        reach.lose(session, desk, conversation, "staff_customer_left")
        return
    away_since, conversation.unreachable_since = conversation.unreachable_since, None
    reach.regain(session, desk, conversation, away_since)


def _visit(
    session: Session, desk: Desk, event: CustomerMessage, understanding: Understanding | None
) -> Visit | None:
    known = arrivals.known_conversation(session, event)
    away_since = known.unreachable_since if known else None
    conversation = arrivals.conversation_of(session, desk, event)
    message = arrivals.keep(session, conversation, event, understanding)
    reach.regain(session, desk, conversation, away_since)
    return addressing.learn(Visit(session, desk, conversation, message)) if message else None


def _answer(turn: Turn) -> None:
    """A message that only says how its writer is addressed needs no more than that it is heard."""
    if not addressing.answer(turn):
        decisions.decide(turn)


def _obey(visit: Visit, event: CustomerMessage) -> None:
    """A command is meant for the bot, so it also works while a person speaks; only the greeting is left out then."""
    if event.command in COMMANDED:
        COMMANDED[event.command](visit)
    elif handovers.running(visit.session, visit.conversation):
        introductions.tie_link(visit, event.argument)
    else:
        introductions.start(visit, event.argument)


def _listen(visit: Visit, event: CustomerMessage) -> None:
    """A person speaks with this customer: the bot shows the staff what comes, and says at most when the shop opens."""
    if event.phone:
        introductions.tie_phone(visit, event.phone)
    to_staff.keep(visit, visit.message.intent or "media", "reason_person_speaks")
    data_requests.note(visit)
    persons.tell_opening(visit)
