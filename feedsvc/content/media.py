"""The media files that front matter encloses."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from feedsvc.content.facts import FrontMatter, scalar
from feedsvc.content.text import one_line
from feedsvc.model import Enclosure

KEYS = ("enclosure", "enclosures")
# Not the mimetypes module: what it says depends on the machine.
_TYPES = {
    ".aac": "audio/aac",
    ".flac": "audio/flac",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
}
_LENGTH = re.compile(r"\d{1,15}", re.ASCII)


def stated(front: FrontMatter) -> Iterator[Enclosure]:
    """Yield the media files of ``enclosure`` or ``enclosures``: a map, an URL, or a list."""
    for value in (front[key] for key in KEYS if key in front):
        for item in value if isinstance(value, list) else [value]:
            facts = item if isinstance(item, dict) else {"url": item}
            url = one_line(scalar(facts.get("url")))
            length = scalar(facts.get("length")) or scalar(facts.get("size"))
            if url:
                yield Enclosure(
                    url=url,
                    media_type=one_line(scalar(facts.get("type"))) or _type(url),
                    length=int(length) if _LENGTH.fullmatch(length) else 0,
                )


def _type(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:
        path = ""
    return _TYPES.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")
