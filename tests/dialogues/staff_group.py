"""The staff group of a dialogue: several members, what they do beside answering, and who comes and goes."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from langnghe.parts import SANDBOX_STAFF_CHAT_ID
from settings.schema import Member
from support import departures
from tests.dialogues.person import PHOTO, Person

if TYPE_CHECKING:
    from tests.dialogues.service import Service

Step = dict[str, Any]
MODIFIERS = {"staff_as", "staff_not", "toast"}
CHAT = f"/sandbox/chats/{SANDBOX_STAFF_CHAT_ID}"


class StaffGroup:
    """The members by name, and what was last written and answered there."""

    def __init__(self, service: "Service") -> None:
        self.service = service
        self.members: dict[str, int] = {}
        self.written = 0
        self.toast = ""

    def member(self, step: Step) -> int:
        """Return who does a step: whom `staff_as` names, or the sandbox's own member."""
        return self.id_of(step["staff_as"]) if "staff_as" in step else self.service.staff_id

    def id_of(self, name: str) -> int:
        """Return a member's id, let into the group at the first time."""
        if name not in self.members:
            made = self.service.post("/sandbox/users", {"name": name, "staff": True})
            self.members[name] = made["user"]["id"]
        return self.members[name]

    def says(self, step: Step, text: str, reply_to: int | None = None) -> None:
        """Write in the group, in answer to a message or to none."""
        body = {"user_id": self.member(step), "text": text}
        answer = {} if reply_to is None else {"reply_to": reply_to}
        self.written = self.service.post(f"{CHAT}/send", body | answer)["message"]["id"]

    def sends_photo(self, step: Step, caption: str, reply_to: int) -> None:
        """Send a photo in answer to a message."""
        form = {"user_id": str(self.member(step)), "caption": caption, "reply_to": str(reply_to)}
        files = {"photo": ("photo.png", PHOTO(), "image/png")}
        self.service.http.post(f"{CHAT}/upload", files=files, data=form).raise_for_status()

    def edits(self, step: Step, text: str) -> None:
        """Change what was written last."""
        body = {"user_id": self.member(step), "message_id": self.written, "text": text}
        self.service.post(f"{CHAT}/edit", body)

    def taps(self, step: Step, person: Person, label: str) -> None:
        """Tap the newest button with this label; what the tap is answered with is kept."""
        messages = person.group_messages()
        self.toast = self.service.press(self.member(step), SANDBOX_STAFF_CHAT_ID, messages, label) or ""

    def goes(self, name: str, *, returned: bool) -> None:
        """Let a member leave the group, or come back, as Telegram tells an administrator of it."""
        user = {"id": self.id_of(name), "is_bot": False, "first_name": name}
        there, gone = {"user": user, "status": "member"}, {"user": user, "status": "left"}
        change = {
            "chat": {"id": SANDBOX_STAFF_CHAT_ID, "type": "supergroup", "title": "Nhân viên"},
            "from": user,
            "date": int(self.service.desk.clock().timestamp()),
            "old_chat_member": gone if returned else there,
            "new_chat_member": there if returned else gone,
        }
        self.service.post("/sandbox/updates", {"update": {"chat_member": change}})

    def listed(self, levels: Mapping[str, str]) -> None:
        """Write config.yml's list of staff anew and start again."""
        staff = [Member(id=str(self.id_of(name)), name=name, level=level) for name, level in levels.items()]
        for desk in self.service.desks:
            desk.config.staff[:] = staff
        with self.service.sessions.begin() as session:
            departures.look(session, self.service.desk)


def _newest_card(person: Person) -> int:
    return next(int(each["id"]) for each in reversed(person.group_messages()) if each["buttons"])


ACTIONS: dict[str, Callable[["Service", Person, Any, Step], None]] = {
    "staff": lambda service, person, text, step: service.group.says(step, text, person.newest_card()["id"]),
    "staff_on_card": lambda service, person, text, step: service.group.says(step, text, _newest_card(person)),
    "staff_says": lambda service, _person, text, step: service.group.says(step, text),
    "staff_photo": lambda service, person, text, step: service.group.sends_photo(
        step, text, _newest_card(person)
    ),
    "staff_edits": lambda service, _person, text, step: service.group.edits(step, text),
    "staff_taps": lambda service, person, label, step: service.group.taps(step, person, label),
    "staff_leaves": lambda service, _person, name, _step: service.group.goes(name, returned=False),
    "staff_returns": lambda service, _person, name, _step: service.group.goes(name, returned=True),
    "staff_listed": lambda service, _person, levels, _step: service.group.listed(levels or {}),
}
