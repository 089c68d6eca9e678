"""Pictures, voice and everything else that comes without words."""

from collections.abc import Mapping

from support import attachments, intake, my_tickets, pending, places, reviews, tickets, to_staff
from support.visit import Visit

# Nobody can open these, so no case gets better by them.
FOR_NOBODY = frozenset({"dice", "other"})
QUESTIONS: Mapping[str, str] = {
    "sticker": "sticker_heard",
    "voice": "what_is_the_voice_about",
    "contact": "what_is_the_contact_about",
    "poll": "poll_heard",
    "dice": "dice_heard",
    "other": "cannot_open",
}


def receive(visit: Visit) -> None:
    """Add a file to the open ticket; without one, thank for it and ask once what it is about."""
    if attachments.kinds(visit.message) <= FOR_NOBODY:
        _ask(visit)
        return
    if my_tickets.take_addition(visit) or intake.take_file(visit):
        return
    if reviews.take_file(visit):
        return
    ticket = to_staff.newest_unclosed(visit)
    if ticket is not None:
        tickets.add(visit.session, visit.desk, ticket, visit.message)
        visit.say("file_added", code=ticket.code)
    elif attachments.kinds(visit.message) == {"location"}:
        places.receive(visit)
    else:
        _ask(visit)


def _ask(visit: Visit) -> None:
    """Ask what it is about; a second one of the same kind behind it says no more."""
    question, now = _question(visit), visit.desk.clock()
    asked = pending.waiting_for(visit.conversation, now)
    if (asked.get("what"), asked.get("said")) != ("about_files", question):
        pending.wait_for(visit.conversation, "about_files", now, to_staff.FILES_BEFORE, said=question)
        visit.say(question)


def _question(visit: Visit) -> str:
    (kind, *others) = sorted(attachments.kinds(visit.message)) or [""]
    return "what_is_the_file_about" if others else QUESTIONS.get(kind, "what_is_the_file_about")
