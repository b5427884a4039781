"""What readers may not have any more: named as deleted in Atom, gone from everything else."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from feedsvc import operations
from feedsvc.cli import cli
from feedsvc.errors import ContentError
from feedsvc.model import Deed, Outcome, Run
from tests.conftest import Site


def tombstones(site: Site, path: str = "all.atom") -> list[str]:
    body = (site.output / path).read_text()
    return [piece.split('"')[1] for piece in body.split("<at:deleted-entry ref=")[1:]]


def titles(site: Site, path: str = "all.json") -> list[str]:
    return [item["title"] for item in json.loads((site.output / path).read_bytes())["items"]]


def order(site: Site, deed: Deed, named: str) -> Run:
    services = site.services
    operations.make_ready(services)
    wanted = operations.order(services, deed, named, who="Ann Li", reason="a court said so")
    return operations.carry_out(services, wanted)


@pytest.fixture
def three(site: Site) -> Site:
    for name in ("one", "two", "three"):
        site.article(f"{name}.md", name.title(), f"Text {name}.", date="2026-01-01", tags="[x]")
    site.build()
    return site


def test_a_deleted_article_is_named_in_each_of_its_feeds(three: Site) -> None:
    gone = three.entry("Two")

    (three.content / "two.md").unlink()
    three.build(after=60)

    assert tombstones(three) == tombstones(three, "tag/x.atom") == [gone.id]
    at = f"{three.now:%Y-%m-%dT%H:%M:%SZ}"
    assert f'ref="{gone.id}" when="{at}"' in (three.output / "all.atom").read_text()
    assert sorted(titles(three)) == ["One", "Three"]
    assert b"Two" not in (three.output / "all.rss").read_bytes()


def test_an_article_that_comes_back_is_deleted_no_more(three: Site) -> None:
    text = (three.content / "two.md").read_bytes()
    (three.content / "two.md").unlink()
    three.build(after=60)

    three.write("two.md", text)
    three.build(after=60)

    assert tombstones(three) == []
    assert sorted(titles(three)) == ["One", "Three", "Two"]


def test_an_article_that_comes_back_elsewhere_is_deleted_nowhere(three: Site) -> None:
    (three.content / "two.md").unlink()
    three.build(after=60)

    three.article("two.md", "Two", "Text two.", date="2026-01-01", tags="[y]")
    three.build(only={"two.md"}, after=60)

    assert tombstones(three) == tombstones(three, "tag/x.atom") == []


def test_a_draft_again_is_deleted_and_an_expired_article_is_not(three: Site) -> None:
    gone = three.entry("Two")
    soon = f"{three.now + timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"
    three.article("two.md", "Two", "Text two.", date="2026-01-01", draft="true")
    three.article("one.md", "One", "Text one.", date="2026-01-01", expires=soon)
    three.build(after=30)
    three.build(after=60)

    assert titles(three) == ["Three"]
    assert tombstones(three) == [gone.id]


def test_a_feed_names_as_many_deleted_articles_as_it_shows(site: Site) -> None:
    site.variables |= {"FEEDSVC_FEEDS__LIMIT": "3", "FEEDSVC_CONTENT__MAX_LOSS": "1"}
    for day in range(1, 10):
        site.article(f"{day}.md", f"Day {day}", f"Text {day}.", date=f"2026-02-0{day}")
    site.build()

    for day in range(1, 6):
        (site.content / f"{day}.md").unlink()
        site.build(after=60)

    assert len(tombstones(site)) == 3


def test_a_renamed_article_is_not_deleted(three: Site) -> None:
    (three.content / "two.md").rename(three.content / "zwei.md")
    three.build(after=60)

    assert tombstones(three) == []


@pytest.mark.parametrize("named", ["two.md", "id", "url", "url/", "path", "file"])
def test_a_withdrawn_article_is_nowhere_whatever_its_file_says(three: Site, named: str) -> None:
    entry = three.entry("Two")
    names = {"id": entry.id, "url": entry.url, "url/": f"{entry.url}/", "path": "/articles/two"}
    name = {**names, "file": str(three.content / "two.md")}.get(named, named)

    run = order(three, Deed.WITHDRAW, name)

    assert run.outcome is Outcome.SUCCEEDED
    assert sorted(titles(three)) == ["One", "Three"]
    assert tombstones(three) == tombstones(three, "tag/x.atom") == [entry.id]
    three.article("two.md", "Two", "Edited.", date="2026-01-01", tags="[x]")
    three.build(after=60)
    assert sorted(titles(three)) == ["One", "Three"]


def test_a_restored_article_is_as_it_was(three: Site) -> None:
    before = three.documents()
    order(three, Deed.WITHDRAW, "two.md")

    order(three, Deed.RESTORE, "two.md")

    assert three.documents() == before


def test_a_withdrawal_needs_no_content_folder(three: Site) -> None:
    entry = three.entry("Two")
    three.content.rename(three.root / "unmounted")

    run = order(three, Deed.WITHDRAW, entry.id)

    assert run.outcome is Outcome.SUCCEEDED
    assert sorted(titles(three)) == ["One", "Three"]


def test_a_withdrawal_waits_for_no_file_that_has_to_be_read(three: Site) -> None:
    three.write("refused.md", "---\ntitle: Refused\nid: mine\n---\nText.\n")
    three.write("taken.md", "---\ntitle: Taken\nid: mine\n---\nAnother text.\n")
    three.build(after=60)
    three.content.rename(three.root / "unmounted")
    three.variables["FEEDSVC_SITE__TITLE"] = "Another name"

    run = order(three, Deed.WITHDRAW, "two.md")

    assert run.outcome is Outcome.SUCCEEDED
    assert "Two" not in titles(three)
    (three.root / "unmounted").rename(three.content)
    assert three.build(after=60).counts.read > 0


def test_the_address_of_a_page_elsewhere_names_an_article(three: Site) -> None:
    three.variables["FEEDSVC_SITE__ARTICLE_URL"] = "https://news.example.cn/{slug}.html"
    three.build(after=60)

    order(three, Deed.WITHDRAW, "https://news.example.cn/two.html")

    assert sorted(titles(three)) == ["One", "Three"]


def test_every_deed_is_a_line_of_the_audit(three: Site) -> None:
    entry = three.entry("Two")
    order(three, Deed.WITHDRAW, "two.md")
    order(three, Deed.RESTORE, "two.md")

    newest, oldest = operations.audit(three.services, limit=10).items

    assert (newest.deed, oldest.deed) == (Deed.RESTORE, Deed.WITHDRAW)
    assert (oldest.who, oldest.subject, oldest.reason) == ("Ann Li", entry.id, "a court said so")


def test_a_line_of_the_audit_is_one_line(three: Site) -> None:
    services = three.services
    operations.make_ready(services)
    reason = "so\n2026-01-01 00:00:00Z  boss  restore urn:x\x1b[2K"

    order = operations.order(services, Deed.WITHDRAW, "two.md", who="Ann\nLi", reason=reason)

    assert order.who == "Ann Li"
    assert order.reason == "so 2026-01-01 00:00:00Z boss restore urn:x[2K"


def test_an_order_that_changes_nothing_is_refused(three: Site) -> None:
    with pytest.raises(ContentError, match="not withdrawn"):
        order(three, Deed.RESTORE, "two.md")
    order(three, Deed.WITHDRAW, "two.md")
    with pytest.raises(ContentError, match="withdrawn already"):
        order(three, Deed.WITHDRAW, "two.md")
    with pytest.raises(ContentError, match=r"there is no article four\.md"):
        order(three, Deed.WITHDRAW, "four.md")


def test_the_commands_withdraw_restore_and_tell(
    three: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(three.root)
    place: list[str | Path] = ["--output", three.output]
    monkeypatch.setenv("FEEDSVC_CONTENT__DIRECTORY", str(three.content))

    def call(*words: str) -> str:
        result = CliRunner().invoke(cli, [*words, *map(str, place)], catch_exceptions=False)
        assert result.exit_code == 0
        return result.output

    withdrawn = call("withdraw", "two.md", "--reason", "wrong", "--by", "Ann Li")
    assert "withdraw: urn:uuid:" in withdrawn
    told = call("explain", str(three.content / "two.md"))
    assert "yes" in next(line for line in told.splitlines() if line.startswith("withdrawn"))
    call("restore", "two.md")
    first, second = json.loads(call("audit", "--json"))
    assert (first["deed"], second["deed"]) == ("restore", "withdraw")
    assert (second["who"], second["reason"]) == ("Ann Li", "wrong")
