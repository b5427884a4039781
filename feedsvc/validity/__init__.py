"""Is a document fit for its readers? What a validator would say, before they see it.

Pure: bytes in, faults out. Nothing here trusts a document: it may be anybody's, and hostile.
"""

import re
from contextlib import suppress
from types import ModuleType

from feedsvc.model import Format
from feedsvc.validity import atom, jsonfeed, rss
from feedsvc.validity.across import check_formats, check_links
from feedsvc.validity.faults import LEVELS, EnoughError, Fault, Findings, Level
from feedsvc.validity.report import Report
from feedsvc.validity.tree import UnreadableError, declared_encoding, in_utf_8

__all__ = [
    "LEVELS",
    "MOST_BYTES",
    "Fault",
    "Level",
    "Report",
    "check_document",
    "check_formats",
    "check_fragment",
    "check_links",
    "examine",
    "format_of",
]

MOST_BYTES = 5_000_000

_MODULES: dict[Format, ModuleType] = {Format.ATOM: atom, Format.RSS: rss, Format.JSON: jsonfeed}
_BEGINNING = 10_000
_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s++|<\?(?>.*?\?>)|<!--(?>.*?-->)|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\])?+\s*+>)*+"
    rb"<(?:[\w.-]{1,40}:)?(feed|rss)\b",
    re.S,
)


def check_fragment(fragment: bytes, format: Format) -> tuple[Fault, ...]:
    """Return the faults of one entry: of the bytes that stand for it in every document."""
    findings = Findings()
    try:
        _MODULES[format].check_fragment(fragment, findings)
    except UnreadableError as error:
        return _unreadable(findings, error)
    except EnoughError:
        pass
    return findings.all()


def check_document(document: bytes, format: Format) -> tuple[Fault, ...]:
    """Return the faults of a whole document, those of its entries among them.

    That a document holds no entries is no fault, so the faults of a feed alone are those of its
    document without entries.
    """
    return examine(document, format).faults


def examine(document: bytes, format: Format) -> Report:
    """Return the faults of a document, and what other documents may contradict.

    A document of more than ``MOST_BYTES`` is not read at all; where one cannot be read on, or has a
    thousand errors, the rest is not looked at.
    """
    findings = Findings()
    if len(document) > MOST_BYTES:
        message = f"has more than {MOST_BYTES // 1_000_000} MB; readers give up, show fewer entries"
        findings.add("too-large", message, "document")
        return Report(format=format, faults=findings.all(), read=False)
    try:
        if format is not Format.JSON:
            document = _in_utf_8(findings, document)
        report: Report = _MODULES[format].check_document(document, findings)
    except UnreadableError as error:
        return Report(format=format, faults=_unreadable(findings, error), read=False)
    except EnoughError:
        return Report(format=format, faults=findings.all(), read=False)
    return report


def format_of(document: bytes) -> Format | None:
    """Return the format that a document begins like, None if it is none of ours."""
    beginning = document[:_BEGINNING]
    if beginning.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return Format.JSON
    if declared_encoding(beginning) == "utf-16":
        beginning = beginning.decode("utf-16", "ignore").encode("utf-8", "ignore")
    match = _ROOT.match(beginning)
    if match is None:
        return None
    return Format.ATOM if match[1] == b"feed" else Format.RSS


def _in_utf_8(findings: Findings, document: bytes) -> bytes:
    transcoded = in_utf_8(document)
    encoding = declared_encoding(document)
    if encoding not in ("utf-8", "utf8", "us-ascii", "ascii"):
        message = f"is in {encoding}, which some readers cannot read; write it in UTF-8"
        findings.add("encoding", message, "document", 1)
    return transcoded


def _unreadable(findings: Findings, error: UnreadableError) -> tuple[Fault, ...]:
    with suppress(EnoughError):
        findings.add(error.code, error.message, "document", error.line)
    return findings.all()
