"""Runs started at the desk: what would change first, then the run, and a way to stop it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from re import search
from time import sleep
from typing import Any

import pytest
from flask.testing import FlaskClient

from feedsvc import operations
from feedsvc.access.cookies import NAME
from feedsvc.model import Deed, FeedKey, FeedKind, Outcome, Scope, Trigger
from feedsvc.pipeline.previewing import Preview
from feedsvc.serve import previewing
from feedsvc.serve.desk import starting
from tests.conftest import Site
from tests.serve.desk_client import Desk, leads_to
from tests.serve.reading_pages import Page


def foresee(desk: Desk, **wish: str) -> str:
    """Return the page that shows what a run would change."""
    answer = desk.post("/runs/new", wish, page="/runs/new")
    assert answer.status_code == 200, answer.text
    return answer.text


def text(html: str) -> str:
    return " ".join(Page(html).one("main").text.split())


def test_what_would_change_is_shown_before_anything_does(desk: Desk) -> None:
    desk.site.article("tea/new.md", "Spring harvest", tags="[tea]", date="2026-03-03")
    before = desk.site.documents()

    shown = text(foresee(desk, scope="changed"))

    assert "1 articles added" in shown.replace("articles added 1", "1 articles added")
    assert "tag/tea" in shown
    assert "gains: Spring harvest" in shown
    assert desk.site.documents() == before
    assert desk.site.services.queue.waiting() == ()


def test_that_nothing_would_change_is_said_plainly(desk: Desk) -> None:
    assert "There is nothing to do." in text(foresee(desk, scope="changed"))


def test_a_confirmed_run_is_done_and_shown(desk: Desk) -> None:
    file = desk.site.content / "listen.md"
    file.write_text(file.read_text().replace("title: Listen", "title: Hear"))
    html = foresee(desk, scope="tag", name="tea")
    assert "shows in another way: Hear" in text(html)

    place = leads_to(desk.post("/runs", desk.fields("/runs", html)))
    (run,) = desk.site.services.queue.waiting()
    assert place == f"/runs/{run.id}"
    assert (run.trigger, run.who) == (Trigger.ADMIN, "admin")
    assert run.target and run.target.feed == FeedKey(kind=FeedKind.TAG, slug="tea")
    assert "waiting" in text(desk.get(place).text)

    (done,) = desk.publish()
    assert done.outcome is Outcome.SUCCEEDED
    page = text(desk.get(place).text)
    assert "tag:tea" in page
    assert "done" in page
    assert "tag/tea.atom" in page
    assert "Hear" in desk.site.documents()["tag/tea.atom"].decode()
    (line,) = operations.audit(desk.site.services, limit=5).items
    assert (line.who, line.deed, line.subject) == ("admin", Deed.START_RUN, run.id)


def test_a_form_sent_again_and_again_leads_to_one_run(desk: Desk) -> None:
    fields = desk.fields("/runs", foresee(desk, scope="everything"))
    place = leads_to(desk.post("/runs", fields))

    places = {leads_to(desk.post("/runs", fields)) for _ in range(20)}

    assert places == {place}
    desk.publish()
    assert leads_to(desk.post("/runs", fields)) == place
    without_key = {name: each for name, each in fields.items() if name != "key"}
    assert len({leads_to(desk.post("/runs", without_key)) for _ in range(5)}) == 1
    assert len(desk.site.services.queue.waiting()) == 1


def test_what_would_change_may_be_asked_again_with_the_same_form(desk: Desk) -> None:
    token = desk.token("/runs/new", "/runs/new")
    for wish, status in (({"scope": "tag", "name": "nope"}, 404), ({"scope": "changed"}, 200)):
        answers = [desk.post("/runs/new", wish, token=token).status_code for _ in range(2)]

        assert answers == [status, status]


def test_whoever_clicks_twice_gets_the_answer_and_no_more_than_two_wait(
    desk: Desk, connect: Callable[[Site], FlaskClient]
) -> None:
    cookie = desk.client.get_cookie(NAME, domain="localhost")
    assert cookie is not None
    token = desk.token("/runs/new", "/runs/new")
    browsers = [Desk(desk.site, connect(desk.site)) for _ in range(3)]
    for browser in browsers:
        browser.client.set_cookie(NAME, cookie.value, domain="localhost")

    def ask(browser: Desk) -> int:
        return browser.post("/runs/new", {"scope": "changed"}, token=token).status_code

    with ThreadPoolExecutor(3) as threads:
        with previewing._lock:  # as while the first click is answered
            asked = [threads.submit(ask, browser) for browser in browsers]
            refused = list(islice(as_completed(asked), 2))
        statuses = sorted(each.result() for each in asked)

    assert {each.result() for each in refused} == {409}
    assert statuses == [200, 409, 409]


def test_both_looks_at_a_great_loss_have_one_time_limit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        desk.site.article(f"many/{number}.md", f"No. {number}", date="2026-01-01")
    desk.site.build()
    for number in range(12):
        (desk.site.content / f"many/{number}.md").unlink()
    limits = []

    def slowly(*said: Any, seconds: float, **more: Any) -> Preview:
        limits.append(seconds)
        sleep(0.3)
        return previewing.preview(*said, seconds=seconds, **more)

    monkeypatch.setattr(starting, "preview", slowly)
    foresee(desk, scope="changed")

    first, second = limits
    assert second <= first - 0.3


def test_the_same_confirmation_in_a_fresh_form_leads_to_the_same_run(desk: Desk) -> None:
    fields = desk.fields("/runs", foresee(desk, scope="everything"))
    place = leads_to(desk.post("/runs", fields))
    desk.publish()

    fresh = desk.fields("/runs", foresee(desk, scope="everything"))
    again = desk.post("/runs", fields | {"form_token": fresh["form_token"]})

    assert leads_to(again) == place
    assert desk.site.services.queue.waiting() == ()


@pytest.mark.parametrize(
    ("scope", "name", "near"),
    [
        ("tag", "teaa", "tag:tea"),
        ("section", "culture/audo", "section:culture/audio"),
        ("author", "Ann Leee", "author:Ann Lee"),
        ("article", "isten", "listen.md"),
        ("planet", "mars", "write section:PATH"),
        ("tag", "", "write section:PATH"),
        ("tag", "\0\x1b\u202e" + "x" * 5000, "the page Feeds lists them"),
    ],
)
def test_a_name_that_does_not_exist_is_told_with_what_is_like_it(
    desk: Desk, scope: str, name: str, near: str
) -> None:
    answer = desk.post("/runs/new", {"scope": scope, "name": name}, page="/runs/new")

    assert answer.status_code == 404
    assert "There is nothing of that name." in text(answer.text)
    assert near in text(answer.text)


def test_a_name_beside_everything_is_not_passed_over(desk: Desk) -> None:
    answer = desk.post(
        "/runs/new", {"scope": "everything", "name": "culture/audio"}, page="/runs/new"
    )

    assert answer.status_code == 400
    assert "choose of what kind it is" in text(answer.text)


def test_the_form_suggests_names_and_takes_what_a_link_says(desk: Desk) -> None:
    page = Page(desk.get("/runs/new?scope=section&name=culture/audio").text)

    chosen = [each for each in page.all("option") if "selected" in each.attributes]
    assert [each.attributes["value"] for each in chosen] == ["section"]
    assert page.one("input", id="name").attributes["value"] == "culture/audio"
    suggested = {each.attributes["value"] for each in page.all("option")}
    assert {"tea", "主题教育", "Ann Lee", "listen.md"} <= suggested


def test_where_it_takes_too_long_to_foresee_the_run_is_offered_all_the_same(desk: Desk) -> None:
    desk.client.application.config["PREVIEW_SECONDS"] = 0.0

    html = foresee(desk, scope="everything")

    assert "takes too long to find out" in text(html)
    leads_to(desk.post("/runs", desk.fields("/runs", html)))
    (done,) = desk.publish()
    assert done.outcome is Outcome.SUCCEEDED


def test_a_great_loss_needs_a_tick(desk: Desk) -> None:
    for number in range(12):
        desk.site.article(f"many/{number}.md", f"No. {number}", date="2026-01-01")
    desk.site.build()
    for number in range(12):
        (desk.site.content / f"many/{number}.md").unlink()

    html = foresee(desk, scope="changed")

    assert "would stop and change nothing" in text(html)
    assert "loses: No. " in text(html)
    assert "required" in Page(html).one("input", name="accept_loss").attributes
    fields = desk.fields("/runs", html)
    place = leads_to(desk.post("/runs", fields | {"accept_loss": "yes"}))
    (done,) = desk.publish()
    assert (done.accept_loss, done.outcome) == (True, Outcome.SUCCEEDED)
    assert "accepted" in text(desk.get(place).text)


def test_a_content_folder_that_is_gone_is_told(desk: Desk) -> None:
    desk.site.content.rename(desk.site.root / "elsewhere")

    answer = desk.post("/runs/new", {"scope": "changed"}, page="/runs/new")

    assert answer.status_code == 409
    assert "content" in text(answer.text)


def test_a_run_that_waits_can_be_cancelled(desk: Desk) -> None:
    services = desk.site.services
    run = operations.start(services, Trigger.API, Scope.EVERYTHING, who="ci").run
    place = f"/runs/{run.id}"
    assert "No publisher is at work" in text(desk.get(place).text)

    assert leads_to(desk.post(f"{place}/cancel", page=place)) == place

    page = desk.get(place).text
    assert "cancelled" in text(page)
    assert "/cancel" not in page
    assert "refresh" not in page
    lines = operations.audit(services, limit=5).items
    assert (lines[0].who, lines[0].deed, lines[0].subject) == ("admin", Deed.CANCEL_RUN, run.id)


def test_whoever_cancels_a_run_cancels_nobody_elses_wider_one(desk: Desk) -> None:
    services = desk.site.services
    mine = operations.start(services, Trigger.ADMIN, Scope.CHANGED, who="admin").run
    token = desk.token(f"/runs/{mine.id}/cancel", f"/runs/{mine.id}")
    theirs = operations.start(services, Trigger.API, Scope.EVERYTHING, who="ci").run

    place = leads_to(desk.post(f"/runs/{mine.id}/cancel", token=token))

    assert place.startswith(f"/runs/{theirs.id}?")
    assert "Nothing was cancelled." in text(desk.get(place).text)
    assert [run.id for run in services.queue.waiting()] == [theirs.id]


def test_what_a_run_is_for_has_the_name_that_people_call_it(desk: Desk) -> None:
    desk.site.article("x.md", "X", tags="['B  x & b']", date="2026-03-03")
    desk.site.build()
    html = foresee(desk, scope="tag", name="b-x-b")

    place = leads_to(desk.post("/runs", desk.fields("/runs", html)))

    for shown in (html, desk.get(place).text, desk.get("/runs").text, desk.get("/").text):
        assert "Tag B x & b" in text(shown)


def test_what_has_ended_is_not_cancelled(desk: Desk) -> None:
    services = desk.site.services
    run = operations.start(services, Trigger.API, Scope.CHANGED).run
    page = f"/runs/{run.id}"
    token = desk.token(f"{page}/cancel", page)
    desk.publish()

    answer = desk.post(f"{page}/cancel", token=token)

    assert answer.status_code == 409
    assert "has ended" in text(answer.text)


def test_a_run_that_waits_is_looked_at_again_without_script(desk: Desk) -> None:
    run = operations.start(desk.site.services, Trigger.API, Scope.CHANGED).run

    html = desk.get(f"/runs/{run.id}").text

    assert search(r'<noscript><meta http-equiv="refresh" content="\d+; url=\?again=1">', html)
    (box,) = [each for each in Page(html).elements if "data-run-events" in each.attributes]
    assert box.attributes["data-run-events"] == f"/admin/runs/{run.id}/events"


def test_a_narrower_run_leads_to_the_one_that_took_its_place(desk: Desk) -> None:
    services = desk.site.services
    narrow = operations.start(services, Trigger.API, Scope.CHANGED).run
    wide = operations.start(services, Trigger.API, Scope.EVERYTHING).run

    assert leads_to(desk.get(f"/runs/{narrow.id}")) == f"/runs/{wide.id}"


def test_a_run_that_failed_says_why_and_what_to_do(desk: Desk) -> None:
    run = operations.start(desk.site.services, Trigger.API, Scope.CHANGED).run
    desk.site.content.rename(desk.site.root / "elsewhere")
    desk.publish()

    shown = text(desk.get(f"/runs/{run.id}").text)

    assert "failed" in shown
    assert "content folder" in shown


def test_what_a_run_rejected_is_shown_with_line_and_hint(desk: Desk) -> None:
    desk.site.write("broken.md", "---\ntitle: [\n---\nText.\n")
    run = operations.start(desk.site.services, Trigger.API, Scope.CHANGED).run
    desk.publish()

    shown = text(desk.get(f"/runs/{run.id}").text)

    assert "broken.md" in shown
    assert "Files that are no articles" in shown


def test_fifty_forms_at_once_start_one_run(
    desk: Desk, connect: Callable[[Site], FlaskClient]
) -> None:
    cookie = desk.client.get_cookie(NAME, domain="localhost")
    assert cookie is not None
    browsers = []
    for _ in range(50):
        browser = Desk(desk.site, connect(desk.site))
        browser.client.set_cookie(NAME, cookie.value, domain="localhost")
        browsers.append(browser)
    sessions = desk.site.services.access.sessions
    session = sessions.find(cookie.value, now=operations.now())
    assert session is not None

    def confirm(browser: Desk) -> str:
        token = session.form_token("/admin/runs", now=operations.now())
        return leads_to(browser.post("/runs", {"scope": "everything"}, token=token))

    with ThreadPoolExecutor(10) as threads:
        places = set(threads.map(confirm, browsers))

    (run,) = desk.site.services.queue.waiting()
    assert places == {f"/runs/{run.id}"}


def test_of_many_rejections_the_first_are_shown(desk: Desk) -> None:
    for number in range(250):
        desk.site.write(f"broken/{number:03}.md", "---\ntitle: [\n---\nText.\n")
    run = operations.start(desk.site.services, Trigger.API, Scope.CHANGED).run
    desk.publish()

    shown = text(desk.get(f"/runs/{run.id}").text)

    assert "The first 200 of 250:" in shown
    assert shown.count("broken/") == 200


def test_before_the_first_run_the_desk_says_so(
    site: Site, connect: Callable[[Site], FlaskClient]
) -> None:
    site.variables["FEEDSVC_SITE__BASE_URL"] = "https://feeds.example.cn"
    desk = Desk(site, connect(site))
    desk.begin()

    answer = desk.get("/article/withdraw?named=first.md")

    assert answer.status_code == 503
    assert "The first run has yet to end" in text(answer.text)
    site.article("first.md", "First", date="2026-01-01")
    assert "gains: First" in text(foresee(desk, scope="changed"))


@pytest.mark.parametrize("id", ["nope", "x" * 2000, "%00", "..%2f..", "💧"])
def test_a_run_that_is_not_there_is_a_page_of_the_desk(desk: Desk, id: str) -> None:
    answer = desk.get(f"/runs/{id}")

    assert answer.status_code == 404
    assert 'class="desk"' in answer.text


def test_events_tell_how_a_run_ended(desk: Desk) -> None:
    run = operations.start(desk.site.services, Trigger.API, Scope.CHANGED).run
    desk.publish()

    answer = desk.get(f"/runs/{run.id}/events", Accept="text/event-stream")
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "event: end" in answer.text
    answer.close()
    assert desk.get("/runs/nope/events", Accept="text/event-stream").status_code == 404


def test_whoever_is_not_logged_in_gets_no_events(stranger: Desk) -> None:
    answer = stranger.get("/runs/x/events", Accept="text/event-stream")

    assert (answer.status_code, answer.mimetype) == (401, "text/plain")
