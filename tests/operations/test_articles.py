"""An operator finds an article, and learns why it is in each feed or is not."""

from datetime import timedelta
from pathlib import Path

import pytest

from feedsvc import operations
from feedsvc.catalog import feeds
from feedsvc.errors import CursorError, UnknownArticleError
from feedsvc.model import ALL_FEED, Deed, FeedKey, FeedKind, Scope
from feedsvc.operations import ArticleLine, State, Verdict, Why
from tests.conftest import Site

TEA = FeedKey(kind=FeedKind.TAG, slug="tea")
BROKEN = "---\ntitle: [\n---\nText.\n"


def build(site: Site) -> None:
    services = site.services
    with operations.publishing(services, "cannot build"):
        operations.run_here(services, Scope.CHANGED)


def settings(site: Site, text: str) -> None:
    (site.root / "feedsvc.toml").write_text(text)


def verdict(site: Site, named: str, feed: FeedKey = ALL_FEED) -> Verdict:
    view = operations.article(site.services, named, expected=[feed])
    (found,) = [each for each in view.verdicts if each.feed == feed]
    return found


def saved(name: str) -> FeedKey:
    return FeedKey(kind=FeedKind.SAVED, slug=name)


def test_what_is_in_a_feed_is_told_for_each(site: Site) -> None:
    site.article("a.md", "One", tags="[Tea]", section="x/y", author="Ann")
    build(site)

    view = operations.article(site.services, "a.md")

    assert view.state is State.SHOWN
    assert [each.feed.path for each in view.verdicts] == [
        *("all", "section/x", "section/x/y", "tag/tea", "author/ann"),
    ]
    assert all(each.is_in and each.why is Why.IN for each in view.verdicts)


@pytest.mark.parametrize("name", ["a.md", "./a.md", "slug", "id", "url"])
def test_an_article_is_found_by_whatever_names_it(site: Site, name: str) -> None:
    site.article("a.md", "One")
    build(site)
    entry = site.entry("One")
    named = {"slug": entry.slug, "id": entry.id, "url": entry.url}.get(name, name)

    assert operations.article(site.services, named).entry == entry


@pytest.mark.parametrize(
    ("front", "state", "why"),
    [
        ({"draft": "true"}, State.DRAFT, Why.DRAFT),
        ({"date": "2099-01-01"}, State.FUTURE, Why.FUTURE),
        ({"date": "2020-01-01", "expires": "2021-01-01"}, State.EXPIRED, Why.EXPIRED),
    ],
)
def test_what_the_article_itself_says_keeps_it_out_of_all_feeds(
    site: Site, front: dict[str, str], state: State, why: Why
) -> None:
    site.article("a.md", "One", tags="[Tea]", **front)
    build(site)

    view = operations.article(site.services, "a.md")

    assert view.state is state
    assert {(each.is_in, each.why) for each in view.verdicts} == {(False, why)}


def test_the_instant_is_told_at_which_an_article_appears_or_left(site: Site) -> None:
    site.article("a.md", "One", date="2099-01-01T00:00:00Z")
    site.article("b.md", "Two", date="2020-01-01", expires="2021-01-01T00:00:00Z")
    build(site)

    future, past = verdict(site, "a.md"), verdict(site, "b.md")

    assert (future.at and future.at.year, past.at and past.at.year) == (2099, 2021)
    assert future.message == "it appears at 2099-01-01 00:00 UTC"


def test_who_withdrew_an_article_and_why_is_told(site: Site) -> None:
    site.article("a.md", "One", tags="[Tea]")
    build(site)
    services = site.services
    order = operations.order(services, Deed.WITHDRAW, "a.md", who="Ann", reason="a court said so")
    with operations.publishing(services, "cannot withdraw"):
        operations.carry_out(services, order)

    view = operations.article(services, "a.md")

    assert view.state is State.WITHDRAWN
    assert view.withdrawal is not None
    assert (view.withdrawal.who, view.withdrawal.reason) == ("Ann", "a court said so")
    assert {each.why for each in view.verdicts} == {Why.WITHDRAWN}


def test_what_would_break_feeds_is_told_with_its_reason(site: Site) -> None:
    site.article("a.md", "One", body="x" * 2_500_000)
    site.article("b.md", "Two")
    build(site)

    view = operations.article(site.services, "a.md")

    assert view.state is State.REFUSED
    assert view.refusal is not None
    assert "would break the feeds that hold it" in view.refusal.reason
    assert {each.why for each in view.verdicts} == {Why.REFUSED}


