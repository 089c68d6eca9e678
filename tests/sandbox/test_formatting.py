"""HTML as Telegram reads it, and what it finds in plain text."""

import contextlib
from typing import Any

import pytest
import telegram
from hypothesis import given
from hypothesis import strategies as some

from sandbox.entities import found_in, parse_html, units
from sandbox.errors import ApiError
from tests.sandbox.server import STAFF_CHAT, Sandbox

TAGS = "b strong i em u ins s strike del code pre blockquote tg-spoiler".split()  # noqa: SIM905


def entity(kind: str, offset: int, length: int, **more: str) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>KN-0042</b>", "KN-0042", [entity("bold", 0, 7)]),
        ("x <strong>a<em>b</em></strong>", "x ab", [entity("bold", 2, 2), entity("italic", 3, 1)]),
        (
            "<u>a</u><s>b</s><tg-spoiler>c</tg-spoiler>",
            "abc",
            [entity("underline", 0, 1), entity("strikethrough", 1, 1), entity("spoiler", 2, 1)],
        ),
        ("<span class='tg-spoiler'>c</span>", "c", [entity("spoiler", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [entity("blockquote", 0, 1)]),
        ("🎫<b>ệ</b>", "🎫ệ", [entity("bold", 2, 1)]),
        ("a &lt;b&gt; &amp; &quot;&#39;&#x1F3AB;", "a <b> & \"'🎫", []),
        ("&copy; & &x;", "&copy; & &x;", []),
        (
            '<a href="https://example.com/?a=1&amp;b=2">đây</a>',
            "đây",
            [entity("text_link", 0, 3, url="https://example.com/?a=1&b=2")],
        ),
        ("<a href='localhost'>đây</a>", "đây", []),
        ('<pre><code class="language-python">x</code></pre>', "x", [entity("pre", 0, 1, language="python")]),
        ("<B>x</b>", "x", [entity("bold", 0, 1)]),
        ("<b></b>x", "x", []),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("ệ <div>a</div>", 'Unsupported start tag "div" at byte offset 4'),
        ("3 < 5", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


def test_broken_html_is_refused_with_400(shared: Sandbox) -> None:
    answer = shared.api("sendMessage", chat_id=STAFF_CHAT, text="<b>x", parse_mode="html")
    complaint = "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""
    assert answer == {"ok": False, "error_code": 400, "description": complaint}


@given(some.text())
def test_any_text_is_read_or_refused_and_escaped_text_is_read_back(source: str) -> None:
    escaped = source.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(escaped) == (source, [])
    with contextlib.suppress(ApiError):
        parse_html(source)


@given(
    some.lists(some.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS] + ["a", "🎫"]))
)
def test_entities_lie_within_the_text(pieces: list[str]) -> None:
    try:
        text, entities = parse_html("".join(pieces))
    except ApiError:
        return
    assert all(each["length"] > 0 and each["offset"] + each["length"] <= units(text) for each in entities)


async def test_python_telegram_bot_reads_the_entities_back(sandbox: Sandbox, bot: telegram.Bot) -> None:
    html = '<b>🎫 KN-0042</b> <a href="https://example.com/">xem</a>'
    sent = await bot.send_message(STAFF_CHAT, html, parse_mode="HTML")
    assert sent.text_html == html
    assert sandbox.messages(STAFF_CHAT)[-1]["entities"][0] == entity("bold", 0, 10)


def test_entities_can_be_given_instead(sandbox: Sandbox) -> None:
    sent = sandbox.result("sendMessage", chat_id=STAFF_CHAT, text="  đậm ", entities=[entity("bold", 2, 3)])
    assert (sent["text"], sent["entities"]) == ("đậm", [entity("bold", 0, 3)])


def test_other_parse_modes_are_refused(shared: Sandbox) -> None:
    refusal = shared.refusal("sendMessage", chat_id=STAFF_CHAT, text="*x*", parse_mode="MarkdownV2")
    assert refusal == "Bad Request: can't parse entities: the sandbox reads parse_mode HTML, not MarkdownV2"
    refusal = shared.refusal("sendMessage", chat_id=STAFF_CHAT, text="x", parse_mode="rtf")
    assert refusal == "Bad Request: unsupported parse_mode"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start abc", [("bot_command", "/start")]),
        ("xem /huy@langnghe_bot nhé", [("bot_command", "/huy@langnghe_bot")]),
        ("5/7 và a/b", []),
        ("https://example.com/x?y=1.", [("url", "https://example.com/x?y=1")]),
        ("shop.vn, a@example.com", [("url", "shop.vn"), ("email", "a@example.com")]),
        ("@nhanvien #giaohàng", [("mention", "@nhanvien"), ("hashtag", "#giaohàng")]),
        ("gọi +84 900 000 001 nha 🎫 /x", [("phone_number", "+84 900 000 001"), ("bot_command", "/x")]),
    ],
)
def test_what_telegram_finds_in_plain_text(text: str, found: list[tuple[str, str]]) -> None:
    wide = text.encode("utf-16-le")
    spans = [
        (each["type"], wide[2 * each["offset"] : 2 * (each["offset"] + each["length"])])
        for each in found_in(text, [])
    ]
    assert [(kind, span.decode("utf-16-le")) for kind, span in spans] == found
