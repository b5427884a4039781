"""Links of Atom, in Atom itself and as atom:link in RSS; what archives say (RFC 5005)."""

import re
from collections.abc import Iterable, Sequence

from feedsvc.validity import values
from feedsvc.validity.faults import Findings
from feedsvc.validity.modules import numbers, required
from feedsvc.validity.namespaces import HISTORY
from feedsvc.validity.tree import Node

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9.-]*")


def rel(node: Node) -> str:
    """Return what the link of an Atom element is to it."""
    value = node.attributes.get("rel", "alternate").strip()
    return value.removeprefix("http://www.iana.org/assignments/relation/")


def check_link(findings: Findings, node: Node) -> None:
    """Look for faults of a link element (RFC 4287, section 4.2.7)."""
    given = node.attributes
    if required(findings, node, "href"):
        values.web_url(findings, given["href"], "link@href", node.line)
    if "rel" in given and not _NAME.fullmatch(given["rel"].strip()):
        values.uri(findings, given["rel"], "link@rel", node.line)
    if "type" in given:
        values.media_type(findings, given["type"], "link@type", node.line)
    if "hreflang" in given:
        values.language(findings, given["hreflang"], "link@hreflang", node.line)
    if "length" in given:
        numbers(findings, node, "length")


def check_alternates(findings: Findings, links: Iterable[Node]) -> None:
    """Look for two alternates of the same type and language."""
    known = set()
    for link in links:
        if rel(link) != "alternate":
            continue
        kind = (link.attributes.get("type"), link.attributes.get("hreflang"))
        if kind in known:
            message = "is a second alternate of the same type and language; keep one"
            findings.add("duplicate-alternate", message, "link", link.line)
        known.add(kind)


def first_of(links: Iterable[Node]) -> dict[str, str]:
    """Return the address of the first link of each kind."""
    found: dict[str, str] = {}
    for link in links:
        found.setdefault(rel(link), link.attributes.get("href", "").strip())
    return found


def check_archive(findings: Findings, children: Sequence[Node], links: dict[str, str]) -> None:
    """Look for an archive without way back, and for documents that name themselves as another."""
    names = {child.name for child in children}
    archive, complete = f"{HISTORY} archive" in names, f"{HISTORY} complete" in names
    if archive and complete:
        message = "is there beside fh:complete; a document is one or the other"
        findings.add("bad-archive", message, "fh:archive")
    if archive and "current" not in links:
        message = "has no link to the feed itself; add one with rel=current"
        findings.add("bad-archive", message, "fh:archive")
    if archive and "self" in links and links.get("current") == links["self"]:
        message = "is its own document; an archive is not the feed that readers subscribe to"
        findings.add("bad-archive", message, "link rel=current")
    check_neighbours(findings, links, ("prev-archive", "next-archive"))


def check_neighbours(findings: Findings, links: dict[str, str], kinds: Iterable[str]) -> None:
    """Look for a way through archives that leads back to the document itself."""
    for kind in kinds:
        if kind in links and links[kind] == links.get("self"):
            message = "leads to the document itself; readers would go in circles"
            findings.add("bad-archive", message, f"link rel={kind}")
