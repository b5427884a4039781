"""For how long documents may be kept."""

from pathlib import Path

import pytest

from feedsvc.serve.documents.lifetimes import Lifetimes
from feedsvc.settings import load_settings


def lifetimes(folder: Path, toml: str) -> Lifetimes:
    (folder / "feedsvc.toml").write_text(toml, "utf-8")
    return Lifetimes(load_settings(environ={}, cwd=folder))


STATED = """
[feeds.tags.'主题教育']
ttl = 90
[feeds.tags.sport]
ttl = 400
[feeds.sections.'zhongguopinpai']
ttl = 80
[feeds.sections.'zhongguopinpai/other']
ttl = 0
[feeds.saved.party]
ttl = 95
any.tags = ['党建']
"""


@pytest.mark.parametrize(
    ("path", "seconds"),
    [
        ("all.atom", 300),
        ("tag/sport.atom", 400),
        ("tag/sport.json", 400),
        ("tag/bie.rss", 300),
        ("author/ann-li.rss", 300),
        ("section/zhongguopinpai.atom", 80),
        ("section/zhongguopinpai/qiyedangjian.atom", 80),
        ("section/zhongguopinpai/other.atom", 300),
        ("saved/party.json", 95),
        ("archive/saved/party/2026-01.json", 300),
    ],
)
def test_what_is_stated_for_a_feed_by_its_slug_holds_for_its_documents(
    tmp_path: Path, path: str, seconds: int
) -> None:
    assert lifetimes(tmp_path, STATED).seconds(path, b"") == seconds


@pytest.mark.parametrize(("minutes", "seconds"), [(1, 90), (5, 300), (6, 400), (7, 300)])
def test_what_is_stated_by_name_is_found_through_the_document_in_rss(
    tmp_path: Path, minutes: int, seconds: int
) -> None:
    told = lifetimes(tmp_path, STATED)
    rss = b"<rss><channel><ttl>%d</ttl><item>" % minutes
    (tmp_path / "feeds" / "tag").mkdir(parents=True)
    (tmp_path / "feeds" / "tag" / "zhutijiaoyu.rss").write_bytes(rss)

    kept = [told.seconds(f"tag/zhutijiaoyu.{form}", rss) for form in ("atom", "rss", "json")]

    assert kept == [seconds] * 3


def test_what_is_stated_for_all_feeds_holds_for_all_documents(tmp_path: Path) -> None:
    stated = lifetimes(tmp_path, "[feeds]\nttl = 0\n[http]\nmax_age = 40")
    everywhere = lifetimes(tmp_path, "[feeds]\nttl = 50\n[http]\nmax_age = 40")

    assert stated.seconds("all.atom", b"") == 40
    assert everywhere.seconds("all.atom", b"") == everywhere.seconds("tag/x.rss", b"") == 50


def test_without_a_statement_the_rhythm_of_the_document_counts(tmp_path: Path) -> None:
    told = lifetimes(tmp_path, "[http]\nadaptive = true\n[feeds.tags.x]\nttl = 60")
    body = b"".join(
        b"<published>2026-01-01T0%d:00:00Z</published>" % hour for hour in range(0, 8, 2)
    )

    assert told.seconds("all.atom", body) == 720
    assert told.seconds("tag/x.atom", body) == 60
