"""Finds the size of a picture from its first bytes, for photos: Telegram says width and height."""

import struct
from collections.abc import Iterator

FALLBACK = (800, 600)
SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}
START_OF_FRAME = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})


def picture_type(data: bytes) -> str | None:
    """Return the MIME type, None when it is not a picture."""
    return next((mime for signature, mime in SIGNATURES.items() if data.startswith(signature)), None)


def picture_size(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels, a usual size when the header is unreadable."""
    try:
        match picture_type(data):
            case "image/png":
                return struct.unpack_from(">II", data, 16)
            case "image/gif":
                return struct.unpack_from("<HH", data, 6)
            case "image/jpeg":
                return next(jpeg_frames(data), FALLBACK)
            case _:
                return FALLBACK
    except struct.error:
        return FALLBACK


def jpeg_frames(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the sizes that a JPEG's frame headers state."""
    at = 2
    while at + 4 <= len(data):
        marker, length = struct.unpack_from(">xBH", data, at)
        if marker in START_OF_FRAME:
            height, width = struct.unpack_from(">HH", data, at + 5)
            yield width, height
        at += 2 + length
