"""RSS 2.0, as its Advisory Board's profile reads it."""

from collections.abc import Collection
from datetime import datetime

from feedsvc.model import Format
from feedsvc.validity import tree, values
from feedsvc.validity.faults import Findings
from feedsvc.validity.links import check_archive, check_link, first_of
from feedsvc.validity.modules import (
    Rule,
    check_foreign,
    filled,
    marked_up,
    numbers,
    required,
)
from feedsvc.validity.namespaces import ATOM, DECLARATIONS, short
from feedsvc.validity.report import Ids, Report
from feedsvc.validity.tree import Node

_HEAD = f'<rss version="2.0"{DECLARATIONS}><channel>'.encode()
_TAIL = b"</channel></rss>"
_VERSIONS = ("2.0", "0.91", "0.92", "0.93", "0.94")
_CHANNEL = ("title", "link", "description")
_LINK, _UPDATED = f"{ATOM} link", f"{ATOM} updated"
_WIDEST, _HIGHEST = 144, 400


def check_fragment(fragment: bytes, findings: Findings) -> None:
    """Look for faults of one item as it stands in a document."""
    channels = tree.parse_fragment(_HEAD, fragment, _TAIL).children
    items = [child for channel in channels for child in channel.children]
    if len(channels) == len(items) == 1 and items[0].name == "item":
        _check_item(findings, items[0])
    else:
        findings.add("not-a-feed", "is not one item", "item")


def check_document(document: bytes, findings: Findings) -> Report:
    """Return what is known of *document*; its faults go to *findings* too."""
    ids = Ids(findings)

    def take(item: Node) -> None:
        since = len(findings)
        found = _check_item(findings, item)
        guid = found["guid"].text.strip() if "guid" in found else ""
        url = found["link"].text.strip() if "link" in found else ""
        ids.add(guid, url, "item/guid", item.line)
        if len(findings) > since:
            title = found["title"].text.strip() if "title" in found else ""
            findings.belong_to(guid or title or f"item {len(ids.all)}", since)

    root = tree.parse(document, lambda name, depth: depth == 3 and name == "item", take)
    channels = [child for child in root.children if child.name == "channel"]
    links: dict[str, str] = {}
    if root.name != "rss":
        findings.add("not-a-feed", f"begins with <{short(root.name)}>, not with <rss>", "rss")
    else:
        version = root.attributes.get("version", "")
        values.one_of(findings, version, _VERSIONS, "rss@version", root.line)
        if len(channels) != 1:
            code = "duplicate-element" if channels else "missing-element"
            findings.add(code, "has to have one channel", "rss/channel", root.line)
        for channel in channels[:1]:
            links = _check_channel(findings, channel)
    return Report(
        format=Format.RSS,
        faults=findings.all(),
        ids=tuple(ids.all),
        urls=tuple(ids.urls),
        links=links,
    )


def _check_channel(findings: Findings, channel: Node) -> dict[str, str]:
    found = _check_children(findings, channel, _CHANNEL_RULES, "channel")
    for name in _CHANNEL:
        if name not in found:
            message = f"has no {name}, which it needs; add one"
            findings.add("missing-element", message, f"channel/{name}", channel.line)
    links = first_of(child for child in channel.children if child.name == _LINK)
    if "self" not in links:
        message = "has no link to itself; add an atom:link with rel=self"
        findings.add("missing-self", message, "channel", channel.line)
    check_archive(findings, channel.children, links)
    return links


def _check_item(findings: Findings, item: Node) -> dict[str, Node]:
    found = _check_children(findings, item, _ITEM_RULES, "item")
    if "title" not in found and "description" not in found:
        message = "has neither title nor description; add one of them"
        findings.add("missing-element", message, "item/title", item.line)
    if "guid" not in found:
        message = "has no guid; readers cannot tell it from others, add one"
        findings.add("missing-guid", message, "item", item.line)
    enclosures = sum(child.name == "enclosure" for child in item.children)
    if enclosures > 1:
        message = f"has {enclosures} enclosures, and readers take one; use media:content"
        findings.add("many-enclosures", message, "item/enclosure", item.line)
    if _UPDATED in found and "pubDate" in found:
        # What is no date was noted where it stands.
        silent = Findings()
        published: datetime | None = values.rfc822(silent, found["pubDate"].text, "")
        updated = values.rfc3339(silent, found[_UPDATED].text, "")
        values.in_order(findings, published, updated, "item/atom:updated", item.line)
    return found


