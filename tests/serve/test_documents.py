from collections.abc import Callable
from email.utils import parsedate_to_datetime
from urllib.parse import quote

import feedparser
import pytest
from flask.testing import FlaskClient

from feedsvc.publish.decide import digest
from tests.conftest import NOON, Site

FORMATS = ("atom", "rss", "json")
TAG = "/feeds/tag/zhutijiaoyu"
SECTION = "/feeds/section/zhongguopinpai/qiyedangjian"


@pytest.mark.parametrize(
    ("extension", "media_type"),
    [
        ("atom", "application/atom+xml"),
        ("rss", "application/rss+xml"),
        ("json", "application/feed+json"),
    ],
)
@pytest.mark.parametrize("path", ["/feeds/all", TAG, SECTION, "/feeds/author/panwangwang"])
def test_a_document_is_the_very_bytes_of_its_file(
    newsroom: Site, client: FlaskClient, path: str, extension: str, media_type: str
) -> None:
    answer = client.get(f"{path}.{extension}")

    file = newsroom.output / f"{path}.{extension}".removeprefix("/feeds/")
    assert answer.status_code == 200
    assert answer.data == file.read_bytes()
    assert answer.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert answer.headers["ETag"] == f'"{digest(answer.data)}"'
    assert parsedate_to_datetime(answer.headers["Last-Modified"]) == NOON


def test_a_feed_reader_understands_what_it_gets(client: FlaskClient) -> None:
    feed = feedparser.parse(client.get(f"{TAG}.atom").data)

    assert not feed.bozo
    assert {entry.title for entry in feed.entries} == {"以学铸魂 以学增智", "春茶开采", "Listen"}


