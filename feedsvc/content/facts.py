"""What a reader found in one file, before it is sanitised, dated and completed."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from feedsvc.model import Enclosure, Notice, Origin, Person, Picture, Podcast

# What a date may be before it is resolved: TOML has native ones, YAML and prose have text.
RawDate = str | date | datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The pieces of an article as they stand in the file; ``html`` is not safe yet.

    ``pictures`` are those that may stand for it, the best first; ``page_pictures`` are named by the
    metadata of a page and not by its author.
    """

    html: str
    title: str | None = None
    summary: str | None = None
    slug: str | None = None
    site: str | None = None
    breadcrumb: str | None = None
    source: str | None = None
    section: tuple[str, ...] | None = None
    tags: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    published: RawDate | None = None
    published_origin: Origin | None = None
    updated: RawDate | None = None
    expires: RawDate | None = None
    draft: bool = False
    language: str | None = None
    link: str | None = None
    stated_id: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    pictures: tuple[Picture, ...] = ()
    page_pictures: tuple[Picture, ...] = ()
    podcast: Podcast | None = None
    notices: tuple[Notice, ...] = ()

    def or_else(self, other: "Facts") -> "Facts":
        """Return these facts with every missing piece taken from *other*."""
        stated = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(other, **{name: value for name, value in stated.items() if value})


# Front matter as its parser returns it; values are whatever YAML, TOML or JSON can hold.
FrontMatter = Mapping[str, object]

# Longer numbers are nobody's, and text of them is slow to make or refused.
_HUGE = 10**18


def scalar(value: object) -> str:
    """Return one front matter value as text; nothing for null and for what is no single value.

    A list or a map is never turned into text: YAML's aliases can make it endless.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value) if abs(value) < _HUGE else ""
    return str(value) if isinstance(value, float | date) else ""
