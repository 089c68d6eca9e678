"""What customers may ask about their own data: to see it, to have it erased, to be left in peace; each with its legal clock.

Law 91/2025/QH15 and Decree 356/2025/NĐ-CP, as law pages report them: answered within 2 working days, stopped
within 15 days. For erasing 20 days are reported; the shop promises itself 15.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.models import Conversation, Customer, DataRequest, Message, OutboxMessage, StaffMember
from store.outbox import Button, Content, Outgoing, put
from support import calendar, consents, erasure, introductions, my_data, pending, tickets
from support.desk import Desk
from support.speaking import Rows, tell_staff
from support.visit import Visit, in_words

SEE, ERASE, STOP = "see", "erase", "stop"
ANSWERED_WITHIN = 2  # working days
DONE_WITHIN = timedelta(days=15)
WISHES = {"other_see_my_data": SEE, "other_erase_my_data": ERASE, "other_stop": STOP}
QUESTION_HOLDS = timedelta(hours=1)  # for a typed yes or no; the buttons hold as long as the request


def see(visit: Visit) -> None:
    """Send a file with everything that is kept about the customer; one that is on its way is not made again."""
    request, _ = _begin(visit, SEE)
    if _is_on_its_way(visit, request):
        visit.say("data_on_its_way")
        return
    request.outbox_id = _send_file(visit, request).id
    _tell_staff(visit, "data_note_see", request)


def stop(visit: Visit) -> None:
    """Ask nothing by itself any more, at once; what was not sent yet is taken back."""
    _stop(visit)
    visit.say("consent_withdrawn")


def settle(session: Session, desk: Desk, request_id: int, staff_member: StaffMember) -> bool:
    """Note that a person of the shop settled a request otherwise; False when there is no such open one."""
    open_one = update(DataRequest).where(DataRequest.id == request_id, DataRequest.done_at.is_(None))
    settled = session.execute(
        open_one.values(state="done", done_at=desk.clock(), staff_member_id=staff_member.id).returning(
            DataRequest.id
        )
    )
    return settled.first() is not None


def note(visit: Visit) -> None:
    """Keep the wish of a message that a person answers and not the bot.

    Peace is given without a word; for the rest staff see how long they have, and which command does it.
    """
    what = WISHES.get(visit.message.intent or "")
    if what is None or (visit.message.confidence or 0) < visit.desk.config.understanding.answer_from:
        return
    if what == STOP:
        _stop(visit)
        return
    request, new = _begin(visit, what)
    if new:
        _tell_staff(visit, "data_note_wish", request)


def _stop(visit: Visit) -> None:
    customer = visit.conversation.customer
    if not consents.refused(visit.session, customer.id, consents.CHECK_IN):
        request, _ = _begin(visit, STOP)
        request.state, request.done_at = "done", visit.desk.clock()
        _tell_staff(visit, "data_note_stop", request)
    introductions.write_consent(visit, given=False)


def ask_to_erase(visit: Visit) -> None:
    """Ask once more, by buttons, before everything is erased; what is lost is said, an open ticket by its code."""
    request, new = _begin(visit, ERASE)
    unclosed = [ticket.code for ticket in tickets.unclosed(visit.session, visit.conversation)]
    names = ["erase_question", *(["erase_loses_tickets"] if unclosed else [])]
    visit.say(*names, codes=", ".join(filter(None, unclosed)), buttons=_choice(visit, request))
    pending.wait_for(visit.conversation, "erase", visit.desk.clock(), QUESTION_HOLDS)
    if new:
        _tell_staff(visit, "data_note_erase", request)


def keep(visit: Visit) -> None:
    """Leave everything as it is: the customer thought better of it."""
    pending.clear(visit.conversation)
    request = visit.session.scalars(_open(visit.conversation.customer, ERASE)).one_or_none()
    if request is not None:
        request.state, request.done_at = "withdrawn", visit.desk.clock()
        _tell_staff(visit, "data_note_kept", request)
    visit.say("erase_kept")


def erasable(session: Session, conversation: Conversation, request_id: int) -> DataRequest | None:
    """Return the conversation's open request to be erased, locked so that it is obeyed once; None for any other."""
    request = session.get(DataRequest, request_id, with_for_update=True)
    if request is None or (request.customer_id, request.what) != (conversation.customer_id, ERASE):
        return None
    return request if request.done_at is None else None


