"""What went wrong, and what others did meanwhile, shows in no document once a run succeeds."""

import os
from pathlib import Path

import pytest

from feedsvc import operations
from feedsvc.content.directory import scan, scan_at
from feedsvc.errors import ContentError, StorageError
from feedsvc.model import Scope
from tests.conftest import Site


def fail(site: Site) -> None:
    """Let a run write some documents and then fail."""
    blocker = site.output / "tag" / "x.atom"
    blocker.mkdir(parents=True)
    with pytest.raises(StorageError):
        site.build(after=60)
    blocker.rmdir()


def test_what_was_taken_back_after_a_run_that_failed_is_in_no_document(site: Site) -> None:
    site.article("a.md", "Stays")
    site.build()
    file = site.article("b.md", "Secret", tags="[x]")
    fail(site)

    file.unlink()
    site.build(after=60)

    assert not any(b"Secret" in body for body in site.documents().values())


def test_what_was_put_back_after_a_run_that_failed_is_in_its_documents(site: Site) -> None:
    site.article("a.md", "Stays")
    file = site.article("b.md", "Comes back", tags="[y]")
    site.build()
    text = file.read_text()
    file.unlink()
    site.article("c.md", "Other", tags="[x]")
    fail(site)

    file.write_text(text)
    site.build(after=60)

    assert b"Comes back" in site.documents()["all.json"]


@pytest.mark.parametrize("body", [b"", b"edited by hand"])
def test_a_document_that_somebody_else_wrote_is_made_anew_by_the_next_whole_run(
    site: Site, body: bytes
) -> None:
    site.article("a.md", "One")
    site.build()
    whole = site.documents()
    (site.output / "all.json").write_bytes(body)

    counts = site.build(after=60).counts

    assert (counts.written, site.documents()) == (1, whole)


def test_articles_that_go_one_by_one_trip_the_guard_as_well(site: Site) -> None:
    files = [site.article(f"{number}.md", f"Title {number}") for number in range(20)]
    site.build()

    with pytest.raises(ContentError, match="had 20 articles"):
        for file in files:
            file.unlink()
            site.build(only={file.name}, after=1)

    assert len(site.entries()) == 10


def test_a_stated_id_that_becomes_free_is_given_out_by_a_watched_run(site: Site) -> None:
    first = site.article("a.md", "First", id="urn:x:1")
    site.article("b.md", "Second", id="urn:x:1")
    site.build()

    first.unlink()
    result = site.build(only={"a.md"}, after=60)

    assert result.rejections == ()
    assert [entry.title for entry in site.entries()] == ["Second"]


def test_a_file_that_is_away_for_a_moment_keeps_its_id_though_it_changes(site: Site) -> None:
    site.article("old.md", "Title", body="A text that is long enough to tell one from another.")
    site.build()
    (site.content / "old.md").rename(site.content / "new.md")
    site.build(after=60)
    id_ = site.entry("Title").id
    (site.content / "new.md").unlink()
    site.build(accept_loss=True, after=60)

    site.article("new.md", "Title, edited", body="Another text, which nobody has ever seen before.")
    site.build(after=60)

    assert site.entry("Title, edited").id == id_


def test_a_name_in_other_letters_updates_nothing_that_readers_see(site: Site) -> None:
    site.article("a.md", "One", section="NEWS", tags="[Tea]")
    site.build()
    before = site.entry("One").updated

    site.article("a.md", "One", section="News", tags="[tea]")
    counts = site.build(after=3600).counts

    assert (counts.changed, counts.written) == (0, 0)
    assert site.entry("One").updated == before


def test_an_update_of_the_future_counts_once_it_is_past(site: Site) -> None:
    site.article("a.md", "One", date="2026-01-01", updated="2026-03-12T12:30:00Z")
    site.build()
    early = site.entry("One").updated

    site.build(after=3600)

    assert early < site.entry("One").updated
    assert site.build(scope=Scope.EVERYTHING, after=60).counts.written == 0


def test_a_link_beside_an_article_with_a_longer_name_does_not_keep_it(site: Site) -> None:
    site.article("b.md", "Stays")
    longer = site.article("a.mdown", "Goes")
    site.build()

    longer.unlink()
    (site.content / "a.md").symlink_to("b.md")
    site.build(after=60)

    assert [entry.title for entry in site.entries()] == ["Stays"]


def test_a_lost_catalog_gives_equal_texts_their_own_ids_again(site: Site) -> None:
    body = "One text that six articles share, and that is long enough to tell them from others."
    for number in range(6):
        site.article(f"{number}.md", f"Title {number}", body, date=f"2026-01-0{number + 1}")
    site.build()
    ids = {entry.title: entry.id for entry in site.entries()}
    documents = site.documents()
    for path in (site.root / "feeds.state").glob("catalog*"):
        path.unlink()

    services = site.services
    operations.make_ready(services)
    operations.adopt(services, list(services.documents.bodies("json")))
    counts = site.build(after=60).counts

    assert {entry.title: entry.id for entry in site.entries()} == ids
    assert (counts.written, site.documents()) == (0, documents)


def test_what_feedsvc_writes_is_no_article_though_the_folder_is_reached_through_a_link(
    site: Site,
) -> None:
    real = site.root / "real"
    site.content.rename(real)
    site.content.symlink_to(real)
    site.output = real / "feeds"
    site.article("a.md", "One")
    site.build()
    (site.output / "note.md").write_text("Nothing of ours.")

    site.build(after=60)

    assert [entry.title for entry in site.entries()] == ["One"]


def test_a_watched_file_that_nobody_may_look_at_is_not_gone(as_nobody: Path) -> None:
    (as_nobody / "secret").mkdir()
    (as_nobody / "secret" / "a.md").write_text("Text.")
    (as_nobody / "secret").chmod(0)

    found = scan_at(as_nobody, ["secret/a.md"])

    (as_nobody / "secret").chmod(0o700)
    assert [each.path for each in found.unreadable] == ["secret/a.md"]


def test_an_unreadable_folder_with_an_odd_name_is_shown_in_signs(as_nobody: Path) -> None:
    folder = os.fsencode(as_nobody) + b"/\xff\xfe"
    os.mkdir(folder, 0)  # noqa: PTH102 (bytes)
    found = scan(as_nobody)

    os.chmod(folder, 0o700)  # noqa: PTH101 (bytes)
    assert [each.path for each in found.unreadable] == ["\\xff\\xfe/"]


def test_a_file_that_takes_too_long_is_a_rejection_and_all_others_appear(site: Site) -> None:
    site.variables["FEEDSVC_CONTENT__MAX_SECONDS"] = "0.5"
    site.article("a.md", "One")
    site.write("slow.md", "# Slow\n\n" + "&" * 990_000)
    site.article("z.md", "Two")

    result = site.build()

    (rejection,) = result.rejections
    assert (rejection.path, rejection.reason) == ("slow.md", "cannot be read: it takes too long")
    assert "content.max_seconds" in rejection.hint
    assert {entry.title for entry in site.entries()} == {"One", "Two"}
