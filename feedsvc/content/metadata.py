"""What front matter keys mean, in the dialects of the common site generators."""

import re
from collections.abc import Iterator
from datetime import UTC, date

from feedsvc.content import dates, escapes, people
from feedsvc.content.facts import Facts, FrontMatter, RawDate, scalar
from feedsvc.content.markup import without_markup
from feedsvc.content.media import enclosures, episodes, pictures
from feedsvc.content.text import as_written, one_line, visible
from feedsvc.model import Notice, Origin

# What each of these keys says of an article that is kept out of all feeds.
_KEPT_OUT = {
    "draft": True,
    "published": False,
    "publish": False,
    "private": True,
    "hidden": True,
    "unlisted": True,
    "eleventyexcludefromcollections": True,
}
# The keys of each fact; where several are there, the first that says something counts.
KEYS = {
    "title": ("title",),
    "summary": ("summary", "description", "excerpt", "abstract"),
    "slug": ("slug",),
    "language": ("lang", "language", "locale"),
    "link": ("link", "canonical", "canonical_url", "permalink", "url"),
    "stated_id": ("id", "guid"),
    "published": ("publishdate", "published", "pubdate", "date", "date_published", "created"),
    "updated": ("updated", "lastmod", "modified", "last_modified_at", "date_modified"),
    "expires": ("expirydate", "expires", "unpublishdate"),
    "section": ("section", "category", "categories"),
    "tags": ("tags", "tag"),
    "people": tuple(people.KEYS),
    "enclosures": enclosures.KEYS,
    "pictures": pictures.KEYS,
    "podcast": episodes.KEYS,
    "draft": ("status", *_KEPT_OUT),
}
_KNOWN = frozenset(key for keys in KEYS.values() for key in keys)
# Tables in which Zola and Hugo keep some of these keys, and which of them count there: the rest
# is the site's own, and may mean anything.
TABLES = {
    "taxonomies": (*KEYS["tags"], *KEYS["section"], *KEYS["people"]),
    "extra": (
        *(*KEYS["people"], *KEYS["enclosures"], *KEYS["pictures"], *KEYS["podcast"]),
        *(*KEYS["summary"], "canonical", "canonical_url"),
    ),
}
TABLES["params"] = TABLES["extra"]
_DRAFT_STATUS = (
    *("draft", "hidden", "pending", "private", "skip", "trash", "unlisted", "unpublished"),
)
# More dates of one kind than any page states.
_MOST_DATES = 20
# Eleventy asks the file system or git for these dates; files are copied, so they tell nothing.
_ELEVENTY_DATES = ("created", "last modified", "git created", "git last modified")
_SCRIPTS = ("javascript:", "vbscript:", "data:")
_WEB_URL = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_PATH_DATE = re.compile(r"(?:^|/)(\d{4}/\d{1,2}/\d{1,2})(?:/|$)")
# Social networks write #tea or #夜市#; in C# and F# the hash belongs to the name.
_HASHTAG = re.compile("[#＃]+(?P<tag>[A-Za-z][#＃]|[^#＃]+)[#＃]*")
_COMMA = re.compile("[,，、;；]")
_TRUTHS = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}


def facts(front: FrontMatter, html: str) -> Facts:
    """Return what *front* says of the article whose body is *html*."""
    front = _flat(front)
    notices: list[Notice] = []
    published = _date(front, KEYS["published"], notices) or _path_date(front)
    return Facts(
        html=html,
        title=_title(front),
        summary=_summary(front),
        slug=_text(front, "slug"),
        section=_section(front),
        tags=tuple(
            dict.fromkeys(tag for key in KEYS["tags"] if key in front for tag in _tags(front[key]))
        ),
        people=people.stated(front),
        published=published,
        published_origin=Origin.FRONT_MATTER if published else None,
        updated=_updated(front, notices),
        expires=_date(front, KEYS["expires"], notices),
        draft=_is_draft(front),
        language=_text(front, "language"),
        link=_link(front),
        stated_id=_id(front, notices),
        enclosures=tuple(enclosures.stated(front)),
        pictures=pictures.stated(front),
        podcast=episodes.stated(front),
        notices=tuple(dict.fromkeys((*notices, *escapes.notices(front, _KNOWN)))),
    )


