"""Which media type a file has by its name, and which types are media types at all."""

import re

UNKNOWN = "application/octet-stream"
# Not the mimetypes module: what it says depends on the machine.
TYPES = {
    ".aac": "audio/aac",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".epub": "application/epub+zip",
    ".flac": "audio/flac",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".m4v": "video/mp4",
    ".mkv": "video/x-matroska",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
}
# As many are in an address before its path.
_SLASHES = 3
_TYPE = re.compile(r"([a-z0-9][\w.+-]{0,60}/[a-z0-9][\w.+-]{0,60})(?:\s*;.*)?", re.ASCII | re.I)


def by_name(url: str) -> str | None:
    """Return the media type that the end of *url* tells, None if it tells none."""
    path = url.partition("?")[0].partition("#")[0]
    stem, dot, ending = path.rpartition(".")
    # The end of a host is none of a file.
    if not dot or not stem or stem.endswith("/") or (":/" in stem and path.count("/") < _SLASHES):
        return None
    return TYPES.get(f".{ending.lower()}")


def stated(text: str) -> str | None:
    """Return the media type in *text* without its parameters, None if it is none."""
    match = _TYPE.fullmatch(text)
    return match[1].lower() if match else None


def is_played(media_type: str) -> bool:
    """Tell whether what has this type is listened to or watched."""
    return media_type.startswith(("audio/", "video/"))
