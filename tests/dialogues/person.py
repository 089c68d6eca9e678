"""A customer of a dialogue: what they do at the sandbox's page, and what is to be seen afterwards."""

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from langnghe.parts import SANDBOX_STAFF_CHAT_ID
from store.engine import reading
from store.models import Conversation, Message
from tests.dialogues.desk import ROOT

if TYPE_CHECKING:
    from tests.dialogues.service import Service

PHOTO = (ROOT / "tests" / "dialogues" / "photo.png").read_bytes


class Seen(NamedTuple):
    """What stood in the two chats at a moment."""

    private: dict[int, str]
    group: dict[int, str]


class Person:
    """A customer at the sandbox's page."""

    def __init__(self, service: "Service", user_id: int, phone: str, number: int) -> None:
        self.service, self.user_id, self.phone, self.number = service, user_id, phone, number

    def says(self, text: str) -> None:
        self._send({"text": text})

    def starts(self, token: str) -> None:
        self.service.post(
            "/sandbox/start",
            {"user_id": self.user_id, "token": token} if token else {"user_id": self.user_id},
        )

    def shares_phone(self) -> None:
        self._send({"contact": True})

    def sends_photo(self, caption: str) -> None:
        files = {"photo": ("photo.png", PHOTO(), "image/png")}
        form = {"user_id": str(self.user_id), "caption": caption}
        self.service.http.post(
            f"/sandbox/chats/{self.user_id}/upload", files=files, data=form
        ).raise_for_status()

    def sends_sticker(self, emoji: str) -> None:
        self._send({"sticker": emoji})

    def taps(self, label: str) -> None:
        self.service.press(self.user_id, self.user_id, self.messages(), label)

    def messages(self) -> list[dict[str, Any]]:
        """Return the private chat, oldest first."""
        found: list[dict[str, Any]] = self.service.get(f"/sandbox/chats/{self.user_id}/messages")
        return found

    def group_messages(self) -> list[dict[str, Any]]:
        """Return what the bot posted in the staff group while this customer was the one who spoke."""
        found = self.service.get(f"/sandbox/chats/{SANDBOX_STAFF_CHAT_ID}/messages")
        return [message for message in found if message["from"]["is_bot"]]

    def newest_card(self) -> dict[str, Any]:
        return self.group_messages()[-1]

    def seen(self) -> Seen:
        """Return both chats as they stand now: the shown text by message id."""
        return Seen(
            *(
                {each["id"]: _shown(each) for each in chat}
                for chat in (self.messages(), self.group_messages())
            )
        )

    def bot_texts(self, before: Seen) -> list[str]:
        """Return what the bot said to the customer since then."""
        return [
            _shown(each)
            for each in self.messages()
            if each["from"]["is_bot"] and each["id"] not in before.private
        ]

    def group_texts(self, before: Seen) -> list[str]:
        """Return what is new in the group since then, changed cards included."""
        return [
            _shown(each) for each in self.group_messages() if before.group.get(each["id"]) != _shown(each)
        ]

    def last_intent(self) -> str | None:
        with reading(self.service.sessions) as session:
            query = select(Message.intent).join(Conversation).where(Conversation.chat_id == str(self.user_id))
            return session.scalars(
                query.where(Message.intent.is_not(None)).order_by(Message.id.desc()).limit(1)
            ).first()

    def _send(self, body: dict[str, Any]) -> None:
        self.service.post(f"/sandbox/chats/{self.user_id}/send", {"user_id": self.user_id, **body})


def _shown(message: dict[str, Any]) -> str:
    labels = [button["text"] for row in message["buttons"] for button in row]
    labels += [button["text"] for row in message["keyboard"] or [] for button in row]
    return "\n".join([message["text"] or "", *labels])
