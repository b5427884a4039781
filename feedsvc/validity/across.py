"""What documents say of each other."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise, zip_longest
from urllib.parse import quote, unquote

from feedsvc.validity.faults import Fault, Findings
from feedsvc.validity.report import Report

Links = Mapping[str, str]

_SHOWN = 3
_WITHIN = {"current", "prev-archive", "next-archive", "next"}


def check_links(
    path: str, report: Report, exists: Callable[[str], bool], links_of: Callable[[str], Links]
) -> tuple[Fault, ...]:
    """Return the faults of the links of the document at *path* below a folder.

    Where that folder is on the web follows from the document's link to itself; *exists* tells
    whether there is a document at a path below it, *links_of* what that one links to.
    """
    findings = Findings()
    own = report.links.get("self", "")
    if not own:
        return ()
    if not own.endswith(f"/{quote(path)}"):
        message = f"names another place than this one, {path}: {own}; readers move there"
        findings.add("misplaced-self", message, "link rel=self")
        return findings.all()
    root = own.removesuffix(quote(path))
    inside = {
        kind: unquote(url.removeprefix(root))
        for kind, url in report.links.items()
        if kind in _WITHIN and url.startswith(root)
    }
    for kind, target in inside.items():
        if exists(target):
            continue
        # An archive never changes, so it names the one after it before that is there. The feed
        # tells whether it is the newest.
        current = inside.get("current", "")
        awaited = kind == "next-archive" and exists(current)
        if not (awaited and links_of(current).get("prev-archive") == own):
            url = report.links[kind]
            message = f"leads to {url}, where no document is; build again"
            findings.add("broken-link", message, f"link rel={kind}")
    return findings.all()


def check_formats(reports: Iterable[Report]) -> tuple[Fault, ...]:
    """Return a fault if documents of one feed in several formats hold different entries."""
    findings = Findings()
    known = [report for report in reports if report.read]
    for first, other in pairwise(known):
        if len(first.ids) != len(other.ids) or not all(map(_is_same, _keys(first), _keys(other))):
            missing, more = set(first.ids) - set(other.ids), set(other.ids) - set(first.ids)
            message = (
                f"differ between {first.format.label} ({len(first.ids)}) and "
                f"{other.format.label} ({len(other.ids)}): "
                f"{', '.join(sorted(missing | more)[:_SHOWN]) or 'their order'}; build again"
            )
            findings.add("different-entries", message, "entries")
    return findings.all()


def _keys(report: Report) -> Iterator[tuple[str, str]]:
    return zip_longest(report.ids, report.urls, fillvalue="")


def _is_same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether two entries are one: Atom's ids are IRIs, so one may differ from others."""
    return one[0] == other[0] or bool(one[1] and one[1] == other[1])
