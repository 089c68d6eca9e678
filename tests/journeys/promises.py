"""What must be true after every step, whatever happened: each promise is a function that raises AssertionError."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import (
    Conversation,
    Handover,
    InboxUpdate,
    Message,
    Order,
    OutboxMessage,
    StaffMember,
    Ticket,
    TicketEvent,
)
from store.outbox import Content
from support import due, staff, staff_commands
from support.events import StaffMessage
from support.speaking import REPEATED_WITHIN
from tests.journeys.world import World
from tests.support.scene import GROUP

HELD, WEIGHED = frozenset({"taken", "assigned"}), frozenset({"raised", "lowered"})
SPOKEN = frozenset({"message", "document"})
SAYS = SPOKEN | {"copy", "reaction"}
FOUND_BY_STAFF = frozenset({"new"})
# Beside a person the bot answers only what is meant for it: commands (support/conversation.py, _obey) and the buttons that came
# of them; what staff's own taps say for them (a case is solved or closed); and it is honest about a message that staff cannot
# read either (bot/notices.py, update_poisoned).
ASKED_OF_THE_BOT = frozenset({"command", "tap mine", "tap erase", "staff tap", "poisoned"})


@dataclass(frozen=True)
class Case:
    """What a ticket's history must account for."""

    state: str
    holder: int | None
    severity: str
    level: int


@dataclass(frozen=True)
class Picture:
    """The service between two steps."""

    outbox: int
    message: int
    event: int
    cases: dict[int, Case]
    silent: frozenset[str]
    opening_told: dict[str, datetime | None]
    owners: dict[str, str | None]


def picture(world: World) -> Picture:
    """See how things stand."""
    with world.sessions() as session:
        return Picture(
            outbox=_newest(session, OutboxMessage),
            message=_newest(session, Message),
            event=_newest(session, TicketEvent),
            cases={each.id: _case(each) for each in session.scalars(select(Ticket))},
            silent=_silent(session),
            opening_told=_opening_told(session),
            owners=_owners(session),
        )


def check(world: World, before: Picture, deed: str) -> Picture:
    """Hold every promise that does not depend on what was done; return how things stand now."""
    after = picture(world)
    with world.sessions() as session:
        sent = _sent(session, before)
        _bot_is_silent(session, sent, before, after, deed)
        _every_case_is_somebodys(session, world)
        _handed_over_means_somebody_knows(session)
        _no_order_is_shown_to_a_stranger(session, sent, before, after)
        _history_tells_everything(session, before, after)
        _nothing_is_said_twice(session, before)
        if deed == "clock":
            _nobody_is_written_to_at_night(world, sent)
    return after


def heard(world: World, before: Picture, chat: str) -> None:
    """What a customer sent is answered, or at the staff, or one of the few things that need nothing."""
    with world.sessions() as session:
        new = (
            select(Message)
            .join(Conversation)
            .where(Conversation.chat_id == chat, Message.author == "customer")
        )
        messages = session.scalars(new.where(Message.id > before.message).order_by(Message.id)).all()
        answered = any(row.chat_id == chat and _says_something(row) for row in _sent(session, before))
        for message in messages:
            at_staff = message.ticket_id is not None and _staff_saw(session, before)
            assert answered or at_staff or _needs_nothing(session, message), (
                f"{message.text!r} ({message.intent}) in chat {chat} had no answer and reached nobody"
            )


def tap_answered(world: World, before: Picture) -> None:
    """A button stops waiting: each tap has its toast."""
    with world.sessions() as session:
        kinds = [row.content["what"] for row in _sent(session, before)]
        assert "toast" in kinds or "forgotten" in kinds, f"a tap was not answered: {kinds}"


def given_up_with_its_error(world: World, before: Picture, chat: str) -> None:
    """A row that cannot be worked is kept with its error, the customer is told, and so are the staff."""
    with world.sessions() as session:
        row = session.scalars(select(InboxUpdate).order_by(InboxUpdate.id.desc()).limit(1)).one()
        assert (row.state, bool(row.error)) == ("poisoned", True)
        assert {sent.chat_id for sent in _sent(session, before)} == {chat, GROUP}