def test_a_document_says_who_may_keep_it_and_that_nothing_in_it_may_act(
    client: FlaskClient,
) -> None:
    headers = client.get("/feeds/all.rss").headers

    assert headers["Cache-Control"] == (
        "public, max-age=300, stale-while-revalidate=60, stale-if-error=86400"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; style-src 'self'; sandbox"
    assert "Expires" not in headers
    assert "Set-Cookie" not in headers


def test_who_may_keep_it_how_long_is_a_setting(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_HTTP__MAX_AGE"] = "60"
    newsroom.variables["FEEDSVC_HTTP__STALE_IF_ERROR"] = "0"
    newsroom.variables["FEEDSVC_HTTP__STALE_WHILE_REVALIDATE"] = "7"
    newsroom.build()

    answer = connect(newsroom).get("/feeds/all.json")

    assert answer.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=7"


def test_a_hub_is_named_where_there_is_one(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_HTTP__HUB"] = "https://hub.example.org/"
    newsroom.build()

    link = connect(newsroom).get("/feeds/all.rss").headers["Link"]

    assert link.endswith(', <https://hub.example.org/>; rel="hub"')
    assert b'href="https://hub.example.org/" rel="hub"' in connect(newsroom).get(TAG + ".atom").data


def test_who_fetches_whole_unchanged_feeds_too_often_is_asked_to_wait(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_HTTP__REFETCH_LIMIT"] = "2"
    newsroom.build()
    client = connect(newsroom)

    answers = [client.get("/feeds/all.rss") for _ in range(4)]
    polite = client.get("/feeds/all.rss", headers={"If-None-Match": '"old"'})
    head = client.head("/feeds/all.rss")
    other = client.get("/feeds/all.rss", headers={"User-Agent": "another reader"})

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert answers[-1].data == b""
    assert [polite.status_code, head.status_code, other.status_code] == [200, 200, 200]


def test_links_come_from_the_settings_whatever_host_is_asked(client: FlaskClient) -> None:
    answer = client.get(f"{TAG}.json", headers={"Host": "evil.example"})

    assert answer.headers["Link"] == (
        '<https://feeds.example.cn/feeds/tag/zhutijiaoyu.json>; rel="self"; '
        'type="application/feed+json", '
        '<https://feeds.example.cn/feeds/tag/zhutijiaoyu>; rel="alternate"; type="text/html"'
    )
    assert b"evil.example" not in answer.data


def test_head_has_the_fields_of_get_and_no_body(client: FlaskClient) -> None:
    get, head = client.get("/feeds/all.atom"), client.head("/feeds/all.atom")

    assert head.status_code == 200
    assert head.data == b""
    assert dict(head.headers) == dict(get.headers)
    assert head.headers["Content-Length"] == str(len(get.data))


@pytest.mark.parametrize("form", ["{etag}", "W/{etag}", '"other", {etag}', "*"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_reader_that_has_the_document_gets_304(
    client: FlaskClient, form: str, method: str
) -> None:
    fresh = client.get("/feeds/all.atom")

    answer = client.open(
        "/feeds/all.atom",
        method=method,
        headers={"If-None-Match": form.format(etag=fresh.headers["ETag"])},
    )

    assert answer.status_code == 304
    assert answer.data == b""
    for field in ("ETag", "Cache-Control", "Link"):
        assert answer.headers[field] == fresh.headers[field]


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Thu, 12 Mar 2026 12:00:00 GMT", 304),
        ("Thu, 12 Mar 2026 12:00:01 GMT", 304),
        ("Thu, 12 Mar 2026 11:59:59 GMT", 200),
        ("yesterday", 200),
    ],
)
def test_if_modified_since_compares_with_when_the_bytes_last_changed(
    client: FlaskClient, since: str, status: int
) -> None:
    answer = client.get("/feeds/all.atom", headers={"If-Modified-Since": since})

    assert answer.status_code == status


def test_an_etag_that_differs_outweighs_an_equal_date(client: FlaskClient) -> None:
    date = client.get("/feeds/all.atom").headers["Last-Modified"]

    answer = client.get(
        "/feeds/all.atom", headers={"If-None-Match": '"old"', "If-Modified-Since": date}
    )

    assert answer.status_code == 200


def test_a_changed_article_changes_what_is_served_at_once(
    newsroom: Site, client: FlaskClient
) -> None:
    before = client.get("/feeds/all.atom")
    newsroom.article("new.md", title="Brand new", date="2026-03-10")
    newsroom.build(after=60)

    after = client.get("/feeds/all.atom", headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert b"Brand new" in after.data
    assert after.headers["ETag"] == f'"{digest(after.data)}"'
    assert after.headers["Last-Modified"] == "Thu, 12 Mar 2026 12:01:00 GMT"


def test_a_part_of_a_document_can_be_asked_for(client: FlaskClient) -> None:
    whole = client.get("/feeds/all.atom")

    part = client.get("/feeds/all.atom", headers={"Range": "bytes=5-24"})

    assert part.status_code == 206
    assert part.data == whole.data[5:25]
    assert part.headers["Content-Range"] == f"bytes 5-24/{len(whole.data)}"


def test_a_part_beyond_the_end_is_refused_without_a_page(client: FlaskClient) -> None:
    answer = client.get("/feeds/all.atom", headers={"Range": "bytes=9999999-"})

    assert answer.status_code == 416
    assert answer.data == b""
    assert answer.headers["Content-Range"].startswith("bytes */")


@pytest.mark.parametrize("asked", ["items=0-1", "bytes=0-1,4-5", "bytes=", "nonsense"])
def test_a_range_that_we_do_not_serve_gets_the_whole_document(
    client: FlaskClient, asked: str
) -> None:
    answer = client.get("/feeds/all.atom", headers={"Range": asked})

    assert answer.status_code == 200
    assert answer.headers["Content-Length"] == str(len(answer.data))


def test_who_has_the_document_gets_304_even_when_asking_for_a_part(client: FlaskClient) -> None:
    etag = client.get("/feeds/all.atom").headers["ETag"]

    answer = client.get("/feeds/all.atom", headers={"If-None-Match": etag, "Range": "bytes=0-9"})

    assert answer.status_code == 304


@pytest.mark.parametrize("accept", ["text/html", "application/json", "image/png;q=1, */*;q=0", ""])
def test_whatever_a_client_accepts_it_gets_the_feed(client: FlaskClient, accept: str) -> None:
    answer = client.get("/feeds/all.rss", headers={"Accept": accept})

    assert answer.status_code == 200
    assert answer.mimetype == "application/rss+xml"


def test_feeds_keep_coming_without_a_catalog(newsroom: Site, client: FlaskClient) -> None:
    etag = client.get(f"{TAG}.atom").headers["ETag"]
    for file in newsroom.root.glob("feeds.state/catalog*"):
        file.unlink()

    assert client.get(f"{SECTION}.rss").status_code == 200
    assert client.get(f"{TAG}.atom", headers={"If-None-Match": etag}).status_code == 304


def test_feeds_keep_coming_with_a_broken_catalog(newsroom: Site, client: FlaskClient) -> None:
    (newsroom.root / "feeds.state" / "catalog.sqlite3").write_bytes(b"not a database" * 500)

    assert client.get("/feeds/all.atom").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "../secret.atom",
        "../../secret.atom",
        "tag/../../secret.atom",
        "tag/..%2f..%2fsecret.atom",
        "%2e%2e/secret.atom",
        "%2e%2e%2fsecret.atom",
        "..%5csecret.atom",
        "section/zhongguopinpai/../../../secret.atom",
        "/etc/passwd.atom",
        "tag//secret.atom",
        "tag/%00.atom",
        "tag/zhutijiaoyu.atom%00",
        "tag/zhutijiaoyu.atom%0a",
        "tag/.zhutijiaoyu.atom.unfinished",
        "saved/secret.atom",
        "secret.atom",
        "tag/" + "a" * 5000 + ".atom",
        "section" + "/a" * 3000 + ".atom",
        quote("tag/\udcff.atom", errors="surrogateescape"),
    ],
)
def test_a_path_that_no_key_has_is_404_whatever_lies_there(
    newsroom: Site, client: FlaskClient, path: str
) -> None:
    (newsroom.root / "secret.atom").write_text("secret")
    (newsroom.output / "secret.atom").write_text("secret")

    answer = client.get(f"/feeds/{path}", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert answer.mimetype == "text/html"


def test_a_missing_document_is_a_page_that_leads_to_the_directory(client: FlaskClient) -> None:
    answer = client.get("/feeds/tag/nobody-wrote-that.atom", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert 'href="https://feeds.example.cn/feeds/"' in answer.text


def test_a_document_that_a_run_has_yet_to_write_is_503_and_not_gone(
    newsroom: Site, client: FlaskClient
) -> None:
    (newsroom.output / "tag" / "zhutijiaoyu.atom").unlink()

    answer = client.get(f"{TAG}.atom")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"


def test_a_document_that_cannot_be_read_is_503_and_not_gone(
    newsroom: Site, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    path = newsroom.output / "all.atom"
    path.unlink()
    path.symlink_to(path)

    answer = client.get("/feeds/all.atom")

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert str(path) in caplog.text
    assert str(path) not in answer.text


def test_a_feed_with_rare_articles_may_be_kept_for_longer_if_that_is_wanted(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    newsroom.variables["FEEDSVC_HTTP__ADAPTIVE"] = "true"
    for day in range(1, 6):
        newsroom.article(f"rare/{day}.md", f"Rare {day}", date=f"2026-01-0{day}", tags="[rare]")
        newsroom.article(
            f"often/{day}.md", f"Often {day}", date=f"2026-01-01T0{day}:00:00Z", tags="[often]"
        )
    newsroom.build()
    client = connect(newsroom)

    ages = {
        tag: {client.get(f"/feeds/tag/{tag}.{form}").cache_control.max_age for form in FORMATS}
        for tag in ("rare", "often")
    }

    assert ages == {"rare": {3600}, "often": {360}}
    assert b"<ttl>6</ttl>" in client.get("/feeds/tag/often.rss").data
