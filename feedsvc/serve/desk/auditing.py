"""Who did what when: shown part by part, and given out as a whole."""

import json
from collections.abc import Callable, Iterator

from flask import Blueprint, request
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.model import AuditLine
from feedsvc.presenting import audit_as_csv, audit_as_json
from feedsvc.serve.begun import begun
from feedsvc.serve.current import services
from feedsvc.serve.desk import framing

blueprint = Blueprint("auditing", __name__)

_SHOWN = 50


@blueprint.get("/audit")
def show() -> Response:
    """Show what people did, newest first."""
    after = request.args.get("after")
    part = operations.audit(services(), after, limit=_SHOWN)
    return framing.desk_page("audit.html", part=part, is_first=after is None)


@blueprint.get("/audit.csv")
def as_csv() -> Response:
    """Give out all lines for a spreadsheet, which takes none of them for a formula."""
    return _whole(audit_as_csv, "text/csv; charset=utf-8", "audit.csv")


@blueprint.get("/audit.jsonl")
def as_json_lines() -> Response:
    """Give out all lines for programs, each as JSON."""
    return _whole(_json_lines, "application/jsonl; charset=utf-8", "audit.jsonl")


def _whole(
    written: Callable[[Iterator[AuditLine]], Iterator[str]], content_type: str, name: str
) -> Response:
    lines = begun(operations.audit_lines(services()))
    body = (text.encode(errors="replace") for text in written(lines))
    response = Response(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _json_lines(lines: Iterator[AuditLine]) -> Iterator[str]:
    for line in lines:
        yield json.dumps(audit_as_json(line), ensure_ascii=False) + "\n"
