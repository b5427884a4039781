"""What the API refuses: each has its status, a code, and a sentence that helps."""

import ast
import inspect
import json
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import feedsvc
from feedsvc import errors, operations
from feedsvc.access import TokenScope
from feedsvc.errors import FeedsvcError
from feedsvc.serve.problems import STATUS, problem_of
from tests.conftest import Site
from tests.serve.api.conftest import Api, problem

MANUAL = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def kinds(of: type[FeedsvcError] = FeedsvcError) -> set[type[FeedsvcError]]:
    """Return every error that is raised on purpose."""
    return {of}.union(*(kinds(each) for each in of.__subclasses__()))


def codes_given_to_problem() -> set[str]:
    """Return the codes that are written where an answer is made."""
    found = set()
    for path in Path(inspect.getfile(feedsvc)).parent.glob("serve/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "problem":
                match node.args[0]:
                    case ast.Constant(value=str(code)):
                        found.add(code)
    return found


def test_every_error_has_its_status() -> None:
    ours = {each.code for each in kinds() if each.__module__.startswith("feedsvc.")}

    assert ours <= STATUS.keys()
    faults = {code for code in ours if STATUS[code] is HTTPStatus.INTERNAL_SERVER_ERROR}
    assert faults == {"error", "settings"}


def test_every_code_of_an_answer_has_its_status() -> None:
    assert codes_given_to_problem() <= STATUS.keys()


@pytest.mark.parametrize("code", STATUS)
def test_every_code_is_in_the_manual(code: str) -> None:
    assert f"| `{code}` | {STATUS[code].value} |" in MANUAL


def test_half_a_character_in_an_error_is_no_fault() -> None:
    answer = problem_of(errors.UnknownRunError("there is no run \ud800"))

    assert answer.get_json(force=True)["detail"] == "there is no run ?"


def test_with_nothing_to_come_in_with_the_api_says_that_it_is_off(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    client = connect(newsroom)

    for path in ("runs", "settings", "openapi.json", "docs"):
        said = problem(client.get(f"/api/v1/{path}"), 403, "off")
        assert "feedsvc token create" in said["hint"]
    problem(client.post("/api/v1/runs"), 403, "off")

    newsroom.services.access.set_password("correct horse battery", now=operations.now())
    assert client.get("/api/v1/openapi.json").status_code == 200
    problem(client.get("/api/v1/runs"), 401, "unauthorized")


@pytest.mark.parametrize(
    "path",
    ["/api", "/api/", "/API/v1/runs", "/api/v2/runs", "/api/v1", "/api/v1/run", "/api/v1/feeds/"],
)
def test_what_is_not_there_is_a_problem_that_says_what_is(api: Api, path: str) -> None:
    answer = api.client.get(path)

    assert "/api/v1/docs" in problem(answer, 404, "not-found")["hint"]


def test_a_method_that_is_not_there_is_a_problem_that_names_those_that_are(api: Api) -> None:
    answer = api("/articles/listen.md/withdraw", method="PUT")

    problem(answer, 405, "method-not-allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/runs?limit=0", 400, "invalid-request"),
        ("/runs?limit=101", 400, "invalid-request"),
        (f"/runs?limit={'9' * 5000}", 400, "invalid-request"),
        ("/runs?limit=-1", 400, "invalid-request"),
        ("/runs?limit=1e1", 400, "invalid-request"),
        ("/runs?limit=%D9%A3", 400, "invalid-request"),
        ("/runs?limit=1&limit=1", 400, "invalid-request"),
        ("/runs?limit", 400, "invalid-request"),
        ("/runs?page=2", 400, "invalid-request"),
        ("/health?verbose=1", 400, "invalid-request"),
        ("/runs?after=%00", 400, "invalid-request"),
        (f"/runs?after={'x' * 1001}", 400, "invalid-request"),
        ("/runs?after=nowhere", 422, "invalid-cursor"),
        ("/feeds?after=nowhere", 422, "invalid-cursor"),
        ("/articles?after=nowhere", 422, "invalid-cursor"),
        ("/feeds/all/entries?after=nowhere", 422, "invalid-cursor"),
        ("/polls?days=1000000", 400, "invalid-request"),
        ("/runs/%00", 400, "invalid-request"),
        (f"/runs/{'x' * 101}", 400, "invalid-request"),
        ("/feeds/%00", 400, "invalid-request"),
        ("/articles/%ED%A0%80", 404, "unknown-article"),
    ],
)
def test_a_question_that_we_do_not_understand_is_a_problem(
    api: Api, path: str, status: int, code: str
) -> None:
    assert problem(api(path), status, code)["hint"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"scope": "tag:\\u0000"}',
        b'{"scope": "tag:\\ud800"}',
        b'{"\\ud800": 1}',
        b'{"scope": NaN}',
        b'{"scope":' * 5_000,
        b'{"a":' * 150 + b"1" + b"}" * 150,
        b"[" * 60_000,
        '{"scope": "changed"}'.encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b"{} {}",
        b"{} \x00",
        json.dumps({"scope": "x" * 60_000}).encode(),
    ],
    ids=range(12),
)
def test_a_body_that_nobody_should_send_asks_for_nothing(api: Api, body: bytes) -> None:
    answer = api("/runs", method="POST", data=body, content_type="application/json")

    problem(answer, 400, "invalid-request")
    assert api.site.services.queue.waiting() == ()


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json"]
)
def test_a_body_that_is_said_to_be_something_else_is_refused(api: Api, media_type: str) -> None:
    answer = api("/runs", method="POST", data=b"{}", content_type=media_type)

    assert "application/json" in problem(answer, 415, "unsupported-media-type")["hint"]
    assert api.site.services.queue.waiting() == ()


