"""Filling feedgen's entry with what Atom and RSS have in common."""

from feedgen.entry import FeedEntry

from feedsvc.model import Category, Entry
from feedsvc.render.extensions import Instant


def common_entry(entry: Entry) -> FeedEntry:
    """Return a feedgen entry with identity, title, date, address, content and categories."""
    filled = FeedEntry()
    filled.id(entry.id)
    filled.title(entry.title)
    filled.published(Instant.of(entry.published))
    filled.link(href=entry.url, rel="alternate", type="text/html")
    if entry.content:
        filled.content(entry.content, type="html")
    filled.category([_category(category) for category in entry.categories])
    return filled


def _category(category: Category) -> dict[str, str]:
    return {"term": category.term, "scheme": category.scheme, "label": category.label}
