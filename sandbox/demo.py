"""The people and the group that a sandbox begins with."""

from sandbox.model import SUPERGROUPS_BELOW, Chat
from sandbox.telegram import Telegram

CUSTOMERS = (("Khách A", "0900000001"), ("Khách B", "0900000002"), ("Khách C", "0900000003"))
STAFF = ("Nhân viên 1", "Nhân viên 2")
STAFF_GROUP = "Nhóm chăm sóc khách hàng"


def furnish(telegram: Telegram) -> None:
    """Make them on the first start; a kept world has them already."""
    world, options = telegram.world, telegram.options
    if not world.users:
        for name, phone in CUSTOMERS:
            world.add_user(name, phone, staff=False)
        for name in STAFF:
            world.add_user(name, None, staff=True)
    if options.staff_chat_id not in world.chats:
        members = [user.id for user in world.users.values() if user.staff]
        world.keep_chat(Chat(options.staff_chat_id, "group", STAFF_GROUP, members=members))
    group = world.chats[options.staff_chat_id]
    group.is_forum = group.is_forum or options.forum  # somebody may have switched topics on since
    group.type = "supergroup" if group.id < SUPERGROUPS_BELOW or group.is_forum else "group"
    world.keep_chat(group)
