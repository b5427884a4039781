"""Documents that change while clients are connected."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.conftest import Site
from tests.end_to_end.conftest import eventually
from tests.http.check import Backend, Check, Outcome, carry_out, compare
from tests.http.client import Answer, Connection
from tests.http.conftest import Program, Reached, reaching
from tests.http.outcomes import NOT_FOUND, PAGE, page
from tests.http.site import CODINGS, decoded

pytestmark = pytest.mark.slow

_CHANGING = ("/feeds/all.atom", "/feeds/tag/tea.json")


@pytest.fixture(params=[Backend.FEEDSVC, Backend.GUNICORN], ids=str)
def changing(request: pytest.FixtureRequest, site: Site, program: Program) -> Iterator[Reached]:
    """A site that a test may change; nginx keeps a document for its max-age, which is no fault."""
    with reaching(request.param, site, program) as reached:
        yield reached


def _ask(connection: Connection, target: str, *lines: str) -> Answer:
    request = [f"GET {target} HTTP/1.1", "Host: feeds.example.cn", *lines, "", ""]
    connection.send("\r\n".join(request).encode())
    return connection.receive()


def test_a_document_that_changed_has_another_etag_and_the_old_one_gets_it_whole(
    changing: Reached,
) -> None:
    site = changing.site
    with Connection(changing.port) as connection:
        before = {path: _ask(connection, path) for path in _CHANGING}
        coded = {
            (path, coding): _ask(connection, path, f"Accept-Encoding: {coding}")
            for path in _CHANGING
            for coding in CODINGS
        }
        site.article("文化/戏剧/new.md", "Brand new", tags="[tea]", date="2026-03-02")
        for path, answer in before.items():
            file = site.output / path.removeprefix("/feeds/")
            eventually(lambda f=file, old=answer: f.read_bytes() != old.body, f"new {path}")  # type: ignore[misc]

        for path, old in before.items():
            etag = old.value("ETag")
            new = _ask(connection, path, f"If-None-Match: {etag}")
            assert new.status == 200
            assert b"Brand new" in new.body
            assert new.value("ETag") != etag
            assert new.value("Last-Modified") != old.value("Last-Modified")
            again = _ask(connection, path, f"If-None-Match: {new.value('ETag')}")
            assert again.status == 304
            assert _ask(connection, path, f"If-Match: {etag}").status == 412
            stale_part = _ask(connection, path, "Range: bytes=5-", f"If-Range: {etag}")
            assert (stale_part.status, stale_part.body) == (200, new.body)
            since = f"If-Modified-Since: {old.value('Last-Modified')}"
            assert _ask(connection, path, since).status == 200
        for (path, coding), old in coded.items():
            etag = old.value("ETag")
            fields = (f"Accept-Encoding: {coding}", f"If-None-Match: {etag}")
            new = _ask(connection, path, *fields)
            assert new.status == 200
            assert new.value("ETag") != etag
            assert b"Brand new" in decoded(new.body, new.value("Content-Encoding"))


def test_an_article_that_is_withdrawn_is_gone_and_its_page_leads_to_the_feeds(
    changing: Reached,
) -> None:
    check = Check("an article", PAGE, target="/articles/3")
    carry_out(check, changing.backend, changing.port, changing.facts)

    (changing.site.content / "文化" / "戏剧" / "3.md").unlink()

    eventually(lambda: _status(changing, "/articles/3") == 410, "410")
    gone = replace(check, outcome=Outcome(410, NOT_FOUND.fields, page))
    with Connection(changing.port) as connection:
        connection.send(gone.request(changing.facts))
        compare(connection.receive(), gone.outcome, changing.facts, gone.target)


def _status(reached: Reached, target: str) -> int:
    with Connection(reached.port) as connection:
        return _ask(connection, target).status