def _flat(front: FrontMatter) -> FrontMatter:
    """Return *front* with what Zola and Hugo keep in tables beside the other keys."""
    for name, keys in TABLES.items():
        table = front.get(name)
        if isinstance(table, dict):
            inner = {str(key).lower(): value for key, value in table.items()}
            front = {**{key: inner[key] for key in keys if key in inner}, **front}
    return front


def _text(front: FrontMatter, fact: str) -> str | None:
    """Return the first key of *fact* that holds a scalar, as one line of text."""
    return next(filter(None, _texts(front, fact)), None)


def _title(front: FrontMatter) -> str | None:
    return next(filter(None, (as_written(scalar(front.get(key))) for key in KEYS["title"])), None)


def _id(front: FrontMatter, notices: list[Notice]) -> str | None:
    """Return the stated id, unless somebody who opens it would run something."""
    stated = _text(front, "stated_id")
    if stated and stated.lower().startswith(_SCRIPTS):
        notices.append(Notice(line=None, message=f"id: {stated[:40]!r} is a script; ignored"))
        return None
    return stated


def _summary(front: FrontMatter) -> str | None:
    """Return the stated summary: text as it is written; an excerpt is HTML where it is one."""
    for key in KEYS["summary"]:
        if text := as_written(scalar(front.get(key))):
            return without_markup(text) if key == "excerpt" else text
    return None


def _texts(front: FrontMatter, fact: str) -> list[str]:
    return [one_line(scalar(front[key])) for key in KEYS[fact] if key in front]


def _date(front: FrontMatter, keys: tuple[str, ...], notices: list[Notice]) -> RawDate | None:
    """Return the first date that *keys* hold; *notices* takes what they hold before it.

    A zone is not known yet, and has no say in whether a date exists.
    """
    for key in keys:
        for raw in _raw_dates(front[key]) if key in front else ():
            if isinstance(raw, str) and dates.is_sure(raw):
                return raw
            try:
                dates.resolve(raw, UTC)
            except ValueError as error:
                notices.append(Notice(line=None, message=f"{key}: {error}; ignored"))
            else:
                return raw
    return None


def _raw_dates(value: object) -> Iterator[RawDate]:
    """Yield what stands for a date in *value*, or in the items of a list."""
    for item in value[:_MOST_DATES] if isinstance(value, list) else [value]:
        if raw := _raw_date(item):
            yield raw


def _raw_date(value: object) -> RawDate | None:
    """Return what stands for a date: not a truth value, nor what only Eleventy understands."""
    if isinstance(value, date):
        return value
    text = one_line(visible(scalar(value)))
    nothing = _truth(text) is not None or text.lower() in _ELEVENTY_DATES
    return None if nothing else text


def _updated(front: FrontMatter, notices: list[Notice]) -> RawDate | None:
    """Return the stated date; beside ``publishDate``, ``date`` is when the text was written."""
    if stated := _date(front, KEYS["updated"], notices):
        return stated
    return _date(front, ("date",), notices) if _date(front, ("publishdate",), []) else None


def _path_date(front: FrontMatter) -> str | None:
    """Zola keeps a date in ``path``: ``blog/2025/06/26/some-article``."""
    match = _PATH_DATE.search(scalar(front.get("path")))
    return match[1] if match else None


def _is_draft(front: FrontMatter) -> bool:
    if scalar(front.get("status")).strip().lower() in _DRAFT_STATUS:
        return True
    return any(
        key in front and _truth(scalar(front[key])) is kept_out
        for key, kept_out in _KEPT_OUT.items()
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


def _tags(value: object) -> list[str]:
    """Return the names of tags, without the hashes that make them hashtags."""
    return [_of_hashtag(word) if word[0] in "#＃" else word for word in _words(value)]


def _of_hashtag(word: str) -> str:
    hashtag = _HASHTAG.fullmatch(word)
    return hashtag["tag"].strip() if hashtag else word


def _words(value: object) -> list[str]:
    """Return the names in a list, the keys of a map, or text divided by commas, else by blanks."""
    if isinstance(value, list | dict):
        texts = [scalar(item) for item in value]
    else:
        text = scalar(value)
        texts = _COMMA.split(text) if _COMMA.search(text) else text.split()
    return [word for text in texts if (word := as_written(text))]


def _link(front: FrontMatter) -> str | None:
    """Return the first absolute URL of the web among the keys that may hold one."""
    return next(filter(_WEB_URL.match, _texts(front, "link")), None)
