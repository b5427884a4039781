"""Whatever happens to articles, walking a feed finds all that readers may see, and nothing else."""

import re
import sqlite3
from contextlib import closing
from random import Random

import pytest

from feedsvc import operations
from feedsvc.model import Deed, FeedKey, FeedKind, Scope
from tests.conftest import Site
from tests.pipeline.test_archives import archives, walk

ENTRY = re.compile(rb"<entry\b.*?</entry>", re.S)
ID = re.compile(rb"<id>([^<]+)</id>")
FEEDS = {
    "all": FeedKey(kind=FeedKind.ALL, slug="all"),
    **{f"tag/{tag}": FeedKey(kind=FeedKind.TAG, slug=tag) for tag in "xy"},
}


def entries_of(body: bytes) -> dict[bytes, bytes]:
    return {ID.findall(each)[0]: each for each in ENTRY.findall(body)}


def counted(site: Site) -> dict[str, tuple[int, int]]:
    """Return for each feed how many entries it says that it holds, and how many it does."""
    with closing(sqlite3.connect(site.root / "feeds.state" / "catalog.sqlite3")) as connection:
        query = "SELECT kind || '/' || slug, entries, (SELECT count(*) FROM memberships"
        rows = connection.execute(f"{query} WHERE feed = number) FROM feeds").fetchall()
    return {feed: (said, held) for feed, said, held in rows}


class Newsroom:
    """Does one thing after the other to the articles of a site, as its dice say."""

    def __init__(self, site: Site, seed: int) -> None:
        self.site, self.dice = site, Random(seed)
        self.numbers = 0

    def work(self) -> None:
        """Do something, and publish it."""
        deeds = [self.write, self.write, self.write, self.edit, self.edit, self.delete, self.take]
        self.dice.choice(deeds)()
        scope = self.dice.choice([Scope.CHANGED] * 5 + [Scope.EVERYTHING])
        self.site.build(scope=scope, after=self.dice.choice([60, 86_400, 86_400 * 20]))

    def write(self) -> None:
        for _ in range(self.dice.randint(1, 4)):
            self.numbers += 1
            self._save(f"{self.numbers}.md")

    def edit(self) -> None:
        if files := sorted(self.site.content.iterdir()):
            self._save(self.dice.choice(files).name)

    def delete(self) -> None:
        # Without any article, a run takes its folder for lost.
        if len(files := sorted(self.site.content.iterdir())) > 1:
            self.dice.choice(files).unlink()

    def take(self) -> None:
        """Withdraw an article, or restore one that is withdrawn."""
        files = sorted(self.site.content.iterdir())
        if not files:
            return
        name, services = self.dice.choice(files).name, self.site.services
        operations.make_ready(services)
        withdrawn = operations.explain(services, self.site.content / name).withdrawn
        deed = Deed.RESTORE if withdrawn else Deed.WITHDRAW
        order = operations.order(services, deed, name, who="an editor", reason="")
        operations.carry_out(services, order)

    def decide(self) -> None:
        """Change the settings: for how long entries stay in feeds, and which feeds are saved."""
        name, window = self.dice.choice("ab"), self.dice.choice([0, 24, 2000])
        saved = f'[feeds.saved.{name}]\nany.tags = ["x"]\nnone.tags = ["y"]\n'
        text = f"[feeds]\nwindow = {window}\n{self.dice.choice([saved, ''])}"
        (self.site.root / "feedsvc.toml").write_text(text)

    def _save(self, name: str) -> None:
        tags = ", ".join(self.dice.sample("xy", self.dice.randint(0, 2)))
        front = {"tags": f"[{tags}]"}
        if self.dice.random() < 0.8:
            front["date"] = f"2025-{self.dice.randint(1, 12):02}-{self.dice.randint(1, 28):02}"
        if self.dice.random() < 0.1:
            front["draft"] = "true"
        self.site.article(name, f"Title {name}", f"Text {self.dice.randint(1, 9999)}.", **front)


@pytest.mark.parametrize("seed", range(5))
def test_after_any_history_a_walk_finds_what_readers_may_see_and_nothing_else(
    site: Site, seed: int
) -> None:
    site.variables |= {"FEEDSVC_FEEDS__LIMIT": "3", "FEEDSVC_CONTENT__MAX_LOSS": "1"}
    newsroom = Newsroom(site, seed)
    newsroom.write()
    site.build()

    for _ in range(25):
        before = archives(site)
        newsroom.work()
        visible = {entry.id for entry in site.entries()}
        for path, key in FEEDS.items():
            if not (site.output / f"{path}.atom").exists():
                continue
            found = {id_ for _, ids in walk(site, f"{path}.atom") for id_ in ids}
            assert {entry.id for entry in site.entries(key)} <= found <= visible
        after = archives(site)
        assert before.keys() <= after.keys()
        for path in before:
            if path.endswith(".atom"):
                were, are = entries_of(before[path]), entries_of(after[path])
                assert are.items() <= were.items()
                assert not {each.decode() for each in were.keys() - are.keys()} & visible


@pytest.mark.parametrize("seed", range(4))
def test_after_any_history_each_feed_says_how_many_entries_it_holds(site: Site, seed: int) -> None:
    site.variables |= {"FEEDSVC_FEEDS__LIMIT": "3", "FEEDSVC_CONTENT__MAX_LOSS": "1"}
    newsroom = Newsroom(site, seed)
    newsroom.write()
    largest = 0

    for _ in range(20):
        newsroom.work()
        if newsroom.dice.random() < 0.3:
            newsroom.decide()
        feeds = counted(site)
        assert all(said == held for said, held in feeds.values()), feeds
        largest = max(largest, *(held for _, held in feeds.values()))

    assert largest > 1