def test_what_is_older_than_a_feed_shows_is_told_with_numbers(site: Site) -> None:
    settings(site, "[feeds]\nlimit = 2\n")
    for day in range(1, 6):
        site.article(f"{day}.md", f"No {day}", date=f"2026-01-0{day}")
    build(site)

    first, newest = verdict(site, "1.md"), verdict(site, "4.md")

    assert (first.is_in, first.why, first.newer, first.limit) == (False, Why.OLDER, 4, 2)
    assert first.is_archived
    assert (newest.is_in, newest.newer) == (True, 1)


def test_what_has_left_the_window_is_told(site: Site) -> None:
    settings(site, "[feeds]\nwindow = 24\n")
    site.article("a.md", "One", date="2020-01-01T00:00:00Z")
    build(site)

    found = verdict(site, "a.md")

    assert (found.is_in, found.why) == (False, Why.OUT_OF_WINDOW)
    assert found.at is not None
    assert found.at.isoformat() == "2020-01-02T00:00:00+00:00"


def test_what_a_saved_feed_misses_or_excludes_is_told(site: Site) -> None:
    settings(
        site,
        '[feeds.saved.a]\nall.tags = ["tea", "milk"]\n'
        '[feeds.saved.b]\nany.tags = ["milk", "honey"]\n'
        '[feeds.saved.c]\nany.tags = ["tea"]\nnone.authors = ["ann"]\n'
        '[feeds.saved.d]\nany.tags = ["tea"]\n',
    )
    site.article("a.md", "One", tags="[Tea]", author="Ann")
    build(site)

    found = {name: verdict(site, "a.md", saved(name)) for name in "abcd"}

    assert {name: (each.why, each.marks) for name, each in found.items()} == {
        "a": (Why.LACKING, ("tag/milk",)),
        "b": (Why.LACKING, ("tag/honey", "tag/milk")),
        "c": (Why.EXCLUDED, ("author/ann",)),
        "d": (Why.IN, ()),
    }


def test_a_feed_in_which_somebody_expected_it_is_judged_too(site: Site) -> None:
    site.article("a.md", "One")
    site.article("b.md", "Two", tags="[Tea]")
    build(site)

    found = verdict(site, "a.md", TEA)

    assert (found.is_in, found.why, found.message) == (False, Why.LACKING, "it is not in the tag")


def test_a_saved_feed_that_no_run_has_made_waits(site: Site) -> None:
    site.article("a.md", "One", tags="[Tea]")
    build(site)
    settings(site, '[feeds.saved.new]\nany.tags = ["tea"]\n')

    assert verdict(site, "a.md", saved("new")).why is Why.WAITING


def test_what_a_stopped_run_has_not_printed_waits(site: Site) -> None:
    site.article("a.md", "One")
    build(site)
    with site.services.database.writing() as connection:
        feeds.mark_all_lost(connection)

    assert verdict(site, "a.md").why is Why.WAITING


def test_a_file_that_is_no_article_any_more_shows_why_and_what_readers_have(site: Site) -> None:
    site.article("a.md", "One")
    build(site)
    site.write("a.md", BROKEN)
    site.write("b.md", BROKEN)
    build(site)

    known, unknown = (operations.article(site.services, name) for name in ("a.md", "b.md"))

    assert (known.rejection and known.rejection.line, unknown.rejection is None) == (3, False)
    assert (unknown.id, unknown.entry, unknown.verdicts) == (None, None, ())


def test_warnings_are_shown_and_forgotten_once_mended_or_gone(site: Site) -> None:
    site.article("a.md", "One", date="2024-02-30")
    site.article("b.md", "Two", date="2024-02-30")
    site.article("c.md", "Three", date="2024-02-30")
    build(site)
    assert warned(site) == {"a.md", "b.md", "c.md"}

    site.article("a.md", "One", date="2024-02-29")
    (site.content / "b.md").unlink()
    build(site)

    assert warned(site) == {"c.md"}
    (notice,) = operations.article(site.services, "c.md").warnings
    assert "2024-02-30" in notice.message


def warned(site: Site) -> set[str]:
    found = operations.health(site.services)
    return {spot.path for group in found.groups for spot in group.spots if group.kind == "warning"}


def test_a_warning_of_a_file_read_each_time_is_there_once(site: Site) -> None:
    site.article("a.md", "One", date="2024-02-30", updated="2099-01-01")
    for _ in range(3):
        build(site)

    warnings = [n.message for n in operations.article(site.services, "a.md").warnings]

    assert len(warnings) == len(set(warnings)) > 0


def test_a_rename_takes_its_warnings_along(site: Site) -> None:
    site.article("a.md", "One", date="2024-02-30")
    build(site)
    (site.content / "a.md").rename(site.content / "b.md")
    build(site)

    assert warned(site) == {"b.md"}


