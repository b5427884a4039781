import os
from pathlib import Path

import pytest

from feedsvc import operations
from feedsvc.errors import StorageError
from feedsvc.model import Outcome, Scope
from feedsvc.publish.files import DocumentFiles
from feedsvc.publish.stylesheet import NAME, place_stylesheet, stylesheet
from tests.conftest import Site


def test_it_is_put_where_there_is_none(tmp_path: Path) -> None:
    place_stylesheet(tmp_path / "new" / "feeds")

    assert (tmp_path / "new" / "feeds" / NAME).read_bytes() == stylesheet()
    assert [path.name for path in (tmp_path / "new" / "feeds").iterdir()] == [NAME]


def test_it_is_left_alone_where_it_is(tmp_path: Path) -> None:
    place_stylesheet(tmp_path)
    os.utime(tmp_path / NAME, (1, 1))

    place_stylesheet(tmp_path)

    assert (tmp_path / NAME).stat().st_mtime == 1


def test_it_replaces_that_of_an_earlier_version(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("feed { display: block }")

    place_stylesheet(tmp_path)

    assert (tmp_path / NAME).read_bytes() == stylesheet()


def test_where_it_cannot_be_written_the_error_says_where_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()

    with pytest.raises(StorageError, match=NAME) as caught:
        place_stylesheet(tmp_path)

    assert caught.value.hint


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / f".{NAME}.0000.unfinished").write_text("fee")

    DocumentFiles(tmp_path).clean()

    assert not list(tmp_path.iterdir())


def test_a_run_puts_it_beside_the_documents_and_the_next_one_repairs_it(site: Site) -> None:
    site.article("a.md", "One")
    services = site.services
    with operations.publishing(services, "test"):
        first = operations.run_here(services, Scope.CHANGED)
        before = (site.output / "all.atom").stat().st_mtime_ns
        (site.output / NAME).unlink()
        second = operations.run_here(services, Scope.CHANGED)

    assert (first.outcome, second.outcome) == (Outcome.SUCCEEDED, Outcome.SUCCEEDED)
    assert (site.output / NAME).read_bytes() == stylesheet()
    assert second.counts.written == 0
    assert (site.output / "all.atom").stat().st_mtime_ns == before


def test_every_feed_names_it(site: Site) -> None:
    site.article("a.md", "One", tags="[x]")
    site.build()

    for path, body in site.documents().items():
        base_url = site.services.settings.site.base_url
        named = f'href="{base_url}/feeds/{NAME}"?>'.encode()
        assert (named in body) is not path.endswith(".json")


def test_it_is_no_document(tmp_path: Path) -> None:
    place_stylesheet(tmp_path)

    assert DocumentFiles(tmp_path).paths() == frozenset()
    assert DocumentFiles(tmp_path).instants() == {}


def test_it_asks_for_nothing_and_nobody(site: Site) -> None:
    text = stylesheet().decode("ascii", "replace")

    assert "@import" not in text
    assert text.count("url(") == text.count("@namespace")
