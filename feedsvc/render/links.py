"""The links of a feed: to itself, to the hub that tells of changes, to its archives (RFC 5005)."""

from collections.abc import Iterator

from feedsvc.model import Feed, Format


def own_url(feed: Feed, format: Format) -> str:
    """Return the address of the document: that of an archive is its own, not the feed's."""
    return f"{feed.archive_url or feed.url}.{format.extension}"


def feed_links(feed: Feed, format: Format) -> Iterator[dict[str, str]]:
    """Yield the links that every document of the feed has in Atom and, as an extension, in RSS.

    The home page is not among them: each format has its own way to name it.
    """
    yield {"href": own_url(feed, format), "rel": "self", "type": format.media_type}
    if feed.hub:
        yield {"href": feed.hub, "rel": "hub"}
    elsewhere = {
        "current": feed.url if feed.archive_url else None,
        "prev-archive": feed.previous_url,
        "next-archive": feed.next_url if feed.archive_url else None,
    }
    for relation, url in elsewhere.items():
        if url:
            href = f"{url}.{format.extension}"
            yield {"href": href, "rel": relation, "type": format.media_type}