def test_a_huge_body_is_refused(api: Api) -> None:
    answer = api("/articles/listen.md/withdraw", method="POST", data=b" " * 70_000)

    assert "64 KB" in problem(answer, 413, "request-entity-too-large")["hint"]


def test_what_a_stranger_sends_is_not_even_looked_at(api: Api) -> None:
    other = Api(api.site, api.client, "fs_wrong")

    problem(other("/runs", method="POST", data=b"[" * 60_000), 401, "unauthorized")
    problem(other("/runs?limit=0&limit=1"), 401, "unauthorized")
    problem(other("/articles/%00"), 401, "unauthorized")


@pytest.mark.parametrize(
    "named",
    [
        "http://[::1",
        "article://[",
        "http://a℀b",
        f"http://茶{'x' * 300}",
        "http://a:port/articles/listen",
        "https:",
        "http:///articles/listen",
    ],
)
def test_an_address_that_is_none_names_nothing(api: Api, named: str) -> None:
    path = quote(named, safe="")

    problem(api(f"/articles/{path}"), 404, "unknown-article")
    problem(api.post(f"/articles/{path}/withdraw"), 404, "unknown-article")
    problem(api(f"/feeds/{path}"), 404, "unknown-feed")
    problem(api(f"/articles/listen.md?expected={path}"), 404, "unknown-feed")
    problem(api.post("/runs", {"scope": f"article:{named}"}), 422, "unknown-scope")


def test_an_address_of_another_host_names_nothing_of_ours(api: Api) -> None:
    ours = api.site.entry("Listen").url
    other = quote(ours.replace("feeds.example.cn", "other.example.cn"), safe="")

    problem(api(f"/articles/{other}"), 404, "unknown-article")
    problem(api.post(f"/articles/{other}/withdraw"), 404, "unknown-article")
    problem(
        api(f"/feeds/{quote('http://evil.example/feeds/all.rss', safe='')}"), 404, "unknown-feed"
    )

    assert api.site.services.queue.waiting() == ()
    assert api(f"/articles/{quote(ours, safe='')}").status_code == 200


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": "x", "scopes": ["raed"]}, "did you mean read?"),
        ({"name": "x", "scopes": ["Admin"]}, "did you mean admin?"),
        ({"name": "x", "scopes": ["zzzz"]}, "there are read, run, withdraw, admin"),
        ({"name": "x", "scopes": ["read"], "expires": "0d"}, "say 12h, 90d"),
        ({"name": "x", "scopes": "read"}, "say a list"),
        ({"scopes": ["read"]}, "it has to be there"),
    ],
)
def test_a_mistake_is_told_with_what_was_meant(api: Api, said: object, words: str) -> None:
    assert words in problem(api.post("/tokens", said), 400, "invalid-request")["detail"]


