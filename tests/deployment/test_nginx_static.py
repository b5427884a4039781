"""nginx alone serves the documents, and nothing else that lies near them."""

import gzip
import http.client
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import Site
from tests.deployment.conftest import FEED, Running, fields
from tests.end_to_end.conftest import Server, run_feedsvc

pytestmark = pytest.mark.slow

TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}

HIDDEN = (".all.atom.unfinished", ".hidden.atom", ".git/all.atom", "README.md")
NO_DOCUMENTS = (
    "/",
    "/feeds/",
    "/feeds",
    "/feeds/all",
    "/feeds/tag/",
    "/feeds/nothing.atom",
    "/feeds/.all.atom.unfinished",
    "/feeds/.hidden.atom",
    "/feeds/.git/all.atom",
    "/feeds/README.md",
    "/feeds.state/catalog.sqlite3",
    "/feeds.state/tokens.json",
    "/feeds/../feeds.state/tokens.json",
    "/feeds/%2e%2e/feeds.state/tokens.json",
    "/feeds/..%2ffeeds.state%2ftokens.json",
    "/feeds/tag/%2e%2e/%2e%2e/feeds.state/tokens.json",
    "/feeds/%252e%252e/feeds.state/tokens.json",
    "/feeds/..\\feeds.state\\tokens.json",
    "/feeds../feeds.state/tokens.json",
    "/content/0.md",
    "/feeds/../content/0.md",
    "/feeds/all.atom/",
    "/feeds/all.atom%00.json",
)


@pytest.fixture
def server(filled: Site, static: Callable[[], Running]) -> Iterator[Server]:
    assert run_feedsvc(filled, "build").returncode == 0
    with static() as running:
        yield running


def test_every_document_has_its_type_and_what_caches_need(server: Server, filled: Site) -> None:
    documents = filled.documents()

    assert len(documents) >= 9
    for path, body in documents.items():
        answer = server.get(f"/feeds/{path}")
        said = fields(answer)
        assert (answer.status, answer.body) == (200, body)
        assert said["content-type"] == TYPES[path.rpartition(".")[2]]
        assert said["content-length"] == str(len(body))
        assert said["cache-control"].startswith("public, max-age=300, stale-while-revalidate=")
        assert said["content-security-policy"] == "default-src 'none'; style-src 'self'; sandbox"
        assert said["x-content-type-options"] == "nosniff"
        assert said["vary"] == "Accept-Encoding, Sec-Fetch-Dest"
        assert said["server"] == "nginx"


def test_every_document_is_revalidated_by_tag_and_by_date(server: Server, filled: Site) -> None:
    for path in filled.documents():
        for coding in ("identity", "gzip"):
            whole = fields(server.get(f"/feeds/{path}", Accept_Encoding=coding))
            for shown in (
                {"If_None_Match": whole["etag"]},
                {"If_None_Match": f'"other", {whole["etag"]}'},
                {"If_Modified_Since": whole["last-modified"]},
                {"If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
            ):
                answer = server.get(f"/feeds/{path}", Accept_Encoding=coding, **shown)
                assert (answer.status, answer.body) == (304, b"")
                assert fields(answer)["cache-control"] == whole["cache-control"]
                assert fields(answer)["last-modified"] == whole["last-modified"]


def test_the_style_sheet_of_feeds_lies_beside_them(server: Server, filled: Site) -> None:
    answer = server.get("/feeds/feed.css")

    assert (answer.status, answer.body) == (200, (filled.output / "feed.css").read_bytes())
    assert fields(answer)["content-type"] == "text/css; charset=utf-8"
    assert fields(answer)["x-content-type-options"] == "nosniff"
    assert server.get("/feeds/feed.css", If_None_Match=fields(answer)["etag"]).status == 304


def test_a_browser_that_opens_a_feed_gets_what_it_can_show(server: Server, filled: Site) -> None:
    for path, body in filled.documents().items():
        opened = server.get(f"/feeds/{path}", Sec_Fetch_Dest="document")
        is_json = path.endswith(".json")
        wanted = TYPES["json"] if is_json else "application/xml; charset=utf-8"
        assert (opened.status, opened.body) == (200, body)
        assert fields(opened)["content-type"] == wanted
        assert fields(opened)["content-security-policy"].endswith("sandbox")
        shown = fields(opened)["etag"]
        again = server.get(f"/feeds/{path}", Sec_Fetch_Dest="document", If_None_Match=shown)
        assert again.status == 304
    assert server.get("/feeds/nothing.atom", Sec_Fetch_Dest="document").status == 404
    refused = server.request(FEED, method="POST", Sec_Fetch_Dest="document")
    assert (refused.status, fields(refused)["allow"]) == (405, "GET, HEAD")


def test_a_changed_document_is_another_at_once(server: Server, filled: Site) -> None:
    before = fields(server.get(FEED))

    filled.article("0.md", "A longer title than before", body="Other.")
    assert run_feedsvc(filled, "build").returncode == 0

    after = server.get(FEED, If_None_Match=before["etag"])
    assert after.status == 200
    assert b"A longer title than before" in after.body


def test_text_is_compressed_for_those_who_accept_it(server: Server) -> None:
    whole = server.get(FEED)
    coded = server.get(FEED, Accept_Encoding="gzip")

    assert fields(coded)["content-encoding"] == "gzip"
    assert fields(coded)["etag"] == f"W/{fields(whole)['etag']}"
    assert gzip.decompress(coded.body) == whole.body
    assert len(coded.body) < len(whole.body) / 2
    assert "content-encoding" not in fields(server.get(FEED, Accept_Encoding="gzip;q=0"))


def test_head_tells_what_get_would_and_parts_can_be_had(server: Server) -> None:
    whole = server.get(FEED)
    head = server.request(FEED, method="HEAD")
    part = server.get(FEED, Range="bytes=10-19", If_Range=fields(whole)["etag"])

    assert (head.status, head.body) == (200, b"")
    assert fields(head)["content-length"] == str(len(whole.body))
    assert (part.status, part.body) == (206, whole.body[10:20])


def test_other_methods_are_refused_with_those_that_are_allowed(server: Server) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        refused = server.request(FEED, method=method)

        assert refused.status == 405
        assert fields(refused)["allow"] == "GET, HEAD"


def test_a_query_changes_nothing(server: Server) -> None:
    assert server.get(f"{FEED}?a=b").body == server.get(FEED).body


def test_nothing_but_documents_is_served(server: Server, filled: Site) -> None:
    run_feedsvc(filled, "token")
    for name in HIDDEN:
        file = filled.output / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("nobody may read this")
    assert (filled.root / "feeds.state" / "tokens.json").is_file()

    statuses = {path: _status(server, path) for path in NO_DOCUMENTS}

    assert {path: status for path, status in statuses.items() if status not in (400, 404)} == {}


def _status(server: Server, path: str) -> int:
    """Return the status for a path that is sent as it stands."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.putrequest("GET", path, skip_accept_encoding=True)
    connection.endheaders()
    try:
        return connection.getresponse().status
    finally:
        connection.close()
