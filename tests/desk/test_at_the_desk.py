"""A morning at the desk, in a real browser, from logging in to a session that is dead."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from feedsvc import operations
from feedsvc.access.cookies import NAME
from feedsvc.model import Outcome, Run, Scope, Trigger
from tests.browsing import Visitor
from tests.desk.desks import PASSWORD, Served, done, log_in, serving
from tests.end_to_end.conftest import eventually

pytestmark = pytest.mark.slow


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service with a desk, for one test alone."""
    with serving(tmp_path_factory.mktemp("desk")) as found:
        yield found


def feed(served: Served, path: str) -> str:
    return served.server.get(f"/feeds/{path}").body.decode()


def start_run(page: Page, scope: str, name: str) -> None:
    """Start a run, after a look at what it would change."""
    page.goto(page.url.partition("/admin")[0] + "/admin/runs/new")
    page.get_by_label("What it is for").select_option(scope)
    if name:
        page.get_by_label("Its name").fill(name)
    page.get_by_role("button", name="What would change?").click()


@pytest.mark.parametrize("script", [True, False])
def test_a_section_is_published_after_a_look_at_what_would_change(
    served: Served, visit: Callable[..., Visitor], script: bool
) -> None:
    site = served.site
    site.article(
        "market.md", "Saturday market", date="2026-08-02T08:00:00Z", section="culture/audio"
    )
    visitor = visit(served.url, script=script)
    page = visitor.page
    log_in(page, served.url)

    start_run(page, "section", "culture/audio")

    expect(page.get_by_text("Saturday market").first).to_be_visible()
    assert "Saturday market" not in feed(served, "section/culture/audio.atom")
    page.get_by_role("button", name="Start the run").click()
    expect(page.get_by_role("heading", name="Run")).to_be_visible()
    expect(page.locator(".head .state")).to_have_text("done", timeout=60_000)
    expect(page.get_by_text("section/culture/audio.atom").first).to_be_visible()
    assert "Saturday market" in feed(served, "section/culture/audio.atom")


def test_a_run_is_seen_going_on_and_can_be_stopped(
    served: Served, visit: Callable[..., Visitor]
) -> None:
    for number in range(1500):
        served.site.article(f"many/{number}.md", f"No. {number}", date="2026-01-01", tags="[tea]")
    visitor = visit(served.url)
    page = visitor.page
    log_in(page, served.url)
    start_run(page, "everything", "")
    page.get_by_role("button", name="Start the run").click(timeout=120_000)

    # Told by the server while it happens: once it goes on, nobody asks for the page again.
    expect(page.locator(".head .state")).to_have_text("going on", timeout=60_000)
    page.wait_for_load_state("load")
    visitor.requested.clear()
    expect(page.locator(".how-far")).to_contain_text("/ 1,", timeout=60_000)
    assert [url for url in visitor.requested if not url.endswith("/events")] == []
    page.get_by_role("button", name="Cancel the run").click()

    expect(page.locator(".head .state")).to_have_text("cancelled", timeout=60_000)


def test_an_article_is_withdrawn_and_leaves_a_tombstone(
    served: Served, visit: Callable[..., Visitor]
) -> None:
    entry = served.site.entry("Fresh & new") if _is_there(served, "Fresh & new") else None
    entry = entry or served.site.entries()[0]
    page = visit(served.url).page
    log_in(page, served.url, "/admin/articles")
    assert entry.id in feed(served, "all.atom")

    page.get_by_role("link", name=entry.title, exact=True).first.click()
    page.get_by_role("link", name="Withdraw it...").click()
    page.get_by_label("Why, for the audit").fill("names a child")
    page.get_by_role("button", name="Withdraw it").click()

    expect(page.locator(".head .state")).to_have_text("done", timeout=60_000)
    assert f'<at:deleted-entry ref="{entry.id}"' in feed(served, "all.atom")
    page.goto(f"{served.url}/admin/audit")
    expect(page.get_by_text("names a child")).to_be_visible()
    page.goto(f"{served.url}/admin/withdrawn")
    expect(page.get_by_role("link", name=entry.title)).to_be_visible()

    page.get_by_role("row", name=entry.title).get_by_role("link", name="Restore it...").click()
    page.get_by_role("button", name="Restore it").click()
    expect(page.locator(".head .state")).to_have_text("done", timeout=60_000)
    assert f'<at:deleted-entry ref="{entry.id}"' not in feed(served, "all.atom")


def test_whoever_logs_out_leaves_nothing_behind(
    served: Served, visit: Callable[..., Visitor]
) -> None:
    page = visit(served.url).page
    log_in(page, served.url, "/admin/tokens")
    page.goto(f"{served.url}/admin/settings")
    kept = [each for each in page.context.cookies() if each["name"] == NAME]
    assert len(kept) == 1
    assert kept[0]["httpOnly"]
    assert page.evaluate("document.cookie") == ""

    page.get_by_role("button", name="Log out").click()

    expect(page.get_by_text("You are logged out.")).to_be_visible()
    assert [each for each in page.context.cookies() if each["name"] == NAME] == []
    page.go_back()
    expect(page.locator("#password")).to_be_visible()
    # The old cookie, as somebody may have copied it, is worth nothing.
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    page.goto(f"{served.url}/admin/tokens")
    expect(page.locator("#password")).to_be_visible()
    assert "/admin/login" in page.url


