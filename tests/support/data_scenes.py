"""A customer with everything that can be kept about one: what is asked of their data is asked about all of it."""

import json
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from store.engine import Sessions, engine_of
from store.models import Base, Ticket
from support import surveys
from tests.support.order_scenes import add_order
from tests.support.scene import MONDAY_TEN, PHOTO, Scene, meaning

NAME, PHONE, CHAT = "Chị Hoa", "+84901234567", "1001"
WORDS = (
    "nhà em ở hẻm 27",  # a complaint with a photo
    "dạ chị ơi shop đổi ngay",  # what staff answered
    "cảm ơn em trai nha",  # what staff saw in the group
    "trả lời chậm rề rề",  # the comment
    "lụa mát tay ghê",  # the review
    "Lụa tơ tằm hồng phấn",  # what was bought
    "LNG77031",  # under what code it travelled
)
AT_HOME, ANSWERED, THANKED, COMMENTED, REVIEWED, BOUGHT, TRACKED = WORDS


def whole_life(scene: Scene) -> Scene:
    """Consent, phone, order, a link that proves nothing, a complaint with a photo, staff's answer, its score and comment, a review, a check-in."""
    with scene.sessions.begin() as session:
        delivered_at = MONDAY_TEN - timedelta(hours=1)
        bought = {"items": BOUGHT, "total": 350000, "status": "đã giao", "delivered_at": delivered_at}
        travels = {"carrier": "GHN", "tracking_code": TRACKED, "expected_on": delivered_at.date()}
        add_order(session, "DH1023", None, phone=PHONE, name=NAME, **bought, **travels)
    scene.says(command="start")
    scene.taps("consent:yes")
    scene.says(phone=PHONE)
    scene.says(command="start", argument="forged")
    _complain_and_be_helped(scene)
    scene.says(REVIEWED, meaning("review_positive", sentiment="positive"))
    scene.taps("stars:1:4")
    _checked_on(scene)
    scene.deliver()
    return scene


def complain_again(scene: Scene) -> str:
    """Open a second complaint, which nobody has answered; return its code."""
    scene.says("giao trễ nữa rồi", meaning("complaint_late"))
    scene.deliver()
    return scene.rows(Ticket)[-1].code or ""


def everything(sessions: Sessions) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with engine_of(sessions).connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in Base.metadata.sorted_tables
        }


def traces(sessions: Sessions, marks: Collection[str]) -> set[tuple[str, str, str]]:
    """Where a mark of the person is found: table, column and mark."""
    return {
        (table, column, mark)
        for table, rows in everything(sessions).items()
        for row in rows
        for column, value in row.items()
        for mark in marks
        if mark in json.dumps(value, ensure_ascii=False, default=str)
    }


def _complain_and_be_helped(scene: Scene) -> None:
    scene.says(AT_HOME, meaning("complaint_damaged", order_code="DH1023"), files=[PHOTO])
    scene.staff_write(ANSWERED, reply_to=scene.card())
    scene.says(THANKED, meaning("other_thanks"))
    scene.deliver()
    scene.staff_tap("close:1")
    scene.deliver()
    scene.taps("csat:1:2")
    scene.says(COMMENTED, meaning("other_out_of_scope"))
    scene.deliver()


def _checked_on(scene: Scene) -> None:
    scene.clock.forward(days=2)
    with scene.sessions.begin() as session:
        assert surveys.ask_due(session, scene.desk) == 1
