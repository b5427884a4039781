"""JSON Feed 1.1."""

import json
import re
from collections.abc import Callable
from typing import Any

from feedsvc.model import Format
from feedsvc.validity import values
from feedsvc.validity.faults import Findings
from feedsvc.validity.links import check_neighbours
from feedsvc.validity.markup import html
from feedsvc.validity.report import Ids, Report
from feedsvc.validity.tree import UnreadableError

_VERSIONS = ("https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")

Members = dict[str, Any]
Rule = Callable[[Findings, Any, str], None]


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_constant)


def check_fragment(fragment: bytes, findings: Findings) -> None:
    """Look for faults of one item."""
    item = _decoded(fragment)
    if isinstance(item, dict):
        _check_item(findings, item)
    else:
        findings.add("not-a-feed", "is not one item", "item")


def check_document(document: bytes, findings: Findings) -> Report:
    """Return what is known of *document*; its faults go to *findings* too."""
    if document.startswith(_BYTE_ORDER_MARK):
        message = "begins with a byte order mark, which JSON must not have; remove it"
        findings.add("encoding", message, "feed")
        document = document[len(_BYTE_ORDER_MARK) :]
    feed = _decoded(document)
    ids = Ids(findings)
    links: dict[str, str] = {}
    if not isinstance(feed, dict) or "version" not in feed:
        findings.add("not-a-feed", "has no version of JSON Feed", "version")
    else:
        links = _check_feed(findings, feed)
        items = feed.get("items")
        for item in items if isinstance(items, list) else ():
            _take(findings, item, ids)
    return Report(
        format=Format.JSON,
        faults=findings.all(),
        ids=tuple(ids.all),
        urls=tuple(ids.urls),
        links=links,
    )


def _take(findings: Findings, item: object, ids: Ids) -> None:
    since = len(findings)
    id_ = url = ""
    if isinstance(item, dict):
        _check_item(findings, item)
        id_ = item["id"] if isinstance(item.get("id"), str) else ""
        url = item["url"] if isinstance(item.get("url"), str) else ""
    else:
        findings.add("bad-type", "is no object", "items[]")
    ids.add(id_, url, "items[].id")
    if len(findings) > since:
        findings.belong_to(id_ or f"item {len(ids.all)}", since)


def _decoded(document: bytes) -> object:
    """Return what *document* says; raises UnreadableError."""
    try:
        text = document.decode()
    except UnicodeDecodeError as error:
        line = document.count(b"\n", 0, error.start) + 1
        message = f"is not in UTF-8 ({error.reason}), as JSON has to be"
        raise UnreadableError("undecodable", message, line) from None
    try:
        said: object = _DECODER.decode(text)
        broken = _ESCAPED_SURROGATE.search(document) and _SURROGATE.search(_written(said))
    except json.JSONDecodeError as error:
        message = f"is not well-formed JSON: {error.msg}, column {error.colno}"
        raise UnreadableError("not-well-formed", message, error.lineno) from None
    except ValueError as error:
        message = f"is not well-formed JSON: {error}"
        raise UnreadableError("not-well-formed", message) from None
    except RecursionError:
        message = "nests too many lists or objects in each other"
        raise UnreadableError("too-complex", message) from None
    if broken:
        message = "has half of a character (a lone surrogate); remove it"
        raise UnreadableError("illegal-character", message)
    return said


def _written(said: object) -> str:
    return json.dumps(said, ensure_ascii=False)


def _check_feed(findings: Findings, feed: Members) -> dict[str, str]:
    version = feed["version"]
    if _is(findings, version, str, "version"):
        values.one_of(findings, version, _VERSIONS, "version")
    for name in ("title", "items"):
        if name not in feed:
            message = f"has no {name}, which it needs; add it"
            findings.add("missing-element", message, name)
    _check_members(findings, feed, _FEED_RULES, "")
    links = {
        kind: feed[name]
        for kind, name in (("self", "feed_url"), ("next", "next_url"))
        if isinstance(feed.get(name), str)
    }
    if "self" not in links:
        findings.add("missing-self", "has no feed_url; say where the feed is", "feed_url")
    check_neighbours(findings, links, ("next",))
    return links


