"""Identity and time: ids for ever, dates that never lie."""

from datetime import UTC, datetime

import pytest

from feedsvc.model import Origin
from tests.conftest import NOON, Site


def test_a_renamed_file_keeps_its_id_its_date_and_its_address(site: Site) -> None:
    file = site.article("first.md", "One")
    site.article("other.md", "Two", body="Other text.")
    site.build()
    before = site.entry("One")

    file.rename(site.content / "moved.md")
    site.build(after=60)

    after = site.entry("One")
    assert (after.id, after.published, after.slug) == (before.id, before.published, before.slug)
    assert after.path == "moved.md"


def test_a_file_moved_to_another_section_keeps_its_id_and_leaves_the_old_feed(site: Site) -> None:
    file = site.article("old/a.md", "One")
    site.build()
    before = site.entry("One")

    (site.content / "new").mkdir()
    file.rename(site.content / "new" / "a.md")
    site.build(after=60)

    assert site.entry("One").id == before.id
    assert before.id.encode() in site.documents()["section/new.atom"]
    assert before.id.encode() not in site.documents()["section/old.atom"]


def test_a_new_article_at_the_path_of_a_moved_one_gets_an_id_of_its_own(site: Site) -> None:
    file = site.article("a.md", "One")
    site.build()
    before = site.entry("One")
    file.rename(site.content / "b.md")
    site.build(after=60)

    site.article("a.md", "Two", body="Something else.")
    site.build(after=60)

    assert site.entry("One").id == before.id
    assert site.entry("Two").id != before.id


def test_any_number_of_articles_may_be_written_at_one_path_and_moved_away(site: Site) -> None:
    ids = set()
    for number in range(5):
        site.article("draft.md", f"Article {number}", body=f"Text {number}.")
        site.build(after=60)
        ids.add(site.entry(f"Article {number}").id)
        (site.content / "draft.md").rename(site.content / f"{number}.md")
        site.build(after=60)

    assert len(ids) == 5
    assert {entry.id for entry in site.entries()} == ids
    assert len({entry.slug for entry in site.entries()}) == 5


def test_an_edited_title_keeps_id_and_address_and_counts_as_an_update(site: Site) -> None:
    site.article("a.md", "One", date="2026-03-01 08:00 +0800")
    site.build()
    before = site.entry("One")

    site.article("a.md", "One, corrected", date="2026-03-01 08:00 +0800")
    site.build(after=60)

    after = site.entry("One, corrected")
    assert (after.id, after.url, after.published) == (before.id, before.url, before.published)
    assert before.updated == before.published
    assert after.updated == site.now


def test_reformatted_front_matter_is_no_update(site: Site) -> None:
    site.write("a.md", "---\ntitle: One\ntags: [x, y]\n---\nText.\n")
    site.build()
    before = site.documents()

    site.write("a.md", "---\ntags:\n  - x\n  - y\n\ntitle: 'One'\n---\n\nText.\n")
    result = site.build(after=60)

    assert (result.counts.read, result.counts.changed, result.counts.written) == (1, 0, 0)
    assert site.documents() == before


def test_undated_articles_of_one_run_share_the_instant_of_their_first_sight(site: Site) -> None:
    site.article("b.md", "Two")
    site.article("a.md", "One", body="Other.")
    site.build()
    site.build(after=3600)

    published = {entry.published for entry in site.entries()}

    assert published == {NOON}
    assert {entry.published_origin for entry in site.entries()} == {Origin.FIRST_SEEN}


def test_a_date_added_later_replaces_the_first_sight(site: Site) -> None:
    site.article("a.md", "One")
    site.build()

    site.article("a.md", "One", date="2026-01-02T03:04:05Z")
    site.build(after=60)

    assert site.entry("One").published == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert site.entry("One").published_origin is Origin.FRONT_MATTER