def refused(world: World, before: Picture) -> None:
    """Who is not listed as staff moves nothing and reaches nobody."""
    with world.sessions() as session:
        after = picture(world)
        assert after.cases == before.cases, "somebody who is not listed moved a case"
        to_customers = [row for row in _sent(session, before) if row.chat_id != GROUP]
        assert to_customers == [], "somebody who is not listed reached a customer"


def arrives(world: World, before: Picture, chat: str, text: str) -> None:
    """A reply of staff to a customer's post goes to that customer, or staff hear why not."""
    with world.sessions() as session:
        sent = _sent(session, before)
        there = [row for row in sent if row.chat_id == chat and row.content.get("text") in {text, None}]
        told = [row for row in sent if row.chat_id == GROUP and row.content["what"] == "message"]
        assert there or told, f"the reply {text!r} to chat {chat} vanished"


def queue_shows_what_nobody_holds(world: World) -> None:
    """Every unclosed case that nobody holds is in the list that staff ask for with /cho."""
    with world.sessions() as session:
        before = _newest(session, OutboxMessage)
        now = world.clock()
        asks = StaffMessage("telegram", GROUP, "Minh", "Minh", "s0", now, 0, "", "/cho")
        staff.receive(session, world.desk, asks)
        session.flush()
        (answer,) = session.scalars(select(OutboxMessage).where(OutboxMessage.id > before))
        free = session.scalars(
            select(Ticket).where(Ticket.state != "closed", Ticket.staff_member_id.is_(None))
        ).all()
        missing = [ticket.code for ticket in free if str(ticket.code) not in answer.content["text"]]
        assert len(free) > staff_commands.MOST or missing == [], f"/cho does not show {missing}"
        session.rollback()


def _case(ticket: Ticket) -> Case:
    return Case(ticket.state, ticket.staff_member_id, ticket.severity, ticket.level)


def _newest(session: Session, table: type[OutboxMessage | Message | TicketEvent]) -> int:
    return session.scalar(select(table.id).order_by(table.id.desc()).limit(1)) or 0


def _silent(session: Session) -> frozenset[str]:
    query = select(Conversation.chat_id).join(Handover).where(Handover.ended_at.is_(None))
    return frozenset(session.scalars(query))


def _opening_told(session: Session) -> dict[str, datetime | None]:
    query = (
        select(Conversation.chat_id, Handover.opening_told).join(Handover).where(Handover.ended_at.is_(None))
    )
    return dict(session.execute(query).all())


def _owners(session: Session) -> dict[str, str | None]:
    query = select(Order.code, Conversation.chat_id).outerjoin(
        Conversation, Conversation.customer_id == Order.customer_id
    )
    return dict(session.execute(query).all())


def _sent(session: Session, before: Picture) -> Sequence[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.id > before.outbox)
    return session.scalars(query.order_by(OutboxMessage.id)).all()


def _says_something(row: OutboxMessage) -> bool:
    said = row.content["what"] in SAYS
    return said or (row.content["what"] == "toast" and bool(row.content.get("text")))


def _staff_saw(session: Session, before: Picture) -> bool:
    return any(row.chat_id == GROUP for row in _sent(session, before))


def _needs_nothing(session: Session, message: Message) -> bool:
    """What is only kept: a correction without a case, a further file of an album, a second greeting in one breath."""
    conversation = session.get_one(Conversation, message.conversation_id)
    waits_for = (conversation.pending or {}).get("what")
    unclosed = select(Ticket.id).where(Ticket.conversation_id == conversation.id, Ticket.state != "closed")
    corrected = message.text.startswith(CORRECTED) and session.scalar(unclosed.limit(1)) is None
    further_file = bool(message.attachments) and waits_for == "about_files"
    started_again = message.text == "/start" and conversation.chat_id in _silent(session)
    return corrected or further_file or started_again or _said_in_one_breath(session, message)


