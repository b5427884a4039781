"""Numbers and maps as front matter states them: text, mostly, in more than one notation."""

import re
from itertools import islice

from feedsvc.content.facts import FrontMatter, scalar
from feedsvc.content.text import one_line

# Aliases may name one map hundreds of times.
_MOST_KEYS = 200
_BYTES = re.compile(r"\d{1,15}|\d{1,3}(?:[,_]\d{3}){1,4}", re.ASCII)
_PIXELS = re.compile(r"(\d{1,5})(?:\.\d+)?(?:px)?", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]?\d)(?:\.\d+)?", re.ASCII)
_SECONDS = re.compile(r"(\d{1,6})(?:\.\d+)?(?: ?s(?:ec)?)?", re.ASCII)
_ISO = re.compile(r"P?T?(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6})(?:\.\d+)?S)?", re.ASCII | re.I)


def table(value: dict[object, object]) -> FrontMatter:
    """Return a map by keys in small letters with underscores; of a huge one the beginning."""
    items = islice(value.items(), _MOST_KEYS)
    return {str(key).strip().lower().replace("-", "_"): each for key, each in items}


def first(front: FrontMatter, keys: tuple[str, ...]) -> str:
    """Return the first text or number that one of *keys* holds, on one line."""
    for key in keys:
        if key in front and (text := one_line(scalar(front[key]))):
            return text
    return ""


def count(text: str) -> int:
    """Return a number of bytes, 0 where *text* tells none: ``13.7 MB`` is no length."""
    return int(re.sub("[,_]", "", text)) if _BYTES.fullmatch(text) else 0


def pixels(text: str) -> int | None:
    """Return a width or height in pixels, None where *text* tells none, as ``100%`` does."""
    match = _PIXELS.fullmatch(text)
    return (int(match[1]) or None) if match else None


def seconds(text: str) -> int | None:
    """Return a duration: ``1862``, ``31:02``, ``00:31:02``, ``PT31M2S`` or ``31m2s``."""
    if match := _CLOCK.fullmatch(text):
        hours, minutes, rest = (int(each or 0) for each in match.groups())
    elif match := _SECONDS.fullmatch(text):
        hours, minutes, rest = 0, 0, int(match[1])
    elif text and (match := _ISO.fullmatch(text)):
        hours, minutes, rest = (int(each or 0) for each in match.groups())
    else:
        return None
    return hours * 3600 + minutes * 60 + rest or None
