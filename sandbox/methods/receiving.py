"""Methods by which the bot gets its updates."""

from urllib.parse import urlsplit

from sandbox.errors import WEBHOOK_POLL, bad_request, conflict
from sandbox.methods.call import Call
from sandbox.model import Json
from sandbox.options import refuse_open_host
from sandbox.updates import MOST_AT_ONCE, refuse_under_webhook
from sandbox.webhook import DEFAULT_CONNECTIONS, SECRET, webhook_of

MOST_CONNECTIONS = 100


async def get_updates(call: Call) -> list[Json]:
    """Long poll."""
    telegram, p = call.telegram, call.p
    refuse_under_webhook(webhook_of(telegram).get("url", ""))
    telegram.updates.allow(p.get("allowed_updates"))
    return await telegram.updates.poll(p.get("offset", 0), p.get("limit", MOST_AT_ONCE), p.get("timeout", 0))


def set_webhook(call: Call) -> bool:
    """Have updates brought to an address; an empty one ends that."""
    telegram, p = call.telegram, call.p
    if not p["url"]:
        return delete_webhook(call)
    check_webhook(p)
    if p.get("drop_pending_updates"):
        telegram.updates.forget_all()
    telegram.updates.allow(p.get("allowed_updates"))
    telegram.updates.interrupt(conflict(WEBHOOK_POLL))
    wanted: Json = {name: p[name] for name in ("url", "secret_token", "max_connections") if name in p}
    telegram.world.keep_fact("webhook", wanted)
    telegram.updates.wake()
    return True


def check_webhook(p: Json) -> None:
    """Raise ApiError 400 for what Telegram refuses, and for any machine but this one: nothing here leaves it."""
    parts = urlsplit(p["url"])
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    try:
        refuse_open_host(parts.hostname)
    except ValueError:
        raise bad_request(
            f"bad webhook: the sandbox calls loopback addresses only, not {parts.hostname}"
        ) from None
    if "secret_token" in p and not SECRET.fullmatch(p["secret_token"]):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= p.get("max_connections", DEFAULT_CONNECTIONS) <= MOST_CONNECTIONS:
        raise bad_request("bad webhook: max_connections is out of range")


def delete_webhook(call: Call) -> bool:
    """Go back to getUpdates."""
    if call.p.get("drop_pending_updates"):
        call.telegram.updates.forget_all()
    call.telegram.world.keep_fact("webhook", {})
    call.telegram.updates.wake()
    return True


def get_webhook_info(call: Call) -> Json:
    """Say how the webhook does."""
    telegram = call.telegram
    webhook = webhook_of(telegram)
    info: Json = {
        "url": webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(telegram.updates.pending),
    }
    if telegram.updates.allowed:
        info["allowed_updates"] = telegram.updates.allowed
    if not info["url"]:
        return info
    info["max_connections"] = webhook.get("max_connections", DEFAULT_CONNECTIONS)
    return {**info, **webhook.get("last_error", {})}
