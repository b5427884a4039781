"""What front matter keys mean, in the dialects of the common site generators."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from feedsvc.content.facts import Facts, FrontMatter, RawDate
from feedsvc.content.text import one_line
from feedsvc.model import Enclosure, Origin, Person, Role

_PUBLISHED = ("publishdate", "published", "pubdate", "date", "created", "date_published")
_UPDATED = ("updated", "lastmod", "modified", "last_modified_at", "date_modified")
_EXPIRES = ("expirydate", "expires", "unpublishdate")
_SUMMARY = ("summary", "description", "excerpt", "abstract")
_LINK = ("link", "canonical", "canonical_url", "permalink", "url")
_LANGUAGE = ("lang", "language", "locale")
_ID = ("id", "guid")
_DATE_SHAPE = re.compile(r"\s*\d{4}[-/.年]")
_EMAIL = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>@\s]+@[^<>\s]+)>")


def facts(front: FrontMatter, html: str) -> Facts:
    """Return what *front* says of the article whose body is *html*."""
    published = _date(front, _PUBLISHED) or _path_date(front)
    return replace(
        _texts(front, html),
        section=_section(front),
        tags=tuple(dict.fromkeys(_words(front, "tags", "tag"))),
        people=tuple(_people(front)),
        published=published,
        published_origin=Origin.FRONT_MATTER if published else None,
        updated=_date(front, _UPDATED),
        expires=_date(front, _EXPIRES),
        draft=_is_draft(front),
        enclosures=tuple(_enclosures(front)),
    )


def _texts(front: FrontMatter, html: str) -> Facts:
    return Facts(
        html=html,
        title=_text(front, ("title",)),
        summary=_text(front, _SUMMARY),
        slug=_text(front, ("slug",)),
        language=_text(front, _LANGUAGE),
        link=_absolute_link(front),
        stated_id=_text(front, _ID),
    )


def _text(front: FrontMatter, keys: tuple[str, ...]) -> str | None:
    """Return the first of *keys* that holds a scalar, as one line of text."""
    for key in keys:
        value = front.get(key)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            text = one_line(str(value))
            if text:
                return text
    return None


def _date(front: FrontMatter, keys: tuple[str, ...]) -> RawDate | None:
    for key in keys:
        value = front.get(key)
        if isinstance(value, date | datetime):
            return value
        if isinstance(value, str) and value.strip() and value.strip() not in ("true", "false"):
            return value
    return None


def _path_date(front: FrontMatter) -> str | None:
    """Zola keeps a date in ``path``: ``2025/06/26/some-article``."""
    match = re.match(r"/?(\d{4}/\d{1,2}/\d{1,2})(?:/|$)", str(front.get("path", "")))
    return match[1] if match else None


def _is_draft(front: FrontMatter) -> bool:
    published = front.get("published")
    return _truth(front.get("draft")) is True or _truth(published) is False


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    return {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}.get(
        word
    )


def _section(front: FrontMatter) -> tuple[str, ...] | None:
    """Return the path that ``section``, ``category`` or ``categories`` names."""
    for key in ("section", "category", "categories"):
        value = front.get(key)
        parts = value.split("/") if isinstance(value, str) else list(_strings(value))
        path = tuple(name for part in parts if (name := one_line(part)))
        if path:
            return path
    return None


def _words(front: FrontMatter, *keys: str) -> Iterator[str]:
    """Yield the names in a list, or in text divided by commas, else by blanks."""
    for key in keys:
        value = front.get(key)
        if isinstance(value, str):
            comma = re.search("[,，、;；]", value)
            value = re.split("[,，、;；]" if comma else r"\s+", value)
        yield from (word for item in _strings(value) if (word := one_line(item)))


def _strings(value: object) -> Iterator[str]:
    """Yield the scalars of a list, or the keys of a map, as text; nothing for null."""
    items: Any = value if isinstance(value, list | dict) else [] if value is None else [value]
    for item in items:
        if isinstance(item, str | int | float | date):
            yield str(item)


def _people(front: FrontMatter) -> Iterator[Person]:
    for keys, role in ((("author", "authors"), Role.AUTHOR), (("editor", "editors"), Role.EDITOR)):
        for key in keys:
            value = front.get(key)
            if isinstance(value, str):
                value = re.split(r"\s*[,，、;；]\s*", value)
            for item in value if isinstance(value, list) else [value]:
                if person := _person(item, role):
                    yield person


def _person(item: object, role: Role) -> Person | None:
    """Return a person from a name, ``Name <mail>``, or a map with ``name``, ``email``, ``url``."""
    if isinstance(item, dict):
        name = one_line(str(item.get("name") or ""))
        email, uri = item.get("email"), item.get("url") or item.get("uri")
    elif isinstance(item, str):
        match = _EMAIL.fullmatch(item.strip())
        name = one_line(match["name"] if match else item)
        email, uri = (match["email"] if match else None), None
    else:
        return None
    if not name:
        return None
    return Person(
        name=name, role=role, email=str(email) if email else None, uri=str(uri) if uri else None
    )


def _absolute_link(front: FrontMatter) -> str | None:
    for key in _LINK:
        value = front.get(key)
        if isinstance(value, str) and re.match("https?://[^/]", value.strip()):
            return value.strip()
    return None


def _enclosures(front: FrontMatter) -> Iterator[Enclosure]:
    """Yield the media files of ``enclosure`` or ``enclosures``: a map, an URL, or a list."""
    for key in ("enclosure", "enclosures"):
        value = front.get(key)
        for item in value if isinstance(value, list) else [value]:
            facts = item if isinstance(item, dict) else {"url": item}
            url = facts.get("url")
            if isinstance(url, str) and url.strip():
                length = str(facts.get("length") or facts.get("size") or 0)
                yield Enclosure(
                    url=url.strip(),
                    media_type=str(facts.get("type") or "application/octet-stream"),
                    length=int(length) if length.isascii() and length.isdigit() else 0,
                )
