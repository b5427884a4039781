"""People name what a run is for; it reads that, changed or not, and what changed elsewhere."""

import os
from pathlib import Path

import pytest

from feedsvc import operations
from feedsvc.catalog import files
from feedsvc.catalog.database import Connection
from feedsvc.content import directory
from feedsvc.errors import UnknownFeedError, UnknownScopeError
from feedsvc.model import ALL_FEED, FeedKey, FeedKind, Outcome, Run, Scope, Target
from tests.conftest import Site


@pytest.fixture
def tea(site: Site) -> Site:
    """A site with a section in a section, two tags, an author and a saved feed."""
    (site.root / "feedsvc.toml").write_text('[feeds.saved.picks]\nany.tags = ["Green Tea"]\n')
    site.article("a.md", "One", tags="[Green Tea]", section="文化/茶", author="Ann Li")
    site.article("b.md", "Two", tags="[Coffee]", section="文化")
    site.article("c.md", "Three", tags="[Coffee, Green Tea]")
    site.article("green-tea.md", "Draft", draft="true")
    site.build()
    return site


def key(kind: FeedKind, slug: str) -> FeedKey:
    return FeedKey(kind=kind, slug=slug)


def regenerate(site: Site, said: str) -> Run:
    services = site.services
    target = operations.target(services, said)
    with operations.publishing(services, "cannot regenerate"):
        return operations.run_here(services, Scope.CHANGED, target=target)


def edit_unnoticed(file: Path, old: str, new: str) -> None:
    """Change what a file says, but neither its length nor anything that a scan looks at."""
    before = file.stat()
    file.write_bytes(file.read_bytes().replace(old.encode(), new.encode()))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize(
    ("said", "feed"),
    [
        ("tag:green-tea", key(FeedKind.TAG, "green-tea")),
        ("tag:Green Tea", key(FeedKind.TAG, "green-tea")),
        ("tag: ＧＲＥＥＮ ＴＥＡ ", key(FeedKind.TAG, "green-tea")),
        ("section:文化/茶", key(FeedKind.SECTION, "wenhua/cha")),
        ("section:wenhua/cha", key(FeedKind.SECTION, "wenhua/cha")),
        ("section: /文化 / 茶/", key(FeedKind.SECTION, "wenhua/cha")),
        ("author:ann li", key(FeedKind.AUTHOR, "ann-li")),
        ("saved:picks", key(FeedKind.SAVED, "picks")),
        ("SAVED:picks", key(FeedKind.SAVED, "picks")),
    ],
)
def test_a_feed_is_named_by_its_name_or_its_slug(tea: Site, said: str, feed: FeedKey) -> None:
    assert operations.target(tea.services, said) == Target(feed=feed)


def test_an_article_is_named_by_file_slug_id_and_address(tea: Site) -> None:
    entry = tea.entry("One")
    names = ("a.md", "./a.md", str(tea.content / "a.md"), entry.slug, entry.id, entry.url)

    found = {operations.target(tea.services, f"article:{name}") for name in names}

    assert found == {Target(article="a.md")}


