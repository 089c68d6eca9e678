"""Who may enter, and what another site can not do in a staff member's name."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import func, select

from store.engine import Sessions
from store.models import OutboxMessage, StaffMember
from support.desk import Desk
from tests.web.shop import SECRET, Staff, add_conversation, add_ticket, serving
from web.access import COOKIE, STRENGTH, make_link
from web.app import create_app

HOURS_13 = 13 * 3600
PAGES = ["/", "/tickets/KN-0001", "/reviews", "/numbers", "/nowhere"]


@pytest.fixture
def sessions(sqlite_sessions: Sessions) -> Sessions:
    """Who may enter does not depend on the database."""
    return sqlite_sessions


class ThirteenHoursAgo(TimestampSigner):
    def get_timestamp(self) -> int:
        return super().get_timestamp() - HOURS_13


def old(salt: str, content: object) -> str:
    return str(
        URLSafeTimedSerializer(SECRET, salt=salt, signer=ThirteenHoursAgo, signer_kwargs=STRENGTH).dumps(
            content
        )
    )


def key_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["key"][0]


def test_without_a_link_nobody_sees_anything_and_reads_how_to_get_one(url: str) -> None:
    for path in PAGES:
        answer = httpx.get(url + path)
        assert answer.status_code == 403
        assert "uv run langnghe web link" in answer.text


def test_without_a_link_nobody_does_anything(url: str) -> None:
    assert httpx.post(f"{url}/tickets/KN-0001/close", data={"token": "x", "once": "y"}).status_code == 403


def test_a_link_opens_a_session_that_scripts_and_other_sites_cannot_use(url: str) -> None:
    answer = httpx.get(make_link(url, SECRET, "Mai"))
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Max-Age=43200" in cookie
    assert 'content="0; url=/"' in answer.text
    assert "Mai" in httpx.get(url, cookies={COOKIE: answer.cookies[COOKIE]}).text


def test_a_cookie_on_https_stays_on_https(url: str) -> None:
    behind_proxy = httpx.get(make_link(url, SECRET, "Mai"), headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in behind_proxy.headers["set-cookie"]


def test_a_forged_link_opens_nothing(url: str) -> None:
    key = key_of(make_link(url, SECRET, "Mai"))
    for forged in ("", "x", f"{key}x", f"x{key}", f"{key}.", key[:-1]):
        answer = httpx.get(f"{url}/enter", params={"key": forged})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


def test_a_link_of_another_key_opens_nothing(url: str) -> None:
    assert httpx.get(make_link(url, "another secret key of tests", "Mai")).status_code == 403


def test_a_link_ends_after_twelve_hours(url: str) -> None:
    answer = httpx.get(f"{url}/enter", params={"key": old("langnghe web link", "Mai")})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_session_ends_after_twelve_hours(url: str) -> None:
    cookie = old("langnghe web session", ["Mai", "session"])
    assert httpx.get(url, cookies={COOKIE: cookie}).status_code == 403


def test_a_link_is_no_cookie_and_a_cookie_no_link(url: str) -> None:
    key = key_of(make_link(url, SECRET, "Mai"))
    assert httpx.get(url, cookies={COOKIE: key}).status_code == 403
    cookie = httpx.get(make_link(url, SECRET, "Mai")).cookies[COOKIE]
    assert httpx.get(f"{url}/enter", params={"key": cookie}).status_code == 403


@pytest.mark.parametrize("name", ["", "  ", "x" * 65])
def test_a_link_needs_a_name_that_can_be_kept(name: str) -> None:
    with pytest.raises(ValueError, match="expected 1 to 64 characters"):
        make_link("http://127.0.0.1", SECRET, name)


def test_a_form_needs_the_token_of_its_own_session(sessions: Sessions, url: str, staff: Staff) -> None:
    with sessions.begin() as session:
        code = add_ticket(session, add_conversation(session)).code
    form = staff.hidden(f"/tickets/{code}") | {"text": "Chào bạn"}
    with Staff(url, "Hoa") as hoa:
        of_another = hoa.hidden(f"/tickets/{code}")["token"]
    for token in ("", "x", "ư", of_another):
        assert staff.http.post(f"/tickets/{code}/reply", data=form | {"token": token}).status_code == 403
    without_once = staff.http.post(f"/tickets/{code}/reply", data=form | {"once": ""})
    assert without_once.status_code == 400
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0
        assert session.scalar(select(func.count()).select_from(StaffMember)) == 0


def test_every_answer_carries_the_headers_that_protect_it(staff: Staff) -> None:
    for path in (*PAGES, "/health", "/enter", "/static/page.css"):
        headers = staff.http.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_a_name_that_points_at_this_machine_is_not_served(url: str) -> None:
    for path in ("/", "/enter", "/health"):
        assert httpx.get(url + path, headers={"Host": "evil.example"}).status_code == 400


def test_a_name_that_the_shop_chose_is_served(sessions: Sessions, desk: Desk) -> None:
    with serving(create_app(sessions, desk, ["support.shop.example"])) as address:
        answer = httpx.get(f"{address}/health", headers={"Host": "support.shop.example"})
        assert answer.status_code == 200


def test_no_page_runs_script_or_style_of_its_own(staff: Staff) -> None:
    for path in ("/", "/reviews", "/numbers"):
        page = staff.read(path)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)
