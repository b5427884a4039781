"""What a page says of its article in JSON-LD, in the words of schema.org."""

import json
import re
from collections.abc import Iterator
from html import unescape

from feedsvc.content.facts import FrontMatter, scalar
from feedsvc.content.text import one_line

_ARTICLES = ("Article", "Posting", "Report")
_NO_ARTICLE = ("JobPosting",)
# What schema.org calls each thing, by the front matter key that means the same; a page has more
# than one title.
TERMS = {
    "headline": "headline",
    "name": "name",
    "description": "summary",
    "datePublished": "date_published",
    "dateModified": "date_modified",
    "author": "authors",
    "keywords": "tag",
    "articleSection": "category",
    "inLanguage": "language",
    "image": "image",
}
# More than any page needs, and few enough to look at.
_MOST_NODES = 1000
_MOST_PICTURES = 3
_Node = dict[str, object]


def front(script: str) -> FrontMatter:
    """Return what *script* says of the first article in it, by front matter keys.

    Broken JSON and what describes no article say nothing.
    """
    try:
        document: object = json.loads(script, strict=False, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return {}
    nodes = list(_nodes(document))
    article = next(filter(_is_article, nodes), {})
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    found: dict[str, object] = {}
    for term, key in TERMS.items():
        value = article.get(term)
        if key == "authors":
            found[key] = list(_people(value, by_id))
        elif key == "image":
            found[key] = list(_pictures(value, by_id))
        elif key == "tag":
            found[key] = [tag for text in _texts(value) for tag in re.split("[,，]", text)]
        else:
            found[key] = next(iter(_texts(value)), "")
    # A slash in it is no path, and a list of sections is none either.
    found["category"] = [found["category"]]
    return {key: value for key, value in found.items() if value not in ("", [], [""])}


def _nodes(document: object) -> Iterator[_Node]:
    """Yield the objects that may be the article: on top, in lists, graphs and main entities."""
    waiting = [document]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        each = waiting.pop(0)
        if isinstance(each, list):
            waiting[:0] = each[:_MOST_NODES]
        elif isinstance(each, dict):
            yield each
            waiting += [each[key] for key in ("@graph", "mainEntity") if key in each]


def _is_article(node: _Node) -> bool:
    types = node.get("@type")
    names = [scalar(name) for name in (types if isinstance(types, list) else [types])]
    return any(name.endswith(_ARTICLES) and name not in _NO_ARTICLE for name in names)


def _texts(value: object) -> list[str]:
    """Return *value* as texts: one of a scalar, those of a list, the name of an object."""
    items = value if isinstance(value, list) else [value]
    texts = (item.get("name") if isinstance(item, dict) else item for item in items)
    return [text for each in texts if (text := one_line(unescape(scalar(each))))]


def _pictures(value: object, by_id: dict[object, _Node]) -> Iterator[_Node]:
    for item in value[:_MOST_PICTURES] if isinstance(value, list) else [value]:
        picture = item if isinstance(item, dict) else {"url": item}
        if isinstance(picture.get("@id"), str):
            picture = {**by_id.get(picture["@id"], {}), **picture}
        url = scalar(picture.get("url")) or scalar(picture.get("contentUrl"))
        if url:
            sides = {side: scalar(picture.get(side)) for side in ("width", "height")}
            yield {"url": unescape(url), "alt": scalar(picture.get("caption")), **sides}


def _people(value: object, by_id: dict[object, _Node]) -> Iterator[_Node]:
    for item in value if isinstance(value, list) else [value]:
        person = item if isinstance(item, dict) else {"name": item}
        if isinstance(person.get("@id"), str):
            person = {**by_id.get(person["@id"], {}), **person}
        if name := next(iter(_texts(person.get("name"))), None):
            yield {"name": name, "url": scalar(person.get("url"))}
