"""Photos, documents, voice, albums, both ways, and their download."""

import struct
from typing import Any

import pytest
import telegram
from telegram import InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest

from sandbox.pictures import picture_size
from tests.sandbox.server import STAFF_CHAT, Sandbox

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x02\x00\x00\x00"
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF"
    + b"\x00" * 10
    + b"\xff\xc0\x00\x11\x08"
    + struct.pack(">HH", 30, 40)
    + b"\x03"
)
VOICE = b"OggS voice"


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (PNG, (640, 480)),
        (JPEG, (40, 30)),
        (b"GIF89a\x05\x00\x06\x00", (5, 6)),
        (PNG[:10], (800, 600)),
        (JPEG[:6], (800, 600)),
    ],
)
def test_the_size_of_a_picture_is_read_from_its_head(data: bytes, size: tuple[int, int]) -> None:
    assert picture_size(data) == size


async def test_a_photo_goes_out_and_can_be_sent_again_by_its_id(sandbox: Sandbox, bot: telegram.Bot) -> None:
    sent = await bot.send_photo(STAFF_CHAT, PNG, caption="<b>ảnh</b>", parse_mode="HTML")
    assert (sent.photo[-1].width, sent.photo[-1].height, sent.caption) == (640, 480, "ảnh")
    again = await bot.send_photo(STAFF_CHAT, sent.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
    first, second = sandbox.messages(STAFF_CHAT)
    assert (first["text"], second["text"]) == ("ảnh", None)
    assert first["photo"] == {"url": first["photo"]["url"], "width": 640, "height": 480}
    picture = sandbox.http.get(first["photo"]["url"])
    assert (picture.content, picture.headers["content-type"]) == (PNG, "image/png")


async def test_documents_and_voice(sandbox: Sandbox, bot: telegram.Bot) -> None:
    await bot.send_document(STAFF_CHAT, b"<script>", filename="hoá đơn.html", caption="của bạn")
    await bot.send_voice(STAFF_CHAT, VOICE, duration=7)
    document, voice = sandbox.messages(STAFF_CHAT)
    expected = {"url": document["document"]["url"], "name": "hoá đơn.html", "mime": "text/html", "size": 8}
    assert document["document"] == expected
    assert voice["voice"]["duration"] == 7
    page = sandbox.http.get(document["document"]["url"])
    assert page.headers["content-type"] == "application/octet-stream"
    assert page.headers["content-disposition"] == "attachment"
    assert sandbox.http.get("/sandbox/files/nonsense").status_code == 404


async def test_a_customers_photo_can_be_downloaded(sandbox: Sandbox, bot: telegram.Bot) -> None:
    customer = sandbox.customer()
    customer.sends_files([("photo", ("lỗi.png", PNG, "image/png"))], caption="áo bị rách")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.caption == "áo bị rách"
    file = await bot.get_file(update.message.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == PNG
    assert file.file_size == len(PNG)


async def test_several_photos_of_a_customer_are_an_album(sandbox: Sandbox, bot: telegram.Bot) -> None:
    customer = sandbox.customer()
    parts = [("photo", (f"{number}.png", PNG + bytes([number]), "image/png")) for number in range(3)]
    shown = customer.sends_files(parts, caption="ba ảnh")
    messages = [update.message for update in await bot.get_updates() if update.message]
    assert len({message.media_group_id for message in messages}) == 1
    assert [message.caption for message in messages] == ["ba ảnh", None, None]
    assert [message["album"] for message in shown] == [messages[0].media_group_id] * 3
    assert len({message["photo"]["url"] for message in shown}) == 3


async def test_documents_and_voice_of_a_customer(sandbox: Sandbox, bot: telegram.Bot) -> None:
    customer = sandbox.customer()
    customer.sends_files([("document", ("a.pdf", b"%PDF", "application/pdf"))])
    (shown,) = customer.sends_files([("voice", ("v.oga", VOICE, "audio/ogg"))], duration=7)
    assert shown["voice"]["duration"] == 7
    document, voice = [update.message for update in await bot.get_updates() if update.message]
    assert document.document is not None
    assert voice.voice is not None
    assert document.document.file_name == "a.pdf"
    assert voice.voice.mime_type == "audio/ogg"


async def test_an_album_of_the_bot(sandbox: Sandbox, bot: telegram.Bot) -> None:
    earlier = await bot.send_photo(STAFF_CHAT, PNG)
    album = [InputMediaPhoto(PNG, caption="một"), InputMediaPhoto(earlier.photo[-1].file_id)]
    sent = await bot.send_media_group(STAFF_CHAT, album)
    assert [message.caption for message in sent] == ["một", None]
    assert sent[0].media_group_id == sent[1].media_group_id
    assert len(sandbox.messages(STAFF_CHAT)) == 3
    await bot.send_media_group(STAFF_CHAT, [InputMediaDocument(b"a"), InputMediaDocument(b"b")])


async def test_copying_keeps_the_picture_and_takes_a_new_caption(sandbox: Sandbox, bot: telegram.Bot) -> None:
    customer = sandbox.customer()
    (said,) = customer.sends_files([("photo", ("a.png", PNG, "image/png"))], caption="cũ")
    await bot.copy_message(STAFF_CHAT, customer.id, said["id"], caption="mới")
    shown = sandbox.messages(STAFF_CHAT)[-1]
    assert (shown["text"], shown["photo"]["url"]) == ("mới", said["photo"]["url"])


def test_files_that_telegram_does_not_take(sandbox: Sandbox) -> None:
    url, fields = f"/bot{sandbox.token}/sendPhoto", {"chat_id": str(STAFF_CHAT)}
    document = sandbox.http.post(
        f"/bot{sandbox.token}/sendDocument", data=fields, files={"document": b"x"}
    ).json()
    cases: dict[str, dict[str, Any]] = {
        "IMAGE_PROCESS_FAILED": {"files": {"photo": b"no picture"}},
        "file must be non-empty": {"files": {"photo": b""}},
        "file of size 10485769 bytes is too big for a photo": {"files": {"photo": PNG[:8] + b"0" * 10485761}},
        "wrong remote file identifier specified": {"data": {"photo": "nonsense"}},
        "failed to get HTTP URL content": {"data": {"photo": "https://example.com/a.png"}},
        "file 'attach://other' was not attached": {"data": {"photo": "attach://other"}},
        "can't use file of type documents as Photo": {
            "data": {"photo": document["result"]["document"]["file_id"]}
        },
        "message caption is too long": {"data": {"caption": "x" * 1025}, "files": {"photo": PNG}},
    }
    for description, parts in cases.items():
        data = {**fields, **parts.get("data", {})}
        answer = sandbox.http.post(url, data=data, files=parts.get("files")).json()
        assert str(answer["description"]).startswith(f"Bad Request: {description}"), answer


async def test_albums_that_telegram_does_not_take(sandbox: Sandbox, bot: telegram.Bot) -> None:
    with pytest.raises(BadRequest, match="Media group must include 2-10 items"):
        await bot.send_media_group(STAFF_CHAT, [InputMediaPhoto(PNG)])
    with pytest.raises(BadRequest, match="Document can't be mixed with other media types"):
        await bot.send_media_group(STAFF_CHAT, [InputMediaPhoto(PNG), InputMediaDocument(b"x")])
    video = [{"type": "video", "media": "x"}] * 2
    assert "albums of photos or documents" in sandbox.refusal(
        "sendMediaGroup", chat_id=STAFF_CHAT, media=video
    )


def test_downloads_need_the_token_and_an_existing_path(sandbox: Sandbox) -> None:
    sandbox.customer().sends_files([("photo", ("a.png", PNG, "image/png"))])
    photo = sandbox.result("getUpdates")[0]["message"]["photo"][0]
    path = sandbox.result("getFile", file_id=photo["file_id"])["file_path"]
    assert path == "photos/file_0.png"
    assert sandbox.http.get(f"/file/bot{sandbox.token}/{path}").content == PNG
    assert sandbox.http.get(f"/file/bot{sandbox.token[:-1]}B/{path}").status_code == 401
    assert sandbox.http.get(f"/file/bot{sandbox.token}/../{path}x").status_code == 404
    assert sandbox.refusal("getFile", file_id="nonsense") == "Bad Request: invalid file_id"
