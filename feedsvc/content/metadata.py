"""What front matter keys mean, in the dialects of the common site generators."""

import re
from collections.abc import Iterator
from datetime import date

from feedsvc.content import media, people
from feedsvc.content.facts import Facts, FrontMatter, RawDate, scalar
from feedsvc.content.text import one_line
from feedsvc.model import Origin

# The keys of each fact; where several are there, the first that says something counts.
KEYS = {
    "title": ("title",),
    "summary": ("summary", "description", "excerpt", "abstract"),
    "slug": ("slug",),
    "language": ("lang", "language", "locale"),
    "link": ("link", "canonical", "canonical_url", "permalink", "url"),
    "stated_id": ("id", "guid"),
    "published": ("publishdate", "published", "pubdate", "date", "created", "date_published"),
    "updated": ("updated", "lastmod", "modified", "last_modified_at", "date_modified"),
    "expires": ("expirydate", "expires", "unpublishdate"),
    "section": ("section", "category", "categories"),
    "tags": ("tags", "tag"),
    "people": tuple(people.KEYS),
    "enclosures": media.KEYS,
    "draft": ("draft", "published", "status"),
}
_DRAFT_STATUS = ("draft", "hidden", "private")
_WEB_URL = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_PATH_DATE = re.compile(r"(?:^|/)(\d{4}/\d{1,2}/\d{1,2})(?:/|$)")
_COMMA = re.compile("[,，、;；]")
_TRUTHS = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}


def facts(front: FrontMatter, html: str) -> Facts:
    """Return what *front* says of the article whose body is *html*."""
    front = _flat(front)
    published = _date(front, KEYS["published"]) or _path_date(front)
    return Facts(
        html=html,
        title=_text(front, "title"),
        summary=_text(front, "summary"),
        slug=_text(front, "slug"),
        section=_section(front),
        tags=tuple(dict.fromkeys(tag for key in KEYS["tags"] for tag in _words(front.get(key)))),
        people=people.stated(front),
        published=published,
        published_origin=Origin.FRONT_MATTER if published else None,
        updated=_updated(front),
        expires=_date(front, KEYS["expires"]),
        draft=_is_draft(front),
        language=_text(front, "language"),
        link=_link(front),
        stated_id=_text(front, "stated_id"),
        enclosures=tuple(media.stated(front)),
    )


def _flat(front: FrontMatter) -> FrontMatter:
    """Return *front* with what Zola keeps in a table ``taxonomies`` beside the other keys."""
    taxonomies = front.get("taxonomies")
    return {**taxonomies, **front} if isinstance(taxonomies, dict) else front


def _text(front: FrontMatter, fact: str) -> str | None:
    """Return the first key of *fact* that holds a scalar, as one line of text."""
    return next(filter(None, _texts(front, fact)), None)


def _texts(front: FrontMatter, fact: str) -> Iterator[str]:
    return (one_line(scalar(front[key])) for key in KEYS[fact] if key in front)


def _date(front: FrontMatter, keys: tuple[str, ...]) -> RawDate | None:
    """Return the first of *keys* that holds a date, or anything but a truth value."""
    for value in (front[key] for key in keys if key in front):
        if isinstance(value, date):
            return value
        text = one_line(scalar(value))
        if text and _truth(text) is None:
            return text
    return None


def _updated(front: FrontMatter) -> RawDate | None:
    """Return the stated date; beside ``publishDate``, ``date`` is when the text was written."""
    stated = _date(front, KEYS["updated"])
    return stated or (_date(front, ("date",)) if _date(front, ("publishdate",)) else None)


def _path_date(front: FrontMatter) -> str | None:
    """Zola keeps a date in ``path``: ``blog/2025/06/26/some-article``."""
    match = _PATH_DATE.search(scalar(front.get("path")))
    return match[1] if match else None


def _is_draft(front: FrontMatter) -> bool:
    if scalar(front.get("status")).strip().lower() in _DRAFT_STATUS:
        return True
    return _truth(scalar(front.get("draft"))) is True or (
        _truth(scalar(front.get("published"))) is False
    )


def _truth(text: str) -> bool | None:
    return _TRUTHS.get(text.strip().lower())


def _section(front: FrontMatter) -> tuple[str, ...] | None:
    """Return the path that ``section``, ``category`` or ``categories`` names.

    A list is a path, as in Jekyll and Hexo; of a list of lists, the first one counts.
    """
    for key in KEYS["section"]:
        value = front.get(key)
        if isinstance(value, list) and value and isinstance(value[0], list):
            value = value[0]
        if isinstance(value, str) and ("/" in value or key != "categories"):
            value = value.split("/")
        if path := tuple(_words(value)):
            return path
    return None


def _words(value: object) -> Iterator[str]:
    """Yield the names in a list, the keys of a map, or text divided by commas, else by blanks."""
    if isinstance(value, list | dict):
        texts = [scalar(item) for item in value]
    else:
        text = scalar(value)
        texts = _COMMA.split(text) if _COMMA.search(text) else text.split()
    yield from (word for text in texts if (word := one_line(text)))


def _link(front: FrontMatter) -> str | None:
    """Return the first absolute URL of the web among the keys that may hold one."""
    return next(filter(_WEB_URL.match, _texts(front, "link")), None)
