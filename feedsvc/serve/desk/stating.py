"""The settings in force, and where each comes from."""

import json
from itertools import groupby

from flask import Blueprint
from werkzeug.wrappers import Response

from feedsvc import operations
from feedsvc.operations import SettingLine
from feedsvc.serve.current import services
from feedsvc.serve.desk import framing

blueprint = Blueprint("stating", __name__)


@blueprint.get("/settings")
def show() -> Response:
    """Show every setting; secrets are masked."""
    lines = operations.setting_lines(services())
    tables = [(name, tuple(found)) for name, found in groupby(lines, key=_table)]
    return framing.desk_page(
        "settings.html",
        tables=tables,
        written=_written,
        password_set_at=services().access.password.changed_at(),
    )


def _table(line: SettingLine) -> str:
    return line.key.partition(".")[0]


def _written(value: object) -> str:
    """Return a value nearly as a settings file has it."""
    return "" if value is None else json.dumps(value, ensure_ascii=False)
