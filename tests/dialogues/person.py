"""A customer of a dialogue: what they do at the sandbox's page, and what is to be seen afterwards."""

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from langnghe.parts import SANDBOX_STAFF_CHAT_ID
from store.engine import reading
from store.models import Conversation, Message, Ticket
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
        self.group: int | None = None
        self.name = f"Khách {number}"

    def says(self, text: str) -> None:
        self._send({"text": text})

    def starts(self, token: str) -> None:
        self.service.post(
            "/sandbox/start",
            {"user_id": self.user_id, "token": token} if token else {"user_id": self.user_id},
        )

    def shares_phone(self) -> None:
        self._send({"contact": True})

    def sends_photo(self, caption: str, count: int = 1) -> None:
        """Send a photo, or several as an album; the first carries the caption."""
        self._upload([("photo", ("photo.png", PHOTO(), "image/png"))] * count, caption)

    def sends_voice(self) -> None:
        self._upload([("voice", ("voice.ogg", b"OggS", "audio/ogg"))], "")

    def sends_document(self, name: str, caption: str) -> None:
        self._upload([("document", (name, b"%PDF-1.7", "application/pdf"))], caption)

    def sends_place(self, where: str) -> None:
        latitude, longitude = map(float, where.split(","))
        self._send({"location": {"latitude": latitude, "longitude": longitude}})

    def sends_contact(self, name: str) -> None:
        """Share somebody else's number."""
        self.sends({"contact": {"phone_number": "84909999999", "first_name": name, "user_id": 1}})

    def sends(self, content: dict[str, Any]) -> None:
        """Send anything that the Bot API knows, as it writes it."""
        self._send({"content": content})

    def replies(self, text: str, to: str) -> None:
        """Answer the newest message of the private chat that says this."""
        self._send({"text": text, "reply_to": self._message(to)["id"]})

    def edits(self, old: str, new: str) -> None:
        """Change the newest message of their own that says this."""
        body = {"user_id": self.user_id, "message_id": self._message(old, own=True)["id"], "text": new}
        self.service.post(f"/sandbox/chats/{self.user_id}/edit", body)

    def says_in_a_group(self, text: str) -> None:
        """Write in a group that is not the staff's, the same one each time."""
        if self.group is None:
            made = self.service.post("/sandbox/groups", {"user_id": self.user_id, "title": "Hội mua chung"})
            self.group = made["chat"]["id"]
        self.service.post(f"/sandbox/chats/{self.group}/send", {"user_id": self.user_id, "text": text})

    def heard_in_the_group(self) -> list[str]:
        """Return what the bot said there."""
        found = self.service.get(f"/sandbox/chats/{self.group}/messages") if self.group else []
        return [each["text"] for each in found if each["from"]["is_bot"]]

    def _message(self, words: str, *, own: bool = False) -> dict[str, Any]:
        found = [
            each
            for each in self.messages()
            if words.lower() in (each["text"] or "").lower() and not (own and each["from"]["is_bot"])
        ]
        assert found, f"nothing in the chat says {words!r}"
        return found[-1]

    def _upload(self, files: list[Any], caption: str) -> None:
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
        return [message for message in found if message["from"]["is_bot"] and message["service"] is None]

    def topic(self) -> dict[str, Any] | None:
        """Return this customer's topic in the staff group."""
        topics = [each for each in self.service.topics() if each["name"].startswith(f"{self.name} · ")]
        assert len(topics) <= 1, f"{self.name} has several topics: {topics}"
        return topics[0] if topics else None

    def group_texts_in(self, thread_id: int | None, before: Seen) -> list[str]:
        """Return what is new in a topic of the group since then, None for General, changed cards included."""
        return [
            _shown(each)
            for each in self.group_messages()
            if each["thread_id"] == thread_id and before.group.get(each["id"]) != _shown(each)
        ]

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

    def group_files(self, before: Seen) -> list[str | None]:
        """Return of each file that is new in the group since then the album it came in."""
        fresh = [each for each in self.group_messages() if each["id"] not in before.group]
        return [each["album"] for each in fresh if not each["text"] or each["photo"] or each["document"]]

    def newest_code(self) -> str:
        """Return the code of this customer's newest ticket."""
        with reading(self.service.sessions) as session:
            query = select(Ticket.code).join(Conversation, Conversation.id == Ticket.conversation_id)
            query = query.where(Conversation.chat_id == str(self.user_id)).order_by(Ticket.id.desc())
            return session.scalars(query.limit(1)).first() or "no ticket"

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
    file = message["document"]["name"] if message["document"] else ""
    return "\n".join([message["text"] or "", file, *labels])
