"""Which updates of a chat are one turn: plain words that wait behind plain words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from store.models import InboxUpdate

MOST = 20  # messages; what is behind them is the next turn
LONGEST = 4000  # characters, all together: what the model reads at once
NOT_PLAIN = frozenset(
    {"reply_to_message", "quote", "forward_origin", "via_bot", "media_group_id", "is_topic_message"}
)


@dataclass(frozen=True)
class Run:
    """The updates that are worked now, in order, and whether others wait behind them that cannot be joined."""

    rows: Sequence[InboxUpdate]
    more_behind: bool = False


def first_run(rows: Sequence[InboxUpdate], alone: Collection[int]) -> Run:
    """Return the updates to work now: the first one, with what may be joined to it.

    An update that failed before, or is among those to be worked `alone`, is joined to nothing, so that it takes no
    neighbour with it.
    """
    run, length = [rows[0]], len(_words(rows[0]))
    for row in rows[1:MOST] if _joins(rows[0], alone) else ():
        length += len(_words(row))
        if not _joins(row, alone) or length > LONGEST:
            break
        run.append(row)
    return Run(run, more_behind=len(run) < len(rows))


def _joins(row: InboxUpdate, alone: Collection[int]) -> bool:
    message = _message(row)
    private = (message.get("chat") or {}).get("type") == "private"
    plain = private and not NOT_PLAIN & message.keys() and not _words(row).startswith("/")
    return bool(plain and _words(row).strip() and not row.attempts and row.id not in alone)


def _words(row: InboxUpdate) -> str:
    text = _message(row).get("text")
    return text if isinstance(text, str) else ""


def _message(row: InboxUpdate) -> dict[str, Any]:
    message = row.payload.get("message") if isinstance(row.payload, dict) else None
    return message if isinstance(message, dict) else {}
