"""Brings updates to the bot's webhook: one at a time for a chat, many chats at once, again after 1, 2, 4 ... seconds.

As read in Telegram's server (tdlib/telegram-bot-api, WebhookActor.cpp).
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable

import httpx

from sandbox.model import Json
from sandbox.telegram import Telegram

DEFAULT_CONNECTIONS = 40
LONGEST_PAUSE_SECONDS = 60.0
ANSWER_SECONDS = 60.0
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the name of a header

logger = logging.getLogger(__name__)
Perform = Callable[[str, Json], Awaitable[Json]]


def webhook_of(telegram: Telegram) -> Json:
    """Return the webhook's settings, {} when none is set."""
    return telegram.world.fact("webhook")


def chat_key(update: Json) -> str:
    """Name the chat that an update belongs to; updates of no chat are each on their own."""
    for body in update.values():
        if isinstance(body, dict):
            chat = body.get("chat") or (body.get("message") or {}).get("chat")
            if isinstance(chat, dict) and "id" in chat:
                return str(chat["id"])
    return f"update {update['update_id']}"


class Webhook:
    """Runs as long as the server; idle while no webhook is set."""

    def __init__(self, telegram: Telegram, perform: Perform) -> None:
        self._telegram = telegram
        self._perform = perform
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Deliver until cancelled."""
        # trust_env: a proxy of the machine has no business with loopback.
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False) as client:
            try:
                while True:
                    self._telegram.updates.news.clear()
                    self._start_deliveries(client)
                    await self._telegram.updates.news.wait()
            finally:
                await self._stop()

    async def _stop(self) -> None:
        tasks = list(self._busy.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start_deliveries(self, client: httpx.AsyncClient) -> None:
        webhook = webhook_of(self._telegram)
        if not webhook:
            return
        most = webhook.get("max_connections", DEFAULT_CONNECTIONS)
        for update_id, update in sorted(self._telegram.updates.pending.items()):
            key = chat_key(update)
            if key not in self._busy and len(self._busy) < most:
                self._busy[key] = asyncio.create_task(self._deliver(client, key, update_id, update))

    async def _deliver(self, client: httpx.AsyncClient, key: str, update_id: int, update: Json) -> None:
        """Bring one update until it is taken or the webhook is another; then let the chat's next one go."""
        try:
            webhook, pause = webhook_of(self._telegram), 1.0
            while self._still(webhook, update_id) and not await self._bring(
                client, webhook, update_id, update
            ):
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        finally:
            del self._busy[key]
            self._telegram.updates.wake()

    def _still(self, webhook: Json, update_id: int) -> bool:
        same = webhook_of(self._telegram).get("url") == webhook["url"]
        return same and update_id in self._telegram.updates.pending

    async def _bring(self, client: httpx.AsyncClient, webhook: Json, update_id: int, update: Json) -> bool:
        """Try once; return whether the bot took it."""
        secret = webhook.get("secret_token")
        headers = {SECRET_HEADER: secret} if secret else {}
        try:
            response = await client.post(webhook["url"], json=update, headers=headers)
        except httpx.HTTPError as error:
            self._note_failure(webhook, f"{type(error).__name__}: {error}")
            return False
        if not response.is_success:
            reason = f"{response.status_code} {response.reason_phrase}"
            self._note_failure(webhook, f"Wrong response from the webhook: {reason}")
            return False
        self._telegram.updates.forget(update_id)
        await self._obey(response)
        return True

    def _note_failure(self, webhook: Json, message: str) -> None:
        current = webhook_of(self._telegram)
        if current.get("url") == webhook["url"]:
            error = {"last_error_date": self._telegram.clock.unix(), "last_error_message": message}
            self._telegram.world.keep_fact("webhook", {**current, "last_error": error})

    async def _obey(self, response: httpx.Response) -> None:
        """Do what the bot asks for in its answer: {"method": ..., parameters}."""
        if not response.headers.get("content-type", "").startswith("application/json"):
            return
        body = response.json() if response.content else None
        if isinstance(body, dict) and "method" in body:
            method = str(body.pop("method"))
            answer = await self._perform(method, body)
            if not answer["ok"]:
                logger.warning("The webhook's answer asked for %s: %s", method, answer["description"])
