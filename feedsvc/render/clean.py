"""Feeds and entries as every format can carry them.

The content room promises as much; here one broken promise would cost a whole feed.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeVar

from feedsvc.model import Category, Enclosure, Entry, Feed, Person
from feedsvc.render.text import ascii_url, legal

_EXCERPT = 60

# Entries share their categories; as many are remembered as a site may have in use.
_CATEGORIES = 4096

_Thing = TypeVar("_Thing", Category, Enclosure, Entry, Feed, Person)


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
        subtitle=legal(feed.subtitle),
        language=legal(feed.language or "") or None,
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
        enclosures=_enclosures(entry),
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
                email=legal(person.email or "") or None,
                uri=_web_url(person.uri or "") or None,
            )
    return tuple(people.values())


def _enclosures(entry: Entry) -> tuple[Enclosure, ...]:
    """Return what readers can fetch, with media type and a length of at least 0."""
    return tuple(
        _with(
            enclosure,
            url=url,
            media_type=_first(enclosure.media_type, "application/octet-stream"),
            length=max(enclosure.length, 0),
        )
        for enclosure in entry.enclosures
        if (url := _web_url(enclosure.url))
    )


def _web_url(url: str) -> str:
    """Return the address in ASCII, or nothing where it would run or read something instead."""
    address = ascii_url(url)
    return address if address.lower().startswith(("http://", "https://")) else ""
