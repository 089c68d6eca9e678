"""Codes of orders that are not a chat's own: counted, so that trying one after the other is slowed and then refused.

It is the same whether such an order exists. What is proved, by a signed link or a shared phone number, is never counted.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.models import Conversation, Customer, OrderGuess
from store.outbox import Content
from support import cards, orders, to_staff
from support.desk import Desk
from support.speaking import tell_staff
from support.visit import Turn, Visit

# The key signs other things too; the label keeps a mark made for one purpose from serving another.
PURPOSE = b"langnghe order guess 1\0"


@dataclass(frozen=True)
class Standing:
    """What becomes of a further code that is not the chat's own: it is looked after, or not before `until`."""

    state: Literal["free", "waiting", "refused"]
    until: datetime | None = None


def note(turn: Turn) -> None:
    """Count the codes of a message that are not its writer's own."""
    owner = turn.conversation.customer_id
    codes = to_staff.order_codes(turn)
    note_these(turn, [code for code in codes if orders.find(turn.session, owner, code) is None])


def note_these(visit: Visit, named: Sequence[str]) -> None:
    """Count codes or tokens that proved to be not the chat's own; the staff hear once that it is refused now."""
    if not named or standing(visit).state == "refused":
        return
    chat = _chat(visit.desk, visit.conversation)
    forget_old(visit.session, visit.desk)
    for each in dict.fromkeys(map(orders.canonical_code, named)):
        _keep(visit, OrderGuess(chat=chat, code=_mark(visit.desk, each), at=visit.desk.clock()))
    if standing(visit).state == "refused":
        _tell_staff(visit)


def standing(visit: Visit) -> Standing:
    """Return how a chat stands after the codes it named so far."""
    rules, now = visit.desk.config.orders.wrong_codes, visit.desk.clock()
    query = select(OrderGuess.at).where(OrderGuess.chat == _chat(visit.desk, visit.conversation))
    moments = visit.session.scalars(query.order_by(OrderGuess.at)).all()
    if _over(moments, rules.refuse_after, rules.refuse_for, now):
        return Standing("refused", moments[-1] + rules.refuse_for)
    if _over(moments, rules.wait_after, rules.within, now):
        return Standing("waiting", moments[-1] + rules.within)
    return Standing("free")


def stops(turn: Turn) -> bool:
    """Whether a message names only codes that are not its writer's own, and this chat has named too many."""
    owner, codes = turn.conversation.customer_id, to_staff.order_codes(turn)
    proved = any(orders.find(turn.session, owner, code) for code in codes)
    return bool(codes) and not proved and standing(turn).state != "free"


def of_customer(session: Session, desk: Desk, customer: Customer) -> Sequence[OrderGuess]:
    """Return what is counted for a customer's chats, the oldest first."""
    theirs = session.scalars(select(Conversation).where(Conversation.customer_id == customer.id))
    chats = [_chat(desk, conversation) for conversation in theirs]
    return session.scalars(select(OrderGuess).where(OrderGuess.chat.in_(chats)).order_by(OrderGuess.id)).all()


def forget_old(session: Session, desk: Desk) -> int:
    """Delete what counts for nobody any more and return how many."""
    since = desk.clock() - 2 * desk.config.orders.wrong_codes.refuse_for
    gone = delete(OrderGuess).where(OrderGuess.at < since).returning(OrderGuess.id)
    return len(session.scalars(gone).all())


def _over(moments: Sequence[datetime], most: int, length: timedelta, now: datetime) -> bool:
    """Whether more than `most` lie within `length` before the newest, and that one is no older than `length`."""
    if not moments or moments[-1] + length <= now:
        return False
    return sum(moment > moments[-1] - length for moment in moments) > most


def _keep(visit: Visit, guess: OrderGuess) -> None:
    try:
        with visit.session.begin_nested():
            visit.session.add(guess)
    except IntegrityError:
        return  # named before: trying the same one again tells nothing new


def _tell_staff(visit: Visit) -> None:
    name = visit.conversation.customer.name
    words = visit.desk.wording.say("staff_codes_refused", name=name)
    ticket = to_staff.newest_unclosed(visit)
    if ticket is not None:
        cards.note(visit.session, visit.desk, ticket, words)
    else:
        tell_staff(visit.session, visit.desk, Content("message", words), visit.conversation)


def _chat(desk: Desk, conversation: Conversation) -> str:
    return _mark(desk, f"{conversation.channel}:{conversation.chat_id}")


def _mark(desk: Desk, text: str) -> str:
    return hmac.new(desk.secret_key.encode(), PURPOSE + text.encode(), sha256).hexdigest()
