"""Files that the bot or people send: kept, and described as the Bot API describes them."""

import mimetypes
from dataclasses import dataclass

from sandbox.errors import ApiError, bad_request
from sandbox.model import File, Json
from sandbox.pictures import picture_size, picture_type
from sandbox.world import World

# core.telegram.org/bots/api#sending-files and #getfile
LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_FILE = 50 * 1024 * 1024
LARGEST_DOWNLOAD = 20 * 1024 * 1024
FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice"}
SHORTEST_FILE_ID = 20


@dataclass(frozen=True)
class Upload:
    """A file as it came in."""

    name: str
    mime: str
    data: bytes


def content(world: World, kind: str, file: File, duration: int = 0) -> Json:
    """Return the message field of a photo, document or voice."""
    about: Json = {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size}
    if kind == "photo":
        width, height = picture_size(world.read_file(file))
        return {"photo": [{**about, "width": width, "height": height}]}
    if kind == "voice":
        return {"voice": {**about, "duration": duration, "mime_type": file.mime}}
    return {"document": {**about, "file_name": file.name, "mime_type": file.mime}}


def keep(world: World, kind: str, upload: Upload) -> File:
    """Keep an upload; raise ApiError when Telegram would not take it."""
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > LARGEST_FILE:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo":
        upload = as_photo(upload)
    mime = upload.mime or mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
    return world.add_file(FOLDERS[kind], upload.name, mime, upload.data)


def as_photo(upload: Upload) -> Upload:
    """Return the upload under its true type; raise ApiError when it cannot be a photo."""
    mime = picture_type(upload.data)
    if mime is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if len(upload.data) > LARGEST_PHOTO:
        raise bad_request(
            f"file of size {len(upload.data)} bytes is too big for a photo; the maximum size is {LARGEST_PHOTO} bytes"
        )
    return Upload(upload.name if "." in upload.name else f"{upload.name}.jpg", mime, upload.data)


def from_parameter(world: World, kind: str, value: str, uploads: dict[str, Upload]) -> File:
    """Return the file that a parameter names: attach://part, the file_id of an earlier file, or a refusal."""
    if value.startswith("attach://"):
        upload = uploads.get(value.removeprefix("attach://"))
        if upload is None:
            raise bad_request(f"file {value!r} was not attached to the request")
        return keep(world, kind, upload)
    if value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    return earlier_file(world, kind, value)


def earlier_file(world: World, kind: str, file_id: str) -> File:
    """Return a file by its file_id, which only serves for the kind it was sent as."""
    file = world.files.get(file_id)
    if file is None:
        detail = "Wrong string length" if len(file_id) < SHORTEST_FILE_ID else "Wrong padding in the string"
        raise bad_request(f"wrong remote file identifier specified: {detail}")
    if not file.path.startswith(FOLDERS[kind]):
        raise bad_request(f"can't use file of type {file.path.partition('/')[0]} as {kind.capitalize()}")
    return file
