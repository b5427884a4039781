"""What the parsers of other people see in our documents, in one form for all of them.

A parser gets the bytes of a document and returns one mapping for each entry. A field that the
parser does not offer is not in it.
"""

import io
import json
import subprocess
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import atoma
import fastfeedparser
import feedparser
import podcastparser

Seen = dict[str, Any]
NPM = Path(__file__).parent / "npm"


def _feedparser(body: bytes, form: str) -> list[Seen]:
    read = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    assert not read.bozo, read.bozo_exception
    return [
        {
            "id": entry.id,
            "title": entry.title,
            "link": entry.link,
            "published": entry.published,
            "updated": entry.updated if "updated" in entry else entry.published,
            "authors": [person.name for person in entry.get("authors", ())],
            "categories": [tag.label or tag.term for tag in entry.get("tags", ())],
            "content": entry.content[0].value if "content" in entry else "",
            "summary": entry.get("summary", ""),
            "enclosures": [
                (each.href, each.get("type"), each.get("length")) for each in entry.enclosures
            ],
        }
        for entry in read.entries
    ]


def _atoma(body: bytes, form: str) -> list[Seen]:
    if form == "atom":
        return [
            {
                "id": entry.id_,
                "title": entry.title.value,
                "link": next(link.href for link in entry.links if link.rel == "alternate"),
                "published": entry.published,
                "updated": entry.updated,
                "authors": [person.name for person in entry.authors],
                "categories": [category.label for category in entry.categories],
                "content": entry.content.value if entry.content else "",
                "summary": entry.summary.value if entry.summary else "",
                "enclosures": [
                    (link.href, link.type_, link.length)
                    for link in entry.links
                    if link.rel == "enclosure"
                ],
            }
            for entry in atoma.parse_atom_bytes(body).entries
        ]
    if form == "rss":
        return [
            {
                "id": item.guid,
                "title": item.title,
                "link": item.link,
                "published": item.pub_date,
                "categories": item.categories,
                "content": item.content_encoded,
                "summary": item.description,
                "enclosures": [(each.url, each.type, each.length) for each in item.enclosures],
            }
            for item in atoma.parse_rss_bytes(body).items
        ]
    return [
        {
            "id": item.id_,
            "title": item.title,
            "link": item.url,
            "published": item.date_published,
            "updated": item.date_modified,
            "categories": item.tags,
            "content": item.content_html,
            "summary": item.summary,
            "enclosures": [
                (each.url, each.mime_type, each.size_in_bytes) for each in item.attachments
            ],
        }
        for item in atoma.parse_json_feed_bytes(body).items
    ]


def _fastfeedparser(body: bytes, form: str) -> list[Seen]:
    return [
        {
            "id": entry.id,
            "title": entry.title,
            "link": entry.link,
            "published": entry.published,
            "updated": entry.get("updated") or entry.published,
            "authors": [person["name"] for person in entry.get("authors", ())],
            "categories": [tag["label"] or tag["term"] for tag in entry.get("tags", ())],
            "content": entry["content"][0]["value"] if entry.get("content") else "",
            "summary": entry.get("description"),
            "enclosures": [
                (each.get("url") or each["href"], each.get("type"), each.get("length"))
                for each in [*entry.get("enclosures", ()), *_enclosed(entry.links)]
            ],
        }
        for entry in fastfeedparser.parse(body).entries
    ]


def _enclosed(links: Iterable[Any]) -> list[Any]:
    return [link for link in links if link.get("rel") == "enclosure"]


def _podcastparser(body: bytes, form: str) -> list[Seen]:
    read = podcastparser.parse("https://feeds.example.org/feeds/all.rss", io.BytesIO(body))
    return [
        {
            "id": episode["guid"],
            "title": episode["title"],
            "link": episode["link"],
            "published": datetime.fromtimestamp(episode["published"], UTC),
            "content": episode.get("description_html"),
            "summary": episode.get("description"),
            "enclosures": [
                (each["url"], each["mime_type"], each["file_size"])
                for each in episode["enclosures"]
            ],
        }
        for episode in read["episodes"]
    ]


_PYTHON: dict[str, tuple[Callable[[bytes, str], list[Seen]], tuple[str, ...]]] = {
    "feedparser": (_feedparser, ("atom", "rss")),
    "atoma": (_atoma, ("atom", "rss", "json")),
    "fastfeedparser": (_fastfeedparser, ("atom", "rss", "json")),
    "podcastparser": (_podcastparser, ("rss",)),
}


def seen_by_python(documents: Mapping[str, bytes]) -> dict[tuple[str, str], list[Seen]]:
    """Return what each Python parser saw, by its name and the format."""
    return {
        (f"python {name}", form): _tidy(read(documents[form], form))
        for name, (read, forms) in _PYTHON.items()
        for form in forms
    }


def seen_by_npm(
    node: str, documents: Mapping[str, bytes], folder: Path
) -> dict[tuple[str, str], list[Seen]]:
    """Return what each npm parser saw, by its name and the format; *folder* is for its files."""
    for form, body in documents.items():
        (folder / f"feed.{form}").write_bytes(body)
    seen = json.loads(run_node(node, str(folder)))
    return {
        (f"npm {name}", form): _tidy(items)
        for name, forms in seen.items()
        for form, items in forms.items()
    }


def run_node(node: str, *arguments: str) -> bytes:
    """Run the script that reads with the npm parsers."""
    ended = subprocess.run([node, str(NPM / "read.mjs"), *arguments], capture_output=True)
    assert ended.returncode == 0, ended.stderr.decode()
    return ended.stdout


def _tidy(entries: Iterable[Seen]) -> list[Seen]:
    """Return the entries with instants, lists and numbers of one kind."""
    return [{field: _value(field, value) for field, value in each.items()} for each in entries]


def _value(field: str, value: Any) -> Any:
    if field in ("published", "updated"):
        return _instant(value)
    if field == "enclosures":
        return [(url, kind, int(length or 0)) for url, kind, length in value or ()]
    if field in ("authors", "categories"):
        return list(value or ())
    return value or ""


def _instant(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if value[:1].isdigit():
        return datetime.fromisoformat(value).astimezone(UTC)
    return parsedate_to_datetime(value).astimezone(UTC)
