"""Feeds by the API."""

import pytest

from feedsvc import operations
from feedsvc.desk import as_json
from feedsvc.model import FeedKey, FeedKind
from tests.serve.api.conftest import Api, problem

TEA = FeedKey(kind=FeedKind.TAG, slug="tea")


def test_feeds_are_listed_part_by_part(api: Api) -> None:
    first = api("/feeds?limit=2")
    assert first.json is not None
    second = api(f"/feeds?limit=2&after={first.json['next']}")
    assert second.json is not None

    keys = [feed["key"] for part in (first, second) for feed in (part.json or {})["feeds"]]

    assert keys == sorted(keys)
    assert len(set(keys)) == 4
    assert 'rel="next"' in first.headers["Link"]


@pytest.mark.parametrize(
    "named", ["tag/tea", "tag:tea", "tag%2Ftea", "https:%2F%2Ffeeds.example.cn%2Ffeeds%2Ftag%2Ftea"]
)
def test_a_feed_is_named_by_path_words_or_address(api: Api, named: str) -> None:
    said = api(f"/feeds/{named}").json

    assert said is not None
    assert said == as_json(operations.feed_view(api.site.services, TEA))
    assert said["line"]["key"] == "tag/tea"
    assert {line["format"] for line in said["line"]["documents"]} == {"atom", "rss", "json"}


def test_a_feed_that_does_not_exist_names_the_nearest(api: Api) -> None:
    for path in ("/feeds/tag/tee", "/feeds/tag/tee/entries", "/feeds/tag/tee/polls"):
        assert "tag:tea" in problem(api(path), 404, "unknown-feed")["hint"]


def test_entries_are_told_without_their_contents(api: Api) -> None:
    said = api("/feeds/all/entries?limit=3").json
    assert said is not None
    rest = api(f"/feeds/all/entries?limit=3&after={said['next']}").json
    assert rest is not None

    entries = said["entries"] + rest["entries"]

    assert [entry["id"] for entry in entries] == [entry.id for entry in api.site.entries()]
    assert not any("content" in entry for entry in entries)
    assert rest["next"] is None


def test_decisions_tell_why_documents_were_written(api: Api) -> None:
    api.site.article("tea.md", "Tea", tags="[tea]")
    api.post("/runs")
    run = api.perform()

    said = api("/feeds/tag/tea/decisions").json

    assert said is not None
    assert {each["reason"] for each in said["decisions"]} == {"bytes-changed"}
    assert {each["run"] for each in said["decisions"]} == {run.id}
    assert {each["path"] for each in said["decisions"]} == {
        "tag/tea.atom",
        "tag/tea.json",
        "tag/tea.rss",
    }


def test_a_section_called_like_a_list_of_a_feed_is_named_with_colons(api: Api) -> None:
    api.site.article("news/entries/a.md", "Entries", date="2026-03-01")
    api.post("/runs")
    api.perform()

    feed = api("/feeds/section:news:entries").json
    entries = api("/feeds/section/news/entries/entries").json

    assert feed is not None
    assert entries is not None
    assert feed["line"]["key"] == "section/news/entries"
    assert [entry["title"] for entry in entries["entries"]] == ["Entries"]


def test_polls_are_told_for_all_feeds_and_for_one(api: Api) -> None:
    everything = api("/polls?days=3").json
    one = api("/feeds/tag/tea/polls?days=3").json

    assert everything is not None
    assert one is not None
    assert len(everything["days"]) == len(one["days"]) == 3
    assert everything["feeds"] == []
    assert one["days"][0]["requests"] == 0
