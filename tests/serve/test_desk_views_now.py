"""The overview tells first what is wrong, then what goes on, comes and was; runs can be sifted."""

import re
from datetime import date, timedelta

import pytest

from feedsvc import operations
from feedsvc.access.cookies import NAME
from feedsvc.catalog import runs
from feedsvc.model import (
    Counts,
    Failure,
    FeedKey,
    FeedKind,
    Outcome,
    Reason,
    Rejection,
    Run,
    Scope,
    Standing,
    Target,
    Trigger,
)
from feedsvc.polls.tally import Asked, Document, Stated, Subscription, Tally
from feedsvc.publish.requests import new_run
from tests.conftest import NOON, Site
from tests.serve.desk_client import Desk
from tests.serve.reading_pages import Page

TEA = FeedKey(kind=FeedKind.TAG, slug="tea")


def apart(html: str) -> str:
    """Return *html* with a blank behind each cell, as people see it."""
    return re.sub("(</(?:td|th|dt|dd|li)>)", r"\1 ", html)


def text(html: str) -> str:
    return " ".join(Page(apart(html)).one("main").text.split())


def rows(html: str) -> list[str]:
    """Return what stands in the rows of tables, but for their heads."""
    found = Page(re.sub("<thead>.*?</thead>", "", apart(html), flags=re.S)).all("tr")
    return [" ".join(each.text.split()) for each in found]


def messages(html: str) -> list[tuple[str, str]]:
    """Return what stands above all else: how bad it is, and what is said."""
    shown = [each for each in Page(html).elements if "message" in each.attributes.get("class", "")]
    return [(each.attributes["class"].split()[-1], " ".join(each.text.split())) for each in shown]


def ended(number: int = 1, **said: object) -> Run:
    at = operations.now() - timedelta(minutes=100 - number)
    facts: dict[str, object] = {
        "id": f"run-{number:03}",
        "trigger": Trigger.SCHEDULE,
        "scope": Scope.CHANGED,
        "outcome": Outcome.SUCCEEDED,
        "requested_at": at,
        "started_at": at,
        "finished_at": at + timedelta(seconds=2),
        "timings": (("scan", 0.5), ("publish", 1.25)),
    }
    return Run(**(facts | said))  # type: ignore[arg-type]


def keep(site: Site, *kept: Run) -> None:
    with site.services.database.writing() as connection:
        for run in kept:
            runs.record(connection, run)