def test_a_file_that_no_run_has_seen_and_one_that_is_rejected_are_articles_too(tea: Site) -> None:
    tea.write("bad.md", "---\ntitle: [\n---\nText.\n")
    tea.build(after=60)
    tea.article("new.md", "New")

    assert operations.target(tea.services, "article:bad.md") == Target(article="bad.md")
    assert operations.target(tea.services, "article:new.md") == Target(article="new.md")


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("tag:gren-tea", "did you mean tag:Green Tea?"),
        ("tag:coffe", "did you mean tag:Coffee?"),
        ("section:茶", "did you mean section:文化/茶?"),
        ("author:An Li", "did you mean author:Ann Li?"),
        ("tags:coffee", "did you mean tag:coffee?"),
        ("article:tea/b.md", "did you mean b.md?"),
        ("article:tea/gren-tee.md", "did you mean green-tea.md?"),
        ("section:/", "list them with feedsvc feeds"),
        ("tag:\u202e", "list them with feedsvc feeds"),
        ("tag:zzzz", "list them with feedsvc feeds"),
        ("coffee", "write section:PATH, tag:NAME"),
        ("", "write section:PATH, tag:NAME"),
        (":", "write section:PATH, tag:NAME"),
        ("article:../a.md", "name its id"),
        ("article:/etc/passwd", "name its id"),
        ("article:a.md\0", "name its id"),
        ("tag:" + "x" * 100_000, "list them with feedsvc feeds"),
    ],
)
def test_what_does_not_exist_is_told_with_what_is_like_it(tea: Site, said: str, hint: str) -> None:
    with pytest.raises(UnknownScopeError) as caught:
        operations.target(tea.services, said)

    assert hint in caught.value.hint


def test_before_the_first_run_there_is_nothing_to_name(site: Site) -> None:
    with pytest.raises(UnknownScopeError, match="there is no tag tea yet"):
        operations.target(site.services, "tag:tea")


@pytest.mark.parametrize(
    ("said", "feed"),
    [
        ("all", ALL_FEED),
        ("tag/green-tea", key(FeedKind.TAG, "green-tea")),
        ("tag:Green Tea", key(FeedKind.TAG, "green-tea")),
        ("section/wenhua/cha", key(FeedKind.SECTION, "wenhua/cha")),
        ("http://127.0.0.1:8000/feeds/tag/green-tea.atom", key(FeedKind.TAG, "green-tea")),
        ("http://127.0.0.1:8000/feeds/all.rss", ALL_FEED),
    ],
)
def test_a_feed_is_found_by_path_and_address(tea: Site, said: str, feed: FeedKey) -> None:
    assert operations.feed_key(tea.services, said) == feed


@pytest.mark.parametrize(
    "said",
    [
        *("", "nonsense", "tag/nonsense", "article/a.md", "//", ":"),
        *("http://evil.example/feeds/all.rss", "http://127.0.0.1:8001/feeds/all.rss"),
        *("http://[::1/feeds/all", "http://127.0.0.1:8000/other/feeds/all.rss"),
    ],
)
def test_no_other_feed_is_found(tea: Site, said: str) -> None:
    with pytest.raises(UnknownFeedError):
        operations.feed_key(tea.services, said)


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        ("tag:green-tea", {"ONE", "THREE"}),
        ("section:文化", {"ONE", "TWO"}),
        ("author:ann-li", {"ONE"}),
        ("saved:picks", {"ONE", "THREE"}),
        ("article:b.md", {"TWO"}),
    ],
)
def test_its_articles_are_read_whatever_a_scan_would_say_and_no_others(
    tea: Site, said: str, titles: set[str]
) -> None:
    with tea.services.database.writing() as connection:
        for name, title in (("a", "One"), ("b", "Two"), ("c", "Three")):
            edit_unnoticed(tea.content / f"{name}.md", title, title.upper())
            _pretend_to_have_read(connection, tea, f"{name}.md")

    run = regenerate(tea, said)

    assert run.outcome is Outcome.SUCCEEDED
    assert run.counts.read == len(titles)
    assert {entry.title for entry in tea.entries()} & {"ONE", "TWO", "THREE"} == titles


def _pretend_to_have_read(connection: Connection, site: Site, path: str) -> None:
    """Let the catalog know the file as it is, although no run has read it."""
    signatures = directory.scan(site.content).signatures
    files.note_files(connection, {path: signatures[path]}, {})


def test_other_feeds_follow_where_something_changed(tea: Site) -> None:
    tea.article("a.md", "One anew", tags="[Green Tea]", section="文化/茶", author="Ann Li")
    before = tea.documents()

    regenerate(tea, "tag:green-tea")

    changed = {path for path, body in tea.documents().items() if body != before[path]}
    assert {"all.atom", "section/wenhua.rss", "author/ann-li.json"} <= changed
    assert "tag/coffee.atom" not in changed


