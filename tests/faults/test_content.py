"""Articles that are lost by accident, saved by the thousand, or due at an instant."""

import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from feedsvc import operations
from feedsvc.model import Outcome, Run, Scope, Trigger
from tests.conftest import Site
from tests.end_to_end.conftest import Server, eventually, feedsvc_serve
from tests.faults.conftest import SOAK, Newsroom, entries, reading, run, shown, shows

pytestmark = pytest.mark.slow

SAVES = 10_000 if SOAK else 1_000


def lose_most(site: Site) -> None:
    """Take away the folder of the first 100 articles."""
    shutil.move(site.content / "0", site.root / "elsewhere")


def bring_back(site: Site) -> None:
    shutil.move(site.root / "elsewhere", site.content / "0")


def lose_all(site: Site) -> None:
    site.content.rename(site.root / "elsewhere")


def bring_all_back(site: Site) -> None:
    (site.root / "elsewhere").rename(site.content)


@pytest.mark.parametrize(
    ("lose", "restore", "message"),
    [
        (lose_most, bring_back, "had 130 articles and now has 30; nothing changed"),
        (lose_all, bring_all_back, "cannot be read"),
    ],
    ids=["most", "all"],
)
def test_articles_lost_by_accident_stay_published_until_they_are_back(
    site: Site, lose: Callable[[Site], None], restore: Callable[[Site], None], message: str
) -> None:
    newsroom = Newsroom(site, seed=1, articles=130)
    with feedsvc_serve(site, **site.variables) as server, reading(site) as reader:
        reader.server = server

        lose(site)
        operations.request(site.services, Trigger.API)

        eventually(lambda: message in server.log.read_text(), "the run that failed")
        assert shown(site) == newsroom.titles
        restore(site)
        newsroom.save(7)
        shows(newsroom)


def test_a_loss_that_is_meant_is_confirmed_by_the_command_that_the_error_names(site: Site) -> None:
    newsroom = Newsroom(site, seed=2, articles=130)
    with feedsvc_serve(site, **site.variables) as server:
        lose_most(site)
        eventually(lambda: "confirm with" in server.log.read_text(), "the run that failed")
        hint = server.log.read_text().split("confirm with: feedsvc ")[1].split(")")[0]

        confirmed = run(site, *hint.split())

    assert confirmed.returncode == 0
    assert shown(site) == {
        title for title in newsroom.titles if int(title.split()[1].strip(",")) >= 100
    }


def test_whoever_asks_after_a_run_that_failed_is_served_without_its_rest(site: Site) -> None:
    Newsroom(site, seed=3, articles=130)
    with feedsvc_serve(site, **site.variables) as server:
        lose_most(site)
        eventually(lambda: "confirm with" in server.log.read_text(), "the run that failed")

        asked = operations.request(site.services, Trigger.API, accept_loss=True)

        began = time.monotonic()
        eventually(lambda: run_called(site, asked.id).outcome is Outcome.SUCCEEDED, "its run")
        assert time.monotonic() - began < 3.5


def test_a_server_stops_at_once_after_a_run_that_failed(site: Site) -> None:
    Newsroom(site, seed=4, articles=130)
    with feedsvc_serve(site, **site.variables) as server:
        lose_most(site)
        eventually(lambda: "confirm with" in server.log.read_text(), "the run that failed")
        began = time.monotonic()

    assert time.monotonic() - began < 3.5
    assert "cut short" not in server.log.read_text()


def test_a_burst_of_saves_while_runs_go_is_three_runs_at_most(site: Site) -> None:
    newsroom = Newsroom(site, seed=5, articles=SAVES // 2)
    with feedsvc_serve(site, **site.variables) as server, reading(site) as reader:
        reader.server = server
        first = operations.request(site.services, Trigger.API, Scope.EVERYTHING)
        eventually(lambda: site.services.queue.first() is None, "begin of a run")

        for _ in range(SAVES // 100):
            newsroom.work(100)

        eventually(lambda: titles_served(server, site) == newsroom.titles, "the last state")
        time.sleep(2)  # whatever still comes
        assert titles_served(server, site) == newsroom.titles
        runs = operations.recent_runs(site.services, limit=100)
    since = runs[: [each.id for each in runs].index(first.id)]
    assert 1 <= len(since) <= 3


def test_an_article_appears_and_leaves_at_its_instant_though_the_server_was_restarted(
    site: Site,
) -> None:
    site.article("a.md", "Shown")
    with feedsvc_serve(site) as server:
        instant = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=9)
        site.article("b.md", "Early", body="Embargoed.", date=f"{instant:%Y-%m-%dT%H:%M:%SZ}")
        site.article("c.md", "Brief", body="Expires.", expires=f"{instant:%Y-%m-%dT%H:%M:%SZ}")
        eventually(lambda: titles_of_all(server) == {"Shown", "Brief"}, "the article that expires")

    with feedsvc_serve(site) as server:
        assert titles_of_all(server) == {"Shown", "Brief"}
        assert datetime.now(UTC) < instant, "the machine is too slow for this test"
        eventually(lambda: titles_of_all(server) == {"Shown", "Early"}, "the exchange")
        late = datetime.now(UTC) - instant

    assert timedelta() <= late < timedelta(seconds=2)


def run_called(site: Site, id_: str) -> Run:
    found = operations.find_run(site.services, id_)
    assert found is not None
    return found


def titles_of_all(server: Server) -> set[str]:
    return {title for _, title in entries("all.json", server.get("/feeds/all.json").body)}


def titles_served(server: Server, site: Site) -> set[str]:
    """Return the titles in the feeds of all sections: no single feed holds so many."""
    return {
        title
        for path in (site.output / "section").glob("*.json")
        for _, title in entries(path.name, server.get(f"/feeds/section/{path.name}").body)
    }
