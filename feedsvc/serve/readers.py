"""Feed readers that take an address from a link: nothing of theirs is loaded, only linked to."""

from dataclasses import dataclass
from urllib.parse import quote

from feedsvc.model import Format

# What each of them begins with; the address of the feed follows, percent-encoded.
_READERS = {
    "Feedly": "https://feedly.com/i/subscription/feed%2F",
    "Inoreader": "https://www.inoreader.com/?add_feed=",
    "NewsBlur": "https://www.newsblur.com/?url=",
    "The Old Reader": "https://theoldreader.com/feeds/subscribe?url=",
    "Feedbin": "https://feedbin.com/?subscribe=",
}
# Those that take JSON Feed too.
_TAKE_JSON = frozenset(("Feedbin", "Inoreader", "NewsBlur"))


@dataclass(frozen=True, slots=True)
class Reader:
    """A feed reader: its name, the address where it asks its user to subscribe."""

    name: str
    url: str


def readers(url: str, format: Format = Format.ATOM) -> tuple[Reader, ...]:
    """Return where readers take the feed at *url*, the address of a document in *format*."""
    said = quote(url, safe="")
    return tuple(
        Reader(name, f"{begun}{said}")
        for name, begun in _READERS.items()
        if format is not Format.JSON or name in _TAKE_JSON
    )