def erase(
    session: Session, desk: Desk, conversation: Conversation, request: DataRequest, question: str
) -> None:
    """Erase the customer and send the receipt, the last that this chat hears; `question` is the message that asked."""
    channel, chat_id = conversation.channel, conversation.chat_id
    request.receipt = erasure.erase(session, desk, conversation.customer)
    request.state, request.done_at = "done", desk.clock()
    for content in (Content("buttons", target=question), _receipt(desk, request)):
        put(session, Outgoing(channel, chat_id, content, ephemeral=True), desk.clock())
    tell_staff(
        session, desk, Content("message", desk.wording.say("data_note_erased", code=request.code)), None
    )


def _choice(visit: Visit, request: DataRequest) -> Rows:
    label = visit.desk.wording.say
    return (
        (Button(label("button_erase"), f"erase:{request.id}:yes"),),
        (Button(label("button_keep"), f"erase:{request.id}:no"),),
    )


def _receipt(desk: Desk, request: DataRequest) -> Content:
    counts = {name: count for part in (request.receipt or {}).values() for name, count in part.items()}
    moment = desk.clock().astimezone(desk.config.shop.timezone).strftime("%H:%M %d/%m/%Y")
    text = desk.wording.say("erase_receipt", code=request.code, moment=moment, **counts)
    return Content("message", text, remove_keyboard=True)


def _begin(visit: Visit, what: str) -> tuple[DataRequest, bool]:
    """Return the customer's open request of this kind, and whether it was begun now."""
    customer, now = visit.conversation.customer, visit.desk.clock()
    request = DataRequest(
        customer_id=customer.id,
        what=what,
        channel=visit.conversation.channel,
        asked_at=now,
        due_at=_due(visit.desk, what, now),
    )
    try:
        with visit.session.begin_nested():
            visit.session.add(request)
    except IntegrityError:
        return visit.session.scalars(_open(customer, what)).one(), False
    return request, True


def _open(customer: Customer, what: str) -> Select[DataRequest]:
    return select(DataRequest).where(
        DataRequest.customer_id == customer.id, DataRequest.what == what, DataRequest.done_at.is_(None)
    )


def _due(desk: Desk, what: str, now: datetime) -> datetime:
    if what == SEE:
        return calendar.working_days_later(desk.config.shop, now, ANSWERED_WITHIN)
    return now + DONE_WITHIN


def _is_on_its_way(visit: Visit, request: DataRequest) -> bool:
    row = visit.session.get(OutboxMessage, request.outbox_id) if request.outbox_id else None
    return row is not None and row.state == "waiting"


def _send_file(visit: Visit, request: DataRequest) -> OutboxMessage:
    """Put the file in the outbox: it lies there until it was sent and nowhere afterwards."""
    session, desk, conversation = visit.session, visit.desk, visit.conversation
    body = my_data.page(session, desk, conversation.customer, request.code)
    text, name = (desk.wording.say(each, code=request.code) for each in ("data_sent", "data_file_name"))
    message = Message(
        conversation_id=conversation.id,
        author="bot",
        text=text,
        attachments=[{"kind": "document", "file_id": "", "name": name}],
        at=desk.clock(),
    )
    session.add(message)
    session.flush()
    content = Content("document", text, file_name=name, body=body)
    file = Outgoing(
        conversation.channel, conversation.chat_id, content, message_id=message.id, ephemeral=True
    )
    row = put(session, file, desk.clock())
    session.flush()
    return row


def _tell_staff(visit: Visit, note: str, request: DataRequest) -> None:
    say, name = visit.desk.wording.say, visit.conversation.customer.name
    facts = {"wish": say(f"data_word_{request.what}"), "due": in_words(visit.desk, request.due_at)}
    text = say(note, name=name, code=request.code, **facts)
    tell_staff(visit.session, visit.desk, Content("message", text), visit.conversation)
