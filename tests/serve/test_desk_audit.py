"""The audit and the settings as the desk shows and gives them out."""

import csv
import io
import json

import pytest

from feedsvc import operations
from feedsvc.model import Deed
from tests.conftest import Site
from tests.serve.desk_client import Desk
from tests.serve.reading_pages import Page

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"]


def note(site: Site, count: int) -> None:
    for number in range(count):
        operations.note(site.services, "ann", Deed.CREATE_TOKEN, f"t{number:04}", "read")


def test_what_people_did_is_shown_newest_first_and_goes_on(desk: Desk) -> None:
    note(desk.site, 120)
    desk.publish()

    seen: list[str] = []
    path = "/audit"
    while path:
        page = Page(desk.get(path).text)
        seen += [each.text for each in page.all("span") if each.text.startswith("t0")]
        further = page.all("a", rel="next")
        path = further[0].attributes["href"].removeprefix("/admin") if further else ""

    assert seen == [f"t{number:04}" for number in reversed(range(120))]
    assert desk.get("/audit?after=nope").status_code == 404
    assert desk.get("/audit?after=" + "9" * 400).status_code == 200


def test_the_audit_is_given_out_whole_and_harmless_for_spreadsheets(desk: Desk) -> None:
    note(desk.site, 1200)
    for formula in FORMULAS:
        operations.note(desk.site.services, formula, Deed.CREATE_TOKEN, formula, 'a,b "c"')
    desk.publish()

    answer = desk.get("/audit.csv")

    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 1200 + len(FORMULAS)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]
    assert {"'=1+1", "'+1", "'-1", "'@SUM(A1)"} <= {row["who"] for row in rows}
    assert rows[0]["reason"] == 'a,b "c"'


@pytest.mark.parametrize("name", ["audit.csv", "audit.jsonl"])
def test_an_audit_that_cannot_be_read_is_an_error_and_no_half_of_it(desk: Desk, name: str) -> None:
    catalog = desk.site.root / "feeds.state" / "catalog.sqlite3"
    catalog.write_bytes(b"no catalog" * 1000)
    for each in catalog.parent.glob("catalog.sqlite3-*"):
        each.unlink()

    assert desk.get(f"/{name}").status_code == 503


def test_the_audit_is_given_out_for_programs_line_by_line(desk: Desk) -> None:
    note(desk.site, 3)

    answer = desk.get("/audit.jsonl")

    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["subject"] for line in lines] == ["t0002", "t0001", "t0000"]
    assert set(lines[0]) == {"at", "who", "deed", "subject", "reason"}


def test_what_somebody_wrote_as_a_reason_is_text_and_no_markup(desk: Desk) -> None:
    operations.note(
        desk.site.services, "<b>ann", Deed.CREATE_TOKEN, "<i>x", "<script>alert(1)</script>"
    )

    html = desk.get("/audit").text

    assert "<script>alert" not in html
    assert "<script>alert(1)</script>" in Page(html).one("main").text


def test_every_setting_is_shown_with_where_it_comes_from(desk: Desk) -> None:
    page = Page(desk.get("/settings").text)

    said = page.one("main").text
    for line in operations.setting_lines(desk.site.services):
        assert line.key in said
    assert "FEEDSVC_SITE__BASE_URL" in said
    assert "https://feeds.example.cn" in said
