"""What a restart keeps, and the clock."""

import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from sandbox.clock import Clock
from sandbox.options import Options
from tests.sandbox.server import STAFF_CHAT, TOKEN, Sandbox, running, wait_until

PNG = b"\x89PNG\r\n\x1a\n picture"


def kept(folder: Path, *, forum: bool = False) -> Options:
    return Options(
        token=TOKEN,
        port=0,
        forum=forum,
        state_path=folder / "state" / "sandbox.db",
        clock_path=folder / "clock",
    )


def test_a_restart_keeps_chats_people_files_updates_and_the_menu(tmp_path: Path) -> None:
    with running(kept(tmp_path)) as sandbox:
        customer = sandbox.customer()
        said = customer.says("đơn của mình đâu")
        customer.says("alo")
        (photo,) = customer.sends_files([("photo", ("a.png", PNG, "image/png"))])
        customer.edits(said["id"], "đơn của mình đâu rồi")
        sandbox.result("sendMessage", chat_id=customer.id, text="đây ạ")
        sandbox.result("setMyCommands", commands=[{"command": "huy", "description": "Thôi"}])
        sandbox.post("links", [{"label": "Đơn 1", "token": "abc"}])
        sandbox.new_customer("Khách D").blocks()
        sandbox.result("getUpdates", allowed_updates=["message"], offset=-1)
        before = (sandbox.state(), sandbox.messages(customer.id), sandbox.result("getUpdates"))
    with running(kept(tmp_path)) as sandbox:
        after = (sandbox.state(), sandbox.messages(customer.id), sandbox.result("getUpdates"))
        assert after[1:] == before[1:]
        assert {**after[0], "clock": None} == {**before[0], "clock": None}
        assert sandbox.http.get(photo["photo"]["url"]).content == PNG
        sandbox.customer().edits(said["id"], "không báo")
        updates = sandbox.result("getUpdates")
        assert updates == before[2]
        assert sandbox.customer().says("tiếp")["id"] > max(message["id"] for message in before[1])


def test_a_restart_keeps_topics_and_a_moved_group(tmp_path: Path) -> None:
    with running(kept(tmp_path, forum=True)) as sandbox:
        topic = sandbox.staff().opens_topic("Đổi trả")
        new_id = sandbox.post("migrate", {"chat_id": STAFF_CHAT})["chat"]["id"]
        before = sandbox.state()["chats"]
    with running(kept(tmp_path, forum=True)) as sandbox:
        assert sandbox.state()["chats"] == before
        group = next(chat for chat in before if chat["id"] == STAFF_CHAT)
        assert (group["topics"][0]["id"], group["migrated_to"]) == (topic["id"], new_id)


def test_a_group_becomes_a_forum_at_the_next_start(tmp_path: Path) -> None:
    for forum in (False, True):
        with running(kept(tmp_path, forum=forum)) as sandbox:
            assert sandbox.state()["chats"][-1]["is_forum"] is forum


@pytest.mark.kill
def test_a_kill_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from sandbox.server import Options, serve;"
        "serve(Options(token=sys.argv[1], port=int(sys.argv[2]), state_path=Path(sys.argv[3])))"
    )
    path, port = tmp_path / "sandbox.db", free_port()
    process = subprocess.Popen([sys.executable, "-c", code, TOKEN, str(port), str(path)])
    try:
        with Sandbox(f"http://127.0.0.1:{port}", Options(token=TOKEN, port=port)) as sandbox:
            wait_until(lambda: answers(sandbox), "the sandbox starts", 60)
            for number in range(20):
                sandbox.customer().says(str(number))
    finally:
        process.kill()
        process.wait()
    with running(Options(token=TOKEN, port=0, state_path=path)) as sandbox:
        assert [message["text"] for message in sandbox.customer().messages()] == [
            str(each) for each in range(20)
        ]
        assert len(sandbox.result("getUpdates")) == 20


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answers(sandbox: Sandbox) -> bool:
    try:
        return sandbox.http.get("/sandbox/state").is_success
    except httpx.TransportError:
        return False


def test_without_a_path_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with running() as sandbox:
        sandbox.customer().says("alo")
    assert list(tmp_path.iterdir()) == []


def test_the_clock_moves_messages_and_is_written_for_the_product(tmp_path: Path) -> None:
    options = kept(tmp_path)
    with running(options) as sandbox:
        early = sandbox.customer().says("một")
        assert sandbox.post("clock", {"advance_seconds": 2 * 86400})["offset_seconds"] == 172800
        late = sandbox.customer().says("hai")
        assert 172800 <= late["date"] - early["date"] <= 172810
        assert (tmp_path / "clock").read_text() == "172800\n"
        sandbox.advance(60)
    with running(options) as sandbox:
        clock = sandbox.state()["clock"]
        assert clock["offset_seconds"] == 172860
        assert clock["now"] == pytest.approx(datetime.now(UTC).timestamp() + 172860, abs=5)


def test_the_clock_never_goes_back(tmp_path: Path) -> None:
    with running() as sandbox:
        for wrong in (-1, "1", 1.5, None, True):
            assert sandbox.http.post("/sandbox/clock", json={"advance_seconds": wrong}).status_code == 400
        assert sandbox.state()["clock"]["offset_seconds"] == 0
    (tmp_path / "clock").write_text("soon")
    with pytest.raises(ValueError, match="should hold one whole number of seconds; it holds 'soon'"):
        Clock(tmp_path / "clock")
