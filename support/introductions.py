"""The first words, what is kept and why, the consent to be asked about purchases, and orders tied to the chat."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from store.models import Message, Order
from store.outbox import Button
from support import consents, order_guesses, order_status, orders, pending, to_staff
from support.speaking import last_said, say
from support.visit import Turn, Visit


def start(visit: Visit, token: str) -> None:
    """Answer /start: greet, tie the order of a link, and ask consent unless that was answered before."""
    shop, again = visit.desk.config.shop.name, _started_before(visit)
    welcome = visit.desk.wording.variants("welcome_back" if again else "welcome", shop=shop)
    share = visit.desk.wording.say("button_share_phone")
    if token:
        visit.say_text(welcome, _tied(visit, token))
    elif again or visit.conversation.customer.phone:
        visit.say_text(welcome)
    else:
        visit.say_text(welcome, visit.desk.wording.variants("offer_share_phone"), ask_contact=share)
    if not _answered(visit):
        ask_consent(visit)


def share_phone(visit: Visit, phone: str) -> None:
    """Tie the orders of a phone number that its owner shared, and tell about them."""
    mine = tie_phone(visit, phone)
    text = visit.desk.wording.variants("phone_tied" if mine else "phone_without_orders", count=len(mine))
    say(visit.session, visit.desk, visit.conversation, text, remove_keyboard=True)
    if mine:
        order_status.tell(visit, mine)
    if pending.what(visit.conversation, visit.desk.clock()) == "order_status":
        pending.clear(visit.conversation)


def tie_phone(visit: Visit, phone: str) -> Sequence[Order]:
    """Tie the orders of a shared phone number to the customer without a word."""
    return orders.tie_by_phone(visit.session, visit.desk, visit.conversation.customer, phone)


def tie_link(visit: Visit, token: str) -> Order | None:
    """Tie the order of a signed link to the customer without a word; a link that proves nothing is counted."""
    order = orders.tie_by_token(visit.session, visit.desk, visit.conversation.customer, token)
    if order is None and token:
        order_guesses.note_these(visit, [token])
    return order


def ask_after_matter(turn: Turn) -> None:
    """Ask consent behind the answer to somebody's matter, once, and never somebody who has trouble."""
    in_trouble = turn.understanding.sentiment == "negative" or to_staff.has_complaint(turn)
    if not (
        in_trouble or pending.what(turn.conversation, turn.desk.clock()) or _answered(turn) or _asked(turn)
    ):
        ask_consent(turn)


def ask_consent(visit: Visit) -> None:
    """Say what is kept and why, and ask whether the bot may ask about purchases."""
    label = visit.desk.wording.say
    buttons = ((Button(label("button_agree"), "consent:yes"), Button(label("button_decline"), "consent:no")),)
    visit.say("consent_question", shop=visit.desk.config.shop.name, buttons=buttons)
    pending.wait_for(visit.conversation, "consent", visit.desk.clock(), timedelta(hours=1))


def was_just_asked(visit: Visit) -> bool:
    """Return whether the consent question was the last thing said, so that a plain yes or no is meant for it."""
    said = last_said(visit.session, visit.conversation)
    return said is not None and said.text in _consent_questions(visit)


def agree(visit: Visit) -> None:
    """Write down the consent and thank for it."""
    write_consent(visit, given=True)
    visit.say("consent_given")


def decline(visit: Visit) -> None:
    """Write down the refusal and leave it at that."""
    write_consent(visit, given=False)
    visit.say("consent_refused")


def write_consent(visit: Visit, *, given: bool) -> None:
    """Write down a yes or no without a word."""
    if pending.what(visit.conversation, visit.desk.clock()) == "consent":
        pending.clear(visit.conversation)
    write = consents.give if given else consents.withdraw
    customer, channel = visit.conversation.customer, visit.conversation.channel
    write(visit.session, visit.desk, customer, consents.CHECK_IN, channel)


def _tied(visit: Visit, token: str) -> tuple[str, ...]:
    order = tie_link(visit, token)
    if order is not None:
        return visit.desk.wording.variants("order_tied", order=order.code)
    stands = order_guesses.standing(visit)
    if stands.until is None:
        return visit.desk.wording.variants("link_is_wrong")
    return visit.desk.wording.variants(f"codes_{stands.state}", until=visit.moment(stands.until))


def _answered(visit: Visit) -> bool:
    who = visit.conversation.customer_id
    given = consents.given(visit.session, who, consents.CHECK_IN)
    return given or consents.refused(visit.session, who, consents.CHECK_IN)


def _started_before(visit: Visit) -> bool:
    query = select(Message.id).where(
        Message.conversation_id == visit.conversation.id,
        Message.author == "customer",
        Message.text == "/start",
        Message.id < visit.message.id,
    )
    return visit.session.scalars(query.limit(1)).first() is not None


def _asked(visit: Visit) -> bool:
    query = select(Message.id).where(
        Message.conversation_id == visit.conversation.id,
        Message.author == "bot",
        Message.text.in_(_consent_questions(visit)),
    )
    return visit.session.scalars(query.limit(1)).first() is not None


def _consent_questions(visit: Visit) -> tuple[str, ...]:
    return visit.desk.in_all_forms("consent_question", shop=visit.desk.config.shop.name)
