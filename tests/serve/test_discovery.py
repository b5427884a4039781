from collections.abc import Callable
from typing import Any, cast

from flask.testing import FlaskClient
from lxml import etree

from tests.conftest import Site

BASE = "https://feeds.example.cn/feeds"


def outlines(client: FlaskClient, path: str) -> list[Any]:
    return list(cast(Any, etree.fromstring(client.get("/feeds.opml").data).xpath(path)))


def test_the_opml_file_lists_every_feed_once_by_its_atom_document(client: FlaskClient) -> None:
    feeds = outlines(client, "//outline[@xmlUrl]")

    urls = [feed.get("xmlUrl") for feed in feeds]
    assert f"{BASE}/all.atom" in urls
    assert f"{BASE}/section/zhongguopinpai/qiyedangjian.atom" in urls
    assert f"{BASE}/tag/zhutijiaoyu.atom" in urls
    assert f"{BASE}/author/panwangwang.atom" in urls
    assert len(urls) == len(set(urls))
    assert all(f"{feed.get('htmlUrl')}.atom" == feed.get("xmlUrl") for feed in feeds)


def test_a_section_with_others_below_it_is_a_heading_that_holds_its_own_feed_too(
    client: FlaskClient,
) -> None:
    (heading,) = outlines(client, "//outline[@text='中国品牌' and not(@xmlUrl)]")

    assert [child.get("text") for child in heading] == ["中国品牌", "企业党建", "乡村振兴"]


def test_the_opml_file_has_a_type_that_readers_know_and_answers_304(client: FlaskClient) -> None:
    answer = client.get("/feeds.opml")

    again = client.get("/feeds.opml", headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.headers["Content-Type"] == "text/x-opml; charset=utf-8"
    assert again.status_code == 304


def test_robots_are_welcome(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")

    assert answer.mimetype == "text/plain"
    assert answer.text == "User-agent: *\nAllow: /\n"


def test_health_needs_no_catalog_and_is_never_kept(newsroom: Site, client: FlaskClient) -> None:
    for file in newsroom.root.glob("feeds.state/catalog*"):
        file.unlink()

    answer = client.get("/healthz")

    assert answer.json == {"status": "ok"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_readiness_waits_for_the_first_documents(
    newsroom: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    client = connect(newsroom)
    before = client.get("/readyz")
    newsroom.build()

    after = client.get("/readyz")

    assert (before.status_code, after.status_code) == (503, 200)
    assert after.headers["Cache-Control"] == "no-store"
