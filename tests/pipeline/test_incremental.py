"""Runs that look at a few paths and render a few entries end where a whole rebuild would."""

from random import Random

import pytest

from feedsvc.model import Scope
from tests.conftest import Site


def test_only_the_paths_that_were_watched_are_looked_at(site: Site) -> None:
    site.article("a.md", "One")
    site.article("b.md", "Two")
    site.build()

    site.article("a.md", "One, edited")
    site.article("b.md", "Two, edited")
    counts = site.build(only={"a.md"}, after=60).counts

    assert (counts.files, counts.read, counts.changed) == (1, 1, 1)
    assert {entry.title for entry in site.entries()} == {"One, edited", "Two"}


def test_a_watched_folder_stands_for_all_that_lies_below_it(site: Site) -> None:
    site.article("old/a.md", "One", body="One has a text of its own.")
    site.article("old/deep/b.md", "Two", body="Two has another one.")
    site.article("older.md", "Three", body="Three as well.")
    site.build()
    ids = {entry.title: entry.id for entry in site.entries()}

    (site.content / "old").rename(site.content / "new")
    counts = site.build(only={"old", "new"}, after=60).counts

    assert (counts.read, counts.added, counts.removed) == (2, 0, 0)
    assert {entry.title: entry.id for entry in site.entries()} == ids
    assert {entry.path for entry in site.entries()} == {"new/a.md", "new/deep/b.md", "older.md"}


def test_a_watched_file_that_is_gone_leaves_its_feeds(site: Site) -> None:
    site.article("a.md", "One")
    file = site.article("b.md", "Two")
    site.build()

    file.unlink()
    counts = site.build(only={"b.md"}, after=60).counts

    assert (counts.removed, counts.feeds) == (1, 1)
    assert [entry.title for entry in site.entries()] == ["One"]


@pytest.mark.parametrize("path", [".hidden/a.md", "_draft.md", "link/a.md", "feeds/a.md", "a.png"])
def test_what_a_whole_scan_passes_by_is_no_article_when_it_is_watched(
    site: Site, path: str
) -> None:
    site.output = site.content / "feeds"
    site.article("a.md", "One")
    site.build()
    (site.root / "elsewhere").mkdir()
    (site.content / "link").symlink_to(site.root / "elsewhere")

    site.article(path, "Two")
    counts = site.build(only={path}, after=60).counts

    assert (counts.files, counts.added) == (0, 0)


def test_changed_settings_make_a_watched_run_look_everywhere(site: Site) -> None:
    site.article("a.md", "One")
    site.article("b.md", "Two")
    site.build()
    site.article("b.md", "Two, edited")

    site.variables["FEEDSVC_SITE__TITLE"] = "Another"
    site.build(only={"a.md"}, after=60)

    assert {entry.title for entry in site.entries()} == {"One", "Two, edited"}


def test_an_edit_below_the_window_of_a_feed_without_archives_renders_nothing_of_it(
    site: Site,
) -> None:
    site.variables["FEEDSVC_FEEDS__LIMIT"] = "2"
    site.variables["FEEDSVC_FEEDS__ARCHIVES"] = "[]"
    for day in range(1, 6):
        site.article(f"{day}.md", f"Day {day}", date=f"2026-01-0{day}")
    site.build()

    site.article("1.md", "Day 1, edited", date="2026-01-01")
    counts = site.build(after=60).counts

    assert (counts.changed, counts.feeds, counts.written) == (1, 0, 0)


def test_a_document_that_was_edited_by_hand_gives_no_bytes(site: Site) -> None:
    site.article("a.md", "One", tags="[x]")
    site.article("b.md", "Two", tags="[x]")
    site.build()
    whole = site.documents()
    for path in whole:
        (site.output / path).write_bytes(whole[path].replace(b"One", b"Own"))

    site.article("b.md", "Two, edited", tags="[x]")
    site.build(after=60)

    assert all(b"One" in body and b"Own" not in body for body in site.documents().values())


@pytest.mark.parametrize("seed", range(6))
def test_any_history_of_small_runs_ends_with_the_bytes_of_a_whole_rebuild(
    site: Site, seed: int
) -> None:
    random = Random(seed)
    site.variables["FEEDSVC_FEEDS__LIMIT"] = "3"
    site.variables["FEEDSVC_CONTENT__MAX_LOSS"] = "1"
    site.article("stays.md", "Stays")
    site.build()
    for step in range(12):
        name = f"{random.choice('abcdefgh')}.md"
        file = site.content / name
        if file.exists() and random.random() < 0.3:
            file.unlink()
        else:
            tags = ", ".join(random.sample(["x", "y", "z"], random.randint(0, 3)))
            body = f"The text of step {random.randint(1, 99)}."
            day = random.randint(1, 28)
            site.article(name, f"Title {step}", body, tags=f"[{tags}]", date=f"2026-02-{day:02}")
        site.build(only={name}, after=60)

    left = site.documents()
    counts = site.build(scope=Scope.EVERYTHING, after=60).counts

    assert counts.written == 0
    assert site.documents() == left
