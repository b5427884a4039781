"""Elements of other namespaces: Media RSS, podcasts, Dublin Core, and those that every feed has."""

import re
from collections.abc import Callable

from feedsvc.validity import values
from feedsvc.validity.faults import Findings
from feedsvc.validity.markup import element, html
from feedsvc.validity.namespaces import CONTENT, DC, ITUNES, MEDIA, SYNDICATION, XHTML, short
from feedsvc.validity.tree import Node

Rule = Callable[[Findings, Node], None]

_BOOLEANS = ("true", "false")
_MEDIA = ("image", "audio", "video", "document", "executable")
_EXPRESSIONS = ("sample", "full", "nonstop")
_CLOCK = re.compile(r"\d{1,4}|(?:\d{1,3}:)?\d{1,2}:[0-5]\d|\d{5,9}", re.A)
_DC_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.A)


def check_foreign(findings: Findings, node: Node) -> None:
    """Look for faults of an element that is not of the format itself.

    What has no namespace, or is of one that we do not know, is somebody else's to judge.
    """
    rule = _RULES.get(node.name)
    if rule is not None:
        rule(findings, node)
    elif node.name.startswith(f"{XHTML} "):
        xhtml_element(findings, node, short(node.name))


def required(findings: Findings, node: Node, *names: str) -> bool:
    """Tell whether *node* has these attributes; note each that is missing."""
    complete = True
    for name in names:
        if name not in node.attributes:
            message = f"has no {name}, which it needs; add it or drop the element"
            findings.add("missing-attribute", message, short(node.name), node.line)
            complete = False
    return complete


def numbers(findings: Findings, node: Node, *names: str, whole: bool = True) -> None:
    """Look for attributes that are not the numbers that they have to be."""
    for name in names:
        value = node.attributes.get(name)
        if value is not None:
            where = f"{short(node.name)}@{name}"
            values.number(findings, value, where, node.line, whole=whole)


def filled(findings: Findings, node: Node) -> None:
    """Look for an element that says nothing."""
    if not node.text.strip() and not node.children:
        message = "is empty; fill it or leave it out"
        findings.add("empty", message, short(node.name), node.line)


def marked_up(findings: Findings, node: Node) -> None:
    """Look for faults of an element whose text is HTML."""
    html(findings, node.text, short(node.name), node.line)


def xhtml_element(findings: Findings, node: Node, where: str) -> None:
    """Look for what must not be in XHTML that readers show."""
    name = node.name.rpartition(" ")[2].lower()
    attributes = {
        key.replace("http://www.w3.org/1999/xlink ", "xlink:").lower(): value
        for key, value in node.attributes.items()
    }
    for code, message in element(name, attributes):
        findings.add(code, message, where, node.line)
    for child in node.children:
        xhtml_element(findings, child, where)


def _media_group(findings: Findings, node: Node) -> None:
    for child in node.children:
        check_foreign(findings, child)


def _media_content(findings: Findings, node: Node) -> None:
    given = node.attributes
    where = "media:content"
    if "url" in given:
        values.web_url(findings, given["url"], "media:content@url", node.line)
    elif not any(child.name == f"{MEDIA} player" for child in node.children):
        required(findings, node, "url")
    if "type" in given:
        values.media_type(findings, given["type"], f"{where}@type", node.line)
    if "medium" in given:
        values.one_of(findings, given["medium"], _MEDIA, f"{where}@medium", node.line)
    if "expression" in given:
        values.one_of(findings, given["expression"], _EXPRESSIONS, f"{where}@expression", node.line)
    if "isDefault" in given:
        values.one_of(findings, given["isDefault"], _BOOLEANS, f"{where}@isDefault", node.line)
    if "lang" in given:
        values.language(findings, given["lang"], f"{where}@lang", node.line)
    numbers(findings, node, "fileSize", "width", "height", "channels")
    numbers(findings, node, "duration", "bitrate", "framerate", "samplingrate", whole=False)
    _media_group(findings, node)


def _media_picture(findings: Findings, node: Node) -> None:
    if required(findings, node, "url"):
        where = f"{short(node.name)}@url"
        values.web_url(findings, node.attributes["url"], where, node.line)
    numbers(findings, node, "width", "height")


def _media_text(findings: Findings, node: Node) -> None:
    kind = node.attributes.get("type", "plain")
    values.one_of(findings, kind, ("plain", "html"), f"{short(node.name)}@type", node.line)
    if kind == "html":
        marked_up(findings, node)


def _explicit(findings: Findings, node: Node) -> None:
    values.one_of(findings, node.text, _BOOLEANS, "itunes:explicit", node.line)


def _duration(findings: Findings, node: Node) -> None:
    if not _CLOCK.fullmatch(node.text.strip()):
        message = f"is no duration, {values.shown(node.text)}; write seconds or HH:MM:SS"
        findings.add("bad-number", message, "itunes:duration", node.line)


def _podcast_image(findings: Findings, node: Node) -> None:
    if required(findings, node, "href"):
        where = "itunes:image@href"
        values.web_url(findings, node.attributes["href"], where, node.line)


def _podcast_category(findings: Findings, node: Node) -> None:
    if required(findings, node, "text") and not node.attributes["text"].strip():
        findings.add("empty", "is empty; name the category", "itunes:category@text", node.line)
    for child in node.children:
        check_foreign(findings, child)


def _podcast_owner(findings: Findings, node: Node) -> None:
    for child in node.children:
        if child.name == f"{ITUNES} email":
            values.email(findings, child.text, "itunes:owner/itunes:email", child.line)


def _choice(*choices: str) -> Rule:
    def rule(findings: Findings, node: Node) -> None:
        values.one_of(findings, node.text, choices, short(node.name), node.line)

    return rule


def _number(findings: Findings, node: Node) -> None:
    values.number(findings, node.text, short(node.name), node.line)


def _language(findings: Findings, node: Node) -> None:
    values.language(findings, node.text, short(node.name), node.line)


def _dc_date(findings: Findings, node: Node) -> None:
    if not _DC_DATE.fullmatch(node.text.strip()):
        values.rfc3339(findings, node.text, "dc:date", node.line)


_RULES: dict[str, Rule] = {
    f"{CONTENT} encoded": marked_up,
    f"{DC} creator": filled,
    f"{DC} date": _dc_date,
    f"{DC} language": _language,
    f"{ITUNES} author": filled,
    f"{ITUNES} block": _choice("Yes", "yes", "No", "no", "true", "false"),
    f"{ITUNES} category": _podcast_category,
    f"{ITUNES} complete": _choice("Yes", "yes", "No", "no", "true", "false"),
    f"{ITUNES} duration": _duration,
    f"{ITUNES} episode": _number,
    f"{ITUNES} episodeType": _choice("full", "trailer", "bonus"),
    f"{ITUNES} explicit": _explicit,
    f"{ITUNES} image": _podcast_image,
    f"{ITUNES} owner": _podcast_owner,
    f"{ITUNES} season": _number,
    f"{ITUNES} title": filled,
    f"{ITUNES} type": _choice("episodic", "serial"),
    f"{MEDIA} content": _media_content,
    f"{MEDIA} description": _media_text,
    f"{MEDIA} group": _media_group,
    f"{MEDIA} player": _media_picture,
    f"{MEDIA} thumbnail": _media_picture,
    f"{MEDIA} title": _media_text,
    f"{SYNDICATION} updateFrequency": _number,
    f"{SYNDICATION} updatePeriod": _choice("hourly", "daily", "weekly", "monthly", "yearly"),
}
