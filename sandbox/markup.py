"""Keyboards that a bot sends, checked as Telegram checks them."""

from urllib.parse import urlsplit

from sandbox.errors import bad_request
from sandbox.model import Json

MOST_DATA_BYTES = 64
MOST_BUTTONS = 100
ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "copy_text",
    "pay",
    "callback_game",
)


def checked(markup: Json | None, *, inline_only: bool = False) -> Json | None:
    """Return the markup; raise ApiError 400 when Telegram would not show it. An empty inline keyboard is none."""
    if markup is None:
        return None
    if "inline_keyboard" in markup:
        return checked_inline(markup)
    if inline_only:
        raise bad_request("inline keyboard expected")
    for key in (key for row in markup.get("keyboard", []) for key in row):
        if not key["text"]:
            raise bad_request("keyboard button text must be non-empty")
    return markup


def checked_inline(markup: Json) -> Json | None:
    """Check every inline button."""
    rows = [row for row in markup["inline_keyboard"] if row]
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in buttons:
        check_button(button)
    return {"inline_keyboard": rows} if rows else None


def check_button(button: Json) -> None:
    """Raise ApiError 400 for a button that does nothing, carries too much or leads nowhere."""
    if not button["text"]:
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in ACTIONS if name in button]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if actions not in (["url"], ["callback_data"]):
        raise bad_request(
            f"the sandbox shows buttons with callback_data or url only, not {', '.join(actions)}"
        )
    if "url" in button:
        check_url(button["url"])
    elif not 1 <= len(button["callback_data"].encode()) <= MOST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def check_url(url: str) -> None:
    """Raise ApiError 400 for an address that Telegram does not put behind a button: localhost is one."""
    parts = urlsplit(url if "://" in url or url.startswith("tg:") else f"http://{url}")
    if parts.scheme not in ("http", "https", "tg", "ton"):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if parts.scheme in ("http", "https") and "." not in (parts.hostname or "").strip("."):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