def ask(site: Site, feed: str, requests: int, day: date | None = None) -> None:
    """Count requests for a feed, some of them of a hosted reader."""
    counted = Tally(day or operations.now().date())
    counted.ask(Document(feed, "atom"), Asked(requests, requests // 2, 1000 * requests))
    counted.stated[Subscription(feed, "Feedly", "1")] = Stated(1, 77)
    site.services.polls.collect({f"{feed}-{requests}": counted}, waiting=[])


def test_what_is_wrong_comes_first_and_the_worst_before_all(desk: Desk) -> None:
    site = desk.site
    site.article("odd.md", "Odd", date="2026-01-01", expires="some day")
    site.write("broken.md", "---\ntitle: [\n---\nText.\n")
    site.build()
    failure = Failure(code="content", message="the content folder is <gone>", hint="bring it back")
    refused = Rejection(path="feeds/tag/tea.atom", line=None, reason="bad-date: x", hint="mend it")
    keep(
        site,
        ended(1, rejections=(refused,)),
        ended(2, outcome=Outcome.FAILED, failure=failure, timings=()),
    )

    page = desk.get("/").text

    said = messages(page)
    assert [weight for weight, _ in said] == ["bad", "bad", "bad", "warn", "idle"]
    assert "No publisher runs" in said[0][1]
    assert "The last run failed. the content folder is <gone> (bring it back)" in said[1][1]
    assert "1 document stayed as it was" in said[2][1]
    assert "1 file is rejected" in said[3][1]
    assert "warning" in said[4][1]
    first = Page(page).elements
    order = [each.attributes.get("class", "") for each in first]
    assert order.index("message bad") < order.index("panels")


def test_where_nothing_is_wrong_that_is_said(desk: Desk) -> None:
    (desk.site.content / "trick.md").unlink()
    desk.site.build()
    services = desk.site.services

    with operations.publishing(services, "test"):
        said = messages(desk.get("/").text)

    assert said == [("good", "Nothing is wrong.")]


def test_before_the_first_run_the_overview_is_there(desk: Desk) -> None:
    for file in desk.site.services.database.folder.glob("catalog*"):
        file.unlink()

    answer = desk.get("/")

    assert answer.status_code == 200
    assert "No run has ended yet." in text(answer.text)


def test_counts_that_cannot_be_read_hide_nothing_else(desk: Desk) -> None:
    (desk.site.services.database.folder / "polls.sqlite3").write_bytes(b"no database" * 500)

    answer = desk.get("/")

    assert answer.status_code == 200
    assert "Last runs" in text(answer.text)


def test_the_run_that_goes_on_and_those_that_wait_are_shown(desk: Desk) -> None:
    services = desk.site.services
    going = ended(1, outcome=Outcome.RUNNING, finished_at=None, timings=(), who="ann")
    keep(desk.site, going)
    services.standing.note(going.id, Standing(room="read", done=30, total=1200))
    services.queue.ask(new_run(Trigger.API, Scope.EVERYTHING, now=operations.now(), who="ci"))

    page = desk.get("/").text

    said = text(page)
    assert "schedule: what changed ann" in said
    assert "30 / 1,200" in said
    assert "1 run waits API: everything" in said
    assert Page(page).one("progress").attributes["max"] == "1200"


def test_what_comes_next_is_told_with_what_it_is(desk: Desk) -> None:
    desk.site.article("late.md", "Spring <b>festival</b>", date="2999-03-20T08:00:00Z")
    desk.site.build()
    services = desk.site.services

    with operations.publishing(services, "test"):
        said = text(desk.get("/").text)

    assert "2999-03-20" in said
    assert "appears: Spring <b>festival</b>" in said
    assert "the counts of the day are closed" in said


def test_the_last_runs_are_told_in_words_with_what_they_decided(desk: Desk) -> None:
    counts = Counts(files=9, added=1234, changed=2, written=12)
    written = (("tag/tea.atom", Reason.BYTES_CHANGED),)
    target = Target(feed=TEA)
    keep(desk.site, ended(1, who="ann", target=target, counts=counts, written=written))

    page = desk.get("/").text

    said = text(page)
    assert "ann, schedule Tag tea done 1.8 sec +1,234 ~2 -0 - 12" in said
    assert "/admin/runs/run-001" in [
        each.attributes["href"] for each in Page(page).all("a") if "href" in each.attributes
    ]


def test_the_charts_have_the_same_figures_as_tables(desk: Desk) -> None:
    keep(desk.site, *(ended(number) for number in range(1, 4)))
    keep(desk.site, ended(4, outcome=Outcome.FAILED, timings=()))
    ask(desk.site, "all", 1500)

    page = desk.get("/").text

    found = Page(page)
    charts = found.all("svg", role="img")
    assert len(charts) == 2
    assert len(found.all("circle", **{"class": "done"})) == 3 + 1  # and one that explains it
    assert len(found.all("path", **{"class": "failed"})) == 1 + 1
    assert "1,500 50% 1.5 MB 77 0" in text(page)
    assert not re.search(r"<[^>]+ style=", page)


def test_runs_are_listed_in_parts_and_sifted(desk: Desk) -> None:
    keep(desk.site, *(ended(number) for number in range(1, 61)))
    keep(desk.site, ended(61, outcome=Outcome.FAILED, trigger=Trigger.CLI, timings=()))
    keep(desk.site, ended(62, counts=Counts(written=3)))

    first = desk.get("/runs").text
    links = [each.attributes for each in Page(first).all("a", rel="next")]
    second = desk.get(links[0]["href"].removeprefix("/admin")).text
    failed = desk.get("/runs?outcome=failed").text
    by_hand = desk.get("/runs?trigger=cli&outcome=nonsense").text
    wrote = desk.get("/runs?wrote=1").text

    def listed(html: str) -> list[str]:
        return list(dict.fromkeys(re.findall(r'href="/admin/runs/(run-\d+)"', html)))

    assert listed(first) == [f"run-{number:03}" for number in range(62, 12, -1)]
    assert listed(second) == [f"run-{number:03}" for number in range(12, 0, -1)]
    assert listed(failed) == ["run-061"] == listed(by_hand)
    assert listed(wrote) == ["run-062"]
    assert "There are no such runs." in text(desk.get("/runs?outcome=cancelled").text)
    assert desk.get("/runs?after=nothing").status_code == 404


@pytest.mark.parametrize("path", ["/", "/runs", "/feeds", "/articles", "/health", "/polls"])
def test_views_speak_chinese(desk: Desk, path: str) -> None:
    chinese = desk.get(path, Accept_Language="zh-CN")

    assert chinese.status_code == 200
    assert Page(chinese.text).one("html").attributes["lang"] == "zh-Hans"
    headings = [each.text for each in Page(chinese.text).all("h1")]
    assert all(re.search("[一-鿿]", each) for each in headings)


def test_days_are_counted_by_the_clock_of_the_site(desk: Desk) -> None:
    ask(desk.site, "all", 10, day=NOON.date())

    assert "None has said for how many" in text(desk.get("/polls?days=7").text)


def test_the_overview_looks_again_by_itself_with_script_and_without(desk: Desk) -> None:
    html = desk.get("/").text

    assert re.search(r'<noscript><meta http-equiv="refresh" content="30; url=\?again=1">', html)
    (head,) = [each for each in Page(html).elements if "data-mark" in each.attributes]
    assert head.attributes["data-mark-address"] == "/admin/mark?again=1"
    assert head.attributes["data-renewed"] == "/admin/?again=1"


def test_how_things_stand_is_another_word_once_a_run_waits_begins_or_ends(desk: Desk) -> None:
    def word() -> str:
        answer = desk.get("/mark?again=1")
        assert answer.mimetype == "text/plain"
        assert answer.text in desk.get("/").text
        return answer.text

    words = [word(), word()]
    assert len(set(words)) == 1
    operations.start(desk.site.services, Trigger.API, Scope.EVERYTHING)
    words.append(word())
    desk.publish()
    words.append(word())
    with operations.publishing(desk.site.services, "test"):
        words.append(word())

    assert len(set(words)) == 4


def test_a_page_that_looks_again_by_itself_prolongs_no_session(desk: Desk) -> None:
    def seen() -> set[bytes]:
        folder = desk.site.services.settings.output.state_directory / "sessions"
        return {path.read_bytes() for path in folder.iterdir() if len(path.name) == 64}

    access, then = desk.site.services.access, operations.now() - timedelta(minutes=30)
    access.sessions.end_all()
    id = access.sessions.start(access.password.mark() or "", now=then)
    desk.client.set_cookie(NAME, id, domain="localhost")
    before = seen()

    for path in ("/?again=1", "/mark?again=1"):
        assert desk.get(path).status_code == 200
    assert seen() == before
    desk.get("/tokens")
    assert seen() != before
