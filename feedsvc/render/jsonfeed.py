"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from collections.abc import Mapping

from feedsvc.model import Enclosure, Entry, Feed, Format, Person, Picture
from feedsvc.render.clean import clean_feed
from feedsvc.render.dates import rfc3339
from feedsvc.render.links import own_url

SEPARATOR = b",\n"

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def render_entry(entry: Entry) -> bytes:
    """Return the item object of a clean entry."""
    # One of the two has to be there; where an entry is only its summary, that is its text.
    is_text = not entry.content and entry.summary != ""
    return _object(
        id=entry.id,
        url=entry.url,
        title=entry.title,
        content_html=None if is_text else entry.content,
        content_text=entry.summary if is_text else None,
        summary=entry.summary or None,
        image=entry.image.url if entry.image else None,
        date_published=rfc3339(entry.published),
        date_modified=rfc3339(entry.updated),
        authors=[_author(person) for person in entry.people] or None,
        tags=_tags(entry) or None,
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
        feed_url=own_url(feed, Format.JSON),
        description=feed.subtitle or None,
        next_url=f"{feed.previous_url}.{Format.JSON.extension}" if feed.previous_url else None,
        icon=feed.image.url if feed.image and _may_be_square(feed.image) else None,
        favicon=feed.icon,
        language=feed.language,
        hubs=[{"type": "WebSub", "url": feed.hub}] if feed.hub else None,
    )
    return members.removesuffix(b"}") + b',"items":[\n', b"\n]}\n"


def _may_be_square(image: Picture) -> bool:
    """Whether an app that shows nothing but squares would not cut the image."""
    return not (image.width and image.height) or image.width == image.height


def _object(**members: object) -> bytes:
    """Return the members that are not None as a JSON object, in this order."""
    return _encode(_known(members)).encode()


def _tags(entry: Entry) -> list[str]:
    labels = list(dict.fromkeys([category.label for category in entry.categories]))
    return [*labels, *entry.podcast.categories] if entry.podcast else labels


def _author(person: Person) -> dict[str, object]:
    return _known({"name": person.name, "url": person.uri})


def _attachment(enclosure: Enclosure) -> dict[str, object]:
    return _known(
        {
            "url": enclosure.url,
            "mime_type": enclosure.media_type,
            "size_in_bytes": enclosure.length or None,
            "duration_in_seconds": enclosure.duration,
        }
    )


def _known(members: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in members.items() if value is not None}
