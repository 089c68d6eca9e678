"""How a customer is addressed, learnt from what they say and kept; what is said outright is also answered."""

from dataclasses import replace

from store.models import Customer
from support.address_heard import Told
from support.visit import Turn, Visit


def learn(visit: Visit) -> Visit:
    """Keep what a message says of how its writer is addressed, and return the visit that speaks to them so from now on.

    What was said outright stays until something else is said outright, whatever is heard between.
    """
    customer, heard = visit.conversation.customer, visit.desk.address.heard(visit.message.text)
    if heard is not None and _counts(customer, heard):
        customer.address, customer.address_told = heard.form, heard.explicit
    return replace(visit, desk=visit.desk.speaking_to(customer))


def answer(turn: Turn) -> bool:
    """Say that the form of address is noted when the message said it outright; True when it said nothing else.

    Whoever is harmed or angry hears nothing of it, only what helps them.
    """
    told = turn.desk.address.heard(turn.message.text)
    grave = turn.understanding.severity == "S1" or turn.understanding.angry
    if told is None or not told.named or grave:
        return False
    if told.form is None and turn.conversation.customer.address is not None:
        return False  # it refuses what nobody said
    turn.say("address_corrected" if told.refused else "address_noted")
    return told.alone


def _counts(customer: Customer, heard: Told) -> bool:
    if heard.form is None:
        return heard.refused == customer.address
    return heard.explicit or not customer.address_told