def test_nothing_is_written_where_nothing_differs_but_its_documents_are_made(tea: Site) -> None:
    run = regenerate(tea, "tag:coffee")

    assert (run.counts.feeds, run.counts.written, run.counts.kept) == (1, 0, 3)


def test_a_document_that_somebody_spoiled_is_made_anew(tea: Site) -> None:
    before = tea.documents()
    (tea.output / "tag" / "coffee.atom").write_bytes(b"spoiled")

    run = regenerate(tea, "tag:coffee")

    assert [path for path, _ in run.written] == ["tag/coffee.atom"]
    assert tea.documents() == before


def test_an_article_that_is_new_in_the_feed_is_found(tea: Site) -> None:
    tea.article("new.md", "New", tags="[Coffee]")

    run = regenerate(tea, "tag:coffee")

    assert run.counts.added == 1
    assert "New" in {entry.title for entry in tea.entries(key(FeedKind.TAG, "coffee"))}


def test_what_was_an_embargoed_draft_elsewhere_is_found_when_it_comes_to_the_feed(
    tea: Site,
) -> None:
    tea.write("later.md", "---\ntitle: Later\ndraft: true\n---\nText.\n")
    tea.build(after=60)
    tea.article("later.md", "Later", tags="[Coffee]")

    regenerate(tea, "tag:coffee")

    assert "Later" in {entry.title for entry in tea.entries(key(FeedKind.TAG, "coffee"))}


def test_an_article_that_moved_or_left_keeps_its_id_or_is_taken_out(tea: Site) -> None:
    id_ = tea.entry("One").id
    (tea.content / "a.md").rename(tea.content / "moved.md")
    (tea.content / "b.md").unlink()

    run = regenerate(tea, "tag:green-tea")

    assert run.counts.removed == 1
    assert tea.entry("One").id == id_
    assert "Two" not in {entry.title for entry in tea.entries()}


def test_an_article_alone_that_is_not_where_it_was_is_left_to_a_run_that_looks_everywhere(
    tea: Site,
) -> None:
    target = operations.target(tea.services, "article:a.md")
    (tea.content / "a.md").rename(tea.content / "moved.md")
    before = tea.documents()

    with operations.publishing(tea.services, "cannot regenerate"):
        run = operations.run_here(tea.services, Scope.CHANGED, target=target)

    assert run.counts.removed == 0
    assert tea.documents() == before


def test_an_article_that_no_run_has_seen_is_published_alone(tea: Site) -> None:
    tea.article("new.md", "New", tags="[Coffee]")
    tea.article("newer.md", "Newer", tags="[Coffee]")

    run = regenerate(tea, "article:new.md")

    assert run.counts.added == 1
    assert {"New"} == {e.title for e in tea.entries()} - {"One", "Two", "Three"}


def test_after_other_settings_all_is_read_whatever_the_target(tea: Site) -> None:
    tea.variables["FEEDSVC_FEEDS__SUMMARY_LENGTH"] = "50"

    run = regenerate(tea, "tag:coffee")

    assert run.counts.read == run.counts.files


def test_a_preview_tells_of_the_target_alone(tea: Site) -> None:
    tea.article("a.md", "One anew", tags="[Green Tea]")
    tea.article("b.md", "Two anew", tags="[Coffee]")
    before = tea.documents()

    target = operations.target(tea.services, "article:b.md")
    found = operations.preview(tea.services, Scope.CHANGED, target)

    feeds = {feed.path: (feed.added, feed.changed, feed.removed) for feed in found.feeds}
    assert feeds["tag/coffee"] == ((), ("Two anew",), ())
    assert not any("One anew" in titles for changes in feeds.values() for titles in changes)
    assert tea.documents() == before
