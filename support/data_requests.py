"""What customers may ask about their own data: to see it, and to be left in peace. Each is kept with its legal clock.

Law 91/2025/QH15 and Decree 356/2025/NĐ-CP, as law pages report them: answered within 2 working days, stopped within 15 days.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from store.models import Customer, DataRequest, Message, OutboxMessage
from store.outbox import Content, Outgoing, put
from support import calendar, consents, introductions, my_data
from support.desk import Desk
from support.speaking import tell_staff
from support.visit import Visit, in_words

SEE, STOP = "see", "stop"
ANSWERED_WITHIN = 2  # working days
STOPPED_WITHIN = timedelta(days=15)


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
    customer = visit.conversation.customer
    if not consents.refused(visit.session, customer.id, consents.CHECK_IN):
        request, _ = _begin(visit, STOP)
        request.state, request.done_at = "done", visit.desk.clock()
        _tell_staff(visit, "data_note_stop", request)
    introductions.write_consent(visit, given=False)
    visit.say("consent_withdrawn")


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
    return now + STOPPED_WITHIN


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
    facts = {"name": visit.conversation.customer.name, "code": request.code}
    text = visit.desk.wording.say(note, due=in_words(visit.desk, request.due_at), **facts)
    tell_staff(visit.session, visit.desk, Content("message", text), visit.conversation)
