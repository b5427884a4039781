"""nginx as a proxy cache in front of feedsvc: quick, exact, and there when feedsvc is not."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import Site
from tests.deployment.conftest import FEED, SERVERS, Running, children, fields, fill, proxying
from tests.end_to_end.conftest import Server, eventually, free_port, running

pytestmark = pytest.mark.slow

Proxy = Callable[[int, int], Running]
CODINGS = ("br", "zstd", "gzip", "identity")
ACCEPTED = (
    "",
    "gzip",
    "x-gzip",
    "GZIP",
    "gzip, deflate",
    "gzip, deflate, br",
    "gzip, deflate, br, zstd",
    "zstd,gzip",
    "gzip;q=1.0,deflate;q=0.6,identity;q=0.3",
    "deflate, gzip;q=1.0, *;q=0.5",
    "br;q=1.0, gzip;q=0.8, *;q=0.1",
    "br;q=0.5, gzip",
    "br;q=0.5, gzip;q=0.8",
    "br; q=0, gzip ; q=1",
    "gzip;q=0",
    "gzip;q=0.000, br;q=0",
    "identity, gzip;q=0.5",
    "identity;q=0.5, gzip;q=0.5",
    "*",
    "zstd, *",
    "gzip, *;q=0",
    "gzip;q=0, *",
    "identity;q=0",
    "deflate",
    "gzip;q=2, br;q=x",
    "brotli, zstandard, gzipped",
)


class Pair(NamedTuple):
    """A proxy and the server behind it; tests leave their site as it is."""

    front: Server
    behind: Server
    site: Site


@pytest.fixture(params=SERVERS, scope="module")
def pair(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    program: Callable[[str], str],
) -> Iterator[Pair]:
    site = fill(Site(tmp_path_factory.mktemp("proxied")))
    port = free_port()
    settings = {
        "FEEDSVC_SITE__BASE_URL": f"http://127.0.0.1:{port}",
        "FEEDSVC_SERVER__PROXIES": "1",
    }
    with (
        SERVERS[request.param](site, **settings) as behind,
        proxying(site, program("nginx"), port, behind.port) as front,
    ):
        yield Pair(front, behind, site)


def test_documents_pages_and_the_api_come_through_the_proxy_as_they_are(pair: Pair) -> None:
    for path in (FEED, "/feeds/tag/x.rss", "/feeds/section/s/t.json", "/", "/feeds/"):
        assert pair.front.get(path).status == 200
        assert pair.front.get(path).body == pair.behind.get(path).body
    assert pair.front.get("/feeds/nothing.atom").status == 404
    assert pair.front.get("/healthz").status == 200
    assert pair.front.request("/api/v1/runs", method="POST").json["code"] == "off"


def test_a_cached_document_has_all_fields_of_the_original(pair: Pair) -> None:
    original = fields(pair.behind.get(FEED))

    for cached in (pair.front.get(FEED), pair.front.get(FEED)):
        changed = {k for k, v in fields(cached).items() if original.get(k) != v}
        assert changed <= {"date", "server", "connection"}
        assert original.keys() - {"connection"} <= fields(cached).keys()
        assert "1.22" not in fields(cached).get("server", "")


def test_each_coding_has_its_own_entity_tag_and_the_bytes_of_the_original(pair: Pair) -> None:
    tags = set()

    for coding in CODINGS:
        original = pair.behind.get(FEED, Accept_Encoding=coding)
        for _ in range(2):
            cached = pair.front.get(FEED, Accept_Encoding=coding)
            assert cached.body == original.body
            assert fields(cached).get("content-encoding", "identity") == coding
            assert fields(cached)["etag"] == fields(original)["etag"]
        tags.add(fields(original)["etag"])

    assert len(tags) == 4


def test_weights_choose_the_same_coding_through_the_proxy(pair: Pair) -> None:
    wrong = {}

    for accepted in ACCEPTED * 2:
        original = fields(pair.behind.get(FEED, Accept_Encoding=accepted))
        answer = fields(pair.front.get(FEED, Accept_Encoding=accepted))
        if answer["etag"] != original["etag"]:
            wrong[accepted] = answer.get("content-encoding")

    assert wrong == {}


def test_a_document_has_four_entries_in_the_cache_and_nothing_else_has_any(pair: Pair) -> None:
    for number in range(50):
        accepted = f"c{number}, gzip" if number % 2 else f"br;q=0.{number + 10}, gzip;q=0.5"
        pair.front.get(f"{FEED}?{number}", Accept_Encoding=accepted)
    for coding in CODINGS:
        pair.front.get(FEED, Accept_Encoding=coding)
    for other in ("/", "/feeds/", "/feeds/nothing.atom", "/healthz", "/feeds/%61ll.atom"):
        pair.front.get(other)

    entries = [path for path in (pair.site.root / "cache").rglob("*") if path.is_file()]
    keys = sorted(_key(path) for path in entries)

    assert [key for key in keys if FEED in key] == sorted(f"{FEED} {each}" for each in CODINGS)
    documents = tuple(f"/feeds/{path} " for path in pair.site.documents())
    assert all(key.startswith(documents) for key in keys)


def test_a_client_that_has_the_document_gets_a_304_from_the_cache(pair: Pair) -> None:
    for coding in ("br", "gzip", "identity"):
        whole = fields(pair.front.get(FEED, Accept_Encoding=coding))
        tag, date = whole["etag"], whole["last-modified"]

        for shown in (
            {"If_None_Match": tag},
            {"If_None_Match": f'"other", W/{tag}'},
            {"If_None_Match": "*"},
            {"If_Modified_Since": date},
            {"If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
            {"If_None_Match": tag, "If_Modified_Since": date},
        ):
            answer = pair.front.get(FEED, Accept_Encoding=coding, **shown)
            assert answer.status == 304
            assert answer.body == b""
            kept = ("etag", "last-modified", "cache-control", "vary", "link")
            assert [fields(answer)[name] for name in kept] == [whole[name] for name in kept]
            assert fields(answer)["content-security-policy"] == whole["content-security-policy"]


def test_a_client_that_has_another_document_gets_this_one_from_the_cache(pair: Pair) -> None:
    pair.front.get(FEED)

    for shown in (
        {"If_None_Match": '"other"'},
        {"If_None_Match": '"other"', "If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If_Modified_Since": "Thu, 01 Jan 2015 00:00:00 GMT"},
        {"If_Modified_Since": "yesterday"},
    ):
        assert pair.front.get(FEED, **shown).status == 200


def test_a_precondition_that_fails_is_told_by_feedsvc(pair: Pair) -> None:
    tag = fields(pair.front.get(FEED))["etag"]

    refused = pair.front.get(FEED, If_Match='"other"')
    stale = pair.front.get(FEED, If_Unmodified_Since="Thu, 01 Jan 2015 00:00:00 GMT")
    met = pair.front.get(FEED, If_Match=tag, If_Unmodified_Since="Thu, 01 Jan 2015 00:00:00 GMT")

    assert (refused.status, refused.body) == (412, b"")
    assert (stale.status, stale.body) == (412, b"")
    assert met.status == 200


def test_a_part_is_cut_from_the_cached_document(pair: Pair) -> None:
    whole = pair.front.get(FEED)
    tag = fields(whole)["etag"]

    part = pair.front.get(FEED, Range="bytes=10-19", If_Range=tag)
    outdated = pair.front.get(FEED, Range="bytes=10-19", If_Range='"other"')
    several = pair.front.get(FEED, Range="bytes=0-1,10-19")
    beyond = pair.front.get(FEED, Range="bytes=99999999-")

    assert (part.status, part.body) == (206, whole.body[10:20])
    assert (outdated.status, outdated.body) == (200, whole.body)
    assert (several.status, several.body) == (200, whole.body)
    assert beyond.status == 416
    assert fields(beyond)["content-range"] == f"bytes */{len(whole.body)}"


def test_head_tells_what_get_would(pair: Pair) -> None:
    whole = pair.front.get(FEED, Accept_Encoding="gzip")

    head = pair.front.request(FEED, method="HEAD", Accept_Encoding="gzip")

    assert (head.status, head.body) == (200, b"")
    unlike = {"date", "connection"}
    assert {k: v for k, v in fields(head).items() if k not in unlike} == {
        k: v for k, v in fields(whole).items() if k not in unlike
    }


def test_other_methods_reach_feedsvc(pair: Pair) -> None:
    refused = pair.front.request(FEED, method="POST")

    assert refused.status == 405
    assert fields(refused)["allow"] == "GET, HEAD, OPTIONS"
    assert pair.front.request(FEED, method="OPTIONS").status == 204


def test_another_spelling_of_an_address_is_not_answered_from_the_cache(pair: Pair) -> None:
    pair.front.get(FEED)

    for spelling in ("/feeds//all.atom", "/feeds/All.atom", "/feeds/x/../all.atom"):
        answer, original = pair.front.get(spelling), pair.behind.get(spelling)
        assert answer.status == original.status
        assert fields(answer).get("location") == fields(original).get("location")


def test_what_is_too_long_is_refused_and_harms_nobody(pair: Pair) -> None:
    assert pair.front.get(f"{FEED}?{'x' * 9000}").status == 414
    assert pair.front.get(FEED, Cookie="x" * 9000).status == 431
    assert pair.front.get(FEED).status == 200


def test_a_changed_article_shows_once_the_document_has_aged(filled: Site, proxy: Proxy) -> None:
    settings = {
        "FEEDSVC_HTTP__MAX_AGE": "1",
        "FEEDSVC_HTTP__STALE_WHILE_REVALIDATE": "1",
        "FEEDSVC_HTTP__STALE_IF_ERROR": "0",
    }
    port = free_port()
    with SERVERS["feedsvc serve"](filled, **settings) as behind, proxy(port, behind.port) as front:
        before = {coding: front.get(FEED, Accept_Encoding=coding) for coding in ("gzip", "br")}

        filled.article("0.md", "A new title", body="Other.")

        for coding, old in before.items():
            eventually(
                lambda coding=coding, old=old: (  # type: ignore[misc]
                    fields(front.get(FEED, Accept_Encoding=coding))["etag"] != fields(old)["etag"]
                ),
                f"the new document in {coding}",
            )
        eventually(lambda: b"A new title" in front.get(FEED).body, "the new title")


def test_feeds_keep_coming_while_feedsvc_is_down_and_are_fresh_again_afterwards(
    filled: Site, proxy: Proxy
) -> None:
    port, behind_port = free_port(), free_port()
    command = ["feedsvc", "serve", "--port", str(behind_port)]
    settings = {
        "FEEDSVC_HTTP__MAX_AGE": "1",
        "FEEDSVC_HTTP__STALE_WHILE_REVALIDATE": "0",
        "FEEDSVC_HTTP__STALE_IF_ERROR": "0",
    }
    with proxy(port, behind_port) as front:
        assert front.get(FEED).status == 502
        with running(filled, command, behind_port, **settings):
            eventually(lambda: front.answers(FEED), "the first feed")
            plain = front.get(FEED)
            coded = front.get(FEED, Accept_Encoding="gzip, br")
        time.sleep(2)  # longer than they are fresh

        assert front.get(FEED).body == plain.body
        assert front.get(FEED, Accept_Encoding="gzip, br").body == coded.body
        tag = fields(coded)["etag"]
        known = front.get(FEED, Accept_Encoding="gzip, br", If_None_Match=tag)
        assert known.status == 304
        # Those who had to ask feedsvc itself are not left alone either.
        assert front.get(FEED, Accept_Encoding="gzip;q=0.5, br;q=0.4").body == plain.body
        assert front.get(FEED, If_Match=fields(plain)["etag"]).body == plain.body
        assert front.get("/").status == 502

        filled.article("0.md", "Written meanwhile", body="Other.")
        with running(filled, command, behind_port, **settings):
            eventually(lambda: b"Written meanwhile" in front.get(FEED).body, "the new article")


def test_a_document_that_feedsvc_cannot_read_or_does_not_send_comes_stale(
    filled: Site, proxy: Proxy
) -> None:
    port = free_port()
    ages = {"FEEDSVC_HTTP__MAX_AGE": "1", "FEEDSVC_HTTP__STALE_WHILE_REVALIDATE": "0"}
    with SERVERS["feedsvc serve"](filled, **ages) as behind, proxy(port, behind.port) as front:
        for path in ("/feeds/tag/x.atom", "/feeds/tag/x.rss"):
            assert front.get(path).status == 200
        readable, unreadable = front.get("/feeds/tag/x.atom"), front.get("/feeds/tag/x.rss")

        file = filled.output / "tag" / "x.rss"
        file.unlink()
        file.mkdir()
        eventually(lambda: behind.get("/feeds/tag/x.rss").status >= 500, "a failure")
        assert front.get("/feeds/tag/x.rss").body == unreadable.body

        workers = children(behind, filled)
        for worker in workers:
            os.kill(worker, signal.SIGSTOP)
        time.sleep(2)  # longer than it is fresh
        try:
            assert front.get("/feeds/tag/x.atom").body == readable.body
        finally:
            for worker in workers:
                os.kill(worker, signal.SIGCONT)


def _key(entry: Path) -> str:
    """Return what nginx noted a cached answer for."""
    return entry.read_bytes().partition(b"\nKEY: ")[2].partition(b"\n")[0].decode()
