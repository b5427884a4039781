"""What a run does: cost follows the change, and nothing published is lost."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedsvc.content import directory
from feedsvc.content.directory import Scan
from feedsvc.errors import ContentError, StorageError
from feedsvc.model import FeedKey, FeedKind, Rejection, Scope
from feedsvc.pipeline.difference import compare
from tests.conftest import Site


def test_a_second_build_reads_and_writes_nothing(site: Site) -> None:
    site.article("a.md", "One", tags="[x]")
    site.build()
    stats = {path: (site.output / path).stat() for path in site.documents()}

    counts = site.build(after=3600).counts

    assert (counts.read, counts.feeds, counts.written) == (0, 0, 0)
    assert {path: (site.output / path).stat() for path in site.documents()} == stats


def test_a_touched_file_is_read_and_nothing_is_written(site: Site) -> None:
    file = site.article("a.md", "One")
    site.build()

    os.utime(file, (1, 1))
    counts = site.build(after=60).counts

    assert (counts.read, counts.changed, counts.feeds, counts.written) == (1, 0, 0, 0)


def test_one_edited_article_costs_its_own_feeds_only(site: Site) -> None:
    site.article("a.md", "One", tags="[x]", section="A")
    site.article("b.md", "Two", tags="[y]", section="B")
    site.build()

    site.article("a.md", "One, edited", tags="[x]", section="A")
    counts = site.build(after=60).counts

    assert (counts.changed, counts.feeds, counts.written) == (1, 3, 9)  # all, section A, tag x


def test_the_order_in_which_files_appear_never_shows_in_a_feed(
    site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    names = ["c", "a", "b"]
    twin = Site(tmp_path_factory.mktemp("twin"))
    for name in names:
        site.article(f"{name}.md", name, body=name)
        site.build()
    for name in reversed(names):
        twin.article(f"{name}.md", name, body=name)
        twin.build()

    assert site.documents() == twin.documents()


def test_feeds_hold_the_newest_entries_up_to_their_limit(site: Site) -> None:
    site.variables = {"FEEDSVC_FEEDS__LIMIT": "2"}
    for day in (1, 3, 2):
        site.article(f"{day}.md", f"Day {day}", date=f"2026-03-0{day}")

    site.build()

    body = site.documents()["all.json"].decode()
    assert body.index("Day 3") < body.index("Day 2")
    assert "Day 1" not in body


def test_drafts_and_future_articles_show_nowhere_not_even_as_tags(site: Site) -> None:
    site.article("shown.md", "Shown", tags="[open]")
    site.article("draft.md", "Secret draft", tags="[hushed]", draft="true", section="Hidden")
    site.article("future.md", "Secret future", tags="[later]", date="2026-03-13")
    site.article("expired.md", "Secret past", tags="[gone]", expires="2026-03-11")

    site.build()

    documents = site.documents()
    assert {path.split(".")[0] for path in documents} == {"all", "tag/open"}
    assert not any(b"Secret" in body for body in documents.values())


def test_a_future_article_appears_at_its_second(site: Site) -> None:
    site.article("shown.md", "Shown")
    site.article("future.md", "Later", date="2026-03-12T12:01:00Z", tags="[later]")
    site.build()
    site.build(after=59)
    assert "tag/later.atom" not in site.documents()

    counts = site.build(after=1).counts

    assert counts.read == 0
    assert b"Later" in site.documents()["all.rss"]
    assert b"Later" in site.documents()["tag/later.atom"]


def test_an_expired_article_leaves_and_its_feed_stays_valid(site: Site) -> None:
    site.article("shown.md", "Shown")
    site.article("a.md", "Brief", expires="2026-03-12T12:01:00Z", tags="[brief]")
    site.build()
    assert b"Brief" in site.documents()["all.rss"]

    site.build(after=60)

    assert b"Brief" not in site.documents()["all.rss"]
    assert b"<entry>" not in site.documents()["tag/brief.atom"]


def test_a_deleted_article_leaves_its_feeds(site: Site) -> None:
    site.article("a.md", "One", tags="[x]")
    site.article("b.md", "Two", tags="[x]", body="Other.")
    site.build()

    (site.content / "a.md").unlink()
    counts = site.build(after=60).counts

    assert counts.removed == 1
    assert b"One" not in site.documents()["tag/x.rss"]
    assert b"Two" in site.documents()["tag/x.rss"]


def test_a_bad_file_costs_one_rejection_and_all_others_appear(site: Site) -> None:
    site.article("good.md", "Good")
    site.write("bad.md", "---\ntitle: [\n---\nText.\n")

    result = site.build()

    assert [entry.title for entry in site.entries()] == ["Good"]
    assert [(each.path, each.line) for each in result.rejections] == [("bad.md", 3)]


def test_a_published_article_that_breaks_stays_as_it_was_until_it_is_repaired(site: Site) -> None:
    site.article("a.md", "One")
    site.build()
    before = site.entry("One")

    site.write("a.md", "---\ntitle: [\n---\nText.\n")
    assert len(site.build(after=60).rejections) == 1
    assert site.entry("One") == before
    site.article("a.md", "Repaired")
    result = site.build(after=60)

    assert result.rejections == ()
    assert site.entry("Repaired").id == before.id


def test_a_rejection_is_reported_by_every_run_until_it_is_repaired(site: Site) -> None:
    site.article("good.md", "Good")
    site.write("bad.txt", "no shape at all")
    site.build()

    assert [each.path for each in site.build(after=60).rejections] == ["bad.txt"]


@pytest.mark.parametrize("loss", ["missing", "empty"])
def test_a_folder_that_lost_everything_stops_the_run(site: Site, loss: str) -> None:
    file = site.article("a.md", "One")
    site.build()
    before = site.documents()
    file.unlink()
    if loss == "missing":
        site.content.rmdir()

    with pytest.raises(ContentError) as caught:
        site.build(after=60)

    assert str(site.content) in str(caught.value)
    assert caught.value.hint
    assert site.documents() == before


def test_a_loss_of_most_articles_stops_the_run_until_it_is_confirmed(site: Site) -> None:
    for number in range(12):
        site.article(f"{number}.md", f"Article {number}", body=f"Text {number}.")
    site.build()
    for number in range(8):
        (site.content / f"{number}.md").unlink()

    with pytest.raises(ContentError, match="12 articles and now has 4"):
        site.build(after=60)

    assert site.build(after=60, accept_loss=True).counts.removed == 8


def test_an_empty_folder_is_an_error_that_says_what_to_do(site: Site) -> None:
    with pytest.raises(ContentError, match="has no articles") as caught:
        site.build()

    assert "--content" in caught.value.hint


def test_documents_deleted_by_hand_come_back_with_their_old_time(site: Site) -> None:
    site.article("a.md", "One")
    site.build()
    document = site.output / "all.atom"
    body, changed_at = document.read_bytes(), document.stat().st_mtime
    document.unlink()

    counts = site.build(after=3600).counts

    assert counts.written == 1
    assert (document.read_bytes(), document.stat().st_mtime) == (body, changed_at)


def test_everything_is_rendered_anew_on_demand_and_equal_bytes_stay_untouched(site: Site) -> None:
    site.article("a.md", "One")
    site.build()

    counts = site.build(scope=Scope.EVERYTHING, after=60).counts

    assert (counts.read, counts.feeds, counts.written, counts.kept) == (1, 1, 0, 3)


def test_another_title_of_the_site_reaches_every_feed(site: Site) -> None:
    site.article("a.md", "One", tags="[x]")
    site.build()

    site.variables = {"FEEDSVC_SITE__TITLE": "江湾新闻网"}
    site.build(after=60)

    assert all(
        "江湾新闻网".encode() in body for body in site.documents().values() if b"rss" in body
    )


def test_work_that_a_failure_left_undone_is_finished_by_the_next_run(site: Site) -> None:
    site.article("a.md", "One")
    site.build()
    site.article("a.md", "One, edited")
    document = site.output / "all.rss"
    document.unlink()
    (document / "in the way").mkdir(parents=True)
    with pytest.raises(StorageError, match=r"all\.rss"):
        site.build(after=60)

    (document / "in the way").rmdir()
    document.rmdir()
    site.build(after=60)

    assert all(b"One, edited" in body for body in site.documents().values())


def test_leftovers_of_a_killed_process_are_cleared(site: Site) -> None:
    site.article("a.md", "One")
    site.build()
    leftover = site.output / ".all.atom.unfinished"
    leftover.write_bytes(b"half a docu")

    site.build(after=60)

    assert not leftover.exists()


def test_what_feedsvc_writes_into_the_content_folder_is_no_article(site: Site) -> None:
    site.output = site.content / "feeds"
    site.article("a.md", "One")
    site.write("feeds/README.md", "# Not an article")

    site.build()

    assert [entry.title for entry in site.entries()] == ["One"]


def test_tags_that_differ_in_case_or_width_are_one_with_the_first_spelling(site: Site) -> None:
    site.article("a.md", "One", tags="[Ferry]")
    site.article("b.md", "Two", tags="[ferry]", body="Other.")
    site.article("c.md", "Three", tags="[ＦＥＲＲＹ]", body="Third.")

    site.build()

    assert len(site.entries(FeedKey(kind=FeedKind.TAG, slug="ferry"))) == 3
    assert {c.label for entry in site.entries() for c in entry.categories} == {"Ferry"}


def test_names_with_one_slug_get_distinct_addresses_that_stay(site: Site) -> None:
    site.article("a.md", "One", tags="[C]")
    site.article("b.md", "Two", tags="['C++']", body="Other.")
    site.build()
    slugs = {c.label: c.slug for entry in site.entries() for c in entry.categories}

    site.article("a.md", "One", tags="[other]")
    site.build(after=60)
    site.article("a.md", "One", tags="[C, 'C#']")
    site.build(after=60)

    later = {c.label: c.slug for entry in site.entries() for c in entry.categories}
    assert slugs["C"] == later["C"] == "c"
    assert slugs["C++"] == later["C++"]
    assert len(set(later.values())) == 3


def test_a_section_holds_what_its_child_sections_hold(site: Site) -> None:
    site.article("a.md", "One", section="中国品牌/企业党建")
    site.article("b.md", "Two", section="中国品牌", body="Other.")

    site.build()

    parent = FeedKey(kind=FeedKind.SECTION, slug="zhongguopinpai")
    child = FeedKey(kind=FeedKind.SECTION, slug="zhongguopinpai/qiyedangjian")
    assert {entry.title for entry in site.entries(parent)} == {"One", "Two"}
    assert {entry.title for entry in site.entries(child)} == {"One"}


def test_files_below_a_folder_that_cannot_be_read_are_not_gone(site: Site) -> None:
    site.article("open.md", "Open")
    site.article("closed/a.md", "Closed", body="Other.")
    site.build()
    services = site.services
    hidden = Rejection(path="closed/", line=None, reason="cannot be read", hint="")
    scan = directory.scan(site.content)
    seen = {path: sign for path, sign in scan.signatures.items() if path == "open.md"}

    with services.database.reading() as connection:
        difference = compare(connection, Scan(seen, (hidden,)), services.settings, Scope.CHANGED)

    assert (difference.changed, difference.vanished) == ((), frozenset())


def test_the_customers_page_dump_gives_every_feed_it_implies(site: Site, news_portal: Path) -> None:
    for file in news_portal.iterdir():
        site.write(file.name, file.read_bytes())

    site.build()

    names = {
        "all",
        "section/zhongguopinpai",
        "section/zhongguopinpai/qiyedangjian",
        "tag/zhutijiaoyu",
        "tag/zhongguoyidong",
        "author/panwangwang",
    }
    extensions = ("atom", "rss", "json")
    assert set(site.documents()) == {f"{name}.{ext}" for name in names for ext in extensions}
    assert site.entries()[0].published == datetime(2026, 3, 12, 12, 0, tzinfo=UTC)


def test_a_site_may_be_emptied_and_goes_on_being_empty(site: Site) -> None:
    file = site.article("a.md", "One")
    site.build()
    file.unlink()

    assert site.build(after=60, accept_loss=True).counts.removed == 1
    assert site.build(after=60).counts.removed == 0
    assert b"<entry>" not in site.documents()["all.atom"]


def test_a_hidden_article_does_not_name_the_site(site: Site) -> None:
    dump = "{}\n首页 > 本地新闻 > 正文\n\n{}\n\n正文一段。\n"
    site.write("a.txt", dump.format("江湾新闻网", "渡轮"))
    for number in range(3):
        site.write(f"_drafts/{number}.txt", dump.format("机密网", f"秘密{number}"))

    site.build()

    assert not any("机密网".encode() in body for body in site.documents().values())


def test_a_larger_size_limit_lets_a_rejected_file_in(site: Site) -> None:
    site.article("a.md", "One")
    site.article("b.md", "Two", body="x" * 2000)
    site.variables = {"FEEDSVC_CONTENT__MAX_BYTES": "1000"}
    assert len(site.build().rejections) == 1

    site.variables = {"FEEDSVC_CONTENT__MAX_BYTES": "5000"}

    assert site.build(after=60).rejections == ()
