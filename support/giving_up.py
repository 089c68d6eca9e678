"""When the bot would ask once more what brought nothing twice: a person takes over, or the matter ends gracefully."""

from store.models import Message
from support import handovers, pending, repetition, sla, to_staff
from support.speaking import said_lately
from support.visit import Turn, Visit

SEVERITY = "S3"


def finish(visit: Visit, before: Message | None) -> None:
    """End what went round in circles, unless something else was said since `before`."""
    if not visit.withheld or handovers.running(visit.session, visit.conversation):
        return
    if next(iter(said_lately(visit.session, visit.conversation)), None) is not before:
        return
    end = repetition.ENDS.get(visit.withheld[-1], repetition.SILENCE)
    if end == repetition.PERSON:
        _call_a_person(visit)
    elif end == repetition.WORDS:
        pending.clear(visit.conversation)
        visit.say("asked_enough")


def _call_a_person(visit: Visit) -> None:
    if isinstance(visit, Turn):
        to_staff.hand_over(visit, SEVERITY, "reason_circles", "circles_end")
        return
    handovers.begin(visit.session, visit.desk, visit.conversation, visit.desk.wording.say("reason_circles"))
    to_staff.keep(visit, visit.message.intent or "media", "reason_circles")
    moment = visit.moment(sla.answer_by(visit.desk, SEVERITY))
    visit.say("circles_end", to_staff.hand_over_words(visit), answer_by=moment)
