"""What the bot last asked a customer and still waits for, kept in `Conversation.pending`.

`what` is one of: stars (of review_id), comment (to response_id), consent, meaning (of message_id), ticket (for
review_id), solved (is the case of ticket_id?), addition (to ticket_id), intake (a question of ticket_id), erase
(everything, by a button), order_status (a shared phone number would tell), place (of message_id, is it where to
deliver?), about_files (asked in the sentence `said`), unread (the model is down and was excused).
One question at a time: a newer one takes the place of an older one, and each one ends by itself.
"""

from datetime import datetime, timedelta
from typing import Any

from store.models import Conversation

DAY = timedelta(days=1)


def wait_for(
    conversation: Conversation, what: str, now: datetime, length: timedelta = DAY, **details: object
) -> None:
    """Remember what was asked, for so long."""
    conversation.pending = {"what": what, "until": (now + length).isoformat(), **details}


def waiting_for(conversation: Conversation, now: datetime) -> dict[str, Any]:
    """Return what is waited for, an empty dict when nothing is or the time is over."""
    pending = conversation.pending or {}
    until = pending.get("until")
    return {} if until and datetime.fromisoformat(until) <= now else pending


def what(conversation: Conversation, now: datetime) -> str:
    """Return the name of what is waited for, "" for nothing."""
    return str(waiting_for(conversation, now).get("what", ""))


def clear(conversation: Conversation) -> None:
    """Wait for nothing any more."""
    conversation.pending = None
