"""Archives (RFC 5005): a feed's whole history, in documents that never change."""

import json
from collections import Counter
from collections.abc import Iterator

import feedparser
import pytest

from feedsvc import operations
from feedsvc.model import Deed, FeedKey, FeedKind, Format, Scope
from tests.conftest import Site

X = FeedKey(kind=FeedKind.TAG, slug="x")


def archives(site: Site) -> dict[str, bytes]:
    return {path: body for path, body in site.documents().items() if path.startswith("archive/")}


def walk(site: Site, start: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each document on the way back from *start*, and the ids of its entries."""
    path: str | None = start
    base = "http://127.0.0.1:8000/feeds/"
    while path:
        body = (site.output / path).read_bytes()
        if path.endswith(".json"):
            told = json.loads(body)
            yield path, [item["id"] for item in told["items"]]
            address = told.get("next_url")
        else:
            read = feedparser.parse(body)
            yield path, [entry.id for entry in read.entries]
            address = next(
                (each.href for each in read.feed.links if each.rel == "prev-archive"), None
            )
        path = address.removeprefix(base) if address else None


@pytest.fixture
def years(site: Site) -> Site:
    """Return a site with an article for each of 60 weeks, and feeds that show ten."""
    site.variables["FEEDSVC_FEEDS__LIMIT"] = "10"
    for week in range(60):
        year, rest = 2024 + week // 48, week % 48
        month, day = rest // 4 + 1, rest % 4 * 7 + 1
        site.article(
            f"{week:02}.md",
            f"Week {week}",
            f"The text of week {week}.",
            date=f"{year}-{month:02}-{day:02}",
            tags="[x]" if week % 2 else "[y]",
        )
    site.build()
    return site


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize("feed", ["all", "tag/x"])
def test_walking_back_finds_each_article_and_no_archive_has_one_twice(
    years: Site, feed: str, format: Format
) -> None:
    (_, live), *rest = walk(years, f"{feed}.{format.extension}")

    archived = Counter(id_ for _, ids in rest for id_ in ids)
    total = 60 if feed == "all" else 30
    assert len(rest) > 1
    assert set(archived.values()) == {1}
    assert len(archived.keys() | set(live)) == total
    assert len(live) == 10


def test_an_archive_names_those_beside_it_and_the_feed(years: Site) -> None:
    paths = [path for path, _ in walk(years, "all.atom")]
    base = "http://127.0.0.1:8000/feeds/"

    read = feedparser.parse((years.output / paths[2]).read_bytes())
    links = {link.rel: link.href for link in read.feed.links}

    assert links["self"] == base + paths[2]
    assert links["prev-archive"] == base + paths[3]
    assert links["next-archive"] == base + paths[1]
    assert links["current"] == f"{base}all.atom"
    assert "fh_archive" in read.feed


def test_new_articles_close_archives_and_change_none(years: Site) -> None:
    before = archives(years)

    for day in range(1, 25):
        years.article(f"new{day}.md", f"New {day}", f"News of day {day}.", date=f"2026-01-{day:02}")
        years.build(after=60)

    after = archives(years)
    assert before.items() < after.items()
    assert len({id_ for _, ids in walk(years, "all.atom") for id_ in ids}) == 84


def test_small_runs_make_the_archives_of_one_large_run(site: Site) -> None:
    site.variables["FEEDSVC_FEEDS__LIMIT"] = "4"
    for day in range(1, 29):
        site.article(f"{day}.md", f"Day {day}", f"The text of day {day}.", date=f"2026-02-{day:02}")
        site.build(after=60)
    step_by_step = archives(site)

    twin_root = site.root / "twin"
    twin_root.mkdir()
    twin = Site(twin_root)
    twin.variables |= site.variables
    for day in range(1, 29):
        twin.article(f"{day}.md", f"Day {day}", f"The text of day {day}.", date=f"2026-02-{day:02}")
    twin.build()

    assert step_by_step
    assert archives(twin) == step_by_step


@pytest.mark.parametrize("scope", Scope)
def test_building_again_changes_no_archive(years: Site, scope: Scope) -> None:
    before = archives(years)

    result = years.build(scope=scope, after=60)

    assert archives(years) == before
    assert result.counts.written == 0


def test_a_correction_of_an_archived_article_shows_in_the_feed_and_changes_no_archive(
    years: Site,
) -> None:
    before = archives(years)

    years.article("02.md", "Week 2, corrected", "A better text.", date="2024-01-15", tags="[y]")
    years.build(after=60)

    titles = [
        entry["title"] for entry in json.loads((years.output / "all.json").read_bytes())["items"]
    ]
    assert titles[-1] == "Week 2, corrected"
    assert len(titles) == 11
    assert before.items() <= archives(years).items()


def test_a_correction_that_an_archive_takes_at_once_shows_in_the_feed_as_well(
    site: Site,
) -> None:
    site.variables["FEEDSVC_FEEDS__LIMIT"] = "5"
    for day in range(1, 25):
        site.article(f"{day}.md", f"Day {day}", f"The text of day {day}.", date=f"2026-02-{day:02}")
    site.build()

    site.article("3.md", "Day 3, corrected", "A better text.", date="2026-02-03")
    site.article("new.md", "New", "News.", date="2026-03-01")
    site.build(after=60)

    assert b"Day 3, corrected" in (site.output / "all.atom").read_bytes()
    assert any(b"Day 3, corrected" in body for body in archives(site).values())


def test_a_correction_is_archived_in_its_turn(years: Site) -> None:
    years.article("02.md", "Week 2, corrected", "A better text.", date="2024-01-15", tags="[y]")
    for day in range(1, 25):
        years.article(f"new{day}.md", f"New {day}", f"News of day {day}.", date=f"2026-01-{day:02}")
    years.article("end.md", "End", "The end.", date="2026-02-01")
    years.build(after=60)

    told = {
        path: [item["title"] for item in json.loads((years.output / path).read_bytes())["items"]]
        for path, _ in walk(years, "all.json")
    }

    newest_first = [path for path in told if path.startswith("archive/")]
    having = [path for path in newest_first if {"Week 2, corrected", "Week 2"} & set(told[path])]
    assert "Week 2, corrected" in told[having[0]]
    assert "Week 2" in told[having[-1]]


def test_a_correction_leaves_the_feed_when_enough_is_newer(years: Site) -> None:
    years.article("02.md", "Week 2, corrected", "A better text.", date="2024-01-15", tags="[y]")
    years.build(after=60)
    assert b"Week 2, corrected" in (years.output / "all.atom").read_bytes()

    for number in range(30):
        years.article(f"new{number}.md", f"New {number}", f"News number {number}.")
        years.build(after=86_400)

    assert b"Week 2, corrected" not in (years.output / "all.atom").read_bytes()
    assert any(b"Week 2, corrected" in body for body in archives(years).values())


def test_an_article_of_an_archived_month_that_comes_late_is_found_by_walking(years: Site) -> None:
    before = archives(years)

    years.article("late.md", "Late", "It was forgotten.", date="2024-02-03")
    years.build(after=60)

    (late,) = [entry for entry in years.entries() if entry.title == "Late"]
    found = [path for path, ids in walk(years, "all.atom") if late.id in ids]
    assert found == ["all.atom"]
    assert before.items() <= archives(years).items()


def test_what_is_taken_back_leaves_its_archive_and_nothing_else_of_it_changes(
    years: Site,
) -> None:
    before = archives(years)
    (gone,) = [entry for entry in years.entries() if entry.title == "Week 5"]

    (years.content / "05.md").unlink()
    years.build(after=60)

    after = archives(years)
    assert after.keys() == before.keys()
    assert not any(gone.title.encode() + b"<" in body for body in after.values())
    changed = {path for path in before if before[path] != after[path]}
    assert len(changed) == 6
    for path in changed:
        assert gone.id.encode() in before[path]
        assert gone.id.encode() not in after[path]
    assert [path for path, ids in walk(years, "all.atom") if gone.id in ids] == []


def test_an_archive_keeps_the_bytes_of_others_when_one_is_taken_back(years: Site) -> None:
    before = archives(years)
    years.article("04.md", "Week 4, corrected", "A better text.", date="2024-02-01", tags="[y]")
    years.build(after=60)

    (years.content / "06.md").unlink()
    years.build(after=60)

    after = archives(years)
    for path in before:
        assert (b"Week 4<" in before[path]) is (b"Week 4<" in after[path])
        assert b"Week 4, corrected" not in after[path]
        assert b"Week 6<" not in after[path]


def test_archives_that_somebody_removed_are_written_again(years: Site) -> None:
    before = archives(years)
    for path in before:
        (years.output / path).unlink()
        folder = (years.output / path).parent
        if not any(folder.iterdir()):
            folder.rmdir()

    years.build(after=60)

    assert archives(years) == before


def test_an_archive_that_was_overwritten_is_written_again_by_a_run_over_everything(
    years: Site,
) -> None:
    before = archives(years)
    path = sorted(before)[3]
    (years.output / path).write_bytes(b"something else")

    years.build(scope=Scope.EVERYTHING, after=60)

    assert archives(years) == before


def test_a_new_address_of_the_site_is_in_every_archive(years: Site) -> None:
    years.variables["FEEDSVC_SITE__BASE_URL"] = "https://feeds.example.cn"

    years.build(after=60)

    assert not any(b"127.0.0.1" in body for body in archives(years).values())


def test_a_feed_that_shows_everything_has_no_archive(site: Site) -> None:
    for day in range(1, 29):
        site.article(f"{day}.md", f"Day {day}", date=f"2026-01-{day:02}")
    site.build()

    assert archives(site) == {}
    assert b"prev-archive" not in (site.output / "all.atom").read_bytes()


def test_feeds_of_kinds_that_have_no_archives_have_none(site: Site) -> None:
    site.variables |= {"FEEDSVC_FEEDS__LIMIT": "3", "FEEDSVC_FEEDS__ARCHIVES": '["tag"]'}
    for day in range(1, 20):
        site.article(f"{day}.md", f"Day {day}", date=f"2026-01-{day:02}", tags="[x]")
    site.build()

    assert {path.split("/")[1] for path in archives(site)} == {"tag"}


def test_a_withdrawn_article_leaves_its_archives_and_comes_back_late(years: Site) -> None:
    before, services = archives(years), years.services
    order = operations.order(services, Deed.WITHDRAW, "05.md", who="an editor", reason="")
    operations.make_ready(services)
    operations.carry_out(services, order)
    assert all(b"Week 5<" not in body for body in years.documents().values())

    order = operations.order(services, Deed.RESTORE, "05.md", who="an editor", reason="")
    operations.carry_out(services, order)

    assert b"Week 5<" in (years.output / "all.atom").read_bytes()
    assert all(b"Week 5<" not in archives(years)[path] for path in before)


def withdraw(site: Site, named: str) -> None:
    services = site.services
    operations.make_ready(services)
    order = operations.order(services, Deed.WITHDRAW, named, who="an editor", reason="")
    operations.carry_out(services, order)


def test_a_withdrawn_article_leaves_the_archives_of_feeds_that_it_had_left(years: Site) -> None:
    assert any(b"Week 5<" in body for path, body in archives(years).items() if "tag/x" in path)
    years.article("05.md", "Week 5", "The text of week 5.", date="2024-02-08")
    years.build(after=60)

    withdraw(years, "05.md")

    assert all(b"Week 5<" not in body for body in archives(years).values())


@pytest.mark.parametrize("count", [1, 20])
def test_however_many_are_deleted_they_leave_all_archives(years: Site, count: int) -> None:
    for week in range(count):
        (years.content / f"{week:02}.md").unlink()

    years.build(after=60)

    told = b"".join(archives(years).values())
    assert [week for week in range(count) if f"Week {week}<".encode() in told] == []
    assert f"Week {count}<".encode() in told


def test_an_article_that_is_given_an_older_date_stays_in_the_history(site: Site) -> None:
    site.variables["FEEDSVC_FEEDS__LIMIT"] = "4"
    for day in range(1, 29):
        site.article(f"{day:02}.md", f"Day {day}", f"Text {day}.", date=f"2026-02-{day:02}")
    site.build()
    for day in range(1, 12):
        dates = {"date": f"2025-01-{day:02}", "updated": "2026-02-28"}
        site.article(f"{17 + day}.md", f"Day {17 + day}", f"Text {17 + day}.", **dates)
        site.build(after=60)

    assert len({id_ for _, ids in walk(site, "all.atom") for id_ in ids}) == 28


def test_a_late_article_that_left_its_feed_and_came_back_is_not_shown_there(site: Site) -> None:
    site.variables |= {"FEEDSVC_FEEDS__LIMIT": "4", "FEEDSVC_CONTENT__MAX_LOSS": "1"}
    for day in range(1, 20):
        site.article(
            f"{day}.md", f"Day {day}", f"Text {day}.", date=f"2026-02-{day:02}", tags="[x]"
        )
    site.build()
    late = site.article("late.md", "Late", "Forgotten.", date="2026-01-01", tags="[x]")
    site.build(after=60)
    late.unlink()
    site.build(after=60)

    site.article("late.md", "Late", "Forgotten.", date="2026-01-01", tags="[y]")
    site.build(after=60)

    assert b"Late" not in (site.output / "tag/x.json").read_bytes()
    assert b"Late" in (site.output / "tag/y.json").read_bytes()


def test_a_late_article_that_is_given_a_new_date_is_archived_once(site: Site) -> None:
    site.variables["FEEDSVC_FEEDS__LIMIT"] = "4"
    for day in range(1, 20):
        site.article(f"{day}.md", f"Day {day}", f"Text {day}.", date=f"2026-02-{day:02}")
    site.build()
    site.article("late.md", "Late", "Forgotten.", date="2026-01-01", updated="2026-03-01")
    site.build(after=60)

    site.article("late.md", "Late", "Forgotten.", date="2026-03-01", updated="2026-03-01")
    for day in range(2, 12):
        site.article(f"m{day}.md", f"March {day}", f"March {day}.", date=f"2026-03-{day:02}")
    site.build(after=60)

    assert sum(b">Late<" in body for path, body in archives(site).items() if "atom" in path) <= 1


SAVED = """
[feeds]
limit = 4
[feeds.saved.pick]
any.tags = ["x"]
formats = {formats}
"""


def saved(site: Site, formats: str | None) -> None:
    text = SAVED.format(formats=formats) if formats else "[feeds]\nlimit = 4\n"
    (site.root / "feedsvc.toml").write_text(text)


def test_a_feed_that_is_saved_again_has_its_history_again(site: Site) -> None:
    saved(site, '["atom", "json"]')
    for day in range(1, 20):
        site.article(
            f"{day}.md", f"Day {day}", f"Text {day}.", date=f"2026-02-{day:02}", tags="[x]"
        )
    site.build()
    before = site.documents()
    saved(site, None)
    site.build(after=60)
    assert not any("saved/" in path for path in site.documents())

    saved(site, '["atom", "json"]')
    site.build(after=60)

    assert any(path.startswith("archive/saved/pick/") for path in before)
    assert site.documents() == before


def test_a_format_that_a_saved_feed_gains_has_its_history(site: Site) -> None:
    saved(site, '["atom"]')
    for day in range(1, 20):
        site.article(
            f"{day}.md", f"Day {day}", f"Text {day}.", date=f"2026-02-{day:02}", tags="[x]"
        )
    site.build()
    before = site.documents()

    saved(site, '["atom", "json"]')
    site.build(after=60)

    assert before.items() <= site.documents().items()
    assert len({id_ for _, ids in walk(site, "saved/pick.json") for id_ in ids}) == 19


def test_archives_that_were_only_touched_stay_as_they_are(years: Site) -> None:
    years.article("02.md", "Week 2, corrected", "A better text.", date="2024-01-15", tags="[y]")
    years.build(after=60)
    before = archives(years)
    for path in before:
        (years.output / path).touch()

    years.build(scope=Scope.EVERYTHING, after=60)

    assert archives(years) == before


def test_no_archive_of_a_lost_catalog_is_left_where_nobody_finds_it(years: Site) -> None:
    stray = years.output / "archive/all/1999-01.atom"
    stray.write_bytes(b"<feed/>")
    for file in (years.root / "feeds.state").glob("catalog.sqlite3*"):
        file.unlink()

    years.build(after=60)

    assert not stray.exists()
    assert len({id_ for _, ids in walk(years, "all.atom") for id_ in ids}) == 60


def test_articles_too_large_for_one_document_are_in_archives(site: Site) -> None:
    for number in range(40):
        day = f"2026-01-{number % 28 + 1:02}"
        site.article(f"{number}.md", f"Large {number}", "word " * 60_000, date=day)

    site.build()

    for format in Format:
        documents = list(walk(site, f"all.{format.extension}"))
        assert len({id_ for _, ids in documents for id_ in ids}) == 40
        assert all((site.output / path).stat().st_size < 5_000_000 for path, _ in documents)


def test_a_window_that_is_set_and_removed_leaves_the_archives_as_they_were(years: Site) -> None:
    before = years.documents()
    years.variables["FEEDSVC_FEEDS__WINDOW"] = "24"
    years.build(after=60)
    assert archives(years) == {}

    del years.variables["FEEDSVC_FEEDS__WINDOW"]
    years.build(after=60)

    assert years.documents() == before


def test_archives_that_are_switched_off_are_gone_and_come_back_as_they_were(years: Site) -> None:
    before = years.documents()
    years.variables["FEEDSVC_FEEDS__ARCHIVES"] = "[]"
    years.build(after=60)
    assert archives(years) == {}
    assert b"prev-archive" not in (years.output / "all.atom").read_bytes()

    del years.variables["FEEDSVC_FEEDS__ARCHIVES"]
    years.build(after=60)

    assert years.documents() == before


def test_a_saved_feed_that_asks_for_something_else_has_nothing_else_in_its_history(
    site: Site,
) -> None:
    saved(site, '["atom"]')
    for day in range(1, 20):
        tags = "[x, y]" if day % 2 else "[x]"
        site.article(f"{day}.md", f"Day {day}", f"Text {day}.", date=f"2026-02-{day:02}", tags=tags)
    site.build()

    text = SAVED.format(formats='["atom"]').replace('any.tags = ["x"]', 'any.tags = ["y"]')
    (site.root / "feedsvc.toml").write_text(text)
    site.build(after=60)

    assert len({id_ for _, ids in walk(site, "saved/pick.atom") for id_ in ids}) == 10


def test_one_archive_document_that_was_removed_is_written_again(years: Site) -> None:
    before = archives(years)
    (years.output / sorted(before)[3]).unlink()

    result = years.build(after=60)

    assert archives(years) == before
    assert len(result.written) == 1


def test_an_article_that_is_too_large_makes_no_archive(site: Site) -> None:
    site.variables["FEEDSVC_FEEDS__LIMIT"] = "4"
    for day in range(1, 20):
        site.article(f"{day}.md", f"Day {day}", f"Text {day}.", date=f"2026-02-{day:02}")
    site.build()
    before = archives(site)

    for edit in range(3):
        site.article("3.md", f"Edit {edit}", "& " * 600_000, date="2026-02-03")
        site.build(after=60)

    assert archives(site) == before
