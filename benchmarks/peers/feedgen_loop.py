"""What most people write first: every feed and every entry made by feedgen, one after another.

``python feedgen_loop.py CONTENT OUTPUT`` writes the site, sections, tags and authors as RSS and
Atom. It keeps no state, mints no ids, sanitises nothing and knows no article but those of the
corpus.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml
from feedgen.feed import FeedGenerator
from pyromark import Markdown

_LIMIT = 50
_SITE = "https://www.example.org"


@dataclass(frozen=True)
class Article:
    """What one file says."""

    section: Path
    url: str
    title: str
    date: datetime
    tags: list[str]
    authors: list[str]
    html: str

    def feeds(self) -> Iterator[str]:
        """Yield the path of every feed that the article is in."""
        yield "all"
        for section in (self.section, *self.section.parents[:-1]):
            yield f"section/{section}"
        yield from (f"tag/{tag}" for tag in self.tags)
        yield from (f"author/{author}" for author in self.authors)


def main(content: Path, output: Path) -> None:
    """Write every feed of the articles in *content* below *output*."""
    files = [file for file in content.rglob("*.md") if file.name != "_index.md"]
    articles = sorted((_article(file, content) for file in files), key=lambda one: one.date)
    feeds: dict[str, list[Article]] = defaultdict(list)
    for article in reversed(articles):
        for path in article.feeds():
            feeds[path].append(article)
    for path, members in feeds.items():
        feed = _feed(path, members[:_LIMIT])
        file = output / path
        file.parent.mkdir(parents=True, exist_ok=True)
        feed.rss_file(f"{file}.rss.xml")
        feed.atom_file(f"{file}.atom.xml")


def _article(file: Path, content: Path) -> Article:
    _, front, body = file.read_text("utf-8").split("---\n", 2)
    said = yaml.load(front, yaml.CSafeLoader)
    section = file.parent.relative_to(content)
    return Article(
        section=section,
        url=f"{_SITE}/{section}/{said['slug']}/",
        title=said["title"],
        date=said["date"],
        tags=said["tags"],
        authors=said["authors"],
        html=Markdown().html(body),
    )


def _feed(path: str, articles: list[Article]) -> FeedGenerator:
    feed = FeedGenerator()
    feed.id(f"{_SITE}/{path}")
    feed.title(path)
    feed.description(path)
    feed.link(href=f"{_SITE}/", rel="alternate")
    feed.updated(articles[0].date)
    for article in articles:
        entry = feed.add_entry(order="append")
        entry.id(article.url)
        entry.title(article.title)
        entry.link(href=article.url, rel="alternate")
        entry.published(article.date)
        entry.updated(article.date)
        entry.author([{"name": name} for name in article.authors])
        entry.category([{"term": tag} for tag in article.tags])
        entry.content(article.html, type="html")
    return feed


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
