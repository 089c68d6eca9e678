"""A small real PNG, so that uploads are pictures and not merely called so."""

import struct
import zlib
from pathlib import Path


def png(
    path: Path, width: int = 320, height: int = 240, colour: tuple[int, int, int] = (214, 106, 74)
) -> Path:
    """Write a picture that fades from `colour` to white; return its path."""
    rows = [
        b"\x00" + bytes(channel + (255 - channel) * y // height for _ in range(width) for channel in colour)
        for y in range(height)
    ]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b"")]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts))
    return path


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
