"""Beginnings of picture files: as much as tells how wide and high they are."""

import struct


def png(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">L", 13) + header + bytes(40)


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + bytes(60)


def webp(width: int, height: int) -> bytes:
    sides = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return b"RIFF" + bytes(4) + b"WEBPVP8X" + bytes(8) + sides + bytes(60)


def jpeg(width: int, height: int, *, before: int = 0, turned: bool = False) -> bytes:
    """Return a JPEG with so many bytes *before* its size; a camera may have been *turned*."""
    parts = [b"\xff\xd8"]
    if turned:
        ifd = struct.pack(">HHHLHH", 1, 0x0112, 3, 1, 6, 0) + bytes(4)
        exif = b"Exif\0\0MM\0*" + struct.pack(">L", 8) + ifd
        parts.append(b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif)
    while before > 0:
        size = min(before, 60_000)
        parts.append(b"\xff\xe2" + struct.pack(">H", size + 2) + bytes(size))
        before -= size
    frame = struct.pack(">BHHB", 8, height, width, 3) + bytes(9)
    parts.append(b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame)
    return b"".join(parts) + bytes(64)
