"""Entries of feeds that readers already have: ids, dates and links for articles to go on with."""

import calendar
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from time import struct_time
from typing import Any

import feedparser

from feedsvc.content import dates
from feedsvc.content.compose import fingerprint
from feedsvc.content.markup import sanitise
from feedsvc.content.text import legal, one_line, plain
from feedsvc.errors import ContentError
from feedsvc.model import Predecessor


def read_feed(body: bytes, source: str, *, may_be_empty: bool = False) -> tuple[Predecessor, ...]:
    """Return the entries of an RSS, Atom or JSON feed; *source* names it in errors.

    An entry without id or title is left out: no reader could have kept it. Raises ContentError if
    *body* is no feed, or an empty one that may not be.
    """
    found = tuple(_json_items(body) if body.lstrip()[:1] == b"{" else _xml_entries(body))
    if not found and not may_be_empty:
        raise ContentError(
            f"{source} is no feed with entries", hint="give an RSS, Atom or JSON feed"
        )
    return found


def _json_items(body: bytes) -> Iterator[Predecessor]:
    try:
        feed = json.loads(body)
        items = feed["items"]
    except (ValueError, KeyError, TypeError):
        return
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and item.get("id"):
            html = item.get("content_html") or item.get("content_text") or ""
            yield from _predecessor(
                id=str(item["id"]),
                title=str(item.get("title") or ""),
                html=str(html),
                link=item.get("url"),
                published=_instant(item.get("date_published")),
                updated=_instant(item.get("date_modified")),
            )


def _xml_entries(body: bytes) -> Iterator[Predecessor]:
    for entry in feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False).entries:
        contents = [content.value for content in entry.get("content", [])]
        html = next(iter(contents), "") or entry.get("summary", "")
        yield from _predecessor(
            id=entry.get("id") or entry.get("link") or "",
            title=entry.get("title", ""),
            html=html,
            link=entry.get("link"),
            # Asked as a plain dict: feedparser's own get makes one date out of the other.
            published=_moment(dict.get(entry, "published_parsed")),
            updated=_moment(dict.get(entry, "updated_parsed")),
        )


def _predecessor(
    *,
    id: str,
    title: str,
    html: str,
    link: Any,
    published: datetime | None,
    updated: datetime | None,
) -> Iterator[Predecessor]:
    link = link if isinstance(link, str) and link.startswith(("http://", "https://")) else None
    heading = one_line(legal(title))
    if not (id and heading):
        return
    text = plain(legal(sanitise(html, link or "http://localhost/")))
    yield Predecessor(
        id=legal(id),
        title=heading,
        fingerprint=fingerprint(heading, text),
        link=link,
        published=published,
        updated=updated,
    )


def _instant(text: object) -> datetime | None:
    try:
        return dates.resolve(text, UTC) if isinstance(text, str) else None
    except ValueError:
        return None


def _moment(parsed: struct_time | None) -> datetime | None:
    return None if parsed is None else datetime.fromtimestamp(calendar.timegm(parsed), UTC)