CORRECTED = "Sửa lại: "


def _said_in_one_breath(session: Session, message: Message) -> bool:
    """It was on its way when the bot said what it would say again, or greets again at once (support/speaking.py, smalltalk.py)."""
    said = select(Message).where(
        Message.conversation_id == message.conversation_id, Message.author == "bot", Message.id < message.id
    )
    last = session.scalars(said.order_by(Message.id.desc()).limit(1)).one_or_none()
    if last is None:
        return False
    greets = message.intent == "other_greeting" and message.at - last.at < REPEATED_WITHIN
    return greets or message.at <= last.at


def _bot_is_silent(
    session: Session, sent: Sequence[OutboxMessage], before: Picture, after: Picture, deed: str
) -> None:
    """Where a person spoke before a step and speaks after it, the bot said nothing unless it was asked by a command or button.

    Once for each time that the shop is closed it says when somebody is there.
    """
    if deed in ASKED_OF_THE_BOT:
        return
    may_tell = [
        chat for chat, opens in after.opening_told.items() if opens and opens != before.opening_told.get(chat)
    ]
    for row in sent:
        if row.chat_id in before.silent & after.silent and row.content["what"] in SPOKEN:
            author = session.get_one(Message, row.message_id).author if row.message_id else "bot"
            if author == "bot" and row.chat_id in may_tell:
                may_tell.remove(row.chat_id)
                continue
            assert author == "staff", f"the bot spoke beside a person ({deed}): {row.content['text']!r}"


def _every_case_is_somebodys(session: Session, world: World) -> None:
    highest = world.desk.config.tickets.escalation
    for ticket in session.scalars(select(Ticket)):
        where = f"{ticket.code} ({ticket.state}, held by {ticket.staff_member_id}, level {ticket.level})"
        assert 0 <= ticket.level < len(highest.levels), f"{where} has a level that does not exist"
        if ticket.state == "closed":
            assert ticket.remind_at is None, f"{where} is closed and still due"
            assert ticket.closed_at is not None, f"{where} is closed and nobody knows since when"
            continue
        assert ticket.staff_member_id or ticket.state in FOUND_BY_STAFF, (
            f"{where} is nobody's and in no queue"
        )
        if ticket.state in {"new", "open"}:
            risen = ticket.level >= highest.last_level(ticket.severity) and ticket.reminders > 1
            assert ticket.remind_at is not None or risen, f"{where} is due and nobody will be reminded"
        else:
            assert ticket.quiet_since is not None, f"{where} waits and will never be closed"


def _handed_over_means_somebody_knows(session: Session) -> None:
    """Where the bot is silent, a case is open or a person has spoken: nobody is left between the two."""
    for handover in session.scalars(select(Handover).where(Handover.ended_at.is_(None))):
        here = handover.conversation_id
        unclosed = select(Ticket.id).where(Ticket.conversation_id == here, Ticket.state != "closed")
        spoke = select(Message.id).where(Message.conversation_id == here, Message.author == "staff")
        known = session.scalar(unclosed.limit(1)) or session.scalar(spoke.limit(1))
        assert known, f"conversation {here} is handed over to nobody"


def _no_order_is_shown_to_a_stranger(
    session: Session, sent: Sequence[OutboxMessage], before: Picture, after: Picture
) -> None:
    orders = session.scalars(select(Order)).all()
    for row in sent:
        if row.chat_id in {GROUP, ""} or row.content["what"] == "copy":
            continue
        shown = " ".join(_words(Content.from_json(row.content)))
        for order in orders:
            if row.chat_id in {before.owners.get(order.code), after.owners.get(order.code)}:
                continue
            secrets = [each for each in (order.items, order.status) if each]
            told = [each for each in secrets if each in shown]
            assert told == [], f"chat {row.chat_id} was shown {told} of {order.code}: {shown!r}"
            own_words = _wrote(session, row.chat_id, order.code) or _by_a_person(session, row)
            assert own_words or order.code not in shown, (
                f"chat {row.chat_id} was told of {order.code}: {shown!r}"
            )