def _check_children(
    findings: Findings, parent: Node, rules: dict[str, Rule], where: str
) -> dict[str, Node]:
    """Look at each child; return those that may be there once."""
    found: dict[str, Node] = {}
    for child in parent.children:
        name = child.name
        rule = rules.get(name)
        if rule is not None:
            rule(findings, child)
            if name in _SEVERAL:
                continue
            if name in found:
                message = "is there twice; keep one"
                findings.add("duplicate-element", message, f"{where}/{short(name)}", child.line)
            found[name] = child
        elif " " in name:
            check_foreign(findings, child)
        else:
            message = f"has an element that RSS does not know, <{name}>; remove it"
            findings.add("unknown-element", message, where, child.line)
    return found


def _anything(_findings: Findings, _node: Node) -> None:
    pass


def _web_address(findings: Findings, node: Node) -> None:
    values.web_url(findings, node.text, node.name, node.line)


def _date(findings: Findings, node: Node) -> None:
    values.rfc822(findings, node.text, node.name, node.line)


def _updated(findings: Findings, node: Node) -> None:
    values.rfc3339(findings, node.text, "atom:updated", node.line)


def _language(findings: Findings, node: Node) -> None:
    values.language(findings, node.text, "language", node.line)


def _email(findings: Findings, node: Node) -> None:
    values.email(findings, node.text, node.name, node.line)


def _ttl(findings: Findings, node: Node) -> None:
    values.number(findings, node.text, "ttl", node.line)


def _guid(findings: Findings, node: Node) -> None:
    is_address = node.attributes.get("isPermaLink", "true")
    values.one_of(findings, is_address, ("true", "false"), "guid@isPermaLink", node.line)
    if is_address == "true":
        values.web_url(findings, node.text, "guid", node.line)
    else:
        filled(findings, node)


def _enclosure(findings: Findings, node: Node) -> None:
    required(findings, node, "url", "length", "type")
    given = node.attributes
    if "url" in given:
        values.web_url(findings, given["url"], "enclosure@url", node.line)
    if "type" in given:
        values.media_type(findings, given["type"], "enclosure@type", node.line)
    numbers(findings, node, "length")


def _source(findings: Findings, node: Node) -> None:
    if required(findings, node, "url"):
        values.web_url(findings, node.attributes["url"], "source@url", node.line)


def _image(findings: Findings, node: Node) -> None:
    parts = {child.name: child for child in node.children}
    for name in ("url", "title", "link"):
        if name not in parts:
            message = f"has no {name}, which it needs; add one"
            findings.add("missing-element", message, f"image/{name}", node.line)
        elif name != "title":
            values.web_url(findings, parts[name].text, f"image/{name}", parts[name].line)
    for name, most in (("width", _WIDEST), ("height", _HIGHEST)):
        if name in parts:
            part = parts[name]
            values.number(findings, part.text, f"image/{name}", part.line, most=most)


def _skipped_hours(findings: Findings, node: Node) -> None:
    for child in node.children:
        values.number(findings, child.text, "skipHours/hour", child.line, most=23)


def _skipped_days(findings: Findings, node: Node) -> None:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    for child in node.children:
        values.one_of(findings, child.text, days, "skipDays/day", child.line)


def _input(findings: Findings, node: Node) -> None:
    for child in node.children:
        if child.name == "link":
            values.web_url(findings, child.text, "textInput/link", child.line)


_CHANNEL_RULES: dict[str, Rule] = {
    _LINK: check_link,
    "category": filled,
    "cloud": _anything,
    "copyright": _anything,
    # A phrase, not HTML as that of an item.
    "description": filled,
    "docs": _web_address,
    "generator": _anything,
    "image": _image,
    "language": _language,
    "lastBuildDate": _date,
    "link": _web_address,
    "managingEditor": _email,
    "pubDate": _date,
    "rating": _anything,
    "skipDays": _skipped_days,
    "skipHours": _skipped_hours,
    "textInput": _input,
    "title": filled,
    "ttl": _ttl,
    "webMaster": _email,
}
_ITEM_RULES: dict[str, Rule] = {
    _LINK: check_link,
    _UPDATED: _updated,
    "author": _email,
    "category": filled,
    "comments": _web_address,
    "description": marked_up,
    "enclosure": _enclosure,
    "guid": _guid,
    "link": _web_address,
    "pubDate": _date,
    "source": _source,
    "title": filled,
}
_SEVERAL: Collection[str] = frozenset({_LINK, "category", "enclosure"})
