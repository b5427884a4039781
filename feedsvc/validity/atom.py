"""Atom 1.0 (RFC 4287), with archives (RFC 5005) and deleted entries (RFC 6721)."""

from collections.abc import Collection
from datetime import datetime

from feedsvc.model import Format
from feedsvc.validity import tree, values
from feedsvc.validity.faults import Findings
from feedsvc.validity.links import (
    check_alternates,
    check_archive,
    check_link,
    first_of,
    rel,
)
from feedsvc.validity.modules import Rule, check_foreign, marked_up, required, xhtml_element
from feedsvc.validity.namespaces import ATOM, DECLARATIONS, TOMBSTONES, XHTML, XML, short
from feedsvc.validity.report import Ids, Report
from feedsvc.validity.tree import Node

_HEAD = f'<feed xmlns="{ATOM}"{DECLARATIONS}>'.encode()
_TAIL = b"</feed>"

_FEED, _ENTRY, _ID, _LINK = (f"{ATOM} {name}" for name in ("feed", "entry", "id", "link"))
_TITLE, _UPDATED, _AUTHOR = (f"{ATOM} {name}" for name in ("title", "updated", "author"))
_CONTENT, _SUMMARY, _PUBLISHED = (f"{ATOM} {name}" for name in ("content", "summary", "published"))
_NAME, _SOURCE = f"{ATOM} name", f"{ATOM} source"
_DELETED = f"{TOMBSTONES} deleted-entry"
_LANGUAGE = f"{XML} lang"

_NEEDED = (_ID, _TITLE, _UPDATED)
_DATES = (_UPDATED, _PUBLISHED)


def check_fragment(fragment: bytes, findings: Findings) -> None:
    """Look for faults of one entry as it stands in a document whose feed has an author."""
    root = tree.parse_fragment(_HEAD, fragment, _TAIL)
    if len(root.children) == 1 and root.children[0].name == _ENTRY:
        _check_entry(findings, root.children[0])
    else:
        findings.add("not-a-feed", "is not one entry", "entry")


def check_document(document: bytes, findings: Findings) -> Report:
    """Return what is known of *document*; its faults go to *findings* too."""
    reading = _Reading(findings)
    root = tree.parse(document, lambda name, depth: depth == 2 and name == _ENTRY, reading.take)
    links: dict[str, str] = {}
    if root.name == _FEED:
        links = reading.finish(root)
    else:
        findings.add(
            "not-a-feed", f"begins with <{short(root.name)}>, not with <feed> of Atom 1.0", "feed"
        )
    return Report(
        format=Format.ATOM,
        faults=findings.all(),
        ids=tuple(reading.ids.all),
        urls=tuple(reading.ids.urls),
        links=links,
    )


