"""Health, settings, audit and tokens by the API."""

import csv
from urllib.parse import quote

import pytest

from feedsvc import operations
from feedsvc.access import TokenScope
from feedsvc.desk import as_json
from tests.serve.api.conftest import Api, problem


def test_health_groups_what_is_wrong(api: Api) -> None:
    api.site.write("broken.md", "---\ntitle: [\n---\n")
    api.post("/runs")
    api.perform()

    said = api("/health").json

    assert said is not None
    assert said == as_json(operations.health(api.site.services))
    group = next(each for each in said["groups"] if each["kind"] == "rejection")
    assert group["spots"][0]["path"] == "broken.md"
    assert said["last_run"]["outcome"] == "succeeded"


def test_settings_are_told_with_where_they_come_from_and_no_secret(api: Api) -> None:
    said = api("/settings").json

    assert said is not None
    settings = {each["key"]: each for each in said["settings"]}
    assert settings["site.base_url"]["value"] == "https://feeds.example.cn"
    assert settings["site.base_url"]["place"] == "FEEDSVC_SITE__BASE_URL"
    assert settings["feeds.limit"]["origin"] == "default"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/settings"),
        ("GET", "/audit"),
        ("GET", "/audit.csv"),
        ("GET", "/tokens"),
        ("POST", "/tokens"),
        ("DELETE", "/tokens/desk"),
    ],
)
def test_what_tells_of_folders_and_people_is_for_admins(api: Api, method: str, path: str) -> None:
    token = api.site.token(TokenScope.READ, TokenScope.RUN, TokenScope.WITHDRAW, name="other")
    other = Api(api.site, api.client, token)

    answer = other(path, method=method)

    assert "admin" in problem(answer, 403, "forbidden")["detail"]


def test_the_audit_is_told_part_by_part(api: Api) -> None:
    for number in range(3):
        api.post("/tokens", {"name": f"token {number}", "scopes": ["read"]})
    operations.take_notes(api.site.services)

    first = api("/audit?limit=2").json
    assert first is not None
    rest = api(f"/audit?limit=2&after={first['next']}").json
    assert rest is not None

    subjects = [line["subject"] for line in first["lines"] + rest["lines"]]
    assert subjects == ["token 2", "token 1", "token 0"]
    problem(api("/audit?after=nowhere"), 422, "invalid-cursor")


def test_the_audit_is_given_out_as_a_whole(api: Api) -> None:
    api.post("/tokens", {"name": "=1+1", "scopes": ["read"]})

    answer = api("/audit.csv")

    names, *rows = csv.reader(answer.text.splitlines())
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert dict(zip(names, rows[0], strict=True))["subject"] == "'=1+1"


def test_the_audit_of_a_catalog_that_cannot_be_read_is_a_problem_and_no_half_of_it(
    api: Api,
) -> None:
    catalog = api.site.root / "feeds.state" / "catalog.sqlite3"
    catalog.write_bytes(b"no catalog" * 1000)
    for each in catalog.parent.glob("catalog.sqlite3-*"):
        each.unlink()

    problem(api("/audit.csv"), 503, "storage")


@pytest.mark.parametrize("name", [" x2 ", "e\u0301"])
def test_a_token_is_answered_by_the_name_that_it_has(api: Api, name: str) -> None:
    made = api.post("/tokens", {"name": name, "scopes": ["read"]}).json
    assert made is not None
    noted = operations.audit(api.site.services, limit=1).items[0].subject

    assert noted == made["name"]
    assert api(f"/tokens/{quote(made['name'])}", method="DELETE").status_code == 200


def test_a_token_is_made_shown_once_used_and_taken_back(api: Api) -> None:
    wish = {"name": "北京 office/2", "scopes": ["read", "run"], "expires": "90d"}
    made = api.post("/tokens", wish)
    assert made.json is not None
    other = Api(api.site, api.client, made.json["token"])

    assert made.status_code == 201
    assert made.json["name"] == "北京 office/2"
    assert other("/runs").status_code == 200
    listed = api("/tokens")
    tokens = (listed.json or {})["tokens"]
    assert [(each["name"], each["scopes"]) for each in tokens] == [
        ("desk", ["admin"]),
        ("北京 office/2", ["read", "run"]),
    ]
    assert made.json["token"] not in listed.text
    assert "sha256" not in listed.text

    revoked = api("/tokens/北京 office%2F2", method="DELETE")
    assert (revoked.status_code, revoked.json) == (200, {"revoked": "北京 office/2"})
    problem(other("/runs"), 401, "unauthorized")
    problem(api("/tokens/北京 office%2F2", method="DELETE"), 404, "unknown-token")
    deeds = [
        (line.deed, line.reason) for line in operations.audit(api.site.services, limit=9).items
    ]
    assert deeds == [("revoke-token", ""), ("create-token", "read run")]


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"name": "desk", "scopes": ["read"]}, 422, "access"),
        ({"name": "\u200b", "scopes": ["read"]}, 422, "access"),
        ({"name": "x", "scopes": ["read"], "expires": "2020-01-01"}, 422, "access"),
        ({"name": "x", "scopes": ["read"], "expires": "soon"}, 400, "invalid-request"),
        ({"name": "x", "scopes": []}, 400, "invalid-request"),
        ({"name": "x", "scopes": ["reed"]}, 400, "invalid-request"),
        ({"name": "x" * 65, "scopes": ["read"]}, 400, "invalid-request"),
        ({"name": "x"}, 400, "invalid-request"),
        ({"name": "x", "scopes": ["read"], "secret": "y"}, 400, "invalid-request"),
    ],
)
def test_a_token_that_cannot_be_made_is_a_problem(
    api: Api, wish: dict[str, object], status: int, code: str
) -> None:
    problem(api.post("/tokens", wish), status, code)

    assert [each.name for each in api.site.services.access.tokens.all()] == ["desk"]


def test_what_comes_next_is_told(api: Api) -> None:
    api.site.article("late.md", "Late", date="2999-01-01T08:00:00Z")
    api.site.build(after=60)

    said = api("/schedule").get_json()

    assert said["is_kept"] is False
    (appears,) = said["appointments"]
    assert (appears["at"], appears["occasion"]) == ("2999-01-01T08:00:00Z", "appears")
