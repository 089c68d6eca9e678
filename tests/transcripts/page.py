"""The talks as a page that a shop owner reads."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.transcripts.play import DAYS, Line, Talk

HEAD = """# Lắng Nghe nói chuyện với khách như thế nào

Năm cuộc trò chuyện dài, chạy thật qua bot, Telegram thử và mô hình của shop. Chữ trong `[ ]` là nút để bấm. Ô trích là điều nhóm
nhân viên thấy cùng lúc. Trang này do `make transcripts` viết ra, đừng sửa tay; lời bot nằm ở `data/wording.yml` và
`data/answers.yml`.
"""


def page(talks: Sequence[Talk], zone: ZoneInfo) -> str:
    """Return the page."""
    parts = [HEAD, *(line for number, talk in enumerate(talks, 1) for line in _talk(number, talk, zone))]
    return "\n".join(parts).rstrip() + "\n"


def _talk(number: int, talk: Talk, zone: ZoneInfo) -> Iterator[str]:
    yield f"## {number}. {talk.story.title}\n"
    yield f"{talk.story.about.strip()}\n"
    today = ""
    for line in talk.lines:
        day = _day(line.at, zone)
        if day != today:
            yield f"### {day}\n"
            today = day
        yield from _line(line, line.at.astimezone(zone).strftime("%H:%M"))


def _line(line: Line, clock: str) -> Iterator[str]:
    if line.who:
        yield f"**{clock} · {line.who}:** {line.did}\n"
    elif line.customer_saw or line.staff_saw:
        yield f"**{clock}** (tự động)\n"
    for text in line.customer_saw:
        if line.who != "Nhân viên" or text != line.did:
            yield f"**{clock} · Lắng Nghe:** {_in_one_paragraph(text)}\n"
    for text in line.staff_saw:
        yield (
            "\n".join(f"> {row}  " if row else ">" for row in f"*Nhóm nhân viên:* {text}".splitlines()) + "\n"
        )


def _in_one_paragraph(text: str) -> str:
    return "  \n".join(text.splitlines())


def _day(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{DAYS[local.weekday()]} {local.day}/{local.month}"
