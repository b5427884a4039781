"""Where nothing can be written, the desk does nothing that the audit would not tell of."""

from pathlib import Path
from re import findall

from feedsvc import operations
from feedsvc.access import TokenScope
from feedsvc.access.cookies import NAME
from tests.serve.desk_client import PASSWORD, Desk, leads_to
from tests.serve.reading_pages import Page


def state(desk: Desk) -> Path:
    return desk.site.services.settings.output.state_directory


def block_audit(desk: Desk) -> None:
    """Let no note be left for the audit."""
    queue = state(desk) / "queue"
    queue.rename(state(desk) / "away") if queue.exists() else (state(desk) / "away").mkdir()
    queue.write_text("in the way")


def unblock_audit(desk: Desk) -> None:
    (state(desk) / "queue").unlink()
    (state(desk) / "away").rename(state(desk) / "queue")


def block_sessions(desk: Desk) -> None:
    """Let sessions be read and not be changed."""
    lock = state(desk) / "sessions" / ".lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()


def names(desk: Desk) -> list[str]:
    return [each.name for each in desk.site.services.access.tokens.all()]


def test_a_token_that_the_audit_cannot_tell_of_is_not_made(desk: Desk) -> None:
    block_audit(desk)

    answer = desk.post("/tokens", {"name": "ci", "scope": "read"}, page="/tokens")

    assert answer.status_code == 503
    assert names(desk) == []


def test_a_token_that_the_audit_cannot_tell_of_is_not_revoked(desk: Desk) -> None:
    tokens = desk.site.services.access.tokens
    tokens.create("ci", scopes=[TokenScope.READ], now=operations.now())
    block_audit(desk)
    page = "/tokens/revoke?name=ci"
    fields = desk.fields("/tokens/revoke", desk.get(page).text)

    assert desk.post("/tokens/revoke", fields).status_code == 503
    assert names(desk) == ["ci"]

    unblock_audit(desk)
    assert leads_to(desk.post("/tokens/revoke", fields)) == "/tokens"
    assert names(desk) == []


def test_nobody_is_in_of_whom_the_audit_cannot_tell(stranger: Desk) -> None:
    block_audit(stranger)

    answer = stranger.post("/login", {"password": PASSWORD})

    assert answer.status_code == 503
    assert "Set-Cookie" not in answer.headers
    assert [each for each in (state(stranger) / "sessions").iterdir() if len(each.name) == 64] == []


def test_whoever_logs_out_is_out_though_the_audit_cannot_tell(desk: Desk) -> None:
    cookie = desk.client.get_cookie(NAME, domain="localhost")
    assert cookie is not None
    token = desk.token("/logout", "/tokens")
    block_audit(desk)

    answer = desk.post("/logout", token=token)

    assert leads_to(answer) == "/login?out=1"
    sessions = desk.site.services.access.sessions
    assert sessions.find(cookie.value, now=operations.now()) is None


def test_whoever_logs_out_where_nothing_can_be_written_is_out_in_this_browser(desk: Desk) -> None:
    token = desk.token("/logout", "/tokens")
    block_sessions(desk)

    answer = desk.post("/logout", token=token)

    assert answer.status_code == 503
    assert f"{NAME}=; Max-Age=0" in answer.headers["Set-Cookie"]
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "You are logged out in this browser only" in Page(answer.text).one("h1").text
    assert "Log out" not in answer.text
    assert leads_to(desk.get("/tokens")).startswith("/login")


def test_a_form_that_came_to_nothing_can_be_sent_again(desk: Desk) -> None:
    id = desk.site.entries()[0].id
    page = f"/article/withdraw?named={id}"
    fields = desk.fields("/article/withdraw", desk.get(page).text)
    wish = fields | {"reason": "wrong names"}
    block_audit(desk)
    assert desk.post("/article/withdraw", wish).status_code == 503

    unblock_audit(desk)

    place = leads_to(desk.post("/article/withdraw", wish))
    assert findall(r"^/runs/\S+$", place)
    assert desk.post("/article/withdraw", wish).status_code == 409
    assert len(desk.site.services.queue.waiting()) == 1


def test_a_run_that_could_not_be_asked_for_is_asked_for_with_the_same_form(desk: Desk) -> None:
    html = desk.post("/runs/new", {"scope": "everything"}, page="/runs/new").text
    fields = desk.fields("/runs", html)
    block_audit(desk)
    assert desk.post("/runs", fields).status_code == 503

    unblock_audit(desk)

    (run,) = {leads_to(desk.post("/runs", fields)) for _ in range(3)}
    assert run == f"/runs/{desk.site.services.queue.waiting()[0].id}"