class _Reading:
    """What must be remembered of the entries of a document."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self.ids = Ids(findings)
        self._lacks_author: Node | None = None
        self._dates: set[datetime] = set()
        self._same_dates = 0

    def take(self, entry: Node) -> None:
        since = len(self._findings)
        _check_entry(self._findings, entry)
        id_ = ""
        for child in entry.children:
            if child.name == _ID:
                id_ = child.text.strip()
            elif child.name == _UPDATED:
                self._note(child)
        url = first_of(child for child in entry.children if child.name == _LINK).get(
            "alternate", ""
        )
        self.ids.add(id_, url, "entry/id", entry.line)
        if self._lacks_author is None and not _has_author(entry):
            self._lacks_author = entry
        if len(self._findings) > since:
            self._findings.belong_to(id_ or f"entry {len(self.ids.all)}", since)

    def _note(self, updated: Node) -> None:
        instant = values.rfc3339(Findings(), updated.text, "updated")
        if instant is not None:
            self._same_dates += instant in self._dates
            self._dates.add(instant)

    def finish(self, feed: Node) -> dict[str, str]:
        """Look at the feed itself; return its links."""
        findings = self._findings
        _check_children(findings, feed, _FEED_RULES, "feed")
        links = [child for child in feed.children if child.name == _LINK]
        check_alternates(findings, links)
        by_kind = first_of(links)
        if "self" not in by_kind:
            message = "has no link to itself; add one with rel=self"
            findings.add("missing-self", message, "feed", feed.line)
        check_archive(findings, feed.children, by_kind)
        if self._lacks_author and not any(child.name == _AUTHOR for child in feed.children):
            message = "has no author, and neither has its feed; name one"
            findings.add("missing-element", message, "entry/author", self._lacks_author.line)
        for child in feed.children:
            if child.name == _DELETED and child.attributes.get("ref", "") in self.ids:
                message = "names an entry that is there; drop one of them"
                findings.add("present-and-deleted", message, "at:deleted-entry", child.line)
        if self._same_dates:
            message = f"is the same in {self._same_dates + 1} or more entries"
            findings.add("same-updated", f"{message}; readers may mix up their order", "updated")
        return by_kind


def _has_author(entry: Node) -> bool:
    return any(
        child.name == _AUTHOR
        or (child.name == _SOURCE and any(each.name == _AUTHOR for each in child.children))
        for child in entry.children
    )


def _check_entry(findings: Findings, entry: Node) -> None:
    found = _check_children(findings, entry, _ENTRY_RULES, "entry")
    links = [child for child in entry.children if child.name == _LINK]
    content = found.get(_CONTENT)
    if len(links) > 1:
        check_alternates(findings, links)
    if content is None and not any(rel(link) == "alternate" for link in links):
        message = "has neither content nor a link to any; add one of them"
        findings.add("missing-element", message, "entry/content", entry.line)
    if content is not None and _SUMMARY not in found and _needs_summary(content):
        message = "has content that readers cannot show, and no summary; add one"
        findings.add("missing-element", message, "entry/summary", entry.line)
    if _PUBLISHED in found and _UPDATED in found:
        published, updated = found[_PUBLISHED].text, found[_UPDATED].text
        if published != updated:
            # What is no date was noted where it stands.
            silent = Findings()
            values.in_order(
                findings,
                values.rfc3339(silent, published, ""),
                values.rfc3339(silent, updated, ""),
                "entry/updated",
                entry.line,
            )


def _check_children(
    findings: Findings, parent: Node, rules: dict[str, Rule], where: str
) -> dict[str, Node]:
    """Look at each child, and for those that are missing; return those that may be there once."""
    if parent.attributes.get(_LANGUAGE):  # an empty one says that it is not known
        values.language(findings, parent.attributes[_LANGUAGE], f"{where}@xml:lang", parent.line)
    found: dict[str, Node] = {}
    for child in parent.children:
        name = child.name
        rule = rules.get(name)
        if rule is None:
            _check_other(findings, child, where)
            continue
        rule(findings, child)
        if name in _ONCE:
            if name in found:
                message = "is there twice; keep one"
                findings.add("duplicate-element", message, f"{where}/{short(name)}", child.line)
            found[name] = child
    for name in _NEEDED:
        if name not in found:
            message = f"has no {short(name)}, which it needs; add one"
            findings.add("missing-element", message, f"{where}/{short(name)}", parent.line)
    return found


def _check_other(findings: Findings, child: Node, where: str) -> None:
    if child.name.startswith(f"{ATOM} ") or " " not in child.name:
        message = f"has an element that Atom does not know, <{child.name.rpartition(' ')[2]}>"
        findings.add("unknown-element", f"{message}; remove it", where, child.line)
    else:
        _FOREIGN.get(child.name, check_foreign)(findings, child)


def _id(findings: Findings, node: Node) -> None:
    values.uri(findings, node.text, "id", node.line)


def _date(findings: Findings, node: Node) -> None:
    values.rfc3339(findings, node.text, short(node.name), node.line)


def _web_address(findings: Findings, node: Node) -> None:
    values.web_url(findings, node.text, short(node.name), node.line)


def _title(findings: Findings, node: Node) -> None:
    if not node.text.strip() and not node.children:
        findings.add("empty", "is empty; readers show nothing to open", "title", node.line)
    _text(findings, node)


def _text(findings: Findings, node: Node) -> None:
    """Look for faults of a text construct (section 3.1)."""
    kind = node.attributes.get("type", "text")
    if kind == "html":
        marked_up(findings, node)
    elif kind == "xhtml":
        _xhtml(findings, node)
    elif kind != "text":
        where = f"{short(node.name)}@type"
        values.one_of(findings, kind, ("text", "html", "xhtml"), where, node.line)
    if kind in ("text", "html"):
        _childless(findings, node)


def _content(findings: Findings, node: Node) -> None:
    kind = node.attributes.get("type", "text")
    if "src" in node.attributes:
        values.web_url(findings, node.attributes["src"], "content@src", node.line)
        if node.text.strip() or node.children:
            message = "is elsewhere, says its src, and must be empty here"
            findings.add("bad-value", message, "content", node.line)
    elif "/" in kind:
        values.media_type(findings, kind, "content@type", node.line)
        if kind.startswith("text/html"):
            marked_up(findings, node)
        for child in node.children:
            xhtml_element(findings, child, "content")
    else:
        _text(findings, node)


def _needs_summary(content: Node) -> bool:
    kind = content.attributes.get("type", "text").lower()
    readable = "/" not in kind or kind.startswith("text/") or kind.endswith(("/xml", "+xml"))
    return "src" in content.attributes or not readable


def _childless(findings: Findings, node: Node) -> None:
    if node.children:
        message = "has elements inside, and may have text alone; escape it, or say type=xhtml"
        findings.add("bad-value", message, short(node.name), node.line)


def _xhtml(findings: Findings, node: Node) -> None:
    if len(node.children) != 1 or node.children[0].name != f"{XHTML} div" or node.text.strip():
        message = "is XHTML, and so must hold one div and nothing else"
        findings.add("bad-value", message, short(node.name), node.line)
    where = short(node.name)
    for child in node.children:
        xhtml_element(findings, child, where)


def _person(findings: Findings, node: Node) -> None:
    where = short(node.name)
    names = [child for child in node.children if child.name == _NAME]
    if not names:
        message = "has no name, which a person needs; add one"
        findings.add("missing-element", message, f"{where}/name", node.line)
    elif not names[0].text.strip():
        findings.add("empty", "is empty; name the person or drop it", f"{where}/name", node.line)
    for child in node.children:
        if child.name == f"{ATOM} uri":
            values.link(findings, child.text, f"{where}/uri", child.line)
        elif child.name == f"{ATOM} email":
            values.email(findings, child.text, f"{where}/email", child.line)
        elif child.name != _NAME:
            _check_other(findings, child, where)


def _category(findings: Findings, node: Node) -> None:
    if required(findings, node, "term") and not node.attributes["term"].strip():
        findings.add("empty", "is empty; name the category", "category@term", node.line)
    if "scheme" in node.attributes:
        values.uri(findings, node.attributes["scheme"], "category@scheme", node.line)


def _generator(findings: Findings, node: Node) -> None:
    if "uri" in node.attributes:
        values.web_url(findings, node.attributes["uri"], "generator@uri", node.line)


def _source(findings: Findings, node: Node) -> None:
    for child in node.children:
        rule = _FEED_RULES.get(child.name)
        if rule:
            rule(findings, child)


def _deleted(findings: Findings, node: Node) -> None:
    given = node.attributes
    if required(findings, node, "ref", "when"):
        values.uri(findings, given["ref"], "at:deleted-entry@ref", node.line)
        values.rfc3339(findings, given["when"], "at:deleted-entry@when", node.line)


_FOREIGN: dict[str, Rule] = {_DELETED: _deleted}
_COMMON: dict[str, Rule] = {
    _AUTHOR: _person,
    f"{ATOM} category": _category,
    f"{ATOM} contributor": _person,
    _ID: _id,
    _LINK: check_link,
    f"{ATOM} rights": _text,
    _TITLE: _title,
    _UPDATED: _date,
}
_ENTRY_RULES: dict[str, Rule] = {
    **_COMMON,
    _CONTENT: _content,
    _PUBLISHED: _date,
    _SOURCE: _source,
    _SUMMARY: _text,
}
_FEED_RULES: dict[str, Rule] = {
    **_COMMON,
    f"{ATOM} generator": _generator,
    f"{ATOM} icon": _web_address,
    f"{ATOM} logo": _web_address,
    f"{ATOM} subtitle": _text,
}
_SEVERAL = {_AUTHOR, f"{ATOM} category", f"{ATOM} contributor", _LINK}
_ONCE: Collection[str] = frozenset({*_ENTRY_RULES, *_FEED_RULES} - _SEVERAL)
