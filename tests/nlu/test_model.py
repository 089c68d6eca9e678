"""The real model, trained here and served by Rasa's environment, understands customers."""

import asyncio
import json
import re
import signal
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import httpx
import pytest

from nlu import server
from nlu.client import Client
from nlu.parse import KEYS, parse_lines
from nlu.server import ModelServer, free_port
from nlu.text import fold

ROOT = Path(__file__).parents[2]
INTENTS = ROOT / "docs" / "intents.md"

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("shop oi don cua minh toi dau roi", {"question_order_status"}),
        ("giao hang tre 5 ngay roi ma khong ai tra loi", {"complaint_late", "complaint_no_reply"}),
        ("áo đẹp lắm, cho 5 sao", {"review_positive"}),
        ("gặp nhân viên", {"other_human"}),
        ("GẶP NHÂN VIÊN!!!", {"other_human"}),
        ("bn v shop", {"question_price"}),
        ("mấy giờ đóng cửa vậy ạ", {"question_opening_hours"}),
        ("đồ lừa đảo", {"other_insult"}),
        ("cảm ơn shop nhiều nha", {"other_thanks"}),
        ("bôi kem vào nổi mẩn đỏ cả mặt", {"complaint_safety"}),
        ("đặt đen giao trắng", {"complaint_wrong_item"}),
        ("gia1 bao nhie6u va65y shop", {"question_price"}),
        ("ddonw cuar emm toiws ddaau rooif", {"question_order_status"}),
        ("vải đẹppppp quáaaaa, ưng lắmmmm", {"review_positive"}),
        ("𝗺𝗮̂́𝘆 𝗴𝗶𝗼̛̀ đ𝗼́𝗻𝗴 𝗰𝘂̛̉𝗮 𝘃𝗮̣̂𝘆 𝗮̣", {"question_opening_hours"}),
        ("mấy giờ đóng cửа vậy ạ", {"question_opening_hours"}),
        ("cảm ơn sohp nhiều nha 🥰", {"other_thanks"}),
    ],
)
async def test_plain_messages_are_understood_and_the_model_is_sure(
    model: Client, text: str, intents: set[str]
) -> None:
    seen = await model.understand(text)
    assert seen.intent in intents
    assert seen.confidence > 0.5


async def test_what_the_documentation_says_an_intent_sounds_like_is_understood_as_it(model: Client) -> None:
    rows = re.findall(r"^\| `(\w+)` \|.*\| (.*) \|$", INTENTS.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) > 50
    for intent, sounds_like in rows:
        for text in (sounds_like, fold(sounds_like)):
            assert (await model.understand(text)).intent == intent, text


@pytest.mark.parametrize(
    "text",
    [
        "asdkjh qwe",
        "здравствуйте",
        "1234",
        "%$#@",
        "👾",
        "x",
        "/other_human",
        '/a{"b": 1}',
        "\u0301",
        "a" * 9000,
    ],
)
async def test_nonsense_is_answered_all_the_same(model: Client, text: str) -> None:
    seen = await model.understand(text)
    assert seen.text == text
    assert 0 <= seen.confidence <= 1


async def test_a_customer_cannot_name_an_intent(model: Client) -> None:
    seen = await model.understand('/complaint_safety{"product": "x"}')
    assert seen.confidence < 1
    assert seen.intent != "complaint_safety" or seen.alternatives


async def test_composed_and_decomposed_text_are_one(model: Client) -> None:
    text = "Hàng giao bị vỡ nát hết rồi"
    first, second = await asyncio.gather(
        model.understand(text), model.understand(unicodedata.normalize("NFD", text))
    )
    assert (first.intent, first.confidence) == (second.intent, second.confidence)


async def test_lines_are_parsed_in_order_one_for_one(model: Client) -> None:
    lines = ["áo đẹp lắm, cho 5 sao\n", "\n", "đơn DH1023 tới đâu rồi\r\n", "   \n", "gặp nhân viên"]
    rows = [row async for row in parse_lines(lines, model)]
    assert [row["text"] for row in rows] == [
        "áo đẹp lắm, cho 5 sao",
        "",
        "đơn DH1023 tới đâu rồi",
        "   ",
        "gặp nhân viên",
    ]
    assert all(tuple(row) == KEYS for row in rows)
    plain = json.loads(json.dumps(rows))
    assert plain[0]["entities"] == [{"name": "stars", "value": 5, "text": "5 sao", "start": 16, "end": 21}]
    assert (plain[0]["kind"], plain[0]["sentiment"], plain[0]["severity"], plain[0]["reasons"]) == (
        "review",
        "positive",
        None,
        [],
    )


def test_the_server_refuses_a_wrong_token_and_a_wrong_body(model_server: ModelServer) -> None:
    def post(token: str, body: str) -> int:
        return httpx.post(
            f"{model_server.base_url}/model/parse", params={"token": token}, content=body, trust_env=False
        ).status_code

    assert post("wrong", '{"text": "a"}') == 401
    assert post("", '{"text": "a"}') == 401
    assert [post(model_server.token, body) for body in ("", "[]", "{}", '{"text": 1}', '{"text": null}')] == [
        400
    ] * 5
    assert post(model_server.token, '{"text": ""}') == 200
    assert httpx.get(f"{model_server.base_url}/status", trust_env=False).status_code == 401


def test_a_server_ends_when_its_standard_input_closes(model_server: ModelServer) -> None:
    own = server.start(ROOT)
    try:
        own.wait_until_ready()
        started = time.monotonic()
        own.stop()
        assert time.monotonic() - started < 5
        assert not own.alive
        with pytest.raises(server.ServerFailed, match="ended"):
            own.ready()
    finally:
        own.stop()
    assert model_server.alive


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_says_when_it_is_ready_and_ends_at_once_when_asked(number: signal.Signals) -> None:
    become = f"from pathlib import Path; from nlu.server import become_server; become_server(Path.cwd(), {free_port()}, 'token', supervised=True)"
    with subprocess.Popen(
        [sys.executable, "-c", become],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        assert process.wait(5) == -number
