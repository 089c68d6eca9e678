"""Pictures, voice and other files that come without words."""

from support import my_tickets, pending, tickets, to_staff
from support.visit import Visit


def receive(visit: Visit) -> None:
    """Add a file to the open ticket; without one, thank for it and ask once what it is about."""
    if my_tickets.take_addition(visit):
        return
    ticket = to_staff.newest_unclosed(visit)
    if ticket is not None:
        tickets.add(visit.session, visit.desk, ticket, visit.message)
        visit.say("file_added", code=ticket.code)
    elif pending.what(visit.conversation, visit.desk.clock()) != "about_files":
        pending.wait_for(visit.conversation, "about_files", visit.desk.clock(), to_staff.FILES_BEFORE)
        visit.say(_question(visit))


def _question(visit: Visit) -> str:
    kinds = {attachment["kind"] for attachment in visit.message.attachments}
    if kinds == {"sticker"}:
        return "sticker_heard"
    return "what_is_the_voice_about" if kinds == {"voice"} else "what_is_the_file_about"
