"""How the service is: its health, its settings, and who did what."""

from typing import cast

from flask_openapi3.models.tag import Tag
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.access import TokenScope
from feedsvc.desk import as_json
from feedsvc.presenting import audit_as_csv
from feedsvc.serve.api.answers import answer, part
from feedsvc.serve.api.blueprint import endpoint
from feedsvc.serve.api.shapes.state import Agenda, Audit, Health, Settings
from feedsvc.serve.api.shapes.words import Page
from feedsvc.serve.begun import begun
from feedsvc.serve.current import services

_TABLE = {
    "description": "A first row with names, then a row for each deed, the newest first",
    "content": {"text/csv": {"schema": {"type": "string"}}},
}
_TAG = Tag(name="service", description="How the service is, and who did what.")


@endpoint("get", "/health", tag=_TAG, scope=TokenScope.READ, answers={200: Health})
def show_health() -> Response:
    """Tell what is wrong with files and documents, grouped by its kind."""
    return answer(cast(dict[str, object], as_json(operations.health(services()))))


@endpoint("get", "/schedule", tag=_TAG, scope=TokenScope.READ, answers={200: Agenda})
def show_schedule() -> Response:
    """Tell what happens by itself, and when: runs, articles that appear or expire."""
    return answer(cast(dict[str, object], as_json(operations.schedule(services()))))


# They name folders, hosts and people, which somebody who reads feeds need not know.
@endpoint("get", "/settings", tag=_TAG, scope=TokenScope.ADMIN, answers={200: Settings})
def show_settings() -> Response:
    """Tell every setting, and where it comes from.

    Secrets are masked.
    """
    lines = operations.setting_lines(services())
    return answer({"settings": [as_json(each) for each in lines]})


@endpoint(
    "get",
    "/audit",
    tag=_TAG,
    scope=TokenScope.ADMIN,
    answers={200: Audit},
    problems=("invalid-cursor",),
)
def list_deeds(query: Page) -> Response:
    """Tell who did what, when and why, the newest first."""
    found = operations.audit(services(), query.after or None, limit=query.limit)
    return part("lines", [as_json(each) for each in found.items], found.next)


@endpoint("get", "/audit.csv", tag=_TAG, scope=TokenScope.ADMIN, answers={200: _TABLE})
def export_deeds() -> Response:
    """Give out the whole audit as comma-separated values, for a spreadsheet.

    No cell is one that a spreadsheet would take for a formula.
    """
    rows = audit_as_csv(begun(operations.audit_lines(services())))
    response = Response(
        (row.encode(errors="replace") for row in rows), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    response.cache_control.no_store = True
    return response
