"""``feedsvc polls``: tables for people, JSON for programs."""

import json
import time

import pytest
from click.testing import CliRunner, Result

from feedsvc import operations
from feedsvc.cli import cli
from feedsvc.pipeline.stated import zone
from feedsvc.polls.files import folder_in
from feedsvc.serve.observing.polling import PollMeter
from tests.conftest import Site

FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 1234 subscribers; )"


@pytest.fixture
def polled(site: Site) -> Site:
    """A site whose tag was asked for three times today."""
    site.article("a.md", "One", tags="[tea]")
    site.build()
    settings = site.services.settings
    folder = folder_in(settings.output.state_directory)
    meter = PollMeter(folder, zone=zone(settings), proxies=0, seconds=3600)
    meter.count("tag/tea.atom", 200, 12_345, "192.0.2.1", None, "Reader/1")
    meter.count("tag/tea.atom", 304, 0, "192.0.2.1", None, "Reader/1")
    meter.count("tag/tea.rss", 304, 0, "192.0.2.9", None, FEEDLY)
    meter.flush(time.time())
    meter.close()
    operations.collect_polls(site.services, now=operations.now())
    return site


def polls(site: Site, *arguments: str, **variables: str) -> Result:
    place = {
        "FEEDSVC_CONTENT__DIRECTORY": str(site.content),
        "FEEDSVC_OUTPUT__DIRECTORY": str(site.output),
        **variables,
    }
    return CliRunner().invoke(cli, ["polls", *arguments], env=place)


def test_days_and_feeds_are_tables(polled: Site) -> None:
    result = polls(polled, "--days", "2")

    assert result.exit_code == 0
    days, feeds = result.stdout.split("\n\n")
    assert days.splitlines()[-1].split()[1:] == ["3", "67%", "12,345", "1,234", "1"]
    assert feeds.splitlines()[-1].split() == ["tag/tea", "3", "67%", "12,345", "1,234", "1"]


@pytest.mark.parametrize(
    "said", ["tag/tea", "tag:tea", "tag/tea.rss", "http://127.0.0.1:8000/feeds/tag/tea"]
)
def test_one_feed_is_shown_with_its_readers(polled: Site, said: str) -> None:
    result = polls(polled, said, "--days", "1")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].endswith("Feedly 1,234")


def test_programs_get_json(polled: Site) -> None:
    everything = json.loads(polls(polled, "--json", "--days", "1").stdout)
    (day,) = json.loads(polls(polled, "tag/tea", "--json", "--days", "1").stdout)

    (feed,) = everything["feeds"]
    counts = {"requests": 3, "unchanged": 2, "sent": 12_345, "subscribers": 1234, "clients": 1}
    assert feed == {"kind": "tag", "slug": "tea", **counts}
    assert day["formats"]["rss"] == {"requests": 1, "unchanged": 1, "sent": 0}
    assert day["readers"] == [{"reader": "Feedly", "subscribers": 1234}]
    assert {name: day[name] for name in counts} == counts


def test_a_feed_that_nobody_asked_for_has_zeros(polled: Site) -> None:
    result = polls(polled, "all", "--days", "1")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].split()[1:] == ["0", "0%", "0", "0", "0"]


@pytest.mark.parametrize("said", ["tag/coffee", "../etc/passwd", "tag/", ""])
def test_what_is_no_feed_is_said_to_be_none(polled: Site, said: str) -> None:
    result = polls(polled, said)

    assert result.exit_code != 0
    assert result.exception is not None


def test_where_counting_is_off_that_is_said_beside_what_was_counted(polled: Site) -> None:
    result = polls(polled, "--json", FEEDSVC_POLLS__COUNT="false")

    assert json.loads(result.stdout)["feeds"]
    assert "polls.count is false" in result.stderr