def test_a_token_is_made_used_and_revoked(served: Served, visit: Callable[..., Visitor]) -> None:
    page = visit(served.url).page
    log_in(page, served.url, "/admin/tokens")
    page.get_by_label("Name, such as").fill("mirror")
    page.get_by_label("read:").check()
    page.get_by_role("button", name="Make the token").click()
    secret = page.locator(".secret").inner_text()
    assert secret not in page.url

    def status() -> int:
        return served.server.get("/api/v1/runs", Authorization=f"Bearer {secret}").status

    assert status() == 200
    page.get_by_role("link", name="To the tokens").click()
    expect(page.get_by_text(secret)).to_have_count(0)
    page.get_by_role("link", name="Revoke mirror").click()
    page.get_by_role("button", name="Revoke it").click()
    expect(page.get_by_role("rowheader", name="mirror")).to_have_count(0)
    assert status() == 401


def test_a_form_that_is_sent_again_does_nothing_twice(
    served: Served, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(served.url)
    page = visitor.page
    log_in(page, served.url)
    start_run(page, "everything", "")
    page.get_by_role("button", name="Start the run").click()
    expect(page.locator(".head .state")).to_have_text("done", timeout=60_000)
    runs = len(operations.runs(served.site.services, limit=100).items)

    made = page.url
    page.go_back()
    # The way back asks for what would change once more; that is answered as it was before.
    expect(page.get_by_role("button", name="Start the run")).to_be_visible()
    page.go_forward()
    expect(page.locator(".head .state")).to_have_text("done")

    assert page.url == made
    assert len(operations.runs(served.site.services, limit=100).items) == runs


def test_whoever_clicks_twice_sees_what_would_change_and_starts_one_run(
    served: Served, visit: Callable[..., Visitor]
) -> None:
    page = visit(served.url).page
    log_in(page, served.url, "/admin/runs/new")

    page.get_by_role("button", name="What would change?").dblclick()

    expect(page.get_by_role("heading", name="In the feeds")).to_be_visible(timeout=60_000)
    runs = len(operations.runs(served.site.services, limit=100).items)
    page.get_by_role("button", name="Start the run").dblclick()
    expect(page.locator(".head .state")).to_have_text("done", timeout=60_000)
    assert len(operations.runs(served.site.services, limit=100).items) == runs + 1


def test_a_run_that_begins_while_it_is_looked_at_says_nothing_else(
    tmp_path: Path, visit: Callable[..., Visitor]
) -> None:
    with serving(tmp_path, FEEDSVC_SERVER__WORKERS="1") as served:
        site = served.site
        for number in range(1500):
            site.article(f"many/{number}.md", f"No. {number}", date="2026-01-01", tags="[tea]")
        page = visit(served.url).page
        log_in(page, served.url)
        first = operations.start(site.services, Trigger.API, Scope.EVERYTHING, who="ci").run
        eventually(lambda: _outcome(served, first) is Outcome.RUNNING, "a run that goes on")
        second = operations.start(site.services, Trigger.API, Scope.EVERYTHING, who="ann").run
        page.goto(f"{served.url}/admin/runs/{second.id}")
        expect(page.locator(".head .state")).to_have_text("waiting")

        expect(page.locator(".where")).not_to_have_text("waiting", timeout=120_000)

        expect(page.locator(".head .state")).not_to_have_text("waiting")
        began = page.locator("dt", has_text="Began").locator("+ dd")
        expect(began.locator("time")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_the_overview_notices_a_run_that_begins_and_ends(
    served: Served, visit: Callable[..., Visitor], script: bool
) -> None:
    site = served.site
    visitor = visit(served.url, script=script)
    page = visitor.page
    log_in(page, served.url)
    last = page.locator("#last ~ * tbody tr").first
    expect(last).not_to_contain_text("nightly")

    done(site, operations.start(site.services, Trigger.API, Scope.EVERYTHING, who="nightly").run)

    expect(last).to_contain_text("nightly", timeout=45_000)
    expect(last).to_contain_text("done", timeout=45_000)
    if script:
        # Where it stands, without a click of anybody.
        assert page.url == f"{served.url}/admin/"


def _outcome(served: Served, run: Run) -> Outcome | None:
    found = operations.find_run(served.site.services, run.id)
    return found.outcome if found else None


def test_wrong_passwords_are_told_and_in_the_end_refused(
    served: Served, visit: Callable[..., Visitor]
) -> None:
    page = visit(served.url).page
    page.goto(f"{served.url}/admin/")
    for _ in range(11):
        page.locator("#password").fill("not this one")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("alert")).to_be_visible()

    expect(page.get_by_role("alert")).to_contain_text("Too many passwords were wrong")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("Too many passwords were wrong")


def _is_there(served: Served, title: str) -> bool:
    return any(each.title == title for each in served.site.entries())


def test_another_site_cannot_make_the_browser_act(
    served: Served, visit: Callable[..., Visitor]
) -> None:
    page = visit(served.url).page
    log_in(page, served.url)
    before = operations.runs(served.site.services, limit=1).items[0].id

    form = f'<form method="post" action="{served.url}/admin/runs"><button>Win a prize</button>'
    page.goto(f"data:text/html,{quote(form)}")
    page.locator("button").click()
    expect(page.get_by_text("This did not come from our own page")).to_be_visible()

    assert operations.runs(served.site.services, limit=1).items[0].id == before