def _check_item(findings: Findings, item: Members) -> None:
    if "id" not in item:
        message = "has no id, which it needs; add one"
        findings.add("missing-element", message, "items[].id")
    if "content_html" not in item and "content_text" not in item:
        message = "has neither content_html nor content_text; add one of them"
        findings.add("missing-element", message, "items[].content_html")
    _check_members(findings, item, _ITEM_RULES, "items[].")
    published, updated = item.get("date_published"), item.get("date_modified")
    if published != updated and isinstance(published, str) and isinstance(updated, str):
        silent = Findings()
        instants = [values.rfc3339(silent, each, "") for each in (published, updated)]
        values.in_order(findings, instants[0], instants[1], "items[].date_modified")


def _check_members(
    findings: Findings, members: Members, rules: dict[str, Rule], prefix: str
) -> None:
    for name, value in members.items():
        rule = rules.get(name)
        if rule is not None:
            rule(findings, value, prefix + name)


def _is(findings: Findings, value: object, wanted: type, where: str) -> bool:
    """Tell whether *value* has the type, and note it if it has another."""
    if isinstance(value, wanted) and not (wanted is not bool and isinstance(value, bool)):
        return True
    kind = _TYPES[wanted]
    findings.add("bad-type", f"is no {kind}; make it one or leave it out", where)
    return False


_TYPES = {str: "text", bool: "boolean", list: "list", dict: "object"}


def _text_that(rule: Callable[[Findings, str, str], object]) -> Rule:
    """Return a rule for text, whose faults *rule* knows."""

    def checked(findings: Findings, value: Any, where: str) -> None:
        if _is(findings, value, str, where):
            rule(findings, value, where)

    return checked


def _filled(findings: Findings, value: str, where: str) -> None:
    if not value.strip():
        findings.add("empty", "is empty; fill it or leave it out", where)


_text = _text_that(lambda *_: None)
_said = _text_that(_filled)
_html = _text_that(html)
_web_url = _text_that(values.web_url)
_link = _text_that(values.link)
_date = _text_that(values.rfc3339)
_language = _text_that(values.language)
_media_type = _text_that(values.media_type)


def _number(findings: Findings, value: Any, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        message = f"is no number, {values.shown(value)}; write digits alone or leave it out"
        findings.add("bad-number", message, where)


def _flag(findings: Findings, value: Any, where: str) -> None:
    _is(findings, value, bool, where)


def _list(findings: Findings, value: Any, where: str) -> None:
    _is(findings, value, list, where)


def _tags(findings: Findings, value: Any, where: str) -> None:
    if _is(findings, value, list, where):
        for tag in value:
            _said(findings, tag, where)


def _person(findings: Findings, value: Any, where: str) -> None:
    if _is(findings, value, dict, where):
        if not any(value.get(name) for name in ("name", "url", "avatar")):
            message = "has neither name, url nor avatar; say who it is"
            findings.add("missing-element", message, where)
        for name, rule in (("name", _text), ("url", _link), ("avatar", _web_url)):
            if name in value:
                rule(findings, value[name], f"{where}.{name}")


def _people(findings: Findings, value: Any, where: str) -> None:
    if _is(findings, value, list, where):
        for person in value:
            _person(findings, person, where)


def _each(*needed: str) -> Rule:
    """Return a rule for a list of objects that have the members *needed*."""

    def rule(findings: Findings, value: Any, where: str) -> None:
        if not _is(findings, value, list, where):
            return
        for member in value:
            if not _is(findings, member, dict, where):
                continue
            for name in needed:
                if name not in member:
                    message = f"has no {name}, which it needs; add it or drop the object"
                    findings.add("missing-attribute", message, where)
            _check_members(findings, member, _PART_RULES, f"{where}.")

    return rule


_PART_RULES: dict[str, Rule] = {
    "duration_in_seconds": _number,
    "mime_type": _media_type,
    "size_in_bytes": _number,
    "title": _text,
    "type": _text,
    "url": _web_url,
}
_FEED_RULES: dict[str, Rule] = {
    "author": _person,
    "authors": _people,
    "description": _text,
    "expired": _flag,
    "favicon": _web_url,
    "feed_url": _web_url,
    "home_page_url": _web_url,
    "hubs": _each("type", "url"),
    "icon": _web_url,
    "items": _list,
    "language": _language,
    "next_url": _web_url,
    "title": _said,
    "user_comment": _text,
}
_ITEM_RULES: dict[str, Rule] = {
    "attachments": _each("url", "mime_type"),
    "author": _person,
    "authors": _people,
    "banner_image": _web_url,
    "content_html": _html,
    "content_text": _text,
    "date_modified": _date,
    "date_published": _date,
    "external_url": _web_url,
    "id": _said,
    "image": _web_url,
    "language": _language,
    "summary": _text,
    "tags": _tags,
    "title": _said,
    "url": _web_url,
}
