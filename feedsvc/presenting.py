"""How runs and explanations look to programs, on the command line and in the API."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import datetime
from io import StringIO

from feedsvc.model import AuditLine, FeedPolls, PollDay, PollTotals, Run
from feedsvc.operations import Explanation
from feedsvc.pipeline.previewing import Preview


def run_as_json(run: Run) -> dict[str, object]:
    """Return *run* as JSON holds it: instants as ``2026-03-12T12:00:00Z``, timings in seconds."""
    return {
        "id": run.id,
        "trigger": run.trigger,
        "scope": run.scope,
        "outcome": run.outcome,
        "accept_loss": run.accept_loss,
        "target": run.target.name if run.target else None,
        "who": run.who or None,
        "order": asdict(run.order) if run.order else None,
        "requested_at": _instant(run.requested_at),
        "started_at": _instant(run.started_at),
        "finished_at": _instant(run.finished_at),
        "counts": asdict(run.counts),
        "timings": dict(run.timings),
        "rejections": [asdict(rejection) for rejection in run.rejections],
        "written": [{"document": path, "reason": reason} for path, reason in run.written],
        "standing": asdict(run.standing) if run.standing else None,
        "failure": asdict(run.failure) if run.failure else None,
    }


def audit_as_json(line: AuditLine) -> dict[str, object]:
    """Return a line of the audit."""
    return asdict(line) | {"at": _instant(line.at)}


_AUDIT_COLUMNS = tuple(field.name for field in fields(AuditLine))
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def audit_as_csv(lines: Iterable[AuditLine]) -> Iterator[str]:
    """Yield rows of comma-separated values, the first of which names the columns.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    yield _row(_AUDIT_COLUMNS)
    for line in lines:
        said = audit_as_json(line)
        yield _row(_harmless(str(said[name])) for name in _AUDIT_COLUMNS)


def _row(cells: Iterable[str]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def poll_day_as_json(polled: PollDay) -> dict[str, object]:
    """Return how a feed, or all of them, was asked for on a day."""
    return {
        "day": polled.day.isoformat(),
        **asdict(polled.traffic),
        "formats": {
            format.extension: asdict(traffic) for format, traffic in polled.formats.items()
        },
        "subscribers": polled.subscribers,
        "readers": [asdict(reader) for reader in polled.readers],
        "clients": polled.clients,
    }


def poll_totals_as_json(totals: PollTotals) -> dict[str, object]:
    """Return how all feeds were asked for, day by day and feed by feed."""
    return {
        "days": [poll_day_as_json(each) for each in totals.days],
        "feeds": [feed_polls_as_json(each) for each in totals.feeds],
    }


def feed_polls_as_json(polled: FeedPolls) -> dict[str, object]:
    """Return how a feed was asked for in some days."""
    return {
        "kind": polled.key.kind,
        "slug": polled.key.slug,
        **asdict(polled.traffic),
        "subscribers": polled.subscribers,
        "clients": polled.clients,
    }


def preview_as_json(found: Preview) -> dict[str, object]:
    """Return what a run would change."""
    return {
        "counts": asdict(found.counts),
        "feeds": [asdict(feed) for feed in found.feeds],
        "rejections": [asdict(rejection) for rejection in found.rejections],
    }


def explanation_as_json(found: Explanation) -> dict[str, object]:
    """Return what was read of a file; of a rejected one only its path and the rejection."""
    article, entry = found.article, found.entry
    said: dict[str, object] = {"path": found.path}
    if article is not None:
        said |= {
            "title": article.title,
            "site": article.site,
            "breadcrumb": article.breadcrumb,
            "section": list(article.section),
            "tags": list(article.tags),
            "people": [{"name": each.name, "role": each.role} for each in article.people],
            "source": article.source,
            "published": _instant(article.published or (entry.published if entry else None)),
            "published_origin": article.published_origin or (entry and entry.published_origin),
            "date_sources": [asdict(source) for source in article.date_sources],
            "updated": _instant(article.updated or (entry.updated if entry else None)),
            "expires": _instant(article.expires),
            "draft": article.draft,
            "withdrawn": found.withdrawn,
            "language": article.language,
            "summary": article.summary,
            "content_html": article.content,
            "id": entry and entry.id,
            "url": entry and entry.url,
        }
    warnings = [asdict(notice) for notice in article.notices] if article else []
    rejection = asdict(found.rejection) if found.rejection else None
    return said | {"warnings": warnings, "rejection": rejection}


def _instant(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"