def test_unknown_articles_are_told_with_what_is_like_them(site: Site) -> None:
    site.article("tea/green.md", "One")
    build(site)

    with pytest.raises(UnknownArticleError) as caught:
        operations.article(site.services, "green.txt")

    assert "did you mean tea/green.md?" in caught.value.hint


def test_articles_are_listed_newest_first_and_part_by_part(site: Site) -> None:
    for day in range(1, 8):
        site.article(f"{day}.md", f"No {day}", date=f"2026-01-0{day}")
    site.article("draft.md", "Draft", draft="true", date="2026-01-09")
    build(site)

    found: list[ArticleLine] = []
    after = None
    while True:
        part = operations.articles(site.services, after=after, limit=3)
        found += part.items
        after = part.next
        if after is None:
            break

    assert [line.path for line in found] == ["draft.md", *(f"{day}.md" for day in range(7, 0, -1))]
    assert [line.state for line in found[:2]] == [State.DRAFT, State.SHOWN]


@pytest.mark.parametrize(
    ("words", "paths"),
    [
        ("green", {"tea/green.md"}),
        ("ＧＲＥＥＮ tea", {"tea/green.md"}),
        ("tea", {"tea/green.md", "tea/black.md"}),
        ("茶", {"tea/black.md"}),
        ("coffee", set()),
        ("", {"tea/green.md", "tea/black.md"}),
        ("x" * 10_000, set()),
        ("a\0b %", set()),
    ],
)
def test_articles_are_found_by_words_in_title_path_and_address(
    site: Site, words: str, paths: set[str]
) -> None:
    site.article("tea/green.md", "Green")
    site.article("tea/black.md", "红茶")
    build(site)

    found = operations.articles(site.services, words=words, limit=10)

    assert {line.path for line in found.items} == paths


def test_lists_go_on_behind_an_article_that_is_deleted_meanwhile(site: Site) -> None:
    for number in range(4):
        site.article(f"{number}.md", f"No {number}", date=f"2026-01-0{number + 1}")
    site.build()
    listed = operations.articles(site.services, limit=2)
    held = operations.feed_entries(site.services, ALL_FEED, limit=2)
    (site.content / listed.items[1].path).unlink()
    site.build()

    listed = operations.articles(site.services, after=listed.next, limit=2)
    held = operations.feed_entries(site.services, ALL_FEED, held.next, limit=2)

    assert [line.title for line in listed.items] == ["No 1", "No 0"]
    assert [entry.title for entry in held.items] == ["No 1", "No 0"]


def test_no_part_follows_what_is_no_place_in_a_list(site: Site) -> None:
    build_one(site)

    with pytest.raises(CursorError):
        operations.articles(site.services, after="nonsense", limit=3)


def build_one(site: Site) -> Path:
    file = site.article("a.md", "One")
    build(site)
    return file


def test_health_groups_what_is_wrong_the_costliest_first(site: Site) -> None:
    site.article("a.md", "One", date="2024-02-30")
    site.article("b.md", "Two", body="x" * 2_500_000)
    site.write("bad.md", BROKEN)
    site.write("worse.md", BROKEN)
    site.write("empty.txt", "")
    build(site)

    found = operations.health(site.services)

    assert [(group.kind, group.count) for group in found.groups] == [
        *(("rejection", 2), ("rejection", 1), ("refusal", 1), ("warning", 1)),
    ]
    broken = found.groups[0]
    assert broken.reason == "YAML front matter is broken"
    assert [(spot.path, spot.line) for spot in broken.spots] == [("bad.md", 3), ("worse.md", 3)]
    assert broken.hint
    assert (found.rejections, found.refusals, found.warnings) == (3, 1, 1)
    assert (found.totals.files, found.totals.articles) == (5, 2)


def test_a_file_that_cannot_be_looked_at_is_in_health_until_it_can(site: Site) -> None:
    build_one(site)
    (site.content / "link.md").symlink_to("/etc/passwd")
    build(site)
    assert [group.spots[0].path for group in operations.health(site.services).groups] == ["link.md"]

    (site.content / "link.md").unlink()
    build(site)

    assert operations.health(site.services).groups == ()


def test_health_knows_what_comes_next_and_who_publishes(site: Site) -> None:
    site.article("a.md", "One", date="2099-01-01T00:00:00Z")
    build(site)

    found = operations.health(site.services)

    assert found.next_change is not None
    assert found.next_change - timedelta(days=365 * 60) > site.now
    assert found.last_run is not None
    assert not found.is_publishing
    with operations.publishing(site.services, "cannot publish"):
        assert operations.health(site.services).is_publishing
