"""What a card's button opens: whom to give a case to, how severe it is, what to note about it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from store.models import StaffMember, Ticket
from store.outbox import Button, Content
from support import assigning, cards, notes, tickets
from support.colleagues import Colleague
from support.desk import Desk
from support.events import StaffTap
from support.speaking import Rows, tell_staff
from support.tickets import By

LEVEL = re.compile(r"[0-9]{1,3}")
SEVERITIES = ("S1", "S2", "S3", "S4")
MOST_NAMES = 18  # buttons; more are found with /chuyen and a name
LONGEST_USER_ID = 24  # an action holds 64 bytes, and a name's button carries two more numbers


@dataclass(frozen=True)
class Tapped:
    """A tapped button of a case: who tapped it, and what it carried behind the ticket's number."""

    session: Session
    desk: Desk
    member: StaffMember
    event: StaffTap
    ticket: Ticket
    values: Sequence[str]

    @property
    def by(self) -> By:
        """Who does it, from the group."""
        return By("group", self.member)

    def toast(self, name: str, **facts: object) -> str:
        """Return what the tap is answered with."""
        whose = assigning.whose(self.desk, self.ticket)
        return self.desk.wording.say(name, code=self.ticket.code, staff=whose, **facts)

    def show(self, rows: Rows) -> None:
        """Put other buttons under the message that was tapped."""
        content = Content("buttons", target=self.event.message_id, buttons=rows)
        tell_staff(self.session, self.desk, content, self.ticket.conversation, self.ticket)

    def show_card(self) -> None:
        """Let the tapped message have its own buttons again: a card's, and none of anything else."""
        card = cards.card_of(self.session, self.desk, self.ticket)
        own = card is not None and card.channel_message_id == self.event.message_id
        self.show(cards.buttons(self.session, self.desk, self.ticket) if own else ())


def colleague_rows(session: Session, desk: Desk, ticket: Ticket) -> Rows:
    """Return the buttons that give a case to a colleague, two a row, or to the level above; () when there is nobody."""
    say, mark = desk.wording.say, assigning.mark(ticket)
    names = [
        Button(_label(desk, each), f"to:{ticket.id}:{each.user_id}:{mark}")
        for each in assigning.choices(session, desk, ticket)
        if len(each.user_id) <= LONGEST_USER_ID
    ]
    above = assigning.level_above(desk, ticket)
    rows = [*_in_rows(names[:MOST_NAMES])]
    if above is not None:
        level = desk.config.tickets.escalation.levels[above]
        rows.append((Button(say("button_up", level=level), f"up:{ticket.id}:{above}:{mark}"),))
    return tuple(rows)


def weigh(session: Session, desk: Desk, ticket: Ticket, severity: str, by: By) -> str:
    """Make a case as severe as somebody says; return the name of the toast that says what came of it."""
    if ticket.state == "closed":
        return "toast_is_closed"
    raised = tickets.raise_to(session, desk, ticket, severity, by)
    lowered = not raised and tickets.lower_to(session, desk, ticket, severity, by)
    return "toast_weighed" if raised or lowered else "toast_weighs_so"


def _assign(tapped: Tapped) -> str:
    rows = colleague_rows(tapped.session, tapped.desk, tapped.ticket)
    if not rows:
        return tapped.toast("toast_nobody_else")
    tapped.show((*rows, _back_row(tapped)))
    return ""


def _to(tapped: Tapped) -> str:
    user_id, mark = _two(tapped.values)
    chosen = next((each for each in _choices(tapped) if each.user_id == user_id), None)
    if mark != assigning.mark(tapped.ticket):
        return _moved_before(tapped)
    if chosen is None:
        return tapped.toast("toast_gone")
    done = assigning.to_colleague(tapped.session, tapped.desk, tapped.ticket, chosen, tapped.by)
    return _done(tapped, done)


def _up(tapped: Tapped) -> str:
    level, mark = _two(tapped.values)
    if mark != assigning.mark(tapped.ticket):
        return _moved_before(tapped)
    if not LEVEL.fullmatch(level):
        return tapped.toast("toast_old")
    return _done(
        tapped, assigning.to_level(tapped.session, tapped.desk, tapped.ticket, int(level), tapped.by)
    )


def _severity(tapped: Tapped) -> str:
    say, ticket = tapped.desk.wording.say, tapped.ticket
    choices = [
        Button(
            say(
                "button_severity_now" if each == ticket.severity else "button_severity_other",
                severity=_name(tapped, each),
            ),
            f"weigh:{ticket.id}:{each}",
        )
        for each in SEVERITIES
    ]
    tapped.show((*_in_rows(choices), _back_row(tapped)))
    return ""


def _weigh(tapped: Tapped) -> str:
    severity = tapped.values[0] if tapped.values else ""
    if severity not in SEVERITIES:
        return tapped.toast("toast_old")
    return _done(tapped, weigh(tapped.session, tapped.desk, tapped.ticket, severity, tapped.by))


def _note(tapped: Tapped) -> str:
    notes.ask(tapped.session, tapped.desk, tapped.ticket, tapped.member)
    return tapped.toast("toast_note")


def _back(tapped: Tapped) -> str:
    tapped.show_card()
    return ""


def _moved_before(tapped: Tapped) -> str:
    """Say where a case went since its button was shown."""
    tapped.show_card()
    return tapped.toast("toast_moved_before")


def _done(tapped: Tapped, name: str) -> str:
    tapped.show_card()
    return tapped.toast(name, severity=_name(tapped, tapped.ticket.severity))


def _choices(tapped: Tapped) -> Sequence[Colleague]:
    return assigning.choices(tapped.session, tapped.desk, tapped.ticket)


def _back_row(tapped: Tapped) -> tuple[Button, ...]:
    return (Button(tapped.desk.wording.say("button_back"), f"back:{tapped.ticket.id}"),)


def _label(desk: Desk, colleague: Colleague) -> str:
    name = "button_colleague_of" if colleague.level else "button_colleague"
    return desk.wording.say(name, name=colleague.name, level=colleague.level)


def _name(tapped: Tapped, severity: str) -> str:
    return tapped.desk.wording.say(f"severity_{severity.lower()}")


def _in_rows(buttons: Sequence[Button]) -> Sequence[tuple[Button, ...]]:
    return [tuple(buttons[first : first + 2]) for first in range(0, len(buttons), 2)]


def _two(values: Sequence[str]) -> tuple[str, str]:
    """Return the two values of a button, empty ones when it is not as we make them."""
    return (values[0], values[1]) if len(values) == 2 else ("", "")  # noqa: PLR2004 - it says so


TAPS: Mapping[str, Callable[[Tapped], str]] = {
    "assign": _assign,
    "to": _to,
    "up": _up,
    "severity": _severity,
    "weigh": _weigh,
    "note": _note,
    "back": _back,
}
