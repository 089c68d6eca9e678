"""Only this machine, and only the sandbox's own page."""

import pytest

from sandbox.options import Options
from tests.sandbox.server import TOKEN, Sandbox


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.com", "::", ""])
def test_it_listens_on_loopback_only(host: str) -> None:
    with pytest.raises(ValueError, match="loopback only"):
        Options(token=TOKEN, host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1"])
def test_loopback_has_several_names(host: str) -> None:
    assert Options(token=TOKEN, host=host).bot_id == 1234567890


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"token": "nonsense"}, "not shaped like"),
        ({"token": TOKEN, "bot_username": "langnghe"}, "must end in 'bot'"),
        ({"token": TOKEN, "staff_chat_id": 5}, "must be negative"),
    ],
)
def test_options_that_make_no_sense_are_refused(wrong: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Options(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/", "/sandbox/state", f"/bot{TOKEN}/getMe"])
def test_a_host_that_is_not_loopback_is_refused(shared: Sandbox, path: str) -> None:
    for host in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::2]", ""):
        assert shared.http.get(path, headers={"host": host}).status_code == 403
    assert (
        shared.http.get("/sandbox/state", headers={"host": f"localhost:{shared.options.port}"}).status_code
        == 200
    )
    assert shared.http.get("/sandbox/state", headers={"host": "[::1]:80"}).status_code == 200


def test_another_sites_page_is_refused(sandbox: Sandbox) -> None:
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        response = sandbox.http.post(
            "/sandbox/clock", json={"advance_seconds": 1}, headers={"origin": origin}
        )
        assert response.status_code == 403
    own = {"origin": sandbox.url, "sec-fetch-site": "same-origin"}
    assert sandbox.http.post("/sandbox/clock", json={"advance_seconds": 1}, headers=own).status_code == 200
    embedded = {"sec-fetch-site": "cross-site"}
    assert sandbox.http.get(f"/bot{TOKEN}/getMe", headers=embedded).status_code == 403
    assert sandbox.http.get("/sandbox/state", headers=embedded).status_code == 403


def test_the_control_api_takes_json_and_forms_with_files_only(sandbox: Sandbox) -> None:
    simple = {"content-type": "text/plain"}
    response = sandbox.http.post("/sandbox/clock", content=b'{"advance_seconds": 1}', headers=simple)
    assert response.status_code == 415
    assert sandbox.http.post("/sandbox/clock", data={"advance_seconds": "1"}).status_code == 415
    assert sandbox.state()["clock"]["offset_seconds"] == 0
