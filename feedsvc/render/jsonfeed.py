"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from collections.abc import Mapping

from feedsvc.model import Enclosure, Entry, Feed, Format, Person
from feedsvc.render.clean import clean_feed
from feedsvc.render.dates import rfc3339

SEPARATOR = b",\n"

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def render_entry(entry: Entry) -> bytes:
    """Return the item object of a clean entry."""
    return _object(
        id=entry.id,
        url=entry.url,
        title=entry.title,
        content_html=entry.content,
        summary=entry.summary or None,
        date_published=rfc3339(entry.published),
        date_modified=rfc3339(entry.updated),
        authors=[_author(person) for person in entry.people] or None,
        tags=list(dict.fromkeys(category.label for category in entry.categories)) or None,
        language=entry.language,
        attachments=[_attachment(enclosure) for enclosure in entry.enclosures] or None,
    )


def render_shell(feed: Feed) -> tuple[bytes, bytes]:
    """Return what stands before and after the items."""
    feed = clean_feed(feed)
    members = _object(
        version="https://jsonfeed.org/version/1.1",
        title=feed.title,
        home_page_url=feed.home_url,
        feed_url=f"{feed.url}.{Format.JSON.extension}",
        description=feed.subtitle or None,
        language=feed.language,
    )
    return members.removesuffix(b"}") + b',"items":[\n', b"\n]}\n"


def _object(**members: object) -> bytes:
    """Return the members that are not None as a JSON object, in this order."""
    return _encode(_known(members)).encode()


def _author(person: Person) -> dict[str, object]:
    return _known({"name": person.name, "url": person.uri})


def _attachment(enclosure: Enclosure) -> dict[str, object]:
    return _known(
        {
            "url": enclosure.url,
            "mime_type": enclosure.media_type,
            "size_in_bytes": enclosure.length or None,
        }
    )


def _known(members: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in members.items() if value is not None}
