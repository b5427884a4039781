"""What the settings say of single feeds, from the file to the reader."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from feedsvc.model import ALL_FEED, FeedKey, FeedKind
from tests.conftest import Site

SETTINGS = """
[site]
language = "zh-CN"
title = "示例新闻网"
[feeds]
rights = "© 示例新闻网"
[feeds.sections."快讯"]
window = 2
ttl = 60
content = "summary"
[feeds.sections."快讯/体育"]
title = "体育快讯"
[feeds.saved.party]
title = "党建要闻"
any.tags = ["党建"]
any.sections = ["kuaixun/tiyu"]
none.tags = ["图集"]
formats = ["json"]
[feeds.saved.english]
all.languages = ["en"]
"""
PARTY, ENGLISH = (FeedKey(kind=FeedKind.SAVED, slug=name) for name in ("party", "english"))
NEWS = FeedKey(kind=FeedKind.SECTION, slug="kuaixun")


@pytest.fixture
def portal(site: Site) -> Site:
    (site.root / "feedsvc.toml").write_text(SETTINGS, "utf-8")
    site.article(
        "a.md", "A", body="正文很长。" * 200, date="2026-03-12T11:00:00Z", section="快讯/体育"
    )
    site.article("b.md", "B", date="2026-03-11T11:00:00Z", tags="[党建]")
    site.article("c.md", "C", date="2026-03-10T11:00:00Z", tags="[党建, 图集]", lang="en")
    return site


def titles(site: Site, key: FeedKey) -> list[str]:
    return [entry.title for entry in site.entries(key)]


def test_a_saved_feed_holds_what_it_asks_for(portal: Site) -> None:
    portal.build()

    assert titles(portal, PARTY) == ["A", "B"]
    assert titles(portal, ENGLISH) == ["C"]


def test_an_entry_leaves_a_feed_when_its_window_closes_and_no_other(portal: Site) -> None:
    portal.build()
    before = titles(portal, NEWS)
    portal.build(after=3600)

    assert (before, titles(portal, NEWS)) == (["A"], [])
    assert titles(portal, ALL_FEED) == ["A", "B", "C"]
    assert titles(portal, PARTY) == ["A", "B"]


def test_documents_say_what_is_chosen_for_their_feed(
    portal: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    portal.build()
    client = connect(portal)

    sport = client.get("/feeds/section/kuaixun/tiyu.atom")
    party = json.loads(client.get("/feeds/saved/party.json").data)

    assert "<title>体育快讯</title>" in sport.text
    assert "示例新闻网“快讯 / 体育”栏目的文章" in sport.text
    assert "<rights>© 示例新闻网</rights>" in sport.text
    assert sport.text.count("正文很长。") < 200
    assert (party["title"], party["description"]) == ("党建要闻", "示例新闻网“党建要闻”专题的文章")
    assert client.get("/feeds/saved/party.atom").status_code == 404


def test_a_stated_lifetime_is_that_of_all_formats(
    portal: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    portal.build()
    client = connect(portal)

    ages = {
        path: client.get(f"/feeds/{path}").cache_control.max_age
        for path in ("section/kuaixun.atom", "section/kuaixun/tiyu.json", "all.atom")
    }

    assert ages == {"section/kuaixun.atom": 60, "section/kuaixun/tiyu.json": 60, "all.atom": 300}
