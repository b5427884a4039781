"""Feeds and entries as every format can carry them.

The content room promises as much; here one broken promise would cost a whole feed.
"""

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeVar

from feedsvc.model import (
    Category,
    Enclosure,
    Entry,
    Feed,
    Person,
    Picture,
    Podcast,
    Tombstone,
)
from feedsvc.render.text import ascii_url, legal

_EXCERPT = 60

_PLAYED = ("audio/", "video/")

# Entries share their categories; as many are remembered as a site may have in use.
_CATEGORIES = 4096

_EMAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+")

_Thing = TypeVar("_Thing", Category, Enclosure, Entry, Feed, Person, Picture, Podcast, Tombstone)


def clean_feed(feed: Feed) -> Feed:
    """Return the feed with legal text and ASCII addresses, its entries as they are.

    The id stays as it was minted: encoding it would make it another.
    """
    return _with(
        feed,
        id=legal(feed.id),
        url=ascii_url(feed.url),
        home_url=ascii_url(feed.home_url),
        title=_first(feed.title, feed.url),
        subtitle=_first(feed.subtitle),
        language=legal(feed.language or "") or None,
        image=_picture(feed.image),
        icon=_web_url(feed.icon or "") or None,
        rights=_first(feed.rights),
        stylesheet_url=_optional_url(feed.stylesheet_url),
        archive_url=_optional_url(feed.archive_url),
        previous_url=_optional_url(feed.previous_url),
        next_url=_optional_url(feed.next_url),
        # An archive never changes, so there is nothing to tell its subscribers.
        hub=(not feed.archive_url and _web_url(feed.hub or "")) or None,
        tombstones=_tombstones(feed),
    )


def clean_entry(entry: Entry) -> Entry:
    """Return the entry with legal text, ASCII addresses and a title."""
    return _with(
        entry,
        id=_first(entry.id, entry.url),
        url=ascii_url(entry.url),
        title=_first(entry.title, entry.summary.strip()[:_EXCERPT], entry.url),
        summary=legal(entry.summary),
        content=legal(entry.content),
        categories=_categories(entry),
        people=_people(entry),
        enclosures=_enclosures(entry) if entry.enclosures else (),
        image=_picture(entry.image) if entry.image else None,
        podcast=_podcast(entry, entry.podcast) if entry.podcast else None,
        language=legal(entry.language or "") or None,
    )


def _with(thing: _Thing, **fields: Any) -> _Thing:
    """Return the thing with these fields; itself, where it has them.

    Nearly everything is clean, and a copy of it costs more than to look at it.
    """
    for name, value in fields.items():
        if getattr(thing, name) != value:
            return replace(thing, **fields)
    return thing


def _first(*texts: str) -> str:
    """Return the first text that shows something."""
    for text in map(legal, texts):
        if text.strip():
            return text
    return ""


def _categories(entry: Entry) -> tuple[Category, ...]:
    """Return the categories that have a name."""
    return tuple([each for each in map(_category, entry.categories) if each.label])


@lru_cache(maxsize=_CATEGORIES)
def _category(category: Category) -> Category:
    """Return the category with a label and a term, if it has one of them."""
    return _with(
        category,
        term=_first(category.term, category.label),
        label=_first(category.label, category.term),
        scheme=ascii_url(category.scheme),
    )


def _people(entry: Entry) -> tuple[Person, ...]:
    """Return everybody who has a name, once."""
    people: dict[str, Person] = {}
    for person in entry.people:
        name = legal(person.name).strip()
        if name and name not in people:
            people[name] = _with(
                person,
                name=name,
                email=_email(legal(person.email or "")),
                uri=_web_url(person.uri or "") or None,
            )
    return tuple(people.values())


def _email(address: str) -> str | None:
    """Return what can be an address of e-mail (RFC 4287, section 3.2.3), or nothing."""
    return address if _EMAIL.fullmatch(address) else None


def _enclosures(entry: Entry) -> tuple[Enclosure, ...]:
    """Return what readers can fetch, with media type and a length of at least 0.

    What is listened to or watched comes first: RSS has room for one, and most readers take one.
    """
    clean = [
        _with(
            enclosure,
            url=url,
            media_type=_first(enclosure.media_type, "application/octet-stream"),
            length=max(enclosure.length, 0),
            duration=_positive(enclosure.duration),
            width=_positive(enclosure.width),
            height=_positive(enclosure.height),
        )
        for enclosure in entry.enclosures
        if (url := _web_url(enclosure.url))
    ]
    return tuple(sorted(clean, key=lambda each: not each.media_type.startswith(_PLAYED)))


def _podcast(entry: Entry, podcast: Podcast) -> Podcast | None:
    """Return what is told of an episode, its categories where they are no section or tag as well.

    None stands for nothing.
    """
    labels = {category.label for category in _categories(entry)}
    names = [name for each in podcast.categories if (name := _first(each)) not in labels]
    told = _with(
        podcast,
        author=_first(podcast.author or "") or None,
        image=_web_url(podcast.image or "") or None,
        duration=_positive(podcast.duration),
        categories=tuple(dict.fromkeys(name for name in names if name)),
    )
    return told if told != Podcast() else None


def _positive(number: int | None) -> int | None:
    return number if number and number > 0 else None


def _picture(picture: Picture | None) -> Picture | None:
    """Return a picture that readers can fetch, its size if both sides have one."""
    url = _web_url(picture.url) if picture else ""
    if picture is None or not url:
        return None
    has_size = min(picture.width or 0, picture.height or 0) > 0
    return _with(
        picture,
        url=url,
        width=picture.width if has_size else None,
        height=picture.height if has_size else None,
        text=legal(picture.text),
    )


def _tombstones(feed: Feed) -> tuple[Tombstone, ...]:
    """Return one for each entry that has an id, the newest first."""
    newest: dict[str, Tombstone] = {}
    for each in sorted(feed.tombstones, key=lambda each: (-each.at.timestamp(), each.id)):
        if _first(each.id):
            newest.setdefault(legal(each.id), _with(each, id=legal(each.id)))
    return tuple(newest.values())


def _optional_url(url: str | None) -> str | None:
    return ascii_url(url) if url else None


def _web_url(url: str) -> str:
    """Return the address in ASCII, or nothing where it would run or read something instead."""
    address = ascii_url(url)
    return address if address.lower().startswith(("http://", "https://")) else ""
