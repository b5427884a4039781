"""What search engines read in the page of an article: schema.org as JSON-LD."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from feedsvc.model import Category, Enclosure, Entry, FeedKind, Person, Picture, Role

# What could end the element around it, or begin another one, in whatever parser reads the page.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_MEDIA = {"audio": "AudioObject", "video": "VideoObject", "image": "ImageObject"}
_MOST_KEYWORDS = 20
_Thing = dict[str, object]


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes an article: name, home page, address of the logo if there is one."""

    name: str
    url: str
    logo: str | None = None


def news_article(entry: Entry, *, publisher: Publisher, language: str | None) -> str:
    """Return what a ``script`` element says of *entry*; no sign in it has a meaning in HTML."""
    sections = [each.label for each in entry.categories if each.kind is FeedKind.SECTION]
    said: _Thing = {
        "@type": "NewsArticle",
        "headline": entry.title,
        "description": entry.summary,
        "url": entry.url,
        "mainEntityOfPage": entry.url,
        "datePublished": _instant(entry.published),
        "dateModified": _instant(entry.updated),
        "inLanguage": language,
        "image": _picture(entry.image) if entry.image else None,
        "articleSection": sections[-1:],
        "keywords": [each.label for each in islice(_tags(entry.categories), _MOST_KEYWORDS)],
        "author": [_person(each) for each in entry.people if each.role is Role.AUTHOR],
        "editor": [_person(each) for each in entry.people if each.role is Role.EDITOR],
        "publisher": _filled(
            {
                "@type": "NewsMediaOrganization",
                "name": publisher.name,
                "url": publisher.url,
                "logo": publisher.logo,
            }
        ),
        "associatedMedia": [_media(each) for each in entry.enclosures],
    }
    return _text(_filled(said))


def breadcrumb(trail: Sequence[tuple[str, str]]) -> str:
    """Return what a ``script`` element says of the way to a page, from the home page to itself.

    *trail* has name and address of each step.
    """
    steps = [
        {"@type": "ListItem", "position": position, "name": name, "item": url}
        for position, (name, url) in enumerate(trail, start=1)
    ]
    return _text({"@type": "BreadcrumbList", "itemListElement": steps})


def _text(said: _Thing) -> str:
    text = json.dumps({"@context": "https://schema.org", **said}, ensure_ascii=False)
    return text.translate(_ESCAPES)


def _tags(categories: Sequence[Category]) -> Iterator[Category]:
    return (each for each in categories if each.kind is FeedKind.TAG)


def _person(person: Person) -> _Thing:
    return _filled({"@type": "Person", "name": person.name, "url": person.uri})


def _picture(picture: Picture) -> _Thing:
    said: _Thing = {"@type": "ImageObject", "url": picture.url, "caption": picture.text}
    return _filled({**said, "width": picture.width, "height": picture.height})


def _media(enclosure: Enclosure) -> _Thing:
    kind = _MEDIA.get(enclosure.media_type.partition("/")[0], "MediaObject")
    said: _Thing = {
        "@type": kind,
        "contentUrl": enclosure.url,
        "encodingFormat": enclosure.media_type,
        "contentSize": str(enclosure.length) if enclosure.length else None,
        "duration": f"PT{enclosure.duration}S" if enclosure.duration else None,
    }
    return _filled(said)


def _filled(said: _Thing) -> _Thing:
    """Return what is known of what could be said."""
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