def test_a_truth_value_is_asked_for_in_plain_words(api: Api) -> None:
    said = problem(api.post("/runs", {"dry_run": "yes"}), 400, "invalid-request")

    assert said["detail"] == "dry_run: say true or false"


def test_a_loss_is_confirmed_as_programs_do(api: Api) -> None:
    for file in api.site.content.rglob("*.*"):
        file.unlink()

    said = problem(api.post("/runs", {"dry_run": True}), 409, "content")

    assert '"accept_loss": true' in said["hint"]


@pytest.mark.parametrize("letters", [700, 1000])
def test_an_address_that_is_too_long_is_a_problem(api: Api, letters: int) -> None:
    # Some servers hand over the path as it was sent, and others decode it.
    answer = api.client.get(
        f"/api/v1/articles?q={quote('茶' * letters * 2)}", headers={"Authorization": "Bearer x"}
    )
    page = api.client.get(f"/feeds/?q={quote('茶' * 2000)}")

    assert "8000" in problem(answer, 414, "request-uri-too-long")["hint"]
    assert page.mimetype == "text/plain"
    assert "/api" not in page.text


def test_without_a_catalog_the_api_says_that_nothing_is_there_yet(api: Api) -> None:
    for each in (api.site.root / "feeds.state").glob("catalog.sqlite3*"):
        each.unlink()

    said = problem(api("/feeds/all/entries"), 503, "not-ready")

    assert said["detail"] == "it has yet to be published"


def test_a_fault_of_ours_is_a_problem_that_tells_nothing(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    catalog = api.site.root / "feeds.state" / "catalog.sqlite3"
    catalog.write_bytes(b"no catalog" * 1000)
    for each in catalog.parent.glob("catalog.sqlite3-*"):
        each.unlink()

    said = problem(api("/health"), 503, "storage")

    assert str(catalog) in caplog.text
    assert str(catalog) not in json.dumps(said)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    said=st.one_of(
        JSON,
        st.dictionaries(st.sampled_from(["scope", "dry_run", "accept_loss", "reason"]), JSON),
        st.builds(lambda kind, name: {"scope": f"{kind}:{name}"}, st.text(), st.text()),
        st.builds(
            lambda kind, name: {"scope": f"{kind}:{name}"},
            st.sampled_from(["section", "tag", "author", "saved", "article"]),
            st.text(min_size=1),
        ),
    )
)
def test_no_json_is_too_odd_to_be_answered(api: Api, said: Any) -> None:
    for path in ("/runs", "/tokens", "/articles/none/withdraw"):
        answer = api(path, method="POST", data=json.dumps(said), content_type="application/json")

        assert answer.status_code in {201, 202, 400, 404, 422} or said.get("dry_run") is True


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(named=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50))
def test_no_name_is_too_odd_to_be_answered(api: Api, named: str) -> None:
    from urllib.parse import quote

    for path in ("/runs/", "/feeds/", "/articles/"):
        answer = api(f"{path}{quote(named, safe='')}")

        assert answer.status_code in {200, 400, 404}
        assert answer.mimetype in {"application/json", "application/problem+json"}


def test_whoever_may_not_run_may_not_ask_what_a_run_would_do(api: Api) -> None:
    other = Api(api.site, api.client, api.site.token(TokenScope.READ, name="other"))

    problem(other.post("/runs", {"dry_run": True}), 403, "forbidden")
