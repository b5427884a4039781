"""A preview tells for each feed what a run would change, and changes nothing."""

from pathlib import Path

import pytest

from feedsvc import operations
from feedsvc.errors import ContentError
from feedsvc.model import Scope
from feedsvc.pipeline.previewing import Preview
from tests.conftest import Site


def preview(site: Site, *, scope: Scope = Scope.CHANGED) -> Preview:
    return operations.preview(site.services, scope)


def everything_below(folder: Path) -> dict[Path, tuple[int, bytes]]:
    return {
        path: (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


def test_each_feed_has_the_titles_it_gains_changes_and_loses(site: Site) -> None:
    site.article("a.md", "Stays", tags="[x]")
    site.article("b.md", "Edited", tags="[x]")
    site.article("c.md", "Leaves", tags="[x, y]")
    site.build()
    site.article("b.md", "Edited twice", tags="[x]")
    (site.content / "c.md").unlink()
    site.article("d.md", "Comes", tags="[z]")

    found = preview(site)

    feeds = {feed.path: (feed.added, feed.changed, feed.removed) for feed in found.feeds}
    assert feeds == {
        "all": (("Comes",), ("Edited twice",), ("Leaves",)),
        "tag/x": ((), ("Edited twice",), ("Leaves",)),
        "tag/y": ((), (), ("Leaves",)),
        "tag/z": (("Comes",), (), ()),
    }
    assert (found.counts.added, found.counts.changed, found.counts.removed) == (1, 1, 1)


def test_the_numbers_tell_of_as_many_feeds_as_are_listed(site: Site) -> None:
    site.article("a.md", "One", tags="[x, y]")

    found = preview(site)

    assert found.counts.feeds == len(found.feeds) == 3


def test_a_file_that_is_renamed_changes_no_feed(site: Site) -> None:
    site.article("a.md", "One", tags="[x]")
    site.build()
    before = site.documents()
    (site.content / "a.md").rename(site.content / "b.md")

    found = preview(site)

    assert found.feeds == ()
    site.build(after=60)
    assert site.documents() == before


def test_nothing_is_written_before_the_first_run(site: Site) -> None:
    site.article("a.md", "One")

    found = preview(site)

    assert [feed.path for feed in found.feeds] == ["all"]
    assert sorted(path.name for path in site.root.iterdir()) == ["content"]


@pytest.mark.parametrize("scope", list(Scope))
def test_nothing_is_written_after_a_run(site: Site, scope: Scope) -> None:
    site.article("a.md", "One")
    site.build()
    site.article("b.md", "Two")
    before = everything_below(site.root)

    preview(site, scope=scope)

    assert everything_below(site.root) == before
    assert site.build(after=60).counts.added == 1


def test_a_run_that_would_stop_is_told(site: Site) -> None:
    site.article("a.md", "One")
    site.build()
    (site.content / "a.md").unlink()

    with pytest.raises(ContentError, match="had 1 articles and now has 0"):
        preview(site)


def test_rejections_are_told(site: Site) -> None:
    site.article("a.md", "One")
    site.write("b.md", "")

    assert [rejection.path for rejection in preview(site).rejections] == ["b.md"]
