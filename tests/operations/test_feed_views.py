"""An operator sees each feed with its documents, and each setting with its origin."""

from pathlib import Path

import pytest

from feedsvc import operations
from feedsvc.errors import CursorError, UnknownFeedError
from feedsvc.model import ALL_FEED, FeedKey, FeedKind, Reason, Scope
from feedsvc.operations import Origin
from feedsvc.settings.origins import lines_of
from tests.conftest import Site

TEA = FeedKey(kind=FeedKind.TAG, slug="tea")


@pytest.fixture
def tea(site: Site) -> Site:
    for day in range(1, 6):
        site.article(f"{day}.md", f"No {day}", tags="[Tea]", date=f"2026-01-0{day}")
    services = site.services
    with operations.publishing(services, "cannot build"):
        operations.run_here(services, Scope.CHANGED)
    return site


def test_a_feed_has_the_size_and_the_change_of_its_documents(tea: Site) -> None:
    view = operations.feed_view(tea.services, TEA)

    files = {path: (tea.output / path).stat() for path in ("tag/tea.atom", "tag/tea.rss")}
    sizes = {each.path: each.bytes for each in view.line.documents}
    assert {path: status.st_size for path, status in files.items()}.items() <= sizes.items()
    changed = view.line.changed_at
    assert changed is not None
    assert int(changed.timestamp()) == int(files["tag/tea.atom"].st_mtime)
    assert (view.line.entries, view.line.is_stale, view.options.limit) == (5, False, 50)


def test_a_feed_tells_why_runs_wrote_its_documents(tea: Site) -> None:
    tea.article("6.md", "No 6", tags="[Tea]", date="2026-01-06")
    services = tea.services
    with operations.publishing(services, "cannot build"):
        run = operations.run_here(services, Scope.CHANGED)

    decisions = operations.feed_view(services, TEA).decisions

    assert {each.path for each in decisions} == {
        f"tag/tea.{end}" for end in ("atom", "rss", "json")
    }
    assert [each.reason for each in decisions] == [Reason.BYTES_CHANGED] * 3 + [Reason.NEW] * 3
    assert decisions[0].run == run.id


def test_a_document_that_is_not_there_has_no_size(tea: Site) -> None:
    (tea.output / "tag" / "tea.rss").unlink()

    sizes = {e.format: e.bytes for e in operations.feed_view(tea.services, TEA).line.documents}

    assert sizes["rss"] is None
    assert sizes["atom"]


def test_entries_of_a_feed_come_part_by_part_newest_first(tea: Site) -> None:
    titles, after = [], None
    while True:
        part = operations.feed_entries(tea.services, TEA, after, limit=2)
        titles += [entry.title for entry in part.items]
        after = part.next
        if after is None:
            break

    assert titles == ["No 5", "No 4", "No 3", "No 2", "No 1"]


def test_feeds_come_part_by_part(tea: Site) -> None:
    tea.article("x.md", "X", tags="[a, b, c]", section="s/t", author="Ann")
    tea.build(after=60)

    paths, after = [], None
    while True:
        part = operations.feed_lines(tea.services, after, limit=3)
        paths += [line.key.path for line in part.items]
        after = part.next
        if after is None:
            break

    assert paths == [
        *("all", "author/ann", "section/s", "section/s/t", "tag/a", "tag/b", "tag/c", "tag/tea"),
    ]


def test_what_is_not_there_is_told(tea: Site) -> None:
    with pytest.raises(UnknownFeedError):
        operations.feed_view(tea.services, FeedKey(kind=FeedKind.TAG, slug="nonsense"))
    with pytest.raises(CursorError):
        operations.feed_entries(tea.services, ALL_FEED, "nonsense", limit=2)
    with pytest.raises(CursorError):
        operations.feed_lines(tea.services, "nonsense", limit=2)


def test_each_setting_tells_where_it_was_stated(site: Site) -> None:
    (site.root / "feedsvc.toml").write_text(
        '# ours\n[site]\ntitle = "T"\n\n[feeds.tags."Green Tea"]\nlimit = 3\n'
        '[feeds.saved.mix]\nany.tags = ["x"]\n[server]\nport = 1\n'
    )
    site.variables["FEEDSVC_SERVER__PORT"] = "8001"

    lines = {line.key: line for line in operations.setting_lines(site.services)}

    def said(key: str) -> tuple[object, Origin, str]:
        return lines[key].value, lines[key].origin, Path(lines[key].place).name

    assert said("site.title") == ("T", Origin.FILE, "feedsvc.toml:3")
    assert said("feeds.tags.Green Tea.limit") == (3, Origin.FILE, "feedsvc.toml:6")
    assert said("feeds.saved.mix.any.tags") == (["x"], Origin.FILE, "feedsvc.toml:8")
    assert said("server.port") == (8001, Origin.ENVIRONMENT, "FEEDSVC_SERVER__PORT")
    assert lines["feeds.limit"].origin is Origin.DEFAULT
    assert lines["content.directory"].value == str(site.content)


def test_settings_that_say_the_same_are_the_same_wherever_they_say_it(site: Site) -> None:
    site.variables["FEEDSVC_SITE__TITLE"] = "T"
    in_variables = site.services.settings
    del site.variables["FEEDSVC_SITE__TITLE"]
    (site.root / "feedsvc.toml").write_text('[site]\ntitle = "T"\n')

    assert site.services.settings == in_variables


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a.b = 1\n", {"a.b": 1}),
        ("[a]\nb = 1\n[a.c] # x\n'd e' = 2\n", {"a": 1, "a.b": 2, "a.c": 3, "a.c.d e": 4}),
        ('[a]\nb = """\nc = 1\n"""\n', {"a": 1, "a.b": 2}),
        ("no toml [ at all", {}),
        ("", {}),
    ],
)
def test_lines_are_those_of_keys(text: str, lines: dict[str, int]) -> None:
    assert lines.items() <= lines_of(text).items()
