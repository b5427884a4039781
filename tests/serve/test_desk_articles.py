"""Articles taken back at the desk, and given to readers again."""

import pytest

from feedsvc import operations
from feedsvc.model import Deed, Outcome
from tests.conftest import Site
from tests.serve.desk_client import Desk, leads_to
from tests.serve.reading_pages import Page


def text(html: str) -> str:
    return " ".join(Page(html).one("main").text.split())


def listen(site: Site) -> str:
    return site.entry("Listen").id


def confirm(deed: Deed, id: str) -> str:
    return f"/article/{deed}?named={id}"


def test_an_article_is_withdrawn_with_a_reason_after_a_second_look(desk: Desk) -> None:
    id = listen(desk.site)
    page = desk.get(confirm(Deed.WITHDRAW, id)).text
    assert "Listen" in text(page)
    assert "listen.md" in text(page)
    assert desk.site.services.queue.waiting() == ()
    fields = desk.fields("/article/withdraw", page)

    place = leads_to(desk.post("/article/withdraw", fields | {"reason": "names a child"}))

    (done,) = desk.publish()
    assert (place, done.outcome) == (f"/runs/{done.id}", Outcome.SUCCEEDED)
    assert done.order and (done.order.deed, done.order.who) == (Deed.WITHDRAW, "admin")
    assert "withdraw an article" in text(desk.get(place).text)
    atom = desk.site.documents()["all.atom"].decode()
    assert f'<at:deleted-entry ref="{id}"' in atom
    (line,) = operations.audit(desk.site.services, limit=5).items
    assert (line.who, line.deed, line.subject, line.reason) == (
        "admin",
        Deed.WITHDRAW,
        id,
        "names a child",
    )


def test_nothing_is_withdrawn_without_a_reason(desk: Desk) -> None:
    id = listen(desk.site)
    fields = desk.fields("/article/withdraw", desk.get(confirm(Deed.WITHDRAW, id)).text)

    answer = desk.post("/article/withdraw", fields | {"reason": "  "})

    assert answer.status_code == 400
    assert "Say why" in text(answer.text)
    assert desk.site.services.queue.waiting() == ()


def test_a_withdrawn_article_is_listed_and_can_be_restored(desk: Desk) -> None:
    id = listen(desk.site)
    fields = desk.fields("/article/withdraw", desk.get(confirm(Deed.WITHDRAW, id)).text)
    desk.post("/article/withdraw", fields | {"reason": "=1+1 <b>"})
    desk.publish()
    listed = desk.get("/withdrawn").text
    assert "Listen" in text(listed)
    assert "=1+1 <b>" in text(listed)

    page = desk.get(confirm(Deed.RESTORE, id)).text
    desk.post("/article/restore", desk.fields("/article/restore", page))
    desk.publish()

    assert "No article is withdrawn." in text(desk.get("/withdrawn").text)
    assert id in desk.site.documents()["all.atom"].decode()


def test_what_is_so_already_is_told_before_a_form_is_filled_in(desk: Desk) -> None:
    answer = desk.get(confirm(Deed.RESTORE, listen(desk.site)))

    assert answer.status_code == 409
    assert "It is so already" in text(answer.text)


@pytest.mark.parametrize("named", ["", "nope", "x" * 3000, "\0", "<b>"])
def test_an_article_that_is_not_there_is_told(desk: Desk, named: str) -> None:
    answer = desk.client.get("/admin/article/withdraw", query_string={"named": named})

    assert answer.status_code == 404
    assert "<b>" not in answer.text


def test_a_long_list_of_withdrawn_articles_goes_on(desk: Desk) -> None:
    site = desk.site
    for number in range(60):
        site.article(f"many/{number}.md", f"No. {number}", date="2026-01-01")
    site.build()
    services = site.services
    for entry in site.entries():
        if entry.title.startswith("No. "):
            order = operations.order(services, Deed.WITHDRAW, entry.id, who="ann", reason="")
            operations.request_order(services, order)
    desk.publish()

    seen: list[str] = []
    path = "/withdrawn"
    while path:
        page = Page(desk.get(path).text)
        seen += [each.text for each in page.all("a") if each.text.startswith("No. ")]
        further = page.all("a", rel="next")
        path = further[0].attributes["href"].removeprefix("/admin") if further else ""

    assert sorted(seen) == sorted(f"No. {number}" for number in range(60))
    assert desk.get("/withdrawn?after=nope").status_code == 404
