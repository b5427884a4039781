"""The media files that front matter encloses, in the dialects of generators and their themes."""

from collections.abc import Iterator

from feedsvc.content.facts import FrontMatter
from feedsvc.content.media import types, values
from feedsvc.content.text import one_line, visible
from feedsvc.model import Enclosure

# Whatever these hold is enclosed; what the others hold may be a switch, a name or a page, and is
# enclosed where it is known for a media file.
_CERTAIN = ("enclosure", "enclosures", "attachments")
_SOUND = (
    *("podcast", "podcast_file", "podcast_url", "podcast_link", "audio", "audio_url", "audio_file"),
    *("audiourl", "audiofile", "mp3"),
)
_OTHERS = ("video", "video_url", "video_file", "videourl", "videofile", "media", "media_url")
# What themes state beside the address of the recording.
_LENGTHS = ("podcast_bytes", "podcast_length", "audio_bytes", "bytes", "filesize")
DURATIONS = ("duration", "podcast_duration", "audio_duration", "itunes_duration")
_FILES = (*_CERTAIN, *_SOUND, *_OTHERS)
_NAMES = frozenset(_FILES)
KEYS = (*_FILES, *_LENGTHS)

_ADDRESSES = (
    *("url", "href", "src", "file", "audio", "video", "audio_url", "audio_file", "video_url"),
    *("filename", "path", "uri", "link", "source", "enclosure", "media"),
)
# Maps that may hold a file of their own.
_INNER = ("audio", "video", "file", "enclosure")
_DEEPEST = 2
_BY_FORMAT = ("mp3", "m4a", "aac", "ogg", "oga", "opus", "flac", "wav", "mp4", "m4v", "webm", "pdf")
_TYPES = ("type", "mime", "mime_type", "mimetype", "media_type", "content_type")
_SIZES = ("length", "size", "bytes", "filesize", "file_size", "size_in_bytes", "length_in_bytes")
_TIMES = ("duration", "duration_in_seconds", "seconds", *DURATIONS[1:])
# More than any reader shows; a list without end costs no time.
_MOST_LOOKED_AT = 200


def stated(front: FrontMatter) -> Iterator[Enclosure]:
    """Yield the media files that *front* names, at addresses as they are written."""
    if _NAMES.isdisjoint(front):
        return
    for key in _FILES:
        if key in front:
            value = front[key]
            for item in value[:_MOST_LOOKED_AT] if isinstance(value, list) else [value]:
                beside = front if key in _SOUND and not isinstance(value, list) else {}
                yield from _of(item, beside, certain=key in _CERTAIN)


def _of(item: object, beside: FrontMatter, *, certain: bool, depth: int = 0) -> Iterator[Enclosure]:
    """Yield what one item names; it knows its own measures best, else keys *beside* it may."""
    if not isinstance(item, dict | str):
        return  # a number names no file
    facts = values.table(item) if isinstance(item, dict) else {"url": item}
    for inner in (facts[key] for key in _INNER if key in facts):
        if isinstance(inner, dict) and depth < _DEEPEST:
            yield from _of(inner, facts, certain=certain, depth=depth + 1)
    addresses = _addresses(facts)
    # What is stated once is not that of each of several files.
    sure = len(addresses) == 1
    type_ = types.stated(values.first(facts, _TYPES)) if sure else None
    for address in addresses:
        known = type_ or types.by_name(address)
        if known or certain:
            yield Enclosure(
                url=address,
                media_type=known or types.UNKNOWN,
                length=values.count(_stated(facts, _SIZES, beside, _LENGTHS)) if sure else 0,
                duration=values.seconds(_stated(facts, _TIMES, beside, DURATIONS)),
                width=values.pixels(values.first(facts, ("width",))),
                height=values.pixels(values.first(facts, ("height",))),
            )


def _stated(
    facts: FrontMatter, keys: tuple[str, ...], beside: FrontMatter, keys_beside: tuple[str, ...]
) -> str:
    return values.first(facts, keys) or values.first(beside, keys_beside)


def _addresses(facts: FrontMatter) -> list[str]:
    """Return the first address of a map, and those of each format that it has a key for."""
    named = [facts[key] for key in _ADDRESSES if key in facts]
    first = next(filter(None, map(_address, named)), None)
    by_format = [_address(facts[key]) for key in _BY_FORMAT if key in facts]
    return list(dict.fromkeys(address for address in (first, *by_format) if address))


def _address(value: object) -> str | None:
    """Return *value* as an address: with slashes, though on Windows they lean the other way."""
    return one_line(visible(value)).replace("\\", "/") or None if isinstance(value, str) else None