def test_a_date_that_disappears_is_remembered(site: Site) -> None:
    site.article("a.md", "One", date="2026-01-02T03:04:05Z")
    site.build()

    site.article("a.md", "One")
    site.build(after=60)

    assert site.entry("One").published == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_ids_are_the_same_on_every_machine_that_reads_the_same_paths(
    site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    site.article("新闻/a.md", "One")
    site.build()
    twin = Site(tmp_path_factory.mktemp("twin"))
    twin.article("新闻/a.md", "One")

    twin.build()

    assert twin.entry("One").id == site.entry("One").id


def test_a_stated_id_is_used_and_survives_a_rename_with_an_edit(site: Site) -> None:
    site.article("a.md", "One", id="tag:example.org,2020:one")
    site.build()

    (site.content / "a.md").unlink()
    site.article("b.md", "One, edited", body="New text.", id="tag:example.org,2020:one")
    site.build(after=60)

    assert site.entry("One, edited").id == "tag:example.org,2020:one"


def test_of_two_articles_with_one_stated_id_the_older_keeps_it(site: Site) -> None:
    site.article("z.md", "Older", id="same")
    site.build()

    site.article("a.md", "Newer", body="Other.", id="same")
    result = site.build(after=60)

    assert [entry.title for entry in site.entries()] == ["Older"]
    (rejection,) = result.rejections
    assert rejection.path == "a.md"
    assert "z.md" in rejection.reason


def test_two_files_with_the_same_text_are_two_entries(site: Site) -> None:
    site.article("a.md", "One")
    site.article("b.md", "One")

    site.build()

    assert len({entry.id for entry in site.entries()}) == 2
    assert len({entry.url for entry in site.entries()}) == 2


def test_an_article_that_comes_back_has_its_old_id_and_date(site: Site) -> None:
    site.article("keep.md", "Keep")
    file = site.article("a.md", "One", body="Other.")
    site.build()
    before = site.entry("One")
    text = file.read_bytes()
    file.unlink()
    site.build(after=60)

    site.write("a.md", text)
    site.build(after=60)

    after = site.entry("One")
    assert (after.id, after.published) == (before.id, before.published)


def test_another_base_url_rewrites_addresses_but_updates_no_article(site: Site) -> None:
    site.variables = {
        "FEEDSVC_SITE__BASE_URL": "http://one.example",
        "FEEDSVC_SITE__AUTHORITY": "example.org",
    }
    site.article("a.md", "One", body="[link](other.html)")
    site.build()
    before = site.entry("One")

    site.variables["FEEDSVC_SITE__BASE_URL"] = "http://two.example"
    site.build(after=60)

    after = site.entry("One")
    assert (after.id, after.updated) == (before.id, before.updated)
    assert after.url == "http://two.example/articles/a"
    assert "http://two.example/other.html" in after.content


def test_the_ids_of_two_articles_that_swap_their_files_stay_with_the_paths(site: Site) -> None:
    one = site.article("a.md", "One")
    two = site.article("b.md", "Two", body="Other.")
    site.build()
    ids = {entry.path: entry.id for entry in site.entries()}

    one.rename(site.content / "c.md")
    two.rename(site.content / "a.md")
    (site.content / "c.md").rename(site.content / "b.md")
    site.build(after=60)

    assert {entry.path: entry.id for entry in site.entries()} == ids


LONG = "A text that is long enough to tell this article from every other one there is."


def test_a_title_edited_while_the_file_moves_keeps_the_id_of_the_text(site: Site) -> None:
    site.article("a.md", "One", body=LONG)
    site.build()
    before = site.entry("One")

    (site.content / "a.md").unlink()
    site.article("b.md", "Two", body=LONG)
    site.build(after=60, accept_loss=True)

    assert site.entry("Two").id == before.id


@pytest.mark.parametrize("path", ["A.md", "a/index.md", "a.markdown", "deep/er/a.md"])
def test_another_name_for_the_file_keeps_the_id(site: Site, path: str) -> None:
    file = site.article("a.md", "One", body=LONG)
    site.build()
    before = site.entry("One")

    (site.content / path).parent.mkdir(parents=True, exist_ok=True)
    file.rename(site.content / path)
    site.build(after=60)

    assert site.entry("One").id == before.id


def test_a_re_encoded_file_is_neither_new_nor_updated(site: Site) -> None:
    text = "首页 > 本地新闻 > 正文\n\n渡轮添新船\n\n" + "青篙江上多了一条白身蓝顶的新船。" * 9
    site.write("a.txt", text)
    site.build()
    before = site.documents()

    site.write("a.txt", text.encode("gb18030"))
    site.build(after=60)

    assert site.documents() == before


def test_a_file_that_moves_across_two_runs_keeps_its_id(site: Site) -> None:
    site.article("keep.md", "Keep")
    file = site.article("a.md", "One", body=LONG)
    site.build()
    before, text = site.entry("One"), file.read_bytes()
    file.unlink()
    site.build(after=60)

    site.write("b.md", text)
    site.build(after=60)

    assert site.entry("One").id == before.id


def test_a_copy_keeps_its_own_id_when_the_original_goes(site: Site) -> None:
    original = site.article("a.md", "One", body=LONG)
    site.build()
    site.write("b.md", original.read_bytes())
    site.build(after=60)
    copied = next(entry for entry in site.entries() if entry.path == "b.md")

    original.unlink()
    site.build(after=60)

    assert [entry.id for entry in site.entries()] == [copied.id]


def test_a_stated_id_goes_with_its_article_when_another_takes_its_file(site: Site) -> None:
    file = site.article("q/foo.md", "Two", body=LONG, id="i2")
    site.build()
    (site.content / "r").mkdir()
    file.rename(site.content / "r" / "foo.md")
    site.article("q/foo.md", "Three", body="Another text.", id="i3")

    result = site.build(after=60)

    assert result.rejections == ()
    assert {entry.title: entry.id for entry in site.entries()} == {"Two": "i2", "Three": "i3"}


def test_a_minted_id_goes_with_its_text_when_an_article_with_a_stated_id_takes_its_file(
    site: Site,
) -> None:
    file = site.article("foo.md", "Two", body=LONG)
    site.build()
    minted = site.entry("Two").id
    file.rename(site.content / "bar.md")
    site.article("foo.md", "Three", body="Another text.", id="i3")

    site.build(after=60)

    assert {entry.title: entry.id for entry in site.entries()} == {"Two": minted, "Three": "i3"}


def test_an_id_added_to_a_published_article_replaces_the_minted_one(site: Site) -> None:
    site.article("a.md", "One")
    site.build()

    site.article("a.md", "One", id="mine")
    result = site.build(after=60)

    assert [entry.id for entry in site.entries()] == ["mine"]
    assert (result.counts.added, result.counts.removed) == (1, 1)


def test_a_refused_id_is_granted_once_it_is_free(site: Site) -> None:
    first = site.article("a.md", "One", id="x1")
    site.article("b.md", "Two", body="Other.", id="x1")
    assert [each.path for each in site.build().rejections] == ["b.md"]

    first.unlink()
    result = site.build(after=60)

    assert result.rejections == ()
    assert {entry.title: entry.id for entry in site.entries()} == {"Two": "x1"}


def test_an_update_dated_ahead_of_time_is_not_believed(site: Site) -> None:
    site.article("a.md", "One", date="2026-03-01", lastmod="9999-12-31T23:59:59Z")

    site.build()

    assert site.entry("One").updated == site.entry("One").published


def test_an_edit_that_meets_new_settings_is_still_an_update(site: Site) -> None:
    site.article("a.md", "One", body="First.", date="2026-03-01")
    site.build()

    site.variables = {"FEEDSVC_SITE__TITLE": "Another name"}
    site.article("a.md", "One", body="Second.", date="2026-03-01")
    site.build(after=60)

    assert site.entry("One").updated == site.now


def test_an_undated_draft_is_first_seen_when_it_is_published(site: Site) -> None:
    site.article("keep.md", "Keep")
    site.article("a.md", "One", body=LONG, draft="true")
    site.build()

    site.article("a.md", "One", body=LONG)
    site.build(after=86_400)

    assert site.entry("One").published == site.now
    assert site.entry("One").published_origin is Origin.FIRST_SEEN