def _words(content: Content) -> Iterator[str]:
    yield from (content.title, content.text, content.body)
    yield from (button.label for row in content.buttons for button in row)


def _wrote(session: Session, chat: str, code: str) -> bool:
    query = (
        select(Message.id)
        .join(Conversation)
        .where(Conversation.chat_id == chat, Message.author == "customer", Message.text.contains(code))
    )
    return session.scalar(query.limit(1)) is not None


def _by_a_person(session: Session, row: OutboxMessage) -> bool:
    return row.message_id is not None and session.get_one(Message, row.message_id).author == "staff"


def _history_tells_everything(session: Session, before: Picture, after: Picture) -> None:
    for number, case in after.cases.items():
        if before.cases.get(number) == case:
            continue
        new = select(TicketEvent).where(TicketEvent.ticket_id == number, TicketEvent.id > before.event)
        lines = session.scalars(new.order_by(TicketEvent.id)).all()
        was = before.cases.get(number)
        assert lines, f"case {number} went from {was} to {case} without a line in its history"
        told = _replayed(session, number, case.severity)
        assert told == case, f"the history of case {number} tells {told}, and it is {case}"


def _replayed(session: Session, number: int, severity: str) -> Case:
    """Return how a case stands by its history alone; its first severity is what the first change of it began with."""
    lines = session.scalars(
        select(TicketEvent).where(TicketEvent.ticket_id == number).order_by(TicketEvent.id)
    ).all()
    state, holder = "new", None
    weighed = [line.detail for line in lines if line.what in WEIGHED]
    graver = str(weighed[0]["from"]) if weighed else severity
    for line in lines:
        if line.what in HELD:
            holder = _holder(session, line)
            state = ("open" if holder else "new") if state in {"new", "open"} else state
        elif line.what == "released":
            state, holder = "new" if state == "open" else state, None
        elif line.what in {"waiting", "solved", "closed"}:
            state = line.what
        elif line.what in {"answered", "reopened"}:
            state = "open" if holder else "new"
        elif line.what in WEIGHED:
            assert line.detail["from"] == graver, f"case {number} was weighed from what it was not"
            graver = str(line.detail["to"])
    return Case(state, holder, graver, session.get_one(Ticket, number).level)


def _holder(session: Session, line: TicketEvent) -> int | None:
    """Who holds a case after this line: who took it, or to whom it was given; nobody where that is a level."""
    if line.what == "taken":
        return line.staff_member_id
    given = session.scalars(select(StaffMember.id).where(StaffMember.name == line.detail["to"])).all()
    return given[0] if given else None


def _nothing_is_said_twice(session: Session, before: Picture) -> None:
    """The same words do not stand twice in a row in a chat, with nothing from the customer in between."""
    new = select(Message).where(Message.id > before.message, Message.author == "bot").order_by(Message.id)
    for message in session.scalars(new):
        query = select(Message).where(
            Message.conversation_id == message.conversation_id, Message.id < message.id
        )
        last = session.scalars(query.order_by(Message.id.desc()).limit(1)).one_or_none()
        twice = last is not None and (last.author, last.text) == ("bot", message.text)
        assert not twice or _asks_again(session, message), f"said twice in a row: {message.text!r}"


def _asks_again(session: Session, message: Message) -> bool:
    """A survey that the customer put off comes again in its own words."""
    query = select(OutboxMessage.response_id).where(OutboxMessage.message_id == message.id)
    return session.scalars(query.limit(1)).first() is not None


def _nobody_is_written_to_at_night(world: World, sent: Sequence[OutboxMessage]) -> None:
    config = world.desk.config
    if due.may_ask(config.check_in, config.shop.timezone, world.clock()):
        return
    written = [row.content for row in sent if row.chat_id != GROUP and row.content["what"] in SAYS]
    assert written == [], f"written to a customer at night of its own accord: {written}"
